"""How this file names a layer or a function: in the form of its neighbours and of its imports, importing what is missing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..analysis.text import Replacement
from .syntax import Program

KERAS_MODULES = ("keras", "tensorflow.keras", "tf_keras", "tensorflow.python.keras")


class Spelling:
    """The names of a program. `imports` collects what a spelled name needs; take it with `imports_for`."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._modules: dict[str, str] = {}
        """What each bound name stands for: `layers` -> `tensorflow.keras.layers`."""
        self._from: list[ast.ImportFrom] = []
        self._stars: set[str] = set()
        for statement in program.nodes:
            if isinstance(statement, ast.Import):
                for name in statement.names:
                    self._modules[name.asname or name.name.partition(".")[0]] = (
                        name.name if name.asname else name.name.partition(".")[0]
                    )
            elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
                self._from.append(statement)
                for name in statement.names:
                    if name.name == "*":
                        self._stars.add(statement.module)
                    else:
                        self._modules[name.asname or name.name] = f"{statement.module}.{name.name}"
            elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Attribute):
                target, known = statement.targets[0], self.canonical(statement.value)
                if isinstance(target, ast.Name) and known is not None:
                    self._modules.setdefault(target.id, known)

    def canonical(self, node: ast.AST) -> str | None:
        """What a dotted name stands for by the imports: `layers.Dense` -> `tensorflow.keras.layers.Dense`."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self._modules:
            return None
        return ".".join([self._modules[node.id], *reversed(parts)])

    def is_keras(self, node: ast.AST, name: str) -> bool:
        """Whether a dotted name is `keras.<name>`, under any name that Keras goes by."""
        found = self.canonical(node)
        if found is None:
            return (
                isinstance(node, ast.Name)
                and node.id == name.rpartition(".")[2]
                and any(_is_keras_module(module) for module in self._stars)
            )
        return any(found == f"{module}.{name}" for module in KERAS_MODULES)

    def layer(self, name: str, neighbour: ast.expr | None = None) -> tuple[str, tuple[Replacement, ...]]:
        """How to write a class of `keras.layers`, and the import that it needs. `neighbour`: the function part of a layer's constructor."""
        for example in self._examples(neighbour):
            if isinstance(example, ast.Attribute):
                return f"{self.program.source(example.value)}.{name}", ()
            if isinstance(example, ast.Name):
                imported = self._imported(example, "layers", name)
                if imported is not None:
                    return imported
        return self.name(f"layers.{name}")

    def _examples(self, neighbour: ast.expr | None) -> Iterator[ast.expr]:
        if neighbour is not None and self._is_layer(neighbour):
            yield neighbour
        for node in sorted(
            (n for n in self.program.nodes if isinstance(n, ast.Call) and self._is_layer(n.func)),
            key=self.program.range,
        ):
            yield node.func

    def _is_layer(self, node: ast.expr) -> bool:
        found = self.canonical(node)
        if found is None:
            return isinstance(node, ast.Name) and any(m.endswith("keras.layers") for m in self._stars)
        module, _, name = found.rpartition(".")
        return name[:1].isupper() and any(module == f"{keras}.layers" for keras in KERAS_MODULES)

    def _imported(self, example: ast.Name, family: str, name: str) -> tuple[str, tuple[Replacement, ...]] | None:
        """A class under its plain name, its import added to the statement that imports the example."""
        for bound, target in self._modules.items():
            if any(target == f"{keras}.{family}.{name}" for keras in KERAS_MODULES):
                return bound, ()
        if any(module.endswith(f"keras.{family}") for module in self._stars):
            return name, ()
        if name in self._modules:
            return None
        for statement in self._from:
            if any((alias.asname or alias.name) == example.id for alias in statement.names):
                return name, (self._extended(statement, name),)
        return None

    def _extended(self, statement: ast.ImportFrom, name: str) -> Replacement:
        """One more name in a `from` import, laid out as the others are."""
        last = statement.names[-1]
        end = self.program.range(last)[1]
        indentation = self.program.indentation(last)
        if indentation is not None and len(statement.names) > 1:
            return Replacement(end, end, f",\n{indentation}{name}")
        return Replacement(end, end, f", {name}")

    def name(self, name: str) -> tuple[str, tuple[Replacement, ...]]:
        """How to write `keras.<name>` (`utils.to_categorical`, `ops.expand_dims`), and the import that it needs."""
        family, _, last = name.rpartition(".")
        for bound, target in self._modules.items():
            if any(target == f"{keras}.{name}" for keras in KERAS_MODULES):
                return bound, ()
        for bound, target in self._modules.items():
            if any(target == f"{keras}.{family}" for keras in KERAS_MODULES):
                return f"{bound}.{last}", ()
        for bound, target in self._modules.items():
            if target in KERAS_MODULES:
                return f"{bound}.{name}", ()
        for bound, target in self._modules.items():
            if target == "tensorflow":
                return f"{bound}.keras.{name}", ()
        root = next((s.module for s in self._from if s.module and _is_keras_module(s.module)), "keras")
        module = next(keras for keras in ("tensorflow.keras", "tf_keras", "keras") if root.startswith(keras))
        return last, (
            self._import(f"from {module}.{family} import {last}" if family else f"from {module} import {last}"),
        )

    def module(self, name: str, usual: str) -> tuple[str, tuple[Replacement, ...]]:
        """How to write a module (`numpy`, usually `np`), and the import that it needs."""
        for bound, target in self._modules.items():
            if target == name:
                return bound, ()
        return usual, (self._import(f"import {name} as {usual}"),)

    def _import(self, line: str) -> Replacement:
        """A new import after the last of the imports at the top of the file."""
        program = self.program
        place = 0
        for index, statement in enumerate(program.statements):
            is_docstring = index == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if not is_docstring and not isinstance(statement, (ast.Import, ast.ImportFrom)):
                break
            place = min(program.line_end(program.range(statement)[1]) + 1, len(program.text))
        lead = "" if place == 0 or program.text[place - 1] == "\n" else "\n"
        return Replacement(place, place, f"{lead}{line}\n")


def _is_keras_module(module: str) -> bool:
    return any(module == keras or module.startswith(f"{keras}.") for keras in KERAS_MODULES)
