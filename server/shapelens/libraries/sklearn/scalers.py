"""`sklearn.preprocessing` and imputers that keep the number of features."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function, library_class
from ...shapes import Mismatch, same
from ...values import ABSENT, Instance, Tensor, Value
from ..pandas.values import tensor as tensor_of
from .support import array, table

_HERE = "sklearn.preprocessing."
SCALERS = (
    "StandardScaler MinMaxScaler MaxAbsScaler RobustScaler Normalizer PowerTransformer QuantileTransformer Binarizer "
    "OrdinalEncoder FunctionTransformer"
)


class Scaler:
    """Fits on (samples, features) and answers arrays of the same shape."""

    def __init__(ctx: Context, self: Instance, *_: Value, **__: Value) -> Value:
        return None

    def fit(ctx: Context, self: Instance, X: Value, *_: Value, **__: Value) -> Value:
        remember(ctx, self, table(ctx, self.cls.short_name, X))
        return self

    partial_fit = fit

    def fit_transform(ctx: Context, self: Instance, X: Value, *_: Value, **__: Value) -> Value:
        data = table(ctx, self.cls.short_name, X)
        remember(ctx, self, data)
        return array(ctx, data.shape, _float(data))

    def transform(ctx: Context, self: Instance, X: Value, *_: Value, **__: Value) -> Value:
        data = table(ctx, self.cls.short_name, X)
        check_features(ctx, self, data)
        return array(ctx, data.shape, _float(data))

    def inverse_transform(ctx: Context, self: Instance, X: Value, *_: Value, **__: Value) -> Value:
        data = table(ctx, self.cls.short_name, X)
        if ctx.heap.get(self, "fitted") != 1 and data.shape.last != 1:
            # the features are not counted here: 1 broadcasts with any number
            check_features(ctx, self, data)
        return array(ctx, data.shape, _float(data))

    def get_feature_names_out(ctx: Context, self: Instance, *_: Value) -> Value:
        return ctx.unknown("names of features")


for _name in SCALERS.split():
    library_class(_HERE + _name)(Scaler)
for _name in ("SimpleImputer", "KNNImputer", "IterativeImputer"):
    library_class(f"sklearn.impute.{_name}")(Scaler)


def remember(ctx: Context, transformer: Instance, data: Tensor) -> None:
    """Keeps the number of features that a transformer was fitted on."""
    ctx.heap.set(transformer, "fitted", data.shape.last)


def check_features(ctx: Context, transformer: Instance, data: Tensor) -> None:
    """Raises Mismatch("operand-shapes") for another number of features than the transformer was fitted on."""
    fitted = ctx.heap.get(transformer, "fitted")
    if fitted is ABSENT or data.shape.rank != 2:
        return
    if same(fitted, data.shape.last) is False:  # type: ignore[arg-type]
        raise Mismatch(
            "operand-shapes",
            f"{transformer.cls.short_name} was fitted on {fitted} features, got {data.shape}",
            input=0,
            expected=fitted,
            received=data.shape,
        )


def _float(data: Tensor) -> str | None:
    return data.dtype if data.dtype in ("float32", "float16") else "float64"


@function(*[_HERE + name for name in ("scale", "minmax_scale", "normalize", "robust_scale", "maxabs_scale")])
def scale(ctx: Context, X: Value, *_: Value, **__: Value) -> Value:
    """The same shape."""
    return array(ctx, tensor_of(ctx, X).shape)


@function(_HERE + "PolynomialFeatures")
def polynomial_features(ctx: Context, *_: Value, **__: Value) -> Value:
    """The number of features grows in a way that is not followed."""
    return ctx.unknown("polynomial features")


__all__ = ["Scaler", "check_features", "remember"]
