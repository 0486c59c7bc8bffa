"""`shapelens verify` asks real Keras, and finds what Shapelens would say wrongly."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from shapelens.analysis.document import Document
from shapelens.cli.group import group
from shapelens.features.verification import claims, differences
from shapelens.oracle import KerasError, Outcome, Tensor, Verdict

PROGRAM = """\
import keras
from keras import layers

inputs = keras.Input((20, 32))
steps = layers.Bidirectional(layers.GRU(8, return_sequences=True))(inputs)
mixed = layers.MultiHeadAttention(2, 4)(steps, inputs)
both = layers.concatenate([steps, mixed])


class Own(layers.Layer):
    def call(self, x):
        return x


head = keras.Sequential([layers.GlobalAveragePooling1D(), layers.Dense(3)])
outputs = Own()(head(both))
"""


def test_keras_agrees_call_by_call(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    result = CliRunner().invoke(group, ["verify", str(tmp_path / "program.py")])
    assert result.exit_code == 0, result.output
    assert ", 0 differences, " in result.output
    compared = int(result.output.split(": ")[1].split()[0])
    assert compared >= 4


def test_what_keras_says_otherwise_is_told() -> None:
    found, others = claims(Document("a.py", "import keras\nx = keras.layers.Dense(5)(keras.Input((3,)))\n"))
    (claim,) = found
    assert (others, claim.callee, claim.parameters) == (0, "keras.layers.Dense", 20)
    right = Verdict(symbolic=Outcome(True, Tensor((None, 5))), parameters=20)
    wrong = Verdict(symbolic=Outcome(True, Tensor((None, 6))), parameters=24)
    rejected = Verdict(symbolic=Outcome(False, error=KerasError("ValueError", "no\nway", "call")))
    assert [differences(claim, verdict) for verdict in (right, wrong, rejected)] == [
        [],
        ["Shapelens says (None, 5), Keras (None, 6)", "Shapelens counts 20 parameters, Keras 24"],
        ["Keras rejects it: no way"],
    ]
