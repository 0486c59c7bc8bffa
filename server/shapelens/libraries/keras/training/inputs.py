"""Features against a model's declared inputs, as Keras compares them when `fit` or `predict` calls the model.

A functional model checks every axis, a Sequential only the rank; both add or drop a last axis of 1. What the layers make of another
size they say themselves. Source: keras.src.models.functional.Functional (`input_spec`, `_standardize_inputs`, `_adjust_input_rank`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ....findings import Finding, Related
from ....interpreter import Context
from ....shapes import Dim, Shape, is_unknown, same
from ....values import ABSENT, DictValue, Instance, ListValue, Span, Tensor, Unknown, Value
from ...structures import children, flatten
from ..functional import contains_unknown, is_sequential, model_inputs, tensor_name

DATA_SHAPE = "data-shape"
INPUT_COUNT = "input-count"
DATA_TYPE = "data-type"
DECLARED_SIZE = "declared-size"
SURPLUS_AXIS = "surplus-axis"


def check_inputs(ctx: Context, model: Instance, x: Value, span: Span | None, is_again: bool = False) -> bool:
    """Whether the features may fit the model's inputs; reports at `span` where they certainly do not.

    `is_again`: the step ran before, so that only the rank is compared.
    """
    from ..graph import tensors_in

    structure = model_inputs(ctx, model)
    if structure is None or contains_unknown(ctx, structure) or contains_unknown(ctx, x):
        return True
    declared = tensors_in(ctx, structure)
    given = _given(ctx, model, structure, declared, x, span)
    if given is None:
        return True
    if isinstance(given, bool):
        return given
    return all(
        _check_one(ctx, model, tensor, reference, span, index if len(declared) > 1 else None, is_again)
        for index, (tensor, reference) in enumerate(zip(given, declared))
    )


def _given(
    ctx: Context, model: Instance, structure: Value, declared: list[Tensor], x: Value, span: Span | None
) -> list[Value] | bool | None:
    """A value for each declared input; False where their number is wrong (reported), None where they cannot be told apart."""
    if isinstance(x, Unknown):
        return None
    if isinstance(x, DictValue):
        parts = children(ctx, x)
        if parts is None or not all(isinstance(part, (Tensor, Unknown)) for part in parts.values()):
            return None
        if isinstance(structure, DictValue):
            names: list[Value] = sorted((key for key in ctx.heap.names(structure)), key=str)
        else:
            names = [tensor_name(ctx, tensor) for tensor in declared]
        if not all(isinstance(name, str) for name in names):
            return None
        missing = [name for name in names if name not in parts]
        if missing:
            if isinstance(structure, DictValue) or len(parts) < len(names):
                _report_count(ctx, model, declared, len(parts), span, f"no data for the input {missing[0]!r}")
                return False
            if not _may_be_named(ctx, declared, parts):
                given = f"the data are called {', '.join(map(repr, parts))}, none of them {missing[0]!r}"
                _report_count(ctx, model, declared, len(parts), span, given)
                return False
            return None
        if isinstance(structure, DictValue):
            # what the model does not know stands between: Keras takes the first ones in the order of the names
            names = sorted(parts, key=str)[: len(names)]
        return [parts[name] for name in names]
    if isinstance(structure, DictValue) and not isinstance(x, DictValue):
        keys = list(ctx.heap.names(structure))
        if keys != sorted(keys, key=str):
            ctx.report(
                DATA_TYPE,
                f"the inputs of {_name(model)} are a dict ({', '.join(map(repr, keys))}), and Keras wants the data in a dict too",
                span=span,
                argument="x",
            )
            return False
    leaves = [leaf for _, leaf in flatten(ctx, x)]
    if any(isinstance(leaf, (tuple, ListValue, DictValue)) for leaf in leaves):
        return None
    if len(leaves) > len(declared) and is_sequential(model):
        ctx.report(
            DECLARED_SIZE,
            f"{_name(model)} takes {len(declared)} input and is given {len(leaves)}; Keras takes the first and leaves out the others",
            span=span,
            model=model,
        )
        return leaves[: len(declared)]
    if len(leaves) != len(declared):
        if all(isinstance(leaf, Tensor) for leaf in leaves):
            _report_count(ctx, model, declared, len(leaves), span)
            return False
        return None
    return leaves


def _may_be_named(ctx: Context, declared: list[Tensor], keys: Iterable[object]) -> bool:
    """Whether each input may have one of the keys as its name: an input that was given none is called `input_layer_3` or so (that of a
    Sequential `keras_tensor_3`)."""
    from ..graph import producer

    for tensor in declared:
        node = producer(tensor)
        if node is None or not isinstance(node.operation, Instance):
            return True
        name = ctx.heap.get(node.operation, "_name")
        if not any(
            key == name if isinstance(name, str) else str(key).startswith(("input_", "keras_tensor")) for key in keys
        ):
            return not (isinstance(name, str) or name is ABSENT)
    return True


def _report_count(
    ctx: Context, model: Instance, declared: list[Tensor], received: int, span: Span | None, detail: str = ""
) -> None:
    count = len(declared)
    message = f"{_name(model)} takes {count} input{'s' * (count != 1)}, got {received}"
    ctx.report(
        INPUT_COUNT,
        f"{message}: {detail}" if detail else message,
        span=span,
        related=[_declared_here(tensor) for tensor in declared if tensor.span is not None],
        model=model,
        expected=count,
        received=received,
    )


def _check_one(
    ctx: Context,
    model: Instance,
    tensor: Value,
    reference: Tensor,
    span: Span | None,
    index: int | None,
    is_again: bool,
) -> bool:
    if not isinstance(tensor, Tensor):
        return True
    shape, wanted = tensor.shape, reference.shape
    if shape.dims is None or wanted.dims is None:
        return True
    which = "" if index is None else f" for input {index}"
    if not _rank_fits(shape, wanted):
        _report(ctx, model, tensor, reference, span, f"{_name(model)} wants data {wanted}{which}, got {shape}")
        return False
    if is_sequential(model) or is_again:
        return True
    for axis, (needed, got) in enumerate(zip(_squeezed(wanted), _squeezed(shape))):
        if axis and same(needed, got) is False:
            _report(
                ctx,
                model,
                tensor,
                reference,
                span,
                f"{_name(model)} wants data {wanted}{which}, got {shape}",
                axis=axis,
            )
            return False
    return True


def differs(ctx: Context, model: Instance, x: Value) -> bool:
    """Whether a functional model is given another size than it declares (a Sequential's layers look themselves)."""
    from ..graph import tensors_in

    declared, given = tensors_in(ctx, model_inputs(ctx, model)), tensors_in(ctx, x)
    return not is_sequential(model) and any(
        axis and same(needed, got) is False
        for tensor, reference in zip(given, declared)
        for axis, (needed, got) in enumerate(zip(_squeezed(reference.shape), _squeezed(tensor.shape)))
    )


def tell_of_layers(ctx: Context, model: Instance, x: Value, findings: list[Finding], span: Span | None) -> None:
    """Reports what the layers of a model said to the data: as one finding of the data, where these differ from the declared input."""
    from ..graph import tensors_in

    for tensor, reference in zip(tensors_in(ctx, x), tensors_in(ctx, model_inputs(ctx, model))):
        pairs = list(zip(reference.shape, tensor.shape)) if tensor.shape.rank == reference.shape.rank else []
        axis = next((a for a, (needed, got) in enumerate(pairs) if a and same(needed, got) is False), None)
        if axis is not None and any(finding.span == span for finding in findings):
            message = (
                f"{_name(model)} was declared for data {reference.shape}, got {tensor.shape}: {findings[0].message}"
            )
            _report(ctx, model, tensor, reference, span, message, axis)
            return
    for finding in findings:
        facts: dict[str, Any] = dict(finding.facts)
        ctx.report(finding.code, finding.message, span=finding.span, related=finding.related, **facts)


def _rank_fits(shape: Shape, wanted: Shape) -> bool:
    """Whether the rank is right, or becomes right with a last axis of 1 added or dropped."""
    if len(shape) == len(wanted):
        return True
    if len(shape) == len(wanted) + 1:
        return shape.last == 1 or shape.last is None or is_unknown(shape.last)
    if len(shape) == len(wanted) - 1:
        return wanted.last == 1 or is_unknown(wanted.last)
    return False


def _squeezed(shape: Shape) -> tuple[Dim, ...]:
    dims = shape.known
    return dims[:-1] if dims and dims[-1] == 1 else dims


def _report(
    ctx: Context,
    model: Instance,
    tensor: Tensor,
    reference: Tensor,
    span: Span | None,
    message: str,
    axis: int | None = None,
) -> None:
    related = [_declared_here(reference)] if reference.span is not None else []
    if tensor.span is not None and tensor.span != span:
        related.append(Related(f"the data {tensor.shape} come from here", tensor.span))
    ctx.report(
        DATA_SHAPE,
        message,
        span=span,
        related=related,
        model=model,
        tensor=tensor,
        reference=reference,
        expected=reference.shape,
        received=tensor.shape,
        expected_rank=reference.shape.rank,
        axis=axis,
        argument="x",
    )


def report_data(ctx: Context, model: Instance, tensor: Value, index: int, span: Span | None, message: str) -> None:
    """Reports of the data for the declared input of that number that they do not fit."""
    from ..graph import tensors_in

    declared = tensors_in(ctx, model_inputs(ctx, model))
    if isinstance(tensor, Tensor) and index < len(declared):
        _report(ctx, model, tensor, declared[index], span, message)
    else:
        ctx.report(DATA_SHAPE, message, span=span, model=model, argument="x")


def _declared_here(reference: Tensor) -> Related:
    assert reference.span is not None
    return Related(f"the input {reference.shape} is declared here", reference.span)


def _name(model: Instance) -> str:
    return "the model" if model.cls.name.startswith("keras.") else model.cls.short_name


def check_declared_sizes(ctx: Context, model: Instance, x: Value, actual: Value, span: Span | None) -> None:
    """Warns where a model runs on another size than it declares, and says where a surplus axis of 1 is dropped."""
    from ..graph import tensors_in

    structure = model_inputs(ctx, model)
    if structure is None or not isinstance(actual, (Tensor, tuple, ListValue)):
        return
    declared = tensors_in(ctx, structure)
    given = tensors_in(ctx, actual)
    if len(declared) != len(given):
        return
    for tensor, reference in zip(given, declared):
        shape, wanted = tensor.shape, reference.shape
        if shape.dims is None or wanted.dims is None:
            continue
        related = [_declared_here(reference)] if reference.span is not None else []
        facts = {"model": model, "tensor": tensor, "reference": reference, "expected": wanted, "received": shape}
        if len(shape) == len(wanted) + 1 and shape.known[-2:] == (1, 1):
            ctx.report(
                SURPLUS_AXIS,
                f"the data {shape} have an axis of 1 more than the input {wanted}; Keras drops it",
                span=span,
                related=related,
                **facts,
            )
        differing = [a for a, (x_, w) in enumerate(zip(shape, wanted)) if a and same(x_, w) is False]
        if differing and (len(shape) == len(wanted) or max(differing) < len(wanted) - 1):
            ctx.report(
                DECLARED_SIZE,
                f"the model declares {wanted} and is given {shape}; Keras lets it run",
                span=span,
                related=related,
                axis=differing[0],
                **facts,
            )


__all__ = ["check_declared_sizes", "check_inputs", "report_data"]
