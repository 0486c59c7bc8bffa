"""One call of an array function: what a rule may ask while it works out the result, and how rules are registered.

A rule is written once, over the arguments' own meaning (`x`, `axis`, `keepdims`), and registered for each library's spelling of it:

    family(reduce, "x axis keepdims", "keras.ops", "sum mean max min")
    family(reduce, "input_tensor>x axis keepdims _name", "tensorflow tensorflow.math", "reduce_sum reduce_mean")

The second argument lists the parameters in the library's order: `theirs>ours` where the names differ, `_name` for one that has no
bearing on shapes, `*xs` for the rest (`*` alone: keywords follow). The rule's first argument is the `Op`; it may raise Mismatch and Undetermined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ...interpreter import Context
from ...interpreter.registry import define
from ...shapes import Mismatch, Shape, Structure, Undetermined
from ...shapes.axes import normalize_axes, normalize_axis
from ...values import Kind, ListValue, Native, NumpyInt, Tensor, Unknown, Value
from . import convert, dtypes, results

Rule = Callable[..., Value]


class Op:
    """The call of one array function.

    name:    canonical (`keras.ops.mean`)
    library: `keras`, `tensorflow` or `numpy`; `operator` for syntax, whose kind follows the operands
    """

    __slots__ = ("ctx", "library", "name")

    def __init__(self, ctx: Context, name: str) -> None:
        self.ctx = ctx
        self.name = name
        self.library = name.partition(".")[0]

    @property
    def short(self) -> str:
        """The function's own name without what TensorFlow puts before it: `mean` for `tf.reduce_mean`."""
        return self.name.rpartition(".")[2].removeprefix("reduce_").removeprefix("unsorted_")

    @property
    def is_numpy(self) -> bool:
        return self.library == "numpy"

    @property
    def int_dtype(self) -> str:
        """What integers count as where nothing is said."""
        return "int64" if self.library in ("numpy", "operator") else "int32"

    @property
    def float_dtype(self) -> str:
        return "float64" if self.library in ("numpy", "operator") else "float32"

    # reading arguments
    def tensor(self, value: Value) -> Tensor:
        """The value as a tensor, of unknown shape where it is not understood."""
        return convert.tensor_of(self.ctx, value)

    def tensors(self, values: Value) -> list[Tensor]:
        """The tensors in a sequence. Raises Undetermined where their number is not known."""
        items = convert.sequence_of(self.ctx, values)
        return [self.tensor(item) for item in (self.ctx.iterate(values) if items is None else items)]

    def some(self, values: Value) -> list[Tensor]:
        """The tensors in a sequence that has any. Raises Undetermined where it has none."""
        found = self.tensors(values)
        if not found:
            raise Undetermined("an empty sequence of tensors")
        return found

    def axis(self, value: Value, what: str = "axis") -> int | tuple[int, ...] | None:
        return convert.axis_of(self.ctx, value, what)

    def one_axis(self, value: Value, rank: int, what: str = "axis") -> int:
        """One axis, counted from the start. Raises Mismatch where it does not exist."""
        return normalize_axis(convert.integer_of(value, f"the argument {what}"), rank, argument=what)

    def axes(self, value: Value, rank: int, what: str = "axis") -> tuple[int, ...]:
        """Axes counted from the start; all for None."""
        return normalize_axes(self.axis(value, what), rank, argument=what)

    def flag(self, value: Value, what: str = "keepdims") -> bool:
        return convert.flag_of(self.ctx, value, what)

    def shape(self, value: Value) -> Shape:
        return convert.shape_of(self.ctx, value)

    def sizes(self, value: Value, argument: str = "shape") -> Shape:
        """The shape of something new. Raises Mismatch for the None that `x.shape` holds while a layer is called on KerasTensors."""
        items = convert.sequence_of(self.ctx, value) or ()
        if any(item is None for item in items):
            self.ctx.depend_on_everything()
            if not self.ctx.tracing:
                return self.shape(value)
            told = f"`{self.short}` needs numbers, and a size of {Shape(*map(convert.dim_of, items))} is None here"
            hint = "`keras.ops.shape(x)` tells the sizes when the layer runs"
            raise Mismatch("undefined-dimension", f"{told}: {hint}", argument=argument)
        return self.shape(value)

    def dtype(self, value: Value, default: str | None = None) -> str | None:
        """A dtype argument; `default` where it is None."""
        return default if value is None else dtypes.dtype_name(value)

    def promoted(self, *values: Value) -> str | None:
        """The dtype of a combination. Python's own numbers adapt to the tensors beside them."""
        typed = [value.dtype for value in values if isinstance(value, Tensor)]
        weak = [self.tensor(value).dtype for value in values if not isinstance(value, Tensor)]
        if not typed:
            found = dtypes.promote(weak, is_numpy=self.is_numpy)
            return self.native(found)
        strong = dtypes.promote(typed, is_numpy=self.is_numpy)
        if dtypes.is_float("float64" if "float64" in weak else None) and (
            dtypes.is_integer(strong) or strong == "bool"
        ):
            return self.float_dtype
        return self.int_dtype if strong == "bool" and "int64" in weak else strong

    def native(self, dtype: str | None) -> str | None:
        """A Python or NumPy default dtype as this library has it."""
        if self.library in ("numpy", "operator"):
            return dtype
        return {"float64": "float32", "int64": "int32"}.get(dtype or "", dtype)

    # answering
    def kind(self, inputs: Iterable[Tensor]) -> Kind:
        """Whose tensor comes out."""
        kinds = {tensor.kind for tensor in inputs}
        if Kind.KERAS in kinds:
            return Kind.KERAS
        if self.library == "numpy" or (self.library == "operator" and Kind.TENSOR not in kinds):
            return Kind.ARRAY
        return Kind.TENSOR

    def result(
        self,
        inputs: Sequence[Tensor],
        shape: Shape,
        dtype: str | None = None,
        data: Value = None,
        classes: int | None = None,
    ) -> Value:
        """A tensor that this call makes of `inputs`; NumPy's scalars of known value come out as plain numbers."""
        kind = self.kind(inputs)
        if kind is Kind.ARRAY and shape.rank == 0 and data is not None:
            return NumpyInt(data) if type(data) is int and dtypes.is_integer(dtype) else data
        if kind is Kind.ARRAY and shape.rank == 0 and dtype == "object":
            return self.ctx.unknown("an object in an array")
        return results.tensor(self.ctx, self.name, kind, inputs, shape, dtype, data, classes)

    def unknown(self, inputs: Sequence[Tensor], dtype: str | None = None) -> Value:
        """A tensor of which nothing but the kind is known."""
        return self.result(inputs, Shape.unknown(), dtype)


@dataclass(frozen=True, slots=True)
class Parameters:
    """How one library spells a rule's parameters."""

    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    rest: str | None
    positional: int

    @classmethod
    def parse(cls, text: str) -> Parameters:
        theirs: list[str] = []
        ours: list[str] = []
        rest: str | None = None
        positional = -1
        for word in text.split():
            if word.startswith("*"):
                rest, positional = word[1:] or None, len(ours)
                continue
            name, _, meaning = word.partition(">")
            theirs.append(name.removeprefix("_"))
            ours.append(meaning or name)
        return cls(tuple(theirs), tuple(ours), rest, len(ours) if positional < 0 else positional)

    def bind(self, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> dict[str, Value] | None:
        """The arguments under the rule's own names; None where the function does not take them."""
        bound: dict[str, Value] = {}
        if self.rest is not None:
            bound[self.rest] = arguments[self.positional :]
            arguments = arguments[: self.positional]
        if len(arguments) > self.positional:
            return None
        for name, value in zip(self.ours, arguments):
            bound[name] = value
        for name, value in keywords.items():
            if name not in self.theirs:
                return None
            ours = self.ours[self.theirs.index(name)]
            if ours in bound:
                return None
            bound[ours] = value
        return {name: value for name, value in bound.items() if not name.startswith("_")}


SPELLINGS: dict[str, Parameters] = {}
"""The parameters of every registered array function, for the test that compares them with the real one's."""
UNKNOWN_ON_PURPOSE: dict[str, str] = {}
"""Functions that are known, and whose result cannot be: the reason for each."""


def family(rule: Rule, parameters: str, modules: str, names: str, **fixed: Any) -> None:
    """Registers a rule for each name in each module. `fixed` goes to the rule as it stands."""
    spelling = Parameters.parse(parameters)
    for module in modules.split():
        for name in names.split():
            full = f"{module}.{name}"
            SPELLINGS[full] = spelling
            define(full, Native(full, _implementation(full, rule, spelling, fixed)))


def unknowns(modules: str, names: str, reason: str) -> None:
    """Registers functions whose result is unknown on purpose."""

    def answer(ctx: Context, *arguments: Value, **keywords: Value) -> Value:
        return ctx.unknown(reason)

    for module in modules.split():
        for name in names.split():
            UNKNOWN_ON_PURPOSE[f"{module}.{name}"] = reason
            define(f"{module}.{name}", Native(f"{module}.{name}", answer))


def _implementation(full: str, rule: Rule, spelling: Parameters, fixed: dict[str, Any]) -> Callable[..., Value]:
    def implementation(ctx: Context, *arguments: Value, **keywords: Value) -> Value:
        if full.startswith("keras."):
            _check_keras(full, arguments, keywords)
        bound = spelling.bind(arguments, keywords)
        if bound is None:
            raise Undetermined(f"the arguments of {full}")
        return run(ctx, full, rule, bound, fixed)

    return implementation


def _check_keras(full: str, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> None:
    """Raises Mismatch("unknown-argument") for arguments that Keras's own function does not take, or that it misses."""
    from ..keras import signatures

    signature = signatures.call(full)
    if signature is None:
        return
    for name in keywords:
        if name not in (*signature.names, "**") and not signature.accepts_any_keyword:
            raise Mismatch("unknown-argument", f"{full} has no argument `{name}`", argument=name, name=name)
    signature.bind(arguments, keywords, full)


def run(ctx: Context, name: str, rule: Rule, bound: dict[str, Value], fixed: dict[str, Any]) -> Value:
    """Applies a rule, and records what the call saw."""
    op = Op(ctx, name)
    inputs = [tensor for value in bound.values() for tensor in tensors_in(ctx, value)]
    results.check_library(ctx, name, inputs)
    try:
        value = rule(op, **bound, **fixed)
    except TypeError as error:
        if "required" not in str(error) and "unexpected" not in str(error):
            raise
        raise Undetermined(f"the arguments of {name}") from error
    if any(tensor.kind is Kind.KERAS for tensor in inputs):
        results.as_one_call(ctx, value)
    outputs = structure_of(ctx, value)
    if outputs is not None:
        shapes: Structure = [tensor.shape for tensor in inputs if tensor.shape.rank != 0]
        ctx.observe("op", name, shapes, outputs, result=value)
    return value


def tensors_in(ctx: Context, value: Value, depth: int = 2) -> list[Tensor]:
    """The tensors among an argument's own items."""
    if isinstance(value, Tensor):
        return [value]
    if depth and isinstance(value, (tuple, ListValue)):
        items = value if isinstance(value, tuple) else value.items(ctx.heap) or ()
        if len(items) <= convert.SAMPLE:
            return [tensor for item in items for tensor in tensors_in(ctx, item, depth - 1)]
    return []


def structure_of(ctx: Context, value: Value) -> Structure:
    """The shapes of a result; None where it is not made of tensors."""
    if isinstance(value, Tensor):
        return value.shape
    items = value if isinstance(value, tuple) else value.items(ctx.heap) if type(value) is ListValue else None
    if not items or len(items) > convert.SAMPLE or not all(isinstance(item, Tensor) for item in items):
        return None
    return [item.shape for item in items if isinstance(item, Tensor)]


def is_unknown(value: Value) -> bool:
    return isinstance(value, Unknown)
