"""Datasets from directories of images, texts and sounds. Source: keras.src.utils.{image,text,audio}_dataset_utils."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import attribute, function
from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Symbolic
from ....values import Kind, ListValue, Tensor, Value
from ...arrays.convert import sizes_of
from ...tensorflow.data import Dataset

CHANNELS = {"rgb": 3, "rgba": 4, "grayscale": 1}


@function("keras.utils.image_dataset_from_directory", "keras.preprocessing.image_dataset_from_directory")
def image_dataset_from_directory(
    ctx: Context,
    directory: Value,
    labels: Value = "inferred",
    label_mode: Value = "int",
    class_names: Value = None,
    color_mode: Value = "rgb",
    batch_size: Value = 32,
    image_size: Value = (256, 256),
    shuffle: Value = True,
    seed: Value = None,
    validation_split: Value = None,
    subset: Value = None,
    interpolation: Value = "bilinear",
    follow_links: Value = False,
    crop_to_aspect_ratio: Value = False,
    pad_to_aspect_ratio: Value = False,
    data_format: Value = None,
    format: Value = "tf",
    verbose: Value = True,
    **_: Value,
) -> Value:
    """Images (None, height, width, channels) float32, with labels as `label_mode` says."""
    if isinstance(color_mode, str) and color_mode not in CHANNELS:
        raise Mismatch(
            "invalid-argument",
            f'`color_mode` must be "rgb", "rgba" or "grayscale", got {color_mode!r}',
            argument="color_mode",
        )
    channels: Dim = CHANNELS.get(color_mode, UNKNOWN) if isinstance(color_mode, str) else UNKNOWN
    size = sizes_of(ctx, image_size, 2)
    image = (channels, *size) if data_format == "channels_first" else (*size, channels)
    return _datasets(ctx, image, "float32", labels, label_mode, class_names, batch_size, subset)


@function("keras.utils.text_dataset_from_directory", "keras.preprocessing.text_dataset_from_directory")
def text_dataset_from_directory(
    ctx: Context,
    directory: Value,
    labels: Value = "inferred",
    label_mode: Value = "int",
    class_names: Value = None,
    batch_size: Value = 32,
    max_length: Value = None,
    shuffle: Value = True,
    seed: Value = None,
    validation_split: Value = None,
    subset: Value = None,
    *_: Value,
    **__: Value,
) -> Value:
    """Texts (None,) string, with labels as `label_mode` says."""
    return _datasets(ctx, (), "string", labels, label_mode, class_names, batch_size, subset)


@function("keras.utils.audio_dataset_from_directory")
def audio_dataset_from_directory(
    ctx: Context,
    directory: Value,
    labels: Value = "inferred",
    label_mode: Value = "int",
    class_names: Value = None,
    batch_size: Value = 32,
    sampling_rate: Value = None,
    output_sequence_length: Value = None,
    ragged: Value = False,
    shuffle: Value = True,
    seed: Value = None,
    validation_split: Value = None,
    subset: Value = None,
    *_: Value,
    **__: Value,
) -> Value:
    """Sounds (None, output_sequence_length, None) float32, with labels as `label_mode` says."""
    length: Dim = (
        output_sequence_length
        if output_sequence_length is None or isinstance(output_sequence_length, (int, Symbolic))
        else UNKNOWN
    )
    return _datasets(ctx, (length, None), "float32", labels, label_mode, class_names, batch_size, subset)


def _datasets(
    ctx: Context,
    sample: tuple[Dim, ...],
    dtype: str,
    labels: Value,
    label_mode: Value,
    class_names: Value,
    batch_size: Value,
    subset: Value,
) -> Value:
    batch: tuple[Dim, ...] = () if batch_size is None else (None,)
    data = Tensor(Shape(*batch, *sample), Kind.TENSOR, dtype, ctx.span)
    element: Value = data
    if label_mode is not None and labels is not None:
        element = (
            data,
            _labels(ctx, batch, label_mode, ctx.length(class_names) if class_names is not None else UNKNOWN),
        )
    size = batch_size if isinstance(batch_size, (int, Symbolic)) else None
    dataset = Dataset(element, batch_size=size)
    return ctx.list([dataset, dataset]) if subset == "both" else dataset


def _labels(ctx: Context, batch: tuple[Dim, ...], label_mode: Value, classes: Dim) -> Tensor:
    known = classes if isinstance(classes, int) else None
    if label_mode == "int":
        return Tensor(Shape(*batch), Kind.TENSOR, "int32", ctx.span, classes=known)
    if label_mode == "binary":
        return Tensor(Shape(*batch, 1), Kind.TENSOR, "float32", ctx.span)
    if label_mode == "categorical":
        return Tensor(Shape(*batch, classes), Kind.TENSOR, "float32", ctx.span)
    if isinstance(label_mode, str):
        raise Mismatch(
            "invalid-argument",
            f'`label_mode` must be "int", "categorical", "binary" or None, got {label_mode!r}',
            argument="label_mode",
        )
    return Tensor(Shape.unknown(), Kind.TENSOR, None, ctx.span)


@attribute(Dataset, "class_names", "file_paths")
def class_names(ctx: Context, dataset: Dataset) -> Value:
    """The names of the directories: not known before they are read."""
    return ListValue(ctx.heap, None, ctx.unknown("the name of a directory"))
