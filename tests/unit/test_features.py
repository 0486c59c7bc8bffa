"""Features are functions of an analysis. A `$0` in a program is the cursor."""

from __future__ import annotations

import pytest
from shapelens.analysis.analysis import Analysis
from shapelens.analysis.document import Document, analyse
from shapelens.analysis.settings import HintSettings, Settings
from shapelens.analysis.text import Text
from shapelens.features.code_lens import code_lenses
from shapelens.features.diagnostics import diagnostics
from shapelens.features.history import document, history
from shapelens.features.hover import hover
from shapelens.features.inlay_hints import inlay_hints, tooltip
from shapelens.features.summary import summaries

HEAD = "import keras\nfrom keras import layers\n"


def analysed(source: str) -> tuple[Analysis, int, int]:
    """The analysis of a program and the 1-based place of its cursor."""
    source = HEAD + source
    line, column = Text(source).place(max(source.find("$0"), 0))
    return analyse("a.py", source.replace("$0", "")), line + 1, column + 1


def hints(source: str, settings: HintSettings = HintSettings()) -> list[tuple[int, str]]:
    analysis, _, _ = analysed(source)
    return [(hint.line - 2, hint.label) for hint in inlay_hints(analysis, settings)]


def hovered(source: str) -> list[str]:
    shown = hover(*analysed(source))
    return [] if shown is None else [line for line in shown.markdown.split("\n") if line]


def test_a_place_has_one_hint() -> None:
    assert hints("x = keras.Input((3,))\ny = layers.Dense(2)(x)\nz = y + 1\n") == [
        (1, "(None, 3)"),
        (2, "(None, 2)"),
        (3, "(None, 2)"),
    ]


def test_elements_and_adds_have_hints() -> None:
    source = "m = keras.Sequential([\n  keras.Input((3,)),\n  layers.Dense(2),\n])\nm.add(layers.Dense(1))\n"
    assert hints(source) == [(2, "(None, 3)"), (3, "(None, 2)"), (5, "(None, 1)")]


def test_a_loop_joins_what_it_saw() -> None:
    source = "x = keras.Input((3,))\nfor n in (8, 16, 4):\n    x = layers.Dense(n)(x)\n"
    assert hints(source) == [(1, "(None, 3)"), (3, "(None, 8) … (None, 4) ×3")]


def test_what_agrees_is_shown_once() -> None:
    source = "x = keras.Input((3,))\nfor n in range(5):\n    x = layers.Dense(3)(x)\n"
    assert hints(source)[1] == (3, "(None, 3)")


def test_what_is_unknown_has_no_hint() -> None:
    assert hints("y = layers.Lambda(lambda x: mystery(x))(mystery())\n") == []


def test_hints_obey_the_settings() -> None:
    source = "x = keras.Input((3,))\ny = layers.Dense(2)(x)\nz = y + 1\n"
    assert hints(source, HintSettings(enabled=False)) == []
    assert hints(source, HintSettings(kinds=frozenset({"assignments"}))) == [
        (1, "(None, 3)"),
        (2, "(None, 2)"),
        (3, "(None, 2)"),
    ]
    long = "x, s = keras.Input((3, 3)), 0\ny = layers.LSTM(5, return_state=True)(x)\n"
    assert hints(long, HintSettings(max_length=12))[-1] == (2, "[(None, 5),…")


def test_hover_on_a_call_tells_all() -> None:
    assert hovered("x = keras.Input((20, 32))\ny = layers.GRU(64, name='g')$0(x)\n") == [
        "**GRU** `g`",
        "```text",
        "(None, 20, 32) → (None, 64)",
        "```",
        "(None, 20, 32) from line 3: `x = keras.Input((20, 32))`",
        "18,816 parameters",
        "| weight | shape | |",
        "|---|---|---|",
        "| kernel | `(32, 192)` | |",
        "| recurrent_kernel | `(64, 192)` | |",
        "| bias | `(2, 192)` | |",
        "- the last of 20 steps (return_sequences=False)",
        "- units = 64",
        "[keras.layers.GRU](https://keras.io/api/layers/recurrent_layers/gru/)",
    ]


def test_hover_on_a_name_tells_what_it_was_given() -> None:
    assert hovered("x = keras.Input((3,))\ny = layers.Dense(2)(x$0)\n") == [
        "```text",
        "x: (None, 3)",
        "```",
        "assigned on line 3: `x = keras.Input((3,))`",
    ]


def test_hover_on_a_parameter_is_not_another_functions_name() -> None:
    source = "x = keras.Input((3,))\ndef f(x):\n    return layers.Dense(2)(x$0)\nf(keras.Input((9,)))\n"
    assert hovered(source)[0].startswith("**Dense**")


def test_hover_in_a_loop_shows_each_shape() -> None:
    source = "x = keras.Input((3,))\nfor n in (8, 16):\n    x = layers.Dense(n)$0(x)\n"
    assert hovered(source)[1:4] == ["```text", "(None, 3) → (None, 8)", "(None, 8) → (None, 16)"]


def test_a_tooltip_is_the_hover_of_its_call() -> None:
    analysis, _, _ = analysed("x = layers.Dense(2)(keras.Input((3,)))\n")
    (hint,) = [hint for hint in inlay_hints(analysis, HintSettings()) if hint.kind == "calls"]
    text = tooltip(analysis, hint.line, hint.column)
    assert text is not None and text.startswith("**Dense**") and "8 parameters" in text


def test_lenses_count_a_models_parameters() -> None:
    analysis, _, _ = analysed("m = keras.Sequential([keras.Input((3,)), layers.Dense(2)])\n")
    assert [(lens.location.line, lens.title) for lens in code_lenses(analysis)] == [
        (3, "(None, 3) → (None, 2), 8 parameters")
    ]


def test_a_line_that_is_wrong_at_every_turn_is_told_of_a_few_times() -> None:
    calls = "".join(f"make({n})\n" for n in range(1, 10))
    analysis, _, _ = analysed("def make(n):\n    layers.Dense(-n)\n" + calls + "layers.Dense(-1)\n")
    shown = [(diagnostic.location.line, diagnostic.message) for diagnostic in diagnostics(analysis, Settings())]
    assert len(analysis.findings) == 10
    assert [line for line, _ in shown] == [4, 4, 4, 14]
    assert [message.endswith("(and 6 more like this one here)") for _, message in shown] == [False, False, True, False]


def test_what_is_built_on_an_input_of_a_single_number_has_shapes() -> None:
    analysis, _, _ = analysed("x = layers.Dense(2)(keras.Input(shape=(1024)))\n")
    assert [finding.code for finding in analysis.findings] == ["invalid-argument"]
    dense = next(site for site in analysis.sites if site.callee == "keras.layers.Dense")
    assert [str(seen.outputs[0]) for seen in dense.observations] == ["(None, 2)"]


def test_settings_and_comments_silence_findings() -> None:
    source = "layers.Dense(0)\nlayers.Dense(-1)  # shapelens: ignore[invalid-argument]\nlayers.Dense(-2)  # shapelens: ignore[input-rank]\n"
    analysis, _, _ = analysed(source)

    def lines(settings: Settings) -> list[tuple[int, str]]:
        return [(shown.location.line - 2, shown.severity) for shown in diagnostics(analysis, settings)]

    assert lines(Settings()) == [(1, "error"), (3, "error")]
    assert lines(Settings(severity={"invalid-argument": "hint"})) == [(1, "hint"), (3, "hint")]
    assert lines(Settings(ignore=frozenset({"invalid-argument"}))) == []
    assert lines(Settings(select=frozenset({"input-rank"}))) == []


def test_a_summary_tells_connections_and_what_is_frozen() -> None:
    source = (
        "i = keras.Input((4,), name='i')\nd = layers.Dense(4, name='d', trainable=False)(i)\n"
        "o = layers.Add(name='s')([i, d])\nm = keras.Model(i, o, name='m')\n"
    )
    (summary,) = summaries(Document("a.py", HEAD + source))
    assert [(row.name, row.kind, row.output, row.parameters, row.connections) for row in summary.rows] == [
        ("i", "InputLayer", "(None, 4)", "0", "-"),
        ("d", "Dense", "(None, 4)", "20", "i[0][0]"),
        ("s", "Add", "(None, 4)", "0", "i[0][0], d[0][0]"),
    ]
    assert (summary.name, summary.is_linear, summary.trainable, summary.non_trainable) == ("m", False, 0, 20)


BRANCHES = """\
import keras
import numpy as np
from keras import layers

inputs = keras.Input((8, 8, 3))
left = layers.Conv2D(
    4, 3,
    padding="same",
)(inputs)
right = layers.Conv2D(4, 1)(inputs)
joined = layers.add([left, right])
model = keras.Sequential([layers.Flatten(), layers.Dense(2)])
data = np.zeros((5, 4)).reshape((-1, 2, 2))[:3]
answer = model(data)


class Head(keras.Model):
    def call(self, data):
        steps = layers.Dense(3)(data)
        return steps


result = Head()(data[..., None])
"""


@pytest.mark.parametrize(
    ("line", "column", "lines"),
    [
        (
            11,
            1,
            [
                "# How (None, 8, 8, 4) came about",
                "1. **Input**, line 5: `keras.Input((8, 8, 3))`",
                "   → (None, 8, 8, 3)",
                '2. **Conv2D**, line 6: `layers.Conv2D( 4, 3, padding="same", )(inputs)`',
                "   (None, 8, 8, 3) → (None, 8, 8, 4)",
                "   - height: ceil(8/1) = 8",
                "   - width: ceil(8/1) = 8",
                "3. **Conv2D**, line 10: `layers.Conv2D(4, 1)(inputs)`",
                "   (None, 8, 8, 3) of 1 → (None, 8, 8, 4)",
                "   - height: (8 - 1)/1 + 1 = 8",
                "   - width: (8 - 1)/1 + 1 = 8",
                "4. **Add**, line 11: `layers.add([left, right])`",
                "   (None, 8, 8, 4) of 2, (None, 8, 8, 4) → (None, 8, 8, 4)",
            ],
        ),
        (
            13,
            1,
            [
                "# How (3, 2, 2) came about",
                "1. **zeros**, line 13: `np.zeros((5, 4))`",
                "   → (5, 4)",
                "2. **reshape**, line 13: `np.zeros((5, 4)).reshape((-1, 2, 2))`",
                "   (5, 4) → (5, 2, 2)",
                "3. **Expression**, line 13: `np.zeros((5, 4)).reshape((-1, 2, 2))[:3]`",
                "   (5, 2, 2) → (3, 2, 2)",
            ],
        ),
        (
            20,
            16,
            [
                "# How (3, 2, 2, 3) came about",
                "1. **Dense**, line 19: `layers.Dense(3)(data)`",
                "   (3, 2, 2, 1) → (3, 2, 2, 3)",
            ],
        ),
    ],
)
def test_a_history_tells_each_call_that_led_to_a_shape(line: int, column: int, lines: list[str]) -> None:
    found = history(analyse("train.py", BRANCHES), line, column)
    assert found is not None
    assert [text for text in document(found).split("\n") if text] == lines


def test_what_has_no_shape_has_no_history() -> None:
    assert history(analyse("train.py", BRANCHES), 1, 8) is None
