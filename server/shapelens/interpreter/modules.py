"""Importing: libraries from the registry, workspace files by interpreting them with the program, installed packages from their source.

A workspace module runs in the importing program's own heap, since the program may change what it holds. An installed
package is interpreted once for all programs; what it defines is shared and cannot be changed.
"""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from ..values import ABSENT, Deferred, Heap, ListValue, Module, Scope, Unit, Value
from . import registry
from .budget import Budget, OutOfBudget
from .frame import Frame
from .interpreter import Interpreter
from .statements import execute

log = logging.getLogger(__name__)


class Located(Protocol):
    """A module's file."""

    @property
    def path(self) -> Path: ...

    @property
    def is_package(self) -> bool: ...

    @property
    def is_workspace(self) -> bool: ...


class Finder(Protocol):
    """Finds modules without importing anything (`finder.py`)."""

    def find(self, name: str) -> Located | None: ...

    @property
    def searched(self) -> tuple[Path, ...]: ...

    def parse(self, path: Path) -> ast.Module | None: ...


CONCERNED: dict[str, bool] = {"keras": True}
"""Installed packages by name, and whether their source makes layers or models. The same for every program of this process."""
LAYERS = re.compile(
    rb"keras[\w.]*\.(layers|models|engine|Model)\b|keras[\w.]* import [^\n]*\b(layers|models|Model|Layer)\b"
)
MOST_FILES = 60
LIBRARY_BUDGET = Budget(steps=300_000, unit_steps=100_000)


def _makes_layers(path: Path) -> bool:
    """Whether a package is named after Keras, or one of its first files uses layers or models: a callback alone is no reason."""
    if "keras" in path.name:
        return True
    if path.is_file():
        files = [path]
    else:
        files = [file for depth in ("*.py", "*/*.py", "*/*/*.py") for file in sorted(path.glob(depth))[:MOST_FILES]]
    for file in files:
        try:
            if LAYERS.search(file.read_bytes()):
                return True
        except OSError:
            continue
    return False


class Modules:
    """The modules of one program.

    libraries: modules of installed packages, shared between programs that use the same environment
    loaded:    files that were read, for watching
    found:     where the workspace has each module that was looked for; None where it has none
    """

    def __init__(self, finder: Finder | None, libraries: dict[str, Module] | None = None) -> None:
        self.finder = finder
        self.libraries: dict[str, Module] = {} if libraries is None else libraries
        self.workspace: dict[str, Module] = {}
        self.loaded: set[Path] = set()
        self.found: dict[str, Path | None] = {}
        self.library_paths: set[str] = set()

    @property
    def installed(self) -> tuple[Path, ...]:
        """The folders in which installed packages were looked for."""
        return self.finder.searched if self.finder is not None else ()

    def is_library(self, path: str) -> bool:
        """Whether a file belongs to an installed package."""
        return path in self.library_paths or "site-packages" in path

    def load(self, run: Interpreter, name: str) -> Module | None:
        """The module of an absolute dotted name; None if there is none to be had."""
        if name in self.workspace:
            return self.workspace[name]
        located = None
        if self.finder is not None and not registry.is_reserved(name):
            located = self.finder.find(registry.canonical(name))
            is_own = located is not None and located.is_workspace
            self.found[registry.canonical(name)] = located.path if located is not None and is_own else None
            if located is not None and is_own:
                return self._run_workspace(run, name, located)
        value = registry.lookup(name)
        if isinstance(value, Module):
            return value
        if located is None and not registry.is_closed(name):
            return registry.stand_in(name)
        if registry.is_closed(name) or located is None or not self._concerns_keras(located, registry.canonical(name)):
            return None
        canonical = registry.canonical(name)
        if canonical not in self.libraries:
            self.libraries[canonical] = self._run_library(canonical, located)
        return self.libraries[canonical]

    def _concerns_keras(self, located: Located, name: str) -> bool:
        """Whether an installed package has to do with Keras's layers at all. Others are not read: they are many, large and tell no shapes."""
        package = name.partition(".")[0]
        if package not in CONCERNED:
            folder = located.path
            for _ in range(name.count(".") + (1 if located.is_package else 0)):
                folder = folder.parent
            CONCERNED[package] = _makes_layers(folder if folder.name == package else located.path)
        return CONCERNED[package]

    def absolute(self, module: str, path: str, name: str, level: int) -> str:
        """The absolute name of a relative import in `module`."""
        parts = module.split(".")
        is_package = Path(path).name == "__init__.py"
        keep = len(parts) - level + (1 if is_package else 0)
        base = ".".join(parts[: max(keep, 0)])
        return f"{base}.{name}" if base and name else base or name

    def public_names(self, run: Interpreter, module: Value) -> Iterator[tuple[str, Value]]:
        """What `from module import *` binds."""
        if not isinstance(module, Module):
            return
        if module.scope is None:
            for name in registry.names(module.name):
                if not name.startswith("_"):
                    yield name, registry.member(module.name, name)
            return
        listed = run.heap.get(module.scope, "__all__")
        names: list[Value] = [*run.heap.names(module.scope)]
        if isinstance(listed, ListValue):
            items = listed.items(run.heap)
            names = [*items] if items is not None else names
        elif isinstance(listed, tuple):
            names = [*listed]
        else:
            names = [name for name in names if not str(name).startswith("_")]
        for public in names:
            if isinstance(public, str):
                value = run.heap.get(module.scope, public)
                if isinstance(value, Deferred) and not run.heap.is_shared:
                    value = run.arrived(module.scope, public, value)
                if value is not ABSENT:
                    yield public, value

    def arrived(self, run: Interpreter, scope: Scope, name: str, waiting: Deferred) -> Value:
        """What a library's import binds, now that it is asked for; remembered in the module's scope."""
        is_first = scope.fields.get(name) is waiting
        if is_first:
            del scope.fields[name]  # `from . import layers` in a package's own file means the module of that name
        value: Value = self.load(run, waiting.module)
        if value is None:
            value = run.unknown(f"the module {waiting.module}")
        if waiting.member is not None:
            value = run.attribute(value, waiting.member)
        if is_first:
            scope.fields[name] = value
        return value

    def _run_workspace(self, run: Interpreter, name: str, located: Located) -> Module | None:
        assert self.finder is not None
        self.loaded.add(located.path)
        tree = self.finder.parse(located.path)
        module = Module(name, Scope(run.heap, None, "module"))
        self.workspace[name] = module
        if tree is not None:
            self._execute(run, module, located, tree)
        return module

    def _run_library(self, name: str, located: Located) -> Module:
        assert self.finder is not None
        heap = Heap(is_shared=True)
        module = Module(name, Scope(heap, None, "module"))
        self.libraries[name] = module
        tree = self.finder.parse(located.path)
        if tree is not None:
            self.library_paths.add(str(located.path))
            run = Interpreter("", self, LIBRARY_BUDGET)
            run.heap = heap
            run.memory.is_off = True
            self._execute(run, module, located, tree)
        heap.share()
        return module

    def _execute(self, run: Interpreter, module: Module, located: Located, tree: ast.Module) -> None:
        assert module.scope is not None
        module.scope.fields.update(__name__=module.name, __file__=str(located.path), __doc__=None)
        frame = Frame(module.scope, Unit(str(located.path), ""), module.name)
        outer, run.frame = run.frame, frame
        try:
            for statement in tree.body:
                execute(run, statement)
        except RecursionError:
            log.info("%s nests too deeply", located.path)
        except OutOfBudget:
            if run.path:
                raise
        finally:
            run.frame = outer


__all__ = ["Finder", "Modules"]
