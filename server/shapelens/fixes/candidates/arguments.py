"""Arguments that Keras rejects: a number for a tuple, an axis that is not there, sizes that do not divide, layers that were never called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice, permutations

from ...analysis.text import Replacement
from ...libraries.keras import signatures
from ...shapes import Shape
from ...values import Instance
from ..arguments import add_argument, argument, layer_argument, set_argument, tuple_text, without_argument
from ..case import Case
from ..edits import SAFE, Candidate
from ..inputs import declaration_of
from ..places import constructor
from .support import called, candidate, constants, set_layer

TUPLE_ARGUMENTS = ("input_shape", "batch_input_shape", "shape", "batch_shape", "target_shape")


def calls_at(case: Case) -> Iterator[ast.Call]:
    """The calls at the finding: its own, those in it, and the one around an argument."""
    node = case.node
    if node is None:
        return
    yield from (part for part in ast.walk(node) if isinstance(part, ast.Call))
    if not isinstance(node, ast.Call):
        for around in case.program.enclosing(node):
            if isinstance(around, ast.Call):
                yield around
                return


def make_tuple(case: Case) -> Iterator[Candidate]:
    """`(n)` made `(n,)`."""
    value = case.facts.get("value")
    if not isinstance(value, int):
        return
    given = [
        argument(call, name, 0 if name == "shape" and _is_input(call) else None)
        for call in calls_at(case)
        for name in TUPLE_ARGUMENTS
    ]
    node = case.node
    if node is not None and not isinstance(node, ast.Call):
        given.insert(0, node)
    for part in given:
        if part is None or isinstance(part, (ast.Tuple, ast.List)):
            continue
        start, end = case.program.range(part)
        text = case.program.text
        if (
            text[start - 1 : start] == "("
            and text[end : end + 1] == ")"
            and text[start - 2 : start - 1] in ("=", " ", "(")
        ):
            yield from candidate("Make it a tuple: add the comma", [Replacement(end, end, ",")], SAFE)
        yield from candidate(
            f"Make it a tuple: ({case.source(part)},)", [case.replace(part, f"({case.source(part)},)")], SAFE
        )


def _is_input(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in ("Input", "InputLayer", "Reshape")


def gather(case: Case) -> Iterator[Candidate]:
    """`Reshape(7, 7, 32)` made `Reshape((7, 7, 32))`."""
    for call in calls_at(case):
        is_plain = isinstance(call.func, (ast.Name, ast.Attribute)) and called(call) != "Sequential"
        if len(call.args) < 2 or not is_plain or any(isinstance(a, ast.Starred) for a in call.args):
            continue
        start, end = case.program.range(call.args[0])[0], case.program.range(call.args[-1])[1]
        name = case.source(call.func).rpartition(".")[2]
        inside = case.program.text[start:end]
        yield from candidate(
            f"Pass one tuple: {name}(({inside}))", [Replacement(start, start, "("), Replacement(end, end, ")")], SAFE
        )


def rename(case: Case) -> Iterator[Candidate]:
    """A keyword spelled as the layer has it."""
    for call in calls_at(case):
        name = (case.spelling.canonical(call.func) or "").rpartition(".")[2]
        signature = signatures.constructor(f"keras.layers.{name}")
        known = (*signature.names, "name", "dtype", "input_shape", "trainable") if signature is not None else ()
        given = {keyword.arg for keyword in call.keywords}
        for keyword in call.keywords if signature is not None else ():
            if keyword.arg is not None and keyword.arg not in known:
                for right in get_close_matches(keyword.arg, [n for n in known if n not in given], 2, 0.6):
                    text = f"{right}={case.source(keyword.value)}"
                    yield from candidate(f"Spell it {right}", [case.replace(keyword, text)])


def layers_as_list(case: Case) -> Iterator[Candidate]:
    """`Sequential(a, b)` made `Sequential([a, b])`."""
    for call in calls_at(case):
        if called(call) == "Sequential" and call.args and not isinstance(call.args[0], (ast.List, ast.Tuple)):
            start, end = case.program.range(call.args[0])[0], case.program.range(call.args[-1])[1]
            pieces = [Replacement(start, start, "["), Replacement(end, end, "]")]
            yield from candidate("Pass the layers as a list", pieces, SAFE)


USUAL = {"kernel_size": "3", "rate": "0.5", "pool_size": "2"}
"""What an argument that a layer needs usually is."""


def missing(case: Case) -> Iterator[Candidate]:
    """An argument that the layer needs: `kernel_size=3`."""
    for call in calls_at(case):
        signature = signatures.constructor(f"keras.layers.{called(call)}")
        needed = [p.name for p in signature.parameters if not p.has_default] if signature is not None else []
        for name, text in USUAL.items():
            if name in needed and layer_argument(call, f"keras.layers.{called(call)}", name) is None:
                yield from candidate(f"Give it {name}={text}", [add_argument(case.program, call, f"{name}={text}")])


def leave_out(case: Case) -> Iterator[Candidate]:
    """A keyword that the layer does not have left out."""
    name = case.facts.get("name")
    for call in calls_at(case):
        for keyword in call.keywords:
            if keyword.arg is not None and keyword.arg == name and case.finding.code == "unknown-argument":
                yield from candidate(f"Leave {name} out", [without_argument(case.program, call, keyword)])


def batch_in_target(case: Case) -> Iterator[Candidate]:
    """A Reshape whose target begins with the batch: `(None, 7, 7, 16)` made `(7, 7, 16)`."""
    links = [link.layer for link in islice(case.upstream(case.tensor), 6)]
    for layer in (case.layer, *links):
        made = constructor(case.program, layer) if layer is not None and layer.cls.short_name == "Reshape" else None
        target = layer_argument(made, "keras.layers.Reshape", "target_shape") if made is not None else None
        if isinstance(target, ast.Tuple) and len(target.elts) > 2 and case.source(target.elts[0]) in ("None", "-1"):
            text = tuple_text([case.source(part) for part in target.elts[1:]])
            yield from candidate(f"Reshape to {text}: the batch is no part of the target", [case.replace(target, text)])


def another_axis(case: Case) -> Iterator[Candidate]:
    """An axis that the input has."""
    name, layer = case.facts.get("argument"), case.layer
    made = case.place.constructor if case.place is not None else None
    if name not in ("axis", "axes") or layer is None or made is None:
        return
    node = layer_argument(made, layer.cls.name, name)
    if node is None:
        return
    rank = case.received.rank or 0
    for value in (-1, *reversed(range(1, rank))):
        yield from candidate(f"Set {name}={value}", [case.replace(node, str(value))])


def permutation(case: Case) -> Iterator[Candidate]:
    """The axes of a Permute counted from 1, without the batch."""
    value, layer = case.facts.get("value"), case.layer
    node = case.node
    if layer is None or layer.cls.short_name != "Permute" or not isinstance(value, tuple) or node is None:
        return
    options: list[tuple[object, ...]] = []
    if sorted(map(str, value)) == [str(i) for i in range(len(value))]:
        options.append(tuple(v for v in value if v != 0))
        options.append(tuple(v + 1 for v in value if isinstance(v, int)))
    options += [p for p in permutations(range(1, len(value) + 1)) if p != tuple(range(1, len(value) + 1))]
    for option in options:
        yield from candidate(f"Permute by {tuple_text(option)}", [case.replace(node, tuple_text(option))])


def sizes_for_each_axis(case: Case) -> Iterator[Candidate]:
    """A kernel, pool or stride with a size for each axis of a layer: one too many left out, one that is missing repeated."""
    layer, value, node = case.layer, case.facts.get("value"), case.node
    digits = [c for c in layer.cls.short_name if c.isdigit()] if layer is not None else []
    if not isinstance(value, tuple) or not isinstance(node, (ast.Tuple, ast.List)) or not digits or not value:
        return
    count, texts = int(digits[-1]), [case.source(part) for part in node.elts]
    if len(texts) != len(value) or len(value) == count:
        return
    if len(value) < count:
        options = [texts + texts[-1:] * (count - len(texts))]
    else:
        options = [texts[:count], texts[len(texts) - count :]]
    for option in options:
        yield from candidate(
            f"Set {case.facts.get('argument')}={tuple_text(option)}", [case.replace(node, tuple_text(option))]
        )


def any_length(case: Case) -> Iterator[Candidate]:
    """An Input without a shape: that of the data, or a sequence of any length."""
    node = case.node
    calls = [c for c in calls_at(case) if _is_input(c) and "Reshape" not in case.source(c.func)]
    given = argument(calls[0], "shape", 0) if calls else None
    is_none = isinstance(given, ast.Constant) and given.value is None
    if not calls or node is None or (given is not None and not is_none):
        return
    shapes = [shape.known[1:] for shape in case.data_shapes() if shape.rank is not None and len(shape) > 1]
    for dims in dict.fromkeys((*shapes, (None,))):
        text = tuple_text(dims)
        piece = (
            case.replace(given, text) if given is not None else add_argument(case.program, calls[0], f"shape={text}")
        )
        yield from candidate(f"Declare the input as {text}", [piece])


def divisible(case: Case) -> Iterator[Candidate]:
    """filters that the groups divide, or groups that divide the filters."""
    layer, groups = case.layer, case.facts.get("value")
    made = constructor(case.program, layer) if layer is not None else None
    if layer is None or made is None or case.facts.get("argument") != "groups" or not isinstance(groups, int):
        return
    filters = case.config(layer, "filters")
    if isinstance(filters, int) and groups > 0:
        for size in (-(-filters // groups) * groups, filters // groups * groups):
            if size > 0:
                yield from candidate(
                    f"Set filters={size}", [set_layer(case, made, layer.cls.name, "filters", str(size))]
                )
        for size in range(groups - 1, 0, -1):
            if filters % size == 0:
                yield from candidate(f"Set groups={size}", [set_layer(case, made, layer.cls.name, "groups", str(size))])
                break


def given_weights(case: Case) -> Iterator[Candidate]:
    """An Embedding as large as the matrix that it is given."""
    layer, node = case.layer, case.node
    made = constructor(case.program, layer) if layer is not None else None
    expected = case.facts.get("expected")
    if layer is None or made is None or not isinstance(expected, Shape) or layer.cls.short_name != "Embedding":
        return
    matrix = node.elts[0] if isinstance(node, (ast.List, ast.Tuple)) and node.elts else node
    shape = case.shape_of(matrix) if matrix is not None else None
    if matrix is None or shape is None or len(shape.known) != 2:
        return
    source = case.source(matrix)
    for axis, name in enumerate(("input_dim", "output_dim")):
        if shape[axis] != expected[axis]:
            text = f"{source}.shape[{axis}]" if isinstance(matrix, ast.Name) else str(shape[axis])
            yield from candidate(f"Set {name}={text}", [set_layer(case, made, layer.cls.name, name, text)])


def state_size(case: Case) -> Iterator[Candidate]:
    """initial_state of the size that the layer has: the layer's units, those of the layer that made the state, or the declared input."""
    if case.facts.get("argument") != "initial_state" or case.layer is None:
        return
    expected = case.facts.get("expected")
    states = case.tensors[1:]
    size = next((t.shape.last for t in states if t.shape.rank == 2 and t.shape.last != expected), None)
    made = constructor(case.program, case.layer)
    given = argument(case.node, "initial_state") if isinstance(case.node, ast.Call) else None
    if isinstance(given, ast.Subscript) and isinstance(given.slice, ast.Constant):
        yield from candidate("Pass all states", [case.replace(given, case.source(given.value))])
    for state in states:
        declared = declaration_of(case, state)
        if declared is not None and isinstance(expected, int):
            pieces = []
            for other in states:
                known = declaration_of(case, other)
                if known is not None and other.shape.last != expected:
                    pieces += [c.replacements[0] for c in declared_as_size(case, other, expected)]
            yield from candidate(f"Declare the states as ({expected},)", pieces)
            break
    if made is not None and isinstance(size, int):
        source = _units_source(case, states)
        text = source or str(size)
        yield from candidate(
            f"Set units={size} on {case.layer.cls.short_name}",
            [set_layer(case, made, case.layer.cls.name, "units", text)],
        )
    for state in states:
        node = state.producer
        maker = getattr(node, "operation", None)
        if isinstance(maker, Instance) and isinstance(expected, int):
            creator = constructor(case.program, maker)
            if creator is not None and layer_argument(creator, maker.cls.name, "units") is not None:
                yield from candidate(
                    f"Set units={expected} on the {maker.cls.short_name} of the states",
                    [set_layer(case, creator, maker.cls.name, "units", str(expected))],
                )
                break
    yield from constants(case, size, expected, most=3)
    yield from constants(case, expected, size, most=3)


def declared_as_size(case: Case, tensor: object, size: int) -> Iterator[Candidate]:
    from ...values import Tensor
    from .support import declared_as

    if isinstance(tensor, Tensor):
        declared = declaration_of(case, tensor)
        if declared is not None:
            yield from declared_as(case, declared, (size,))


def _units_source(case: Case, states: tuple[object, ...]) -> str | None:
    """How the units of the layer that made the states are written, where that is a name."""
    for state in states:
        maker = getattr(getattr(state, "producer", None), "operation", None)
        made = constructor(case.program, maker) if isinstance(maker, Instance) else None
        node = (
            layer_argument(made, maker.cls.name, "units") if made is not None and isinstance(maker, Instance) else None
        )
        if isinstance(node, ast.Name):
            return node.id
    return None


# -------------------------------------------------------------------- layers and calls
def own_layer(case: Case) -> Iterator[Candidate]:
    """A shared layer made anew at each call."""
    node, layer = case.node, case.layer
    made = constructor(case.program, layer) if layer is not None else None
    if made is None or layer is None or case.is_data:
        return
    place = case.place
    call = place.node if place is not None else node
    is_shared = isinstance(call, ast.Call) and case.facts.get("is_built")
    if isinstance(call, ast.Call) and is_shared and isinstance(call.func, (ast.Name, ast.Attribute)):
        if not _has_names(case, made, call):
            return
        yield from candidate(
            f"Make a {layer.cls.short_name} of its own for this call → {{shape}}",
            [case.replace(call.func, case.source(made))],
        )


def another_size(case: Case) -> Iterator[Candidate]:
    """Where nothing is shared: a number of the program that is the size of the axis, made the size that the layer was built for."""
    axis, expected, received = (case.facts.get(name) for name in ("axis", "expected", "received"))
    if not isinstance(axis, int) or not isinstance(received, Shape) or not received.known:
        return
    if not any(own_layer(case)):
        yield from constants(case, received[axis], expected, most=3)


def _has_names(case: Case, made: ast.Call, call: ast.Call) -> bool:
    """Whether what a layer is made of has the same names where it is called: it is of the same function, or of the module."""
    home = case.program.function(made)
    if home is None or home is case.program.function(call):
        return True
    names = {node.id for node in ast.walk(home) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names |= {argument.arg for argument in ast.walk(home.args) if isinstance(argument, ast.arg)} - {"self"}
    return not any(isinstance(node, ast.Name) and node.id in names for node in ast.walk(made))


def set_argument_to(case: Case, call: ast.Call, name: str, text: str) -> Iterator[Candidate]:
    yield from candidate(f"Set {name}={text}", [set_argument(case.program, call, name, text)])


def applications(case: Case) -> Iterator[Candidate]:
    """keras.applications: the top and its classes, the pretrained weights, the place of the channels."""
    for call in calls_at(case):
        canonical = case.spelling.canonical(call.func) or ""
        if ".applications" not in canonical:
            continue
        if argument(call, "weights") is not None or argument(call, "classes") is not None:
            yield from set_argument_to(case, call, "weights", "None")
        if argument(call, "include_top") is not None and argument(call, "classes") is None:
            yield from set_argument_to(case, call, "include_top", "False")
        shape = argument(call, "input_shape")
        if isinstance(shape, ast.Tuple) and len(shape.elts) == 3 and case.source(shape.elts[2]) in ("1", "3"):
            for size in (32, 75, 96):
                text = f"({size}, {size}, {case.source(shape.elts[2])})"
                yield from candidate(f"Declare the input as {text}", [case.replace(shape, text)])
        if isinstance(shape, ast.Tuple) and len(shape.elts) == 2:
            text = tuple_text([*(case.source(part) for part in shape.elts), 3])
            yield from candidate(f"Declare the input as {text}", [case.replace(shape, text)])
        if isinstance(shape, ast.Tuple) and len(shape.elts) == 4:
            parts = [case.source(part) for part in shape.elts]
            for option in (parts[1:], parts[:-1]):
                text = tuple_text(option)
                yield from candidate(f"Declare the input as {text}", [case.replace(shape, text)])
        if isinstance(shape, ast.Tuple) and len(shape.elts) == 3:
            a, b, c = (case.source(part) for part in shape.elts)
            if a in ("1", "3") and c not in ("1", "3"):
                yield from candidate(
                    f"Declare the channels last: ({b}, {c}, {a})", [case.replace(shape, f"({b}, {c}, {a})")]
                )


ARGUMENTS = (
    layers_as_list,
    make_tuple,
    gather,
    any_length,
    sizes_for_each_axis,
    permutation,
    another_axis,
    divisible,
    given_weights,
    applications,
    rename,
    missing,
    leave_out,
    batch_in_target,
)
