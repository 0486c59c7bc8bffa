"""The signatures that Shapelens carries are those of the installed Keras."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path

from .conftest import KERAS_PYTHON

ROOT = Path(__file__).parents[2]
DATA = ROOT / "server/shapelens/libraries/keras/data/signatures.json"


def test_the_data_is_what_the_installed_keras_has() -> None:
    check = [str(KERAS_PYTHON), str(ROOT / "scripts/read_signatures.py"), "--check"]
    done = subprocess.run(check, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"run scripts/read_signatures.py\n{done.stdout}{done.stderr[-2000:]}"


def test_every_signature_is_a_parameter_list_and_every_alias_leads_to_one() -> None:
    names = json.loads(DATA.read_text(encoding="utf-8"))["names"]
    for name, entry in names.items():
        if isinstance(entry, str):
            assert isinstance(names[entry], dict), name
        else:
            for part in ("init", "call"):
                ast.parse(f"def f({entry.get(part, '')}): pass")


def test_a_page_is_derived_for_every_layer() -> None:
    names = json.loads(DATA.read_text(encoding="utf-8"))["names"]
    layers = {n: e for n, e in names.items() if n.startswith("keras.layers.") and isinstance(e, dict) and "init" in e}
    assert len(layers) == 144
    assert [name for name, entry in layers.items() if not entry["page"].startswith("layers/")] == []
    assert layers["keras.layers.Conv2D"]["page"] == "layers/convolution_layers/convolution2d"
