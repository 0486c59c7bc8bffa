"""The server in a second editor: Neovim's own client, which is no kin of VS Code's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from editor.code_server import ROOT

EXAMPLE = ROOT / "examples" / "gru_sequence_labels.py"


def test_neovim_shows_and_mends_the_same(tmp_path: Path) -> None:
    file = tmp_path / EXAMPLE.name
    file.write_bytes(EXAMPLE.read_bytes())
    environment = {"PYTHON": sys.executable, "FILE": str(file), "HOVER": "GRU(64", "FIX": "Flatten()"}
    done = subprocess.run(
        [Path(sys.prefix) / "bin" / "nvim", "--headless", "--clean", "-l", str(Path(__file__).with_name("neovim.lua"))],
        cwd=tmp_path,
        env={**os.environ, **environment, "XDG_STATE_HOME": str(tmp_path / "state")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert (14, "labels-shape") in [(found["line"], found["code"]) for found in seen["diagnostics"]]
    assert {"line": 13, "label": "(None, 20, 64)"} in seen["hints"]
    assert "(None, 20, 32)" in seen["hover"]
    assert "layers.Flatten(),\n" in file.read_text("utf-8")
