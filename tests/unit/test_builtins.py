"""Python's builtins: each program gives the values that Python itself gives; what cannot be known stays unknown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interpreting import UNKNOWN, interpreted, programs
from shapelens.shapes import symbol
from shapelens.values import Unknown

PROGRAMS = programs(
    r"""
a = len([1, 2]), len("abc"), len({}), len((1,)), len(range(0, 10, 3)), len({1, 1}), len(b"ab")
---
a = list(range(3)), list(range(2, 8, 3)), range(5)[1:3], range(10)[-1], 3 in range(5), range(3) == range(0, 3)
---
a = list(enumerate("ab")), list(enumerate([5], 1)), list(zip([1, 2], "ab", (3, 4, 5))), list(zip())
---
a = list(reversed([1, 2])), list(map(lambda x, y: x + y, [1, 2], [10, 20])), list(filter(lambda x: x > 1, [1, 2, 3]))
---
a = sorted([3, 1, 2]), sorted("bca", reverse=True), sorted([(1, "b"), (0, "c")]), sorted({"x": 1, "a": 2})
b = sorted(["bb", "a", "ccc"], key=len), sorted([1, -2, 3], key=lambda n: -abs(n))
---
a = sum([1, 2, 3]), sum([0.5, 0.25]), sum([[1], [2]], []), sum((), 7), sum(n * n for n in range(4))
---
a = min(3, 1, 2), max([4, 9]), min("b", "a"), max([], default=5), max(["aa", "b"], key=len), min([(2, 1), (1, 5)])
---
a = abs(-2), abs(2.5), round(2.5), round(3.14159, 2), pow(2, 5), pow(3, 4, 5), divmod(17, 5), -(-7 // 2), 7 % -3
---
a = any([0, "", 3]), all([1, 0]), any([]), all([]), any(x > 2 for x in [1, 2, 3])
---
a = int("7"), int(3.9), int(-3.9), int("ff", 16), int(True), float("2.5"), float(3), str(3), str(2.5), str(None), bool([])
---
a = list("ab"), tuple([1, 2]), dict(a=1, b=2), dict([("x", 1)]), dict({"a": 1}, b=3), set([1, 2, 1]), list({"k": 1})
---
a = isinstance(3, int), isinstance(True, int), isinstance(3.0, (int, str)), isinstance(None, type(None)), isinstance([], list)
b = isinstance("a", object), isinstance({}, dict), isinstance(int, type), isinstance(len, type), isinstance(3, int | str)
c = issubclass(bool, int), issubclass(int, (str, float)), issubclass(ValueError, Exception), issubclass(KeyError, LookupError)
---
a = type(3) is int, type("x") == str, type([1]) is list, type(3) is float, type(type(3)) is type, type(1.5).__name__
---
a = hasattr("x", "upper"), hasattr(3, "append"), hasattr([], "append"), hasattr({}, "keys"), hasattr((), "__len__")
b = getattr("ab", "upper")(), getattr(3, "missing", 9), callable(len), callable(3), callable(lambda: 1), callable(int)
---
class A:
    x = 1
    def __init__(self): self.y = 2
a = A()
setattr(a, "z", 3)
b = a.x, a.y, a.z, hasattr(a, "x"), hasattr(a, "w"), getattr(a, "w", None), vars(a) == {"y": 2, "z": 3}
delattr(a, "z")
c = hasattr(a, "z"), isinstance(a, A), callable(a)
a = 0
---
i = iter([1, 2, 3])
a = next(i), next(i), next(i), next(i, "end")
i = 0
---
a = "A-b".lower(), "ab".upper(), " x ".strip(), "a,b,,c".split(","), "x".join("abc"), "abc".replace("b", "dd"), "ab".center(6, "*")
b = "conv_1".rsplit("_", 1), "a b".title(), "abc".find("c"), "abc".index("b"), "x=1".partition("="), "7".zfill(3), "ab".isalpha()
c = "{}-{:>4}-{name!r}".format(1, "x", name="n"), "%d %s %.2f" % (3, "x", 1.5), "%(a)s" % {"a": 1}, "%s" % "one", "ab" "cd"
d = "abc"[1], "abc"[-2:], "abcdef"[::2], "b" in "abc", "a" < "b", "ab" * 2, 2 * "ab", "x" + "y", "é".encode("utf-8"), b"ab".decode()
e = "prefix_name".removeprefix("prefix_"), "a\nb".splitlines(), "Ab".swapcase(), "a".isdigit(), "12".isdigit(), "x".startswith(("y", "x"))
---
a = [1, 2, 3]
b = a
a.append(4); a.extend([5]); a.insert(0, 0); b.remove(3)
c = a.pop(), a.pop(0), a.index(2), a.count(1), a.copy(), a == b
a.reverse()
d = list(a)
a.sort()
a[0] = 9; a[1:2] = [7, 8]; del a[0]
a += [1]
a *= 2
e = a[1], a[-1], a[::2], a[1:], 7 in a, 70 in a, [1] + [2], [0] * 3, 2 * [1], [1, 2] < [1, 3], [1] == (1,), [1] != [2]
a.clear()
f = a, b
---
a = (1, 2) + (3,), (1, 2) * 2, (1, 2, 3)[1:], (3, 1).index(1), (1, 1).count(1), (1, 2) == (1, 2), (1, 2) < (2, 0), (1, [2]) == (1, [2])
---
d = {"a": 1, "b": 2}
d["c"] = 3
a = d["a"], d.get("x"), d.get("x", 5), list(d.keys()), list(d.values()), list(d.items()), "a" in d, "z" in d, len(d)
b = d.pop("a"), d.pop("zz", 0), d.setdefault("b", 9), d.setdefault("n", 8), d.popitem(), d.copy(), {**d, "q": 1}, d | {"r": 2}
d.update({"b": 20}, s=1)
del d["c"]
c = dict.fromkeys("ab", 0), d == {"b": 20, "s": 1}, {1: "x", (2, 3): "y"}[(2, 3)], {True: 1}[1], bool({}), bool({1: 2})
---
s = {1, 2}
s.add(3); s.discard(1); s.discard(9); s.update([4, 5])
a = sorted(s), sorted(s & {3, 4}), sorted(s | {0}), sorted(s - {3}), sorted(s ^ {3, 9}), 3 in s, len(s), {1} <= {1, 2}, {1} == {1}
b = s.issuperset([3]), {1}.isdisjoint({2}), sorted(frozenset([2, 1])), sorted({1}.union([2], (3,))), bool(set())
---
a = 2 ** 10, 7 // 2, 7 / 2, 7 % 3, 1 << 4, 6 & 3, 6 | 1, 6 ^ 3, ~5, -3, +4, 2 ** -1, 1e3, 1j * 1j, 10 // 3.0, True + True
b = 1 < 2 < 3, 1 == 1.0, 3 != 4, "a" == 1, None == 0, None is None, not [], 5 >= 5, (5).bit_length(), (2.0).is_integer()
---
class D(dict):
    def __missing__(self, key): return 1
    def extra(self): return len(self)
d = D(a=1)
d["b"] = 2
d.update(c=3)
a = d["a"], d["b"], d.get("c"), d.extra(), sorted(d), "a" in d, isinstance(d, dict), [k for k in d]
d = 0
D = 0
---
class L(list):
    def __init__(self, *items): super().__init__(items)
    def first(self): return self[0]
l = L(3, 4)
l.append(5)
a = l.first(), len(l), l[1:], [x for x in l], isinstance(l, list)
l = 0
L = 0
---
class P:
    def __init__(self): self._v = 1
    @property
    def v(self): return self._v
    @v.setter
    def v(self, new): self._v = new * 10
    @staticmethod
    def s(a, b=2): return a + b
    @classmethod
    def c(cls): return cls.__name__
p = P()
p.v = 5
a = p.v, P.s(1), p.s(1, 1), P.c(), p.c(), type(p).__name__, p.__class__.__name__
p = 0
P = 0
---
a = str.upper("x"), list(map(str, [1, 2])), list(map(int, "12")), dict(zip("ab", range(2))), list(map(len, ["a", "bb"])), max("abc", key=ord)
---
a = chr(97), ord("a"), hex(255), bin(5), repr("x"), repr(3), slice(1, 3).start, [1, 2, 3][slice(0, 2)], format(3.14159, ".2f"), format(5, "03d")
"""
)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.strip().split("\n")[0][:60])
def test_a_program_gives_what_python_gives(program: str) -> None:
    expected: dict[str, Any] = {}
    exec(program, expected)
    names = [name for name, value in expected.items() if len(name) == 1 and not isinstance(value, type)]
    found = interpreted(program)
    assert {name: found[name] for name in names} == {name: expected[name] for name in names}


HOSTILE = {
    "10 ** 10 ** 8": "?",
    "1 << 10 ** 9": "?",
    "(10 ** 2999) ** 9": "?",
    "'a' * 10 ** 9": UNKNOWN,
    "(1, 2) * 10 ** 9": UNKNOWN,
    "[0] * 10 ** 9": [0, ...],
    "list(range(10 ** 12))": ["?", ...],
    "'%1000000000d' % 1": UNKNOWN,
    "'%*d' % (10 ** 9, 1)": UNKNOWN,
    "'{:>1000000000}'.format(1)": UNKNOWN,
    "'{:>{}}'.format(1, 10 ** 9)": UNKNOWN,
    "'a'.center(10 ** 9)": UNKNOWN,
    "'a'.zfill(10 ** 9)": UNKNOWN,
    "('a' * 9000).replace('a', 'b' * 9000)": UNKNOWN,
    "('x' * 5000).join(['y'] * 5000)": UNKNOWN,
    "'\\t'.expandtabs(10 ** 9)": UNKNOWN,
    "str(10 ** 3005)": UNKNOWN,
    "len(range(10 ** 30))": "?",
    "sum([10 ** 2000] * 10) > 0": True,
    "10 ** 400 * 1.5": UNKNOWN,
    "int('9' * 50000)": "?",
    "float('inf') * 0 == 1": False,
    "int(float('nan'))": UNKNOWN,
    "1 // 0": UNKNOWN,
    "'abc'.index('z')": UNKNOWN,
    "[1][5]": UNKNOWN,
    "{}['x']": UNKNOWN,
    "round(float('inf'))": UNKNOWN,
}


@pytest.mark.parametrize("expression", HOSTILE)
def test_what_would_be_huge_or_raises_is_unknown(expression: str) -> None:
    assert interpreted(f"a = {expression}")["a"] == HOSTILE[expression]


SIZES = {
    "n + 1 - n": 1,
    "2 * n": "2*n",
    "n // 2": "n//2",
    "int(n / 2)": "n//2",
    "int(n / 2 / 2)": "n//4",
    "n / 2 * 4": UNKNOWN,
    "int(n / 2 * 4)": "2*n",
    "int((n - 3) / 2)": "?",
    "int(n * 0.5)": "?",
    "n ** 2": "n*n",
    "n << 3": "8*n",
    "n >> 1": "n//2",
    "n % n": 0,
    "n & 1": "?",
    "-n + n": 0,
    "abs(n)": "?",
    "n == n": True,
    "n == n + 1": False,
    "n < n + 1": True,
    "n > 5": UNKNOWN,
    "n == 5": UNKNOWN,
    "n is None": False,
    "n == 'x'": False,
    "isinstance(n, int)": True,
    "isinstance(n, float)": False,
    "isinstance(n / 2, float)": True,
    "max(n, n)": "n",
    "max(n, 3)": "?",
    "min(n, 2.5)": UNKNOWN,
    "sum([n, n, 1])": "2*n + 1",
    "sum((n, 2), 3)": "n + 5",
    "round(n)": "n",
    "[n] * 2": ["n", "n"],
    "[5] * n": [5, ...],
    "list(range(n))": ["?", ...],
    "[1, 1][n]": 1,
    "[1, 2][n]": "?",
    "[1, 2, 3][:n]": ["?", ...],
    "{'a': 4, 'b': 4}[u]": 4,
    "{'a': 4}.get('b', n)": "n",
    "divmod(n, 2)": ("n//2", "n - 2*(n//2)"),
    "int(u)": "?",
    "len(u)": "?",
    "u + 1": UNKNOWN,
    "str(n)": UNKNOWN,
    "'x' * n": UNKNOWN,
    "u in [1, 2]": UNKNOWN,
    "2 in [u, 2]": True,
    "isinstance(u, int)": UNKNOWN,
    "hasattr(u, 'x')": UNKNOWN,
    "getattr(u, 'x', 3)": UNKNOWN,
    "sorted([3, u])": [UNKNOWN, UNKNOWN],
    "list(zip([1, 2], u))": [("?", UNKNOWN), ...],
    "list(enumerate(u))": [("?", UNKNOWN), ...],
    "any([u, 1])": True,
    "all([u, 0])": False,
    "any([u, 0])": UNKNOWN,
    "(1, u) == (2, 5)": False,
    "(1, u) == (1, 5)": UNKNOWN,
    "tuple(u)": UNKNOWN,
}


@pytest.mark.parametrize("expression", SIZES)
def test_what_is_known_of_unknown_values_is_kept(expression: str) -> None:
    """`n` is a size of unknown value, `u` is unknown altogether."""
    assert interpreted(f"a = {expression}", n=symbol("n"), u=Unknown("u"))["a"] == SIZES[expression]


def test_writing_at_an_unknown_place_may_change_every_item() -> None:
    program = """
items = [1, 1]
items[u] = 2
table = {"a": 1}
table[u] = 2
later = table.get("b", 0)
names = list(table)
length = len(table)
grown = [5]
grown.insert(u, 5)
"""
    assert interpreted(program, u=Unknown("u")) == {
        "items": ["?", "?"],
        "table": UNKNOWN,
        "later": UNKNOWN,
        "names": [UNKNOWN, ...],
        "length": "?",
        "grown": [5, ...],
    }


OPERATIONS = st.lists(
    st.sampled_from(
        [
            "a.append(7)",
            "a.extend([1, 2])",
            "a.insert(1, 3)",
            "a.pop() if a else 0",
            "a.reverse()",
            "a.sort()",
            "a[1:3] = [9]",
            "del a[:1]",
            "a += [4]",
            "a = a[::2]",
            "a = a * 2",
            "a = a + [a.count(7)]",
            "a = sorted(set(a))",
            "a = [x + 1 for x in a if x]",
            "a = list(dict.fromkeys(a))",
            "a = [*a, len(a)]",
        ]
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(OPERATIONS)
def test_operations_on_a_list_are_pythons(operations: list[str]) -> None:
    program = "\n".join(["a = [3, 1, 2]", *operations])
    expected: dict[str, Any] = {}
    exec(program, expected)
    assert interpreted(program)["a"] == expected["a"]


DICT_OPERATIONS = st.lists(
    st.sampled_from(
        [
            "d['a'] = len(d)",
            "d.update(b=2, c=3)",
            "d.pop('a', None)",
            "d.setdefault('z', 5)",
            "d.popitem() if d else 0",
            "d = {**d, 'q': 1}",
            "d = {k: v + 1 for k, v in d.items()}",
            "d = dict(sorted(d.items()))",
            "d |= {'b': 9}",
            "d = {k: d[k] for k in d if k != 'c'}",
            "d['n'] = sum(d.values())",
            "d.clear()",
        ]
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(DICT_OPERATIONS)
def test_operations_on_a_dict_are_pythons(operations: list[str]) -> None:
    program = "\n".join(["d = {'x': 1, 'a': 2}", *operations])
    expected: dict[str, Any] = {}
    exec(program, expected)
    assert list(interpreted(program)["d"].items()) == list(expected["d"].items())
