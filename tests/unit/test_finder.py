"""Finding modules: Python's order, without starting an interpreter."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from shapelens.interpreter.environment import package_paths
from shapelens.interpreter.finder import LARGEST_FILE, Finder, Found, Trees, decode


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A virtual environment as it lies on disk, without an interpreter that could run."""
    root = tmp_path / "project"
    packages = root / ".venv" / "lib" / "python3.12" / "site-packages"
    (packages / "lib").mkdir(parents=True)
    (packages / "lib" / "__init__.py").write_text("x = 1\n")
    (packages / "lib" / "part.py").write_text("y = 2\n")
    (packages / "lonely.py").write_text("")
    (packages / "space" / "inner").mkdir(parents=True)
    (packages / "space" / "inner" / "__init__.py").write_text("")
    (root / ".venv" / "pyvenv.cfg").write_text("home = /nowhere/bin\nversion = 3.12.1\n")
    (root / ".venv" / "bin").mkdir()
    (root / ".venv" / "bin" / "python").write_text("#!/bin/sh\ntouch started\n")
    (root / ".venv" / "bin" / "python").chmod(0o755)
    return root


def test_installed_packages_are_found_by_the_layout_of_the_environment(environment: Path) -> None:
    packages = environment / ".venv" / "lib" / "python3.12" / "site-packages"
    finder = Finder(None, [environment], environment / ".venv" / "bin" / "python")
    assert finder.installed == (packages,)
    assert [
        finder.find(name) for name in ("lib", "lib.part", "lonely", "space", "space.inner", "lib.none", "none")
    ] == [
        Found(packages / "lib" / "__init__.py", True, False),
        Found(packages / "lib" / "part.py", False, False),
        Found(packages / "lonely.py", False, False),
        Found(packages / "space", True, False),
        Found(packages / "space" / "inner" / "__init__.py", True, False),
        None,
        None,
    ]


def test_the_environment_of_the_workspace_is_found(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    packages = environment / ".venv" / "lib" / "python3.12" / "site-packages"
    assert package_paths(None, [environment], False) == (packages,)


def test_no_interpreter_of_an_untrusted_workspace_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interpreter = tmp_path / "project" / "tools" / "python"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    interpreter.chmod(0o755)
    package_paths(interpreter, [tmp_path / "project"], False)
    assert not (tmp_path / "started").exists()


def test_path_files_add_folders_and_run_nothing(environment: Path, tmp_path: Path) -> None:
    packages = environment / ".venv" / "lib" / "python3.12" / "site-packages"
    editable = tmp_path / "elsewhere" / "src"
    editable.mkdir(parents=True)
    (editable / "mine.py").write_text("")
    (packages / "a.pth").write_text(f"# a comment\nimport os; open('{tmp_path}/ran', 'w')\n{editable}\nmissing\n")
    finder = Finder(None, [], environment / ".venv")
    assert finder.installed == (packages, editable)
    assert finder.find("mine") == Found(editable / "mine.py", False, False)
    assert not (tmp_path / "ran").exists()


def test_the_workspace_comes_before_installed_packages(environment: Path) -> None:
    packages = environment / ".venv" / "lib" / "python3.12" / "site-packages"
    (environment / "app" / "sub").mkdir(parents=True)
    (environment / "src").mkdir()
    for path in (
        "app/__init__.py",
        "app/sub/__init__.py",
        "app/sub/main.py",
        "app/tools.py",
        "src/common.py",
        "lonely.py",
    ):
        (environment / path).write_text("")
    (environment / "lib").mkdir()
    finder = Finder(environment / "app" / "sub" / "main.py", [environment], environment / ".venv")
    assert [finder.find(name) for name in ("app.tools", "app.sub", "common", "main", "lonely", "lib", "tools")] == [
        Found(environment / "app" / "tools.py", False, True),
        Found(environment / "app" / "sub" / "__init__.py", True, True),
        Found(environment / "src" / "common.py", False, True),
        Found(environment / "app" / "sub" / "main.py", False, True),
        Found(environment / "lonely.py", False, True),
        Found(packages / "lib" / "__init__.py", True, False),
        None,
    ]


def test_an_open_file_wins_over_the_disk(tmp_path: Path) -> None:
    on_disk, new = tmp_path / "a.py", tmp_path / "b.py"
    on_disk.write_text("x = 1\n")
    finder = Finder(tmp_path / "main.py", [tmp_path])
    finder.overlay = {on_disk: "x = 2\n", new: "y = 3\n"}.get
    assert finder.find("b") == Found(new, False, True)
    assert finder.read(on_disk) == "x = 2\n"
    assert ast.unparse(finder.parse(on_disk) or ast.Module([], [])) == "x = 2"


def test_an_open_file_may_be_half_typed(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    finder = Finder(tmp_path / "main.py", [tmp_path])
    finder.overlay = {path: "x = 2\ny = f(\n\nz = 3\n"}.get
    tree = finder.parse(path)
    assert tree is not None
    assert [statement.lineno for statement in tree.body] == [1, 2, 2, 4]
    assert ast.unparse(tree.body[-1]) == "z = 3"


def test_a_changed_file_is_parsed_again(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    finder = Finder(None, [tmp_path], trees=Trees())
    first = finder.parse(path)
    assert finder.parse(path) is first
    path.write_text("x = 1000\n")
    assert ast.unparse(finder.parse(path) or ast.Module([], [])) == "x = 1000"


def test_what_cannot_be_read_or_parsed_is_none(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def f(:\n")
    (tmp_path / "nul.py").write_bytes(b"x = 1\x00\n")
    (tmp_path / "large.py").write_bytes(b"#" * (LARGEST_FILE + 1))
    (tmp_path / "latin.py").write_bytes("x = 'é'".encode("latin-1"))
    (tmp_path / "deep.py").write_text("(" * 50_000)
    finder = Finder(None, [tmp_path], trees=Trees())
    names = ("broken.py", "nul.py", "large.py", "latin.py", "deep.py", "missing.py")
    assert [finder.parse(tmp_path / name) for name in names] == [None] * 6
    assert ast.dump(finder.parse(tmp_path) or ast.Module([ast.Pass()], [])) == ast.dump(ast.Module([], []))
    assert finder.find("..") is None
    assert finder.find("a b") is None


def test_source_is_decoded_as_python_decodes_it() -> None:
    assert decode("x = 'é'\r\n".encode()) == "x = 'é'\n"
    assert decode(b"\xef\xbb\xbfx = 1") == "x = 1"
    assert decode("# -*- coding: latin-1 -*-\nx = 'é'".encode("latin-1")) == "# -*- coding: latin-1 -*-\nx = 'é'"
    assert decode(b"# coding: nonsense\n") is None
    assert decode(b"x = '\xe9'") is None
