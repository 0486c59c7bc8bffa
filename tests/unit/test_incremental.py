"""An analysis that was reached by edits equals the one from scratch, whatever the edits."""

from __future__ import annotations

import importlib.util
import os
import random
import sys
from pathlib import Path

import pytest
from shapelens.analysis.document import Document, analyse
from shapelens.analysis.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parents[1]))

from incremental import edits, told

ROOT = Path(__file__).parents[2]
EDITS = int(os.environ.get("SHAPELENS_EDITS", "5"))
"""Random edits of each file."""


def sources() -> list[Path]:
    """Programs to edit: the examples, and Keras's own applications (real code of up to 800 lines)."""
    keras = importlib.util.find_spec("keras")
    assert keras is not None and keras.origin is not None
    applications = Path(keras.origin).parent / "src" / "applications"
    return [*sorted((ROOT / "examples").glob("*.py")), *sorted(applications.glob("[!_]*[!t].py"))]


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_edits_equal_from_scratch(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    workspace = Workspace()
    document = Document(str(path), text, workspace=workspace)
    document.analysis()
    for number, changed in enumerate(edits(text, seed=random.Random(path.stem).randrange(1 << 30), count=EDITS)):
        document.update(changed)
        assert told(document.analysis()) == told(analyse(str(path), changed, workspace=workspace)), (
            f"after edit {number}"
        )


def test_a_comment_edit_keeps_every_run() -> None:
    text = "import keras\nx = keras.Input((4,))\ny = keras.layers.Dense(3)(x)\n"
    document = Document("a.py", text)
    before = told(document.analysis())
    document.update(text.replace("y =", "# a comment\ny ="))
    after = told(document.analysis())
    assert [entry[1:] for entry in after["sites"]] == [entry[1:] for entry in before["sites"]]
    assert [entry[0].line for entry in after["sites"]] == [
        entry[0].line + (entry[0].line > 2) for entry in before["sites"]
    ]
