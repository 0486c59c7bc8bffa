"""What is in the data sets of TensorFlow Datasets: the parts of an example, and how many examples each split has.

The facts are those that version 4.9 declares (`DatasetInfo.features`, `DatasetInfo.splits`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feature:
    """One part of an example: its shape and dtype; the number of classes of a label. No shape where it is a structure."""

    shape: tuple[int | None, ...] | None
    dtype: str
    classes: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """A data set: its features by name, the names of `as_supervised`, and the number of examples of each split."""

    features: dict[str, Feature]
    supervised: tuple[str, str]
    splits: dict[str, int]


TEXT = Feature((), "string")
ANY_SIZE = (None, None, 3)


def label(classes: int) -> Feature:
    """A class label."""
    return Feature((), "int64", classes)


def images(shape: tuple[int | None, ...], classes: int, *texts: str, **splits: int) -> Facts:
    """Images with a label, and texts such as a file's name."""
    parts = {"image": Feature(shape, "uint8"), "label": label(classes), **dict.fromkeys(texts, TEXT)}
    return Facts(dict(sorted(parts.items())), ("image", "label"), splits)


def texts(text: str, classes: int, *others: str, **splits: int) -> Facts:
    """Texts with a label."""
    parts = {text: TEXT, "label": label(classes), **dict.fromkeys(others, TEXT)}
    return Facts(dict(sorted(parts.items())), (text, "label"), splits)


def sounds(classes: int, *others: str, **splits: int) -> Facts:
    """Sounds of any length with a label."""
    parts = {"audio": Feature((None,), "int64"), "label": label(classes), **dict.fromkeys(others, TEXT)}
    return Facts(dict(sorted(parts.items())), ("audio", "label"), splits)


_FILE = "image/filename"

CATALOG: dict[str, Facts] = {
    "mnist": images((28, 28, 1), 10, train=60000, test=10000),
    "fashion_mnist": images((28, 28, 1), 10, train=60000, test=10000),
    "kmnist": images((28, 28, 1), 10, train=60000, test=10000),
    "mnist_corrupted": images((28, 28, 1), 10, train=60000, test=10000),
    "emnist/balanced": images((28, 28, 1), 47, train=112800, test=18800),
    "emnist/byclass": images((28, 28, 1), 62, train=697932, test=116323),
    "emnist/bymerge": images((28, 28, 1), 47, train=697932, test=116323),
    "emnist/digits": images((28, 28, 1), 10, train=240000, test=40000),
    "emnist/letters": images((28, 28, 1), 37, train=88800, test=14800),
    "emnist/mnist": images((28, 28, 1), 10, train=60000, test=10000),
    "cifar10": images((32, 32, 3), 10, "id", train=50000, test=10000),
    "cifar10_corrupted": images((32, 32, 3), 10, test=10000),
    "svhn_cropped": images((32, 32, 3), 10, train=73257, test=26032, extra=531131),
    "stl10": images((96, 96, 3), 10, train=5000, test=8000, unlabelled=100000),
    "cmaterdb": images((32, 32, 3), 10, train=5000, test=1000),
    "cats_vs_dogs": images(ANY_SIZE, 2, _FILE, train=23262),
    "horses_or_humans": images((300, 300, 3), 2, train=1027, test=256),
    "rock_paper_scissors": images((300, 300, 3), 3, train=2520, test=372),
    "tf_flowers": images(ANY_SIZE, 5, train=3670),
    "oxford_flowers102": images(ANY_SIZE, 102, "file_name", train=1020, validation=1020, test=6149),
    "food101": images(ANY_SIZE, 101, train=75750, validation=25250),
    "beans": images((500, 500, 3), 3, train=1034, validation=133, test=128),
    "cassava": images(ANY_SIZE, 5, _FILE, train=5656, validation=1889, test=1885),
    "malaria": images(ANY_SIZE, 2, train=27558),
    "caltech101": images(ANY_SIZE, 102, "image/file_name", train=3047, test=6084),
    "colorectal_histology": images((150, 150, 3), 8, train=5000),
    "patch_camelyon": images((96, 96, 3), 2, "id", train=262144, validation=32768, test=32768),
    "plant_village": images(ANY_SIZE, 38, _FILE, train=54303),
    "deep_weeds": images((256, 256, 3), 9, train=17509),
    "eurosat/rgb": images((64, 64, 3), 10, "filename", train=27000),
    "resisc45": images((256, 256, 3), 45, "filename", train=31500),
    "uc_merced": images(ANY_SIZE, 21, "filename", train=2100),
    "imagenette": images(ANY_SIZE, 10, train=9469, validation=3925),
    "imagenet2012": images(ANY_SIZE, 1000, "file_name", train=1281167, validation=50000, test=100000),
    "cycle_gan": images(ANY_SIZE, 2, trainA=-1, trainB=-1, testA=-1, testB=-1),
    "cifar100": Facts(
        {
            "coarse_label": label(20),
            "id": TEXT,
            "image": Feature((32, 32, 3), "uint8"),
            "label": label(100),
        },
        ("image", "label"),
        {"train": 50000, "test": 10000},
    ),
    "omniglot": Facts(
        {
            "alphabet": label(50),
            "alphabet_char_id": Feature((), "int64"),
            "image": Feature((105, 105, 3), "uint8"),
            "label": label(1623),
        },
        ("image", "label"),
        {"train": 19280, "test": 13180, "small1": 2720, "small2": 3120},
    ),
    "oxford_iiit_pet": Facts(
        {
            "file_name": TEXT,
            "head_bbox": Feature((4,), "float32"),
            "image": Feature(ANY_SIZE, "uint8"),
            "label": label(37),
            "segmentation_mask": Feature((None, None, 1), "uint8"),
            "species": label(2),
        },
        ("image", "label"),
        {"train": 3680, "test": 3669},
    ),
    "stanford_dogs": Facts(
        {
            "image": Feature(ANY_SIZE, "uint8"),
            _FILE: TEXT,
            "label": label(120),
            "objects": Feature(None, "float32"),
        },
        ("image", "label"),
        {"train": 12000, "test": 8580},
    ),
    "imdb_reviews": texts("text", 2, train=25000, test=25000, unsupervised=50000),
    "imdb_reviews/plain_text": texts("text", 2, train=25000, test=25000, unsupervised=50000),
    "ag_news_subset": texts("description", 4, "title", train=120000, test=7600),
    "yelp_polarity_reviews": texts("text", 2, train=560000, test=38000),
    "spoken_digit": sounds(10, "audio/filename", train=2500),
    "gtzan": sounds(10, "audio/filename", train=1000),
    "iris": Facts(
        {"features": Feature((4,), "float32"), "label": label(3)},
        ("features", "label"),
        {"train": 150},
    ),
}
"""By name; a name with a configuration (`eurosat/rgb`) stands for that configuration. A count of -1 is not known."""

DEFAULTS = {"emnist": "emnist/byclass", "eurosat": "eurosat/rgb"}
"""The first configuration of those that have several."""


def facts_of(name: str) -> Facts | None:
    """The facts of a data set by its name as `tfds.load` takes it (`mnist:3.*.*`, `imdb_reviews/plain_text`); None if they are not known."""
    name = name.partition(":")[0]
    found = CATALOG.get(DEFAULTS.get(name, name))
    first = name.partition("/")[0]
    return found if found is not None or first in DEFAULTS or first == "imdb_reviews" else CATALOG.get(first)
