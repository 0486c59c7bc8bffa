"""The house of docs/architecture.md: a folder imports only from folders below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapelens

PACKAGE = Path(shapelens.__file__).parent
BELOW = {
    "shapes": set(),
    "values": {"shapes"},
    "findings": {"values", "shapes"},
    "interpreter": {"findings", "values", "shapes"},
    "libraries": {"interpreter", "findings", "values", "shapes"},
    "oracle": set(),
    "analysis": {"libraries", "interpreter", "findings", "values", "shapes"},
    "fixes": {"analysis", "libraries", "interpreter", "findings", "values", "shapes"},
    "features": {"fixes", "analysis", "libraries", "interpreter", "findings", "values", "shapes", "oracle"},
    "lsp": {"features", "fixes", "analysis", "libraries", "interpreter", "findings", "values", "shapes", "oracle"},
    "cli": {
        "lsp",
        "features",
        "fixes",
        "analysis",
        "libraries",
        "interpreter",
        "findings",
        "values",
        "shapes",
        "oracle",
    },
}
"""Each folder, and the folders that it may import from."""


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """The folders of the package that a file imports from, with the line."""
    package = ("shapelens", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            start = [*base, *(node.module or "").split(".")] if node.module else base
            names = [[*start, alias.name] for alias in node.names]
        else:
            continue
        for name in names:
            if name[0] == "shapelens" and len(name) > 1 and name[1] in BELOW:
                yield name[1], node.lineno


@pytest.mark.parametrize("folder", BELOW)
def test_a_folder_imports_only_from_those_below_it(folder: str) -> None:
    files = sorted((PACKAGE / folder).rglob("*.py"))
    assert files
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} imports {name}"
        for path in files
        for name, line in imported(path)
        if name != folder and name not in BELOW[folder]
    ]
    assert wrong == []


def test_every_folder_has_its_place() -> None:
    assert {path.parent.name for path in PACKAGE.glob("*/__init__.py")} == set(BELOW)
