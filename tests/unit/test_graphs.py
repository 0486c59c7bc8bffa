"""A functional graph that is run again on other tensors: its layers asked directly, and called one by one, tell the same."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapelens.analysis.document import Document, analyse
from shapelens.analysis.workspace import Workspace
from shapelens.libraries.keras import functional, graph, replaying
from shapelens.libraries.keras.batchwise import BATCH
from shapelens.libraries.keras.rule import layer_config, rule_of
from shapelens.shapes import leaves

sys.path.insert(0, str(Path(__file__).parents[1]))

from incremental import told

WORKSPACE = Workspace()
HEADER = """
import keras
import numpy as np
from keras import layers, ops

class Scale(layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(shape=(input_shape[-1],))

    def call(self, inputs, training=None):
        return inputs * self.scale

x0 = keras.Input(INPUT)
"""
SAME = (
    "layers.Conv2D(8, 3, padding='same')(A)",
    "layers.Conv2D(6, 3, strides=2, padding='same', activation='relu')(A)",
    "layers.DepthwiseConv2D(3, padding='same')(A)",
    "layers.Conv2DTranspose(4, 2, strides=2)(A)",
    "layers.BatchNormalization()(A)",
    "layers.LayerNormalization()(A)",
    "layers.Activation('gelu')(A)",
    "layers.ReLU(max_value=6)(A)",
    "layers.Dropout(0.2)(A, training=True)",
    "layers.MaxPooling2D()(A)",
    "layers.AveragePooling2D(3, strides=1)(A)",
    "layers.ZeroPadding2D(((1, 2), (0, 1)))(A)",
    "layers.UpSampling2D()(A)",
    "layers.Dense(5)(A)",
    "layers.Rescaling(1 / 255)(A)",
    "layers.Resizing(12, 12)(A)",
    "layers.Permute((2, 1, 3))(A)",
    "layers.RandomFlip()(A)",
    "layers.Add()([A, A])",
    "layers.Dense(6, activation='glu')(A)",
    "layers.MultiHeadAttention(2, 4)(A, A)",
    "layers.Dot(-1)([A, B])",
    "layers.Embedding(9, 4)(A)",
    "A[:, None]",
    "ops.mean(A, axis=0, keepdims=True)",
    "layers.Concatenate()([A, B])",
    "layers.concatenate([A, B, A], axis=-1)",
    "layers.Multiply()((A, A))",
    "A + B",
    "ops.relu(A)",
    "ops.concatenate([A, B], axis=0)",
    "ops.reshape(A, (-1, 4, 4, 1))",
    "Scale()(A)",
    "layers.Lambda(lambda t: t * 2)(A)",
    "layers.TimeDistributed(layers.Dense(3))(A)",
    "keras.Sequential([layers.Conv2D(3, 1), layers.ReLU()])(A)",
    "keras.Model(A, layers.Conv2D(7, 3)(A))(B)",
    "inner(A)",
)
LAST = (
    "layers.GlobalAveragePooling2D()(A)",
    "layers.GlobalMaxPooling2D(keepdims=True)(A)",
    "layers.Flatten()(A)",
    "layers.Reshape((-1, 3))(A)",
    "layers.Dense(2)(layers.Flatten()(A))",
    "layers.LSTM(4, return_state=True)(layers.Reshape((-1, 2))(A))",
    "A",
)
INPUTS = {
    "(None, None, 3)": ("np.ones((8, 16, 16, 3))", "np.ones((1, 20, 8, 3), 'uint8')", "keras.Input((20, 20, 3))"),
    "(16, 16, 3)": (
        "np.ones((4, 16, 16, 3), 'float32')",
        "keras.Input((16, 16, 3), batch_size=2)",
        "np.ones((5, 16, 16))",
    ),
    "(None, 8, 3)": ("np.ones((1, 20, 8, 3), 'uint8')", "keras.Input((None, 8, 3))", "ops.ones((2, 8, 8, 3))"),
    "(16, 16, 3), batch_size=4": ("np.ones((4, 16, 16, 3))", "keras.Input((16, 16, 3))"),
    "(16, 16, 3), dtype='uint8'": ("np.ones((3, 16, 16, 3), 'uint8')", "keras.Input((16, 16, 3))", "unknown"),
}
"""Declared inputs, and what is given to the model; all of it now and then to any model."""


@st.composite
def drawn(draw: st.DrawFn) -> str:
    """A program that makes a graph and applies it."""
    declared = draw(st.sampled_from(list(INPUTS)))
    fitting = INPUTS[declared] if draw(st.integers(0, 4)) else tuple(one for some in INPUTS.values() for one in some)
    lines = [HEADER.replace("INPUT", declared)]
    lines.append("i = keras.Input((None, None, 3))")
    lines.append("inner = keras.Model(i, layers.Conv2D(3, 3, padding='same')(layers.BatchNormalization()(i)))")
    count = draw(st.integers(1, 7))
    for number in range(count):
        a, b = draw(st.integers(max(number - 1, 0), number)), draw(st.integers(0, number))
        call = draw(st.sampled_from(SAME))
        lines.append(f"x{number + 1} = " + re.sub(r"\bA\b", f"x{a}", re.sub(r"\bB\b", f"x{b}", call)))
    last = re.sub(r"\bA\b", f"x{count}", draw(st.sampled_from(LAST)))
    outputs, part = draw(st.sampled_from([("last", ""), ("[last, x1]", "[0]"), ("{'a': last, 'b': x1}", "['a']")]))
    lines += [f"last = {last}", f"model = keras.Model(x0, {outputs})"]
    for number, tensor in enumerate(draw(st.lists(st.sampled_from(fitting), min_size=1, max_size=3))):
        how = draw(st.sampled_from(["model(T)", "model(T, training=True)", "model.predict(T)"]))
        lines += [f"y{number} = {how.replace('T', tensor)}", f"z{number} = y{number}{part}"]
    return "\n".join(lines) + "\n"


def analysed(text: str, *patches: tuple[Any, str, Any]) -> dict[str, Any]:
    """What an analysis tells with some functions exchanged."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in patches:
            patch.setattr(module, name, value)
        return told(analyse("a.py", text, workspace=WORKSPACE))


ALWAYS_AGAIN = (functional, "agrees", lambda shape, declared: False)
NEVER_DIRECTLY = (replaying, "_direct", lambda ctx, node: replaying.INDIRECT)


@given(text=drawn())
@settings(max_examples=150, deadline=None)
def test_layers_asked_directly_tell_what_they_tell_when_called(text: str) -> None:
    assert analysed(text, ALWAYS_AGAIN) == analysed(text, ALWAYS_AGAIN, NEVER_DIRECTLY)


@given(text=drawn())
@settings(max_examples=150, deadline=None)
def test_a_graph_that_need_not_be_run_again_would_answer_the_same(text: str) -> None:
    short, again = analysed(text), analysed(text, ALWAYS_AGAIN)
    assert short["assignments"] == again["assignments"]
    assert short["findings"] == again["findings"]


BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize("folder", ["layers", "models"])
def test_layers_that_are_said_to_treat_examples_for_themselves_do(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nodes: list[graph.Node] = []
    initialize = graph.Node.__init__

    def record(self: graph.Node, *arguments: Any) -> None:
        initialize(self, *arguments)
        nodes.append(self)

    monkeypatch.setattr(graph.Node, "__init__", record)
    compared = set()
    for page in sorted((CASES / folder).glob("**/*.md")):
        for text in BLOCK.findall(page.read_text(encoding="utf-8")):
            nodes.clear()
            document = Document("a.py", text, workspace=WORKSPACE)
            document.analysis()
            for node in nodes:
                rule, config = rule_of(node.operation), layer_config(node.operation)
                direct = replaying.direct_of(document.interpreter, node)
                batches = {tensor.shape.batch for tensor in node.inputs}
                if rule is None or not rule.is_batchwise or direct is None or len(batches) != 1:
                    continue
                if config is not None and config.values.get("activation") == "glu":
                    continue
                if all(tensor.shape.dims for tensor in (*node.inputs, *node.outputs)):
                    shapes = [tensor.shape.replace(0, BATCH) for tensor in node.inputs]
                    answer = leaves(direct.structure(document.interpreter, shapes, is_symbolic=False))
                    expected = [(BATCH, *tensor.shape.known[1:]) for tensor in node.outputs]
                    assert [shape.dims for shape in answer] == expected, (rule.name, shapes, text)
                    compared.add(rule.name)
    assert len(compared) > 7
