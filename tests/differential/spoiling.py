"""How a drawn question is spoiled: one thing about it is made wrong, or at least strange."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from shapelens.oracle import LayerQuestion, Tensor

if TYPE_CHECKING:
    from .strategies import Spec

UNKNOWN_NAMES = ("filter", "unit", "kernel", "input_lenght", "batch_input_shape", "foo", "weights", "nb_filter")


def spoiled(draw: DrawFn, spec: Spec, question: LayerQuestion) -> LayerQuestion:
    """The question with one thing spoiled, most often an argument or a rank."""
    ways: list[Callable[[DrawFn, Spec, LayerQuestion], LayerQuestion]] = [_rank, _unknown_argument, _width]
    if any(arg.bad is not None for arg in spec.arguments.values()):
        ways += [_argument, _argument, _argument, _argument]
    if spec.required:
        ways.append(_missing_argument)
    if question.inputs is not None:
        ways += [_rank, _structure]
    if any(arg.bad is not None for arg in spec.call.values()):
        ways += [_call_argument, _call_argument]
    return draw(st.sampled_from(ways))(draw, spec, question)


def _argument(draw: DrawFn, spec: Spec, question: LayerQuestion) -> LayerQuestion:
    every = {n: a for n, a in spec.arguments.items() if a.bad is not None}
    own = {n: a for n, a in every.items() if n in spec.required or n in spec.optional}
    shaping = own if own and draw(st.integers(0, 7)) < 7 else every
    weighty = [n for n in shaping if n in spec.required] * 3 + list(shaping)
    name = draw(st.sampled_from(weighty))
    bad = shaping[name].bad
    assert bad is not None
    return replace(question, kwargs={**question.kwargs, name: draw(bad)})


def _call_argument(draw: DrawFn, spec: Spec, question: LayerQuestion) -> LayerQuestion:
    name = draw(st.sampled_from([n for n, a in spec.call.items() if a.bad is not None]))
    bad = spec.call[name].bad
    assert bad is not None
    return replace(question, call_kwargs={**question.call_kwargs, name: draw(bad)})


def _unknown_argument(draw: DrawFn, spec: Spec, question: LayerQuestion) -> LayerQuestion:
    return replace(question, kwargs={**question.kwargs, draw(st.sampled_from(UNKNOWN_NAMES)): 3})


def _missing_argument(draw: DrawFn, spec: Spec, question: LayerQuestion) -> LayerQuestion:
    name = draw(st.sampled_from(list(spec.required)))
    return replace(question, kwargs={n: v for n, v in question.kwargs.items() if n != name})


def _rank(draw: DrawFn, spec: Spec, question: LayerQuestion) -> LayerQuestion:
    """One input gets an axis more or less."""

    def bend(tensor: Tensor) -> Tensor:
        shape = tensor.shape or ()
        how = draw(st.sampled_from(("drop", "append", "insert", "scalar")))
        bent = {"drop": shape[:-1], "append": (*shape, 1), "insert": (*shape[:1], 3, *shape[1:]), "scalar": shape[:1]}
        return Tensor(bent[how], tensor.dtype)

    return replace(question, inputs=_bent(draw, question.inputs, bend))


def _width(draw: DrawFn, spec: Spec, question: LayerQuestion) -> LayerQuestion:
    """One axis of one input becomes another size, or None."""

    def bend(tensor: Tensor) -> Tensor:
        shape = list(tensor.shape or ())
        if shape:
            shape[draw(st.integers(0, len(shape) - 1))] = draw(st.sampled_from((1, 2, 3, 7, 13, None)))
        return Tensor(tuple(shape), tensor.dtype)

    return replace(question, inputs=_bent(draw, question.inputs, bend))


def _structure(draw: DrawFn, spec: Spec, question: LayerQuestion) -> LayerQuestion:
    """The inputs come in another container."""
    inputs = question.inputs
    if isinstance(inputs, Tensor):
        strange: list[Any] = [[inputs], [inputs, inputs], (inputs, inputs, inputs), {"a": inputs}]
    else:
        leaves = list(_leaves(inputs))
        strange = [leaves[0], leaves[:1], [*leaves, leaves[0]], dict(zip("abcdef", leaves)), tuple(leaves)]
    return replace(question, inputs=draw(st.sampled_from(strange)))


def _bent(draw: DrawFn, value: Any, bend: Callable[[Tensor], Tensor]) -> Any:
    """The structure with one of its tensors bent."""
    leaves = list(_leaves(value))
    if not leaves:
        return value
    at = draw(st.integers(0, len(leaves) - 1))
    numbers = iter(range(len(leaves)))
    return _mapped(value, lambda tensor: bend(tensor) if next(numbers) == at else tensor)


def _leaves(value: Any) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [leaf for item in value for leaf in _leaves(item)] if isinstance(value, (list, tuple)) else []


def _mapped(value: Any, change: Callable[[Tensor], Tensor]) -> Any:
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    return value
