"""Keras's own signatures, read from `data/signatures.json`, and binding a call's arguments to them."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ...interpreter import registry
from ...shapes import Mismatch
from ...values import ABSENT, Module, Unknown, Value
from ...values.heap import Absent


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `kind` is `/` (positional only), `` (either), `*` (keyword only), `*args` or `**kwargs`."""

    name: str
    kind: str
    has_default: bool
    default: Value = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A function's parameters, in order."""

    parameters: tuple[Parameter, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.parameters if not p.kind.startswith("*") or p.kind == "*")

    @property
    def accepts_any_keyword(self) -> bool:
        return any(p.kind == "**kwargs" for p in self.parameters)

    def bind(
        self, arguments: tuple[Value, ...], keywords: dict[str, Value], callee: str
    ) -> tuple[dict[str, Value], dict[str, Value]]:
        """The parameters' values and the keywords that are none of them. Raises Mismatch("unknown-argument")."""
        positional = [p for p in self.parameters if p.kind in ("", "/")]
        values: dict[str, Value] = {}
        rest = dict(keywords)
        for parameter, value in zip(positional, arguments):
            values[parameter.name] = value
        if len(arguments) > len(positional):
            if not any(p.kind == "*args" for p in self.parameters):
                raise Mismatch(
                    "unknown-argument",
                    f"{callee} takes {len(positional)} positional arguments, got {len(arguments)}",
                )
            values["args"] = arguments[len(positional) :]
        for parameter in self.parameters:
            if parameter.kind.startswith("*") and parameter.kind != "*":
                continue
            if parameter.name in rest and parameter.kind != "/":
                if parameter.name in values:
                    raise Mismatch(
                        "unknown-argument", f"{callee} got `{parameter.name}` twice", argument=parameter.name
                    )
                values[parameter.name] = rest.pop(parameter.name)
            elif parameter.name not in values:
                if not parameter.has_default:
                    if "**" in keywords:
                        values[parameter.name] = Unknown(f"the argument {parameter.name}")
                        continue
                    raise Mismatch("unknown-argument", f"{callee} needs the argument `{parameter.name}`")
                values[parameter.name] = parameter.default
        rest.pop("**", None)
        return values, rest


@cache
def parse(text: str) -> Signature:
    """A signature in Python's own syntax; defaults are literals, or `...` where they are not."""
    function = ast.parse(f"def f({text}): pass").body[0]
    assert isinstance(function, ast.FunctionDef)
    arguments = function.args
    parameters: list[Parameter] = []
    positional = [*arguments.posonlyargs, *arguments.args]
    first_default = len(positional) - len(arguments.defaults)
    for index, argument in enumerate(positional):
        has_default = index >= first_default
        default = ast.literal_eval(arguments.defaults[index - first_default]) if has_default else None
        kind = "/" if index < len(arguments.posonlyargs) else ""
        parameters.append(Parameter(argument.arg, kind, has_default, default))
    if arguments.vararg is not None:
        parameters.append(Parameter(arguments.vararg.arg, "*args", True))
    for argument, node in zip(arguments.kwonlyargs, arguments.kw_defaults):
        default = None if node is None else ast.literal_eval(node)
        parameters.append(Parameter(argument.arg, "*", node is not None, default))
    if arguments.kwarg is not None:
        parameters.append(Parameter(arguments.kwarg.arg, "**kwargs", True))
    return Signature(tuple(parameters))


@cache
def _data() -> dict[str, dict[str, str] | str]:
    text = resources.files(__package__).joinpath("data/signatures.json").read_text(encoding="utf-8")
    names: dict[str, dict[str, str] | str] = json.loads(text)["names"]
    return names


def names() -> list[str]:
    """Every public name that was read from Keras."""
    return list(_data())


def aliases() -> dict[str, str]:
    """Other spellings of public names, and what they stand for."""
    return {name: entry for name, entry in _data().items() if isinstance(entry, str)}


def entry(name: str) -> dict[str, str]:
    """What is recorded of a public name; empty if it is not Keras's."""
    found = _data().get(name, {})
    return entry(found) if isinstance(found, str) else found


def constructor(name: str) -> Signature | None:
    """The signature of a class's constructor, `self` left out."""
    text = entry(name).get("init")
    return None if text is None else parse(text)


def call(name: str) -> Signature | None:
    """The signature of a function, or of a layer's `call`."""
    text = entry(name).get("call")
    return None if text is None else parse(text)


def documentation(name: str) -> str | None:
    """The address of a public name's page in Keras's documentation."""
    page = entry(name).get("page")
    return None if page is None else f"https://keras.io/api/{page}/"


def define_sources() -> None:
    """Registers what is known under a public name under the module of Keras's source that defines it, too.

    Installed packages and Keras's own applications import from there (`keras.src.layers.layer.Layer`).
    """
    for name, found in _data().items():
        if isinstance(found, str) or "in" not in found:
            continue
        source = registry.canonical(f"{found['in']}.{name.rpartition('.')[2]}")
        value = registry.lookup(name)
        if source != name and not isinstance(value, (Module, Absent)) and registry.lookup(source) is ABSENT:
            registry.define(source, value)
