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


class Signature:
    """A function's parameters, in order.

    names:      of those that are given one by one
    positional: those that may be given by position
    """

    __slots__ = ("accepts_any_keyword", "defaults", "names", "parameters", "positional")

    def __init__(self, parameters: tuple[Parameter, ...]) -> None:
        self.parameters = parameters
        self.names = tuple(p.name for p in parameters if p.kind not in ("*args", "**kwargs"))
        self.positional = tuple(p for p in parameters if p.kind in ("", "/"))
        self.accepts_any_keyword = any(p.kind == "**kwargs" for p in parameters)
        single = [p for p in parameters if p.kind not in ("*args", "**kwargs")]
        self.defaults: dict[str, Value] | None = None
        """Of all parameters but the first, if that is all that must be given, and may be by position."""
        if self.positional and single[0] is self.positional[0] and all(p.has_default for p in single[1:]):
            self.defaults = {p.name: p.default for p in single[1:]}

    def bind(
        self, arguments: tuple[Value, ...], keywords: dict[str, Value], *callee: str
    ) -> tuple[dict[str, Value], dict[str, Value]]:
        """The parameters' values and the keywords that are none of them. Raises Mismatch("unknown-argument").

        callee: words that say what is called
        """
        positional = self.positional
        if self.defaults is not None and len(arguments) == 1 and not keywords:
            return {positional[0].name: arguments[0], **self.defaults}, {}
        values: dict[str, Value] = {}
        rest = dict(keywords)
        for parameter, value in zip(positional, arguments):
            values[parameter.name] = value
        if len(arguments) > len(positional):
            if not any(p.kind == "*args" for p in self.parameters):
                raise Mismatch(
                    "unknown-argument",
                    f"{' '.join(callee)} takes {len(positional)} positional arguments, got {len(arguments)}",
                )
            values["args"] = arguments[len(positional) :]
        for parameter in self.parameters:
            name, kind = parameter.name, parameter.kind
            if kind in ("*args", "**kwargs"):
                continue
            if name in rest and kind != "/":
                if name in values:
                    raise Mismatch("unknown-argument", f"{' '.join(callee)} got `{name}` twice", argument=name)
                values[name] = rest.pop(name)
            elif name not in values:
                if parameter.has_default:
                    values[name] = parameter.default
                elif "**" in keywords:
                    values[name] = Unknown(f"the argument {name}")
                else:
                    raise Mismatch("unknown-argument", f"{' '.join(callee)} needs the argument `{name}`")
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


@cache
def entry(name: str) -> dict[str, str]:
    """What is recorded of a public name; empty if it is not Keras's."""
    found = _data().get(name, {})
    return entry(found) if isinstance(found, str) else found


@cache
def constructor(name: str) -> Signature | None:
    """The signature of a class's constructor, `self` left out."""
    text = entry(name).get("init")
    return None if text is None else parse(text)


@cache
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
