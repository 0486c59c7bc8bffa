"""Lambda: a function of the program as a layer."""

from __future__ import annotations

from typing import Any

from ....interpreter.context import Context
from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Structure, Symbolic, Undetermined, is_dim, leaves
from ....values import ABSENT, DictValue, Function, Kind, ListValue, Tensor, Unknown, Value
from ...declared import contradicts
from ..arguments import PLAIN, invalid
from ..graph import map_tensors, tensors_in
from ..rule import Config, LayerRule, layer


@layer("keras.layers.Lambda")
class Lambda(LayerRule):
    """Calls `function` on the inputs.

    Output shape: what the function answers. While Keras traces, a declared `output_shape` is believed instead: a tuple goes after the
                  batch axis, a function is asked with the whole input shape, or with a list, tuple or dict of those as the inputs are
    Source: keras.layers.Lambda
    """

    def check(self, config: Config) -> None:
        function = config.values.get("function")
        if isinstance(function, (*PLAIN, tuple)):
            raise invalid("function", "a function", function)

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        declared = config.values.get("output_shape")
        if not is_symbolic or not isinstance(declared, tuple):
            raise Undetermined("what the function of a Lambda answers")
        if "output_shape" in config.lists and not any(isinstance(entry, tuple) for entry in declared):
            raise invalid("output_shape", "a tuple", list(declared))
        shapes = leaves(input)
        return _with_batch(declared, shapes[0].batch if shapes else UNKNOWN)

    def apply(self, ctx: Context, layer: Value, config: Config, arguments: dict[str, Value]) -> Value:
        """The function's answer, or the shape that a function given as `output_shape` answers."""
        inputs, declared = arguments.get("inputs"), config.values.get("output_shape")
        if not any(tensor.kind is Kind.KERAS for tensor in tensors_in(ctx, inputs)):
            return _computed(ctx, config, inputs)
        if isinstance(declared, tuple):
            _compare(ctx, self.output(config, [tensor.shape for tensor in tensors_in(ctx, inputs)]), config, inputs)
            return ABSENT
        dtype = self.dtype(config, None)
        if declared is None:
            traced = map_tensors(ctx, inputs, lambda tensor: _backend(tensor, tensor.shape, tensor.dtype))
            answer = _computed(ctx, config, traced)
            _check_tensors(ctx, answer)
            return map_tensors(ctx, answer, lambda tensor: _backend(tensor, tensor.shape, dtype))
        given = tensors_in(ctx, inputs)
        if isinstance(declared, Unknown) or any(tensor.shape.dims is None for tensor in given):
            raise Undetermined("the declared output shape of a Lambda")
        asked = map_tensors(ctx, inputs, lambda tensor: tensor.shape.known)
        return _backend(given[0], _shape(ctx, ctx.call(declared, (asked,))), dtype)


def _check_tensors(ctx: Context, answer: Value) -> None:
    """Raises Mismatch where a traced function certainly answers something besides tensors. Source: Lambda.compute_output_shape."""
    if isinstance(answer, ListValue):
        answer = answer.items(ctx.heap) or ()
    if isinstance(answer, tuple):
        for item in answer:
            _check_tensors(ctx, item)
    elif answer is None or isinstance(answer, (int, float, str)):
        raise Mismatch(
            "library-raises",
            f"the function of a Lambda answers {answer!r}, which is no tensor; declare `output_shape`, or return a tensor",
        )


def _computed(ctx: Context, config: Config, inputs: Value) -> Value:
    """What the function answers, with the keywords of `arguments`."""
    function, given = config.values.get("function"), config.values.get("arguments")
    keywords: dict[str, Value] = {}
    if isinstance(given, DictValue):
        keywords = {str(name): ctx.heap.get(given, name) for name in ctx.heap.names(given)}
    elif given is not None:
        raise Undetermined("the `arguments` of a Lambda")
    names = [parameter.arg for parameter in function.node.args.args] if isinstance(function, Function) else []
    keywords.update({name: None for name in ("mask", "training") if name in names})
    return ctx.call(function, (inputs,), keywords)


PROBE = 1009
"""The size of the batch with which a function is tried: one that no program writes."""


def _compare(ctx: Context, declared: Structure, config: Config, inputs: Value) -> None:
    """Warns where the function makes another shape than is declared: Keras believes the declaration, the data go the other way."""

    def probe(tensor: Tensor) -> Tensor:
        is_open = bool(tensor.shape.dims) and tensor.shape.batch is None
        return _backend(tensor, tensor.shape.replace(0, PROBE) if is_open else tensor.shape, tensor.dtype)

    with ctx.captured() as findings, ctx.recorded(is_quiet=True):
        made = _computed(ctx, config, map_tensors(ctx, inputs, probe))
    if findings or not isinstance(made, Tensor) or not isinstance(declared, Shape) or not declared.dims:
        return
    wanted = declared.replace(0, PROBE) if declared.batch is None else declared
    if contradicts(wanted, made.shape):
        opened = Shape(*(None if dim == PROBE else dim for dim in made.shape))
        ctx.report(
            "declared-shape",
            f"Lambda declares {declared}, its function makes {opened}; Keras believes the declaration",
            declared=declared,
            known=opened,
        )


def _backend(tensor: Tensor, shape: Shape, dtype: str | None) -> Tensor:
    """A tensor as a function sees it while Keras traces."""
    return Tensor(shape, Kind.TENSOR, dtype, tensor.span)


def _shape(ctx: Context, value: Value) -> Shape:
    items = value.items(ctx.heap) if isinstance(value, ListValue) else value
    return Shape(*map(_dim, items)) if isinstance(items, tuple) else Shape.unknown()


def _with_batch(declared: tuple[Value, ...], batch: Dim) -> Structure:
    """`declared` as a shape after the batch axis, or each of a tuple of shapes."""
    for entry in declared:
        if isinstance(entry, (float, str)):
            raise invalid("output_shape", "a shape without its batch axis", declared)
    if any(isinstance(entry, Unknown) for entry in declared) and not any(map(is_dim, declared)):
        raise Undetermined("the declared output shape of a Lambda")
    if declared and all(isinstance(entry, tuple) for entry in declared):
        return tuple(_with_batch(entry, batch) for entry in declared if isinstance(entry, tuple))
    return Shape(batch, *map(_dim, declared))


def _dim(value: Value) -> Dim:
    return value if value is None or isinstance(value, (int, Symbolic)) else UNKNOWN
