"""Which files the arguments of a command mean."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "build", "dist", "venv", "env"})
"""Folders that are not walked, besides hidden ones and virtual environments under any name."""


def python_files(paths: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each path and whether it was named itself: a file as it is, a folder's Python files in order. `-` is standard input."""
    seen: set[str] = set()
    for path in paths:
        named = not os.path.isdir(path)
        for file in [path] if named else _walked(path):
            if file not in seen:
                seen.add(file)
                yield file, named


def _walked(folder: str) -> Iterator[str]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if _is_walked(Path(root, name)))
        for name in sorted(files):
            file = os.path.join(root, name)
            if name.endswith(".py") and os.path.isfile(file):  # no pipe, no link to nowhere
                yield file


def _is_walked(folder: Path) -> bool:
    if folder.name.startswith(".") or folder.name in SKIPPED:
        return False
    return not (folder / "pyvenv.cfg").exists()
