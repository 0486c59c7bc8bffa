"""A server under which files turn into folders, interpreters hang and memory ends; and a person who types on before it has answered."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.hostile import PROGRAMS
from replay.wire import COMMAND, Wire

MODEL = "from keras import Input, layers\nfrom sizes import UNITS\nx = layers.Dense(UNITS)(Input((4,)))\n"
WRONG = "from keras import Input, layers\nx = layers.LSTM(2)(Input((3,)))\n"


class Program:
    """A file that is open at a server."""

    def __init__(self, wire: Wire, path: Path, text: str) -> None:
        self.wire = wire
        self.document = {"uri": path.as_uri(), "version": 1}
        wire.notify("textDocument/didOpen", {"textDocument": {**self.document, "languageId": "python", "text": text}})

    def write(self, text: str) -> None:
        self.document["version"] = int(self.document["version"]) + 1
        self.wire.notify("textDocument/didChange", {"textDocument": self.document, "contentChanges": [{"text": text}]})

    def codes(self) -> list[str]:
        found = self.wire.request("textDocument/diagnostic", {"textDocument": self.document})["result"]["items"]
        return [diagnostic["code"] for diagnostic in found]

    def hints(self) -> list[str]:
        place = {"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}}
        params = {"textDocument": self.document, "range": place}
        return [hint["label"] for hint in self.wire.request("textDocument/inlayHint", params)["result"]]


def served(folder: Path, **options: Any) -> Wire:
    """A server with one workspace folder."""
    wire = Wire(folder=folder)
    folders = [{"uri": folder.as_uri(), "name": "project"}]
    wire.initialize(workspaceFolders=folders, initializationOptions=options)
    return wire


def is_well(wire: Wire) -> bool:
    """Takes leave of a server; whether it had nothing to complain of."""
    return wire.close() == 0 and wire.trouble() == "" and not any("internal error" in line for line in wire.logged)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a folder": lambda file: file.mkdir(),
    "a link to nowhere": lambda file: file.symlink_to(file.parent / "nowhere"),
    "a link to itself": lambda file: file.symlink_to(file),
    "a binary": lambda file: file.write_bytes(b"\0\xff"),
    "nothing": lambda file: None,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_is_imported_turns_into_anything(tmp_path: Path, change: str) -> None:
    sizes = tmp_path / "sizes.py"
    sizes.write_text("UNITS = 5\n")
    wire = served(tmp_path)
    model = Program(wire, tmp_path / "model.py", MODEL)
    assert (model.codes(), model.hints()) == ([], ["(None, 4)", "(None, 5)"])
    sizes.unlink()
    CHANGES[change](sizes)
    wire.notify(
        "workspace/didChangeWatchedFiles", {"changes": [{"uri": sizes.as_uri(), "type": kind} for kind in (3, 1)]}
    )
    assert (model.codes(), model.hints()) == ([], ["(None, 4)", "(None, ?)"])
    assert is_well(wire)


def test_an_open_file_turns_into_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text(WRONG)
    wire = served(tmp_path)
    model = Program(wire, path, WRONG)
    path.unlink()
    path.mkdir()
    wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 2}]})
    wire.notify("textDocument/didSave", {"textDocument": model.document})
    assert model.codes() == ["input-rank"]
    model.write("")
    assert model.codes() == []
    assert is_well(wire)


INTERPRETERS = {
    "missing": None,
    "hanging": "exec sleep 600",
    "dying": "exit 9",
    "babbling": "yes no | head -c 100000; exec sleep 600",
    "no Keras": f'exec {shlex.quote(sys.executable)} -S "$@"',
}


@pytest.mark.parametrize("name", INTERPRETERS)
def test_an_interpreter_that_is_none_costs_nothing(tmp_path: Path, name: str) -> None:
    """A layer without a rule would be asked of it."""
    python = tmp_path / "elsewhere" / "python"
    script = INTERPRETERS[name]
    if script is not None:
        python.parent.mkdir()
        python.write_text(f"#!/bin/sh\n{script}\n")
        python.chmod(0o755)
    (tmp_path / "project").mkdir()
    wire = served(tmp_path / "project", interpreter=str(python))
    text = WRONG + "y = layers.NoSuchLayer(3)(Input((4,)))\nz = layers.Dense(7)(y)\n"
    model = Program(wire, tmp_path / "project" / "model.py", text)
    assert model.codes() == ["input-rank"]
    for number in range(3):
        model.write(text + f"u = layers.NoSuchLayer({number})(Input((4,)))\n")
        assert model.codes() == ["input-rank"]
    assert is_well(wire)


def test_a_server_whose_interpreter_hangs_ends_with_its_client(tmp_path: Path) -> None:
    python = tmp_path / "elsewhere" / "python"
    python.parent.mkdir()
    python.write_text("#!/bin/sh\nexec sleep 600\n")
    python.chmod(0o755)
    (tmp_path / "project").mkdir()
    wire = served(tmp_path / "project", interpreter=str(python))
    text = "from keras import Input, layers\ny = layers.NoSuchLayer(3)(Input((4,)))\n"
    assert Program(wire, tmp_path / "project" / "model.py", text).codes() == []
    assert wire.hang_up() == 1


@pytest.mark.skipif(sys.platform != "linux", reason="limits")
def test_the_server_limits_its_memory() -> None:
    wire = Wire()
    wire.initialize()
    limits = Path(f"/proc/{wire.process.pid}/limits").read_text()
    assert limits.partition("Max data size")[2].split()[0] == str(4 << 30)
    assert is_well(wire)


@pytest.mark.skipif(sys.platform != "linux", reason="limits")
def test_a_server_at_the_end_of_its_memory_answers_on(tmp_path: Path) -> None:
    """The stack of the analysis's thread counts, so this is some 100 MiB for the program: too little for the long line."""
    wire = Wire(["prlimit", f"--data={400 << 20}", *COMMAND])
    wire.initialize()
    model = Program(wire, tmp_path / "model.py", WRONG)
    assert model.codes() == ["input-rank"]
    for name in ("one long line", "many lines", "a long string", "a large dict"):
        model.write(PROGRAMS[name] * (3 if name == "one long line" else 1))
        assert model.codes() == []
        model.write(WRONG)
        assert model.codes() == ["input-rank"]
    assert wire.memory()[1] < 400
    assert wire.close() == 0


COSTLY = "import keras\nfrom keras import layers\nx = keras.Input((20, 32))\n" + "".join(
    f"x{n} = layers.LSTM(64)(x)\ny{n} = layers.LSTM(32)(x{n})\n" for n in range(60)
)
"""Each second line is a mistake with several fixes, each of which is tried out."""


def test_newer_text_goes_before_what_was_asked_of_the_older(tmp_path: Path) -> None:
    wire = Wire()
    wire.initialize()
    model = Program(wire, tmp_path / "model.py", COSTLY)
    assert len(model.codes()) == 60
    asked = []
    for line in range(4, 124, 2):
        place = {"line": line, "character": 8}
        params = {
            "textDocument": model.document,
            "range": {"start": place, "end": place},
            "context": {"diagnostics": []},
        }
        asked.append(wire.ask("textDocument/codeAction", params))
    for number in asked[10:]:
        wire.cancel(number)
    before = time.monotonic(), wire.processor()
    model.write(WRONG)
    assert model.codes() == ["input-rank"]
    assert wire.processor() - before[1] < 2 or time.monotonic() - before[0] < 2
    late = {wire.answer(number).get("error", {}).get("code", 0) for number in asked[10:]}
    assert late <= {0, -32800}
    for number in asked[:10]:
        assert "error" not in wire.answer(number)
    assert is_well(wire)


def test_what_is_cancelled_is_not_worked_at(tmp_path: Path) -> None:
    """Sixty requests for fixes, all of them taken back, cost no more than a few."""
    wire = Wire()
    wire.initialize()
    model = Program(wire, tmp_path / "model.py", COSTLY)
    model.codes()
    spent = []
    for is_cancelled in (False, True):
        before = wire.processor()
        places = [{"line": line, "character": 8} for line in range(4, 124, 2)]
        params = [{"textDocument": model.document, "range": {"start": p, "end": p}, "context": {}} for p in places]
        asked = [wire.ask("textDocument/codeAction", each) for each in params]
        for number in asked if is_cancelled else ():
            wire.cancel(number)
        wire.settle()
        spent.append(wire.processor() - before)
        model.write(COSTLY + "#\n")
        model.codes()
    assert spent[1] < 0.5 * spent[0] + 0.3
    assert is_well(wire)
