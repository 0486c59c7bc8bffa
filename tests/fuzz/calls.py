"""Every function, class, method, attribute and operator that the libraries define, each used with arguments of any kind.

Half of a call's arguments are such as the parameter's name suggests, so that the call comes far; the others are anything. What a line
gives is an argument of later ones. A rule may answer a value or a mismatch and nothing else: any other exception is logged as an internal error.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from shapelens.interpreter import registry
from shapelens.libraries.arrays.op import SPELLINGS
from shapelens.libraries.keras import signatures
from shapelens.values import Class, Decorated, Native, Value

from . import words
from .programs import vocabulary
from .words import COMPARISONS, OPERATORS

LINES = 40
"""Uses in one program."""


@cache
def _meant() -> dict[str, tuple[str, ...]]:
    return {name: forms for names, forms in words.MEANT for name in names.split()}


@cache
def functions() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """One name of everything that is called, and the names of its parameters as far as they are known."""
    vocabulary()
    found: dict[object, tuple[str, tuple[str, ...]]] = {}
    for name, value in registry._values.items():
        if isinstance(value, (Native, Class)) and ".src." not in name:
            identity = value.implementation if isinstance(value, Native) else value
            found.setdefault(identity, (name, _parameters(name, value)))
    return tuple(found.values())


def _parameters(name: str, value: Value) -> tuple[str, ...]:
    if name in SPELLINGS:
        return SPELLINGS[name].theirs
    known = signatures.constructor(name) or signatures.call(name)
    if known is not None:
        return known.names
    if isinstance(value, Class):
        maker = next(
            (cls.fields[m] for cls in value.mro for m in ("__construct__", "__init__") if m in cls.fields), None
        )
        value = maker.function if isinstance(maker, Decorated) else maker
    if not isinstance(value, Native):
        return ()
    kinds = [p for p in value.signature.parameters.values() if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    return tuple(p.name for p in kinds if p.name not in ("ctx", "self", "cls"))


class Caller:
    """Writes uses of what the libraries define."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.made = 0
        """Results so far, named r0, r1, ..."""

    def value(self) -> str:
        """Any value: odd ones, one of each kind, results of earlier lines."""
        chance = self.draw.random()
        if chance < 0.25 and self.made:
            return f"r{self.draw.randrange(self.made)}"
        if chance < 0.35:
            return f"[{self.value()}, {self.value()}]"
        return self.draw.choice(
            words.ODD
            if chance < 0.65
            else words.MAKERS
            if chance < 0.8
            else words.CONSTANTS
            if chance < 0.85
            else words.TENSORS
        )

    def argument(self, parameter: str) -> str:
        forms = _meant().get(parameter)
        return self.draw.choice(forms) if forms is not None and self.draw.random() < 0.6 else self.value()

    def arguments(self, parameters: tuple[str, ...]) -> str:
        """A call's arguments: the first ones by position, some others by keyword."""
        if not parameters:
            given = [self.value() for _ in range(self.draw.choice([0, 1, 1, 2, 2, 3]))]
            return ", ".join(
                given + ([f"{self.draw.choice(words.KEYWORDS)}={self.value()}"] if self.draw.random() < 0.2 else [])
            )
        first = min(len(parameters), self.draw.choice([0, 1, 1, 2, 2, 3, 4]))
        given = [self.argument(name) for name in parameters[:first]]
        others = [name for name in parameters[first:] if name.isidentifier()]
        chosen = self.draw.sample(others, min(len(others), self.draw.choice([0, 0, 1, 1, 2, 3])))
        given += [f"{name}={self.argument(name)}" for name in chosen]
        if self.draw.random() < 0.03:
            given.append(self.draw.choice(["*{}", "**{}", "no_such={}"]).format(self.value()))
        return ", ".join(given)

    def call(self, name: str, parameters: tuple[str, ...]) -> str:
        written = f"{name.removeprefix('builtins.')}({self.arguments(parameters)})"
        if name.startswith("keras.layers."):
            written += f"({self.arguments(('inputs',))})" if self.draw.random() < 0.8 else ""
        elif self.draw.random() < 0.1:
            written += f"({self.arguments(('inputs',))})"
        return written

    def member(self, maker: str, attribute: str) -> str:
        written = f"{maker if maker[0].isalpha() else f'({maker})'}.{attribute}"
        return written if self.draw.random() < 0.3 else f"{written}({self.arguments(())})"

    def syntax(self) -> str:
        a, b, c = self.value(), self.value(), self.value()
        operator = self.draw.choice((*OPERATORS, *COMPARISONS))
        form = (
            f"({a}) {operator} ({b})"
            if self.draw.random() < 0.5
            else self.draw.choice(words.SYNTAX).format(a=f"({a})", b=b, c=c)
        )
        return form

    def line(self, expression: str) -> str:
        """A statement of an expression; some change what there is already."""
        self.made += 1
        text = f"r{self.made - 1} = {expression}\n"
        if self.draw.random() < 0.15:
            change = self.draw.choice(words.CHANGES)
            text += change.format(r=f"r{self.draw.randrange(self.made)}", a=self.value(), b=self.value()) + "\n"
        return text


def sweep(seed: int) -> Iterator[str]:
    """Programs that together use everything once: every function, every method of every kind of value, and as much syntax."""
    draw = random.Random(f"calls {seed}")
    members = [(maker, name) for maker in words.MAKERS for name in draw.sample(vocabulary().attributes, 12)]
    uses: list[tuple[str, ...] | None] = [*functions(), *members, *[None] * 1000]  # type: ignore[list-item]
    draw.shuffle(uses)
    known = dict(functions())
    for start in range(0, len(uses), LINES):
        caller = Caller(draw)
        body = ""
        for use in uses[start : start + LINES]:
            if use is None:
                body += caller.line(caller.syntax())
            elif use[0] in known:
                body += caller.line(caller.call(use[0], known[use[0]]))
            else:
                body += caller.line(caller.member(*use))
        yield words.HEADER + "import copy\n" + words.PROGRAM + body
