"""The parameters that array functions are registered with are those of the real functions, in their order."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest

pytest.importorskip("tensorflow")

import shapelens.libraries  # noqa: F401
from shapelens.interpreter import registry
from shapelens.libraries.arrays.op import SPELLINGS

registry.load("keras")
registry.load("tensorflow")

LATER = {
    "numpy": {"trapz", "row_stack", "in1d", "matrix", "asmatrix", "random_integers", "ranf", "sample", "cross"},
    "tensorflow": set(),
    "keras": set(),
}
"""Names that this version of a library no longer has, or spells otherwise."""


UNTOLD = {
    "numpy.arange": {"start"},
    "numpy.pad": {"constant_values", "stat_length", "end_values", "reflect_type"},
    "numpy.einsum": {"subscripts", "dtype", "order", "casting"},
    "numpy.reshape": {"newshape"},
    "numpy.corrcoef": {"bias", "ddof"},
    "numpy.quantile": {"interpolation"},
    "numpy.percentile": {"interpolation"},
    "numpy.nanquantile": {"interpolation"},
    "numpy.nanpercentile": {"interpolation"},
    "tensorflow.einsum": {"name", "optimize"},
    "tensorflow.linalg.einsum": {"name", "optimize"},
}
"""Parameters that a function takes, or took until lately, without its signature saying so."""


def real(name: str) -> Any:
    """The real function; None where this version has none."""
    parts = name.split(".")
    if parts[:2] == ["keras", "backend"]:
        parts = ["keras", "_legacy", "backend", *parts[2:]]
        module: Any = importlib.import_module("keras.src.legacy.backend")
        return getattr(module, parts[-1], None)
    value: Any = importlib.import_module(parts[0])
    for part in parts[1:]:
        value = getattr(value, part, None)
    return value


def parameters(function: Any) -> list[str] | None:
    """The names of its parameters in order, `self` aside; None where Python cannot tell."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    kinds = (inspect.Parameter.VAR_KEYWORD,)
    names = [name for name, parameter in signature.parameters.items() if parameter.kind not in kinds]
    return [name for name in names if name != "self"]


NAMES = sorted(name for name in SPELLINGS if name.rpartition(".")[2] not in LATER[name.partition(".")[0]])


@pytest.mark.parametrize("library", ["keras", "numpy", "tensorflow"])
def test_parameters_are_the_real_ones(library: str) -> None:
    wrong = {}
    for name in NAMES:
        function = real(name) if name.startswith(library + ".") else None
        theirs = parameters(function) if function is not None else None
        if theirs is None or theirs[:1] in (["args"], ["kwargs"]):
            continue
        spelling = SPELLINGS[name]
        ours = [n for n in spelling.theirs if n not in UNTOLD.get(name, ())]
        positional = [n for n in theirs if n not in _variadic(function)]
        if [n for n in ours if n in positional] != ours or (
            name not in UNTOLD and positional[: spelling.positional] != ours[: spelling.positional]
        ):
            wrong[name] = (ours, theirs)
    assert wrong == {}


def _variadic(function: Any) -> set[str]:
    values = inspect.signature(function).parameters
    return {name for name, parameter in values.items() if parameter.kind is inspect.Parameter.VAR_POSITIONAL}
