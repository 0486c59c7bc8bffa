"""Python programs drawn from a grammar: every statement and expression, with the known libraries' functions called on whatever comes.

Most of what they say is nonsense. It must cost no more than sense does, and raise nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from shapelens import libraries  # noqa: F401  (the libraries register themselves)
from shapelens.interpreter import registry

from .words import (
    BLOCKS,
    COMPARISONS,
    CONSTANTS,
    EXPRESSIONS,
    HEADER,
    KEYWORDS,
    NAMES,
    ODD,
    OPERATORS,
    SCRAPS,
    SIMPLE,
    VALUES,
    listed,
)

LIBRARIES = ("builtins", "keras", "tensorflow", "numpy", "sklearn", "pandas", "math", "itertools", "functools")
USUAL = ["fit", "add", "shape", "output", "layers", "build", "call", "compile", "__class__", "summary", "missing"]
DEEPEST = 12
"""Columns of indentation."""
SLOT = re.compile(r"<(\w)>")


class Vocabulary(NamedTuple):
    """The dotted names of everything that the libraries define, by library, and the names of methods and attributes."""

    functions: tuple[tuple[str, ...], ...]
    attributes: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    for library in LIBRARIES:
        registry.load(library)
    found = [name.removeprefix("builtins.") for name in registry._values]
    attributes = {name for kind in registry._methods for name in registry.methods(kind)} | set(USUAL)
    by_library: dict[str, list[str]] = {}
    for name in sorted(found):
        first, _, rest = name.partition(".")
        if first in LIBRARIES or not rest:
            by_library.setdefault(first if rest else "builtins", []).append(name)
            if first == "keras":  # what people call most
                by_library.setdefault(".".join(name.split(".")[:2]), []).append(name)
    return Vocabulary(tuple(map(tuple, by_library.values())), tuple(sorted(attributes)))


class Writer:
    """Writes one program, from templates whose slots (`<e>`) name what goes there."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.left = draw.choice([20, 60, 150])
        """Nodes that may still be written; then only constants come."""
        self.slots: dict[str, Callable[[], str]] = {
            "e": self.expression,
            "c": self.call,
            "a": self.arguments,
            "n": lambda: draw.choice(NAMES),
            "o": lambda: draw.choice(OPERATORS),
            "q": lambda: draw.choice(COMPARISONS),
            "m": lambda: draw.choice(vocabulary().attributes),
            "t": lambda: self.filled(draw.choice(TARGETS)),
            "i": lambda: self.filled(draw.choice(INDICES)),
            "p": lambda: self.filled(draw.choice(PATTERNS)),
            "s": lambda: self.filled(draw.choice(PARAMETERS)),
            "b": lambda: self.filled(draw.choice(BASES)),
            "d": lambda: self.filled(draw.choice(DECORATORS)),
            "k": lambda: draw.choice(["keras", "numpy", "missing", ".", "..a", "tensorflow.keras", "os", "sklearn"]),
        }

    def program(self) -> str:
        values = "".join(f"{name} = {self.draw.choice(VALUES)}\n" for name in NAMES)
        if self.draw.random() < 0.3:  # calls alone, each with fresh arguments
            body = ""
            for _ in range(20):
                self.left = 4
                body += f"{self.draw.choice((*NAMES, *['result'] * 9))} = {self.call()}\n"
            return HEADER + values + body
        return HEADER + values + "".join(self.statement("") for _ in range(self.draw.randrange(1, 12)))

    def filled(self, template: str) -> str:
        """A template with something in each slot."""
        return SLOT.sub(lambda match: self.slots[match[1]](), template)

    def statement(self, indent: str) -> str:
        if len(indent) >= DEEPEST or self.left <= 0 or self.draw.random() > 0.35:
            return f"{indent}{self.filled(self.draw.choice(SIMPLE))}\n"
        text = ""
        for line in self.draw.choice(BLOCKS).strip("\n").split("\n"):
            if line.strip() == "...":
                inner = indent + line[: line.index(".")]
                text += "".join(self.statement(inner) for _ in range(self.draw.randrange(1, 4)))
            else:
                text += f"{indent}{self.filled(line)}\n"
        return text

    def expression(self) -> str:
        self.left -= 1
        if self.left < 0 or self.draw.random() < 0.4:
            chance = self.draw.random()
            return self.draw.choice(NAMES if chance < 0.55 else CONSTANTS if chance < 0.85 else ODD)
        return self.call() if self.draw.random() < 0.15 else self.filled(self.draw.choice(EXPRESSIONS))

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


TARGETS = listed("""
<n> ; <n> ; <n> ; <n> ; <n>, <n> ; <n>, *<n> ; *<n>, ; <n>.x ; <n>.<m> ; <n>[<i>] ; <n>[1:] ; (<n>, [<n>, a]) ; [] ; model.layers ; self.<n> ; f(<n>).x
""")
INDICES = listed("""
<e> ; <e>:<e> ; ::<e> ; ..., <e> ; <e>, <e> ; None ; :, <e> ; <e>:<e>:<e>, None ; *<n> ; -1 ; <n>, ... ; (<e>, <e>) ; [<e>, <e>] ; <n> := <e>
""")
PATTERNS = listed("""
_ ; 1 ; -1.5 ; 'a' ; [a, *b] ; {'a': x, **y} ; layers.Dense(units=3) ; A(x, y=1) ; 1 | 2 ; (1, x) as y ; None ; keras.Model ; [] ; [[x], *_] ; int(x) if <e>
""")
PARAMETERS = listed("""
 ; a ; self ; a, b=1 ; *a ; **k ; a, /, b, *, c ; self, x ; units ; x=<e> ; self, *a, **k ; a: <e>, *b: <e>, c: <e> = <e>, **d: <e> ; cls ; a, a ; *, x=<e>
""")
BASES = listed("""
 ; layers.Layer ; keras.Model ; A ; B, A ; object ; dict ; metaclass=A ; A, metaclass=type(<n>) ; <e> ; layers.Dense ; type ; list, layers.Layer ; <n>, x=<e> ; *<e> ; **<e>
; Exception ; keras.losses.Loss ; keras.metrics.Metric ; keras.callbacks.Callback ; tf.Module ; keras.utils.Sequence
""")
DECORATORS = listed("""
staticmethod ; classmethod ; property ; dataclass ; dataclass(frozen=<e>) ; tf.function ; f ; <e> ; functools.lru_cache(<e>) ; functools.wraps(<n>) ; <n>.setter
; keras.saving.register_keras_serializable() ; <n> := f ; (lambda g: <e>) ; contextlib.contextmanager
""")


def program(seed: int) -> str:
    """The program of a seed; every third is damaged, as text that is being typed."""
    draw = random.Random(seed)
    text = Writer(draw).program()
    if seed % 3 == 0:
        for _ in range(draw.randrange(1, 6)):
            start = draw.randrange(len(text) + 1)
            text = text[:start] + draw.choice(SCRAPS) + text[start + draw.choice([0, 0, 1, 3, 20]) :]
    return text
