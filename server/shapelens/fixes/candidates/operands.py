"""Operands of an operator, a matrix product, a split or an attention that do not fit together."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...shapes import Dim, Shape, same
from ..arguments import argument, set_argument, tuple_text
from ..case import Case
from ..edits import Candidate
from ..inputs import declarations
from .merges import axis, merging, numbers
from .support import atom, candidate, constants, declared_as, last_index, resize_layer


def operands(case: Case) -> list[ast.expr]:
    """The two operands of an operator or function."""
    node = case.node
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.Call) and not isinstance(node.func, ast.Call) and len(node.args) >= 2:
        return list(node.args[:2])
    return []


def operand_sizes(case: Case) -> Iterator[Candidate]:
    """The layer behind an operand with the size of the other operand."""
    left, right = case.facts.get("left"), case.facts.get("right")
    parts = operands(case)
    if len(parts) != 2 or not isinstance(left, Shape) or not isinstance(right, Shape):
        return
    if left.rank is None or right.rank is None or not left.known or not right.known:
        return
    for node, own, goal in ((parts[1], right, left), (parts[0], left, right)):
        link = case.origin(node)
        size = goal[-2] if isinstance(case.node, ast.Call) and node is parts[0] and len(goal) > 1 else goal.last
        if same(own.last, size) is not False or link is None:
            continue
        other = parts[0] if node is parts[1] else parts[1]
        yield from resize_layer(case, [link, *case.upstream(link.tensor)], size, like=other)
    if isinstance(case.node, ast.BinOp) and same(left.last, right.last) is False:
        for node, goal in ((parts[1], left), (parts[0], right)):
            link = case.origin(node)
            is_batch = None in (left.batch, right.batch)
            is_free = case.program.class_of(node) is None and (link is not None or _may_apply(case, node))
            if is_batch and isinstance(goal.last, int) and goal.last > 1 and is_free:
                name, imports = case.spelling.layer(
                    "Dense", link.place.neighbour if link is not None and link.place is not None else None
                )
                text = f"{name}({goal.last})({case.source(node)})"
                yield from candidate(f"Insert Dense({goal.last}) → {{shape}}", [*imports, case.replace(node, text)])


def _may_apply(case: Case, node: ast.expr) -> bool:
    """Whether layers are made where a node stands: at the top, or in a function that applies some. A loss makes none."""
    around = case.program.function(node)
    calls = [part for part in ast.walk(around) if isinstance(part, ast.Call)] if around is not None else []
    return around is None or any(call.func in case.applied for call in calls)


def swap_axes(case: Case) -> Iterator[Candidate]:
    """The second factor of a matrix product transposed, or the operand whose last two axes are those of the other."""
    parts, left, right = operands(case), case.facts.get("left"), case.facts.get("right")
    if isinstance(case.node, ast.BinOp) and isinstance(left, Shape) and isinstance(right, Shape):
        a, b = left.dims or (), right.dims or ()
        if len(a) == len(b) > 2 and a[:-2] == b[:-2] and a[-2:] == b[:-3:-1]:
            for index in (1, 0):
                name, imports = case.spelling.name("ops.swapaxes")
                text = f"{name}({case.source(parts[index])}, -1, -2)"
                which = ("left", "right")[index]
                yield from candidate(
                    f"Swap the axes of the {which} operand", [*imports, case.replace(parts[index], text)]
                )
    if (
        len(parts) != 2
        or not isinstance(right, Shape)
        or right.rank is None
        or len(right) < 2
        or not isinstance(case.node, ast.Call)
    ):
        return
    called = case.spelling.canonical(case.node.func) or ""
    if called.endswith("linalg.matmul") or called == "tensorflow.matmul":
        yield from candidate(
            "Transpose the second factor", [set_argument(case.program, case.node, "transpose_b", "True")]
        )
        return
    for index in (1, 0):
        name, imports = case.spelling.name("ops.swapaxes")
        text = f"{name}({case.source(parts[index])}, -1, -2)"
        which = ("first", "second")[index]
        yield from candidate(f"Transpose the {which} factor → {{shape}}", [*imports, case.replace(parts[index], text)])


def new_axis(case: Case) -> Iterator[Candidate]:
    """An operand with an axis more, so that the two are broadcast."""
    parts, shapes = operands(case), [case.facts.get("left"), case.facts.get("right")]
    if not isinstance(case.node, ast.BinOp):
        return
    for index, part in enumerate(parts):
        own, other = shapes[index], shapes[1 - index]
        if not isinstance(own, Shape) or not isinstance(other, Shape) or own.dims is None or other.dims is None:
            continue
        for suffix, words, dims in (
            ("[..., None]", "a last axis", (*own.dims, 1)),
            ("[:, None]", "an axis after the batch", (*own.dims[:1], 1, *own.dims[1:])),
        ):
            if _align(dims, other.dims):
                text = f"{atom(case, part)}{suffix}"
                yield from candidate(f"Give the {('left', 'right')[index]} operand {words}", [case.replace(part, text)])


def _align(a: tuple[Dim, ...], b: tuple[Dim, ...]) -> bool:
    """Whether the axes of two shapes certainly go together: each pair equal, or one of the two 1."""
    return all(x == y or 1 in (x, y) for x, y in zip(reversed(a), reversed(b)))


def split_sizes(case: Case) -> Iterator[Candidate]:
    """The layer before a split with a size that can be split, or another number of parts."""
    node = case.node
    if not isinstance(node, ast.Call) or len(node.args) < 2 or "split" not in case.source(node.func):
        return
    parts = node.args[1]
    count = parts.value if isinstance(parts, ast.Constant) else None
    link, size = case.origin(node.args[0]), case.facts.get("size")
    if not isinstance(count, int) or count < 1 or not isinstance(size, int):
        return
    for goal in (-(-size // count) * count, size // count * count):
        yield from resize_layer(case, [link] if link is not None else [], goal)
        yield from constants(case, size, goal, most=3)


def axes_order(case: Case) -> Iterator[Candidate]:
    """The axes of a transpose that name each axis of the tensor once."""
    node = case.node
    if not isinstance(node, ast.Call) or "transpose" not in case.source(node.func):
        return
    given = next(
        (a for a in (*node.args, *(k.value for k in node.keywords)) if isinstance(a, (ast.Tuple, ast.List))), None
    )
    shape = case.shape_of(node.args[0]) if node.args and node.args[0] is not given else None
    if given is None or shape is None or shape.rank is None:
        return
    numbers_given = [part.value if isinstance(part, ast.Constant) else None for part in given.elts]
    kept = [n for n in dict.fromkeys(numbers_given) if isinstance(n, int) and 0 <= n < shape.rank]
    missing = [n for n in range(shape.rank) if n not in kept]
    for order in dict.fromkeys(((*kept, *missing), (*kept[:1], *missing, *kept[1:]), (*missing, *kept))):
        text = tuple_text(order)
        yield from candidate(f"Transpose by {text} → {{shape}}", [case.replace(given, text)])


def keyed(case: Case) -> Iterator[Candidate]:
    """Key and value of an attention that differ in length: one of them in place of the other, or the inputs declared alike."""
    node = case.node
    if case.layer is None or "Attention" not in case.layer.cls.short_name or not isinstance(node, ast.Call):
        return
    shapes = [t.shape for t in case.tensors]
    place = merging(case)
    if (
        place is not None
        and len(shapes) > 1
        and isinstance(shapes[0].last, int)
        and same(shapes[0].last, shapes[1].last) is False
    ):
        size = str(shapes[0].last)
        yield from candidate(f"Insert Dense({size}) → {{shape}}", place.insert("Dense", size, 1))
    names: dict[str, ast.expr] = {name: n for name in ("key", "value") if (n := argument(node, name)) is not None}
    if len(node.args) > 1:
        names.setdefault("value", node.args[1])
    if len(node.args) > 2:
        names.setdefault("key", node.args[2])
    declared = {case.source(d.call): d for d in declarations(case)}
    for one, other in (("value", "key"), ("key", "value")):
        if one in names and other in names:
            source, goal = case.program.resolved(names[one]), case.program.resolved(names[other])
            a, b = declared.get(case.source(source)), declared.get(case.source(goal))
            if a is not None and b is not None and a.shape.rank == b.shape.rank:
                yield from declared_as(case, a, (b.shape.known[1], *a.shape.known[2:]))
    if "key" in names and "value" in names:
        yield from candidate("Use the value as key", [case.replace(names["key"], case.source(names["value"]))])
    if len(shapes) > 1:
        for one_shape, other_shape in ((shapes[1], shapes[-1]), (shapes[0], shapes[1])):
            if one_shape.rank == other_shape.rank:
                for x, y in zip(one_shape.known, other_shape.known):
                    yield from constants(case, x, y, most=2)


OPERANDS = (axis, keyed, last_index, operand_sizes, swap_axes, split_sizes, axes_order, numbers, new_axis)
