"""`keras.initializers`, `regularizers`, `constraints` and `activations.get`: what a name or a class of theirs makes."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import define, function, library_class, lookup, method
from ...shapes import Shape
from ...values import ABSENT, Instance, Kind, Native, Object, Tensor, Value
from ..arrays import convert, dtypes


class Initializer(Object):
    """An initializer: called with a shape it answers a tensor of it."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Initializer({self.name})"


@method(Initializer, "__call__")
def initial(ctx: Context, self: Initializer, shape: Value, dtype: Value = None, **_: Value) -> Value:
    """A tensor of the shape."""
    return Tensor(convert.shape_of(ctx, shape), Kind.TENSOR, dtypes.dtype_name(dtype) or "float32", ctx.span)


@method(Initializer, "get_config", "clone")
def described(ctx: Context, self: Initializer) -> Value:
    return ctx.unknown("the configuration of an initializer")


class Penalty(Object):
    """A regularizer (a number for a tensor) or a constraint (a tensor of the same shape)."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Penalty({self.name})"


@method(Penalty, "__call__")
def applied(ctx: Context, self: Penalty, x: Value, *_: Value) -> Value:
    """A scalar of a regularizer, the same shape of a constraint."""
    tensor = convert.tensor_of(ctx, x)
    return tensor if ".constraints." in self.name else Tensor(Shape(), Kind.TENSOR, "float32", ctx.span)


@method(Penalty, "__getattr__")
def of_penalty(ctx: Context, self: Penalty, name: str) -> Value:
    return ctx.unknown(f"the {name} of a {self.name}")


def _makers(module: str, names: str, kind: type[Initializer] | type[Penalty]) -> None:
    for short in names.split():
        name = f"keras.{module}.{short}"

        def make(ctx: Context, *_: Value, name: str = name, **__: Value) -> Value:
            return kind(name)

        define(name, Native(name, make))


_makers(
    "initializers",
    "Constant GlorotNormal GlorotUniform HeNormal HeUniform Identity IdentityInitializer LecunNormal LecunUniform Ones "
    "Orthogonal OrthogonalInitializer RandomNormal RandomUniform STFT STFTInitializer TruncatedNormal VarianceScaling Zeros constant "
    "glorot_normal glorot_uniform he_normal he_uniform identity lecun_normal lecun_uniform ones orthogonal random_normal "
    "random_uniform stft truncated_normal variance_scaling zeros get deserialize",
    Initializer,
)
_makers("regularizers", "L1 L1L2 L2 OrthogonalRegularizer l1 l1_l2 l2 orthogonal_regularizer get deserialize", Penalty)
_makers(
    "constraints", "MaxNorm MinMaxNorm NonNeg UnitNorm max_norm min_max_norm non_neg unit_norm get deserialize", Penalty
)
for _name in (
    "random_normal_initializer",
    "random_uniform_initializer",
    "constant_initializer",
    "zeros_initializer",
    "ones_initializer",
):
    define(
        f"tensorflow.{_name}",
        Native(f"tensorflow.{_name}", lambda ctx, *_, **__: Initializer("tensorflow.initializer")),
    )


@library_class("keras.initializers.Initializer", aliases=("keras.Initializer",))
class InitializerClass:
    """The base of initializers that a program writes."""

    def __init__(ctx: Context, self: Instance, *_: Value, **__: Value) -> None:
        """Takes nothing."""


@library_class("keras.regularizers.Regularizer", aliases=("keras.Regularizer",))
class RegularizerClass:
    """The base of regularizers that a program writes."""


@library_class("keras.constraints.Constraint")
class ConstraintClass:
    """The base of constraints that a program writes."""


@function("keras.activations.get", "keras.activations.deserialize")
def activation(ctx: Context, identifier: Value = None, *_: Value, **__: Value) -> Value:
    """The function of a name; a function is its own."""
    if identifier is None:
        return lookup("keras.activations.linear")
    if isinstance(identifier, str):
        found = lookup(f"keras.activations.{identifier}")
        return ctx.unknown(f"the activation {identifier}") if found is ABSENT else found
    return identifier


@function(
    "keras.activations.serialize",
    "keras.initializers.serialize",
    "keras.regularizers.serialize",
    "keras.constraints.serialize",
)
def serialized(ctx: Context, *_: Value, **__: Value) -> Value:
    return ctx.unknown("a configuration")
