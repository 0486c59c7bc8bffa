"""What MultiHeadAttention is made of, for classes that derive from it and have a `call` of their own (`CachedMultiHeadAttention`)."""

from __future__ import annotations

from collections.abc import Callable

from ....interpreter import Context
from ....interpreter.registry import lookup, named_class
from ....shapes import Shape, Undetermined
from ....values import Decorated, Instance, Kind, Native, Tensor, Value
from ..rule import Config, layer_config

_HERE = "keras.layers.MultiHeadAttention"


def _projection(ctx: Context, config: Config, name: str, equation: str, shape: tuple[Value, ...], bias: str) -> Value:
    """An EinsumDense as `MultiHeadAttention.build` makes it, whatever the number of axes."""
    axes = bias if config.flag("use_bias") else None
    return ctx.call(
        lookup("keras.layers.EinsumDense"), (equation,), {"output_shape": shape, "bias_axes": axes, "name": name}
    )


def _own_config(self: Instance) -> Config:
    config = layer_config(self)
    if config is None:
        raise Undetermined("the arguments of an attention layer")
    return config


def _towards_heads(name: str) -> Callable[..., Value]:
    def make(ctx: Context, self: Instance) -> Value:
        config = _own_config(self)
        depth = "value_dim" if name == "value" and config.values.get("value_dim") is not None else "key_dim"
        heads = (config.size("num_heads"), config.size(depth))
        return _projection(ctx, config, name, "...c,cde->...de", heads, "de")

    return make


def _back_from_heads(ctx: Context, self: Instance) -> Value:
    """(..., num_heads, value_dim) to (..., dim), the size of the query that built the layer, or to `output_shape`."""
    config = _own_config(self)
    given, built = config.values.get("output_shape"), ctx.heap.get(self, "_built")
    if given is not None:
        raise Undetermined("an attention layer with an output shape of its own")
    query = built.dims if isinstance(built, Shape) else built
    if not isinstance(query, tuple) or not query:
        raise Undetermined("the input of an attention layer")
    return _projection(ctx, config, "attention_output", "...de,def->...f", (query[-1],), "f")


def _attend(
    ctx: Context,
    self: Instance,
    query: Value,
    key: Value,
    value: Value,
    attention_mask: Value = None,
    training: Value = None,
    return_attention_scores: Value = False,
    **_: Value,
) -> Value:
    """(batch, Tq, num_heads, value_dim) and the scores, which the fused attention does not tell.

    Source: keras.layers.MultiHeadAttention._compute_attention
    """
    if not isinstance(query, Tensor) or not isinstance(value, Tensor):
        raise Undetermined("what attention is paid to")
    result = query.with_shape(query.shape.replace(-1, value.shape.last), kind=Kind.TENSOR)
    is_fused = _own_config(self).values.get("dropout") == 0 and return_attention_scores is False
    return (result, None if is_fused else ctx.unknown("attention scores"))


_fields = named_class(_HERE).fields
for _name in ("query", "key", "value"):
    _native = Native(f"{_HERE}.{_name}_dense", _towards_heads(_name))
    _fields[f"_{_name}_dense"] = _fields[f"{_name}_dense"] = Decorated("property", _native)
_native = Native(f"{_HERE}.output_dense", _back_from_heads)
_fields["_output_dense"] = _fields["output_dense"] = Decorated("property", _native)
_fields["_compute_attention"] = Native(f"{_HERE}._compute_attention", _attend)
