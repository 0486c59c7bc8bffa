"""How a layer's mismatch is told: where, with which related lines, and with the facts that a fix needs."""

from __future__ import annotations

from typing import Any

from ...findings import Related
from ...interpreter import Context
from ...shapes import Mismatch
from ...values import Instance, Tensor


def tell(ctx: Context, layer: Instance, mismatch: Mismatch, inputs: list[Tensor]) -> None:
    """Reports a layer's mismatch: at the call, with the layer's construction and the input's origin as related lines."""
    index = mismatch.input if isinstance(mismatch.input, int) else 0
    tensor = inputs[index] if index < len(inputs) else inputs[0] if inputs else None
    related = []
    if tensor is not None and tensor.span is not None and tensor.span != ctx.span:
        related.append(Related(f"the input {tensor.shape} comes from here", tensor.span))
    if layer.span is not None and layer.span != ctx.span:
        argument = f" with `{mismatch.argument}`" if mismatch.argument else ""
        related.append(Related(f"{layer.cls.short_name} is made here{argument}", layer.span))
    built_at = layer.fields.get("_built_at")
    if mismatch.facts.get("is_built") and built_at is not None and built_at != ctx.span:
        related.append(Related(f"{layer.cls.short_name} was built here", built_at))  # type: ignore[arg-type]
    facts = told_facts(mismatch, layer=layer, tensor=tensor, tensors=tuple(inputs), argument=mismatch.argument)
    ctx.report(mismatch.code, with_name(layer.cls.short_name, mismatch.problem), related=related, **facts)


def told_facts(mismatch: Mismatch, **facts: Any) -> dict[str, Any]:
    """A mismatch's facts and those of the layer that has it."""
    return {**mismatch.facts, **facts}


def with_name(name: str, problem: str) -> str:
    """A problem that says which layer has it."""
    return problem if name in problem else f"{name}: {problem}"
