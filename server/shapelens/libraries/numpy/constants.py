"""NumPy's constants, dtypes, classes, and what has no shape."""

from __future__ import annotations

import math

from ...interpreter import Context
from ...interpreter.registry import attribute, define, function, library_class
from ...shapes import UNKNOWN, Shape
from ...values import Kind, Object, Tensor, Value
from ..arrays import dtypes
from ..arrays.dtypes import DType
from ..arrays.inert import inert, silent, source
from ..arrays.op import unknowns

for _name, _value in {
    "newaxis": None,
    "pi": math.pi,
    "e": math.e,
    "inf": math.inf,
    "Inf": math.inf,
    "infty": math.inf,
    "nan": math.nan,
    "NaN": math.nan,
    "euler_gamma": 0.5772156649015329,
    "__version__": "2.0.0",
}.items():
    define(f"numpy.{_name}", _value)

for _name in (
    *dtypes.NAMES - {"string", "object", "bfloat16"},
    *(
        "float",
        "int",
        "double",
        "single",
        "half",
        "uint",
        "long",
        "byte",
        "ubyte",
        "str_",
        "bytes_",
        "bool_",
        "object_",
        "complex",
    ),
):
    define(f"numpy.{_name}", DType(dtypes.named(_name) or _name))
for _name, _dtype in {
    "intp": "int64",
    "int_": "int64",
    "float_": "float64",
    "longlong": "int64",
    "intc": "int32",
}.items():
    define(f"numpy.{_name}", DType(_dtype))


@library_class("numpy.ndarray")
class NdArray:
    """What `isinstance(x, np.ndarray)` asks for."""


@library_class("numpy.generic")
class Generic:
    """The base of NumPy's scalars."""


for _name in (
    "number",
    "integer",
    "floating",
    "inexact",
    "signedinteger",
    "unsignedinteger",
    "complexfloating",
    "character",
):
    library_class(f"numpy.{_name}", "numpy.generic")(type(_name, (), {"__doc__": "A family of NumPy's scalars."}))


@function("numpy.dtype")
def dtype(ctx: Context, value: Value = "float64", *_: Value, **__: Value) -> Value:
    """`np.dtype("float32")`."""
    name = dtypes.dtype_name(value)
    return ctx.unknown("a dtype") if name is None else DType(name)


@function("numpy.result_type", "numpy.promote_types", "numpy.find_common_type")
def result_type(ctx: Context, *values: Value) -> Value:
    """The dtype that several combine to."""
    names = [dtypes.dtype_name(value) for value in values]
    name = dtypes.promote(names, is_numpy=True)
    return ctx.unknown("a dtype") if name is None else DType(name)


class Limits(Object):
    """`np.finfo` and `np.iinfo`: the range of a dtype."""

    __slots__ = ("name",)

    def __init__(self, name: str | None) -> None:
        self.name = name


@function("numpy.finfo", "numpy.iinfo")
def limits(ctx: Context, value: Value) -> Value:
    """The range of a dtype."""
    return Limits(dtypes.dtype_name(value))


@attribute(Limits, "max", "min")
def bound(ctx: Context, self: Limits) -> Value:
    """A number. An integer's range is not folded, for no shape is that large."""
    return UNKNOWN if dtypes.is_integer(self.name) else Tensor(Shape(), Kind.ARRAY, self.name, ctx.span)


@attribute(Limits, "eps", "tiny", "resolution", "smallest_normal", "smallest_subnormal", "epsneg")
def precision(ctx: Context, self: Limits) -> Value:
    """A small number."""
    return Tensor(Shape(), Kind.ARRAY, self.name, ctx.span)


@attribute(Limits, "bits", "precision")
def size(ctx: Context, self: Limits) -> Value:
    return UNKNOWN


source("numpy.random.Generator", "numpy.random.default_rng", "numpy.random.Generator")
source("numpy.random.RandomState", "numpy.random.RandomState")
inert("numpy.random", "PCG64 MT19937 Philox SFC64 SeedSequence get_state")
inert("numpy", "errstate printoptions testing.suppress_warnings")
silent("numpy", "set_printoptions seterr save savez savez_compressed savetxt copyto put putmask fill_diagonal put_along_axis place "
       "set_string_function")  # fmt: skip
silent("numpy.testing", "assert_allclose assert_almost_equal assert_array_almost_equal assert_array_equal assert_equal assert_raises "
       "assert_string_equal assert_array_less assert_approx_equal assert_ assert_warns")  # fmt: skip
unknowns("numpy", "array2string array_repr array_str base_repr binary_repr format_float_positional format_float_scientific "
         "can_cast issubdtype isscalar iterable may_share_memory shares_memory geterr get_printoptions min_scalar_type "
         "datetime64 timedelta64 nditer poly1d frompyfunc info show_config get_include issctype isfortran common_type",
         "it answers no array")  # fmt: skip
unknowns(
    "numpy", "lib.recfunctions.structured_to_unstructured rec.fromarrays core.records.fromarrays", "structured arrays"
)
