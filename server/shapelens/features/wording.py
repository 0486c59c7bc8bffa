"""How shapes, structures of shapes and counts are written for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..analysis.analysis import Observation, Site
from ..shapes import Dim, Shape, Structure, leaves

ELLIPSIS = "…"


def structure_text(structure: Structure) -> str:
    """`(None, 20, 64)`; several as `[(None, 20, 64), (None, 64)]`, named ones as `{"a": (None, 3)}`; `?` where unknown."""
    if isinstance(structure, Shape):
        return str(structure)
    if isinstance(structure, dict):
        return "{" + ", ".join(f'"{name}": {structure_text(inner)}' for name, inner in structure.items()) + "}"
    if isinstance(structure, (list, tuple)):
        if len(structure) == 1:
            return structure_text(structure[0])
        return "[" + ", ".join(map(structure_text, structure)) + "]"
    return "?"


def is_telling(structure: Structure) -> bool:
    """Whether at least one shape in it has a known rank."""
    return any(not shape.is_unknown for shape in leaves(structure))


def joined(structures: Sequence[Structure], counts: Sequence[int]) -> str:
    """What a site saw, in a line: one shape where all agree, else `first … last ×n`; empty where nothing is known."""
    told = [(structure_text(s), count) for s, count in zip(structures, counts) if is_telling(s)]
    distinct = list(dict.fromkeys(text for text, _ in told))
    if len(distinct) < 2:
        return distinct[0] if distinct else ""
    return f"{distinct[0]} {ELLIPSIS} {distinct[-1]} ×{sum(count for _, count in told)}"


def outputs_text(observations: Iterable[Observation]) -> str:
    """The outputs of a site's observations, joined."""
    seen = list(observations)
    return joined([o.outputs for o in seen], [o.count for o in seen])


def shortened(text: str, length: int) -> str:
    """A text cut to that many characters."""
    return text if len(text) <= length else text[: length - 1] + ELLIPSIS


def parameters_text(parameters: Dim) -> str:
    """`1 parameter`, `18,816 parameters`, `64*units + 64 parameters`."""
    if isinstance(parameters, int):
        return f"{parameters:,} parameter{'' if parameters == 1 else 's'}"
    return f"{'?' if parameters is None else parameters} parameters"


def short_name(site: Site) -> str:
    """The last part of what is called: `Dense` of `keras.layers.Dense`."""
    return site.callee.rpartition(".")[2]
