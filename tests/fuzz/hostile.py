"""Programs that would never end, fill the memory or overflow the stack if they were run, or read without care.

python -m fuzz.hostile      (in tests/): a Markdown table of the time and memory that each takes
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from shapelens.analysis.document import Document
from shapelens.analysis.settings import HintSettings, Settings
from shapelens.analysis.text import Unreadable, analysable
from shapelens.cli.running import deep
from shapelens.features.diagnostics import diagnostics
from shapelens.features.inlay_hints import inlay_hints

from .examining import problems, uncollected

SECONDS = 5.0
"""Of the processor, for the analysis and everything asked about it."""
MEBIBYTES = 500.0
"""By which the process may grow at its peak."""
TRIES = 3
"""After which a program that costs too much is taken to do so by itself."""

_LAYER = "x = keras.layers.Dense(3)(x)\n"
_NESTED = "".join("  " * depth + f"def f{depth}():\n" for depth in range(60)) + "  " * 60 + "pass\n"
_KERAS = "import keras\nfrom keras import layers\nx = keras.Input((3,))\n"

PROGRAMS: dict[str, str] = {
    # loops
    "an endless loop": "x = 0\nwhile True:\n    x += 1\n",
    "an endless stack of layers": f"{_KERAS}while True:\n    {_LAYER}",
    "a long loop": "for i in range(10**9):\n    x = i\n",
    "loops in loops": "".join("  " * n + f"for i{n} in range(1000):\n" for n in range(18)) + "  " * 18 + "x = 1\n",
    "an endless iterator": "import itertools\nx = list(itertools.count())\ny = dict(enumerate(itertools.cycle([1])))\n",
    "an endless generator": "def g():\n    while True:\n        yield 1\nx = list(g())\ny = sum(g())\nz = max(*g())\n",
    "an iterator of a sentinel": "x = list(iter(int, 1))\nfor i in iter(int, 1):\n    y = i\n",
    "products": "import itertools\nx = list(itertools.product(range(100), repeat=10))\nfor p in itertools.product('ab', repeat=64):\n    y = p\n",
    "permutations": "import itertools\nx = list(itertools.permutations(range(20)))\ny = list(itertools.combinations(range(60), 30))\n",
    "a loop over what grows": "x = [1]\nfor i in x:\n    x.append(i)\n",
    "nested comprehensions": "x = [[i * j for i in range(10**4)] for j in range(10**4)]\ny = {a + b for a in range(10**5) for b in range(10**5)}\n",
    # sizes
    "a list that holds itself": "x = []\nx.append(x)\nprint(x, x == x)\ny = x + x\nz = {}\nz['a'] = z\nprint(z, repr(z))\nu = [x] == [x]\n",
    "a tuple of lists of itself": "a = [1]\na = [a, a]\na[0] = a\nx = (a, a)\nx == (a, a)\nstr(x)\nsorted([x, x])\n",
    "a long range": "x = list(range(10**12))\ny = sorted(range(10**9))\nz = tuple(reversed(range(10**10)))\nw = sum(range(10**15))\n",
    "a long string": "x = 'a' * 10**9\ny = x + x\nz = b'a' * 10**10\nu = 'x'.ljust(10**10)\nv = 'x'.zfill(10**10) + 'x'.center(10**10)\n",
    "strings that grow": "x = 'a'\nfor i in range(100):\n    x = x.replace('a', 'aaaaaaaaaa')\n    x = x.join([x] * 10)\ny = 'a\\t'.expandtabs(10**10)\n",
    "bytes": "x = bytes(10**11)\ny = bytearray(10**11)\nz = int.from_bytes(b'1' * 10**6, 'big')\nu = (1 << 10**7).to_bytes(10**7, 'big')\n",
    "wide formats": "x = '%1000000000d' % 3\ny = f'{3:1000000000}'\nz = '{:>{w}}'.format(1, w=10**10)\nu = format(1, '1000000000')\nv = ','.join(str(i) for i in range(10**8))\n",
    "a large number": "x = 10**10**8\ny = 1 << 10**10\nz = 9**99999\nprint(str(z))\nint('9' * 100000)\nu = pow(3, 10**9)\nv = hex(1 << 10**8)\n",
    "a number that grows": "x = 3\nfor i in range(200):\n    x = x * x\ny = x % 7\nz = divmod(x, 3)\nu = -(-x // 2)\nround(x, -100)\n",
    "floats beyond": "x = 2.0 ** 10000\ny = 1e308 * 10\nz = int(y)\nu = 10**400 / 3\nv = float(10**400)\nw = round(float('nan'))\nt = int('nan')\n",
    "factorials": "import math\nx = math.factorial(10**6)\ny = math.comb(10**7, 10**6)\nz = math.perm(10**6)\nu = math.prod(range(1, 10**7))\nmath.pow(10, 10**9)\nmath.exp(10**9)\n",
    "a long tuple": "x = (1,) * 10**8\ny = x * 10\nz = [[0] * 10**6] * 10**6\n",
    "doubling": "x = 'ab'\ny = [1]\nz = (1,)\nfor i in range(100):\n    x = x + x\n    y = y + y\n    z = z + z\n    y.extend(y)\n",
    "doubling by reference": "x = ()\nfor i in range(100):\n    x = (x, x)\nx == x\nhash(x)\nstr(x)\nlen(repr(x))\n",
    "a large dict": "d = {}\nfor i in range(10**7):\n    d[i] = i\nx = dict(zip(range(10**9), range(10**9)))\ny = dict.fromkeys(range(10**9))\n",
    "a large array": "import numpy as np\nx = np.zeros((10**6,) * 20)\ny = x.reshape(-1)\nz = np.arange(10**12)\nu = np.linspace(0, 1, 10**12)\nv = np.eye(10**9)\nnp.array([[1] * 10**5] * 10**5)\n",
    "array arithmetic": "import numpy as np\nx = np.arange(100000)\nfor i in range(1000):\n    x = np.concatenate([x, x])\n    x = np.repeat(np.tile(x, 1000), 1000)\nnp.meshgrid(x, x)\nnp.einsum('i,j,k->ijk', x, x, x)\n",
    "growing symbols": "def f(units):\n    x = units\n    for i in range(200):\n        x = x * x + units\n    return x\n",
    "nested quotients": "def f(units):\n    x = units\n    for i in range(5000):\n        x = x // 2 + 1\n    return x\n",
    "products of symbols": "def f(units, filters, width, height, depth, size):\n    x = 1\n    for i in range(100):\n        x = (x + units) * (x + filters) * (x + width) // (height + x)\n    return x\n",
    "a list of long lists": "x = []\nfor i in range(10**6):\n    x.append(list(range(99999)))\n    y = [str(j) * 1000 for j in range(9999)]\n    x += y\n",
    "a dict of long strings": "x = {}\nfor i in range(10**6):\n    x[i] = str(i) * 20000\n    x[x[i]] = 'a' * (99000 + i)\n",
    "lists that hold each other twice": "import numpy as np\nfrom keras import Input, layers\nx = [Input((3,))]\nfor i in range(60):\n    x = [x, x]\nnp.array(x)\nlayers.Concatenate()(x)\nprint(x == [x, x], sorted(x), str(x))\n",
    # calls
    "endless recursion": "def f(n):\n    return f(n + 1)\nf(0)\n",
    "mutual recursion": "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\nf(1)\n",
    "an exponential tree of calls": "def f(n):\n    return f(n - 1) + f(n - 1) if n else 1\nf(60)\n",
    "a tower of calls": "".join(
        f"def f{n}():\n    f{n - 1}(); f{n - 1}()\n" if n else "def f0(): pass\n" for n in range(60)
    )
    + "f59()\n",
    "functions that make functions": "def f(g):\n    return f(lambda: g)\nf(f)\nx = lambda y: y(y)\nx(x)\n",
    "endless attributes": "class A:\n    def __getattr__(self, n):\n        return getattr(self, n)\n    def __getitem__(self, n):\n        return self[n]\n    def __iter__(self):\n        return iter(self)\n    def __len__(self):\n        return len(self)\n    def __eq__(self, o):\n        return self == o\n    def __hash__(self):\n        return hash(self)\n    def __add__(self, o):\n        return self + o\n    def __bool__(self):\n        return bool(self)\na = A()\na.x; a[0]; list(a); len(a); a == a; {a: a}; a + a\nwhile a: pass\n",
    "a property of itself": "class A:\n    @property\n    def p(self):\n        return self.p\nA().p\n",
    "a metaclass": "class M(type):\n    def __call__(s, *a):\n        return s()\nclass A(metaclass=M):\n    pass\nA()\n",
    "classes that make classes": "class A:\n    def __init_subclass__(cls):\n        class B(cls): pass\nclass C(A): pass\ndef f():\n    class D(f()): pass\n    return D\nf()\n",
    "a class that inherits itself": "class A: pass\nclass A(A): pass\nclass A(A, A): pass\nA.__bases__ = (A,)\nA().x\nclass X(Y): pass\nclass Y(X): pass\n",
    "a long line of classes": "class C0: pass\n"
    + "".join(f"class C{n}(C{n - 1}): pass\n" for n in range(1, 1500))
    + "C1499().x\n",
    "decorators upon decorators": "def d(f):\n    return lambda *a: f(*a)\n" + "@d\n" * 800 + "def g(): pass\ng()\n",
    "a decorator that decorates": "def d(f):\n    @d\n    def g(): pass\n    return g\n@d\ndef h(): pass\n",
    "exec and eval": "exec('while True: pass')\neval('10**10**8')\n__import__('os').abort()\ncompile('x' * 10**8, '', 'exec')\nglobals()['x'] = vars()\nx['x']['x']\n",
    "a slow pattern": "import re\nre.match('(a+)+$', 'a' * 40 + 'b')\nre.sub('(x+x+)+y', '', 'x' * 40)\nre.compile('(' * 5000)\n'a' * 40 + 'b'\n",
    "exceptions in a ring": "def f():\n    try:\n        raise f()\n    except f() as e:\n        raise e from f()\n    finally:\n        f()\nf()\n",
    # syntax
    "deep brackets": "x = " + "[" * 5000 + "]" * 5000 + "\n",
    "brackets within the parser's limit": "x = " + "(" * 190 + "1," + ")" * 190 + "\ny = x == x\nprint(x)\n",
    "deep functions": _NESTED,
    "deep blocks": "".join("  " * n + "if x:\n" for n in range(95)) + "  " * 95 + "y = 1\n",
    "a deep tuple": "x = ()\nfor i in range(100000):\n    x = (x,)\ny = x == x\nhash(x)\nrepr(x)\nstr([x])\n",
    "a long sum": "x = " + " + ".join(["1"] * 20000) + "\n",
    "a long chain of attributes": "import keras\nx = keras"
    + ".x" * 20000
    + "\ny = keras"
    + "()" * 5000
    + "\nz = keras"
    + "[0]" * 5000
    + "\n",
    "many signs": "x = " + "-" * 50000 + "1\ny = " + "not " * 20000 + "1\nz = " + "lambda: " * 5000 + "1\n",
    "long conditions": "x = "
    + " and ".join(["y"] * 20000)
    + "\nz = "
    + " if a else ".join(["1"] * 3000)
    + " if a else 1\nw = "
    + " < ".join(["1"] * 20000)
    + "\n",
    "one long line": "x = [" + "1, " * 200_000 + "]\n",
    "one long string": "x = '" + "a" * 1_500_000 + "'\ny = x.split('a')\n",
    "many lines": "x = 1\n" * 50_000,
    "many empty functions": "".join(f"def f{n}(x): return x\n" for n in range(8000)),
    "many unclosed brackets": "x = (\n" * 3000,
    "many broken lines": "x = = 1\n" * 3000,
    "many broken blocks": "def f(:\n    x = )\n" * 1500,
    "quotes without end": "x = '''\n" + 'y = """\n' * 2000,
    "backslashes": "x = 1 \\\n" * 5000,
    "indents": "".join(" " * (n % 97) + "x = 1\n" for n in range(3000)),
    "form feeds and other spaces": "\f\x0b\x1c\u2028\u3000x = 1\f\n\u00a0y = 2\n" * 1000,
    "names of every script": "".join(
        f"{chr(code)} = {chr(code)}\n" for code in range(0xAA, 0x3000) if chr(code).isidentifier()
    )[:60000],
    # Keras
    "a Sequential of thousands": f"{_KERAS}m = keras.Sequential([layers.Dense(3)] + [layers.Dense(3) for _ in range(5000)])\nm(x)\nm.summary()\n",
    "a chain of thousands": f"{_KERAS}for i in range(5000):\n    {_LAYER}m = keras.Model(x, x)\n",
    "a written chain": _KERAS + _LAYER * 3000,
    "models in models": f"{_KERAS}m = keras.Sequential([x])\nfor i in range(300):\n    m = keras.Sequential([x, m, m])\nm.count_params()\n",
    "a model that holds itself": f"{_KERAS}m = keras.Sequential()\nm.add(m)\nm.add(layers.Dense(3))\nm(x)\nm.summary()\nb = layers.Bidirectional(m)\n",
    "layers that double": f"{_KERAS}for i in range(60):\n    x = layers.Concatenate()([x, x])\n    x = layers.Reshape((-1, 1))(x)\n    x = layers.Flatten()(x)\n",
    "huge layers": f"{_KERAS}layers.Dense(10**12)(x)\nlayers.Embedding(10**15, 10**15)(x)\nlayers.RepeatVector(10**12)(x)\nlayers.Reshape((10**9, -1))(x)\n",
    "many inputs": f"{_KERAS}layers.Concatenate()([x] * 20000)\nkeras.Model([x] * 20000, [x] * 20000)\n",
    "a layer that calls itself": f"{_KERAS}class A(layers.Layer):\n    def __init__(self):\n        super().__init__()\n        self.a = A()\n    def call(self, x):\n        return self(self.a(x))\nA()(x)\n",
    "a wide branch": f"{_KERAS}import random\ny = 0\n"
    + "if random.random() > 0.5:\n    y = layers.Dense(y + 1)\nelse:\n    y = y * 2 + 1\n" * 200,
}


@dataclass
class Cost:
    """Seconds of the processor for a text, and for the worst keystroke in it; mebibytes by which the process grew; what went wrong."""

    seconds: float
    keystroke: float
    mebibytes: float
    wrong: list[str]

    @property
    def is_borne(self) -> bool:
        is_soon = self.seconds < SECONDS and self.keystroke < SECONDS
        return is_soon and self.mebibytes < MEBIBYTES and not self.wrong


def cost(text: str) -> Cost:
    """What analysing a text costs, everything that the editor asks about it, and typing in it. The least of some tries: others use the processor too."""
    for _ in range(TRIES - 1):
        if (spent := _cost(text)).is_borne:
            return spent
    return _cost(text)


def _cost(text: str) -> Cost:
    before = _peak(reset=True)
    with uncollected():
        started = time.process_time()
        wrong = deep(lambda: problems(text))
        seconds = time.process_time() - started
    with uncollected():
        return Cost(seconds, deep(lambda: _typed(text)), _peak() - before, wrong)


def _typed(text: str) -> float:
    """The most seconds that a keystroke costs: a line put before everything, one character in the middle and back, a line at the end."""
    try:
        document = Document("hostile.py", analysable(text))
    except Unreadable:
        return 0.0
    document.analysis()
    middle = len(text) // 2
    worst = 0.0
    for typed in ("\n" + text, text, text[:middle] + "1" + text[middle:], text, text + "typed = 1\n"):
        started = time.process_time()
        document.update(analysable(typed))
        diagnostics(document.analysis(), Settings())
        inlay_hints(document.analysis(), HintSettings())
        worst = max(worst, time.process_time() - started)
        gc.collect()
    return worst


def _peak(reset: bool = False) -> float:
    """The process's peak of resident memory since the last reset, in MiB; 0 where the system does not tell."""
    try:
        if reset:
            Path("/proc/self/clear_refs").write_text("5")
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0.0
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> int:
    """Measures each program in a process of its own, where none before it has grown the memory."""
    deep(lambda: problems(_KERAS))  # imports
    print("| program | seconds | a keystroke | MiB |\n|---|---:|---:|---:|", flush=True)
    context = multiprocessing.get_context("fork")
    status = 0
    for name in PROGRAMS:
        process = context.Process(target=_row, args=(name,))
        process.start()
        process.join()
        status |= process.exitcode or 0
    return status


def _row(name: str) -> None:
    spent = cost(PROGRAMS[name])
    remark = "" if spent.is_borne else f" WRONG {spent.wrong[:1]!r:.300}"
    figures = f"{spent.seconds:.2f} | {spent.keystroke:.2f} | {max(0, spent.mebibytes):.0f}"
    print(f"| {name}{remark} | {figures} |", flush=True)
    sys.exit(not spent.is_borne)


if __name__ == "__main__":
    sys.exit(main())
