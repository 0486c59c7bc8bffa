"""`keras.applications` where no Keras is installed: nothing is said that the installed Keras's own source denies."""

from __future__ import annotations

from typing import Any

import pytest
from shapelens.analysis.document import analyse
from shapelens.analysis.workspace import ALONE, Workspace
from shapelens.cli.forms import site_form
from shapelens.libraries.keras.applications import IRREGULAR, MODELS

BUILDERS = {name: sizes for builders in MODELS.values() for name, sizes in builders.items()}
PROGRAM = """\
from tensorflow import keras
from keras.applications import {name}

whole = {name}()
smaller = {name}(weights=None, classes=7)
features = {name}(include_top=False, weights=None, input_shape=({size}, {size}, 3))
pooled = {name}(include_top=False, weights=None, input_shape=(128, 160, 3), pooling="max")
part = keras.applications.{name}(include_top=False, weights=None, input_shape=(128, 160, 3))
bare = {name}(include_top=False, weights=None)
odd = {name}(include_top=False, weights=None, input_tensor=keras.Input((150, 150, 3)))
"""


def shapes_of(program: str, workspace: Workspace, key: str) -> dict[int, list[Any]]:
    """The inputs or outputs of the model on each line."""
    found = analyse("case.py", program, workspace=workspace)
    forms = [site_form(site) for site in found.sites]
    return {form["line"]: form["observations"][0][key] for form in forms if form["kind"] == "model"}


@pytest.fixture(scope="module")
def installed() -> Workspace:
    return Workspace()


@pytest.mark.parametrize("name", BUILDERS)
def test_the_table_agrees_with_the_source(name: str, installed: Workspace) -> None:
    program = PROGRAM.format(name=name, size=BUILDERS[name][0])
    inputs, known = shapes_of(program, ALONE, "inputs"), shapes_of(program, installed, "inputs")
    assert inputs.pop(10) == [[None, 150, 150, 3]]  # what the source makes of another input's tensor is not followed
    known.pop(10)
    assert inputs == known
    told, true = shapes_of(program, ALONE, "outputs"), shapes_of(program, installed, "outputs")
    assert set(told) == set(true) == {4, 5, 6, 7, 8, 9, 10}
    for line, shapes in told.items():
        may_be_open = line == 10 or (line == 8 and name in IRREGULAR)
        assert agreed(shapes, true[line]) if may_be_open else shapes == true[line]


def agreed(shapes: list[Any], true: list[Any]) -> bool:
    """Whether what is told is so, and no more is left open than height and width."""
    ((batch, *sizes, channels),), ((_, *true_sizes, true_channels),) = shapes, true
    return (batch, channels) == (None, true_channels) and all(
        s in ("?", t) for s, t in zip(sizes, true_sizes, strict=True)
    )


def test_the_layers_are_not_known_and_the_hover_says_why() -> None:
    program = "import keras\nbase = keras.applications.VGG16()\ny = base.get_layer('fc1').output\nz = base.layers[-2].output\n"
    found = analyse("case.py", program)
    assert found.findings == ()
    assert [site.callee for site in found.sites] == [
        "keras.applications.VGG16 (by its defaults: no Keras is installed)"
    ]
