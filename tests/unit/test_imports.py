"""Programs of several files: what a module of the workspace or of an installed package defines is known where it is imported."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from shapelens.analysis.document import Document, analyse
from shapelens.analysis.settings import DEFAULTS
from shapelens.analysis.workspace import Workspace
from shapelens.interpreter.modules import CONCERNED


def shapes(root: Path, files: dict[str, str], main: str = "main.py") -> dict[int, list[str]]:
    """The shapes given to names in the main file, by line; the files are written first."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    settings = replace(DEFAULTS, interpreter=str(root / "environment"))
    return shown(analyse(str(root / main), files[main], settings, Workspace((root,))))


def shown(analysis: object) -> dict[int, list[str]]:
    assignments = analysis.assignments  # type: ignore[attr-defined]
    return {entry.location.line: list(map(str, entry.shapes)) for entry in assignments}


BLOCKS = """
from keras import layers
UNITS = 7
def block(x, units=UNITS):
    return layers.Dense(units)(x)
class Head(layers.Layer):
    def __init__(self, classes):
        super().__init__()
        self.dense = layers.Dense(classes)
    def call(self, x):
        return self.dense(x)
_hidden = 3
"""
HEADER = "from keras import Input\nx = Input((4,))\n"

PROGRAMS = {
    "from": ("from blocks import block, UNITS\n" + HEADER + "y = block(x)\nz = block(y, UNITS * 2)\n", {4: ["(None, 7)"], 5: ["(None, 14)"]}),
    "as": ("import blocks as b\n" + HEADER + "y = b.block(x, b.UNITS + 1)\n", {4: ["(None, 8)"]}),
    "star": ("from blocks import *\n" + HEADER + "y = Head(UNITS)(x)\n", {4: ["(None, 7)"]}),
    "package": ("from pack import block\n" + HEADER + "y = block(x)\n", {4: ["(None, 5)"]}),
    "submodule": ("import pack.inner.deep\n" + HEADER + "y = pack.inner.deep.make(3)(x)\n", {4: ["(None, 3)"]}),
    "from submodule": ("from pack.inner import deep\n" + HEADER + "y = deep.make(2)(x)\n", {4: ["(None, 2)"]}),
    "cycle": ("import one\n" + HEADER + "y = one.first(x)\n", {4: ["(None, 11)"]}),
    "src": ("from library.parts import part\n" + HEADER + "y = part(x)\n", {4: ["(None, 6)"]}),
    "missing": ("import nothing_there\nfrom nothing import it\n" + HEADER + "y = x\n", {5: ["(None, 4)"]}),
    "installed": ("from company import make\nimport company.layers as cl\n" + HEADER + "y = make(9)(x)\nz = cl.Wide()(x)\n", {5: ["(None, 9)"], 6: ["(None, 100)"]}),
    "changed": ("import blocks\n" + HEADER + "blocks.UNITS = 20\ny = blocks.block(x, blocks.UNITS)\n", {5: ["(None, 20)"]}),
    "global": ("from company import state\n" + HEADER + "state.use(8)\ny = state.make()(x)\nstate.use(6)\nz = state.make()(x)\n", {5: ["(None, 8)"], 7: ["(None, 6)"]}),
    "own folder": ("import company.tree\n" + HEADER + "y = company.tree.leaf.make()(x)\nz = company.tree.grown()(x)\n", {4: ["(None, 12)"], 5: ["(None, 13)"]}),
    "rebound": ("import company.state as s\n" + HEADER + "s._units = 3\ny = s.make()(x)\n", {5: ["(None, 3)"]}),
    "broken": ("import broken\nfrom blocks import block\n" + HEADER + "y = block(x)\n", {5: ["(None, 7)"]}),
}  # fmt: skip

FILES = {
    "blocks.py": BLOCKS,
    "broken.py": "def f(:\n",
    "pack/__init__.py": "from .wide import block\nfrom . import inner\n__all__ = ['block']\n",
    "pack/wide.py": "from keras import layers\nfrom .sizes import SIZE\ndef block(x):\n    return layers.Dense(SIZE)(x)\n",
    "pack/sizes.py": "SIZE = 5\n",
    "pack/inner/__init__.py": "",
    "pack/inner/deep.py": "from ..sizes import SIZE\nimport keras\ndef make(n):\n    return keras.layers.Dense(n)\n",
    "one.py": "import two\nfrom keras import layers\nN = 11\ndef first(x):\n    return two.second(x)\n",
    "two.py": "import one\nfrom keras import layers\ndef second(x):\n    return layers.Dense(one.N)(x)\n",
    "src/library/__init__.py": "",
    "src/library/parts.py": "from keras import layers\npart = layers.Dense(6)\n",
    "environment/pyvenv.cfg": "version = 3.11.2\n",
    "environment/lib/python3.11/site-packages/company/__init__.py": "from company.layers import make\n",
    "environment/lib/python3.11/site-packages/company/state.py": (
        "from keras import layers\n_units = None\n"
        "def use(n):\n    global _units\n    _units = n\n"
        "def make():\n    return layers.Dense(_units)\n"
    ),
    "environment/lib/python3.11/site-packages/company/tree/__init__.py": (
        "from . import leaf as leaf\nfrom .leaf import *\nfrom company.heavy import nothing\nimport company.heavy as heavy\n"
    ),
    "environment/lib/python3.11/site-packages/company/tree/leaf.py": (
        "from keras import layers\nfrom company.layers import make as _dense\n"
        "def make():\n    return _dense(12)\ndef grown():\n    return layers.Dense(13)\n"
    ),
    "environment/lib/python3.11/site-packages/company/heavy.py": "nothing = 1\n",
    "environment/lib/python3.11/site-packages/company/layers.py": (
        "from keras import layers\ndef make(n):\n    return layers.Dense(n)\n"
        "class Wide(layers.Layer):\n    def __init__(self):\n        super().__init__()\n        self.d = layers.Dense(100)\n"
        "    def call(self, x):\n        return self.d(x)\n"
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_a_module_defines_is_known_where_it_is_imported(name: str, tmp_path: Path) -> None:
    text, expected = PROGRAMS[name]
    found = shapes(tmp_path, {**FILES, "main.py": text})
    assert {line: found.get(line) for line in expected} == expected


def test_a_relative_import_in_the_analysed_file(tmp_path: Path) -> None:
    text = "from .wide import block\nfrom .inner.deep import make\n" + HEADER + "y = make(3)(block(x))\n"
    assert shapes(tmp_path, {**FILES, "pack/main.py": text}, "pack/main.py")[5] == ["(None, 3)"]


def test_an_open_file_wins_and_is_a_dependency(tmp_path: Path) -> None:
    (tmp_path / "sizes.py").write_text("SIZE = 1\n")
    open_texts = {tmp_path / "sizes.py": "SIZE = 2\n"}
    text = "import sizes\nimport keras\ny = keras.layers.Dense(sizes.SIZE)(keras.Input((3,)))\n"
    document = Document(str(tmp_path / "main.py"), text, DEFAULTS, Workspace((tmp_path,), open_texts.get))
    assert shown(document.analysis())[3] == ["(None, 2)"]
    assert document.dependencies == {tmp_path / "sizes.py"}
    open_texts[tmp_path / "sizes.py"] = "SIZE = 5\n"
    document.reset()
    assert shown(document.analysis())[3] == ["(None, 5)"]


def test_nothing_that_is_imported_runs(tmp_path: Path) -> None:
    evil = f"import os\nos.system('touch {tmp_path}/ran')\nopen('{tmp_path}/ran', 'w').write('x')\nSIZE = 4\n"
    text = "import evil\nimport keras\ny = keras.layers.Dense(evil.SIZE)(keras.Input((3,)))\n"
    assert shapes(tmp_path, {"evil.py": evil, "main.py": text})[3] == ["(None, 4)"]
    assert not os.path.exists(tmp_path / "ran")


def test_an_installed_module_is_read_when_something_of_it_is_asked_for(tmp_path: Path) -> None:
    text = "import company.tree\n" + HEADER + "y = company.tree.leaf.make()(x)\n"
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    settings = replace(DEFAULTS, interpreter=str(tmp_path / "environment"))
    workspace = Workspace((tmp_path,))
    analyse(str(tmp_path / "main.py"), text, settings, workspace)
    read = workspace.modules("main.py", settings.interpreter).libraries
    assert set(read) == {"company", "company.tree", "company.tree.leaf", "company.layers"}


PACKAGES = {
    "layers": ({"shapely/__init__.py": "from keras import layers\nN = 4\n"}, ["(None, 4)"]),
    "below": ({"shapely/__init__.py": "N = 4\n", "shapely/a/b.py": "import tensorflow as tf\nL = tf.keras.layers.Layer\n"}, ["(None, 4)"]),
    "callback": ({"shapely/__init__.py": "N = 4\n", "shapely/bar.py": "from keras.callbacks import Callback\n"}, ["(None, ?)"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_that_makes_no_layers_is_not_read(name: str, tmp_path: Path) -> None:
    files, expected = PACKAGES[name]
    packages = "environment/lib/python3.11/site-packages/"
    text = "import shapely\nfrom keras import Input, layers\ny = layers.Dense(shapely.N)(Input((3,)))\n"
    environment = {"environment/pyvenv.cfg": "version = 3.11.2\n", "main.py": text}
    CONCERNED.pop("shapely", None)
    assert shapes(tmp_path, environment | {packages + name: text for name, text in files.items()})[3] == expected
