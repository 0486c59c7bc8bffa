"""Several inputs, outputs or arrays: too few of them, or of different lengths."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...analysis.text import Replacement
from ...shapes import Shape, same
from ...values import Instance
from ..arguments import argument, without_argument
from ..case import Case
from ..edits import SAFE, Candidate
from .support import candidate, constants


def arrays_by_shape(case: Case) -> dict[str, Shape]:
    """The arrays of the program by name, as they were assigned last before the finding."""
    node = case.node
    line = case.program.text.count("\n", 0, case.program.range(node)[0]) + 1 if node is not None else 0
    found: dict[str, Shape] = {}
    for entry in case.analysis.assignments:
        if entry.shapes and entry.location.line < line and entry.shapes[-1].rank is not None:
            found[entry.name] = entry.shapes[-1]
    return found


def all_inputs(case: Case) -> Iterator[Candidate]:
    """A list of as many arrays as the model has inputs, from the arrays that fit."""
    node = case.node
    declared = [case.program.expression(r.span) for r in case.finding.related if "declared" in r.message]
    shapes = [s for s in _input_shapes(case) if s.rank is not None]
    if isinstance(node, ast.Tuple) and isinstance(case.program.parents.get(node), ast.keyword) and node.elts:
        node = node.elts[0]  # validation_data=(x, y)
    if node is None or not shapes or len(shapes) < 2 or not declared:
        return
    arrays = arrays_by_shape(case)
    base, suffix = _parts(case, node)
    chosen: list[str] = []
    for shape in shapes:
        fitting = [
            n
            for n, s in arrays.items()
            if n not in chosen and s.known[1:] == shape.known[1:] and s.rank == shape.rank and s.batch is not None
        ]
        if base in fitting:
            fitting.remove(base)
            fitting.insert(0, base)
        if not fitting:
            return
        chosen.append(fitting[0])
    text = "[" + ", ".join(f"{name}{suffix}" for name in chosen) + "]"
    yield from candidate(f"Pass the inputs as a list: {text}", [case.replace(node, text)])
    if suffix:
        text = "[" + ", ".join(chosen) + "]"
        yield from candidate(f"Pass the inputs as a list: {text}", [case.replace(node, text)])


def _parts(case: Case, node: ast.expr) -> tuple[str, str]:
    """An array and the subscript that it is given with."""
    if isinstance(node, (ast.List, ast.Tuple)) and node.elts:
        node = node.elts[0]
    if isinstance(node, ast.Subscript):
        value = case.source(node.value)
        return value, case.source(node)[len(value) :]
    return case.source(node), ""


def _input_shapes(case: Case) -> list[Shape]:
    found: list[Shape] = []
    model = case.facts.get("model")
    if isinstance(model, Instance):
        found = [tensor.shape for tensor in case.model_inputs(model)]
        if found:
            return found
    for related in case.finding.related:
        text = related.message.partition("(")[2].partition(")")[0]
        dims = [part.strip() for part in text.split(",") if part.strip()]
        if "declared" in related.message and all(d == "None" or d.isdigit() for d in dims):
            found.append(Shape(*(None if d == "None" else int(d) for d in dims)))
    return found


def all_outputs(case: Case) -> Iterator[Candidate]:
    """A list of labels for each output, from arrays that the call does not use yet."""
    node, count = case.node, case.facts.get("expected")
    if node is None or not isinstance(count, int) or case.trainer is None:
        return
    arrays = arrays_by_shape(case)
    base, suffix = _parts(case, node)
    used = {n.id for n in ast.walk(case.trainer) if isinstance(n, ast.Name)}
    known = arrays.get(base)
    others = [
        n
        for n, s in arrays.items()
        if n not in used and known is not None and same(s.batch, known.batch) is not False and s.batch is not None
    ]
    loaded: dict[str, int] = {}
    for part in case.program.nodes:
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            loaded[part.id] = loaded.get(part.id, 0) + 1
    others.sort(key=lambda name: (loaded.get(name, 0), name))
    if len(others) >= count - 1:
        text = "[" + ", ".join(f"{name}{suffix}" for name in [base, *others[: count - 1]]) + "]"
        yield from candidate(f"Pass labels for each output: {text}", [case.replace(node, text)])
    text = "[" + ", ".join([case.source(node)] * count) + "]"
    yield from candidate(f"Pass the same labels for each output: {text}", [case.replace(node, text)])


def as_array(case: Case) -> Iterator[Candidate]:
    """A list of samples made one array."""
    call = case.trainer
    if call is None:
        return
    numpy, imports = case.numpy()
    for name, position in (("x", 0), ("y", 1)):
        given = argument(call, name, position)
        if isinstance(given, ast.Name):
            value = case.program.resolved(given)
            is_list = isinstance(value, (ast.List, ast.ListComp)) or (
                isinstance(value, ast.Call) and case.source(value.func) == "list"
            )
            if is_list:
                text = f"{numpy}.array({case.source(given)})"
                yield from candidate(f"Make one array of the list: {text}", [*imports, case.replace(given, text)])


def of_another_kind(case: Case) -> Iterator[Candidate]:
    """Python numbers made an array, lists of several lengths padded; what a dataset holds already left out."""
    node, call = case.node, case.trainer
    if node is None or call is None:
        return
    if "a batch" in case.finding.message or "generator must" in case.finding.message:
        return  # of what is yielded, not of what is given
    source = next((word for word in ("dataset", "generator") if word in case.finding.message), None)
    if source is not None:
        keyword = case.program.parents.get(node)
        name = keyword.arg if isinstance(keyword, ast.keyword) else "y"
        given = keyword if isinstance(keyword, ast.keyword) else node
        yield from candidate(f"Leave {name} out: the {source} holds it", [without_argument(case.program, call, given)])
    if len(_lengths(case, node)) > 1:
        name, imports = case.spelling.name("utils.pad_sequences")
        text = f"{name}({case.source(node)})"
        yield from candidate("Pad the sequences to one length", [*imports, case.replace(node, text)])
        return
    numpy, imports = case.numpy()
    text = f"{numpy}.array({case.source(node)})"
    yield from candidate("Make it an array: np.array(...)", [*imports, case.replace(node, text)], SAFE)


def _lengths(case: Case, node: ast.expr) -> set[int]:
    """How many items the lists in a list have that is written out, or repeated."""
    made = case.program.resolved(node)
    while isinstance(made, ast.BinOp):
        made = made.left
    items = made.elts if isinstance(made, (ast.List, ast.Tuple)) else []
    return {len(item.elts) for item in items if isinstance(item, (ast.List, ast.Tuple))}


def all_samples(case: Case) -> Iterator[Candidate]:
    """`x[0]` made `x`: all samples in place of one."""
    for node in (case.node, argument(case.trainer, "x", 0) if case.trainer is not None else None):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and type(node.slice.value) is int:
            text = case.source(node.value)
            yield from candidate(f"Pass all samples: {text}", [case.replace(node, text)])


def same_length(case: Case) -> Iterator[Candidate]:
    """The longer array cut to the shorter: its end (which windows over a series predict), or its beginning."""
    call, first, second = case.trainer, case.facts.get("expected"), case.facts.get("received")
    if call is None or not isinstance(first, int) or not isinstance(second, int) or "first" not in case.facts:
        return
    short, long = min(first, second), max(first, second)
    nodes = _arrays_given(case, call)
    yield from same_slice(case, nodes)
    for node in nodes:
        shape = case.shape_of(node)
        yield from samples_first(case, node, shape, (first, second))
        if _count(case, call, node, shape) != long:
            continue
        source = (
            case.source(node)
            if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call))
            else f"({case.source(node)})"
        )
        partner = next(
            (
                case.source(n)
                for n in nodes
                if (s := case.shape_of(n)) is not None and s.known and s.batch == short and isinstance(n, ast.Name)
            ),
            None,
        )
        bound = f"len({partner})" if partner is not None else str(short)
        is_label = node is argument(call, "y", 1)
        options = [(f"[-{bound}:]", "last"), (f"[:{bound}]", "first")]
        for suffix, words in options if is_label and len(nodes) == 2 else reversed(options):
            yield from candidate(f"Take the {words} {short} of {source}", [case.replace(node, f"{source}{suffix}")])
    yield from constants(case, long, short, most=2)


def _arrays_given(case: Case, call: ast.Call) -> list[ast.expr]:
    """The arrays that a call of `fit` is given: those of the validation data if the finding stands there."""
    given: list[ast.expr | None] = [argument(call, "x", 0), argument(call, "y", 1), argument(call, "sample_weight")]
    checked = argument(call, "validation_data")
    if checked is not None and case.node is not None and case.node in ast.walk(checked):
        given = [checked]
    nodes: list[ast.expr] = []
    stack = [node for node in reversed(given) if node is not None]
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.List, ast.Tuple)):
            stack += reversed(node.elts)
        else:
            nodes.append(node)
    return nodes


def _count(case: Case, call: ast.Call, node: ast.expr, shape: Shape | None) -> object:
    """How many samples an array holds: by its shape, or by what the finding says of the argument that it is."""
    if shape is not None and shape.known:
        return shape.batch
    for name, count in (("first", "expected"), ("second", "received")):
        argument_name = str(case.facts.get(name))
        if argument(call, argument_name, {"x": 0, "y": 1}.get(argument_name)) is node:
            return case.facts.get(count)
    return None


def samples_first(case: Case, node: ast.expr, shape: Shape | None, counts: tuple[int, int]) -> Iterator[Candidate]:
    """The axis of an array that counts the samples moved to the front, where it is not there."""
    if shape is None or shape.batch not in counts:
        return
    goal = counts[1] if shape.batch == counts[0] else counts[0]
    numpy, imports = case.numpy()
    for axis in range(1, len(shape)):
        if shape[axis] == goal:
            text = f"{numpy}.moveaxis({case.source(node)}, {axis}, 0)"
            yield from candidate(f"Move the samples to the front: {text}", [*imports, case.replace(node, text)])


def same_slice(case: Case, nodes: list[ast.expr]) -> Iterator[Candidate]:
    """The slice of one of several arrays made that of the others."""
    sliced = [node for node in nodes if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)]
    texts = [case.source(node.slice) for node in sliced]
    for text in sorted(set(texts), key=lambda text: -texts.count(text)) if len(set(texts)) > 1 else ():
        pieces = [case.replace(node.slice, text) for node, own in zip(sliced, texts) if own != text]
        yield from candidate(f"Take the same slice of all: [{text}]", pieces)
    if len(set(texts)) == 1 and len(sliced) < len(nodes) == sum(
        isinstance(n, (ast.Name, ast.Subscript)) for n in nodes
    ):
        ends = [case.program.range(node)[1] for node in nodes if node not in sliced]
        pieces = [Replacement(end, end, f"[{texts[0]}]") for end in ends]
        yield from candidate(f"Take the same slice of all: [{texts[0]}]", pieces)


def full_batches(case: Case) -> Iterator[Candidate]:
    """Samples that fill the batches of a stateful layer, or a batch size that divides the samples."""
    call = case.trainer
    batch, layer = case.facts.get("expected"), case.layer
    if call is None or layer is None or not isinstance(batch, int) or batch < 1 or "first" in case.facts:
        return
    given = [argument(call, "x", 0), argument(call, "y", 1)]
    shape = case.shape_of(given[0]) if given[0] is not None else None
    total = shape.batch if shape is not None and shape.known else None
    if not isinstance(total, int):
        return
    full = total // batch * batch
    if full:
        pieces = [case.replace(node, f"{case.source(node)}[:{full}]") for node in given if node is not None]
        yield from candidate(f"Train on {full} samples, which fill the batches", pieces)
        yield from constants(case, total, full, most=2)
    for size in range(batch, 1, -1):
        if total % size == 0:
            yield from constants(case, batch, size, most=2)
            break


INPUTS = (all_inputs, as_array)
OUTPUTS = (all_outputs,)
SAMPLES = (full_batches, as_array, all_samples, same_length)
