"""Asking the rules directly: what Shapelens says of one layer, its arguments and its inputs, without a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...findings import Severity
from ...findings.catalogue import default_severity
from ...interpreter import Interpreter
from ...interpreter.registry import lookup
from ...shapes import Shape
from ...values import ABSENT, DictValue, Instance, Kind, ListValue, Tensor, Unknown, Value
from .weights import count, weights_of


@dataclass(frozen=True, slots=True)
class Prediction:
    """accepted: None where it cannot be told. outputs: nested tuples of dimensions. parameters: None where not known."""

    accepted: bool | None
    outputs: Any = None
    parameters: int | None = None
    error: str = ""


def predict(
    name: str,
    arguments: tuple[Any, ...] = (),
    keywords: dict[str, Any] | None = None,
    inputs: Any = None,
    call_keywords: dict[str, Any] | None = None,
    *,
    is_traced: bool = True,
) -> Prediction:
    """What comes of `name(*arguments, **keywords)(inputs, **call_keywords)`, traced on KerasTensors or else run.

    Tensors are objects with `shape` and `dtype`, layers to be made objects with `name`, `args`, `kwargs` (see `oracle.questions`).
    """
    run = Interpreter("judge")
    run.report = _Reports(run)  # type: ignore[method-assign]
    reports = run.report.messages
    made = run.call(lookup(name), *_given(run, arguments, keywords or {}))
    if reports:
        return Prediction(False, error=reports[0])
    if not isinstance(made, Instance):
        return Prediction(None, error=made.reason if isinstance(made, Unknown) else "")
    if inputs is None and call_keywords is None:
        return Prediction(True)
    result: Value
    if inputs is None and made.cls.is_subclass("keras.layers.InputLayer"):
        result = run.heap.get(made, "_tensor")
    else:
        kind = Kind.KERAS if is_traced else Kind.TENSOR
        result = run.call(made, (value_of(run, inputs, kind),), _given(run, (), call_keywords or {}, kind)[1])
    if reports:
        return Prediction(False, error=reports[0])
    outputs = plain(run, result)
    total = count(weights_of(run, made))
    is_known = not isinstance(result, Unknown) and not (isinstance(result, Tensor) and result.shape.is_unknown)
    return Prediction(True if is_known else None, outputs, total if isinstance(total, int) else None)


class _Reports:
    """Collects the messages of errors in place of the interpreter's own record.

    One with an `output` among its facts is none here: the traced call is accepted, and fails when it runs.
    """

    def __init__(self, run: Interpreter) -> None:
        self.messages: list[str] = []

    def __call__(self, code: str, message: str, **details: object) -> None:
        if default_severity(code) is Severity.ERROR and "output" not in details:
            self.messages.append(f"[{code}] {message}")


def _given(
    run: Interpreter, arguments: tuple[Any, ...], keywords: dict[str, Any], kind: Kind = Kind.KERAS
) -> tuple[tuple[Value, ...], dict[str, Value]]:
    return (
        tuple(value_of(run, value, kind) for value in arguments),
        {name: value_of(run, value, kind) for name, value in keywords.items()},
    )


def value_of(run: Interpreter, value: Any, kind: Kind = Kind.KERAS) -> Value:
    """A plain Python value as one of the interpreter."""
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        shape = Shape.unknown() if value.shape is None else Shape(*value.shape)
        return Tensor(shape, kind, value.dtype)
    if hasattr(value, "args") and hasattr(value, "kwargs"):
        return run.call(lookup(value.name), *_given(run, tuple(value.args), dict(value.kwargs)))
    if isinstance(value, list):
        return run.list(value_of(run, item, kind) for item in value)
    if isinstance(value, tuple):
        return tuple(value_of(run, item, kind) for item in value)
    if isinstance(value, dict):
        return run.dict({key: value_of(run, item, kind) for key, item in value.items()})
    if isinstance(getattr(value, "name", None), str):
        found = lookup(value.name)
        return Unknown(value.name) if found is ABSENT else found
    return value


def plain(run: Interpreter, value: Value) -> Any:
    """Tensors in a nested structure as tuples of dimensions."""
    if isinstance(value, Tensor):
        return value.shape.dims if value.shape.dims is not None else "?"
    if isinstance(value, ListValue):
        return [plain(run, item) for item in value.items(run.heap) or ()]
    if isinstance(value, tuple):
        return [plain(run, item) for item in value]
    if isinstance(value, DictValue):
        return {key: plain(run, run.heap.get(value, key)) for key in run.heap.names(value)}
    return None if value is None else "?"
