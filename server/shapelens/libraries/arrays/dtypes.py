"""Data types: their canonical names, the values that stand for them (`np.float32`, `tf.int64`) and how they combine.

A dtype is its canonical name everywhere else (`float32`, `int64`, `bool`, `string`); None where it cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...values import Class, Native, Object, Value

INTEGERS = ("uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64")
FLOATS = ("float16", "bfloat16", "float32", "float64")
COMPLEX = ("complex64", "complex128")
NAMES = frozenset(("bool", *INTEGERS, *FLOATS, *COMPLEX, "string", "object"))

_SPELLINGS = {
    "float": "float64",
    "double": "float64",
    "single": "float32",
    "half": "float16",
    "int": "int64",
    "long": "int64",
    "uint": "uint64",
    "byte": "int8",
    "ubyte": "uint8",
    "bool_": "bool",
    "str": "string",
    "str_": "string",
    "bytes": "string",
    "bytes_": "string",
    "complex": "complex128",
    "object_": "object",
    "f": "float32",
    "d": "float64",
    "i": "int32",
    "f4": "float32",
    "f8": "float64",
    "i4": "int32",
    "i8": "int64",
    "u1": "uint8",
}


class DType(Object):
    """A data type as a value of the program: `np.float32`, `tf.int64`. Equal by name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DType) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"DType({self.name})"


def named(text: str) -> str | None:
    """The canonical name of a dtype's spelling (`"f4"`, `"float"`), None if it is none."""
    text = text.lstrip("<>=|")
    if text in NAMES:
        return text
    return "string" if text[:1] in "SU" and text[1:].isdigit() else _SPELLINGS.get(text)


def dtype_name(value: Value) -> str | None:
    """The canonical name of a dtype argument: a string, a `DType`, Python's own `float`, `int`, `bool`, `str`."""
    if isinstance(value, str):
        return named(value)
    if isinstance(value, (DType, Class, Native)):
        return named(value.name.rpartition(".")[2])
    return None


def of_constant(value: Value) -> str | None:
    """NumPy's dtype of a Python constant."""
    for kind, name in ((bool, "bool"), (int, "int64"), (float, "float64"), (complex, "complex128")):
        if isinstance(value, kind):
            return name
    return "string" if isinstance(value, (str, bytes)) else None


def is_float(name: str | None) -> bool:
    return name in FLOATS


def is_integer(name: str | None) -> bool:
    return name in INTEGERS


def bits(name: str) -> int:
    """The width of a numeric dtype."""
    digits = "".join(character for character in name if character.isdigit())
    return int(digits or 8)


def promote(names: Iterable[str | None], *, is_numpy: bool) -> str | None:
    """The dtype that several combine to; None where one of them is not known.

    NumPy widens a float that cannot hold the integers beside it, Keras does not (`int32 + float16` is float16).
    Source: numpy.promote_types, keras.backend.result_type.
    """
    result: str | None = None
    for index, name in enumerate(names):
        if name is None:
            return None
        result = name if index == 0 or result is None else _promote_two(result, name, is_numpy)
        if result is None:
            return None
    return result


def _promote_two(a: str, b: str, is_numpy: bool) -> str | None:
    if a == b:
        return a
    rank_a, rank_b = _rank(a), _rank(b)
    if rank_a is None or rank_b is None:
        return None
    if rank_a != rank_b:
        low, high = (a, b) if rank_a < rank_b else (b, a)
        if is_numpy and high in FLOATS and low in INTEGERS:
            return _holding(low, high)
        if high in COMPLEX:
            return "complex128" if low == "float64" else high
        return high
    if rank_a == 2:
        return max(a, b, key=bits) if bits(a) != bits(b) else "float32"
    if a.startswith("u") == b.startswith("u") or rank_a != 1:
        return max(a, b, key=bits)
    unsigned, signed = (a, b) if a.startswith("u") else (b, a)
    if bits(signed) > bits(unsigned):
        return signed
    return {8: "int16", 16: "int32", 32: "int64"}.get(bits(unsigned), "float64" if is_numpy else "float32")


def _rank(name: str) -> int | None:
    if name == "bool":
        return 0
    return 1 if name in INTEGERS else 2 if name in FLOATS else 3 if name in COMPLEX else None


def _holding(integer: str, real: str) -> str:
    """NumPy's smallest float that holds both."""
    needed = 16 if bits(integer) == 8 else 32 if bits(integer) == 16 else 64
    return max(real, f"float{needed}", key=bits)
