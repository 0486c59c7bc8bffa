"""`tfds.load` and builders: datasets of the shapes that the catalog tells, and what their `DatasetInfo` answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable

from ...interpreter import Context
from ...interpreter.registry import attribute, define, function, method
from ...shapes import UNKNOWN, Shape, Size, Undetermined
from ...values import Every, Kind, ListValue, Object, Tensor, Unknown, Value
from ..structures import map_structure
from ..tensorflow.data import Dataset
from ..tensorflow.data.transformations import batch
from ..tensorflow.data.value import Listed
from .catalog import Facts, Feature, facts_of

for _name in ("TRAIN", "TEST", "VALIDATION"):
    define(f"tensorflow_datasets.Split.{_name}", _name.lower())
define("tensorflow_datasets.__version__", "4.9.10")


class Info(Object):
    """A `DatasetInfo`, its `features`, or its `splits`; `part` says which."""

    __slots__ = ("facts", "name", "part")

    def __init__(self, name: str, facts: Facts, part: str = "") -> None:
        self.name = name
        self.facts = facts
        self.part = part


class Described(Object):
    """One feature of a `DatasetInfo`."""

    __slots__ = ("feature",)

    def __init__(self, feature: Feature) -> None:
        self.feature = feature


class Split(Object):
    """One split of a `DatasetInfo`."""

    __slots__ = ("count",)

    def __init__(self, count: Size) -> None:
        self.count = count


class Builder(Object):
    """A `DatasetBuilder` of a known data set."""

    __slots__ = ("info",)

    def __init__(self, info: Info) -> None:
        self.info = info


@function("tensorflow_datasets.load")
def load(
    ctx: Context,
    name: Value,
    *_: Value,
    split: Value = None,
    batch_size: Value = None,
    as_supervised: Value = False,
    with_info: Value = False,
    **__: Value,
) -> Value:
    """A dataset for each split that is asked for, with its info behind it where `with_info` is set. Source: tfds.load."""
    facts = facts_of(name) if isinstance(name, str) else None
    if facts is None or not isinstance(name, str):
        unknown = ctx.unknown(f"the examples of {name}" if isinstance(name, str) else "the examples of a data set")
        made = _mapped(ctx, split, lambda _: Dataset(unknown)) if split is not None else unknown
        return (made, ctx.unknown("what is known of a data set")) if with_info is True else made
    made = _datasets(ctx, Info(name, facts), split, batch_size, as_supervised)
    return (made, Info(name, facts)) if with_info is True else made


def _datasets(ctx: Context, info: Info, split: Value, batch_size: Value, as_supervised: Value) -> Value:
    """One dataset for a text, a list of them for several splits, a dict of all for None."""

    def one(part: Value) -> Value:
        count = _count(info.facts, part)
        found = Dataset(_example(ctx, info, as_supervised), Listed(count) if isinstance(count, int) else count)
        if batch_size == -1:
            return map_structure(ctx, lambda leaf: _whole(leaf, count), found.element)
        return found if batch_size is None else batch(ctx, found, batch_size)

    if split is None:
        return ctx.dict({name: one(name) for name in info.facts.splits})
    return _mapped(ctx, split, one)


def _mapped(ctx: Context, split: Value, one: Callable[[Value], Value]) -> Value:
    if isinstance(split, (tuple, ListValue)):
        try:
            return ctx.list(one(part) for part in ctx.iterate(split))
        except Undetermined:
            return ctx.list(None, one(Unknown("a split")))
    return one(split)


def _example(ctx: Context, info: Info, as_supervised: Value) -> Value:
    """A dict of all features, or the pair that `as_supervised` asks for."""
    parts: dict[Hashable, Value] = {name: _tensor(ctx, feature) for name, feature in info.facts.features.items()}
    is_pair = ctx.truth(as_supervised)
    if is_pair is None:
        return ctx.unknown("whether a data set is supervised")
    if is_pair:
        return tuple(parts[name] for name in info.facts.supervised)
    return ctx.dict(parts)


def _tensor(ctx: Context, feature: Feature) -> Value:
    if feature.shape is None:
        return ctx.unknown("a sequence of features")
    classes = None if feature.classes is None else Every(feature.classes)
    return Tensor(Shape(*feature.shape), Kind.TENSOR, feature.dtype, ctx.span, classes=classes)


def _whole(leaf: Value, count: Size) -> Value:
    if not isinstance(leaf, Tensor):
        return leaf
    return Tensor(Shape(count, *leaf.shape.known), Kind.TENSOR, leaf.dtype, leaf.span, classes=leaf.classes)


_SLICE = re.compile(r"(\w+)(?:\[(-?\d+)?(%?):(-?\d+)?(%?)\])?")


def _count(facts: Facts, split: Value) -> Size:
    """How many examples `train[:80%]+test` has. Percentages are of the split's size, rounded to the nearest."""
    if not isinstance(split, str):
        return UNKNOWN
    total = 0
    for part in split.replace(" ", "").split("+"):
        found = _SLICE.fullmatch(part)
        size = facts.splits.get(found[1], -1) if found else -1
        if found is None or size < 0:
            return UNKNOWN
        start, stop = (_bound(found[2], found[3], size, 0), _bound(found[4], found[5], size, size))
        total += max(stop - start, 0)
    return total


def _bound(number: str | None, percent: str, size: int, default: int) -> int:
    if number is None:
        return default
    value = round(int(number) * size / 100) if percent else int(number)
    return min(max(value + size if value < 0 else value, 0), size)


@function("tensorflow_datasets.builder")
def builder(ctx: Context, name: Value, *_: Value, **__: Value) -> Value:
    """A builder."""
    facts = facts_of(name) if isinstance(name, str) else None
    if facts is None or not isinstance(name, str):
        return ctx.unknown("the builder of a data set")
    return Builder(Info(name, facts))


@method(Builder, "download_and_prepare")
def prepare(ctx: Context, self: Builder, *_: Value, **__: Value) -> Value:
    """Brings the data."""
    return None


@method(Builder, "as_dataset")
def as_dataset(
    ctx: Context,
    self: Builder,
    split: Value = None,
    *_: Value,
    batch_size: Value = None,
    as_supervised: Value = False,
    **__: Value,
) -> Value:
    """As `tfds.load` does."""
    return _datasets(ctx, self.info, split, batch_size, as_supervised)


@attribute(Builder, "info")
def info_of(ctx: Context, self: Builder) -> Value:
    return self.info


@attribute(Info, "features")
def features(ctx: Context, self: Info) -> Value:
    return Info(self.name, self.facts, "features")


@attribute(Info, "splits")
def splits(ctx: Context, self: Info) -> Value:
    return Info(self.name, self.facts, "splits")


@attribute(Info, "supervised_keys")
def supervised_keys(ctx: Context, self: Info) -> Value:
    return self.facts.supervised


@method(Info, "__getitem__")
def item(ctx: Context, self: Info, key: Value) -> Value:
    """A feature or a split by its name."""
    if self.part == "features" and isinstance(key, str) and key in self.facts.features:
        return Described(self.facts.features[key])
    if self.part == "splits" and isinstance(key, str):
        return Split(_count(self.facts, key))
    return ctx.unknown(f"{key} of a data set")


@method(Info, "__getattr__")
def anything(ctx: Context, self: Info, name: str) -> Value:
    return ctx.unknown(f"the {name} of a data set")


@attribute(Split, "num_examples")
def num_examples(ctx: Context, self: Split) -> Value:
    return self.count


@attribute(Described, "num_classes")
def num_classes(ctx: Context, self: Described) -> Value:
    return UNKNOWN if self.feature.classes is None else self.feature.classes


@attribute(Described, "names")
def names(ctx: Context, self: Described) -> Value:
    """The names of the classes: as many as there are."""
    return ctx.list(Unknown("the name of a class") for _ in range(self.feature.classes or 0))


@attribute(Described, "shape")
def shape(ctx: Context, self: Described) -> Value:
    return ctx.unknown("the shape of a sequence") if self.feature.shape is None else self.feature.shape


@attribute(Described, "dtype")
def dtype(ctx: Context, self: Described) -> Value:
    return self.feature.dtype


@method(Described, "int2str", "str2int")
def named(ctx: Context, self: Described, value: Value = None) -> Value:
    return ctx.unknown("the name of a class")


@function("tensorflow_datasets.as_numpy")
def as_numpy(ctx: Context, dataset: Value, *_: Value, **__: Value) -> Value:
    """The same structure as NumPy arrays; of a dataset an iterable of its elements."""
    if isinstance(dataset, Dataset):
        return ctx.list(None, map_structure(ctx, _array, dataset.element))
    return map_structure(ctx, _array, dataset)


def _array(leaf: Value) -> Value:
    if isinstance(leaf, Dataset):
        return Dataset(leaf.element, leaf.length)
    if not isinstance(leaf, Tensor):
        return leaf
    return Tensor(leaf.shape, Kind.ARRAY, leaf.dtype, leaf.span, classes=leaf.classes)


for _name in ("disable_progress_bar", "enable_progress_bar", "show_examples", "as_dataframe", "show_statistics"):
    function(f"tensorflow_datasets.{_name}")(lambda ctx, *_, **__: ctx.unknown("what is shown of a data set"))
