"""How many classes integer labels have, as far as their values are known.

`Tensor.classes` is an upper bound of values that are drawn or loaded; whether the highest of them occurs depends on how many there are.
"""

from __future__ import annotations

from ...values import Tensor, Value

CERTAIN = 1e-5
"""With a probability below this of being wrong we say that a class occurs."""


def highest_class(labels: Tensor) -> int | None:
    """The number of classes, one above the highest label, where that label (almost) certainly occurs; None otherwise."""
    values = _integers(labels.data)
    if values is not None:
        return max(values) + 1
    if labels.classes is None or not occurs_above(labels, labels.classes - 1):
        return None
    return labels.classes


def occurs_above(labels: Tensor, limit: int) -> bool:
    """Whether a label of at least `limit` (almost) certainly occurs among labels that are spread over all classes."""
    values = _integers(labels.data)
    if values is not None:
        return max(values) >= limit
    classes, count = labels.classes, labels.shape.size
    if classes is None or not isinstance(count, int) or limit >= classes:
        return False
    return bool((max(limit, 0) / classes) ** count < CERTAIN)


def _integers(data: Value) -> list[int] | None:
    """Nested tuples of integers, flat; None where something else is among them."""
    if isinstance(data, bool) or data is None or data == ():
        return None
    if isinstance(data, int):
        return [data]
    if isinstance(data, float):
        return [int(data)] if data.is_integer() else None
    if not isinstance(data, tuple):
        return None
    flat: list[int] = []
    for part in data:
        inner = _integers(part)
        if inner is None:
            return None
        flat.extend(inner)
    return flat
