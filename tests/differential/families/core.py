"""keras.layers: the core layers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from shapelens.oracle import LayerQuestion, Made, Named, Tensor

from ..strategies import (
    ACTIVATION,
    BATCHES,
    DIMS,
    FLAG,
    SIZE,
    SIZES,
    Arg,
    Table,
    layer,
    of,
    tensors,
    weights_of,
)

DENSE = {"activation": ACTIVATION, "use_bias": FLAG, **weights_of("kernel", "bias")}

VOCABULARY = Arg(st.integers(1, 30), st.sampled_from((0, -1, None, "10", 2.5)))
IDS = st.one_of(tensors(1, 4, dtype="int32"), tensors(2, 3))
EMBEDDING = {
    "mask_zero": FLAG,
    **weights_of("embeddings"),
    "input_length": of(3, 10),
}


def _reversed(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    """With `reverse=True` the input's last axis is `output_dim`."""
    if not question.call_kwargs.get("reverse") or draw(st.integers(0, 5)) == 5:
        return question
    width = question.kwargs.get("output_dim", 4)
    return replace(question, inputs=Tensor((*draw(st.tuples(BATCHES, DIMS)), width)))


# EinsumDense: an equation is drawn letter by letter, and the shapes that go with it.


@st.composite
def einsum_questions(draw: DrawFn) -> tuple[str, Any, Tensor]:
    """An equation, its output_shape, and an input."""
    form = draw(st.sampled_from(("plain", "plain", "left", "right")))
    count = draw(st.integers(1, 3))
    names = "bcde"[:count]
    sizes = {name: draw(DIMS if draw(st.integers(0, 5)) == 5 else SIZES) for name in names}
    kept = [name for name in names[:-1] if draw(st.booleans())]
    contracted = [name for name in names if name not in kept]
    batched = [name for name in kept if draw(st.integers(0, 4)) == 4]
    new = list("xyz"[: draw(st.integers(0, 2))])
    sizes.update({name: draw(SIZES) for name in new})
    weight = "".join([*contracted, *batched, *new])
    result = [*kept, *new]
    if draw(st.integers(0, 2)) == 2:
        result = draw(st.permutations(result))
    before, after = "".join(names), "".join(result)
    if form == "plain":
        equation = f"a{before},{weight}->a{after}"
        shape: tuple[Any, ...] = (draw(BATCHES), *(sizes[name] for name in names))
    elif form == "left":
        equation = f"...{before},{weight}->...{after}"
        shape = (draw(BATCHES), *draw(st.lists(DIMS, max_size=2)), *(sizes[name] for name in names))
    else:
        equation = f"a{before}...,{weight}->a{after}..."
        shape = (draw(BATCHES), *(sizes[name] for name in names), *draw(st.lists(DIMS, max_size=2)))
    answer: Any = tuple(None if name in kept and draw(st.booleans()) else sizes[name] for name in result)
    if len(answer) == 1 and draw(st.booleans()):
        answer = answer[0]
    return equation, answer, Tensor(shape)


@st.composite
def einsum_arguments(draw: DrawFn) -> tuple[Tensor, dict[str, Any]]:
    equation, answer, tensor = draw(einsum_questions())
    kwargs: dict[str, Any] = {"equation": equation, "output_shape": answer}
    outputs = equation.partition("->")[2].replace(".", "")[1 if equation[0] == "a" else 0 :]
    if outputs and draw(st.booleans()):
        kwargs["bias_axes"] = "".join(draw(st.lists(st.sampled_from(outputs), min_size=1, unique=True)))
    return tensor, kwargs


def _with_equation(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    tensor, kwargs = draw(einsum_arguments())
    return replace(question, inputs=tensor, kwargs={**question.kwargs, **kwargs})


EQUATIONS = Arg(
    st.just("ab,bc->ac"), st.sampled_from(("ab,bc", "ab->ac", "ab,cd->ad", "abc,cd->abd", "x", "ab,bc->abz", None, 3))
)
EINSUM_SHAPE = Arg(st.just(4), st.sampled_from(((None, 4), (4, 4, 4), 0, -1, "4", 2.5, None, (), [3, 3])))
BIAS_AXES = Arg(st.just(None), st.sampled_from(("a", "q", "zz", 3, "")))

# InputLayer has no input: its own shape is the output.

INPUT_SHAPES = Arg(
    st.lists(DIMS, max_size=4).flatmap(lambda dims: st.sampled_from((tuple(dims), list(dims)))),
    st.sampled_from((1024, "784", (2.5,), (-1, 3), (0,), ("a",), None, ((3, 4),), {"a": (3,)})),
)
BATCH_SHAPES = Arg(
    st.lists(DIMS, min_size=1, max_size=4).map(tuple), st.sampled_from((None, 3, (None, "a"), (2.5,), (None, -2)))
)

ELEMENTWISE = st.sampled_from([Named(f"keras.ops.{name}") for name in ("abs", "square", "relu", "cast", "shape")])
REDUCING = st.sampled_from([Named(f"keras.ops.{name}") for name in ("mean", "max", "sum", "flip", "expand_dims")])

LAYERS: Table = {
    "Dense": layer(
        "Dense", tensors(2, 5, last=SIZES), {"units": SIZE}, {**DENSE, "lora_rank": of(None, 2, 4), "input_dim": of(4)}
    ),
    "EinsumDense": layer(
        "EinsumDense",
        tensors(2),
        {"equation": EQUATIONS, "output_shape": EINSUM_SHAPE},
        {"bias_axes": BIAS_AXES, "activation": ACTIVATION, **weights_of("kernel", "bias"), "lora_rank": of(None, 2)},
        tidy=_with_equation,
    ),
    "Embedding": layer(
        "Embedding",
        IDS,
        {"input_dim": VOCABULARY, "output_dim": SIZE},
        {**EMBEDDING, "lora_rank": of(None, 2), "weights": of(None)},
    ),
    "ReversibleEmbedding": layer(
        "ReversibleEmbedding",
        IDS,
        {"input_dim": VOCABULARY, "output_dim": SIZE},
        {
            "tie_weights": FLAG,
            "mask_zero": FLAG,
            "logit_soft_cap": of(None, 30.0),
            "reverse_dtype": of(None, "float16"),
        },
        call={"reverse": FLAG},
        tidy=_reversed,
    ),
    "Identity": layer("Identity", st.one_of(tensors(1, 4), st.lists(tensors(1, 3), min_size=1, max_size=3))),
    "Masking": layer("Masking", tensors(1, 4), {}, {"mask_value": of(0.0, -1, 5, bad=("x", None))}),
    "Lambda": layer(
        "Lambda",
        tensors(2, 4, dims=SIZES),
        {"function": Arg(ELEMENTWISE, st.sampled_from((None, "abs", 3)))},
        {
            "output_shape": Arg(
                st.sampled_from((None, (4,), (3, 2), [5], (None, 3))), st.sampled_from(("x", 3, (2.5,), ("a",)))
            ),
            "arguments": of(None, {}),
        },
    )
    | layer(
        "Lambda",
        tensors(3, 4, dims=SIZES),
        {"function": Arg(REDUCING), "arguments": of({"axis": 1}, {"axis": -1}, bad=({"axis": 9}, {"foo": 1}, 3, None))},
    ),
    "InputLayer": layer(
        "InputLayer",
        st.none(),
        {"shape": INPUT_SHAPES},
        {
            "batch_size": of(None, 4, bad=(0, -1, "4", 2.5)),
            "dtype": of("float32", "int32", "string", None),
            "name": of("x", None),
            "sparse": of(None, False, True),
            "ragged": of(None, False, True),
        },
        common=False,
    )
    | layer("InputLayer", st.none(), {"batch_shape": BATCH_SHAPES}, {"dtype": of("float32", "bool")}, common=False),
    "Layer": layer("Layer", tensors(1, 4), {}, {"input_shape": of((3,)), "input_dim": of(3)}),
    "Wrapper": layer(
        "Wrapper",
        tensors(2, 3),
        {"layer": of(Made("keras.layers.Dense", (3,)), Made("keras.layers.ReLU"), bad=(None, 3, "Dense"))},
    ),
}
