"""Encoders of labels and categories. Source: sklearn.preprocessing."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function, library_class, method
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Undetermined, arithmetic, is_dim
from ...values import Instance, Kind, Tensor, Value
from ..arrays.distinct import distinct
from ..arrays.elements import elements
from ..pandas.values import Frame, distinct_of
from ..pandas.values import tensor as tensor_of
from .support import array, rows_of, sum_of, table

_HERE = "sklearn.preprocessing."


@library_class(_HERE + "LabelEncoder")
class LabelEncoder:
    """Values to numbers from 0."""

    def __init__(ctx: Context, self: Instance) -> Value:
        return None

    def fit(ctx: Context, self: Instance, y: Value) -> Value:
        ctx.heap.set(self, "fitted", distinct_of(ctx, y))
        ctx.set_attribute(self, "classes_", array(ctx, Shape(distinct_of(ctx, y)), None))
        return self

    def fit_transform(ctx: Context, self: Instance, y: Value) -> Value:
        ctx.call(ctx.attribute(self, "fit"), (y,))
        return ctx.call(ctx.attribute(self, "transform"), (y,))

    def transform(ctx: Context, self: Instance, y: Value) -> Value:
        """(samples,); a column is flattened. Raises Mismatch("operand-shapes") for other data of two dimensions."""
        labels = tensor_of(ctx, y)
        if (labels.shape.rank or 0) > 1 and isinstance(labels.shape.last, int) and labels.shape.last != 1:
            raise Mismatch("operand-shapes", f"LabelEncoder wants labels of one dimension, got {labels.shape}", input=0)
        classes = ctx.heap.get(self, "fitted")
        count = rows_of(ctx, y) if labels.shape.rank != 0 else UNKNOWN
        return array(ctx, Shape(count), "int64", classes if isinstance(classes, int) else None)

    def inverse_transform(ctx: Context, self: Instance, y: Value) -> Value:
        return array(ctx, Shape(rows_of(ctx, y)), None)


@library_class(_HERE + "LabelBinarizer")
class LabelBinarizer:
    """Labels to indicator columns: one for each class, a single one for two classes."""

    def __init__(ctx: Context, self: Instance, *_: Value, **__: Value) -> Value:
        return None

    def fit(ctx: Context, self: Instance, y: Value) -> Value:
        ctx.heap.set(self, "fitted", distinct_of(ctx, y))
        return self

    def fit_transform(ctx: Context, self: Instance, y: Value) -> Value:
        ctx.call(ctx.attribute(self, "fit"), (y,))
        return ctx.call(ctx.attribute(self, "transform"), (y,))

    def transform(ctx: Context, self: Instance, y: Value) -> Value:
        """(samples, classes), or (samples, 1) for two classes."""
        classes = ctx.heap.get(self, "fitted")
        columns: Dim = classes if is_dim(classes) else UNKNOWN
        if isinstance(columns, int) and columns <= 2:
            columns = 1
        return array(ctx, Shape(rows_of(ctx, y), columns), "int64")

    def inverse_transform(ctx: Context, self: Instance, Y: Value, *_: Value) -> Value:
        return array(ctx, Shape(rows_of(ctx, Y)), None)


@library_class(_HERE + "MultiLabelBinarizer")
class MultiLabelBinarizer:
    """Sets of labels to indicator columns, one for each class: as many as there are, where all labels are known."""

    def __init__(ctx: Context, self: Instance, *_: Value, classes: Value = None, **__: Value) -> Value:
        ctx.heap.set(self, "columns", UNKNOWN if classes is None else ctx.length(classes))
        return None

    def fit(ctx: Context, self: Instance, y: Value) -> Value:
        if ctx.heap.get(self, "columns") == UNKNOWN:
            ctx.heap.set(self, "columns", _members(ctx, y))
        return self

    def fit_transform(ctx: Context, self: Instance, y: Value) -> Value:
        ctx.call(ctx.attribute(self, "fit"), (y,))
        return ctx.call(ctx.attribute(self, "transform"), (y,))

    def transform(ctx: Context, self: Instance, y: Value) -> Value:
        columns = ctx.heap.get(self, "columns")
        return array(ctx, Shape(rows_of(ctx, y), columns if is_dim(columns) else UNKNOWN), "int64")


@library_class(_HERE + "OneHotEncoder")
class OneHotEncoder:
    """Categories to indicator columns: as many as there are categories in all features."""

    def __init__(
        ctx: Context, self: Instance, *_: Value, categories: Value = "auto", drop: Value = None, **keywords: Value
    ) -> Value:
        is_merged = any(keywords.get(name) is not None for name in ("max_categories", "min_frequency"))
        ctx.heap.set(self, "categories", categories)
        ctx.heap.set(self, "drop", ctx.unknown("how categories are merged") if is_merged else drop)
        return None

    def fit(ctx: Context, self: Instance, X: Value, y: Value = None) -> Value:
        given, drop = ctx.heap.get(self, "categories"), ctx.heap.get(self, "drop")
        counts = _categories(ctx, X, table(ctx, "OneHotEncoder", X))
        if given != "auto":
            counts = [ctx.length(each) for each in ctx.iterate(given)]
        ctx.heap.set(self, "fitted", UNKNOWN if counts is None else sum_of([_kept(count, drop) for count in counts]))
        return self

    def fit_transform(ctx: Context, self: Instance, X: Value, y: Value = None) -> Value:
        ctx.call(ctx.attribute(self, "fit"), (X,))
        return ctx.call(ctx.attribute(self, "transform"), (X,))

    def transform(ctx: Context, self: Instance, X: Value) -> Value:
        data = table(ctx, "OneHotEncoder", X)
        columns = ctx.heap.get(self, "fitted")
        return array(ctx, Shape(data.shape.batch, columns if isinstance(columns, int) else UNKNOWN))

    def inverse_transform(ctx: Context, self: Instance, X: Value) -> Value:
        return ctx.unknown("categories")


@method(Tensor, "toarray", "todense")
def to_array(ctx: Context, tensor: Tensor) -> Value:
    """A sparse matrix as an array."""
    return Tensor(tensor.shape, Kind.ARRAY, tensor.dtype, ctx.span)


@function(_HERE + "label_binarize")
def label_binarize(ctx: Context, y: Value, classes: Value = None, **__: Value) -> Value:
    """(samples, classes), or (samples, 1) for two classes."""
    count = ctx.length(classes) if classes is not None else UNKNOWN
    columns: Dim = 1 if isinstance(count, int) and count <= 2 else count
    return array(ctx, Shape(rows_of(ctx, y), columns), "int64")


def _members(ctx: Context, sets: Value) -> Dim:
    """How many distinct labels there are in a list of collections."""
    try:
        members = {member for each in ctx.iterate(sets) for member in ctx.iterate(each)}
    except (Undetermined, TypeError):
        return UNKNOWN
    return len(members) if all(isinstance(member, (str, int)) for member in members) else UNKNOWN


def _classes(labels: Tensor) -> Dim:
    """The number of distinct labels."""
    count = distinct(labels)
    return UNKNOWN if count is None else count


def _categories(ctx: Context, X: Value, data: Tensor) -> list[Dim] | None:
    """How many categories each feature has; None where the number of features is not known."""
    if isinstance(X, Frame):
        names = X.names(ctx)
        return None if names is None else [distinct_of(ctx, X.column(ctx, name)) for name in names]
    rows, features = data.shape.known if data.shape.rank == 2 else (UNKNOWN, UNKNOWN)
    if not isinstance(features, int):
        return None
    flat = elements(data)
    if flat is not None:
        return [len(set(flat[feature::features])) for feature in range(features)]
    return [_classes(data.with_shape(Shape(rows), classes=data.classes))] * features


def _kept(count: Dim, drop: Value) -> Dim:
    """How many columns are left of a feature's categories."""
    if drop is None:
        return count
    if drop == "first":
        return arithmetic("-", count, 1)
    return (1 if count == 2 else count) if drop == "if_binary" and isinstance(count, int) else UNKNOWN
