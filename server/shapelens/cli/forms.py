"""What is printed for programs to read: JSON, SARIF and GitHub's annotations. The JSON forms are a contract (DESIGN.md, section 3)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..findings import RULES
from ..shapes import Dim, Shape

if TYPE_CHECKING:
    from ..analysis.analysis import Location, Site
    from ..features.diagnostics import Diagnostic
    from ..fixes import Fix

SARIF_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}
GITHUB_LEVELS = {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}


def json_text(value: object) -> str:
    """One line or document of JSON."""
    return json.dumps(value, ensure_ascii=False)


def diagnostic_form(shown: Diagnostic, fixes: Sequence[Fix] = ()) -> dict[str, Any]:
    """A diagnostic as `check --output-format json` prints it."""
    return {
        "code": shown.code,
        "severity": shown.severity,
        "message": shown.message,
        "filename": shown.location.path,
        **_place_form(shown.location),
        "related": [
            {"message": entry.message, "filename": entry.location.path, **_place_form(entry.location)}
            for entry in shown.related
        ],
        "fixes": [
            {
                "title": fix.title,
                "safety": fix.safety,
                "preferred": fix.is_preferred,
                "edits": [{**_place_form(edit.location), "content": edit.content} for edit in fix.edits],
            }
            for fix in fixes
        ],
        "url": shown.url,
    }


def site_form(site: Site) -> dict[str, Any]:
    """A site as `shapes --format json` prints it."""
    return {
        **place_form(site.location),
        "kind": site.kind,
        "callee": site.callee,
        "observations": [
            {
                "inputs": [_shape(shape) for shape in seen.inputs],
                "outputs": [_shape(shape) for shape in seen.outputs],
                "count": seen.count,
            }
            for seen in site.observations
        ],
    }


def place_form(location: Location) -> dict[str, Any]:
    """A location in the form of `shapes`."""
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }


def github_line(diagnostic: dict[str, Any]) -> str:
    """An annotation of a GitHub workflow."""
    start, end = diagnostic["location"], diagnostic["end_location"]
    place = f"file={_escaped(diagnostic['filename'], ',:')},line={start['row']},col={start['column']}"
    place += f",endLine={end['row']},endColumn={end['column']},title=Shapelens ({diagnostic['code']})"
    return f"::{GITHUB_LEVELS[diagnostic['severity']]} {place}::{_escaped(diagnostic['message'])}"


def sarif(diagnostics: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A SARIF 2.1.0 log. Columns count code points, as ours do."""
    codes = sorted({diagnostic["code"] for diagnostic in diagnostics})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": RULES[code].title if code in RULES else code},
            "helpUri": next(d["url"] for d in diagnostics if d["code"] == code),
        }
        for code in codes
    ]
    driver = {"name": "Shapelens", "version": __version__, "rules": rules}
    results = [
        {
            "ruleId": diagnostic["code"],
            "ruleIndex": codes.index(diagnostic["code"]),
            "level": SARIF_LEVELS[diagnostic["severity"]],
            "message": {"text": diagnostic["message"]},
            "locations": [_sarif_location(diagnostic)],
            "relatedLocations": [
                {**_sarif_location(entry), "message": {"text": entry["message"]}} for entry in diagnostic["related"]
            ],
        }
        for diagnostic in diagnostics
    ]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _sarif_location(entry: dict[str, Any]) -> dict[str, Any]:
    start, end = entry["location"], entry["end_location"]
    region = {
        "startLine": start["row"],
        "startColumn": start["column"],
        "endLine": end["row"],
        "endColumn": end["column"],
    }
    uri = entry["filename"].replace("\\", "/")
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


def _place_form(location: Location) -> dict[str, Any]:
    return {
        "location": {"row": location.line, "column": location.column},
        "end_location": {"row": location.end_line, "column": location.end_column},
    }


def _shape(shape: Shape) -> Any:
    return "?" if shape.dims is None else [_dim(dim) for dim in shape.dims]


def _dim(dim: Dim) -> Any:
    return dim if dim is None or isinstance(dim, int) else str(dim)


def _escaped(text: str, more: str = "") -> str:
    for letter in "%\r\n" + more:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text
