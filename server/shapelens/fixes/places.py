"""Where a layer is applied in the source (in a call, in a Sequential's list, by `add`), and edits there: insert before, remove, wrap, exchange."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TypeAlias

from ..analysis.text import Replacement
from ..values import Instance, Span
from .spelling import Spelling
from .syntax import Program

Replacements: TypeAlias = "tuple[Replacement, ...]"


@dataclass(frozen=True, eq=False)
class Place:
    """One application of a layer.

    kind: `call` (`layer(...)(x)`), `element` (of a list given to Sequential), `add` (`model.add(layer)`)
    node: the whole call, the element, or the call of `add`
    constructor: the call that makes the layer, wherever it stands; None if it is not in this file
    """

    program: Program
    spelling: Spelling
    kind: str
    node: ast.expr
    constructor: ast.Call | None

    @property
    def neighbour(self) -> ast.expr | None:
        """The function part of the constructor: how layers are spelled around here."""
        return self.constructor.func if self.constructor is not None else None

    @property
    def element(self) -> ast.expr:
        """The expression that stands for the layer."""
        if self.kind == "add":
            assert isinstance(self.node, ast.Call)
            return self.node.args[0] if self.node.args else self.node.keywords[0].value
        if self.kind == "call":
            assert isinstance(self.node, ast.Call)
            return self.node.func
        return self.node

    def inputs(self) -> list[ast.expr]:
        """What a call is given: the first argument, or the items of the list that it is."""
        if self.kind != "call" or not isinstance(self.node, ast.Call):
            return []
        given = self.node.args[:1] or [k.value for k in self.node.keywords if k.arg in ("inputs", "x")]
        if given and isinstance(given[0], (ast.List, ast.Tuple)):
            return list(given[0].elts)
        return given

    # ---------------------------------------------------------------- edits
    def insert(self, name: str, arguments: str = "", index: int | None = 0, wrap: str = "{}") -> Replacements | None:
        """A layer of Keras between this one and its input (the `index`-th of several; None: all of them as one)."""
        spelled, imports = self.spelling.layer(name, self.neighbour)
        text = wrap.format(f"{spelled}({arguments})")
        if self.kind == "element":
            return (*imports, self._insert_element(text))
        if self.kind == "add":
            return (*imports, *self._insert_add(text))
        if self._is_looped_over():
            return (*imports, self._insert_element(text))
        return self._insert_call(name, text, imports, index)

    def _is_looped_over(self) -> bool:
        """Whether the call is one of a loop over the layers of a list: `for layer in [Conv2D(4, 3), Dense(5)]: x = layer(x)`."""
        if self.kind != "call" or self.constructor is None or not isinstance(self.element, ast.Name):
            return False
        row = self.program.parents.get(self.constructor)
        return isinstance(row, (ast.List, ast.Tuple)) and any(
            isinstance(around, ast.For)
            and isinstance(around.target, ast.Name)
            and around.target.id == self.element.id
            and self.program.resolved(around.iter) is row
            for around in self.program.enclosing(self.node)
        )

    def _insert_element(self, text: str) -> Replacement:
        """Before the layer in its list."""
        layer = self.node if self.kind == "element" or self.constructor is None else self.constructor
        start = self.program.range(layer)[0]
        indentation = self.program.indentation(layer)
        if indentation is None:
            return Replacement(start, start, f"{text}, ")
        first = self.program.line_start(start)
        return Replacement(first, first, f"{indentation}{text},\n")

    def _insert_add(self, text: str) -> Replacements:
        assert isinstance(self.node, ast.Call)
        call = f"{self.program.source(self.node.func)}({text})"
        return (self.program.line_before(self.program.statement(self.node), call),)

    def _insert_call(self, name: str, text: str, imports: Replacements, index: int | None) -> Replacements | None:
        assert isinstance(self.node, ast.Call)
        if index is None:
            given = self.node.args[0] if self.node.args else None
        else:
            inputs = self.inputs()
            given = inputs[index] if index < len(inputs) else None
        if given is None or isinstance(given, ast.Starred):
            return None
        program = self.program
        made = self._new_attribute(name, text)
        if made is not None:
            text, line = made
            imports = (*imports, line)
        statement = program.statement(self.node)
        is_own_line = (
            isinstance(given, ast.Name)
            and isinstance(statement, ast.Assign)
            and statement.value is self.node
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
            and statement.targets[0].id == given.id
            and program.indentation(statement) is not None
        )
        source = program.source(given)
        if is_own_line:
            return (*imports, program.line_before(statement, f"{source} = {text}({source})"))
        if isinstance(given, ast.GeneratorExp):
            return None
        start, end = program.range(given)
        return (*imports, Replacement(start, start, f"{text}("), Replacement(end, end, ")"))

    def _new_attribute(self, name: str, text: str) -> tuple[str, Replacement] | None:
        """In a class: the layer made beside the one that is called, as an attribute."""
        func = self.node.func if isinstance(self.node, ast.Call) else None
        if not isinstance(func, ast.Attribute) or not isinstance(func.value, ast.Name) or func.value.id != "self":
            return None
        home = self.program.class_of(self.node)
        if self.constructor is None or home is None or self.program.class_of(self.constructor) is not home:
            return None
        statement = self.program.statement(self.constructor)
        if not isinstance(statement, ast.Assign) or self.program.indentation(statement) is None:
            return None
        taken = {n.attr for n in ast.walk(home) if isinstance(n, ast.Attribute)}
        base = "".join(
            f"_{c.lower()}" if c.isupper() and i and not name[i - 1].isupper() else c.lower()
            for i, c in enumerate(name)
        )
        attribute = base
        number = 2
        while attribute in taken:
            attribute = f"{base}_{number}"
            number += 1
        return f"self.{attribute}", self.program.line_before(statement, f"self.{attribute} = {text}")

    def remove(self) -> Replacements | None:
        """Takes the layer out: what it was given goes on in its place."""
        program = self.program
        if self.kind == "add":
            removed = program.without_statement(program.statement(self.node))
            return None if removed is None else (removed,)
        if self.kind == "element":
            return self._remove_element()
        inputs = self.inputs()
        assert isinstance(self.node, ast.Call)
        if len(inputs) != 1 or isinstance(self.node.args[0] if self.node.args else None, (ast.List, ast.Tuple)):
            return None
        statement = program.statement(self.node)
        if (
            isinstance(statement, ast.Assign)
            and statement.value is self.node
            and [program.source(target) for target in statement.targets] == [program.source(inputs[0])]
        ):
            removed = program.without_statement(statement)
            if removed is not None:
                return (removed,)
        return (program.replace(self.node, program.source(inputs[0])),)

    def _remove_element(self) -> Replacements | None:
        program = self.program
        start, end = program.range(self.node)
        text = program.text
        after = end
        while after < len(text) and text[after] in " \t":
            after += 1
        has_comma = text[after : after + 1] == ","
        line_end = program.line_end(end)
        rest = text[after + has_comma : line_end].strip()
        if program.indentation(self.node) is not None and (not rest or rest.startswith("#")):
            return (Replacement(program.line_start(start), min(line_end + 1, len(text)), ""),)
        if not has_comma:
            comma = text.rfind(",", 0, start)
            return None if comma < 0 or text[comma + 1 : start].strip() else (Replacement(comma, end, ""),)
        after += 1
        while after < len(text) and text[after] in " \t":
            after += 1
        return (Replacement(start, after, ""),)

    def wrap(self, name: str) -> Replacements | None:
        """The layer inside a wrapper of Keras: `TimeDistributed(layer)`."""
        node: ast.expr | None = self.constructor
        if node is None and self.kind != "call":
            node = self.element
        if node is None:
            return None
        spelled, imports = self.spelling.layer(name, self.neighbour)
        start, end = self.program.range(node)
        return (*imports, Replacement(start, start, f"{spelled}("), Replacement(end, end, ")"))

    def exchange(self, name: str, arguments: str = "") -> Replacements | None:
        """Another layer in its place."""
        if self.constructor is None:
            return None
        spelled, imports = self.spelling.layer(name, self.neighbour)
        return (*imports, self.program.replace(self.constructor, f"{spelled}({arguments})"))


def constructor(program: Program, layer: object) -> ast.Call | None:
    """The call that makes a layer, if it stands in this file under the layer's name (a function that makes several is none)."""
    made = program.call(layer.span) if isinstance(layer, Instance) else None
    if made is None or not isinstance(layer, Instance):
        return None
    name = made.func.attr if isinstance(made.func, ast.Attribute) else getattr(made.func, "id", "")
    return made if name[:3].lower() == layer.cls.short_name[:3].lower() else None


def place_at(program: Program, spelling: Spelling, span: Span | None, layer: object) -> Place | None:
    """The application of a layer that a span covers."""
    node = program.expression(span)
    if node is None:
        return None
    made = constructor(program, layer)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "add"
        and node is not made
        and (node.args or node.keywords)
        and not spelling.canonical(node.func)
    ):
        return Place(program, spelling, "add", node, made)
    parent = program.parents.get(node)
    if isinstance(parent, (ast.List, ast.Tuple)) and (made is node or not isinstance(node, ast.Call) or made is None):
        around = program.parents.get(parent)
        if isinstance(around, ast.keyword):
            around = program.parents.get(around)
        if isinstance(around, (ast.Call, ast.Assign)):
            return Place(program, spelling, "element", node, made)
    if isinstance(node, ast.Call) and node is not made:
        return Place(program, spelling, "call", node, made)
    if isinstance(parent, (ast.List, ast.Tuple)):
        return Place(program, spelling, "element", node, made)
    return None
