"""`re`, `string`, `json`, `textwrap`, `ast.literal_eval`: run for real where that is certain to be quick, else texts that are not known."""

from __future__ import annotations

import ast
import json
import re
import string
import textwrap

from ....interpreter import Context
from ....interpreter.registry import define, function
from ....values import Value
from ..support import FAILURES, MAX_ELEMENTS, compute, valued

for _name in (
    *("ascii_letters", "ascii_lowercase", "ascii_uppercase", "digits", "hexdigits", "octdigits", "punctuation"),
    *("whitespace", "printable"),
):
    define(f"string.{_name}", getattr(string, _name))
for _name, _flag in {"IGNORECASE": 2, "I": 2, "MULTILINE": 8, "M": 8, "DOTALL": 16, "S": 16, "VERBOSE": 64}.items():
    define(f"re.{_name}", _flag)


@function("json.loads")
def loads(ctx: Context, text: Value, **settings: Value) -> Value:
    """The value of a constant text."""
    if settings:
        return ctx.unknown("json.loads")
    return compute(ctx, json.loads, text) if isinstance(text, str) else ctx.unknown("a JSON text")


@function("json.dumps")
def dumps(ctx: Context, value: Value, **settings: Value) -> Value:
    """Some text."""
    return ctx.unknown("a JSON text")


@function("json.dump", "pickle.dump")
def dump(ctx: Context, *values: Value, **settings: Value) -> None:
    """Writes a file."""


@function("ast.literal_eval")
def literal_eval(ctx: Context, text: Value, /) -> Value:
    """The value of a literal in a constant text."""
    if not isinstance(text, str) or len(text) > MAX_ELEMENTS:
        return ctx.unknown("ast.literal_eval")
    try:
        return valued(ctx, ast.literal_eval(text))
    except (*FAILURES, SyntaxError, RecursionError):
        return ctx.unknown("ast.literal_eval of something that is no literal")


@function("textwrap.dedent")
def dedent(ctx: Context, text: Value, /) -> Value:
    """The text without common indentation."""
    return compute(ctx, textwrap.dedent, text)


@function("re.escape")
def escape(ctx: Context, text: Value, /) -> Value:
    """A pattern that matches the text."""
    return compute(ctx, re.escape, text)
