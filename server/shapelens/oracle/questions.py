"""The questions that real Keras can be asked, and their form on the wire.

A question names a library's class or function, its arguments and the shapes of its tensors; nothing of the user's code.
Arguments are plain Python values, and `Tensor`, `Made` and `Named` for what is not plain.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Union

Size = Union[int, None]


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor of a shape (None for a dynamic axis; `shape` None for an unknown rank) and a dtype."""

    shape: tuple[Size, ...] | None
    dtype: str = "float32"


@dataclass(frozen=True, slots=True)
class Made:
    """A library object to be constructed: `Made("keras.layers.LSTMCell", (4,))` is `LSTMCell(4)`."""

    name: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """A library object itself: `Named("keras.ops.abs")` is the function `keras.ops.abs`, passed and not called."""

    name: str


@dataclass(frozen=True, slots=True)
class LayerQuestion:
    """What does `name(*args, **kwargs)(inputs, **call_kwargs)` give?

    `inputs` is a Tensor or a list, tuple or dict of them; None asks for the output that a layer has by itself
    (`InputLayer`). `eager` asks for a run on real zeros too, with a batch of 2 where the batch axis is None.
    """

    name: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    inputs: Any = None
    call_kwargs: Mapping[str, Any] = field(default_factory=dict)
    eager: bool = False
    data_format: str = "channels_last"


@dataclass(frozen=True, slots=True)
class FunctionQuestion:
    """What does `name(*args, **kwargs)` give? `name` is in `keras`, `numpy` or `tensorflow`."""

    name: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    eager: bool = False
    data_format: str = "channels_last"


@dataclass(frozen=True, slots=True)
class LossQuestion:
    """Does `fit` accept these labels and predictions under this loss?

    `name` is a string that `compile` knows ("mse") or a dotted name; a class is constructed with the arguments.
    """

    name: str
    y_true: Tensor
    y_pred: Tensor
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    eager: bool = False


Question = Union[LayerQuestion, FunctionQuestion, LossQuestion]


def written(question: Question) -> str:
    """The question as one line of JSON: equal lines are equal questions. TypeError where a value has no such form."""
    form: dict[str, Any] = {
        "name": question.name,
        "args": [encoded(value) for value in question.args],
        "kwargs": {name: encoded(value) for name, value in question.kwargs.items()},
        "eager": question.eager,
    }
    if isinstance(question, LossQuestion):
        form.update(ask="loss", y_true=encoded(question.y_true), y_pred=encoded(question.y_pred))
    elif isinstance(question, FunctionQuestion):
        form.update(ask="function", data_format=question.data_format)
    else:
        call_kwargs = {name: encoded(value) for name, value in question.call_kwargs.items()}
        inputs = encoded(question.inputs)
        form.update(ask="layer", data_format=question.data_format, inputs=inputs, call_kwargs=call_kwargs)
    return json.dumps(form, separators=(",", ":"))


def encoded(value: Any) -> Any:
    """A value as JSON: `{"tensor": shape, "dtype": …}`, `{"tuple": […]}`, `{"dict": {…}}`, `{"layer": name, …}`."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Tensor):
        return {"tensor": None if value.shape is None else list(value.shape), "dtype": value.dtype}
    if isinstance(value, Made):
        kwargs = {name: encoded(item) for name, item in value.kwargs.items()}
        return {"layer": value.name, "args": [encoded(item) for item in value.args], "kwargs": kwargs}
    if isinstance(value, Named):
        return {"function": value.name}
    if isinstance(value, list):
        return [encoded(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [encoded(item) for item in value]}
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {"dict": {key: encoded(item) for key, item in value.items()}}
    raise TypeError(f"{type(value).__name__} cannot be sent to the oracle")


def decoded(form: Any) -> Any:
    """The value of a JSON form; what the worker could not write (`{"other": type}`) stays a dict."""
    if isinstance(form, list):
        return [decoded(item) for item in form]
    if not isinstance(form, dict):
        return form
    if "tensor" in form:
        return Tensor(None if form["tensor"] is None else tuple(form["tensor"]), form.get("dtype", "float32"))
    if "tuple" in form:
        return tuple(decoded(item) for item in form["tuple"])
    if "dict" in form:
        return {key: decoded(item) for key, item in form["dict"].items()}
    if "layer" in form:
        kwargs = {name: decoded(item) for name, item in form.get("kwargs", {}).items()}
        return Made(form["layer"], tuple(decoded(item) for item in form.get("args", ())), kwargs)
    if "function" in form:
        return Named(form["function"])
    return form
