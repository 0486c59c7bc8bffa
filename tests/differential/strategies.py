"""How a question about a layer is drawn: a table entry gives the inputs and the arguments, `layer` makes the strategy.

More than half of what is drawn is spoiled on purpose (`spoiling.py`), so that Keras rejects about a third. The rest is
meant to be right and mostly is; what Keras says decides, not what was meant.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from shapelens.oracle import LayerQuestion, Made, Tensor

from .spoiling import spoiled

Strategy = SearchStrategy[Any]
Table = dict[str, SearchStrategy[LayerQuestion]]

_DATA = Path(__file__).parents[2] / "server/shapelens/libraries/keras/data/signatures.json"
SIGNATURES: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))["names"]


@dataclass(frozen=True, slots=True)
class Arg:
    """An argument of a constructor: values that are meant to be right, and values that are meant to be wrong."""

    good: Strategy
    bad: Strategy | None = None


def of(*values: Any, bad: tuple[Any, ...] = ()) -> Arg:
    """An argument with these values, and these bad ones."""
    return Arg(st.sampled_from(values), st.sampled_from(bad) if bad else None)


# Sizes, shapes, tensors.

SIZES = st.sampled_from((4, 1, 2, 3, 5, 6, 7, 8, 9, 12))
DIMS = st.sampled_from((4, 1, 2, 3, 5, 6, 7, 8, 9, 12, 6, None))
BATCHES = st.sampled_from((None, None, None, None, None, 2, 5))


def tensors(
    rank: int, most: int | None = None, *, dims: Strategy = DIMS, last: Strategy | None = None, dtype: str = "float32"
) -> Strategy:
    """Tensors of `rank` to `most` axes, the batch axis counted; the `last` axis may be drawn from sizes of its own."""
    end = dims if last is None else last
    ranks = range(rank, (most or rank) + 1)
    each = [st.tuples(BATCHES, *[dims] * (n - 2), *[end] * min(n - 1, 1)) for n in ranks]
    return st.one_of(each).map(lambda shape: Tensor(shape, dtype))


def images(n: int, smallest: int = 5, channels: Strategy = SIZES) -> Strategy:
    """Tensors (batch, `n` spatial axes, channels), large enough for a kernel of `smallest`."""
    spatial = st.sampled_from((8, smallest, smallest + 1, 9, 11, 12, 16, None))
    return st.tuples(BATCHES, *[spatial] * n, channels).map(lambda shape: Tensor(shape))


def made(name: str, args: tuple[Strategy, ...] = (), **kwargs: Strategy) -> Strategy:
    """`keras.<name>` constructed with drawn arguments."""
    return st.builds(lambda a, k: Made(f"keras.{name}", a, k), st.tuples(*args), st.fixed_dictionaries(kwargs))


# Arguments that many layers share.

SIZE = Arg(st.integers(1, 12), st.sampled_from((0, -1, None, "4", 2.5, (3,), [])))
FLAG = of(True, False)
RATE = of(0.0, 0.25, 0.5, 1, bad=(-0.1, 1.5, "0.5", None, 2))
SEED = of(None, 1, 1337)
DATA_FORMAT = of("channels_last", "channels_first", None, bad=("channels", 1))
ACTIVATION = of("relu", "linear", None, "tanh", "softmax", "gelu", bad=("rellu", 3))
INITIALIZER = of("zeros", "he_normal", "ones", Made("keras.initializers.Constant", (0.5,)), bad=("nope",))
REGULARIZER = of("l2", None, Made("keras.regularizers.L1", (0.1,)), bad=("l3",))
CONSTRAINT = of(None, "non_neg", Made("keras.constraints.MaxNorm", (2,)), bad=("positive",))
COMMON = {
    "name": of("a", "block_1", None, bad=("a/b", 3)),
    "trainable": of(True, False, bad=(1, "yes")),
    "dtype": of("float32", "float16", "mixed_float16", None, bad=("float33",)),
}
"""What every layer takes."""


def weights_of(*names: str) -> dict[str, Arg]:
    """Initializer, regularizer and constraint of these weights."""
    kinds = {"initializer": INITIALIZER, "regularizer": REGULARIZER, "constraint": CONSTRAINT}
    return {f"{name}_{kind}": arg for name in names for kind, arg in kinds.items()}


def spatial(n: int, *values: int, bad: tuple[Any, ...] = ()) -> Arg:
    """An int, or a tuple or list of `n` of them; the bad ones are of a wrong length, zero, negative, or no integers."""
    one = st.sampled_from(values)
    each = st.tuples(*[one] * n)
    good = st.one_of(one, each, each.map(list))
    wrong: list[Any] = [0, -1, (0,) * n, (2,) * (n + 1), (1,) * (n - 1), "2", 1.5, (1.5,) * n, (None,) * n, *bad]
    return Arg(good, st.sampled_from(wrong))


# The strategy of a table entry.


@dataclass(frozen=True, slots=True)
class Spec:
    """A table entry: how questions about one class are drawn."""

    name: str
    inputs: Strategy
    required: Mapping[str, Arg] = field(default_factory=dict)
    optional: Mapping[str, Arg] = field(default_factory=dict)
    call: Mapping[str, Arg] = field(default_factory=dict)
    tidy: Callable[[DrawFn, LayerQuestion], LayerQuestion] | None = None
    common: bool = True

    @property
    def arguments(self) -> dict[str, Arg]:
        """Every argument of the constructor that can be drawn."""
        return {**self.required, **self.optional, **(COMMON if self.common else {})}


def layer(
    name: str,
    inputs: Strategy,
    required: Mapping[str, Arg] | None = None,
    optional: Mapping[str, Arg] | None = None,
    *,
    call: Mapping[str, Arg] | None = None,
    tidy: Callable[[DrawFn, LayerQuestion], LayerQuestion] | None = None,
    common: bool = True,
) -> SearchStrategy[LayerQuestion]:
    """Questions about `keras.layers.<name>`.

    `required` arguments are always given, `optional` ones sometimes, as are the arguments of `call`; `tidy` mends a
    drawn question where arguments depend on each other. `common` adds what every layer takes.
    """
    return _questions(Spec(name, inputs, required or {}, optional or {}, call or {}, tidy, common))


@st.composite
def _questions(draw: DrawFn, spec: Spec) -> LayerQuestion:
    kwargs = {name: draw(arg.good) for name, arg in spec.required.items()}
    kwargs.update({name: draw(arg.good) for name, arg in _some(draw, spec.optional, 4)})
    if spec.common and draw(st.integers(0, 7)) == 7:
        kwargs.update({name: draw(arg.good) for name, arg in _some(draw, COMMON, 2)})
    inputs = draw(spec.inputs)
    call_kwargs = {name: draw(arg.good) for name, arg in _some(draw, spec.call, 2)}
    question = LayerQuestion(f"keras.layers.{spec.name}", (), kwargs, inputs, call_kwargs)
    if spec.tidy is not None:
        question = spec.tidy(draw, question)
    if draw(st.integers(0, 4)) > 1:
        question = spoiled(draw, spec, question)
    return _positional(question, draw(st.sampled_from((0, 0, 1, 2))))


def _some(draw: DrawFn, args: Mapping[str, Arg], most: int) -> list[tuple[str, Arg]]:
    if not args:
        return []
    names = draw(st.lists(st.sampled_from(list(args)), max_size=most, unique=True))
    return [(name, args[name]) for name in names]


def _positional(question: LayerQuestion, count: int) -> LayerQuestion:
    """The question with up to `count` leading arguments given by position."""
    entry = SIGNATURES.get(question.name)
    if not count or not isinstance(entry, dict):
        return question
    order = [part.split("=")[0].strip() for part in entry["init"].split(", ")]
    kwargs = dict(question.kwargs)
    args: list[Any] = []
    for name in order[:count]:
        if name not in kwargs:
            break
        args.append(kwargs.pop(name))
    return replace(question, args=tuple(args), kwargs=kwargs)


def same(names: tuple[str, ...], make: Callable[[str], SearchStrategy[LayerQuestion]]) -> Table:
    """A table in which each name has the strategy that `make` gives for it."""
    return {name: make(name) for name in names}
