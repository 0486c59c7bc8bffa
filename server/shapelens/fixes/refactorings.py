"""Edits offered at the cursor without any finding: a layer put in after one, `input_shape=` as an Input, a shape as a comment,
written for what is known and declared for what is not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..analysis.analysis import Analysis, Site
from ..analysis.document import Document
from ..analysis.text import Replacement
from ..shapes import Shape
from ..values import Instance
from .arguments import argument, without_argument
from .declaring import declaration_at
from .edits import SAFE, Candidate, Fix, edits_of
from .places import Place, place_at
from .spelling import Spelling
from .syntax import Program
from .verify import bench_of, breaks, edited, program_of, shape_at

AFTER = {3: ("Flatten", "GlobalAveragePooling1D"), 4: ("Flatten", "GlobalAveragePooling2D"), 5: ("Flatten",)}
"""What may follow a layer whose output has so many dimensions."""


def refactorings_at(document: Document, analysis: Analysis, position: tuple[int, int]) -> list[Fix]:
    """Edits offered at a 1-based line and column without any finding."""
    program = program_of(analysis)
    spelling = Spelling(program)
    offers = []
    for site in _sites_at(analysis, position):
        place = _place(program, spelling, site)
        found = [*_layers_after(place, site), *_input_of(program, spelling, site)] if place is not None else []
        for entry in (*found, *_comment(analysis, program, site)):
            text = edited(analysis.text, entry)
            after = bench_of(document).analysis(text) if text is not None else None
            if after is None or breaks(analysis, after):
                continue
            title = entry.title
            if "{shape}" in title:
                shape = shape_at(analysis.text, entry, after)
                title = title.replace("{shape}", shape) if shape else title.replace(" → {shape}", "")
            offers.append(Fix(title, entry.safety, False, edits_of(analysis.path, analysis.text, entry.replacements)))
        if offers:
            break
    for entry in declaration_at(document, analysis, program, position):
        offers.append(Fix(entry.title, entry.safety, False, edits_of(analysis.path, analysis.text, entry.replacements)))
    return offers


def _sites_at(analysis: Analysis, position: tuple[int, int]) -> list[Site]:
    """The applications of layers at a position, the smallest first."""
    found = []
    for site in analysis.sites:
        place = site.location
        is_inside = (place.line, place.column) <= position <= (place.end_line, place.end_column)
        if is_inside and site.kind in ("call", "element", "add") and site.observations:
            found.append(site)
    return sorted(
        found, key=lambda s: (s.location.end_line - s.location.line, s.location.end_column - s.location.column)
    )


def _place(program: Program, spelling: Spelling, site: Site) -> Place | None:
    layer = next((subject for subject in site.subjects if isinstance(subject, Instance)), None)
    return place_at(program, spelling, site.span, layer)


def _output(site: Site) -> Shape | None:
    outputs = site.observations[-1].outputs
    return outputs[0] if len(outputs) == 1 else None


# -------------------------------------------------------------------- a layer after this one
def _layers_after(place: Place, site: Site) -> Iterator[Candidate]:
    shape = _output(site)
    for name in AFTER.get(shape.rank or 0, ()) if shape is not None else ():
        spelled, imports = place.spelling.layer(name, place.neighbour)
        piece = _after(place, f"{spelled}()")
        if piece:
            yield Candidate(f"Insert {name}() after this layer → {{shape}}", (*imports, *piece))


def _after(place: Place, text: str) -> tuple[Replacement, ...]:
    program = place.program
    start, end = program.range(place.node)
    if place.kind == "element":
        indentation = program.indentation(place.node)
        return (Replacement(end, end, f", {text}" if indentation is None else f",\n{indentation}{text}"),)
    statement = program.statement(place.node)
    indentation = program.indentation(statement)
    if place.kind == "add":
        assert isinstance(place.node, ast.Call)
        call = f"{program.source(place.node.func)}({text})"
        if indentation is None or not program.is_alone(statement):
            return (Replacement(end, end, f"; {call}"),)
        return (_line_after(program, statement, f"{indentation}{call}"),)
    if isinstance(statement, ast.Assign) and statement.value is place.node and program.is_alone(statement):
        target = statement.targets[0]
        if len(statement.targets) == 1 and isinstance(target, ast.Name):
            return (_line_after(program, statement, f"{indentation}{target.id} = {text}({target.id})"),)
    return (Replacement(start, start, f"{text}("), Replacement(end, end, ")"))


def _line_after(program: Program, statement: ast.stmt, line: str) -> Replacement:
    end = program.line_end(program.range(statement)[1])
    return Replacement(end, end, f"\n{line}")


# -------------------------------------------------------------------- input_shape= as an Input
def _input_of(program: Program, spelling: Spelling, site: Site) -> Iterator[Candidate]:
    """The shape that a first layer declares, as an Input of its own before it."""
    place = _place(program, spelling, site)
    made = place.constructor if place is not None else None
    if place is None or made is None or place.kind == "call":
        return
    for name in ("input_shape", "batch_input_shape", "input_dim"):
        node = argument(made, name)
        if node is None or (name == "input_dim" and spelling.is_keras(made.func, "layers.Embedding")):
            continue
        source = program.source(node)
        given = {"input_shape": source, "batch_input_shape": f"batch_shape={source}", "input_dim": f"({source},)"}[name]
        inserted = place.insert("Input", given)
        keyword = program.parents[node]
        if inserted is not None:
            yield Candidate(
                f"Declare the shape by an Input: Input({given})",
                (*inserted, without_argument(program, made, keyword)),
                SAFE,
            )
        return


# -------------------------------------------------------------------- the shape as a comment
def _comment(analysis: Analysis, program: Program, site: Site) -> Iterator[Candidate]:
    shape = _output(site)
    if shape is None or shape.rank is None or len({o.outputs for o in site.observations}) > 1:
        return
    node = program.expression(site.span)
    end = program.line_end(program.range(node)[1]) if node is not None else None
    if end is None:
        return
    line = program.text[program.line_start(end) : end]
    if "#" not in line:
        yield Candidate(f"Write the shape as a comment: {shape}", (Replacement(end, end, f"  # shape: {shape}"),), SAFE)
