"""`keras.datasets.*.load_data()`: the true shapes, dtypes and numbers of classes of what is downloaded.

Each answers `((x_train, y_train), (x_test, y_test))`. Source: keras.src.datasets.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...interpreter import Context
from ...interpreter.registry import function
from ...shapes import UNKNOWN, Dim, Mismatch, Shape
from ...values import Every, Kind, Tensor, Value
from ..arrays.convert import whole


@dataclass(frozen=True, slots=True)
class Images:
    """A dataset of images: numbers of samples, the shapes of a sample and of a label, the classes."""

    train: int
    test: int
    image: tuple[int, ...]
    label: tuple[int, ...]
    classes: int
    label_dtype: str = "uint8"


_IMAGES = {
    "mnist": Images(60000, 10000, (28, 28), (), 10),
    "fashion_mnist": Images(60000, 10000, (28, 28), (), 10),
    "cifar10": Images(50000, 10000, (32, 32, 3), (1,), 10),
}


def _array(ctx: Context, shape: Shape, dtype: str, classes: int | None = None) -> Tensor:
    return Tensor(shape, Kind.ARRAY, dtype, ctx.span, classes=None if classes is None else Every(classes))


def _load_images(ctx: Context, images: Images) -> Value:
    return tuple(
        (
            _array(ctx, Shape(count, *images.image), "uint8"),
            _array(ctx, Shape(count, *images.label), images.label_dtype, images.classes),
        )
        for count in (images.train, images.test)
    )


@function("keras.datasets.mnist.load_data")
def mnist(ctx: Context, path: Value = "mnist.npz") -> Value:
    """(60000, 28, 28) and (10000, 28, 28) uint8; labels (n,), 10 classes."""
    return _load_images(ctx, _IMAGES["mnist"])


@function("keras.datasets.fashion_mnist.load_data")
def fashion_mnist(ctx: Context) -> Value:
    """(60000, 28, 28) and (10000, 28, 28) uint8; labels (n,), 10 classes."""
    return _load_images(ctx, _IMAGES["fashion_mnist"])


@function("keras.datasets.cifar10.load_data")
def cifar10(ctx: Context) -> Value:
    """(50000, 32, 32, 3) and (10000, 32, 32, 3) uint8; labels (n, 1), 10 classes."""
    return _load_images(ctx, _IMAGES["cifar10"])


@function("keras.datasets.cifar100.load_data")
def cifar100(ctx: Context, label_mode: Value = "fine") -> Value:
    """As cifar10, with 100 classes, or 20 for `label_mode="coarse"`.

    Raises Mismatch("invalid-argument") for another mode.
    """
    if isinstance(label_mode, str) and label_mode not in ("fine", "coarse"):
        raise Mismatch(
            "invalid-argument",
            f'`label_mode` must be "fine" or "coarse", got {label_mode!r}',
            argument="label_mode",
        )
    classes = 20 if label_mode == "coarse" else 100
    return _load_images(ctx, Images(50000, 10000, (32, 32, 3), (1,), classes, "int64"))


@function("keras.datasets.imdb.load_data")
def imdb(
    ctx: Context,
    path: Value = "imdb.npz",
    num_words: Value = None,
    skip_top: Value = 0,
    maxlen: Value = None,
    *_: Value,
    **__: Value,
) -> Value:
    """Arrays (25000,) of lists of word indices and labels (25000,), 2 classes; `maxlen` drops an unknown number."""
    count = UNKNOWN if maxlen else 25000
    return _texts(ctx, count, count, 2)


@function("keras.datasets.reuters.load_data")
def reuters(
    ctx: Context,
    path: Value = "reuters.npz",
    num_words: Value = None,
    skip_top: Value = 0,
    maxlen: Value = None,
    test_split: Value = 0.2,
    *_: Value,
    **__: Value,
) -> Value:
    """11228 arrays of word indices and labels, 46 classes, split by `test_split`; `maxlen` drops an unknown number."""
    return _texts(ctx, *_split(UNKNOWN if maxlen else 11228, test_split), 46)


@function("keras.datasets.boston_housing.load_data")
def boston_housing(
    ctx: Context, path: Value = "boston_housing.npz", test_split: Value = 0.2, seed: Value = 113
) -> Value:
    """506 samples of 13 features, and targets (n,), split by `test_split`."""
    return _tables(ctx, _split(506, test_split), 13, "float64")


@function("keras.datasets.california_housing.load_data")
def california_housing(
    ctx: Context,
    version: Value = "large",
    path: Value = "california_housing.npz",
    test_split: Value = 0.2,
    seed: Value = 113,
) -> Value:
    """20640 samples (600 for `version="small"`) of 8 features, and targets (n,), split by `test_split`."""
    total = 20640 if version == "large" else 600 if version == "small" else UNKNOWN
    return _tables(ctx, _split(total, test_split), 8, "float32")


def _split(total: Dim, test_split: Value) -> tuple[Dim, Dim]:
    if not isinstance(total, int) or not isinstance(test_split, (int, float)):
        return UNKNOWN, UNKNOWN
    train = whole(total * (1 - test_split))
    return train, total - train


def _texts(ctx: Context, train: Dim, test: Dim, classes: int) -> Value:
    return tuple(
        (_array(ctx, Shape(count), "object"), _array(ctx, Shape(count), "int64", classes)) for count in (train, test)
    )


def _tables(ctx: Context, counts: tuple[Dim, Dim], features: int, dtype: str) -> Value:
    return tuple((_array(ctx, Shape(count, features), dtype), _array(ctx, Shape(count), dtype)) for count in counts)


@function("keras.datasets.imdb.get_word_index", "keras.datasets.reuters.get_word_index")
def get_word_index(ctx: Context, path: Value = None) -> Value:
    """Words and their numbers."""
    return ctx.dict({}, is_open=True)


@function("keras.datasets.reuters.get_label_names")
def get_label_names(ctx: Context) -> Value:
    """The names of the 46 topics."""
    return (ctx.unknown("the name of a topic"),) * 46
