"""Functions that act on each element: the shape of one argument, or what several broadcast to."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ...shapes import Mismatch, Shape, arithmetic
from ...shapes.broadcasting import broadcast
from ...values import Value
from . import dtypes, elements
from .op import Op, family
from .predictions import warn_of_outer

BOOLEAN = frozenset(
    [
        "isfinite",
        "isinf",
        "isnan",
        "isneginf",
        "isposinf",
        "isreal",
        "iscomplex",
        "signbit",
        "logical_not",
        "is_nan",
        "is_inf",
        "is_finite",
        "equal",
        "not_equal",
        "greater",
        "greater_equal",
        "less",
        "less_equal",
        "logical_and",
        "logical_or",
        "logical_xor",
        "isclose",
    ]
)
"""Functions whose result is boolean."""
SAME = frozenset(
    [
        "abs",
        "absolute",
        "fabs",
        "negative",
        "square",
        "sign",
        "relu",
        "relu6",
        "leaky_relu",
        "round",
        "clip",
        "clip_by_value",
        "identity",
        "stop_gradient",
        "copy",
        "nan_to_num",
        "conj",
        "conjugate",
        "positive",
        "bitwise_invert",
        "bitwise_not",
        "invert",
        "flip",
        "floor_divide",
        "mod",
    ]
)
"""Functions that keep an integer an integer."""

UNARY: dict[str, Callable[[Any], Any]] = {
    "abs": abs,
    "absolute": abs,
    "negative": lambda a: -a,
    "square": lambda a: a * a,
    "sqrt": math.sqrt,
    "ceil": lambda a: float(math.ceil(a)),
    "floor": lambda a: float(math.floor(a)),
    "trunc": lambda a: float(math.trunc(a)),
    "round": round,
    "around": round,
    "rint": lambda a: float(round(a)),
    "exp": math.exp,
    "log": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "log1p": math.log1p,
    "sign": lambda a: (a > 0) - (a < 0),
    "cbrt": lambda a: math.copysign(abs(a) ** (1 / 3), a),
    "deg2rad": math.radians,
    "radians": math.radians,
    "sin": math.sin,
    "cos": math.cos,
    "logical_not": lambda a: not a,
    "copy": lambda a: a,
    "identity": lambda a: a,
    "stop_gradient": lambda a: a,
}
"""What folds of one element."""
BINARY = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
    "true_divide": "/",
    "truediv": "/",
    "floor_divide": "//",
    "floordiv": "//",
    "mod": "%",
    "remainder": "%",
    "floormod": "%",
    "power": "**",
    "pow": "**",
    "bitwise_and": "&",
    "bitwise_or": "|",
    "bitwise_xor": "^",
    "left_shift": "<<",
    "bitwise_left_shift": "<<",
    "right_shift": ">>",
    "bitwise_right_shift": ">>",
}
"""The operator that a function stands for."""
COMPARISON = {
    "equal": "==",
    "not_equal": "!=",
    "greater": ">",
    "greater_equal": ">=",
    "less": "<",
    "less_equal": "<=",
}
_OTHERS: dict[str, Callable[[Any, Any], Any]] = {
    "maximum": max,
    "minimum": min,
    "fmax": max,
    "fmin": min,
    "logical_and": lambda a, b: bool(a and b),
    "logical_or": lambda a, b: bool(a or b),
    "gcd": math.gcd,
    "lcm": math.lcm,
    "hypot": math.hypot,
}


def unary(op: Op, x: Value, dtype: Value = None) -> Value:
    """A function of each element: the shape of `x`."""
    tensor = op.tensor(x)
    name = op.short
    if dtype is not None:
        result = op.dtype(dtype)
    elif name in BOOLEAN:
        result = "bool"
    elif name in ("abs", "absolute", "real", "imag", "angle") and tensor.dtype in dtypes.COMPLEX:
        result = "float64" if tensor.dtype == "complex128" else "float32"
    elif name in SAME or dtypes.is_float(tensor.dtype) or tensor.dtype in dtypes.COMPLEX:
        result = op.native(tensor.dtype) if tensor is not x else tensor.dtype
    else:
        result = op.float_dtype if tensor.dtype is not None else None
    fold = UNARY.get(name)
    data = elements.apply(fold, tensor.shape, tensor) if fold and tensor.data is not None else None
    return op.result([tensor], tensor.shape, result, data, tensor.classes if name in SAME else None)


def same(op: Op, x: Value, dtype: Value = None, **_: Value) -> Value:
    """The same shape, elements and bound of values; another dtype where one is given."""
    tensor = op.tensor(x)
    return op.result([tensor], tensor.shape, op.dtype(dtype, tensor.dtype), tensor.data, tensor.classes)


def binary(op: Op, x: Value, y: Value) -> Value:
    """A function of two elements: what the two shapes broadcast to. Raises Mismatch where they do not."""
    a, b = op.tensor(x), op.tensor(y)
    shape = broadcast(a.shape, b.shape)
    warn_of_outer(op.ctx, a, b)
    name = op.short
    if name in BOOLEAN:
        dtype: str | None = "bool"
    else:
        dtype = op.promoted(x, y)
        if name in ("divide", "true_divide", "truediv", "arctan2", "atan2", "divide_no_nan") and not _is_inexact(dtype):
            dtype = op.float_dtype if dtype is not None else None
        if name == "complex" and dtype is not None:
            dtype = "complex128" if dtype == "float64" else "complex64"
    data = elements.apply(fold_of(name), shape, a, b) if a.data is not None and b.data is not None else None
    return op.result([a, b], shape, dtype, data)


def fold_of(name: str) -> Callable[[Any, Any], Any]:
    """What computes one element of a binary function; raises TypeError where nothing does."""
    if name in BINARY:
        return lambda a, b: elements.binary(BINARY[name], a, b)
    if name in COMPARISON:
        return lambda a, b: elements.compare(COMPARISON[name], a, b)
    if name in _OTHERS:
        return _OTHERS[name]
    return _refuse


def _refuse(*_: Any) -> Any:
    raise TypeError


def _is_inexact(dtype: str | None) -> bool:
    return dtypes.is_float(dtype) or dtype in dtypes.COMPLEX


def clip(op: Op, x: Value, low: Value = None, high: Value = None) -> Value:
    """Elements kept between bounds; bounds of a shape broadcast."""
    tensor = op.tensor(x)
    bounds = [op.tensor(bound) for bound in (low, high) if bound is not None]
    shape = broadcast(tensor.shape, *[bound.shape for bound in bounds])
    return op.result([tensor, *bounds], shape, tensor.dtype)


def gated(op: Op, x: Value, axis: Value = -1) -> Value:
    """A gated linear unit: `axis` halved."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    index = op.one_axis(axis, len(tensor.shape))
    size = tensor.shape[index]
    if isinstance(size, int) and size % 2:
        raise Mismatch("operand-shapes", f"glu halves axis {index}, which is odd in {tensor.shape}", argument="axis")
    return op.result([tensor], tensor.shape.replace(index, arithmetic("//", size, 2)), tensor.dtype)


def several(op: Op, xs: Value) -> Value:
    """The sum of tensors of one shape (`tf.add_n`)."""
    tensors = op.some(xs)
    return op.result(tensors, broadcast(*[tensor.shape for tensor in tensors]), tensors[0].dtype)


def cast(op: Op, x: Value, dtype: Value = None) -> Value:
    """The same elements as another dtype."""
    tensor = op.tensor(x)
    name = op.dtype(dtype)
    convert: Callable[[Any], Any] = (
        int if dtypes.is_integer(name) else float if dtypes.is_float(name) else bool if name == "bool" else _refuse
    )
    is_exact = tensor.dtype == name or (dtypes.is_integer(tensor.dtype) and dtypes.is_integer(name))
    data = tensor.data if is_exact else elements.apply(convert, tensor.shape, tensor)
    return op.result([tensor], tensor.shape, name, data, tensor.classes)


def closeness(op: Op, x: Value, y: Value, **_: Value) -> Value:
    """Whether all elements are close: one truth value."""
    tensors = [op.tensor(x), op.tensor(y)]
    broadcast(*[tensor.shape for tensor in tensors])
    return op.result(tensors, Shape(), "bool")


_MATH = (
    "arccos arccosh arcsin arcsinh arctan arctanh cbrt ceil cos cosh deg2rad exp exp2 expm1 floor log log10 log1p log2 "
    "rad2deg rint sin sinc sinh sqrt square tan tanh trunc reciprocal sign signbit negative isfinite isinf isnan isneginf "
    "isposinf isreal logical_not abs absolute fabs conj conjugate i0 angle real imag bitwise_not nan_to_num"
)
_WITH = "_out * _where _casting _order dtype _subok _signature"
_UFUNC = f"x {_WITH}"
_BINARY_UFUNC = f"x1>x x2>y {_WITH.replace('dtype', '_dtype')}"
_PAIRS = (
    "add subtract multiply divide true_divide floor_divide mod power maximum minimum fmax fmin fmod equal not_equal greater "
    "greater_equal less less_equal logical_and logical_or logical_xor arctan2 hypot logaddexp logaddexp2 heaviside nextafter "
    "gcd lcm ldexp"
)
_TF = "tensorflow tensorflow.math"

family(unary, "x", "keras.ops", _MATH.replace("rint ", "") + " bitwise_invert erf erfc erfinv rsqrt stop_gradient")
family(unary, "x", "keras.ops keras.ops.nn keras.activations",
       "relu relu6 sigmoid sparse_sigmoid softplus softsign silu swish log_sigmoid hard_sigmoid hard_silu hard_swish "
       "selu tanh_shrink hard_tanh sparse_plus")  # fmt: skip
family(same, "x nan posinf neginf", "keras.ops", "nan_to_num")
family(same, "x", "keras.ops", "copy")
family(same, "variable>x", "keras.ops", "stop_gradient")
family(unary, "x _decimals", "keras.ops", "round")
family(unary, "x _alpha", "keras.ops keras.ops.nn keras.activations", "elu celu")
family(unary, "x _approximate", "keras.ops keras.ops.nn keras.activations", "gelu")
family(unary, "x _negative_slope", "keras.ops keras.ops.nn keras.activations", "leaky_relu")
family(unary, "x _threshold", "keras.ops keras.ops.nn keras.activations", "hard_shrink soft_shrink")
family(unary, "x _threshold _default_value", "keras.ops keras.ops.nn keras.activations", "threshold")
family(unary, "x _b", "keras.ops keras.ops.nn keras.activations", "squareplus")
family(unary, "x _axis", "keras.ops keras.ops.nn keras.activations", "softmax log_softmax sparsemax")
family(unary, "x _negative_slope _max_value _threshold", "keras.activations", "relu")
family(unary, "x", "keras.activations", "exponential linear mish tanh")
family(gated, "x axis", "keras.ops keras.ops.nn keras.activations", "glu")
family(unary, "x _axis _order _epsilon", "keras.ops keras.ops.nn", "normalize")
family(unary, "x _gamma _beta _axis _epsilon", "keras.ops keras.ops.nn", "layer_normalization")
family(unary, "x _scale _axis _epsilon", "keras.ops keras.ops.nn", "rms_normalization")
family(unary, "x _mean _variance _axis _offset _scale _epsilon", "keras.ops keras.ops.nn", "batch_normalization")
family(binary, "x1>x x2>y", "keras.ops", _PAIRS + " divide_no_nan")
family(
    binary,
    "x y",
    "keras.ops",
    "bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift left_shift right_shift",
)
family(binary, "x1>x x2>y _rtol _atol _equal_nan", "keras.ops", "isclose")
family(closeness, "x1>x x2>y _rtol _atol _equal_nan", "keras.ops", "allclose")
family(binary, "abs_>x angle>y", "keras.ops keras.ops.nn", "polar")
family(clip, "x x_min>low x_max>high", "keras.ops", "clip")
family(cast, "x dtype", "keras.ops", "cast saturate_cast")
family(same, "x dtype", "keras.ops", "view")

family(unary, _UFUNC, "numpy", _MATH + " radians degrees positive invert exp2 square")
family(unary, "x _copy _nan _posinf _neginf", "numpy", "nan_to_num")
family(unary, "a>x _decimals _out", "numpy", "round around")
family(unary, "x _out", "numpy", "fix")
family(same, "a>x _order _subok", "numpy", "copy")
family(unary, "z>x _deg", "numpy", "angle")
family(unary, "val>x", "numpy", "real imag")
family(unary, "x", "numpy", "i0 sinc isreal iscomplex")
family(unary, "x _out", "numpy", "isneginf isposinf")
family(binary, _BINARY_UFUNC, "numpy", _PAIRS + " remainder bitwise_and bitwise_or bitwise_xor left_shift right_shift "
       "float_power copysign")  # fmt: skip
family(binary, "a>x b>y _rtol _atol _equal_nan", "numpy", "isclose")
family(closeness, "a>x b>y _rtol _atol _equal_nan", "numpy", "allclose")
family(closeness, "a1>x a2>y _equal_nan", "numpy", "array_equal")
family(closeness, "a1>x a2>y", "numpy", "array_equiv")
family(clip, "a>x a_min>low a_max>high _out", "numpy", "clip")

family(unary, "x _name", _TF, "abs acos acosh asin asinh atan atanh cos cosh exp floor negative sign sigmoid sin sinh "
       "sqrt square tan tanh round")  # fmt: skip
family(unary, "x _name", "tensorflow.math", "ceil erf erfc erfinv expm1 is_finite is_inf is_nan lgamma digamma log log1p "
       "log_sigmoid reciprocal reciprocal_no_nan rint rsqrt conj bessel_i0 bessel_i1 ndtri")  # fmt: skip
family(unary, "x _name", _TF, "logical_not")
family(unary, "input>x _name", "tensorflow.math", "real imag angle")
family(unary, "features>x _name", "tensorflow.nn", "relu relu6 elu selu softplus softsign")
family(unary, "features>x _name", "tensorflow.math", "softplus softsign")
family(unary, "x _name", "tensorflow.nn", "sigmoid tanh")
family(unary, "features>x _beta", "tensorflow.nn", "silu swish")
family(unary, "features>x _approximate _name", "tensorflow.nn", "gelu")
family(unary, "features>x _alpha _name", "tensorflow.nn", "leaky_relu")
family(unary, "logits>x _axis _name", "tensorflow.nn tensorflow.math", "softmax log_softmax")
family(unary, "x _axis _epsilon _name _dim", "tensorflow.math tensorflow.nn tensorflow.linalg", "l2_normalize")
family(unary, "x _mean _variance _offset _scale _variance_epsilon _name", "tensorflow.nn", "batch_normalization")
family(unary, "input>x _depth_radius _bias _alpha _beta _name", "tensorflow.nn", "local_response_normalization lrn")
family(unary, "x _rate _noise_shape _seed _name", "tensorflow.nn", "dropout")
family(same, "input>x _name", "tensorflow", "stop_gradient identity")
family(unary, "t>x _clip_value_min _clip_value_max _name", "tensorflow", "clip_by_value")
family(unary, "t>x _clip_norm _axes _name", "tensorflow", "clip_by_norm")
family(binary, "x y _name", _TF, "add subtract multiply divide maximum minimum equal not_equal greater greater_equal less "
       "less_equal logical_and logical_or pow")  # fmt: skip
family(binary, "x y _name", "tensorflow.math", "divide_no_nan multiply_no_nan floordiv floormod mod squared_difference "
       "logical_xor xlogy xdivy truediv")  # fmt: skip
family(binary, "x y _name", "tensorflow", "truncatediv truncatemod")
family(binary, "y>x x>y _name", "tensorflow tensorflow.math", "atan2")
family(binary, "x y _name", "tensorflow.bitwise", "bitwise_and bitwise_or bitwise_xor left_shift right_shift")
family(binary, "real>x imag>y _name", "tensorflow tensorflow.dtypes", "complex")
family(several, "inputs>xs _name", _TF, "add_n")
family(several, "inputs>xs _shape _tensor_dtype _name", "tensorflow.math", "accumulate_n")
family(cast, "x dtype _name", "tensorflow tensorflow.dtypes", "cast")
family(cast, "value>x dtype _name", "tensorflow tensorflow.dtypes", "saturate_cast")
family(cast, "image>x dtype _saturate _name", "tensorflow.image", "convert_image_dtype")
family(same, "input>x _seq_lengths _seq_axis _batch_axis _name", "tensorflow", "reverse_sequence")
family(same, "x _axes _name", "tensorflow.signal", "fftshift ifftshift")
family(binary, "x1>x x2>y _name", "tensorflow.math", "nextafter")
family(same, "tensor>x _message _name", "tensorflow.debugging", "check_numerics")
