"""Python programs drawn from a grammar: every statement and expression, with the known libraries' functions called on whatever comes.

Most of what they say is nonsense. It must cost no more than sense does, and raise nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from shapelens import libraries  # noqa: F401  (the libraries register themselves)
from shapelens.interpreter import registry

from .words import COMPARISONS, CONSTANTS, HEADER, KEYWORDS, NAMES, OPERATORS, SCRAPS, VALUES

LIBRARIES = ("builtins", "keras", "tensorflow", "numpy", "sklearn", "pandas", "math", "itertools", "functools")


class Vocabulary(NamedTuple):
    """The dotted names of everything that the libraries define, by library, and the names of methods and attributes."""

    functions: tuple[tuple[str, ...], ...]
    attributes: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    for library in LIBRARIES:
        registry.load(library)
    found = [name.removeprefix("builtins.") for name in registry._values]
    attributes = {name for kind in registry._methods for name in registry.methods(kind)}
    attributes |= {
        "fit",
        "add",
        "shape",
        "output",
        "layers",
        "build",
        "call",
        "compile",
        "__class__",
        "summary",
        "missing",
    }
    by_library: dict[str, list[str]] = {}
    for name in sorted(found):
        first, _, rest = name.partition(".")
        if first in LIBRARIES or not rest:
            by_library.setdefault(first if rest else "builtins", []).append(name)
            if first == "keras":  # what people call most
                by_library.setdefault(".".join(name.split(".")[:2]), []).append(name)
    return Vocabulary(tuple(map(tuple, by_library.values())), tuple(sorted(attributes)))


class Writer:
    """Writes one program."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.left = draw.choice([20, 60, 150])
        """Nodes that may still be written; then only constants come."""

    def program(self) -> str:
        values = "".join(f"{name} = {self.draw.choice(VALUES)}\n" for name in NAMES)
        if self.draw.random() < 0.5:  # calls alone, each with fresh arguments
            body = ""
            for _ in range(20):
                self.left = 4
                body += f"{self.name() if self.draw.random() < 0.3 else 'result'} = {self.call()}\n"
            return HEADER + values + body
        body = "".join(self.statement("") for _ in range(self.draw.randrange(1, 12)))
        return HEADER + values + body

    # statements

    def statement(self, indent: str) -> str:
        simple: list[Callable[[], str]] = [
            lambda: f"{self.target()} = {self.expression()}",
            lambda: f"{self.name()} = {self.call()}",
            lambda: f"{self.name()} = {self.call()}",
            lambda: self.call(),
            lambda: f"{self.name()} {self.draw.choice(OPERATORS)}= {self.expression()}",
            lambda: f"{self.name()}: {self.expression()} = {self.expression()}",
            lambda: f"del {self.target()}",
            lambda: f"assert {self.expression()}, {self.expression()}",
            lambda: f"raise {self.expression()}",
            lambda: f"return {self.expression()}" if indent else "pass",
            lambda: f"global {self.name()}" if indent else "pass",
            lambda: f"yield {self.expression()}" if indent else "...",
            lambda: f"model.{self.draw.choice(['add', 'fit', 'compile', 'build', 'predict'])}({self.arguments()})",
            lambda: (
                f"from {self.draw.choice(['keras', 'numpy', 'missing', '.', 'tensorflow.keras'])} import {self.name()}"
            ),
        ]
        if len(indent) < 12 and self.left > 0 and self.draw.random() < 0.35:
            return self.block(indent)
        return f"{indent}{self.draw.choice(simple)()}\n"

    def block(self, indent: str) -> str:
        inner = indent + "    "

        def body() -> str:
            return "".join(self.statement(inner) for _ in range(self.draw.randrange(1, 4)))

        heads: list[Callable[[], str]] = [
            lambda: f"{indent}if {self.expression()}:\n{body()}{indent}else:\n{body()}",
            lambda: f"{indent}for {self.target()} in {self.expression()}:\n{body()}",
            lambda: f"{indent}for {self.name()} in range({self.draw.choice(['3', '10**9', 'n', '-1'])}):\n{body()}",
            lambda: f"{indent}while {self.expression()}:\n{body()}",
            lambda: f"{indent}with {self.expression()} as {self.target()}:\n{body()}",
            lambda: (
                f"{indent}try:\n{body()}{indent}except {self.expression()} as e:\n{body()}{indent}finally:\n{body()}"
            ),
            lambda: f"{self.decorators(indent)}{indent}def {self.name()}({self.parameters()}):\n{body()}",
            lambda: f"{self.decorators(indent)}{indent}class {self.name()}({self.bases()}):\n{body()}",
            lambda: (
                f"{indent}class B(layers.Layer):\n{inner}def call(self, x):\n    {body().replace(chr(10), chr(10) + '    ')}\n"
            ),
            lambda: f"{indent}match {self.expression()}:\n{inner}case {self.pattern()}:\n{inner}    {self.call()}\n",
            lambda: f"{indent}async def {self.name()}():\n{body()}",
        ]
        return self.draw.choice(heads)()

    def decorators(self, indent: str) -> str:
        if self.draw.random() < 0.7:
            return ""
        names = ["staticmethod", "classmethod", "property", "dataclass", "tf.function", "f", self.expression()]
        return f"{indent}@{self.draw.choice(names)}\n"

    def parameters(self) -> str:
        forms = ["", "a", "self", "a, b=1", "*a", "**k", "a, /, b, *, c", "self, x", "units", f"x={self.atom()}"]
        return self.draw.choice(forms)

    def bases(self) -> str:
        forms = ["", "layers.Layer", "keras.Model", "A", "object", "dict", "metaclass=A", self.atom(), "layers.Dense"]
        return self.draw.choice(forms)

    def pattern(self) -> str:
        return self.draw.choice(
            ["_", "1", "[a, *b]", "{'a': x}", "layers.Dense(units=3)", "a | b", "(1, x) as y", "None"]
        )

    # expressions

    def name(self) -> str:
        return self.draw.choice(NAMES)

    def target(self) -> str:
        forms = [*["{0}"] * 6, "{0}, {1}", "{0}, *{1}", "{0}.x", "{0}[0]", "{0}[1:]", "({0}, [{1}, a])", "model.layers"]
        return self.draw.choice(forms).format(self.name(), self.name())

    def atom(self) -> str:
        return self.name() if self.draw.random() < 0.6 else self.draw.choice(CONSTANTS)

    def expression(self) -> str:
        self.left -= 1
        if self.left < 0 or self.draw.random() < 0.4:
            return self.atom()
        e = self.expression
        forms: list[Callable[[], str]] = [
            self.call,
            self.call,
            self.call,
            lambda: f"({e()} {self.draw.choice(OPERATORS)} {e()})",
            lambda: f"({e()} {self.draw.choice(COMPARISONS)} {e()})",
            lambda: f"({e()} {self.draw.choice(['and', 'or'])} {e()})",
            lambda: f"({self.draw.choice(['-', '~', 'not ', '+'])}{e()})",
            lambda: f"({e()}).{self.draw.choice(vocabulary().attributes)}",
            lambda: f"({e()}).{self.draw.choice(vocabulary().attributes)}({self.arguments()})",
            lambda: f"({e()})[{self.index()}]",
            lambda: f"({e()} if {e()} else {e()})",
            lambda: f"[{e()}, {e()}]",
            lambda: f"({e()}, {e()})",
            lambda: f"{{{e()}: {e()}, **{e()}}}",
            lambda: f"[{e()} for {self.target()} in {e()} if {e()}]",
            lambda: f"{{{e()}: {e()} for {self.name()} in {e()}}}",
            lambda: f"sum({e()} for {self.name()} in {e()})",
            lambda: f"(lambda {self.parameters()}: {e()})",
            lambda: f"({self.name()} := {e()})",
            lambda: f"f'{{{self.name()}}}'",
            lambda: f"keras.Model({e()}, {e()})",
            lambda: f"keras.Sequential([{e()}, {e()}])",
            lambda: f"layers.Dense({e()})({e()})",
        ]
        return self.draw.choice(forms)()

    def index(self) -> str:
        forms = ["{0}", "{0}:{1}", "::{0}", "..., {0}", "{0}, {1}", "None", ":, {0}", "{0}:{1}:{0}, None"]
        return self.draw.choice(forms).format(self.expression(), self.atom())

    def call(self) -> str:
        self.left -= 1
        called = self.draw.choice(self.draw.choice(vocabulary().functions))
        first = f"{called}({self.arguments()})"
        if called.startswith("keras.layers.") and self.draw.random() < 0.7:
            return f"{first}({self.arguments()})"
        return first

    def arguments(self) -> str:
        given = [self.expression() for _ in range(self.draw.choice([0, 1, 1, 1, 2, 2, 3]))]
        if self.draw.random() < 0.3:
            given.append(f"{self.draw.choice(KEYWORDS)}={self.expression()}")
        if self.draw.random() < 0.05:
            given.append(f"*{self.expression()}")
        if self.draw.random() < 0.05:
            given.append(f"**{self.expression()}")
        return ", ".join(given)


def program(seed: int) -> str:
    """The program of a seed; every third is damaged, as text that is being typed."""
    draw = random.Random(seed)
    text = Writer(draw).program()
    if seed % 3 == 0:
        for _ in range(draw.randrange(1, 6)):
            start = draw.randrange(len(text) + 1)
            text = text[:start] + draw.choice(SCRAPS) + text[start + draw.choice([0, 0, 1, 3, 20]) :]
    return text
