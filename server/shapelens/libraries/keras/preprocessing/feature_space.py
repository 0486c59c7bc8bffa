"""FeatureSpace: the columns of a table, each encoded by a preprocessing layer of its own, as one vector or a dict of encodings.

Source: keras.src.layers.preprocessing.feature_space
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple

from ....interpreter.context import Context
from ....interpreter.registry import library_class, lookup, named_class
from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Undetermined
from ....values import ABSENT, Decorated, DictValue, Instance, Kind, ListValue, Native, Tensor, Value
from ...arrays.convert import tensor_of
from ..calling import call_layer
from ..rule import LAYER, layer_config
from .discretization import bin_count

_SOURCE = "keras.src.layers.preprocessing.feature_space."
FEATURE_SPACE = "keras.utils.FeatureSpace"


class Sort(NamedTuple):
    """What a feature of a named sort is made of: the preprocessing layer, its arguments by position, and what it answers."""

    layer: str
    dtype: str
    parameters: tuple[str, ...] = ()
    output_mode: str = "float"
    default: str = ""
    """The argument of the FeatureSpace that stands for the first of these, where the sort is given by its name alone."""


_LOOKUP = ("max_tokens", "num_oov_indices")
SORTS = {
    "float": Sort("Identity", "float32"),
    "float_rescaled": Sort("Rescaling", "float32", ("scale", "offset")),
    "float_normalized": Sort("Normalization", "float32"),
    "float_discretized": Sort(
        "Discretization", "float32", ("num_bins", "bin_boundaries"), "one_hot", "num_discretization_bins"
    ),
    "integer_categorical": Sort("IntegerLookup", "int32", _LOOKUP, "one_hot"),
    "string_categorical": Sort("StringLookup", "string", _LOOKUP, "one_hot"),
    "integer_hashed": Sort("Hashing", "int32", ("num_bins",), "one_hot", "hashing_dim"),
    "string_hashed": Sort("Hashing", "string", ("num_bins",), "one_hot", "hashing_dim"),
}
DEFAULTS: dict[str, dict[str, Value]] = {"float_rescaled": {"scale": 1.0, "offset": 0.0}}


@library_class(_SOURCE + "Feature")
class Feature:
    """How one column is encoded: `preprocessor` makes numbers of it, which `output_mode` may turn to one-hot vectors."""

    def __init__(ctx: Context, self: Instance, dtype: Value, preprocessor: Value, output_mode: Value) -> Value:
        _check_mode(output_mode, ("int", "one_hot", "float"))
        for name, value in (("dtype", dtype), ("preprocessor", preprocessor), ("output_mode", output_mode)):
            ctx.heap.set(self, name, value)
        return None


@library_class(_SOURCE + "Cross")
class Cross:
    """Columns that are hashed together to one of `crossing_dim` bins."""

    def __init__(
        ctx: Context, self: Instance, feature_names: Value, crossing_dim: Value, output_mode: Value = "one_hot"
    ) -> Value:
        _check_mode(output_mode, ("int", "one_hot"))
        names = ctx.iterate(feature_names)
        if not all(isinstance(name, str) for name in names):
            raise Undetermined("the names of crossed features")
        ctx.heap.set(self, "feature_names", names)
        ctx.heap.set(self, "crossing_dim", crossing_dim)
        ctx.heap.set(self, "output_mode", output_mode)
        ctx.heap.set(self, "name", "_X_".join(map(str, names)))
        return None


@library_class(FEATURE_SPACE, LAYER, aliases=(_SOURCE + "FeatureSpace",))
class FeatureSpace:
    """Encodes a dict of columns, (batch,), (batch, 1) or single values.

    Output shape: "concat" (batch, sum of the widths), the features in the order of their names, then the crosses; "dict" each for itself.
                  An encoding is (batch, 1), or (batch, number of classes or bins) where its `output_mode` is "one_hot".
    """

    def __init__(
        ctx: Context,
        self: Instance,
        features: Value,
        output_mode: Value = "concat",
        crosses: Value = None,
        crossing_dim: Value = 32,
        hashing_dim: Value = 32,
        num_discretization_bins: Value = 32,
        name: Value = None,
    ) -> Value:
        _check_mode(output_mode, ("dict", "concat"))
        if name is not None:
            ctx.heap.set(self, "_name", name)
        if not isinstance(features, DictValue) or features.is_open:
            raise Undetermined("the features of a FeatureSpace")
        sizes = {"hashing_dim": hashing_dim, "num_discretization_bins": num_discretization_bins}
        specs: dict[str, Instance] = {}
        for key in ctx.heap.names(features):
            if not isinstance(key, str):
                raise Undetermined("the names of features")
            specs[key] = _feature(ctx, ctx.heap.get(features, key), sizes)
        kept: dict[Hashable, Value] = dict(specs.items())
        made = [_cross(ctx, cross, specs, crossing_dim) for cross in (ctx.iterate(crosses) if crosses else ())]
        for field, value in (
            ("output_mode", output_mode),
            ("features", ctx.dict(kept)),
            ("crosses", ctx.list(made)),
            ("inputs", ctx.dict({key: _input(ctx, key, spec) for key, spec in specs.items()})),
            ("preprocessors", ctx.dict({key: ctx.heap.get(spec, "preprocessor") for key, spec in specs.items()})),
            ("crossers", ctx.dict({ctx.heap.get(cross, "name"): _crosser(ctx, cross) for cross in made})),
        ):
            ctx.heap.set(self, field, value)
        return None

    def adapt(ctx: Context, self: Instance, dataset: Value) -> Value:
        """What is learned changes no shape that the arguments tell."""
        if isinstance(dataset, (tuple, ListValue, Tensor)):
            raise Mismatch(
                "invalid-argument",
                "FeatureSpace.adapt takes a tf.data.Dataset or a dict of columns",
                argument="dataset",
            )
        _encoded(ctx, self)
        return None

    def get_inputs(ctx: Context, self: Instance) -> Value:
        return _field(ctx, self, "inputs")

    def get_encoded_features(ctx: Context, self: Instance) -> Value:
        return _encoded(ctx, self)

    def __call__(ctx: Context, self: Instance, data: Value) -> Value:
        if isinstance(data, (tuple, ListValue, Tensor)):
            raise Mismatch("invalid-argument", "a FeatureSpace takes a dict of columns", argument="data")
        if not isinstance(data, DictValue) or data.is_open:
            raise Undetermined("the columns for a FeatureSpace")
        given = {key: tensor_of(ctx, ctx.heap.get(data, key)) for key in ctx.heap.names(data)}
        is_single = any(column.shape.dims == () for column in given.values())
        columns: dict[Value, Value] = {key: _as_column(column) for key, column in given.items()}
        _encoded(ctx, self)
        answer = _merged(ctx, self, columns)
        if not is_single:
            return answer
        if isinstance(answer, DictValue):
            return ctx.dict({key: _of_one(ctx.heap.get(answer, key)) for key in ctx.heap.names(answer)})
        return _of_one(answer)

    def save(ctx: Context, self: Instance, *_: Value, **__: Value) -> Value:
        return None


def _maker(kind: str, sort: Sort) -> Callable[..., Value]:
    """`FeatureSpace.string_hashed(...)` and its like."""
    parameters = (*sort.parameters, *(("output_mode",) if sort.output_mode == "one_hot" else ()), "name")

    def make(ctx: Context, *arguments: Value, **keywords: Value) -> Value:
        surplus = next((key for key in keywords if key not in (*parameters, "**")), None)
        if surplus is not None:
            told = f"FeatureSpace.{kind} has no argument `{surplus}`"
            raise Mismatch("unknown-argument", told, argument=surplus, name=surplus)
        given = {**DEFAULTS.get(kind, {}), **dict(zip(parameters, arguments)), **keywords}
        mode, name = given.pop("output_mode", sort.output_mode), given.pop("name", None)
        if isinstance(name, str):
            given["name"] = f"{name}_preprocessor"
        with ctx.recorded(is_quiet=True):
            preprocessor = ctx.call(lookup(f"keras.layers.{sort.layer}"), (), given)
            return ctx.call(named_class(_SOURCE + "Feature"), (sort.dtype, preprocessor, mode))

    return make


for _kind, _sort in SORTS.items():
    _native = Native(f"{FEATURE_SPACE}.{_kind}", _maker(_kind, _sort))
    named_class(FEATURE_SPACE).fields[_kind] = Decorated("staticmethod", _native)
named_class(FEATURE_SPACE).fields["feature"] = Decorated("staticmethod", named_class(_SOURCE + "Feature"))
named_class(FEATURE_SPACE).fields["cross"] = Decorated("staticmethod", named_class(_SOURCE + "Cross"))


def _check_mode(mode: Value, modes: tuple[str, ...]) -> None:
    if isinstance(mode, str) and mode not in modes:
        listed = ", ".join(map(repr, modes))
        raise Mismatch(
            "invalid-argument", f"`output_mode` must be one of {listed}, got {mode!r}", argument="output_mode"
        )


def _feature(ctx: Context, given: Value, sizes: Mapping[str, Value]) -> Instance:
    """A feature, or the one that a name stands for. Raises Mismatch for another name."""
    if isinstance(given, str):
        sort = SORTS.get(given)
        if sort is None:
            told = f"{given!r} is no sort of feature: {', '.join(SORTS)}"
            raise Mismatch("invalid-argument", told, argument="features")
        first = {sort.parameters[0]: sizes[sort.default]} if sort.default else {}
        given = _maker(given, sort)(ctx, **first)
    return _own(given)


def _cross(ctx: Context, given: Value, features: Mapping[str, Instance], crossing_dim: Value) -> Instance:
    if not isinstance(given, Instance):
        strange = next((name for name in ctx.iterate(given) if isinstance(name, str) and name not in features), None)
        if strange is not None:
            raise Mismatch("invalid-argument", f"the crossed {strange!r} is no feature", argument="crosses")
        with ctx.recorded(is_quiet=True):
            given = ctx.call(named_class(_SOURCE + "Cross"), (given, crossing_dim))
    return _own(given)


def _input(ctx: Context, name: str, feature: Instance) -> Value:
    with ctx.recorded(is_quiet=True):
        arguments = {"shape": (1,), "dtype": ctx.heap.get(feature, "dtype"), "name": name}
        return ctx.call(lookup("keras.Input"), (), arguments)


def _crosser(ctx: Context, cross: Instance) -> Value:
    with ctx.recorded(is_quiet=True):
        arguments = {"num_bins": ctx.heap.get(cross, "crossing_dim"), "name": ctx.heap.get(cross, "name")}
        return ctx.call(lookup("keras.layers.HashedCrossing"), (), arguments)


def _field(ctx: Context, space: Instance, name: str) -> Value:
    value = ctx.heap.get(space, name)
    if value is ABSENT:
        raise Undetermined("a FeatureSpace whose features are not known")
    return value


def _encoded(ctx: Context, space: Instance) -> Value:
    """The encodings of the inputs as KerasTensors, made once."""
    known = ctx.heap.get(space, "encoded_features")
    if known is ABSENT:
        inputs = _field(ctx, space, "inputs")
        assert isinstance(inputs, DictValue)
        known = _merged(ctx, space, {name: ctx.heap.get(inputs, name) for name in ctx.heap.names(inputs)})
        ctx.heap.set(space, "encoded_features", known)
    return known


def _merged(ctx: Context, space: Instance, columns: dict[Value, Value]) -> Value:
    """What comes of columns: preprocessed, crossed, one-hot, put together."""
    heap = ctx.heap
    features, mode = _field(ctx, space, "features"), _field(ctx, space, "output_mode")
    assert isinstance(features, DictValue)
    specs = {str(name): _own(heap.get(features, name)) for name in heap.names(features)}
    if set(specs) != set(columns):
        raise Undetermined("columns that are not the features of a FeatureSpace")
    made = {name: call_layer(ctx, heap.get(spec, "preprocessor"), (columns[name],)) for name, spec in specs.items()}
    crossers = _field(ctx, space, "crossers")
    crossed: dict[str, Value] = {}
    for cross in map(_own, ctx.iterate(_field(ctx, space, "crosses"))):
        name = str(heap.get(cross, "name"))
        names = heap.get(cross, "feature_names")
        assert isinstance(names, tuple) and isinstance(crossers, DictValue)
        strange = next((part for part in names if part not in made), None)
        if strange is not None:
            raise Mismatch("invalid-argument", f"the crossed {strange!r} is no feature", argument="crosses")
        crossed[name] = call_layer(ctx, heap.get(crossers, name), (ctx.list(made[part] for part in names),))
        specs[name] = cross
    parts: dict[Hashable, Value] = {
        name: _one_hot(ctx, space, name, specs[name], tensor)
        for group in (made, crossed)
        for name, tensor in sorted(group.items())
    }
    if mode == "dict":
        return ctx.dict(parts)
    if mode != "concat":
        raise Undetermined("the output mode of a FeatureSpace")
    for part, tensor in parts.items():
        if _is_plain_class(tensor):
            told = f'the feature {part!r} is of whole numbers or strings and cannot be concatenated: encode it, or take output_mode="dict"'
            raise Mismatch("invalid-argument", told)
    return call_layer(ctx, _own_layer(ctx, space, "concat", "Concatenate", {"axis": -1}), (ctx.list(parts.values()),))


def _is_plain_class(tensor: Value) -> bool:
    """Whether a feature is a number of a class. Keras asks when it traces the inputs, not of data: columns of integers may be given."""
    if not isinstance(tensor, Tensor) or tensor.kind is not Kind.KERAS or tensor.dtype is None:
        return False
    return tensor.dtype.startswith(("int", "string"))


def _own(value: Value) -> Instance:
    """A feature or a cross, as a FeatureSpace keeps it."""
    if not isinstance(value, Instance) or value.cls.name not in (_SOURCE + "Feature", _SOURCE + "Cross"):
        raise Undetermined("a feature of a FeatureSpace")
    return value


def _one_hot(ctx: Context, space: Instance, name: str, spec: Instance, tensor: Value) -> Value:
    if ctx.heap.get(spec, "output_mode") != "one_hot":
        return tensor
    classes = _cardinality(ctx, spec)
    encoder = _own_layer(
        ctx, space, f"{name} encoder", "CategoryEncoding", {"num_tokens": classes, "output_mode": "multi_hot"}
    )
    return call_layer(ctx, encoder, (tensor,))


def _own_layer(ctx: Context, space: Instance, field: str, layer: str, arguments: dict[str, Value]) -> Value:
    """A layer that a FeatureSpace makes when it needs it first."""
    known = ctx.heap.get(space, field)
    if known is ABSENT:
        with ctx.recorded(is_quiet=True):
            known = ctx.call(lookup(f"keras.layers.{layer}"), (), arguments)
        ctx.heap.set(space, field, known)
    return known


def _cardinality(ctx: Context, spec: Instance) -> Dim:
    """How many classes or bins a feature has; `UNKNOWN` where they are learned."""
    if spec.cls is named_class(_SOURCE + "Cross"):
        size = ctx.heap.get(spec, "crossing_dim")
        return size if isinstance(size, int) else UNKNOWN
    preprocessor = ctx.heap.get(spec, "preprocessor")
    config = layer_config(preprocessor) if isinstance(preprocessor, Instance) else None
    if config is None or not isinstance(preprocessor, Instance):
        return UNKNOWN
    kind = preprocessor.cls.short_name
    if kind in ("IntegerLookup", "StringLookup"):
        with ctx.recorded(is_quiet=True):
            size = ctx.call(ctx.attribute(preprocessor, "vocabulary_size"))
        return size if isinstance(size, int) else UNKNOWN
    sizes: dict[str, Callable[[], Dim]] = {
        "CategoryEncoding": lambda: config.size("num_tokens"),
        "Discretization": lambda: bin_count(config),
        "Hashing": lambda: config.size("num_bins"),
        "HashedCrossing": lambda: config.size("num_bins"),
    }
    return sizes[kind]() if kind in sizes else UNKNOWN


def _as_column(tensor: Tensor) -> Tensor:
    """A value as (1, 1), a vector as (batch, 1)."""
    dims = tensor.shape.dims
    if dims is None or len(dims) > 1:
        return tensor
    return tensor.with_shape(Shape(1, 1) if not dims else Shape(*dims, 1))


def _of_one(value: Value) -> Value:
    """The encoding of a single row: (1, width) without its first axis."""
    if isinstance(value, Tensor) and value.shape.dims is not None:
        return value.with_shape(Shape(*value.shape.dims[1:]))
    return value
