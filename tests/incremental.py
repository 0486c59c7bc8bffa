"""Random edits of a source text, as a person types them, and what must come out the same however it was reached."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from shapelens.analysis.analysis import Analysis


def told(analysis: Analysis) -> dict[str, Any]:
    """Everything that an analysis tells, as plain values that can be compared."""
    return {
        "sites": [
            (
                site.location,
                site.kind,
                site.callee,
                [(str(o.inputs), str(o.outputs), o.count) for o in site.observations],
            )
            for site in analysis.sites
        ],
        "assignments": [(a.location, a.name, [str(shape) for shape in a.shapes]) for a in analysis.assignments],
        "findings": [(f.code, analysis.location(f.span), f.message) for f in analysis.findings],
        "unresolved": [(location, reason) for location, reason in analysis.unresolved],
    }


def edits(text: str, seed: int, count: int) -> Iterator[str]:
    """Successive texts: numbers changed, characters typed and deleted, lines moved, removed, doubled and commented out."""
    draw = random.Random(seed)
    for _ in range(count):
        lines = text.split("\n")
        kind = draw.choice(
            ["number", "number", "number", "character", "delete", "line", "double", "comment", "blank", "undo"]
        )
        at = draw.randrange(len(lines))
        if kind == "number":
            places = list(re.finditer(r"\b\d+\b", text))
            if places:
                match = draw.choice(places)
                text = text[: match.start()] + str(draw.choice([1, 3, 8, 17, 64])) + text[match.end() :]
            yield text
            continue
        if kind == "undo":
            yield text
            continue
        before = list(lines)
        if kind == "character":
            column = draw.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:column] + draw.choice("abx1(),.=: '\"#[]") + lines[at][column:]
        elif kind == "delete" and lines[at]:
            column = draw.randrange(len(lines[at]))
            lines[at] = lines[at][:column] + lines[at][column + 1 :]
        elif kind == "line":
            del lines[at]
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "comment":
            lines[at] = "# " + lines[at]
        elif kind == "blank":
            lines.insert(at, "")
        changed = "\n".join(lines)
        yield changed
        text = changed if draw.random() < 0.3 and kind not in ("character", "delete") else "\n".join(before)
        if text != changed:
            yield text
