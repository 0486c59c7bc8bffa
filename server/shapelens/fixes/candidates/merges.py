"""Tensors that do not fit together: another axis, one of them padded, cropped, pooled, repeated, flattened or projected."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...analysis.text import Replacement
from ...shapes import Shape, same
from ...values import Instance, Tensor
from ..arguments import argument, set_argument, tuple_text
from ..case import Case
from ..edits import Candidate
from ..places import Place
from .support import (
    GLOBAL_POOLING,
    candidate,
    constants,
    constructor_of,
    margins,
    quoted,
    resize_layer,
    set_layer,
    sized,
)

SHRINKING = ("Cropping1D", "Cropping2D", "Cropping3D", "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D")


def merging(case: Case) -> Place | None:
    """The call that merges, be it of a layer or of the function beside it."""
    node = case.node
    if not isinstance(node, ast.Call):
        return None
    made = node.func if isinstance(node.func, ast.Call) else None
    return Place(case.program, case.spelling, "call", node, made)


def axis(case: Case) -> Iterator[Candidate]:
    """Another axis to join on."""
    node = case.node
    shapes = [t.shape for t in case.tensors]
    if not isinstance(node, ast.Call) or "axis" not in case.facts:
        return
    call = node.func if isinstance(node.func, ast.Call) else node
    given = argument(call, "axis", None if call is node.func else 1)
    current = case.facts.get("axis")
    left = case.facts.get("left")
    rank = shapes[0].rank if shapes else left.rank if isinstance(left, Shape) else None
    for value in (-1, *range(1, rank or 1)):
        if value != current and (value != -1 or current != (rank or 0) - 1):
            if given is not None:
                yield from candidate(f"Join on axis {value} → {{shape}}", [case.replace(given, str(value))])
            elif call is node.func or len(call.args) == 1:
                piece = set_argument(case.program, call, "axis", str(value))
                yield from candidate(f"Join on axis {value} → {{shape}}", [piece])


def given_axis(case: Case) -> Iterator[Candidate]:
    """Another axis where one is given that is not the last."""
    shapes = [t.shape for t in case.tensors]
    rank = shapes[0].rank if shapes else None
    if rank is None or case.facts.get("axis") not in (-1, rank - 1):
        yield from axis(case)


def ranks(case: Case) -> Iterator[Candidate]:
    """Inputs of different ranks: the higher reduced, or the lower repeated for each step."""
    place, shapes = merging(case), [t.shape for t in case.tensors]
    known = [s.rank for s in shapes if s.rank is not None]
    if place is None or len(known) != len(shapes) or len(set(known)) < 2:
        return
    low = min(known)
    steps = next((s[1] for s in shapes if s.rank == 3), None)
    if low == 2 and max(known) == 3 and isinstance(steps, int) and steps > 1:
        for index, shape in enumerate(shapes):
            if shape.rank == 2:
                yield from candidate(
                    f"Insert RepeatVector({steps}) → {{shape}}", place.insert("RepeatVector", str(steps), index)
                )
    if low != 2:
        return
    for name in ("Flatten", ""):
        pieces = []
        for index, shape in enumerate(shapes):
            layer = name or GLOBAL_POOLING.get(shape.rank or 0)
            if (shape.rank or 0) > 2 and layer:
                pieces += list(place.insert(layer, index=index) or ())
        shown = name or GLOBAL_POOLING.get(max(known), "")
        yield from candidate(f"Insert {shown}() → {{shape}}", pieces)


def spatial(case: Case) -> Iterator[Candidate]:
    """Pictures of different sizes: the smaller padded, the larger cropped, either resized or pooled."""
    place, shapes = merging(case), [t.shape for t in case.tensors]
    if place is None or len(shapes) != 2 or shapes[0].rank != shapes[1].rank or shapes[0].rank not in (3, 4):
        return
    rank = shapes[0].rank or 0
    kind = f"{rank - 2}D"
    pairs: list[tuple[int, int, list[tuple[int, int]]]] = []
    for index, other in ((0, 1), (1, 0)):
        mine, theirs = shapes[index].known[1:-1], shapes[other].known[1:-1]
        sizes = [(a, b) for a, b in zip(mine, theirs) if isinstance(a, int) and isinstance(b, int)]
        if mine != theirs and len(sizes) == rank - 2:
            pairs.append((index, other, sizes))
    inputs = place.inputs()
    for index, other, numbers in pairs:
        pools = {b // a for a, b in numbers if b % a == 0}
        if len(pools) == 1 and all(b % a == 0 for a, b in numbers) and (pool := pools.pop()) > 1:
            names = (("MaxPooling", other), ("UpSampling", index))
            for name, where in names if shortcut(case) is not None and _is_sum(case) else reversed(names):
                yield from _inserted(place, f"{name}{kind}", str(pool), where)
    for index, other, _ in pairs:
        if (
            rank == 4
            and other < len(inputs)
            and isinstance(inputs[other], ast.Name)
            and case.program.function(place.node)
        ):
            name = case.source(inputs[other])
            yield from _inserted(place, "Resizing", f"{name}.shape[1], {name}.shape[2]", index)
    for index, _, numbers in pairs:
        for layer, signs in (("ZeroPadding", 1), ("Cropping", -1)):
            gaps = [(b - a) * signs for a, b in numbers]
            if all(0 <= 2 * gap < max(pair) for gap, pair in zip(gaps, numbers)):
                yield from _inserted(place, f"{layer}{kind}", margins(gaps), index)
        if rank == 4:
            yield from _inserted(place, "Resizing", ", ".join(str(b) for _, b in numbers), index)


def _is_sum(case: Case) -> bool:
    return case.layer is not None and case.layer.cls.short_name in ("Add", "Subtract", "Average")


def _inserted(place: Place, name: str, arguments: str, index: int) -> Iterator[Candidate]:
    yield from candidate(f"Insert {name}({arguments}) → {{shape}}", place.insert(name, arguments, index))


def undo(case: Case) -> Iterator[Candidate]:
    """The cropping or pooling right before an input removed; a pooling made to keep the size."""
    for tensor in case.tensors:
        link = next(case.upstream(tensor), None)
        if link is None or link.place is None:
            continue
        if link.name in SHRINKING:
            yield from candidate(f"Remove {link.name}", link.place.remove())
        made = constructor_of(case, link)
        if "Pooling" in link.name and "Global" not in link.name and made is not None:
            strides = set_layer(case, made, link.layer.cls.name, "strides", "1")
            padding = set_layer(case, made, link.layer.cls.name, "padding", quoted(case, "same"))
            if strides.start == padding.start:
                both = Replacement(strides.start, strides.end, strides.content + padding.content)
                yield from candidate(f'Set strides=1, padding="same" on {link.name}', [both])
            else:
                yield from candidate(f'Set strides=1, padding="same" on {link.name}', [strides, padding])
            yield from candidate(f"Remove {link.name}", link.place.remove())


def keep_borders(case: Case) -> Iterator[Candidate]:
    """padding="same" on the convolutions before an input that cut its borders off, all or the nearest."""
    shapes = [t.shape for t in case.tensors]
    if len({s.rank for s in shapes}) != 1 or (shapes[0].rank or 0) < 3 or len({s.known[1:-1] for s in shapes}) == 1:
        return
    if len(shapes) > 2:
        yield from _all_borders(case)
    for tensor in case.tensors:
        pieces: dict[ast.Call, Replacement] = {}
        padding = "same"
        for link in case.upstream(tensor, most=6):
            made = constructor_of(case, link)
            if made is not None and "Conv" in link.name and case.config(link.layer, "padding") == "valid":
                padding = _padding(case, link.layer)
                pieces.setdefault(made, set_layer(case, made, link.layer.cls.name, "padding", quoted(case, padding)))
        for count in dict.fromkeys((1, 2, len(pieces))):
            if 0 < count <= len(pieces):
                words = "the convolution" if count == 1 else f"{count} convolutions"
                yield from candidate(f'Set padding="{padding}" on {words} before', list(pieces.values())[:count])


def _padding(case: Case, layer: Instance) -> str:
    """`same`, or `causal` where the program's other layers of this class are padded so."""
    others = {case.config(other, "padding") for other, _ in case.constructors() if other.cls is layer.cls}
    return "causal" if "causal" in others and "same" not in others else "same"


def _all_borders(case: Case) -> Iterator[Candidate]:
    """padding="same" on the last layer of each branch, where it cuts borders off (a module of parallel convolutions)."""
    pieces: dict[ast.Call, Replacement] = {}
    for tensor in case.tensors:
        link = next(case.upstream(tensor), None)
        made = constructor_of(case, link) if link is not None else None
        if link is not None and made is not None and case.config(link.layer, "padding") == "valid":
            name = link.layer.cls.name
            if case.config(link.layer, "kernel_size") not in ((1,), (1, 1), (1, 1, 1), 1):
                pieces.setdefault(made, set_layer(case, made, name, "padding", quoted(case, "same")))
    yield from candidate(f'Set padding="same" on {len(pieces)} branches', pieces.values())


def shortcut(case: Case) -> int | None:
    """Which of two inputs is one that the other came from: the short cut of a residual block."""
    if len(case.tensors) != 2:
        return None
    for index, tensor in enumerate(case.tensors):
        other = case.tensors[1 - index]
        if any(link.tensor is tensor for link in case.upstream(other)) or case.source_tensor(other) is tensor:
            return index
    return None


def size_text(case: Case, tensor: Tensor) -> str:
    """How the size of a tensor's last axis is written where it is set, if by a name that holds here too."""
    home = case.program.function(case.node) if case.node is not None else None
    for _, made, name in sized(case, case.upstream(tensor, most=6)):
        given = argument(made, name, 0)
        if isinstance(given, ast.Name) and case.program.function(given) is home:
            return given.id
        break
    return str(tensor.shape.last)


def project(case: Case) -> Iterator[Candidate]:
    """The short cut of a residual block projected to the size of the other branch."""
    place, index = merging(case), shortcut(case)
    if place is None or index is None:
        return
    own, goal = case.tensors[index].shape, case.tensors[1 - index].shape
    if own.rank != goal.rank or not isinstance(goal.last, int) or goal.last == 1:
        return
    text = size_text(case, case.tensors[1 - index])
    if own.rank == 4:
        sizes = [(a, b) for a, b in zip(own.known[1:3], goal.known[1:3])]
        steps = {-(-a // b) for a, b in sizes if isinstance(a, int) and isinstance(b, int)}
        if len(steps) == 1 and (stride := steps.pop()) > 1:
            named = _stride_name(case, index)
            arguments = f"{text}, 1, strides={named or stride}, padding={quoted(case, 'same')}"
            yield from candidate(f"Insert Conv2D({arguments}) → {{shape}}", place.insert("Conv2D", arguments, index))
    if own.known[1:-1] == goal.known[1:-1]:
        arguments = f"{text}, 1" if own.rank == 4 else text
        name = "Conv2D" if own.rank == 4 else "Dense"
        yield from candidate(f"Insert {name}({arguments}) → {{shape}}", place.insert(name, arguments, index))


def _stride_name(case: Case, index: int) -> str | None:
    """How the stride of the other branch is written, if by one name of this function: other calls give it another."""
    home = case.program.function(case.node) if case.node is not None else None
    names = set()
    for link in case.upstream(case.tensors[1 - index], most=12):
        if link.tensor is case.tensors[index]:
            break
        given = case.given(link, "strides")
        if isinstance(given, ast.Name) and case.program.function(given) is home:
            names.add(given.id)
    return names.pop() if len(names) == 1 else None


def same_size(case: Case) -> Iterator[Candidate]:
    """The layers before an input with the size of the other, or a projection to it."""
    place, shapes = merging(case), [t.shape for t in case.tensors]
    if place is None or len(shapes) != 2 or shapes[0].rank is None or shapes[0].rank != shapes[1].rank:
        return
    if same(shapes[0].last, shapes[1].last) is not False or case.finding.code != "merge-shapes":
        return
    for index, other in ((1, 0), (0, 1)):
        size = shapes[other].last
        inputs = place.inputs()
        like = inputs[other] if other < len(inputs) else None
        yield from resize_layer(case, list(case.upstream(case.tensors[index])), size, like=like)
        yield from projection(place, shapes[index], size, index)


def projection(place: Place, shape: Shape, size: object, index: int) -> Iterator[Candidate]:
    """A 1x1 convolution, or a Dense layer, to another number of channels."""
    if not isinstance(size, int):
        return
    if shape.rank == 4:
        yield from candidate(f"Insert Conv2D({size}, 1) → {{shape}}", place.insert("Conv2D", f"{size}, 1", index))
    else:
        yield from candidate(f"Insert Dense({size}) → {{shape}}", place.insert("Dense", str(size), index))


def dot_axes(case: Case) -> Iterator[Candidate]:
    """The axes of a Dot that have one size."""
    node, shapes = case.node, [t.shape for t in case.tensors]
    if case.layer is None or case.layer.cls.short_name != "Dot" or len(shapes) != 2 or not isinstance(node, ast.Call):
        return
    call = node.func if isinstance(node.func, ast.Call) else node
    given = argument(call, "axes", 0 if call is node.func else 1)
    if given is None:
        return
    for a in reversed(range(1, len(shapes[0]))):
        for b in reversed(range(1, len(shapes[1]))):
            if same(shapes[0][a], shapes[1][b]) is True:
                text = str(a) if a == b and not isinstance(given, (ast.Tuple, ast.List)) else tuple_text((a, b))
                if text != case.source(given):
                    yield from candidate(f"Set axes={text} → {{shape}}", [case.replace(given, text)])


def numbers(case: Case) -> Iterator[Candidate]:
    """A number of the program that makes the difference."""
    left, right = case.facts.get("left"), case.facts.get("right")
    if not isinstance(left, Shape) or not isinstance(right, Shape) or left.rank is None or right.rank is None:
        return
    shorter = min(left, right, key=len)
    is_batch_aligned = left.rank != right.rank and len(shorter) > 1 and shorter.batch is None
    if case.facts.get("axis") == 0 or (isinstance(case.node, ast.BinOp) and is_batch_aligned):
        return
    pairs = list(zip(reversed(left.known), reversed(right.known)))
    is_product = not isinstance(case.node, ast.BinOp) or isinstance(case.node.op, ast.MatMult)
    if case.finding.code == "operand-shapes" and is_product and len(right.known) > 1:
        pairs = [(left[-1], right[-2])]
    for a, b in pairs:
        if same(a, b) is False and a != 1 and b != 1:
            yield from constants(case, b, a, most=4)
            yield from constants(case, a, b, most=4)


MERGES = (given_axis, dot_axes, ranks, undo, keep_borders, project, spatial, same_size, axis, numbers)
