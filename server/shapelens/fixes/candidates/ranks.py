"""A tensor of the wrong rank: steps dropped too early or kept too long, a missing channel axis, a layer meant for each step."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import islice
from math import isqrt

from ...analysis.text import Replacement
from ...shapes import Dim, Shape
from ...values import Kind
from ..arguments import argument, layer_argument, tuple_text
from ..case import RECURRENT, TRAINERS, Case, Link
from ..edits import SAFE, Candidate
from ..inputs import declaration_of, declarations
from ..places import constructor
from .arguments import batch_in_target
from .support import (
    GLOBAL_MAX_POOLING,
    GLOBAL_POOLING,
    candidate,
    constructor_of,
    declared_as,
    inner,
    product,
    set_layer,
)

REDUCING = ("Flatten", *GLOBAL_POOLING.values(), *GLOBAL_MAX_POOLING.values())


KEEPING = ("BatchNormalization", "LayerNormalization", "Dropout", "SpatialDropout2D", "Activation", "ReLU", "LeakyReLU")
"""Layers that change no shape."""


def wanted_rank(case: Case) -> int | None:
    """The rank that the layer needs."""
    for name in ("expected_rank", "min_rank", "max_rank"):
        rank = case.facts.get(name)
        if isinstance(rank, int):
            return rank + (case.each_step is not None)
    return None


def same_rank(case: Case, first: Shape, links: Iterator[Link]) -> Iterator[Link]:
    """The layers on the way as long as the rank stays."""
    for link in links:
        if link.output.rank != first.rank:
            return
        yield link


# -------------------------------------------------------------------- recurrent layers
def keep_steps(case: Case) -> Iterator[Candidate]:
    """return_sequences=True on the recurrent layer that dropped the steps."""
    rank, wanted = case.received.rank, wanted_rank(case)
    if rank is None or wanted is None or wanted <= rank:
        return
    for link in same_rank(case, case.received, case.upstream(case.tensor)):
        if link.name in RECURRENT:
            yield from sequences(case, link, "True", SAFE)
            return


def sequences(case: Case, link: Link, value: str, safety: str) -> Iterator[Candidate]:
    """return_sequences of a recurrent layer set; in a loop that builds several, for all but the last."""
    made = constructor_of(case, link)
    if made is None:
        return
    target = inner(case, made)
    callee = link.layer.cls.name if target is made else "keras.layers.LSTM"
    condition = _all_but_last(case, target) if value == "True" else None
    for content in filter(None, (condition, value)):
        yield from candidate(
            f"Set return_sequences={content} on {link.name}",
            [set_layer(case, target, callee, "return_sequences", content)],
            safety if content == "True" and condition is None else "unsafe",
        )


def _all_but_last(case: Case, node: ast.AST) -> str | None:
    """In a loop or comprehension: the condition that holds for every turn but the last."""
    for around in case.program.enclosing(node):
        if isinstance(around, ast.For):
            return _before_last(case, around.target, around.iter)
        if isinstance(around, (ast.ListComp, ast.GeneratorExp)):
            return _before_last(case, around.generators[-1].target, around.generators[-1].iter)
        if isinstance(around, ast.FunctionDef):
            return None
    return None


def _before_last(case: Case, target: ast.expr, over: ast.expr) -> str | None:
    """Whether a loop's target is not at its last value: by its number, or by its value."""
    if isinstance(over, ast.Call) and isinstance(over.func, ast.Name) and len(over.args) == 1:
        total = case.source(over.args[0])
        if over.func.id == "range" and isinstance(target, ast.Name) and target.id != "_":
            return f"{target.id} < {total} - 1"
        if over.func.id == "enumerate" and isinstance(target, ast.Tuple):
            return f"{case.source(target.elts[0])} < len({total}) - 1"
    if isinstance(over, (ast.Name, ast.Tuple, ast.List)) and isinstance(target, ast.Name):
        return f"{target.id} != {case.source(over)}[-1]"
    return None


def drop_steps(case: Case) -> Iterator[Candidate]:
    """return_sequences=False on the recurrent layer that kept the steps."""
    rank, wanted = case.received.rank, wanted_rank(case)
    if rank is not None and wanted is not None and rank == wanted + 1:
        yield from last_step(case, case.received, case.upstream(case.tensor))


def last_step(case: Case, shape: Shape, links: Iterator[Link]) -> Iterator[Candidate]:
    for link in same_rank(case, shape, links):
        if link.name in RECURRENT:
            yield from sequences(case, link, "False", "unsafe")
            return


# -------------------------------------------------------------------- the declared shape
def declare_axis(case: Case) -> Iterator[Candidate]:
    """The input declared with the axis that is missing, or without the one too many."""
    rank, wanted = case.received.rank, wanted_rank(case)
    source = case.source_tensor(case.tensor)
    declared = declaration_of(case, source)
    if rank is None or wanted is None or declared is None or declared.shape.rank is None:
        return
    dims = declared.shape.known[1:]
    target = len(dims) + wanted - rank
    options: list[tuple[Dim, ...]] = [s.known[1:] for s in case.data_shapes() if len(s) - 1 == target]
    is_direct = all(link.output.rank == rank for link in case.upstream(case.tensor)) and len(dims) + 1 == rank
    if not is_direct:
        options = [option for option in options if option != dims]
    elif target == len(dims) + 1:
        is_series = wanted == 5 or (
            case.layer is not None and case.layer.cls.short_name in (*RECURRENT, "TimeDistributed")
        )
        last: list[tuple[Dim, ...]] = [(*dims, 1)]
        front: list[tuple[Dim, ...]] = [(None, *dims)]
        options += [*front, *last] if is_series and len(dims) != 1 else [*last, *front]
    elif target == len(dims) - 1 and case.source(declared.node).endswith(".shape"):
        options.append(dims[1:])
    for option in dict.fromkeys(options):
        safety = SAFE if option == dims[1:] else "unsafe"
        for made in declared_as(case, declared, option):
            yield Candidate(made.title, made.replacements, safety)


def more_axes(case: Case) -> Iterator[Candidate]:
    """A Permute that names the axes which it left out."""
    layer, rank, made = case.layer, case.received.rank, case.place.constructor if case.place is not None else None
    if layer is None or made is None or rank is None or layer.cls.short_name != "Permute":
        return
    dims = case.config(layer, "dims")
    node = layer_argument(made, layer.cls.name, "dims")
    if isinstance(dims, tuple) and node is not None and len(dims) < rank - 1:
        text = tuple_text((*dims, *range(len(dims) + 1, rank)))
        yield from candidate(f"Permute by {text} → {{shape}}", [case.replace(node, text)])


def declare_less(case: Case) -> Iterator[Candidate]:
    """The input declared without its first axis, which may be the batch axis."""
    rank, wanted = case.received.rank, wanted_rank(case)
    declared = declaration_of(case, case.source_tensor(case.tensor))
    if rank is None or wanted is None or rank != wanted + 1 or declared is None or declared.shape.rank != rank:
        return
    yield from declared_as(case, declared, declared.shape.known[2:])


def expand_fed(case: Case) -> Iterator[Candidate]:
    """In a model that is a class: a channel axis for the data with which it is trained."""
    rank, wanted = case.received.rank, wanted_rank(case)
    if rank is None or wanted != rank + 1 or case.tensor is None or case.tensor.kind is Kind.KERAS or case.is_data:
        return
    for node in case.program.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TRAINERS:
            given = argument(node, "x", 0)
            shape = case.shape_of(given) if given is not None else None
            if given is not None and shape is not None and shape.known[1:] == case.received.known[1:]:
                numpy, imports = case.numpy()
                text = f"{numpy}.expand_dims({case.source(given)}, axis=-1)"
                yield from candidate("Give the data a last axis", [*imports, case.replace(given, text)])


def series_axis(case: Case) -> Iterator[Candidate]:
    """A time axis in front of a declared shape that goes into TimeDistributed."""
    if case.finding.code == "input-axis" and case.each_step is None:
        return
    declared = declaration_of(case, case.source_tensor(case.tensor))
    if "TimeDistributed" not in case.program.text:
        return
    if declared is None:
        for other in declarations(case)[-3:]:
            if other.shape.rank is not None:
                yield from declared_as(case, other, (None, *other.shape.known[1:]))
        return
    if declared.shape.rank is not None:
        yield from declared_as(case, declared, (None, *declared.shape.known[1:]))


# -------------------------------------------------------------------- layers put in
def reshape(case: Case) -> Iterator[Candidate]:
    """Reshape before the layer: an axis of 1 added, or the last axes made one."""
    rank, wanted, place = case.received.rank, wanted_rank(case), case.place
    if rank is None or wanted is None or place is None or rank < 2 or case.is_data or any(batch_in_target(case)):
        return
    for dims in reshaped(case.received.known[1:], wanted - 1):
        yield from candidate(
            f"Insert Reshape({tuple_text(dims)}) → {{shape}}", place.insert("Reshape", tuple_text(dims))
        )


def reshaped(dims: tuple[Dim, ...], size: int) -> Iterator[tuple[object, ...]]:
    """Targets with `size` axes for sizes: with an axis of 1 at the end or in front, or with the last axes as one."""
    plain: list[object] = [-1 if dim is None else dim for dim in dims]
    if not all(isinstance(dim, int) for dim in plain) or plain.count(-1) > 1:
        return
    if size == len(dims) + 1:
        yield (*plain, 1)
        yield (1, *plain)
    elif size == len(dims) + 2:
        if len(dims) == 1:
            yield from _pictures(dims[0])
        yield (1, *plain, 1)
    elif 1 <= size < len(dims):
        rest = product(dims[size - 1 :])
        if rest is not None:
            yield (*plain[: size - 1], rest)
        if size == 2 and isinstance(dims[-1], int) and -1 not in plain[-1:]:
            yield (-1, dims[-1])


def _pictures(size: Dim) -> Iterator[tuple[object, ...]]:
    """The square pictures, grey or coloured, that have so many values."""
    for channels in (1, 3):
        side = isqrt(size // channels) if isinstance(size, int) else 0
        if side > 3 and side * side * channels == size:
            yield (side, side, channels)


def reduce(case: Case) -> Iterator[Candidate]:
    """Flatten or global pooling before a layer that takes a vector."""
    rank, place = case.received.rank, case.place
    wanted = wanted_rank(case)
    if rank is None or place is None or wanted is None or rank <= wanted or case.is_data:
        return
    if wanted == 2:
        yield from candidate("Insert Flatten() → {shape}", place.insert("Flatten"))
        if rank in GLOBAL_POOLING:
            name = GLOBAL_POOLING[rank]
            yield from candidate(f"Insert {name}() → {{shape}}", place.insert(name))
    elif wanted == 3 and rank > 3:
        flat, imports = case.spelling.layer("Flatten", place.neighbour)
        inserted = place.insert("TimeDistributed", f"{flat}()")
        yield from candidate(
            "Insert TimeDistributed(Flatten()) → {shape}", None if inserted is None else [*imports, *inserted]
        )


def each_step(case: Case) -> Iterator[Candidate]:
    """The layer wrapped in TimeDistributed, or the one before that lost the steps."""
    rank, wanted, place = case.received.rank, wanted_rank(case), case.place
    if rank is None or wanted is None or case.is_data:
        return
    if rank == wanted + 1 and place is not None and not _is_picture(case) and case.each_step is None:
        name = case.layer.cls.short_name if case.layer is not None else "the layer"
        yield from candidate(f"Apply {name} to each step: TimeDistributed({name}(...))", place.wrap("TimeDistributed"))
    before = next(case.upstream(case.tensor), None)
    if rank < wanted and before is not None and before.place is not None and before.name in REDUCING:
        links = list(islice(case.upstream(case.tensor), 2))
        inside = links[1].output.rank if len(links) > 1 else None
        if inside is None or inside <= wanted:
            return
        yield from candidate(
            f"Apply {before.name} to each step: TimeDistributed({before.name}(...))",
            before.place.wrap("TimeDistributed"),
        )


def each_step_of_picture(case: Case) -> Iterator[Candidate]:
    """TimeDistributed where the input is a picture: less likely than that its axes are to be made one."""
    if _is_picture(case) and case.place is not None and case.layer is not None and not case.is_data:
        name = case.layer.cls.short_name
        yield from candidate(
            f"Apply {name} to each step: TimeDistributed({name}(...))", case.place.wrap("TimeDistributed")
        )


def _is_picture(case: Case) -> bool:
    """Whether a recurrent layer is given what comes out of a convolution or pooling."""
    before = next((link for link in case.upstream(case.tensor) if link.name not in KEEPING), None)
    is_recurrent = case.layer is not None and case.layer.cls.short_name in RECURRENT
    return is_recurrent and before is not None and any(word in before.name for word in ("Conv", "Pooling"))


# -------------------------------------------------------------------- layers taken out
def take_out(case: Case) -> Iterator[Candidate]:
    """The layer removed where it reduces what is reduced already; the reducing layer before it where it came too early."""
    rank, wanted, place = case.received.rank, wanted_rank(case), case.place
    if rank is None or wanted is None or case.is_data or rank >= wanted:
        return
    before = next(case.upstream(case.tensor), None)
    if before is not None and before.place is not None and before.name in (*REDUCING, "Reshape"):
        yield from candidate(f"Remove {before.name}", before.place.remove())
    if place is not None and case.layer is not None and case.layer.cls.short_name in REDUCING:
        yield from candidate(f"Remove {case.layer.cls.short_name}", place.remove())
    for node in case.program.nodes:
        if not isinstance(node, ast.keyword) or node.arg != "pooling":
            continue
        if isinstance(node.value, ast.Constant) and node.value.value is not None:
            yield from candidate("Set pooling=None", [case.replace(node.value, "None")])


def out_of_loop(case: Case) -> Iterator[Candidate]:
    """The statements from a reducing layer to the end of a loop's body, moved after the loop."""
    link = next((link for link in case.upstream(case.tensor, most=12) if link.name in REDUCING), None)
    if link is None or link.place is None:
        return
    statement = case.program.statement(link.place.node)
    loop = case.program.parents.get(statement)
    if not isinstance(loop, (ast.For, ast.While)) or statement is loop.body[0] or loop.orelse:
        return
    own, outer = case.program.indentation(statement), case.program.indentation(loop)
    if own is None or outer is None or not own.startswith(outer):
        return
    start = case.program.line_start(case.program.range(statement)[0])
    end = case.program.line_end(case.program.range(loop)[1])
    lines = case.program.text[start:end].split("\n")
    if any(line.strip() and not line.startswith(own) for line in lines):
        return
    moved = "\n".join(outer + line[len(own) :] if line.strip() else line for line in lines)
    yield from candidate(f"Move {link.name} after the loop", [Replacement(start, end, moved)])


# -------------------------------------------------------------------- several tensors
def one_tensor(case: Case) -> Iterator[Candidate]:
    """A layer for one tensor that is given a list: the tensors concatenated before."""
    if len(case.tensors) < 2 or case.received.rank is None or wanted_rank(case) is not None:
        return
    before = next(case.upstream(case.tensor), None)
    if before is not None and before.name == "Bidirectional" and case.config(before.layer, "merge_mode") is None:
        made = constructor_of(case, before)
        given = argument(made, "merge_mode", 1) if made is not None else None
        if given is not None:
            yield from candidate('Set merge_mode="concat" on Bidirectional', [case.replace(given, '"concat"')])
    place = case.place
    if case.node is not None and case.layer is not None:
        from ..places import Place

        node = case.node
        if isinstance(node, ast.Call) and (place is None or place.kind != "call" or place.node is not node):
            made = constructor(case.program, case.layer)
            place = Place(case.program, case.spelling, "call", node, made)
    if place is not None:
        yield from candidate("Insert Concatenate() → {shape}", place.insert("Concatenate", index=None))


RANKS = (
    keep_steps,
    drop_steps,
    more_axes,
    out_of_loop,
    declare_axis,
    one_tensor,
    each_step,
    reduce,
    take_out,
    expand_fed,
    reshape,
    declare_less,
    each_step_of_picture,
)
