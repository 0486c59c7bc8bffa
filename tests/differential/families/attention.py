"""keras.layers: attention, with the ways of calling it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from shapelens.oracle import LayerQuestion, Tensor

from ..strategies import BATCHES, DIMS, FLAG, RATE, SEED, SIZES, Arg, Table, layer, of, weights_of

SMALL = Arg(st.integers(1, 6), st.sampled_from((0, -1, None, "2", 2.5)))
SHARED = {"dropout": RATE, "use_bias": FLAG, "seed": SEED, **weights_of("kernel", "bias")}
CALLS = {
    "return_attention_scores": FLAG,
    "use_causal_mask": FLAG,
    "training": of(True, False),
}


def _called(batched: int) -> Callable[[DrawFn, LayerQuestion], LayerQuestion]:
    """Gives the call a value, and sometimes a key and an attention mask; `batched` axes stand before the sequence."""

    def give(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
        batch, width = draw(BATCHES), draw(SIZES)
        extra = [draw(SIZES) for _ in range(draw(st.sampled_from((0, 0, 0, batched))))]
        steps, sources = draw(DIMS), draw(DIMS)
        other = width if draw(st.integers(0, 2)) else draw(SIZES)
        call_kwargs: dict[str, Any] = dict(question.call_kwargs)
        inputs = Tensor((batch, *extra, steps, width))
        if draw(st.integers(0, 9)) < 9:
            call_kwargs["value"] = Tensor((batch, *extra, sources, other))
        if draw(st.integers(0, 2)) == 2:
            short = draw(st.integers(0, 5)) == 5
            call_kwargs["key"] = Tensor(
                (batch, *extra, 13 if short else sources, draw(st.sampled_from((other, width))))
            )
        if draw(st.integers(0, 4)) == 4:
            heads = question.kwargs.get("num_heads", question.kwargs.get("num_query_heads", 1))
            middle = draw(st.sampled_from(((), (heads,), (1,))))
            mask = (batch, *middle, steps, sources if draw(st.integers(0, 5)) else 13)
            call_kwargs["attention_mask"] = Tensor(mask, "bool")
        return replace(question, inputs=inputs, call_kwargs=call_kwargs)

    return give


def _grouped(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    """Mostly with query heads that the key-value heads divide."""
    kwargs = dict(question.kwargs)
    if draw(st.integers(0, 5)) < 5:
        kwargs["num_query_heads"] *= kwargs["num_key_value_heads"]
    return _called(0)(draw, replace(question, kwargs=kwargs))


@st.composite
def listed(draw: DrawFn) -> Any:
    """[query, value] or [query, value, key], of one width mostly."""
    batch, width = draw(BATCHES), draw(SIZES)
    steps, sources = draw(DIMS), draw(DIMS)

    def odd(size: Any) -> Any:
        return 13 if draw(st.integers(0, 11)) == 11 else size

    found = [Tensor((batch, steps, width)), Tensor((batch, sources, odd(width)))]
    if draw(st.booleans()):
        found.append(Tensor((batch, odd(sources), odd(width))))
        if draw(st.booleans()):
            found[1] = Tensor((batch, sources, draw(DIMS)))
    if draw(st.integers(0, 11)) == 11:
        found.append(found[-1])
    return found


MASKS = Arg(st.just(None))
LISTED_CALLS = {"return_attention_scores": FLAG, "use_causal_mask": FLAG, "training": of(True, False), "mask": MASKS}

LAYERS: Table = {
    "MultiHeadAttention": layer(
        "MultiHeadAttention",
        st.just(None),
        {"num_heads": SMALL, "key_dim": SMALL},
        {
            "value_dim": Arg(st.one_of(st.none(), st.integers(1, 6)), st.sampled_from((0, -1, "2"))),
            "output_shape": Arg(
                st.sampled_from((None, 3, (3,), (2, 4), [5])), st.sampled_from((0, "x", 2.5, (2.5,), (None, 3), -1))
            ),
            "attention_axes": Arg(
                st.sampled_from((None, 1, (1,), [1], 2, (1, 2), -2)), st.sampled_from((9, "1", (0,), 1.5))
            ),
            "use_gate": FLAG,
            "sliding_window": of(None, 3, bad=(0, -1, 2.5)),
            "flash_attention": of(None, False),
            **SHARED,
        },
        call=CALLS,
        tidy=_called(1),
    ),
    "GroupQueryAttention": layer(
        "GroupQueryAttention",
        st.just(None),
        {"head_dim": SMALL, "num_query_heads": SMALL, "num_key_value_heads": SMALL},
        {
            "use_gate": FLAG,
            "sliding_window": of(None, 3, bad=(0, -1, 2.5)),
            "flash_attention": of(None, False),
            **SHARED,
        },
        call=CALLS,
        tidy=_grouped,
    ),
    "Attention": layer(
        "Attention",
        listed(),
        {},
        {
            "use_scale": FLAG,
            "score_mode": of("dot", "concat", bad=("add", None)),
            "dropout": RATE,
            "seed": SEED,
        },
        call=LISTED_CALLS,
    ),
    "AdditiveAttention": layer(
        "AdditiveAttention", listed(), {}, {"use_scale": FLAG, "dropout": RATE}, call=LISTED_CALLS
    ),
}
