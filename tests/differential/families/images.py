"""keras.layers: preprocessing and augmentation of images."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from shapelens.oracle import LayerQuestion, Made, Tensor

from ..strategies import BATCHES, DATA_FORMAT, FLAG, SEED, SIZES, Arg, Strategy, Table, layer, of

SIDES = st.sampled_from((8, 6, 10, 16, 9, None))
CHANNELS = st.sampled_from((3, 3, 3, 1, 4))
RGB = st.sampled_from((3, 3, 3, 3, 1))
EDGE = Arg(st.sampled_from((4, 6, 8, 12, 20)), st.sampled_from((0, -1, None, "4", 2.5, (4, 4))))
FACTOR = of(0.2, 0.5, (0.1, 0.4), [0.2, 0.3], 1.0, bad=(-3, 5, "0.2", (0.1, 0.2, 0.3), None))
RANGE = of((0, 255), (0, 1), [0.0, 1.0], bad=((0, 1, 2), 255, (1, 0), None))
FILL = {
    "fill_mode": of("reflect", "constant", "wrap", "nearest", bad=("mirror", None)),
    "fill_value": of(0.0, 1.0),
}
INTERPOLATION = {"interpolation": of("bilinear", "nearest", bad=("cubic", None))}
FORMAT = {"data_format": DATA_FORMAT}
TRAINING = {"training": of(True, False)}


@st.composite
def pictures(draw: DrawFn, channels: Strategy = CHANNELS) -> Tensor:
    """(batch, height, width, channels), or one image without the batch axis."""
    shape = (draw(BATCHES), draw(SIDES), draw(SIDES), draw(channels))
    return Tensor(shape[1:] if draw(st.integers(0, 4)) == 4 else shape)


def _moved(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    """Mostly with the channels where `data_format` says."""
    tensor = question.inputs
    if question.kwargs.get("data_format") != "channels_first" or draw(st.integers(0, 4)) == 4:
        return question
    *before, height, width, channels = tensor.shape
    return replace(question, inputs=Tensor((*before, channels, height, width)))


def _labelled(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    """Sometimes as a dict of images and labels."""
    moved = _moved(draw, question)
    if draw(st.integers(0, 3)) < 3 or len(moved.inputs.shape) != 4:
        return moved
    labels = Tensor((moved.inputs.shape[0], draw(SIZES)))
    return replace(moved, inputs={"images": moved.inputs, "labels": labels})


def random(name: str, required: dict[str, Arg], optional: dict[str, Arg], channels: Strategy = CHANNELS) -> Any:
    return layer(name, pictures(channels), required, {"seed": SEED, **optional}, call=TRAINING, tidy=_labelled)


def coloured(name: str, optional: dict[str, Arg], *, factor: bool = False, bounds: Arg = FACTOR) -> Any:
    required = {"factor": bounds} if factor else {}
    extra = {} if factor else {"factor": bounds}
    return random(name, required, {"value_range": RANGE, **FORMAT, **extra, **optional}, RGB)


@st.composite
def boxed(draw: DrawFn) -> dict[str, Any]:
    """Images with five bounding boxes each."""
    batch = draw(BATCHES)
    images = Tensor((batch, draw(SIDES), draw(SIDES), draw(CHANNELS)))
    return {"images": images, "bounding_boxes": {"boxes": Tensor((batch, 5, 4)), "labels": Tensor((batch, 5))}}


AUGMENTERS = st.lists(
    st.sampled_from(
        (
            Made("keras.layers.RandomFlip"),
            Made("keras.layers.Resizing", (4, 5)),
            Made("keras.layers.Rescaling", (0.5,)),
            Made("keras.layers.RandomCrop", (3, 3)),
        )
    ),
    min_size=1,
    max_size=3,
)

LAYERS: Table = {
    "CenterCrop": layer("CenterCrop", pictures(), {"height": EDGE, "width": EDGE}, FORMAT, tidy=_labelled),
    "RandomCrop": random("RandomCrop", {"height": EDGE, "width": EDGE}, FORMAT),
    "Resizing": layer(
        "Resizing",
        pictures(),
        {"height": EDGE, "width": EDGE},
        {
            "interpolation": of("bilinear", "nearest", "bicubic", "lanczos3", bad=("cubic", None)),
            "crop_to_aspect_ratio": FLAG,
            "pad_to_aspect_ratio": FLAG,
            "fill_mode": of("constant", bad=("reflect",)),
            "antialias": FLAG,
            **FORMAT,
        },
        tidy=_labelled,
    ),
    "RandomFlip": random(
        "RandomFlip",
        {},
        {"mode": of("horizontal", "vertical", "horizontal_and_vertical", bad=("both", None)), **FORMAT},
    ),
    "RandomRotation": random("RandomRotation", {"factor": FACTOR}, {**FILL, **INTERPOLATION, **FORMAT}),
    "RandomTranslation": random(
        "RandomTranslation", {"height_factor": FACTOR, "width_factor": FACTOR}, {**FILL, **INTERPOLATION, **FORMAT}
    ),
    "RandomZoom": random(
        "RandomZoom", {"height_factor": FACTOR}, {"width_factor": FACTOR, **FILL, **INTERPOLATION, **FORMAT}
    ),
    "RandomShear": random(
        "RandomShear", {}, {"x_factor": FACTOR, "y_factor": FACTOR, **FILL, **INTERPOLATION, **FORMAT}
    ),
    "RandomPerspective": random(
        "RandomPerspective", {}, {"factor": FACTOR, "scale": FACTOR, **INTERPOLATION, **FORMAT}
    ),
    "RandomElasticTransform": random(
        "RandomElasticTransform",
        {},
        {"factor": FACTOR, "scale": FACTOR, "value_range": RANGE, **FILL, **INTERPOLATION, **FORMAT},
    ),
    "RandomErasing": random(
        "RandomErasing", {}, {"factor": FACTOR, "scale": of((0.02, 0.33), bad=(2, "x")), "value_range": RANGE, **FORMAT}
    ),
    "RandomGaussianBlur": random(
        "RandomGaussianBlur",
        {},
        {
            "factor": FACTOR,
            "kernel_size": of(3, 5, (3, 5), bad=("3", (3, 3, 3), 0)),
            "sigma": of(1.0, (0.1, 2.0), bad=(-1, "x")),
            "value_range": RANGE,
            **FORMAT,
        },
    ),
    "RandomGrayscale": random("RandomGrayscale", {}, {"factor": of(0.5, 1.0, bad=(2, -1, "x")), **FORMAT}, RGB),
    "RandomBrightness": random("RandomBrightness", {"factor": FACTOR}, {"value_range": RANGE}),
    "RandomContrast": random("RandomContrast", {"factor": FACTOR}, {"value_range": RANGE}),
    "RandomHue": coloured("RandomHue", {}, factor=True),
    "RandomSaturation": coloured("RandomSaturation", {}, factor=True),
    "RandomColorDegeneration": coloured("RandomColorDegeneration", {}, factor=True),
    "RandomSharpness": coloured("RandomSharpness", {}, factor=True),
    "RandomPosterization": coloured(
        "RandomPosterization", {}, factor=True, bounds=of(4, 1, 8, bad=(0, 9, "4", None, 2.5))
    ),
    "RandomInvert": coloured("RandomInvert", {}),
    "RandomColorJitter": random(
        "RandomColorJitter",
        {},
        {
            **{f"{name}_factor": FACTOR for name in ("brightness", "contrast", "saturation", "hue")},
            "value_range": RANGE,
            **FORMAT,
        },
        RGB,
    ),
    "Solarization": random(
        "Solarization", {}, {"addition_factor": FACTOR, "threshold_factor": FACTOR, "value_range": RANGE}
    ),
    "AutoContrast": layer("AutoContrast", pictures(), {}, {"value_range": RANGE}, call=TRAINING, tidy=_labelled),
    "Equalization": layer(
        "Equalization",
        pictures(),
        {},
        {"value_range": RANGE, "bins": of(256, 16, bad=(0, "x")), **FORMAT},
        call=TRAINING,
        tidy=_labelled,
    ),
    "ContrastLimitedAdaptiveHistogramEqualization": layer(
        "ContrastLimitedAdaptiveHistogramEqualization",
        pictures(),
        {},
        {
            "value_range": RANGE,
            "clip_limit": of(4.0, 2),
            "tile_grid_size": of((2, 2), (8, 8), bad=((2, 2, 2), (0, 0), "x", 4)),
            **FORMAT,
        },
        call=TRAINING,
        tidy=_moved,
    ),
    "AugMix": random(
        "AugMix",
        {},
        {
            "value_range": RANGE,
            "num_chains": of(2, 3, bad=("x",)),
            "chain_depth": of(2, 1),
            "factor": FACTOR,
            "all_ops": FLAG,
            **INTERPOLATION,
            **FORMAT,
        },
        RGB,
    ),
    "RandAugment": random(
        "RandAugment",
        {},
        {
            "value_range": RANGE,
            "num_ops": of(1, 2, bad=(0, 99, "x")),
            "factor": FACTOR,
            **INTERPOLATION,
            **FORMAT,
        },
        RGB,
    ),
    "MixUp": random("MixUp", {}, {"alpha": of(0.2, 1, bad=("x", -1)), **FORMAT}),
    "CutMix": random("CutMix", {}, {"factor": of(1.0, 0.5, bad=("x", -1)), **FORMAT}),
    "MaxNumBoundingBoxes": layer(
        "MaxNumBoundingBoxes",
        boxed(),
        {"max_number": Arg(st.integers(1, 9), st.sampled_from((0, -1, None, "3")))},
        {"fill_value": of(-1, 0), "bounding_box_format": of("xyxy", "xywh")},
    ),
    "Pipeline": layer(
        "Pipeline",
        pictures(),
        {"layers": Arg(AUGMENTERS, st.sampled_from((None, [], 3, [Made("keras.layers.Dense", (3,))])))},
        {"name": of("a", None)},
        call=TRAINING,
        common=False,
    ),
}
