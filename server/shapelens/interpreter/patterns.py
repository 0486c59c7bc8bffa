"""The patterns of `match` statements."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..shapes import Undetermined
from ..values import ABSENT, Class, DictValue, Instance, ListValue, Unknown, Value
from . import operators

if TYPE_CHECKING:
    from .interpreter import Interpreter


def matches(run: Interpreter, pattern: ast.pattern, subject: Value, bindings: dict[str, Value]) -> bool | None:
    """Whether a value matches, None where it cannot be told; names that the pattern binds go to `bindings`."""
    if isinstance(pattern, ast.MatchValue):
        return operators.equal_values(run.evaluate(pattern.value), subject)
    if isinstance(pattern, ast.MatchSingleton):
        return None if isinstance(subject, Unknown) else subject is pattern.value
    if isinstance(pattern, ast.MatchAs):
        verdict = True if pattern.pattern is None else matches(run, pattern.pattern, subject, bindings)
        if pattern.name is not None:
            bindings[pattern.name] = subject
        return verdict
    if isinstance(pattern, ast.MatchOr):
        verdicts = [matches(run, part, subject, bindings) for part in pattern.patterns]
        return True if True in verdicts else None if None in verdicts else False
    if isinstance(pattern, ast.MatchSequence):
        return _sequence(run, pattern, subject, bindings)
    if isinstance(pattern, ast.MatchMapping):
        return _mapping(run, pattern, subject, bindings)
    if isinstance(pattern, ast.MatchClass):
        return _class(run, pattern, subject, bindings)
    return None


def _all(verdicts: list[bool | None]) -> bool | None:
    return False if False in verdicts else None if None in verdicts else True


def _sequence(run: Interpreter, pattern: ast.MatchSequence, subject: Value, bindings: dict[str, Value]) -> bool | None:
    if isinstance(subject, (str, bytes, DictValue)):
        return False
    parts = pattern.patterns
    star = next((i for i, part in enumerate(parts) if isinstance(part, ast.MatchStar)), None)
    try:
        if not isinstance(subject, (tuple, ListValue, Unknown)):
            return False
        items = run.iterate(subject)
    except Undetermined as undetermined:
        for node in ast.walk(pattern):
            name = getattr(node, "name", None)
            if isinstance(name, str):
                bindings[name] = run.unknown(undetermined.reason)
        return None
    if star is None:
        if len(items) != len(parts):
            return False
        return _all([matches(run, part, item, bindings) for part, item in zip(parts, items)])
    after = len(parts) - star - 1
    if len(items) < len(parts) - 1:
        return False
    rest = parts[star]
    if isinstance(rest, ast.MatchStar) and rest.name is not None:
        bindings[rest.name] = run.list(items[star : len(items) - after])
    pairs = [*zip(parts[:star], items), *zip(parts[star + 1 :], items[len(items) - after :])]
    return _all([matches(run, part, item, bindings) for part, item in pairs])


def _mapping(run: Interpreter, pattern: ast.MatchMapping, subject: Value, bindings: dict[str, Value]) -> bool | None:
    if not isinstance(subject, DictValue):
        return None if isinstance(subject, Unknown) else False
    verdicts: list[bool | None] = []
    keys: list[Value] = [run.evaluate(key) for key in pattern.keys]
    for key, part in zip(keys, pattern.patterns):
        value = run.heap.get(subject, key)
        if value is ABSENT:
            verdicts.append(None if subject.is_open else False)
        else:
            verdicts.append(matches(run, part, value, bindings))
    if pattern.rest is not None:
        rest = {key: run.heap.get(subject, key) for key in run.heap.names(subject) if key not in keys}
        bindings[pattern.rest] = run.dict(rest, subject.is_open)
    return _all(verdicts)


def _class(run: Interpreter, pattern: ast.MatchClass, subject: Value, bindings: dict[str, Value]) -> bool | None:
    cls = run.evaluate(pattern.cls)
    if not isinstance(cls, Class) or isinstance(subject, Unknown):
        return None
    verdict = run.truth(run.call(run.evaluate(ast.Name("isinstance", ast.Load())), (subject, cls)))
    if not verdict:
        return verdict
    names = list(pattern.kwd_attrs)
    parts = list(pattern.kwd_patterns)
    if pattern.patterns:
        if not isinstance(subject, Instance):
            return matches(run, pattern.patterns[0], subject, bindings) if len(pattern.patterns) == 1 else None
        positional = run.find_attribute(cls, "__match_args__")
        if not isinstance(positional, tuple):
            return None
        names = [str(name) for name in positional[: len(pattern.patterns)]] + names
        parts = list(pattern.patterns) + parts
    return _all([matches(run, part, run.attribute(subject, name), bindings) for name, part in zip(names, parts)])
