"""What a layer takes by position: tensors, where nothing else is said. `dropout(x, True)` is refused, `dropout(x, training=True)` is not.

Source: keras.layers.Layer.__call__ and `_allow_non_tensor_positional_args`, which functional models and layers that prepare data set.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...interpreter import Context
from ...shapes import Mismatch
from ...values import ABSENT, Instance, ListValue, Value
from .rule import RULES


def plain_argument(
    ctx: Context, layer: Instance, arguments: tuple[Value, ...], parameters: Sequence[str]
) -> Mismatch | None:
    """The mismatch where a number, a bool or a text (or a list of them) stands by position; `parameters` are those of its `call`."""
    index = next((i for i, argument in enumerate(arguments) if _is_plain(ctx, argument)), None)
    if index is None or _takes_anything(ctx, layer):
        return None
    value, name = arguments[index], layer.cls.short_name
    parameter = parameters[index] if index < len(parameters) else "training" if isinstance(value, bool) else None
    if not isinstance(value, PLAIN):
        problem = f"{name} takes only tensors by position, got a list of Python values: make an array of it"
    elif index == 0 or parameter is None:
        problem = f"{name} takes only tensors by position, got {value!r}"
    else:
        kind = type(value).__name__
        problem = f"{name} takes only tensors by position, got a {kind} for `{parameter}`: pass it as `{parameter}=...`"
    return Mismatch("invalid-argument", problem, value=value, position=index, parameter=parameter)


PLAIN = (bool, int, str)
"""Not float: NumPy's scalars, which are taken, are plain numbers here, and seldom integers."""


def _is_plain(ctx: Context, value: Value) -> bool:
    if isinstance(value, (tuple, ListValue)):
        items = value if isinstance(value, tuple) else value.items(ctx.heap)
        return any(isinstance(item, float) or _is_plain(ctx, item) for item in (items or ())[:3])
    return isinstance(value, PLAIN)


def _takes_anything(ctx: Context, layer: Instance) -> bool:
    from .functional import is_functional, is_sequential

    if layer.cls.has_unknown_base or ctx.heap.get(layer, "_allow_non_tensor_positional_args") is not ABSENT:
        return True
    if is_functional(ctx, layer) and not is_sequential(layer):
        return True
    prepares = f"{__package__}.preprocessing."
    return any(
        cls.name in RULES and type(RULES[cls.name]).__module__.startswith(prepares) and cls.name != _ORDINARY
        for cls in layer.cls.mro
    )


_ORDINARY = "keras.layers.STFTSpectrogram"
"""A layer beside those that prepare data that is none of them."""
