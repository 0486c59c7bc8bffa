"""Files and disks that are not as they should be: one line says so, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from shapelens.analysis.document import analyse
from shapelens.analysis.workspace import Workspace
from shapelens.oracle import FunctionQuestion, Oracle

ROOT = Path(__file__).parents[2]
WRONG = """\
import keras
from keras import layers

x = layers.LSTM(64)(keras.Input((20, 32)))
y = layers.LSTM(32)(x)
"""


def shapelens(folder: Path, *arguments: str, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """`limit`: bytes that a file may have, as if the disk were full beyond."""
    prefix = ["prlimit", f"--fsize={limit}"] if limit else []
    return subprocess.run(
        [*prefix, sys.executable, "-m", "shapelens", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "server"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.py", "no such file"),
        ("folder.py", "no findings"),
        ("binary.py", "it is a binary file"),
        ("latin.py", "its bytes are not text in the encoding that it declares (UTF-8 if none)"),
        ("coding.py", "its bytes are not text in the encoding that it declares (UTF-8 if none)"),
        ("long.py", "it is too long to analyse: 10.0 MB"),
        ("endless.py", "it is too long to analyse: 8.0 MB"),
        ("link.py", "no such file"),
        ("loop.py", "Too many levels of symbolic links"),
        ("x" * 300 + ".py", "File name too long"),
    ],
)
def test_a_file_that_cannot_be_read_costs_one_line(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "binary.py").write_bytes(b"\0\1\2")
    (tmp_path / "latin.py").write_bytes("x = 'é'\n".encode("latin-1"))
    (tmp_path / "coding.py").write_bytes(b"# coding: no-such-encoding\n")
    (tmp_path / "long.py").write_bytes(b"x = 1\n" * 1_666_667)
    (tmp_path / "endless.py").symlink_to("/dev/zero" if sys.platform == "linux" else tmp_path / "long.py")
    (tmp_path / "link.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")
    done = shapelens(tmp_path, "check", name)
    if name == "folder.py":
        assert (done.returncode, done.stderr) == (0, "")
        return
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line in (f"shapelens: {name}: {reason}", f"shapelens: {name}: {reason}, 2 MB at most")


def test_a_folder_of_oddities_is_walked(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "link.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "wrong.py").write_text(WRONG)
    done = shapelens(tmp_path, "check", ".")
    assert (done.returncode, done.stderr) == (1, "")
    assert "input-rank" in done.stdout


def test_a_full_disk_leaves_the_file_whole(tmp_path: Path) -> None:
    program = WRONG + "# " + "a" * 3000 + "\n"
    (tmp_path / "wrong.py").write_text(program)
    done = shapelens(tmp_path, "check", "--fix", "wrong.py", limit=1000)
    assert done.returncode == 2
    assert done.stderr == "shapelens: wrong.py: [Errno 27] File too large\n"
    assert (tmp_path / "wrong.py").read_text() == program
    assert os.listdir(tmp_path) == ["wrong.py"]


def test_a_mended_file_keeps_its_mode_and_its_links(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text(WRONG)
    (tmp_path / "real.py").chmod(0o750)
    (tmp_path / "link.py").symlink_to("real.py")
    assert shapelens(tmp_path, "check", "--fix", "link.py").returncode == 0
    assert (tmp_path / "link.py").is_symlink()
    assert "return_sequences=True" in (tmp_path / "real.py").read_text()
    assert (tmp_path / "real.py").stat().st_mode & 0o777 == 0o750


MODULES = {
    "a link to nowhere": lambda folder: (folder / "helper.py").symlink_to(folder / "nowhere.py"),
    "a link to itself": lambda folder: (folder / "helper.py").symlink_to(folder / "helper.py"),
    "a folder": lambda folder: (folder / "helper.py").mkdir(),
    "a pipe": lambda folder: os.mkfifo(folder / "helper.py"),
    "a device": lambda folder: (folder / "helper.py").symlink_to("/dev/zero"),
    "a binary": lambda folder: (folder / "helper.py").write_bytes(b"\0\1\2" * 1000),
    "bytes of no encoding": lambda folder: (folder / "helper.py").write_bytes(b"\xff\xfe\xfd"),
    "broken syntax": lambda folder: (folder / "helper.py").write_text("def ("),
    "itself": lambda folder: (folder / "helper.py").write_text(
        "import program\nfrom program import *\nimport helper\n"
    ),
    "a ring": lambda folder: [
        (folder / f"{a}.py").write_text(f"from {b} import *\nimport {b} as x\nf = x.x.x\n")
        for a, b in (("helper", "second"), ("second", "third"), ("third", "helper"))
    ],
    "files named like libraries": lambda folder: [
        (folder / f"{name}.py").write_text("raise SystemExit\nInput = layers = None\n")
        for name in ("keras", "numpy", "tensorflow", "helper")
    ],
    "a package in a ring of links": lambda folder: [
        (folder / "helper").mkdir(),
        (folder / "helper" / "helper").symlink_to(folder / "helper"),
    ],
    "a file that nobody may read": lambda folder: [
        (folder / "helper.py").write_text("x = 1\n"),
        (folder / "helper.py").chmod(0),
    ],
    "a folder that nobody may enter": lambda folder: (folder / "helper").mkdir(0),
}


@pytest.mark.parametrize("name", MODULES)
def test_an_import_of_anything_costs_nothing(tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture) -> None:
    MODULES[name](tmp_path)
    text = f"import helper, helper.helper.helper\nfrom helper import *\n{WRONG}z = helper.x\n"
    (tmp_path / "program.py").write_text(text)
    started = time.process_time()
    analysis = analyse(str(tmp_path / "program.py"), text, workspace=Workspace([tmp_path]))
    assert time.process_time() - started < 5
    assert caplog.records == []
    assert [finding.code for finding in analysis.findings] == ["input-rank"]


WORKER = """
import json, sys
print(json.dumps({"keras": "3.0.0", "backend": "fake"}), flush=True)
for line in sys.stdin:
    print(json.dumps({"symbolic": {"accepted": True, "outputs": 1}}), flush=True)
"""
PARENT = """
import sys, time
from pathlib import Path
from shapelens.oracle import FunctionQuestion, Oracle
oracle = Oracle(Path(sys.executable), worker=Path(sys.argv[1]))
oracle.ask(FunctionQuestion("numpy.abs", (1,)))
print(oracle._worker._process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_killed_client_leaves_no_worker_behind(tmp_path: Path) -> None:
    (tmp_path / "worker.py").write_text(WORKER)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    command = [sys.executable, "-c", PARENT, str(tmp_path / "worker.py")]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while _is_alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(worker)


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_worker_without_memory_is_a_missing_worker(tmp_path: Path) -> None:
    greedy = tmp_path / "worker.py"
    greedy.write_text(
        "import resource, sys\nn = int(sys.argv[1])\nresource.setrlimit(resource.RLIMIT_DATA, (n, n))\nbytearray(1 << 30)\n"
    )
    with Oracle(Path(sys.executable), worker=greedy, memory_limit=200 << 20) as oracle:
        verdict = oracle.ask(FunctionQuestion("numpy.abs", (1,)))
    assert (verdict.available, verdict.reason) == (False, "the interpreter ended while importing Keras (status 1)")


def test_no_place_for_the_workers_folder_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/no/such/folder")
    verdict = Oracle(Path(sys.executable)).ask(FunctionQuestion("numpy.abs", (1,)))
    assert verdict.available is False
    assert verdict.reason is not None and "No such file or directory" in verdict.reason
