"""How shapes, several shapes and counts are written for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..analysis.analysis import Assignment, Observation, Site
from ..shapes import Dim, Shape

ELLIPSIS = "…"


def shapes_text(shapes: Sequence[Shape]) -> str:
    """`(None, 20, 64)`; several as `[(None, 20, 64), (None, 64)]`; `?` for none."""
    if len(shapes) == 1:
        return str(shapes[0])
    return f"[{', '.join(map(str, shapes))}]" if shapes else "?"


def is_telling(shapes: Sequence[Shape]) -> bool:
    """Whether at least one of the shapes has a known rank."""
    return any(not shape.is_unknown for shape in shapes)


def joined(seen: Sequence[Sequence[Shape]], counts: Sequence[int]) -> str:
    """What a site saw, in a line: one shape where all agree, else `first … last ×n`; empty where nothing is known."""
    if len(seen) == 1:  # nearly always
        return shapes_text(seen[0]) if is_telling(seen[0]) else ""
    told = [(shapes_text(shapes), count) for shapes, count in zip(seen, counts) if is_telling(shapes)]
    distinct = list(dict.fromkeys(text for text, _ in told))
    if len(distinct) < 2:
        return distinct[0] if distinct else ""
    return f"{distinct[0]} {ELLIPSIS} {distinct[-1]} ×{sum(count for _, count in told)}"


def outputs_text(observations: Iterable[Observation]) -> str:
    """The outputs of a site's observations, joined."""
    seen = list(observations)
    return joined([o.outputs for o in seen], [o.count for o in seen])


def assignment_text(assignment: Assignment) -> str:
    """The shapes that an assigned name had, joined."""
    return joined([(shape,) for shape in assignment.shapes], [1] * len(assignment.shapes))


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
