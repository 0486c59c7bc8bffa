"""Resizing, CenterCrop and RandomCrop: images of another size; and what all layers of images have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ....shapes import Dim, Mismatch, Shape, Structure, Undetermined
from ....values import Value
from ..arguments import PLAIN, check_data_format, invalid
from ..layout import known_layout, opaque
from ..rule import Config, LayerRule, layer

SIZED = ("images", "segmentation_masks")
"""What of a dict of inputs is as large as the image."""


class ImageRule(LayerRule):
    """A layer of images that keeps their size.

    Input shape:  (height, width, channels) or (batch, height, width, channels), or a dict of `images`, `labels`, `bounding_boxes` and
                  `segmentation_masks`
    Output shape: the same
    Source: keras.src.layers.preprocessing.image_preprocessing.base_image_preprocessing_layer.BaseImagePreprocessingLayer
    """

    traces_structures: ClassVar[bool] = True
    """Whether a traced call accepts anything but a tensor."""
    keywords: ClassVar[Mapping[str, Value]] = {"bounding_box_format": None, "data_format": None}

    def check(self, config: Config) -> None:
        check_data_format(config)

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        if isinstance(input, Shape):
            return self.checked(config, input, self.image(config, input))
        if is_symbolic and isinstance(input, (list, tuple, dict)) and not self.traces_structures:
            raise Mismatch("input-rank", f"{self.label} can trace one image tensor only", expected_rank=4)
        if isinstance(input, dict) and "images" in input:
            answer = {key: self.part(config, key, value) for key, value in input.items()}
            images = input["images"]
            return self.checked(config, images, answer) if isinstance(images, Shape) else answer
        if is_symbolic and isinstance(input, (list, tuple, dict)):
            return self.of_structure(input)
        raise Undetermined("the images")

    def of_structure(self, input: Structure) -> Structure:
        """What a traced call makes of a list, or of a dict without images. None of them runs."""
        return input

    def part(self, config: Config, key: str, value: Structure) -> Structure:
        """What becomes of one part of a dict of inputs."""
        return self.image(config, value) if key in SIZED and isinstance(value, Shape) else value

    def checked(self, config: Config, input: Shape, answer: Structure) -> Structure:
        """The answer, if the image has 3 or 4 dimensions. Others fail, at the latest when the layer runs."""
        if input.rank is not None and input.rank not in (3, 4):
            facts: dict[str, Any] = {"output": answer} if self.is_traced(input.rank) else {}
            raise Mismatch(
                "input-rank",
                f"{self.label} needs an image (height, width, channels) or a batch of images, got {input}",
                expected_rank=4,
                **facts,
            )
        return answer

    def is_traced(self, rank: int) -> bool:
        """Whether a traced call accepts an input of that rank, which is none that it can run on."""
        return True

    def image(self, config: Config, input: Shape) -> Shape:
        """The image's new shape, whatever its rank."""
        return input


class SizedRule(ImageRule):
    """A layer that makes images of `height` by `width`.

    Input shape:  (height, width, channels) or (batch, height, width, channels), as `data_format` says
    Output shape: the same with the new height and width
    """

    def check(self, config: Config) -> None:
        super().check(config)
        for name in ("height", "width"):
            value = config.values.get(name)
            if value is not None and isinstance(value, (*PLAIN, tuple)) and not (isinstance(value, int) and value >= 0):
                raise invalid(name, "an integer", value)

    def image(self, config: Config, input: Shape) -> Shape:
        if input.dims is None:
            return input
        layout = known_layout(config)
        if layout is None:
            return opaque(input, 2) if len(input.dims) == 4 else Shape.of_rank(len(input.dims))
        if len(input.dims) < 3:
            return Shape.of_rank(len(input.dims))
        first = self.height_axis(len(input.dims), layout.is_channels_first)
        return input.replace(first, _size(config, "height")).replace(first + 1, _size(config, "width"))

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        if isinstance(input, dict) and is_symbolic:
            raise Undetermined("a traced call on a dict, of which Keras makes no sense")
        return super().output(config, input)

    def is_traced(self, rank: int) -> bool:
        return rank > 4

    def of_structure(self, input: Structure) -> Structure:
        raise Undetermined("a traced call on several tensors, of which Keras makes no sense")

    def height_axis(self, rank: int, is_channels_first: bool) -> int:
        """The axis of the height as Keras finds it: right for the ranks 3 and 4, the only ones that can run."""
        return (1 if rank == 4 else 0) + is_channels_first

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        return [f"height = {config.size('height')}", f"width = {config.size('width')}"]


def _size(config: Config, name: str) -> Dim:
    return None if config.values.get(name) is None else config.size(name)


@layer("keras.layers.Resizing")
class Resizing(SizedRule):
    """Resizes images, stretched, cropped or padded: the size is the same in any case. Source: keras.layers.Resizing"""

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        answer = super().output(config, input, is_symbolic)
        if config.values.get("crop_to_aspect_ratio") is True and config.values.get("pad_to_aspect_ratio") is True:
            raise Mismatch(
                "invalid-argument",
                "only one of `crop_to_aspect_ratio` and `pad_to_aspect_ratio` can be True",
                argument="pad_to_aspect_ratio",
                output=answer,
            )
        return answer


@layer("keras.layers.CenterCrop")
class CenterCrop(SizedRule):
    """Cuts out the middle, or resizes what is too small. Source: keras.layers.CenterCrop"""

    def is_traced(self, rank: int) -> bool:
        return False


@layer("keras.layers.RandomCrop")
class RandomCrop(SizedRule):
    """Cuts out a part while training; when it runs with training=False, the image stays as it is.

    Source: keras.layers.RandomCrop
    """

    def height_axis(self, rank: int, is_channels_first: bool) -> int:
        return -2 if is_channels_first else -3

    def output(self, config: Config, input: Any, is_symbolic: bool = True, training: Any = True) -> Structure:
        if not is_symbolic:
            if isinstance(input, Shape) and None in input.known[-3:]:
                raise Undetermined("an image of unknown size, which RandomCrop can only trace")
            if training is False and isinstance(input, (Shape, dict)):
                return input
        return super().output(config, input, is_symbolic)
