"""The standard library: what is pure gives what Python gives; the machine, its files and chance are unknown."""

from __future__ import annotations

from typing import Any

import pytest
from interpreting import UNKNOWN, interpreted, programs

PROGRAMS = programs(
    """
import math
a = math.ceil(7 / 2), math.floor(-1.5), math.sqrt(16), math.log2(8), math.prod([2, 3], start=2), math.gcd(12, 18), math.pi
b = math.isclose(0.1 + 0.2, 0.3), math.factorial(5), math.comb(5, 2), math.pow(2, 3), math.exp(0), math.hypot(3, 4), math.trunc(2.7)
---
import functools, operator
a = functools.reduce(lambda x, y: x * y, [2, 3, 4]), functools.reduce(operator.add, [[1], [2]], [0])
b = functools.partial(pow, 2)(5), functools.partial(dict, a=1)(b=2), functools.partial(int, base=2)("101")
c = operator.mul(3, 4), operator.itemgetter(1)("abc"), operator.itemgetter(0, 2)([1, 2, 3]), operator.attrgetter("real")(3), operator.methodcaller("upper")("x")
---
import functools
@functools.lru_cache(maxsize=None)
def f(n): return n if n < 2 else f(n - 1) + f(n - 2)
@functools.cache
def g(n): return n * 2
def h(function):
    @functools.wraps(function)
    def w(*args, **kwargs): return function(*args, **kwargs) + 1
    return w
@h
def k(n, m=2): return n * m
a = f(10), g(4), k(3), k(3, m=5)
f = g = h = k = 0
---
import itertools
a = list(itertools.chain([1], "ab")), list(itertools.chain.from_iterable([[1], [2, 3]])), list(itertools.product([1, 2], "ab"))
b = list(itertools.combinations([1, 2, 3], 2)), list(itertools.permutations([1, 2])), list(itertools.accumulate([1, 2, 3]))
c = list(itertools.islice(itertools.count(5, 2), 3)), list(itertools.islice([1, 2, 3, 4], 1, None, 2)), list(zip(itertools.cycle("ab"), range(3)))
d = list(itertools.repeat(7, 2)), list(itertools.starmap(pow, [(2, 3), (3, 2)])), list(itertools.zip_longest([1], [2, 3], fillvalue=0))
e = list(itertools.product([0, 1], repeat=2)), list(itertools.filterfalse(lambda x: x % 2, [1, 2])), list(itertools.pairwise([1, 2, 3]))
i = itertools.count()
f = next(i), next(i)
i = 0
---
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple, ChainMap
d = defaultdict(int)
d["a"] += 2
a = dict(d), d["b"], len(d)
c = Counter("hello")
b = c["l"], c["z"], len(c), c.most_common(1), sum(c.values())
o = OrderedDict(a=1, b=2)
o.move_to_end("a")
e = list(o), o["a"]
q = deque([1, 2])
q.append(3); q.appendleft(0); q.rotate(1)
f = list(q), q.pop(), q.popleft()
g = ChainMap({"a": 1}, {"a": 2, "b": 3})["a"], ChainMap({"a": 1}, {"b": 3})["b"]
P = namedtuple("P", "x, y", defaults=[5])
p = P(1)
h = p.x, p.y, p[1], len(p), tuple(p), p._replace(x=9).x, P._fields, p._asdict(), P._make([3, 4]).y, isinstance(p, tuple)
x, y = p
i = x + y
P = p = c = d = o = q = 0
---
from dataclasses import dataclass, field, asdict, astuple, replace, fields, is_dataclass
@dataclass
class A:
    x: int
    y: int = 2
    z: list = field(default_factory=list)
    def total(self): return self.x + self.y
@dataclass(frozen=True)
class F:
    k: int = 3
@dataclass
class B(A):
    w: int = 7
    def __post_init__(self): self.v = self.w * 10
b = B(1, z=[5])
b.z.append(6)
a = b.x, b.y, b.z, b.w, b.v, b.total(), A(1).z, F().k, asdict(b), astuple(A(4)), replace(b, x=8).total(), is_dataclass(b)
c = [f.name for f in fields(B)]
b = A = B = F = 0
---
import enum
class C(enum.Enum):
    R = 1
    G = enum.auto()
    def double(self): return self.value * 2
class I(enum.IntEnum):
    X = 5
class S(str, enum.Enum):
    A = "a"
a = C.R.value, C.R.name, C.G.value, C(1) is C.R, C["G"].name, [c.name for c in C], len(C), C.G.double(), C.R == C.R, C.R != C.G
b = I.X == 5, S.A == "a", S.A.value, isinstance(C.R, C), C.R in C
C = I = S = 0
---
from types import SimpleNamespace
import copy
s = SimpleNamespace(a=1, b=[2])
s.c = 3
t = copy.copy(s)
u = copy.deepcopy(s)
s.b.append(9)
a = s.a + s.c, t.b, u.b, vars(SimpleNamespace(x=1))
l = [[1], [2]]
m, n = copy.copy(l), copy.deepcopy(l)
l[0].append(5)
b = m, n
s = t = u = 0
---
import os.path, posixpath, pathlib
from pathlib import Path
a = os.path.join("a", "b", "c.txt"), os.path.basename("a/b.txt"), os.path.splitext("a/b.txt"), os.path.dirname("a/b")
p = Path("a") / "b" / "c.tar.gz"
b = str(p), p.name, p.suffix, p.stem, str(p.parent), str(Path("x", "y")), str(Path("a/b.txt").with_suffix(".h5"))
p = 0
---
import json, re, string, ast, textwrap
a = json.loads('{"a": [1, 2.5, null]}'), string.digits, string.ascii_lowercase[:3], ast.literal_eval("[1, (2, 'x')]"), textwrap.dedent("  a")
---
import contextlib
@contextlib.contextmanager
def m(n):
    yield n * 2
with m(4) as a, contextlib.nullcontext(5) as b, contextlib.suppress(ValueError):
    c = a + b
class M:
    def __enter__(self): return 7
    def __exit__(self, *error): return False
with M() as d:
    pass
M = m = 0
---
import argparse
p = argparse.ArgumentParser()
p.add_argument("--units", "-u", type=int, default=3)
p.add_argument("--text-size", default="4", type=int)
p.add_argument("--yes", action="store_true")
p.add_argument("--no", action="store_false")
p.add_argument("--list", nargs="+", type=int, default=[1, 2])
p.add_argument("--none")
p.add_argument("-k", dest="key", default=1.5)
p.set_defaults(more=9)
n = p.parse_args([])
a = n.units, n.text_size, n.yes, n.no, n.list, n.none, n.key, n.more, vars(n)["units"], hasattr(n, "missing")
n = p = 0
---
import operator, numbers, collections.abc, typing
from typing import Optional, Union, List, NamedTuple, Any, cast
class P(NamedTuple):
    x: int
    y: int = 2
    def sum(self): return self.x + self.y
p = P(3)
a = p.x, p.y, p.sum(), list(p), cast(int, 4), isinstance([], collections.abc.Sequence), isinstance(1, numbers.Integral)
b = isinstance({}, collections.abc.Mapping), isinstance("a", collections.abc.Iterable), isinstance(3, collections.abc.Mapping)
c = isinstance(3, (float, numbers.Number)), isinstance(True, numbers.Real), isinstance(lambda: 1, collections.abc.Callable)
P = p = 0
---
import sys, logging, warnings, gc, time
logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)
logger.info("x")
warnings.filterwarnings("ignore")
a = sys.version_info >= (3, 8), sys.maxsize > 2 ** 40, logging.INFO, gc.collect() is not None or True
b = sys.version_info[0], sys.version_info.major
logger = 0
"""
)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.strip().split("\n")[0][:60])
def test_a_program_gives_what_python_gives(program: str) -> None:
    expected: dict[str, Any] = {"__name__": "__main__"}
    exec(program, expected)
    names = [name for name, value in expected.items() if len(name) == 1 and not isinstance(value, type)]
    found = interpreted(program)
    assert {name: found[name] for name in names} == {name: expected[name] for name in names}


UNKNOWNS = {
    "import os; a = os.environ.get('X', 3)": UNKNOWN,
    "import os; a = os.environ['X']": UNKNOWN,
    "import os; a = 'X' in os.environ": UNKNOWN,
    "import os; a = os.listdir('.')": [UNKNOWN, ...],
    "import os; a = os.getenv('X')": UNKNOWN,
    "import sys; a = sys.argv[1]": UNKNOWN,
    "import sys; a = len(sys.argv) > 1": UNKNOWN,
    "import random; a = random.random()": UNKNOWN,
    "import random; a = random.randint(1, 5)": "?",
    "import random; a = random.choice([4, 4])": 4,
    "import random; a = len(random.sample(range(100), 5))": 5,
    "import random; a = [1, 1]; random.shuffle(a)": [1, 1],
    "import random; a = [1, 2]; random.Random(3).shuffle(a)": ["?", "?"],
    "import time; a = time.time()": UNKNOWN,
    "import datetime; a = datetime.datetime.now().year": UNKNOWN,
    "import pickle; a = pickle.load(open('x', 'rb'))": UNKNOWN,
    "import glob; a = glob.glob('*')": [UNKNOWN, ...],
    "import pathlib; a = list(pathlib.Path('x').glob('*'))": [UNKNOWN, ...],
    "import urllib.request; a = urllib.request.urlopen('x').read()": UNKNOWN,
    "import multiprocessing; a = multiprocessing.cpu_count()": UNKNOWN,
    "import struct; a = struct.unpack('<I', b'1234')": UNKNOWN,
    "import re; a = re.sub('a', 'b', 'aaa')": UNKNOWN,
    "import antigravity; a = antigravity.fly()": UNKNOWN,
    "from tempfile import mkdtemp; a = mkdtemp()": UNKNOWN,
    "with open('x') as f: a = f.read()": UNKNOWN,
    "a = input()": UNKNOWN,
    "import itertools; a = list(itertools.count())": ["?", ...],
    "import itertools; a = list(itertools.product(range(1000), repeat=5))": [("?",) * 5, ...],
    "import itertools; a = list(itertools.permutations(range(1000), 1000))": [UNKNOWN, ...],
    "import math; a = math.factorial(10 ** 9)": "?",
    "import math; a = math.ceil(u)": "?",
    "import math; a = math.sqrt(u)": UNKNOWN,
    "import ast; a = ast.literal_eval('(' * 5000)": UNKNOWN,
}


@pytest.mark.parametrize("program", UNKNOWNS)
def test_the_machine_its_files_and_chance_are_unknown(program: str) -> None:
    from shapelens.values import Unknown

    assert interpreted(program, u=Unknown("u"))["a"] == UNKNOWNS[program]


IDENTITIES = programs(
    """
import functools
@functools.lru_cache(maxsize=None)
def f(n): return [n]
a = f(1) is f(1), f(1) is f(2)
f = 0
---
from dataclasses import dataclass
@dataclass
class A:
    x: int
    y: str = "q"
a = A(1) == A(1), A(1) == A(2), A(1) != A(1), A(1) in [A(1)], A(1) == 3
A = 0
---
from collections import namedtuple
P = namedtuple("P", "x y")
a = P(1, 2) == (1, 2), (1, 2) == P(1, 2), P(1, 2) == P(1, 3), P(1, 2) + (3,), P(1, 2) < (1, 3), P(1, 2)[0:1], sum(P(1, 2))
b = {P(1, 2): 5}[P(1, 2)] if False else 5
P = 0
---
from enum import Enum
class C(Enum):
    A = 1
    B = 2
a = C.A in (C.A, C.B), C.A in [C.B], {C.A: 3, C.B: 4}[C.B], {C.A: 3}.get(C.B, 9), C.A in {C.A: 1}
C = 0
---
class I(int):
    def double(self): return self * 2
i = I(3)
a = i + 1, i.double(), i > 2, i == 3, [5, 6, 7, 8][i] if False else 8
I = i = 0
"""
)


@pytest.mark.parametrize("program", IDENTITIES, ids=lambda program: program.strip().split("\n")[0][:60])
def test_equality_and_identity_are_pythons(program: str) -> None:
    """What cannot be told may be unknown; what is told is what Python says."""
    expected: dict[str, Any] = {}
    exec(program, expected)
    found = interpreted(program)
    for name in ("a", "b"):
        if name in expected:
            pairs = (
                zip(expected[name], found[name])
                if isinstance(expected[name], tuple)
                else [(expected[name], found[name])]
            )
            assert [(e, f) for e, f in pairs if f not in (e, UNKNOWN)] == []


def test_members_of_an_enum_and_cached_results_are_told_apart() -> None:
    assert [interpreted(program)["a"] for program in (IDENTITIES[0], IDENTITIES[1], IDENTITIES[3])] == [
        (True, False),
        (True, False, False, True, False),
        (True, False, 4, 9, True),
    ]
