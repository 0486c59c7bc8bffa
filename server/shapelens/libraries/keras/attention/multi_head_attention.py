"""MultiHeadAttention: several heads, called on query, value and key."""

from __future__ import annotations

from typing import Any

from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Size, Structure, Symbolic, Undetermined, same
from ....values import Value
from ..arguments import PLAIN, check_number, check_positive_integer, invalid
from ..layout import tensor
from ..rule import Config, InputSpec, LayerRule, Weight, layer
from ..variables import defined
from .attention import lengths_differ, projection


class HeadsRule(LayerRule):
    """What MultiHeadAttention and GroupQueryAttention have in common."""

    def check_common(self, config: Config) -> None:
        """`sliding_window` is None or a positive integer, `dropout` a rate, which flash attention does not have."""
        check_number(config, "dropout", 0, 1)
        if config.values.get("sliding_window") is not None:
            check_positive_integer(config, "sliding_window")
        dropout = config.values.get("dropout")
        if config.values.get("flash_attention") is True and isinstance(dropout, (int, float)) and dropout > 0:
            raise invalid("dropout", "0 with flash attention", dropout)

    def built_spec(self, config: Config, input: Any) -> InputSpec | None:
        """The variables fix the last axis of the query; Keras finds out when the layer runs."""
        return InputSpec(axes={-1: input.last}) if isinstance(input, Shape) and input.dims else None


@layer("keras.layers.MultiHeadAttention")
class MultiHeadAttention(HeadsRule):
    """Projects query, key and value to heads, attends, and projects back.

    Input shape:  query (batch, Tq, dim), value (batch, Tv, ...), key (batch, Tv, ...); the key is the value if it is left out.
                  There may be more axes between the first and the last; `attention_axes` says which are attended over.
    Output shape: (batch, Tq, dim), or (batch, Tq, *output_shape); with return_attention_scores also (batch, num_heads, Tq, Tv)
    Weights:      kernels (dim, num_heads, key_dim) of query and key, (dim, num_heads, value_dim) of the value,
                  (num_heads, value_dim, dim) of the output, and their biases
    Source: keras.layers.MultiHeadAttention
    """

    def check(self, config: Config) -> None:
        check_positive_integer(config, "num_heads")
        check_positive_integer(config, "key_dim")
        if config.values.get("value_dim") is not None:
            check_positive_integer(config, "value_dim")
        shape = config.values.get("output_shape")
        parts = shape if isinstance(shape, tuple) else (shape,)
        if shape and any(isinstance(part, PLAIN) and not (isinstance(part, int) and part >= 0) for part in parts):
            raise invalid("output_shape", "an integer or a tuple of integers", shape)
        axes = config.values.get("attention_axes")
        if axes and isinstance(axes, PLAIN) and not isinstance(axes, int):
            raise invalid("attention_axes", "an integer or a tuple of integers", axes)
        self.check_common(config)

    def output(
        self,
        config: Config,
        input: Any,
        value: Any = None,
        key: Any = None,
        attention_mask: Any = None,
        return_attention_scores: Any = False,
        is_symbolic: bool = True,
    ) -> Structure:
        query, value, key = three(input, value, key)
        if lengths_differ(value, key):
            raise Mismatch(
                "operand-shapes",
                f"value and key must be equal but for the last dimension, got {value} and {key}",
                argument="key",
                input="key",
            )
        _check_axes(config, value)
        tail = _output_tail(config, query)
        result = Shape.unknown() if query.dims is None else Shape(*query.dims[:-1], *tail)
        answer: Structure = result
        if not isinstance(return_attention_scores, bool):
            raise Undetermined("the argument return_attention_scores")
        if return_attention_scores:
            answer = (result, self._scores(config, query, key, is_symbolic))
        self._check_ranks(query, value, answer)
        if isinstance(attention_mask, Shape):
            self._check_mask(config, attention_mask, query, key, answer)
        return answer

    def _check_mask(self, config: Config, mask: Shape, query: Shape, key: Shape, answer: Structure) -> None:
        """The mask must broadcast to (batch, Tq, Tv), or to the scores with their heads. Keras finds out when the layer runs."""
        scores = self._real_scores(config, query, key)
        if mask.dims is None or scores.dims is None:
            return
        attended = len(scores.dims) - len(query.dims or ())
        sizes = scores.dims if len(mask.dims) == len(scores.dims) else scores.dims[-2 * attended :]
        pairs = zip(reversed(mask.dims), reversed(sizes))
        if any(isinstance(m, int) and m != 1 and same(m, size) is False for m, size in pairs):
            raise Mismatch(
                "operand-shapes",
                f"the attention mask {mask} cannot be broadcast to the scores {scores}: (batch, heads, query steps, key steps)",
                input="attention_mask",
                argument="attention_mask",
                output=answer,
            )

    def _check_ranks(self, query: Shape, value: Shape, answer: Structure) -> None:
        """Query and value must be of one rank, at least 3. Keras finds out only when the layer runs."""
        if query.rank is None or value.rank is None:
            return
        if query.rank != value.rank or query.rank < 3:
            raise Mismatch(
                "input-rank",
                f"MultiHeadAttention needs query and value of one rank, at least 3 (batch, steps, features), got {query} and {value}",
                input=0 if query.rank < 3 else "value",
                min_rank=3,
                output=answer,
            )

    def _scores(self, config: Config, query: Shape, key: Shape, is_symbolic: bool) -> Shape:
        """(batch, *other axes, num_heads, *attended of the query, *attended of the key).

        Traced, Keras says (batch, num_heads, Tq, Tq), whatever the key and the axes; then only what both agree on is told.
        """
        real = self._real_scores(config, query, key)
        if not is_symbolic:
            return real
        traced = Shape(query.batch, config.size("num_heads"), query[1], query[1])
        if real.dims is None:
            return traced.replace(-1, UNKNOWN)
        if len(real.dims) != 4:
            return traced
        return Shape(*(t if t == r else UNKNOWN for t, r in zip(traced.known, real.dims)))

    def _real_scores(self, config: Config, query: Shape, key: Shape) -> Shape:
        axes = _attended(config, query.rank)
        if query.dims is None or key.dims is None or len(key.dims) != len(query.dims) or axes is None:
            return Shape.unknown()
        others = [query.dims[axis] for axis in range(len(query.dims) - 1) if axis not in axes]
        return Shape(
            *others, config.size("num_heads"), *(query.dims[axis] for axis in axes), *(key.dims[axis] for axis in axes)
        )

    def weights(self, config: Config, input: Any, value: Any = None, key: Any = None) -> list[Weight]:
        query, value, key = three(input, value, key)
        heads, size = config.size("num_heads"), config.size("key_dim")
        depth = size if config.values.get("value_dim") is None else config.size("value_dim")
        bias = config.flag("use_bias")
        found = projection(self.label, "query", query, (heads, size), bias) + projection(
            self.label, "key", key, (heads, size), bias
        )
        if config.flag("use_gate"):
            found += projection(self.label, "gate", query, (heads, depth), bias)
        found += projection(self.label, "value", value, (heads, depth), bias)
        tail = _output_tail(config, query)
        found.append(Weight("attention_output/kernel", Shape(heads, depth, *tail)))
        return [*found, Weight("attention_output/bias", Shape(*tail))] if bias else found

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        if not isinstance(input, Shape):
            return []
        heads, size = config.size("num_heads"), config.size("key_dim")
        lines = [f"{heads} heads of {size}: {input.last} to {heads}*{size} = {heads * size}"]
        if config.values.get("output_shape"):
            return [*lines, f"output_shape = {', '.join(map(str, _output_tail(config, input)))}"]
        return [*lines, f"back to {input.last}, the last dimension of the query"]


def three(query: Any, value: Any, key: Any) -> tuple[Shape, Shape, Shape]:
    """Query, value and key; the key is the value if it is left out. Raises as `tensor`."""
    source = tensor(value, "The value")
    return tensor(query, "The query"), source, source if key is None else tensor(key, "The key")


def _output_tail(config: Config, query: Shape) -> tuple[Dim, ...]:
    """What stands after the query's leading axes. Raises Undetermined where its length is not known."""
    given: Value = config.values.get("output_shape")
    if not given and isinstance(given, (*PLAIN, tuple)):
        return (query.last,)
    if isinstance(given, (int, Symbolic)):
        return (given,)
    if isinstance(given, tuple):
        return tuple(part if isinstance(part, (int, Symbolic)) else UNKNOWN for part in given)
    raise Undetermined("the argument output_shape")


def _check_axes(config: Config, value: Shape) -> None:
    """`attention_axes` must exist in the projected value, which has one axis more."""
    if value.rank is None or config.values.get("attention_axes") is None:
        return
    rank = value.rank + 1
    try:
        axes = config.axes("attention_axes")
    except Undetermined:
        return
    outside = next((axis for axis in axes if not -rank < axis < rank), None)
    if outside is not None:
        raise Mismatch(
            "operand-shapes",
            f"`attention_axes` {outside} is out of bounds for a value of shape {value}",
            argument="attention_axes",
            axis=outside,
            rank=value.rank,
        )


def _attended(config: Config, rank: int | None) -> tuple[int, ...] | None:
    """The axes that are attended over, counted from the start: all between the first and the last by default."""
    given = config.values.get("attention_axes")
    if rank is None:
        return None
    if given is None:
        return tuple(range(1, rank - 1))
    axes = given if isinstance(given, tuple) else (given,)
    counted = [axis if axis >= 0 else rank + axis for axis in axes if isinstance(axis, int)]
    if len(counted) != len(axes) or any(not 0 < axis < rank - 1 for axis in counted):
        return None
    return tuple(counted)


@layer("keras.layers.GroupQueryAttention")
class GroupQueryAttention(HeadsRule):
    """Attention whose key and value heads are each shared by several query heads.

    Input shape:  query (batch, Tq, dim), value (batch, Tv, dim), key (batch, Tv, ...); the key is the value if it is left out
    Output shape: (batch, Tq, dim); with return_attention_scores also (batch, num_query_heads, Tq, Tv)
    Weights:      kernels (dim, num_query_heads, head_dim), (dim, num_key_value_heads, head_dim) twice,
                  (num_query_heads, head_dim, dim), and their biases
    Source: keras.layers.GroupQueryAttention
    """

    def check(self, config: Config) -> None:
        for name in ("head_dim", "num_query_heads", "num_key_value_heads"):
            value = config.values.get(name)
            if isinstance(value, (*PLAIN, tuple)) and not (isinstance(value, int) and value >= 0):
                raise invalid(name, "a positive integer", value)
        for name in ("head_dim", "num_key_value_heads"):
            if config.values.get(name) == 0:
                raise invalid(name, "a positive integer", 0)
        queries, shared = config.values.get("num_query_heads"), config.values.get("num_key_value_heads")
        if isinstance(queries, int) and isinstance(shared, int) and queries % shared:
            raise invalid("num_query_heads", f"a multiple of `num_key_value_heads` = {shared}", queries)
        self.check_common(config)

    def output(
        self,
        config: Config,
        input: Any,
        value: Any = None,
        key: Any = None,
        return_attention_scores: Any = False,
        is_symbolic: bool = True,
    ) -> Structure:
        query, value, key = three(input, value, key)
        self._check(query, value, key, is_symbolic)
        if not isinstance(return_attention_scores, bool):
            raise Undetermined("the argument return_attention_scores")
        if return_attention_scores:
            return (query, Shape(query.batch, config.size("num_query_heads"), query[1], key[1]))
        return query

    def _check(self, query: Shape, value: Shape, key: Shape, is_symbolic: bool) -> None:
        for name, shape in (("query", query), ("value", value), ("key", key)):
            if shape.rank is not None and shape.rank < 3:
                raise Mismatch(
                    "input-rank",
                    f"GroupQueryAttention needs 3 dimensions (batch, steps, features), its {name} is {shape}",
                    input=0 if name == "query" else name,
                    expected_rank=3,
                )
        if is_symbolic and same(query.last, value.last) is False:
            raise Mismatch(
                "operand-shapes",
                f"query and value must have the same last dimension, got {query} and {value}",
                input="value",
                expected=query.last,
                axis=-1,
            )
        if is_symbolic and lengths_differ(value, key):
            raise Mismatch(
                "operand-shapes",
                f"value and key must be equal but for the last dimension, got {value} and {key}",
                argument="key",
                input="key",
            )

    def weights(self, config: Config, input: Any, value: Any = None, key: Any = None) -> list[Weight]:
        query, value, key = three(input, value, key)
        for name, shape in (("query", query), ("value", value), ("key", key)):
            if shape.rank is not None and shape.rank > 3:
                defined(shape, 2, f"The {name} projection of {self.label}")
        if any(shape.rank not in (None, 3) for shape in (query, value, key)):
            raise Undetermined("the variables for inputs of another rank than 3")
        queries, shared, size = (config.size(name) for name in ("num_query_heads", "num_key_value_heads", "head_dim"))
        bias = config.flag("use_bias")
        found = projection(self.label, "query", query, (queries, size), bias) + projection(
            self.label, "key", key, (shared, size), bias
        )
        if config.flag("use_gate"):
            found += projection(self.label, "gate", query, (queries, size), bias)
        found += projection(self.label, "value", value, (shared, size), bias)
        found.append(Weight("attention_output/kernel", Shape(queries, size, query.last)))
        return [*found, Weight("attention_output/bias", Shape(query.last))] if bias else found

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        queries, shared, size = (config.size(name) for name in ("num_query_heads", "num_key_value_heads", "head_dim"))
        return [f"{queries} query heads of {size} share {shared} key and value heads", _back(input)]


def _back(query: Any) -> str:
    last: Size | None = query.last if isinstance(query, Shape) else UNKNOWN
    return f"back to {last}, the last dimension of the query"
