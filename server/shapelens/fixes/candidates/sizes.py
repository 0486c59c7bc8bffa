"""Sizes that come out wrong: nothing left after a convolution or pooling, a dimension that is not known, a Reshape that does not add up."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...shapes import Dim, Shape
from ..arguments import layer_argument, tuple_text
from ..case import RECURRENT, Case
from ..edits import Candidate
from ..inputs import declaration_of
from ..places import constructor
from .ranks import REDUCING, sequences
from .support import (
    GLOBAL_POOLING,
    candidate,
    constants,
    constructor_of,
    declared_as,
    last_index,
    product,
    quoted,
    resize_layer,
    set_layer,
)


# -------------------------------------------------------------------- nothing left
def keep_size(case: Case) -> Iterator[Candidate]:
    """padding="same", or a window as large as what is there."""
    place, layer = case.place, case.layer
    made = place.constructor if place is not None else constructor(case.program, layer) if layer is not None else None
    if made is None or layer is None:
        return
    name, callee = layer.cls.short_name, layer.cls.name
    yield from candidate(
        f'Set padding="same" on {name} → {{shape}}', [set_layer(case, made, callee, "padding", quoted(case, "same"))]
    )
    argument, size = case.facts.get("argument"), case.facts.get("size")
    if isinstance(argument, str) and isinstance(size, int) and size >= 1 and argument in ("kernel_size", "pool_size"):
        text = _window(case, size)
        if text == "1" and argument == "pool_size":
            return
        yield from candidate(
            f"Set {argument}={text} on {name} → {{shape}}", [set_layer(case, made, callee, argument, text)]
        )
        # Earlier turns of a loop, or earlier layers of the same kind, may need a smaller one still.
        for smaller in range(2, min(size, 4)):
            yield from candidate(
                f"Set {argument}={smaller} on {name}", [set_layer(case, made, callee, argument, str(smaller))]
            )


def _window(case: Case, size: int) -> str:
    """The window that fits, in the form of the one that is there."""
    layer, place = case.layer, case.place
    node = (
        layer_argument(place.constructor, layer.cls.name, str(case.facts.get("argument")))
        if place and layer and place.constructor
        else None
    )
    dims = case.received.known[1:-1]
    if isinstance(node, ast.Tuple) and len(node.elts) == len(dims):
        parts: list[object] = []
        for part, dim in zip(node.elts, dims):
            known = part.value if isinstance(part, ast.Constant) else None
            is_large = isinstance(known, int) and isinstance(dim, int) and known > dim
            parts.append(dim if is_large else case.source(part))
        return tuple_text(parts)
    return str(size)


def keep_sizes_before(case: Case) -> Iterator[Candidate]:
    """padding="same" on the convolutions before that cut borders off."""
    pieces = {}
    for link in case.upstream(case.tensor):
        made = constructor_of(case, link)
        if made is not None and "Conv" in link.name and case.config(link.layer, "padding") == "valid":
            pieces[made] = set_layer(case, made, link.layer.cls.name, "padding", quoted(case, "same"))
    words = "the convolution" if len(pieces) == 1 else f"{len(pieces)} convolutions"
    yield from candidate(f'Set padding="same" on {words} before', pieces.values())


def fewer_layers(case: Case) -> Iterator[Candidate]:
    """A pooling layer less: the one that does not fit, or the nearest before."""
    place, layer = case.place, case.layer
    if layer is None:
        return
    if place is not None and "Pooling" in layer.cls.short_name:
        rank = case.received.rank
        if rank in GLOBAL_POOLING:
            name = (
                GLOBAL_POOLING[rank]
                if "Average" in layer.cls.short_name
                else GLOBAL_POOLING[rank].replace("Average", "Max")
            )
            yield from candidate(f"Use {name} instead → {{shape}}", place.exchange(name))
        yield from candidate(f"Remove {layer.cls.short_name}", place.remove())
    for link in case.upstream(case.tensor, most=8):
        if "Pooling" in link.name and link.place is not None and "Global" not in link.name:
            made = constructor_of(case, link)
            if made is not None:
                yield from candidate(
                    f"Pool by 2 only: pool_size=2 on {link.name}",
                    [set_layer(case, made, link.layer.cls.name, "pool_size", "2")],
                )
            yield from candidate(f"Remove {link.name}", link.place.remove())
            break
    if place is not None and "Pooling" not in layer.cls.short_name:
        yield from candidate(f"Remove {layer.cls.short_name}", place.remove())


def move_channels(case: Case) -> Iterator[Candidate]:
    """The channels last in the declared shape, moved there by a layer, or kept first by every layer that asks where they are."""
    declared = declaration_of(case, case.source_tensor(case.tensor))
    if declared is None or declared.shape.rank not in (4, 5):
        return
    dims = declared.shape.known[1:]
    node = declared.node
    if not (isinstance(dims[0], int) and dims[0] <= 4 and isinstance(dims[-1], int) and dims[-1] > 4):
        return
    if isinstance(node, ast.Tuple) and len(node.elts) == len(dims):
        parts = [case.source(part) for part in node.elts]
        text = tuple_text([*parts[1:], parts[0]])
        yield from candidate(f"Declare the channels last: {text}", [case.replace(node, text)])
    else:
        yield from declared_as(case, declared, (*dims[1:], dims[0]))
    first = next((link.place for link in reversed(list(case.upstream(case.tensor)))), case.place)
    order = tuple_text((*range(2, len(dims) + 1), 1))
    if first is not None:
        yield from candidate(f"Insert Permute({order}) → {{shape}}", first.insert("Permute", order))
    pieces = {}
    for layer, made in case.constructors():
        if case.config(layer, "data_format") == "channels_last" and layer.cls.short_name != "Flatten":
            where = quoted(case, "channels_first")
            pieces[made] = set_layer(case, made, layer.cls.name, "data_format", where)
    yield from candidate("Keep the channels first: set data_format", pieces.values())


def larger_input(case: Case) -> Iterator[Candidate]:
    """A declared picture of twice the size."""
    declared = declaration_of(case, case.source_tensor(case.tensor))
    if declared is None or declared.shape.rank != 4:
        return
    height, width, channels = declared.shape.known[1:]
    if isinstance(height, int) and isinstance(width, int) and not any(len(s) == 4 for s in case.data_shapes()):
        yield from declared_as(case, declared, (height * 2, width * 2, channels))


# -------------------------------------------------------------------- a size that is not known
def define(case: Case) -> Iterator[Candidate]:
    """A dimension that is None: pooling in place of Flatten, the input declared, the steps dropped."""
    links = list(case.upstream(case.tensor, most=20))
    flat = next((i for i, link in enumerate(links) if link.name in ("Flatten", "Reshape")), None)
    source = case.source_tensor(case.tensor)
    if flat is not None:
        link = links[flat]
        shape = (
            links[flat + 1].output if flat + 1 < len(links) else source.shape if source is not None else Shape.unknown()
        )
        name = GLOBAL_POOLING.get(shape.rank or 0)
        before = links[flat + 1] if flat + 1 < len(links) else None
        if name is not None and link.place is not None:
            yield from candidate(f"Use {name}() instead of {link.name} → {{shape}}", link.place.exchange(name))
            largest = name.replace("Average", "Max")
            yield from candidate(f"Use {largest}() instead of {link.name} → {{shape}}", link.place.exchange(largest))
        if before is not None and before.name in RECURRENT:
            yield from sequences(case, before, "False", "unsafe")
    declared = declaration_of(case, source)
    if declared is not None and declared.shape.rank is not None:
        for shape in case.data_shapes():
            if shape.rank == declared.shape.rank:
                yield from declared_as(case, declared, shape.known[1:])


# -------------------------------------------------------------------- a Reshape that does not add up
def target_shape(case: Case) -> Iterator[Candidate]:
    """Another target: without the batch axis, one size solved, -1 for one axis."""
    place = case.place
    made = place.constructor if place is not None else None
    target, dims = target_of(case), case.received.known[1:]
    node = (
        layer_argument(made, case.layer.cls.name, "target_shape")
        if made is not None and case.layer is not None
        else None
    )
    if case.layer is None:
        node, dims = _tuple_at(case), case.received.known
        got = case.facts.get("got")
        dims = got.known if isinstance(got, Shape) else dims
    total = product(dims)
    if node is None or target is None or total is None:
        return
    spelled = (
        [case.source(part) for part in node.elts]
        if isinstance(node, (ast.Tuple, ast.List))
        else [str(d) for d in target]
    )
    if len(spelled) != len(target):
        return
    for new in (*_targets(list(target), total), *_merged(dims, len(target))):
        texts = _spelled(spelled, list(target), new)
        yield from candidate(f"Reshape to {tuple_text(new)}", [case.replace(node, tuple_text(texts))])


def _tuple_at(case: Case) -> ast.expr | None:
    """The target in a call of a function or method that reshapes."""
    node = case.node
    parts = [*node.args, *(k.value for k in node.keywords)] if isinstance(node, ast.Call) else []
    return next((part for part in reversed(parts) if isinstance(part, (ast.Tuple, ast.List))), None)


def target_of(case: Case) -> tuple[Dim, ...] | None:
    """The target of the Reshape."""
    target = case.facts.get("expected")
    return target.dims if isinstance(target, Shape) else target if isinstance(target, tuple) else None


def _spelled(texts: list[str], old: list[object], new: list[object]) -> list[object]:
    if len(new) == len(old) - 1:
        return list(texts[1:])
    return [text if a == b else b for text, a, b in zip(texts, old, new)]


def _targets(target: list[object], total: int) -> Iterator[list[object]]:
    """Targets with `total` elements that are near to one that has not."""
    sizes: list[Dim] = [size if isinstance(size, int) else None for size in target]
    if len(target) > 1 and product(sizes[1:]) == total:
        yield target[1:]
    free = [i for i, size in enumerate(target) if size == -1]
    for index in (*reversed(range(len(target))),):
        rest = product([size for i, size in enumerate(sizes) if i != index and i not in free])
        if rest is None or rest <= 0:
            continue
        if not free and total % rest == 0:
            yield [*target[:index], total // rest, *target[index + 1 :]]
        elif free and index not in free:
            size = sizes[index]
            fitting = [d for d in range(2, total + 1) if total % (rest * d) == 0]
            if isinstance(size, int) and fitting:
                near = min((abs(d - size), d) for d in fitting)[1]
                yield [*target[:index], near, *target[index + 1 :]]


def _merged(dims: tuple[Dim, ...], size: int) -> Iterator[list[object]]:
    """The sizes that are there, the last of them multiplied until `size` are left."""
    rest = product(dims[size - 1 :]) if 1 <= size < len(dims) else None
    if rest is not None:
        yield [*dims[: size - 1], rest]


def enough_units(case: Case) -> Iterator[Candidate]:
    """The layer before with as many units as the target has elements."""
    target, total = target_of(case), product(case.received.known[1:])
    if target is None or total is None:
        return
    sizes: list[Dim] = [size if isinstance(size, int) else None for size in target]
    if case.finding.code == "reshape-batch":
        sizes = sizes[1:]
    fixed = product([size for size in sizes if size != -1])
    if fixed is None or fixed <= 0:
        return
    goals = [fixed] if -1 not in sizes else [max(total // fixed, 1) * fixed, (total // fixed + 1) * fixed]
    links = list(case.upstream(case.tensor, most=6))
    if case.received.rank == 2:
        for goal in goals:
            yield from resize_layer(case, links, goal)
    for size in case.received.known[1:]:
        if isinstance(size, int) and case.finding.code == "reshape-batch" and fixed * size % total == 0:
            yield from constants(case, size, fixed * size // total, most=4)


def without_reducing(case: Case) -> Iterator[Candidate]:
    """The Flatten, Reshape or global pooling right before removed."""
    before = next(case.upstream(case.tensor), None)
    if before is not None and before.place is not None and before.name in (*REDUCING, "Reshape"):
        yield from candidate(f"Remove {before.name}", before.place.remove())


NOTHING_LEFT = (move_channels, keep_size, keep_sizes_before, fewer_layers, larger_input)
UNDEFINED = (define, last_index, without_reducing)
RESHAPE = (target_shape, enough_units, without_reducing)
