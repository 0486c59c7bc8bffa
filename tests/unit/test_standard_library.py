"""The standard library: what is pure gives what Python gives; the machine, its files and chance are unknown."""

from __future__ import annotations

from typing import Any

import pytest
from interpreting import UNKNOWN, interpreted

PROGRAMS = [
    "\nimport math\na = math.ceil(7 / 2), math.floor(-1.5), math.sqrt(16), math.log2(8), math.prod([2, 3], start=2), math.gcd(12, 18), math.pi\nb = math.isclose(0.1 + 0.2, 0.3), math.factorial(5), math.comb(5, 2), math.pow(2, 3), math.exp(0), math.hypot(3, 4), math.trunc(2.7)\n",
    '\nimport functools, operator\na = functools.reduce(lambda x, y: x * y, [2, 3, 4]), functools.reduce(operator.add, [[1], [2]], [0])\nb = functools.partial(pow, 2)(5), functools.partial(dict, a=1)(b=2), functools.partial(int, base=2)("101")\nc = operator.mul(3, 4), operator.itemgetter(1)("abc"), operator.itemgetter(0, 2)([1, 2, 3]), operator.attrgetter("real")(3), operator.methodcaller("upper")("x")\n',
    "\nimport functools\n@functools.lru_cache(maxsize=None)\ndef f(n): return n if n < 2 else f(n - 1) + f(n - 2)\n@functools.cache\ndef g(n): return n * 2\ndef h(function):\n    @functools.wraps(function)\n    def w(*args, **kwargs): return function(*args, **kwargs) + 1\n    return w\n@h\ndef k(n, m=2): return n * m\na = f(10), g(4), k(3), k(3, m=5)\nf = g = h = k = 0\n",
    '\nimport itertools\na = list(itertools.chain([1], "ab")), list(itertools.chain.from_iterable([[1], [2, 3]])), list(itertools.product([1, 2], "ab"))\nb = list(itertools.combinations([1, 2, 3], 2)), list(itertools.permutations([1, 2])), list(itertools.accumulate([1, 2, 3]))\nc = list(itertools.islice(itertools.count(5, 2), 3)), list(itertools.islice([1, 2, 3, 4], 1, None, 2)), list(zip(itertools.cycle("ab"), range(3)))\nd = list(itertools.repeat(7, 2)), list(itertools.starmap(pow, [(2, 3), (3, 2)])), list(itertools.zip_longest([1], [2, 3], fillvalue=0))\ne = list(itertools.product([0, 1], repeat=2)), list(itertools.filterfalse(lambda x: x % 2, [1, 2])), list(itertools.pairwise([1, 2, 3]))\ni = itertools.count()\nf = next(i), next(i)\ni = 0\n',
    '\nfrom collections import Counter, OrderedDict, defaultdict, deque, namedtuple, ChainMap\nd = defaultdict(int)\nd["a"] += 2\na = dict(d), d["b"], len(d)\nc = Counter("hello")\nb = c["l"], c["z"], len(c), c.most_common(1), sum(c.values())\no = OrderedDict(a=1, b=2)\no.move_to_end("a")\ne = list(o), o["a"]\nq = deque([1, 2])\nq.append(3); q.appendleft(0); q.rotate(1)\nf = list(q), q.pop(), q.popleft()\ng = ChainMap({"a": 1}, {"a": 2, "b": 3})["a"], ChainMap({"a": 1}, {"b": 3})["b"]\nP = namedtuple("P", "x, y", defaults=[5])\np = P(1)\nh = p.x, p.y, p[1], len(p), tuple(p), p._replace(x=9).x, P._fields, p._asdict(), P._make([3, 4]).y, isinstance(p, tuple)\nx, y = p\ni = x + y\nP = p = c = d = o = q = 0\n',
    "\nfrom dataclasses import dataclass, field, asdict, astuple, replace, fields, is_dataclass\n@dataclass\nclass A:\n    x: int\n    y: int = 2\n    z: list = field(default_factory=list)\n    def total(self): return self.x + self.y\n@dataclass(frozen=True)\nclass F:\n    k: int = 3\n@dataclass\nclass B(A):\n    w: int = 7\n    def __post_init__(self): self.v = self.w * 10\nb = B(1, z=[5])\nb.z.append(6)\na = b.x, b.y, b.z, b.w, b.v, b.total(), A(1).z, F().k, asdict(b), astuple(A(4)), replace(b, x=8).total(), is_dataclass(b)\nc = [f.name for f in fields(B)]\nb = A = B = F = 0\n",
    '\nimport enum\nclass C(enum.Enum):\n    R = 1\n    G = enum.auto()\n    def double(self): return self.value * 2\nclass I(enum.IntEnum):\n    X = 5\nclass S(str, enum.Enum):\n    A = "a"\na = C.R.value, C.R.name, C.G.value, C(1) is C.R, C["G"].name, [c.name for c in C], len(C), C.G.double(), C.R == C.R, C.R != C.G\nb = I.X == 5, S.A == "a", S.A.value, isinstance(C.R, C), C.R in C\nC = I = S = 0\n',
    "\nfrom types import SimpleNamespace\nimport copy\ns = SimpleNamespace(a=1, b=[2])\ns.c = 3\nt = copy.copy(s)\nu = copy.deepcopy(s)\ns.b.append(9)\na = s.a + s.c, t.b, u.b, vars(SimpleNamespace(x=1))\nl = [[1], [2]]\nm, n = copy.copy(l), copy.deepcopy(l)\nl[0].append(5)\nb = m, n\ns = t = u = 0\n",
    '\nimport os.path, posixpath, pathlib\nfrom pathlib import Path\na = os.path.join("a", "b", "c.txt"), os.path.basename("a/b.txt"), os.path.splitext("a/b.txt"), os.path.dirname("a/b")\np = Path("a") / "b" / "c.tar.gz"\nb = str(p), p.name, p.suffix, p.stem, str(p.parent), str(Path("x", "y")), str(Path("a/b.txt").with_suffix(".h5"))\np = 0\n',
    '\nimport json, re, string, ast, textwrap\na = json.loads(\'{"a": [1, 2.5, null]}\'), string.digits, string.ascii_lowercase[:3], ast.literal_eval("[1, (2, \'x\')]"), textwrap.dedent("  a")\n',
    "\nimport contextlib\n@contextlib.contextmanager\ndef m(n):\n    yield n * 2\nwith m(4) as a, contextlib.nullcontext(5) as b, contextlib.suppress(ValueError):\n    c = a + b\nclass M:\n    def __enter__(self): return 7\n    def __exit__(self, *error): return False\nwith M() as d:\n    pass\nM = m = 0\n",
    '\nimport argparse\np = argparse.ArgumentParser()\np.add_argument("--units", "-u", type=int, default=3)\np.add_argument("--text-size", default="4", type=int)\np.add_argument("--yes", action="store_true")\np.add_argument("--no", action="store_false")\np.add_argument("--list", nargs="+", type=int, default=[1, 2])\np.add_argument("--none")\np.add_argument("-k", dest="key", default=1.5)\np.set_defaults(more=9)\nn = p.parse_args([])\na = n.units, n.text_size, n.yes, n.no, n.list, n.none, n.key, n.more, vars(n)["units"], hasattr(n, "missing")\nn = p = 0\n',
    '\nimport operator, numbers, collections.abc, typing\nfrom typing import Optional, Union, List, NamedTuple, Any, cast\nclass P(NamedTuple):\n    x: int\n    y: int = 2\n    def sum(self): return self.x + self.y\np = P(3)\na = p.x, p.y, p.sum(), list(p), cast(int, 4), isinstance([], collections.abc.Sequence), isinstance(1, numbers.Integral)\nb = isinstance({}, collections.abc.Mapping), isinstance("a", collections.abc.Iterable), isinstance(3, collections.abc.Mapping)\nc = isinstance(3, (float, numbers.Number)), isinstance(True, numbers.Real), isinstance(lambda: 1, collections.abc.Callable)\nP = p = 0\n',
    '\nimport sys, logging, warnings, gc, time\nlogging.basicConfig(level=logging.INFO)\nlogger = logging.getLogger(__name__)\nlogger.info("x")\nwarnings.filterwarnings("ignore")\na = sys.version_info >= (3, 8), sys.maxsize > 2 ** 40, logging.INFO, gc.collect() is not None or True\nb = sys.version_info[0], sys.version_info.major\nlogger = 0\n',
]


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


IDENTITIES = """
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
""".split("---")


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
