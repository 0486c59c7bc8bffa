"""The layers that change images at random and leave their shape as it is: a table of what their constructors check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from ....shapes import Mismatch, Shape, Structure
from ....values import DictValue, Value
from ..arguments import PLAIN, invalid
from ..layout import known_layout
from ..rule import Config, layer
from ..unchanged import kept_dtype
from .encoding import check_choice
from .image import ImageRule

Check: TypeAlias = "Callable[[Config], None]"

KNOWN = (*PLAIN, tuple, DictValue)
"""Values of which it is known whether they are a number or two."""

FILL_MODES = ("reflect", "wrap", "constant", "nearest")
INTERPOLATIONS = ("nearest", "bilinear")


def factor(argument: str, least: float, most: float, *, is_optional: bool = False) -> Check:
    """A number in the range, or two of which the first is not above it and the second not below it.

    Source: BaseImagePreprocessingLayer._set_factor.
    """

    def check(config: Config) -> None:
        value = config.values.get(argument)
        if not isinstance(value, KNOWN) or (is_optional and not value):
            return
        needed = f"a number, or two, between {least:g} and {most:g}"
        if isinstance(value, tuple):
            first, second = value if len(value) == 2 else (None, None)
            if len(value) != 2 or (isinstance(first, (int, float)) and first > most):
                raise invalid(argument, needed, value)
            if isinstance(second, (int, float)) and second < least:
                raise invalid(argument, needed, value)
        elif not isinstance(value, (int, float)) or not least <= value <= most:
            raise invalid(argument, needed, value)

    return check


def strict_factor(
    argument: str, least: float, most: float, *, is_optional: bool = False, is_open: bool = False
) -> Check:
    """A number in the range, or two; with `is_open` the lower bound itself is not in it."""

    def check(config: Config) -> None:
        value = config.values.get(argument)
        if not isinstance(value, KNOWN) or (is_optional and value is None):
            return
        parts: tuple[Value, ...] = value if isinstance(value, tuple) else (value,)
        wrong = (isinstance(value, tuple) and len(value) != 2) or not isinstance(value, (int, float, tuple))
        for part in parts:
            if isinstance(part, (int, float)) and (part > most or part < least or (is_open and part == least)):
                wrong = True
        if wrong:
            bound = f"above {least:g} and up to {most:g}" if is_open else f"between {least:g} and {most:g}"
            raise invalid(argument, f"a number, or two, {bound}", value)

    return check


def number(argument: str, least: float, most: float) -> Check:
    """A number in the range."""

    def check(config: Config) -> None:
        value = config.values.get(argument)
        if isinstance(value, (*PLAIN, tuple)) and not (isinstance(value, (int, float)) and least <= value <= most):
            raise invalid(argument, f"a number between {least:g} and {most:g}", value)

    return check


def choice(argument: str, *choices: Value) -> Check:
    """One of the choices."""
    return lambda config: check_choice(config, argument, choices)


def value_range(config: Config) -> None:
    """`value_range` is a pair."""
    value = config.values.get("value_range")
    if isinstance(value, PLAIN) or (isinstance(value, tuple) and len(value) != 2):
        raise invalid("value_range", "two numbers", value)


def odd_kernel(config: Config) -> None:
    """`kernel_size` is an odd number, or two."""
    value = config.values.get("kernel_size")
    parts: tuple[Value, ...] = value if isinstance(value, tuple) else (value,)
    is_wrong = (isinstance(value, tuple) and len(value) != 2) or (
        isinstance(value, PLAIN) and not isinstance(value, (int, float))
    )
    if is_wrong or any(isinstance(part, (int, float)) and part % 2 == 0 for part in parts):
        raise invalid("kernel_size", "an odd number, or two", value)


FILL = (choice("fill_mode", *FILL_MODES), choice("interpolation", *INTERPOLATIONS))

AUGMENTATIONS: dict[str, tuple[Check, ...]] = {
    "AugMix": (factor("factor", 0, 1), value_range, choice("interpolation", *INTERPOLATIONS)),
    "AutoContrast": (value_range,),
    "ContrastLimitedAdaptiveHistogramEqualization": (),
    "CutMix": (factor("factor", 0, 1),),
    "MixUp": (),
    "RandAugment": (factor("factor", 0, 1), value_range, choice("interpolation", *INTERPOLATIONS)),
    "RandomBrightness": (factor("factor", -1, 1, is_optional=True), value_range),
    "RandomColorJitter": (
        factor("brightness_factor", -1, 1, is_optional=True),
        factor("contrast_factor", 0, 1, is_optional=True),
        factor("saturation_factor", -1, 1, is_optional=True),
        factor("hue_factor", 0, 1, is_optional=True),
    ),
    "RandomContrast": (factor("factor", 0, 1),),
    "RandomElasticTransform": (
        factor("factor", 0, 1),
        factor("scale", 0, 1),
        choice("interpolation", *INTERPOLATIONS),
        choice("fill_mode", "constant", "nearest", "wrap", "mirror", "reflect"),
    ),
    "RandomErasing": (factor("factor", 0, 1), factor("scale", 0, 1)),
    "RandomFlip": (),
    "RandomGaussianBlur": (factor("factor", 0, 1), odd_kernel, factor("sigma", 0, 1)),
    "RandomHue": (factor("factor", 0, 1),),
    "RandomInvert": (factor("factor", 0, 1),),
    "RandomPerspective": (factor("factor", 0, 1), number("scale", 0, 1), choice("interpolation", *INTERPOLATIONS)),
    "RandomPosterization": (factor("factor", 1, 8), value_range),
    "RandomRotation": (factor("factor", -1, 1, is_optional=True), *FILL),
    "RandomSaturation": (factor("factor", -1, 1), value_range),
    "RandomSharpness": (factor("factor", 0, 1), value_range),
    "RandomShear": (strict_factor("x_factor", 0, 1), strict_factor("y_factor", 0, 1), *FILL),
    "RandomTranslation": (strict_factor("height_factor", -1, 1), strict_factor("width_factor", -1, 1), *FILL),
    "RandomZoom": (
        strict_factor("height_factor", -1, 1, is_open=True),
        strict_factor("width_factor", -1, 1, is_optional=True, is_open=True),
        *FILL,
    ),
    "Solarization": (strict_factor("addition_factor", 0, 1), strict_factor("threshold_factor", 0, 1), value_range),
}
"""What each class checks. The source of each is the class of that name in keras.layers."""


class Augmentation(ImageRule):
    """A layer of the table.

    Input shape:  (height, width, channels) or (batch, height, width, channels), or a dict with `images`
    Output shape: the same
    """

    checks: tuple[Check, ...] = ()

    def check(self, config: Config) -> None:
        super().check(config)
        for check in self.checks:
            check(config)


for _name, _checks in AUGMENTATIONS.items():
    layer(f"keras.layers.{_name}")(type(_name, (Augmentation,), {"checks": _checks, "__doc__": Augmentation.__doc__}))


@layer("keras.layers.Equalization")
class Equalization(Augmentation):
    """Spreads the values of each channel evenly; a traced call keeps the dtype. Source: keras.layers.Equalization"""

    checks = (value_range,)

    def dtype(self, config: Config, input: str | None) -> str | None:
        return kept_dtype(config, input)


@layer("keras.layers.RandomGrayscale")
class RandomGrayscale(Augmentation):
    """Turns some images grey, in as many channels; a traced call keeps the dtype. Source: keras.layers.RandomGrayscale"""

    checks = (number("factor", 0, 1),)
    traces_structures = False

    def dtype(self, config: Config, input: str | None) -> str | None:
        return kept_dtype(config, input)


@layer("keras.layers.RandomColorDegeneration")
class RandomColorDegeneration(Augmentation):
    """Takes colour away; the image must have three channels. Source: keras.layers.RandomColorDegeneration"""

    checks = (factor("factor", -1, 1), value_range)
    traces_structures = False

    def is_traced(self, rank: int) -> bool:
        return False

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        answer = super().output(config, input, is_symbolic)
        layout = known_layout(config)
        if layout is None or not isinstance(input, Shape) or input.dims is None:
            return answer
        channels = input[-3 if layout.is_channels_first else -1]
        if isinstance(channels, int) and channels != 3:
            raise Mismatch(
                "input-axis", f"RandomColorDegeneration needs images of 3 channels, got {input}", axis=-1, expected=3
            )
        return answer


@layer("keras.layers.MaxNumBoundingBoxes")
class MaxNumBoundingBoxes(Augmentation):
    """Pads or cuts the bounding boxes of a dict of inputs.

    Input shape:  {"images": ..., "bounding_boxes": {"boxes": (batch, boxes, 4), "labels": (batch, boxes)}}
    Output shape: the same with `max_number` boxes
    Source: keras.layers.MaxNumBoundingBoxes
    """

    def check(self, config: Config) -> None:
        number = config.values.get("max_number")
        is_number = (isinstance(number, (int, float)) and number >= 0) or (isinstance(number, str) and number.isdigit())
        if isinstance(number, (*PLAIN, tuple)) and not is_number:
            raise invalid("max_number", "a number", number)

    def part(self, config: Config, key: str, value: Structure) -> Structure:
        if key != "bounding_boxes" or not isinstance(value, dict):
            return super().part(config, key, value)
        for name, boxes in value.items():
            if isinstance(boxes, Shape) and boxes.rank is not None and boxes.rank < 2:
                raise Mismatch(
                    "input-rank", f"MaxNumBoundingBoxes needs `{name}` with an axis of boxes, got {boxes}", min_rank=2
                )
        given = config.values.get("max_number")
        number = int(given) if isinstance(given, (str, float)) else config.size("max_number")
        return {
            name: Shape(*boxes.known[:1], number, *boxes.known[2:])
            if isinstance(boxes, Shape) and boxes.known[1:]
            else boxes
            for name, boxes in value.items()
        }
