"""What was found in files before: the diagnostics of a text that has not changed, nor anything that it depends on.

An entry is one JSON file in the user's cache folder, named after the path and the options. It holds what the analysis depended on:
the text, the workspace's files that it imported and where it looked for others, and the folders of installed packages.
An entry that cannot be read or written is as if it were not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__

if TYPE_CHECKING:
    from ..analysis.document import Document
    from ..analysis.settings import Settings

Diagnostics = list[dict[str, Any]]
MOST_ENTRIES = 20_000


class Cache:
    """The diagnostics of one path, checked with certain settings and options."""

    def __init__(self, path: str, settings: Settings, options: str, roots: Iterable[Path]) -> None:
        self.path = path
        self.roots = tuple(roots)
        name = repr((_program(), os.path.abspath(path), self.roots, _plain(settings), options))
        self.file = folder() / f"{_digest(name)}.json"

    def get(self, text: str) -> Diagnostics | None:
        """What was found in this text; None where that has to be found out."""
        try:
            entry = json.loads(self.file.read_bytes())
            is_valid = (
                entry["text"] == _digest(text)
                and all(_stamp(path) == stamp for path, stamp in entry["stamps"])
                and (not entry["modules"] or self._finds(entry["modules"]))
            )
            return entry["diagnostics"] if is_valid else None
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def put(self, text: str, document: Document, diagnostics: Diagnostics) -> None:
        """Keeps what was found in this text."""
        modules = document.modules
        stamped = [*modules.loaded, *modules.installed]
        entry = {
            "text": _digest(text),
            "stamps": [[str(path), _stamp(str(path))] for path in stamped],
            "modules": {name: None if path is None else str(path) for name, path in modules.found.items()},
            "diagnostics": diagnostics,
        }
        temporary = self.file.with_suffix(f".{os.getpid()}")
        with suppress(OSError, ValueError, TypeError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(entry), encoding="utf-8")
            temporary.replace(self.file)
        with suppress(OSError):  # where the disk is full
            temporary.unlink(missing_ok=True)

    def _finds(self, modules: dict[str, str | None]) -> bool:
        """Whether the workspace's modules are still where they were, and none is where there was none."""
        from ..interpreter.finder import Finder

        finder = Finder(Path(self.path).absolute() if self.path.endswith(".py") else None, self.roots)
        for name, path in modules.items():
            found = finder.find_in_workspace(name)
            if (None if found is None else str(found.path)) != path:
                return False
        return True


def folder() -> Path:
    """Where the entries are: `shapelens` in the user's cache folder."""
    given = os.environ.get("SHAPELENS_CACHE") or os.environ.get("XDG_CACHE_HOME")
    if given:
        return Path(given) / "shapelens"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "shapelens" / "cache"
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "shapelens"


def prune() -> None:
    """Removes the oldest entries where there are too many."""
    with suppress(OSError):
        entries = list(folder().iterdir())
        if len(entries) > MOST_ENTRIES:
            entries.sort(key=lambda entry: entry.stat().st_mtime)
            for entry in entries[: len(entries) // 2]:
                entry.unlink()


@cache
def _program() -> str:
    """Which program it is that finds: its version and, as it may be under development, the state of its files."""
    files = Path(__file__).parents[1].rglob("*.py")
    return f"{__version__} {sys.version_info[:2]} {_digest(repr(sorted((str(f), _stamp(str(f))) for f in files)))}"


def _plain(settings: Settings) -> str:
    shapes = sorted((name, str(shape)) for name, shape in settings.shapes.items())
    severities = sorted(settings.severity.items())
    return repr((sorted(settings.select), sorted(settings.ignore), severities, settings.interpreter, shapes))


def _stamp(path: str) -> list[int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return [status.st_mtime_ns, status.st_size]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
