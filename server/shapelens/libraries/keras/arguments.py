"""Checks of constructor arguments that many layers of Keras share, with Keras's conditions.

Each looks at one argument of a `Config` and raises Mismatch("invalid-argument") where Keras certainly raises. Values that are not
known pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from ...shapes import Mismatch, Size, Symbolic
from ...values import Kind, NumpyInt, Tensor, Value
from .rule import Config

PLAIN = (bool, int, float, complex, str, bytes, type(None), type(...))
"""The constants of Python that are no tuples."""

ACTIVATIONS = frozenset(
    [
        "celu",
        "elu",
        "exponential",
        "gelu",
        "glu",
        "hard_shrink",
        "hard_sigmoid",
        "hard_silu",
        "hard_swish",
        "hard_tanh",
        "leaky_relu",
        "linear",
        "log_sigmoid",
        "log_softmax",
        "mish",
        "relu",
        "relu6",
        "selu",
        "sigmoid",
        "silu",
        "soft_shrink",
        "softmax",
        "softplus",
        "softsign",
        "sparse_plus",
        "sparse_sigmoid",
        "sparsemax",
        "squareplus",
        "swish",
        "tanh",
        "tanh_shrink",
        "threshold",
    ]
)
"""The names that keras.activations.get knows."""

INITIALIZERS = frozenset(
    [
        "Constant",
        "GlorotNormal",
        "GlorotUniform",
        "HeNormal",
        "HeUniform",
        "Identity",
        "IdentityInitializer",
        "Initializer",
        "LecunNormal",
        "LecunUniform",
        "Ones",
        "Orthogonal",
        "OrthogonalInitializer",
        "RandomNormal",
        "RandomUniform",
        "STFT",
        "STFTInitializer",
        "TruncatedNormal",
        "VarianceScaling",
        "Zeros",
        "constant",
        "glorot_normal",
        "glorot_uniform",
        "he_normal",
        "he_uniform",
        "identity",
        "initializer",
        "lecun_normal",
        "lecun_uniform",
        "normal",
        "one",
        "ones",
        "orthogonal",
        "random_normal",
        "random_uniform",
        "stft",
        "truncated_normal",
        "uniform",
        "variance_scaling",
        "zero",
        "zeros",
    ]
)
"""The names that keras.initializers.get knows without custom objects."""

REGULARIZERS = frozenset(
    [
        "L1",
        "L1L2",
        "L2",
        "OrthogonalRegularizer",
        "Regularizer",
        "l1",
        "l1l2",
        "l2",
        "orthogonal_regularizer",
        "regularizer",
    ]
)
"""The names that keras.regularizers.get knows."""

CONSTRAINTS = frozenset(
    [
        "Constraint",
        "MaxNorm",
        "MinMaxNorm",
        "NonNeg",
        "UnitNorm",
        "constraint",
        "max_norm",
        "min_max_norm",
        "non_neg",
        "unit_norm",
    ]
)
"""The names that keras.constraints.get knows."""

_OBJECTS = {
    "activation": ("activation", ACTIVATIONS),
    "regularizer": ("regularizer", REGULARIZERS),
    "constraint": ("constraint", CONSTRAINTS),
    "initializer": ("initializer", INITIALIZERS),
}


def invalid(argument: str, needed: str, value: Value) -> Mismatch:
    """The Mismatch for an argument that needs to be something else."""
    return Mismatch(
        "invalid-argument", f"`{argument}` must be {needed}, got {_text(value)}", argument=argument, value=value
    )


def check_names(config: Config) -> None:
    """Checks every argument called `activation`, `..._activation`, `..._regularizer`, `..._constraint` and `..._initializer`.

    A string must be a name that Keras knows; an initializer may also be a registered object of the program, `package>Name`.
    Source: keras.activations.get and its kin.
    """
    for argument in config.values:
        known = _OBJECTS.get(argument.rpartition("_")[2])
        if known is not None:
            _check_object(argument, config.values.get(argument), *known)


DTYPES = frozenset(
    {
        "bfloat16",
        "bool",
        "complex128",
        "complex64",
        "float16",
        "float32",
        "float64",
        "int",
        "int16",
        "int32",
        "int64",
        "mixed_bfloat16",
        "mixed_float16",
        "str",
        "string",
        "uint16",
        "uint32",
        "uint64",
        "uint8",
    }
)
"""The dtypes and policies that a layer takes by name, besides those of quantization (`int8_from_float32`)."""


def check_base(values: Mapping[str, Value]) -> None:
    """The arguments that every layer takes: `name`, `trainable` and `dtype`. Source: keras.Layer.__init__, keras.dtype_policies.get."""
    name, trainable, dtype = values.get("name"), values.get("trainable", True), values.get("dtype")
    is_name = name is None or (isinstance(name, str) and "/" not in name)
    if isinstance(name, (*PLAIN, tuple)) and not is_name:
        raise invalid("name", "a string without `/`", name)
    if isinstance(trainable, (*PLAIN, tuple)) and not isinstance(trainable, bool):
        raise invalid("trainable", "True or False", trainable)
    is_dtype = dtype is None or (isinstance(dtype, str) and (dtype in DTYPES or "_from_" in dtype))
    if isinstance(dtype, (*PLAIN, tuple)) and not is_dtype:
        raise invalid("dtype", "the name of a dtype or of a policy such as 'float32' and 'mixed_float16'", dtype)


def _check_object(argument: str, value: Value, kind: str, names: frozenset[str]) -> None:
    if isinstance(value, str):
        if value in names or (kind == "initializer" and ">" in value):
            return
        close = get_close_matches(value, sorted(names), 1, 0.8)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise Mismatch(
            "invalid-argument",
            f"{value!r} is not the name of {'an' if kind[0] in 'ai' else 'a'} {kind} of Keras{hint}",
            argument=argument,
            value=value,
            suggestion=close[0] if close else None,
        )
    elif value is not None and isinstance(value, (*PLAIN, tuple)):
        raise invalid(argument, f"the name of {'an' if kind[0] in 'ai' else 'a'} {kind}, a function or None", value)


def check_sizes(value: Value, count: int, argument: str, *, least: int = 1, accepts_float: bool = False) -> None:
    """An integer, or a tuple of `count` integers, each at least `least`. Source: keras's standardize_tuple.

    A float in a tuple passes the constructor. Where it only divides (a stride) it is never missed, elsewhere no shape can be made of it.
    """
    several = "" if count == 1 else f" or a tuple of {count} integers"
    needed = f"an integer{several}, at least {least}"
    if isinstance(value, int):
        if value < least:
            raise invalid(argument, needed, value)
    elif isinstance(value, (tuple, range)):
        if len(value) != count or any(_is_no_size(element, least, accepts_float) for element in value):
            raise invalid(argument, needed, value)
    elif isinstance(value, PLAIN):
        raise invalid(argument, needed, value)


def _is_no_size(value: Value, least: int, accepts_float: bool) -> bool:
    if isinstance(value, int) or (isinstance(value, float) and accepts_float):
        return value < least
    return isinstance(value, (*PLAIN, tuple))


def check_positive_integer(config: Config, argument: str, *, accepts_bool: bool = True) -> None:
    """A positive integer, nothing else: a float such as `64 / 2` is rejected."""
    value = config.values.get(argument)
    is_number = isinstance(value, int) and (accepts_bool or not isinstance(value, bool))
    if is_number and isinstance(value, int) and value > 0:
        return
    if isinstance(value, (*PLAIN, tuple)):
        raise invalid(argument, "a positive integer", value)


def check_number(config: Config, argument: str, least: float, most: float | None = None) -> None:
    """A number from `least` to `most`."""
    value = config.values.get(argument)
    if isinstance(value, (int, float)):
        if not (least <= value and (most is None or value <= most)):
            raise invalid(argument, f"from {least:g} up" if most is None else f"between {least:g} and {most:g}", value)
    elif isinstance(value, (*PLAIN, tuple)):
        raise invalid(argument, "a number", value)


def check_data_format(config: Config, *, ignores_case: bool = True) -> None:
    """`channels_last`, `channels_first` or None. Source: keras.src.backend.config.standardize_data_format."""
    value = config.values.get("data_format")
    text = str(value).lower() if ignores_case and isinstance(value, PLAIN) else value
    if value is not None and text not in FORMATS and isinstance(value, (*PLAIN, tuple)):
        raise invalid("data_format", "'channels_last' or 'channels_first'", value)


FORMATS = ("channels_last", "channels_first")


def check_padding(config: Config, *, accepts_causal: bool = False) -> None:
    """`valid`, `same` or (in Conv1D) `causal`, in any case. Source: keras's standardize_padding.

    A tuple passes the constructor, but no convolution can be computed with it.
    """
    value = config.values.get("padding")
    allowed = ("valid", "same", "causal") if accepts_causal else ("valid", "same")
    if isinstance(value, str) and value.lower() in allowed:
        return
    if isinstance(value, (*PLAIN, tuple)):
        raise invalid("padding", " or ".join(map(repr, allowed)), value)


def check_axes(config: Config, argument: str = "axis") -> None:
    """An integer or a list of integers."""
    value = config.values.get(argument)
    axes = value if isinstance(value, tuple) else (value,)
    if any(isinstance(axis, (*PLAIN, tuple)) and not isinstance(axis, int) for axis in axes):
        raise invalid(argument, "an integer or a list of integers", value)


def pair(value: Value) -> tuple[Size, Size] | None:
    """Two integers, or one for both; None where they are not known."""
    if isinstance(value, (int, Symbolic)):
        return (value, value)
    if isinstance(value, tuple) and len(value) == 2:
        first, second = value
        if isinstance(first, (int, Symbolic)) and isinstance(second, (int, Symbolic)):
            return (first, second)
    return None


def _text(value: Value) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_text, value))}{',' if len(value) == 1 else ''})"
    return str(value) if isinstance(value, Symbolic) else repr(value) if isinstance(value, PLAIN) else "a value"


PYTHON_NUMBERS: dict[str, tuple[str, ...]] = {
    "units": ("Dense",),
    "input_dim": ("Embedding",),
    "output_dim": ("Embedding",),
    "n": ("RepeatVector",),
    "num_heads": ("MultiHeadAttention",),
    "key_dim": ("MultiHeadAttention",),
    "value_dim": ("MultiHeadAttention",),
    "groups": ("GroupNormalization",),
    **dict.fromkeys(("kernel_size", "strides", "dilation_rate", "output_padding"), ("Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose",
                    "Conv2DTranspose", "Conv3DTranspose", "SeparableConv1D", "SeparableConv2D", "DepthwiseConv1D", "DepthwiseConv2D",
                    "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")),
    "pool_size": ("MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "AveragePooling1D", "AveragePooling2D", "AveragePooling3D"),
    "size": ("UpSampling1D", "UpSampling2D", "UpSampling3D"),
    "padding": ("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D"),
    "cropping": ("Cropping1D", "Cropping2D", "Cropping3D"),
}  # fmt: skip
"""Arguments that Keras asks `isinstance(value, int)` of, and the layers that do."""


def is_numpy_number(value: Value) -> bool:
    """Whether a value is certainly a scalar of NumPy's."""
    is_scalar = isinstance(value, Tensor) and value.kind is Kind.ARRAY and value.shape.rank == 0
    return isinstance(value, NumpyInt) or (is_scalar and isinstance(value, Tensor) and value.dtype is not None)


def check_python_numbers(label: str, numpy: Mapping[str, Value]) -> None:
    """Raises Mismatch where a NumPy number is given in place of a Python `int` to a layer that does not take it."""
    for name, value in numpy.items():
        if label in PYTHON_NUMBERS.get(name, ()):
            shown = f" {int(value)}" if isinstance(value, int) else ""
            problem = f"`{name}` must be a Python int, got the NumPy number{shown}: `int(...)` makes one"
            raise Mismatch("invalid-argument", problem, argument=name)
