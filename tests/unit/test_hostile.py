"""Programs that would never end, fill the memory or do harm if they were run: each is answered soon, and none is run."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from shapelens.analysis.document import analyse
from shapelens.cli.running import deep

SECONDS = 5.0

NESTED = "".join("  " * depth + f"def f{depth}():\n" for depth in range(60)) + "  " * 60 + "pass\n"
PROGRAMS = {
    "an endless loop": "x = 0\nwhile True:\n    x += 1\n",
    "an endless stack of layers": "import keras\nx = keras.Input((3,))\nwhile True:\n    x = keras.layers.Dense(3)(x)\n",
    "a long loop": "for i in range(10**9):\n    x = i\n",
    "a list that holds itself": "x = []\nx.append(x)\nprint(x, x == x)\ny = x + x\n",
    "a long range": "x = list(range(10**12))\ny = sorted(range(10**9))\n",
    "a long string": "x = 'a' * 10**9\ny = x + x\nz = b'a' * 10**10\n",
    "a large number": "x = 10**10**8\ny = 1 << 10**10\nz = 9**99999\nprint(str(z))\nint('9' * 100000)\n",
    "a long tuple": "x = (1,) * 10**8\ny = x * 10\n",
    "doubling": "x = 'ab'\ny = [1]\nfor i in range(100):\n    x = x + x\n    y = y + y\n",
    "deep brackets": "x = " + "[" * 5000 + "]" * 5000 + "\n",
    "deep functions": NESTED,
    "a deep tuple": "x = ()\nfor i in range(100000):\n    x = (x,)\ny = x == x\nhash(x)\n",
    "endless recursion": "def f(n):\n    return f(n + 1)\nf(0)\n",
    "mutual recursion": "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\nf(1)\n",
    "an exponential tree of calls": "def f(n):\n    return f(n - 1) + f(n - 1) if n else 1\nf(60)\n",
    "nested comprehensions": "x = [[i * j for i in range(10**4)] for j in range(10**4)]\n",
    "a large dict": "d = {}\nfor i in range(10**7):\n    d[i] = i\nx = dict(zip(range(10**9), range(10**9)))\n",
    "wide formats": "x = '%1000000000d' % 3\ny = f'{3:1000000000}'\nz = ','.join(str(i) for i in range(10**8))\n",
    "a slow pattern": "import re\nre.match('(a+)+$', 'a' * 40 + 'b')\n",
    "permutations": "import itertools\nx = list(itertools.permutations(range(20)))\n",
    "a factorial": "import math\nx = math.factorial(10**6)\n",
    "growing symbols": "def f(units):\n    x = units\n    for i in range(200):\n        x = x * x + units\n    return x\n",
    "nested quotients": "def f(units):\n    x = units\n    for i in range(5000):\n        x = x // 2 + 1\n    return x\n",
    "a large array": "import numpy as np\nx = np.zeros((10**6,) * 20)\ny = x.reshape(-1)\n",
    "a metaclass": "class M(type):\n    def __call__(s, *a):\n        return s()\nclass A(metaclass=M):\n    pass\nA()\n",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_is_answered_soon(name: str) -> None:
    start = time.process_time()
    analysis = deep(lambda: analyse("hostile.py", PROGRAMS[name]))
    assert analysis.findings == ()
    assert time.process_time() - start < SECONDS
    if sys.platform == "linux":
        peak = Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]
        assert int(peak) < 1_000_000  # KiB, with all that the test process has loaded


HARM = """\
open({trace!r}, "w").write("x")
exec("open({trace!r}, 'w')")
eval("open({trace!r}, 'w')")
__import__("pathlib").Path({trace!r}).touch()
import os, subprocess
os.system("touch {trace}")
subprocess.run(["touch", {trace!r}])

class Planted:
    def __init_subclass__(cls):
        open({trace!r}, "w")

class Sub(Planted):
    open({trace!r}, "w")

@(lambda f: open({trace!r}, "w"))
def decorated():
    pass

import harm
"""


def test_nothing_is_run(tmp_path: Path) -> None:
    from shapelens.analysis.workspace import Workspace

    trace = tmp_path / "trace"
    program = HARM.format(trace=str(trace))
    for name in ("harm.py", "sitecustomize.py", "conftest.py", "keras.py", "numpy.py"):
        (tmp_path / name).write_text(program.replace("import harm\n", ""))
    (tmp_path / "plant.pth").write_text(f"import pathlib; pathlib.Path({str(trace)!r}).touch()\n")
    deep(lambda: analyse(str(tmp_path / "program.py"), program, workspace=Workspace([tmp_path])))
    assert not trace.exists()
