"""`tf.keras.preprocessing`: ImageDataGenerator, Tokenizer and TimeseriesGenerator, which `tf.keras` still has.

A generator of batches is a `Dataset` here: an element is a batch. Source: keras.src.legacy.preprocessing.
"""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import attribute, function, library_class
from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Size, Symbolic, arithmetic, same
from ....values import Instance, Kind, ListValue, Tensor, Unknown, Value
from ...arrays.convert import dim_of, sizes_of, tensor_of
from ...tensorflow.data import Dataset
from .directories import CHANNELS

_IMAGE = "keras.preprocessing.image."
_TEXT = "keras.preprocessing.text."
_SEQUENCE = "keras.preprocessing.sequence."


@library_class(_IMAGE + "ImageDataGenerator")
class ImageDataGenerator:
    """Batches of (augmented) images. Augmentation changes no shape."""

    def __init__(ctx: Context, self: Instance, *_: Value, **__: Value) -> Value:
        return None

    def fit(ctx: Context, self: Instance, *_: Value, **__: Value) -> Value:
        return None

    def standardize(ctx: Context, self: Instance, x: Value) -> Value:
        return x

    def random_transform(ctx: Context, self: Instance, x: Value, *_: Value) -> Value:
        return x

    def flow(
        ctx: Context,
        self: Instance,
        x: Value,
        y: Value = None,
        batch_size: Value = 32,
        shuffle: Value = True,
        sample_weight: Value = None,
        seed: Value = None,
        *_: Value,
        **__: Value,
    ) -> Value:
        """Batches of `x`, or of (x, y), or of (x, y, sample_weight). Raises Mismatch for images of another rank than 4, and for
        other numbers of labels.

        Source: keras.src.legacy.preprocessing.image.NumpyArrayIterator.
        """
        _check_images(ctx, x, y)
        given = tuple(part for part in (x, y, sample_weight) if part is not None)
        batches = tuple(_batch_of(ctx, part) for part in given)
        first = batches[0]
        count = tensor_of(ctx, x).shape.batch if isinstance(x, Tensor) else UNKNOWN
        return Dataset(batches if len(batches) > 1 else first, _batches(count, batch_size), False, _size(batch_size))

    def flow_from_directory(
        ctx: Context,
        self: Instance,
        directory: Value,
        target_size: Value = (256, 256),
        color_mode: Value = "rgb",
        classes: Value = None,
        class_mode: Value = "categorical",
        batch_size: Value = 32,
        *_: Value,
        **__: Value,
    ) -> Value:
        """Images (batch, height, width, channels) with labels as `class_mode` says."""
        images = _images(ctx, target_size, color_mode)
        known = UNKNOWN if classes is None else ctx.length(classes)
        return Dataset(_labelled(ctx, images, class_mode, known), batch_size=_size(batch_size))

    def flow_from_dataframe(
        ctx: Context,
        self: Instance,
        dataframe: Value,
        directory: Value = None,
        x_col: Value = "filename",
        y_col: Value = "class",
        weight_col: Value = None,
        target_size: Value = (256, 256),
        color_mode: Value = "rgb",
        classes: Value = None,
        class_mode: Value = "categorical",
        batch_size: Value = 32,
        *_: Value,
        **__: Value,
    ) -> Value:
        """Images with labels as `class_mode` says; `raw` takes the columns' values."""
        images = _images(ctx, target_size, color_mode)
        known = UNKNOWN if classes is None else ctx.length(classes)
        if class_mode == "raw":
            is_list = isinstance(y_col, (tuple, ListValue))
            shape = Shape(None, ctx.length(y_col)) if is_list else Shape(None)
            return Dataset((images, Tensor(shape, Kind.ARRAY, None, ctx.span)), batch_size=_size(batch_size))
        return Dataset(_labelled(ctx, images, class_mode, known), batch_size=_size(batch_size))


@attribute(Dataset, "samples", "n", "num_classes")
def counted(ctx: Context, dataset: Dataset) -> Value:
    """What a directory tells when it is read."""
    return UNKNOWN


@attribute(Dataset, "class_indices")
def class_indices(ctx: Context, dataset: Dataset) -> Value:
    return ctx.dict({}, is_open=True)


@attribute(Dataset, "classes", "labels", "filenames", "filepaths")
def listed(ctx: Context, dataset: Dataset) -> Value:
    return Unknown("what a directory holds")


@attribute(Dataset, "batch_size")
def batch_size_of(ctx: Context, dataset: Dataset) -> Value:
    return UNKNOWN if dataset.batch_size is None else dataset.batch_size


def _check_images(ctx: Context, x: Value, y: Value) -> None:
    if not isinstance(x, Tensor) or x.shape.dims is None:
        return
    if x.shape.rank != 4:
        raise Mismatch(
            "input-rank", f"`flow` needs images (samples, height, width, channels), got {x.shape}", expected_rank=4
        )
    if isinstance(y, Tensor) and y.shape.rank and same(x.shape.batch, y.shape.batch) is False:
        raise Mismatch("sample-count", f"`flow` is given images {x.shape} and labels {y.shape}", argument="y", input=1)


def _batch_of(ctx: Context, value: Value) -> Value:
    if isinstance(value, (tuple, ListValue)) and all(isinstance(part, Tensor) for part in ctx.iterate(value)):
        return ctx.list([_batch_of(ctx, part) for part in ctx.iterate(value)])
    array = tensor_of(ctx, value)
    shape = array.shape if array.shape.is_unknown else Shape(None, *array.shape.known[1:])
    return Tensor(shape, Kind.ARRAY, array.dtype, ctx.span, classes=array.classes)


def _images(ctx: Context, target_size: Value, color_mode: Value) -> Tensor:
    channels: Dim = CHANNELS.get(color_mode, UNKNOWN) if isinstance(color_mode, str) else UNKNOWN
    return Tensor(Shape(None, *sizes_of(ctx, target_size, 2), channels), Kind.ARRAY, "float32", ctx.span)


def _labelled(ctx: Context, images: Tensor, class_mode: Value, classes: Dim) -> Value:
    if class_mode is None:
        return images
    if class_mode == "input":
        return (images, images)
    known = classes if isinstance(classes, int) else None
    shapes = {"categorical": Shape(None, classes), "binary": Shape(None), "sparse": Shape(None)}
    shape = shapes.get(class_mode, Shape.unknown()) if isinstance(class_mode, str) else Shape.unknown()
    bound = known if class_mode == "sparse" else None
    return (images, Tensor(shape, Kind.ARRAY, "float32", ctx.span, classes=bound))


def _size(value: Value) -> Size | None:
    return value if isinstance(value, (int, Symbolic)) else None


def _batches(count: Dim, batch_size: Value) -> Size:
    if isinstance(count, int) and isinstance(batch_size, int) and batch_size > 0:
        return -(-count // batch_size)
    return UNKNOWN


@library_class(_TEXT + "Tokenizer")
class Tokenizer:
    """Texts to numbers."""

    def __init__(ctx: Context, self: Instance, num_words: Value = None, *_: Value, **__: Value) -> Value:
        ctx.set_attribute(self, "num_words", num_words)
        for name in ("word_index", "index_word", "word_counts", "word_docs"):
            ctx.set_attribute(self, name, ctx.dict({}, is_open=True))
        return None

    def fit_on_texts(ctx: Context, self: Instance, texts: Value) -> Value:
        return None

    def texts_to_sequences(ctx: Context, self: Instance, texts: Value) -> Value:
        """A list of lists of numbers, one for each text."""
        return _token_lists(ctx, texts)

    def sequences_to_texts(ctx: Context, self: Instance, sequences: Value) -> Value:
        return ctx.list(None, ctx.unknown("a text"))

    def texts_to_matrix(ctx: Context, self: Instance, texts: Value, mode: Value = "binary") -> Value:
        """(texts, num_words)."""
        return _matrix(ctx, self, texts)

    def sequences_to_matrix(ctx: Context, self: Instance, sequences: Value, mode: Value = "binary") -> Value:
        """(sequences, num_words)."""
        return _matrix(ctx, self, sequences)


def _token_lists(ctx: Context, texts: Value) -> Value:
    count = ctx.length(texts)
    tokens = ctx.list(None, UNKNOWN)
    if isinstance(count, int) and count <= 16:
        return ctx.list([tokens] * count)
    return ctx.list(None, tokens)


def _matrix(ctx: Context, tokenizer: Instance, texts: Value) -> Tensor:
    words = ctx.attribute(tokenizer, "num_words")
    columns: Dim = words if isinstance(words, (int, Symbolic)) else UNKNOWN
    return Tensor(Shape(ctx.length(texts), columns), Kind.ARRAY, "float64", ctx.span)


@function(_TEXT + "one_hot", _TEXT + "hashing_trick")
def text_numbers(ctx: Context, *_: Value, **__: Value) -> Value:
    """A list of numbers, one for each word."""
    return ctx.list(None, UNKNOWN)


@function(_TEXT + "text_to_word_sequence")
def text_to_word_sequence(ctx: Context, *_: Value, **__: Value) -> Value:
    return ctx.list(None, ctx.unknown("a word"))


@function(_TEXT + "tokenizer_from_json")
def tokenizer_from_json(ctx: Context, *_: Value) -> Value:
    return ctx.unknown("a tokenizer")


@function(_SEQUENCE + "TimeseriesGenerator")
def timeseries_generator(
    ctx: Context,
    data: Value,
    targets: Value,
    length: Value,
    sampling_rate: Value = 1,
    stride: Value = 1,
    start_index: Value = 0,
    end_index: Value = None,
    shuffle: Value = False,
    reverse: Value = False,
    batch_size: Value = 128,
) -> Value:
    """Pairs of windows (batch, length // sampling_rate, ...) and targets (batch, ...)."""
    steps = arithmetic("//", dim_of(length), dim_of(sampling_rate))
    windows = tensor_of(ctx, data)
    shape = windows.shape if windows.shape.is_unknown else Shape(None, steps, *windows.shape.known[1:])
    element = (Tensor(shape, Kind.ARRAY, windows.dtype, ctx.span), _batch_of(ctx, targets))
    return Dataset(element, UNKNOWN, False, _size(batch_size))


@function(_SEQUENCE + "skipgrams", _SEQUENCE + "make_sampling_table")
def unknown_data(ctx: Context, *_: Value, **__: Value) -> Value:
    return ctx.unknown("data that depends on values")
