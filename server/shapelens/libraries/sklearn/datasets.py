"""`sklearn.datasets`: the shapes of what it loads and makes."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function, method
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Symbolic
from ...values import Drawn, ListValue, Object, Value
from ..pandas.values import Frame, series_of
from .support import array

_HERE = "sklearn.datasets."


class Bunch(Object):
    """A dict whose keys are attributes as well."""

    __slots__ = ("fields",)

    def __init__(self, fields: dict[str, Value]) -> None:
        self.fields = fields


@method(Bunch, "__getattr__", "__getitem__")
def item(ctx: Context, bunch: Bunch, name: Value) -> Value:
    if isinstance(name, str) and name in bunch.fields:
        return bunch.fields[name]
    return ctx.unknown(f"{name} of a dataset")


TABLES: dict[str, tuple[int, int, int | None]] = {
    "load_iris": (150, 4, 3),
    "load_digits": (1797, 64, 10),
    "load_wine": (178, 13, 3),
    "load_breast_cancer": (569, 30, 2),
    "load_diabetes": (442, 10, None),
    "fetch_california_housing": (20640, 8, None),
    "fetch_olivetti_faces": (400, 4096, 40),
    "fetch_covtype": (581012, 54, None),
}
"""Samples, features, and classes of labels that count from 0."""

IMAGES = {"load_digits": (8, 8), "fetch_olivetti_faces": (64, 64)}


def _register(name: str) -> None:
    samples, features, classes = TABLES[name]

    def load(ctx: Context, *_: Value, return_X_y: Value = False, as_frame: Value = False, **__: Value) -> Value:
        dtype = "float64" if classes is None else "int64"
        if as_frame is True:
            data: Value = Frame(ctx.heap, samples, None, features)
            target: Value = series_of(array(ctx, Shape(samples), dtype, evenly(classes)))
        else:
            data = array(ctx, Shape(samples, features))
            target = array(ctx, Shape(samples), dtype, evenly(classes))
        if return_X_y is True:
            return (data, target)
        fields = {"data": data, "target": target}
        if name in IMAGES:
            fields["images"] = array(ctx, Shape(samples, *IMAGES[name]))
        if as_frame is True:
            fields["frame"] = Frame(ctx.heap, samples, None, features + 1)
        fields["feature_names"] = ctx.list([ctx.unknown("the name of a feature")] * features if features < 64 else None)
        if classes is not None:
            fields["target_names"] = array(ctx, Shape(classes), "string")
        return Bunch(fields)

    load.__doc__ = f"({samples}, {features}) and ({samples},)."
    function(_HERE + name)(load)


for _name in TABLES:
    _register(_name)


@function(_HERE + "load_boston")
def load_boston(ctx: Context, *_: Value, **__: Value) -> Value:
    """Gone since scikit-learn 1.2; importing it fails."""
    return ctx.unknown("a dataset that scikit-learn has no more")


@function(_HERE + "load_linnerud")
def load_linnerud(ctx: Context, *_: Value, return_X_y: Value = False, **__: Value) -> Value:
    """(20, 3) and (20, 3)."""
    data, target = array(ctx, Shape(20, 3)), array(ctx, Shape(20, 3))
    return (data, target) if return_X_y is True else Bunch({"data": data, "target": target})


@function(_HERE + "fetch_openml", _HERE + "fetch_20newsgroups", _HERE + "fetch_lfw_people", _HERE + "load_files")
def unknown(ctx: Context, *_: Value, **__: Value) -> Value:
    return ctx.unknown("a dataset from elsewhere")


@function(_HERE + "make_classification")
def make_classification(
    ctx: Context,
    n_samples: Value = 100,
    n_features: Value = 20,
    *_: Value,
    n_classes: Value = 2,
    n_informative: Value = 2,
    n_clusters_per_class: Value = 2,
    weights: Value = None,
    **__: Value,
) -> Value:
    """(n_samples, n_features) and labels (n_samples,). Raises Mismatch where the classes do not fit the features."""
    if all(isinstance(n, int) for n in (n_classes, n_informative, n_clusters_per_class)):
        needed = n_classes * n_clusters_per_class  # type: ignore[operator]
        if needed > 2**n_informative:  # type: ignore[operator]
            raise Mismatch(
                "invalid-argument",
                f"n_classes({n_classes}) * n_clusters_per_class({n_clusters_per_class}) must be at most 2**n_informative({n_informative})",
                argument="n_classes",
            )
    classes = n_classes if isinstance(n_classes, int) else None
    if weights is not None:
        labels = array(ctx, Shape(_size(n_samples)), "int64", classes)
        return (array(ctx, Shape(_size(n_samples), _size(n_features))), labels)
    return _pair(ctx, _size(n_samples), _size(n_features), classes)


@function(_HERE + "make_blobs")
def make_blobs(
    ctx: Context, n_samples: Value = 100, n_features: Value = 2, centers: Value = None, *_: Value, **__: Value
) -> Value:
    """(n_samples, n_features) and labels (n_samples,), one class for each centre."""
    classes = 3 if centers is None else centers if isinstance(centers, int) else None
    if isinstance(centers, (tuple, ListValue)):
        length = ctx.length(centers)
        classes = length if isinstance(length, int) else None
    return _pair(ctx, _size(n_samples), _size(n_features), classes)


@function(_HERE + "make_regression")
def make_regression(
    ctx: Context,
    n_samples: Value = 100,
    n_features: Value = 100,
    *_: Value,
    n_targets: Value = 1,
    **__: Value,
) -> Value:
    """(n_samples, n_features) and targets (n_samples,), or (n_samples, n_targets) for more than one."""
    samples, targets = _size(n_samples), _size(n_targets)
    shape = Shape(samples) if targets == 1 else Shape(samples, targets) if isinstance(targets, int) else Shape.unknown()
    return (array(ctx, Shape(samples, _size(n_features))), array(ctx, shape))


@function(_HERE + "make_moons", _HERE + "make_circles")
def make_moons(ctx: Context, n_samples: Value = 100, *_: Value, **__: Value) -> Value:
    """(n_samples, 2) and labels (n_samples,) of two classes."""
    return _pair(ctx, _size(n_samples), 2, 2)


@function(_HERE + "make_swiss_roll", _HERE + "make_s_curve")
def make_roll(ctx: Context, n_samples: Value = 100, *_: Value, **__: Value) -> Value:
    """(n_samples, 3) and positions (n_samples,)."""
    return (array(ctx, Shape(_size(n_samples), 3)), array(ctx, Shape(_size(n_samples))))


@function(_HERE + "make_friedman1")
def make_friedman(ctx: Context, n_samples: Value = 100, n_features: Value = 10, *_: Value, **__: Value) -> Value:
    """(n_samples, n_features) and targets (n_samples,)."""
    return (array(ctx, Shape(_size(n_samples), _size(n_features))), array(ctx, Shape(_size(n_samples))))


@function(_HERE + "make_gaussian_quantiles")
def make_quantiles(
    ctx: Context, *, n_samples: Value = 100, n_features: Value = 2, n_classes: Value = 3, **__: Value
) -> Value:
    """(n_samples, n_features) and labels (n_samples,)."""
    return _pair(ctx, _size(n_samples), _size(n_features), n_classes if isinstance(n_classes, int) else None)


@function(_HERE + "make_multilabel_classification")
def make_multilabel(
    ctx: Context, n_samples: Value = 100, n_features: Value = 20, *_: Value, n_classes: Value = 5, **__: Value
) -> Value:
    """(n_samples, n_features) and indicators (n_samples, n_classes)."""
    samples = _size(n_samples)
    return (array(ctx, Shape(samples, _size(n_features))), array(ctx, Shape(samples, _size(n_classes)), "int64"))


def evenly(classes: int | None) -> Drawn | None:
    """The number of classes, of which each has about as many samples."""
    return None if classes is None else Drawn(classes)


def _pair(ctx: Context, samples: Dim, features: Dim, classes: int | None) -> Value:
    return (array(ctx, Shape(samples, features)), array(ctx, Shape(samples), "int64", evenly(classes)))


def _size(value: Value) -> Dim:
    return value if isinstance(value, (int, Symbolic)) else UNKNOWN
