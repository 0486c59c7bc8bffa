"""Random programs: whatever the interpreter says of a variable, Python says too; with known inputs it says nearly all."""

from __future__ import annotations

import sys
import textwrap
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interpreting import UNKNOWN, executed, shown
from shapelens.values import Unknown

NAMES = ("a", "b", "c")
NUMBERS = st.sampled_from(
    [
        "0",
        "1",
        "2",
        "3",
        "7",
        "a",
        "b",
        "c",
        "len(s)",
        "s[0]",
        "d.get('k', 4)",
        "f(a)",
        "(a + b)",
        "a * 2",
        "b // 2",
        "c % 3",
        "-a",
    ]
)
CONDITIONS = st.sampled_from(
    [
        "a > b",
        "a == b",
        "a % 2",
        "s",
        "not s",
        "a in s",
        "len(s) < 4",
        "d",
        "'k' in d",
        "a and b",
        "a or c",
        "a is None",
        "isinstance(b, int)",
        "0 < a < 5",
    ]
)
SIMPLE = st.one_of(
    st.builds("{} = {}".format, st.sampled_from(NAMES), NUMBERS),
    st.builds("{} += {}".format, st.sampled_from(NAMES), NUMBERS),
    st.builds("s.append({})".format, NUMBERS),
    st.builds("s = s + [{}]".format, NUMBERS),
    st.builds("d['k'] = {}".format, NUMBERS),
    st.builds("d[{}] = {}".format, NUMBERS, NUMBERS),
    st.builds("s[-1] = {}".format, NUMBERS),
    st.builds("a, b = b, {}".format, NUMBERS),
    st.builds("a, *t = s".format),
    st.builds("s = [x + {} for x in s if x != {}] or [1]".format, NUMBERS, NUMBERS),
    st.builds("d = {{x: x * 2 for x in s}}".format),
    st.builds("c = sum(s) - {}".format, NUMBERS),
    st.builds("b = ({} if {} else {})".format, NUMBERS, CONDITIONS, NUMBERS),
    st.builds("o.n = {}".format, NUMBERS),
    st.builds("c = o.n + o.total({})".format, NUMBERS),
    st.builds("s = sorted(s)[:5] or [2]".format),
    st.builds("c = g(a, *s[:1], k={})".format, NUMBERS),
    st.builds("(lambda: s.append({}))()".format, NUMBERS),
    st.builds("a = max(s[0], {})".format, NUMBERS),
    st.sampled_from(["pass", "s.reverse()", "s.pop(0) if len(s) > 1 else None", "d.clear()", "h()", "c = next(iter(s))", "b = list(y(3))[-1]"]),
)  # fmt: skip


def _indented(statements: list[str]) -> str:
    return textwrap.indent("\n".join(statements), "    ")


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map(_indented)
    leaving = st.sampled_from(["", "\n    break", "\n    continue"])
    guarded = st.builds(
        "{}\n    if {}:\n        {}".format, body, CONDITIONS, st.sampled_from(["break", "continue", "pass"])
    )
    return st.one_of(
        st.builds("if {}:\n{}\nelse:\n{}".format, CONDITIONS, body, body),
        st.builds("if {}:\n{}".format, CONDITIONS, body),
        st.builds("for i in range(3):\n{}\nelse:\n{}".format, guarded, body),
        st.builds("for c in list(s)[:4]:\n{}{}".format, body, leaving),
        st.builds("n = 0\nwhile n < 3:\n    n += 1\n{}".format, guarded),
        st.builds("try:\n{}\n    1 // 0\nexcept ZeroDivisionError:\n{}\nfinally:\n{}".format, body, body, body),
        st.builds("try:\n{}\nexcept KeyError:\n{}\nelse:\n{}".format, body, body, body),
        st.builds("match ({}, s):\n    case (0, _):\n        a = 1\n    case (b, [c, *_]) if c > 1:\n        a = 2\n    case _:\n        a = 3".format, NUMBERS),
        st.builds("def h():\n    global c\n    nonlocal_ = {}\n    c = nonlocal_\n    return c".format, NUMBERS),
        st.builds("for i, (x, z) in enumerate(zip(list(s), [1, 2])):\n{}\n    a = i + x * z".format, body),
    )  # fmt: skip


STATEMENTS = st.recursive(SIMPLE, _compound, max_leaves=6)
HEADER = """
a, b, c = 1, 2, 3
s = [1, 2]
d = {'k': 5}
class O:
    n = 4
    def total(self, m): return self.n * m
o = O()
def f(x, y=[0]):
    y.append(x)
    return len(y)
def g(x, *rest, k=1, **more): return x + sum(rest) * k
def h():
    s.append(1)
def y(n):
    for i in range(n):
        yield i * 2
"""


LINES = 5_000


def python(program: str) -> dict[str, Any]:
    """What real Python has in the variables at the end. Raises what the program raises, and TimeoutError for an endless one."""
    scope: dict[str, Any] = {}
    left = LINES

    def count(frame: Any, event: str, argument: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise TimeoutError
        return count

    outer = sys.gettrace()
    sys.settrace(count)
    try:
        exec(compile(program, "<program>", "exec"), scope)
    finally:
        sys.settrace(outer)
    return {name: scope[name] for name in ("a", "b", "c", "s", "d")} | {"n": scope["o"].n}


def agree(found: Any, expected: Any) -> bool:
    """Whether what was found says nothing that is not so."""
    if found is UNKNOWN or (isinstance(found, str) and "?" in found):
        return True
    if isinstance(found, list) and len(found) == 2 and found[1] is ...:
        return all(agree(found[0], item) for item in expected)
    if isinstance(found, (list, tuple)) and type(found) is type(expected):
        return len(found) == len(expected) and all(map(agree, found, expected))
    return bool(found == expected)


@settings(max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STATEMENTS, min_size=1, max_size=8))
def test_what_is_said_of_a_program_is_so(statements: list[str]) -> None:
    program = HEADER + "\n".join(statements)
    try:
        expected = python(program)
    except Exception:
        return
    run, scope = executed(program)
    found = {name: shown(run, scope.fields.get(name)) for name in expected if name != "n"}
    found["n"] = shown(run, run.attribute(scope.fields["o"], "n"))
    assert {name: (found[name], expected[name]) for name in expected if not agree(found[name], expected[name])} == {}


@settings(max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STATEMENTS, min_size=1, max_size=6), st.integers(0, 9), st.booleans())
def test_what_is_said_of_a_program_with_an_unknown_input_is_so_for_each_input(
    statements: list[str], value: int, is_before: bool
) -> None:
    """`u` stands for an input that the analysis does not know: one number, or one of two branches."""
    body = "\n".join(statements)
    change = (
        f"if u > 4:\n{textwrap.indent(body, '    ')}\nelse:\n    b = u\n    s.append(u)\n"
        if is_before
        else f"a = u\n{body}\n"
    )
    program = HEADER + change + "for i in range(u):\n    s = s + [9]\n"
    try:
        expected = python(f"u = {value}\n" + program)
    except Exception:
        return
    run, scope = executed(program, u=Unknown("u"))
    found = {name: shown(run, scope.fields.get(name)) for name in expected if name != "n"}
    assert {name: (found[name], expected[name]) for name in found if not agree(found[name], expected[name])} == {}
