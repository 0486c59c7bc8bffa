"""What the files of one session share: the folders, the texts that are open, and the installed packages already read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..interpreter.finder import Finder
from ..interpreter.modules import Modules
from ..values import Module


class Workspace:
    """Says where the modules that a file imports come from.

    roots:   the folders that are open; imports are looked for there too. None: the registered libraries alone are known
    overlay: the text of a file that an editor has open; None for one on disk
    trusted: whether an interpreter that lies in the workspace may be started to ask where its packages are
    """

    def __init__(
        self,
        roots: Sequence[Path] | None = (),
        overlay: Callable[[Path], str | None] = lambda path: None,
        trusted: bool = False,
    ) -> None:
        self.roots = roots
        self.overlay = overlay
        self.trusted = trusted
        self._packages: dict[str | None, dict[str, Module]] = {}

    def modules(self, path: str, interpreter: str | None = None) -> Modules:
        """The modules of one program. A path that names no file (`-`, `untitled:`) imports from the roots alone."""
        if self.roots is None:
            return Modules(None)
        file = Path(path).absolute() if path.endswith(".py") else None
        finder = Finder(file, tuple(self.roots), Path(interpreter) if interpreter else None, self.trusted)
        finder.overlay = self.overlay
        return Modules(finder, self._packages.setdefault(interpreter, {}))


ALONE = Workspace(None)
"""For text that stands by itself: no file of any folder is looked for."""
