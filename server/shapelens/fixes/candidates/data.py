"""Data that are not what a model declares: reshaped where they are given, corrected where they are made, or declared as they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import permutations

from ...analysis.text import Replacement
from ...shapes import Dim, Shape, same
from ...values import Instance, Kind, Tensor
from ..arguments import argument, set_argument, tuple_text
from ..case import Case
from ..edits import SAFE, Candidate
from ..inputs import declaration_of, declarations
from ..places import Place
from .support import atom, called, candidate, constants, declared_as, product


def needed(case: Case) -> Shape:
    """The shape that the model, or the layer, takes, with the batch axis."""
    for name in ("wanted", "expected"):
        shape = case.facts.get(name)
        if isinstance(shape, Shape) and shape.rank is not None:
            return shape
    declared = _declared_input(case) if case.is_data else None
    if declared is not None:
        return declared
    size, axis, shape = case.facts.get("expected"), case.facts.get("axis"), case.received
    if isinstance(size, int) and isinstance(axis, int) and shape.rank is not None and -len(shape) <= axis < len(shape):
        dims = list(shape.known)
        dims[axis] = size
        return Shape(*dims)
    return Shape.unknown()


def given_node(case: Case) -> ast.expr | None:
    """The expression of the data: the argument that the finding stands on, or what the model is called with."""
    node = case.node
    if case.is_data:
        return node
    if isinstance(node, ast.Call) and node.args and "reference" in case.facts:
        return node.args[0]
    return None


def given_shape(case: Case, node: ast.expr) -> Shape:
    """The shape of the data (not of what the model's first layers made of them)."""
    shape = case.shape_of(node)
    if shape is not None and shape.rank is not None:
        return Shape(None, *shape.known[1:])
    return case.received


# -------------------------------------------------------------------- where they are given
def add_axis(case: Case) -> Iterator[Candidate]:
    """A batch axis for a single sample, a channel axis for all."""
    node, wanted = given_node(case), needed(case)
    if node is None or wanted.rank is None or case.received.rank != len(wanted) - 1:
        return
    numpy, imports = case.numpy()
    is_single = case.trainer is not None and getattr(case.trainer.func, "attr", "").startswith("predict")
    raw = case.shape_of(node)
    if raw is not None and raw.rank == len(wanted) - 1:
        is_single = all(same(a, b) is not False for a, b in zip(raw.known, wanted.known[1:]))
    for axis in (0, -1, 1) if is_single else (-1, 1, 0):
        is_in_model = not case.is_data and case.program.class_of(node) is not None  # what comes there is a batch
        if (axis == 1 and len(wanted) == 2) or (axis == 0 and is_in_model):
            continue
        title = "Give the sample a batch axis" if axis == 0 else f"Give the data an axis: expand_dims(..., {axis})"
        text = f"{numpy}.expand_dims({case.source(node)}, axis={axis})"
        yield from candidate(title, [*imports, case.replace(node, text)], SAFE if axis == 0 else "unsafe")
    if isinstance(node, (ast.List, ast.Tuple)):
        yield from candidate(
            "Make it an array of one sample", [*imports, case.replace(node, f"{numpy}.array([{case.source(node)}])")]
        )


def bring_into_shape(case: Case) -> Iterator[Candidate]:
    """The data transposed, flattened or reshaped to what is declared."""
    node, wanted = given_node(case), needed(case)
    if node is None or wanted.rank is None:
        return
    received = given_shape(case, node)
    if received.rank is None:
        return
    yield from transposed(case, node, received, wanted)
    total, target = product(received.known[1:]), product(wanted.known[1:])
    if total is not None and total == target and received.known != wanted.known:
        dims = tuple_text((-1, *wanted.known[1:]))
        yield from wrapped(case, node, "reshape", dims, f"Reshape the data to {Shape(None, *wanted.known[1:])}")
    if len(received) == len(wanted) + 1:
        for axis in range(1, len(received)):
            if received[axis] == 1:
                yield from wrapped(case, node, "squeeze", f"axis={axis}", f"Drop axis {axis} of the data")
    if len(received) == len(wanted):
        yield from same_rank_changes(case, node, received, wanted)


def transposed(case: Case, node: ast.expr, received: Shape, wanted: Shape) -> Iterator[Candidate]:
    """Axes in another order, if that makes the data fit."""
    if len(received) != len(wanted) or not 3 <= len(wanted) <= 5:
        return
    for order in permutations(range(1, len(received))):
        moved = (received.batch, *(received[axis] for axis in order))
        if order != tuple(range(1, len(received))) and all(
            same(a, b) is not False for a, b in zip(moved[1:], wanted.known[1:])
        ):
            text = tuple_text((0, *order))
            yield from wrapped(case, node, "transpose", text, f"Transpose the data by {text}: {Shape(*moved)}")


def same_rank_changes(case: Case, node: ast.expr, received: Shape, wanted: Shape) -> Iterator[Candidate]:
    """Grey images made coloured, sequences padded, images resized."""
    if case.tensor is not None and case.tensor.kind is Kind.KERAS:
        return
    differing = [a for a in range(1, len(wanted)) if same(received[a], wanted[a]) is False]
    if differing == [len(wanted) - 1] and received.last == 1 and isinstance(wanted.last, int) and len(wanted) > 2:
        yield from wrapped(case, node, "repeat", f"{wanted.last}, axis=-1", f"Repeat the channel {wanted.last} times")
    if len(wanted) == 4 and differing and set(differing) <= {1, 2}:
        size = tuple_text(wanted.known[1:3])
        name, imports = case.spelling.name("ops.image.resize")
        text = f"{name}({case.source(node)}, {size})"
        yield from candidate(f"Resize the images to {size}", [*imports, case.replace(node, text)])
    source = _declared_input(case)
    length = (
        source.known[1] if source is not None and len(source) == 2 else wanted.known[1] if len(wanted) == 2 else None
    )
    takes_words = any(site.callee.endswith(".Embedding") for site in case.analysis.sites)
    if takes_words and len(received) == 2 and isinstance(length, int) and length != received[1]:
        name, imports = case.spelling.name("utils.pad_sequences")
        text = f"{name}({case.source(node)}, maxlen={length})"
        yield from candidate(f"Pad the sequences to {length}", [*imports, case.replace(node, text)])


def wrapped(case: Case, node: ast.expr, function: str, rest: str, title: str) -> Iterator[Candidate]:
    """`np.<function>(data, rest)`, or that of keras.ops for tensors."""
    tensor = case.tensor
    is_array = (
        case.is_data and isinstance(tensor, Tensor) and (tensor.kind is Kind.ARRAY or case.shape_of(node) is not None)
    )
    if is_array:
        numpy, imports = case.numpy()
        name = f"{numpy}.{function}"
    else:
        name, imports = case.spelling.name(f"ops.{function}")
    yield from candidate(title, [*imports, case.replace(node, f"{name}({case.source(node)}, {rest})")])


def _declared_input(case: Case) -> Shape | None:
    """The declared input of the model in which the finding's layer is."""
    layer = case.layer
    for site in case.sites_of(layer) if layer is not None else ():
        for subject in site.subjects:
            if subject is layer and isinstance(site.result, Tensor):
                source = case.source_tensor(site.result)
                return source.shape if source is not None and source.shape.rank is not None else None
    return None


# -------------------------------------------------------------------- where they are declared
def declare_data(case: Case) -> Iterator[Candidate]:
    """The model's input declared as the data are."""
    node = given_node(case)
    received = given_shape(case, node) if node is not None else case.received
    if received.rank is None or received.rank < 2:
        return
    if any(specified(case)):
        return
    reference = case.facts.get("reference")
    known = declaration_of(case, reference) if isinstance(reference, Tensor) else None
    place = case.program.range(case.node)[0] if case.node is not None else 0
    others = [d for d in declarations(case) if case.program.range(d.call)[0] < place]
    for declared in [known] if known is not None else others[-1:-4:-1]:
        if declared.shape.rank is None:
            continue
        yield from declared_as(case, declared, received.known[1:])


def specified(case: Case) -> Iterator[Candidate]:
    """The elements of a dataset from a generator specified as the model takes them."""
    wanted, received = needed(case), case.received
    if wanted.rank is None or received.rank is None:
        return
    for node in case.program.nodes:
        shape = argument(node, "shape", 0) if isinstance(node, ast.Call) and called(node) == "TensorSpec" else None
        sizes = [case.source(part) for part in shape.elts] if isinstance(shape, (ast.Tuple, ast.List)) else None
        for old, new in ((received.known, wanted.known), (received.known[1:], wanted.known[1:])):
            if shape is not None and sizes == [str(dim) for dim in old] and new:
                text = tuple_text(new)
                yield from candidate(f"Specify the elements as {text}", [case.replace(shape, text)])


def resize_before(case: Case) -> Iterator[Candidate]:
    """A Resizing before a model that is called on pictures of another size."""
    called, node = called_model(case), case.node
    if called is None or not isinstance(node, ast.Call):
        return
    wanted, received, place = called[0].shape, called[1], Place(case.program, case.spelling, "call", node, None)
    if wanted.rank != 4 or received.rank != 4:
        return
    size = wanted.known[1:3]
    if received.known[1:3] != size and all(isinstance(dim, int) for dim in size):
        text = ", ".join(map(str, size))
        yield from candidate(f"Insert Resizing({text}) → {{shape}}", place.insert("Resizing", text))


def declare_as_made(case: Case) -> Iterator[Candidate]:
    """A model's declared input changed to the tensor that it is called with."""
    called = called_model(case)
    if called is not None:
        reference, given = called
        declared = declaration_of(case, reference)
        if declared is not None and given.rank is not None:
            yield from declared_as(case, declared, given.known[1:])


def called_model(case: Case) -> tuple[Tensor, Shape] | None:
    """The declared input of the model that the finding's call applies, and the shape that it is called with."""
    reference = case.facts.get("reference")
    if case.is_data:
        return None
    if isinstance(reference, Tensor):
        return reference, case.received
    for site in case.analysis.sites:
        if site.span == case.finding.span and site.observations and site.observations[-1].inputs:
            model = site.subjects[-1] if site.subjects else None
            inputs = case.model_inputs(model) if isinstance(model, Instance) and model is not case.layer else []
            if len(inputs) == 1:
                return inputs[0], site.observations[-1].inputs[0]
    return None


# -------------------------------------------------------------------- where they are made
def correct_definition(case: Case) -> Iterator[Candidate]:
    """Numbers in the data's definition: a slice that takes a column too few, `maxlen`, the size of a resize."""
    node, wanted = given_node(case), needed(case)
    if node is None or wanted.rank is None:
        return
    received = given_shape(case, node)
    if received.rank != wanted.rank:
        return
    yield from another_place(case, node)
    for axis in range(1, len(wanted)):
        got, size = received[axis], wanted[axis]
        if same(got, size) is False and isinstance(got, int) and isinstance(size, int):
            yield from slices(case, node, got, size)
            yield from constants(case, got, size)
            if not case.is_data or case.layer is not None:
                yield from constants(case, size, got)


def another_place(case: Case, node: ast.expr) -> Iterator[Candidate]:
    """The axis of an `expand_dims` that was put in another place."""
    made = case.program.resolved(node)
    if isinstance(made, ast.Call) and called(made) == "expand_dims":
        for value in (0, -1):
            place = set_argument(case.program, made, "axis", str(value), 1)
            yield from candidate(f"Put the new axis elsewhere: axis={value}", [place])


MADE = ("zeros", "ones", "empty", "full", "random", "rand", "randn", "randint", "normal", "uniform", "random_sample")
"""Functions of NumPy that make an array of a shape that they are given."""


def made_otherwise(case: Case) -> Iterator[Candidate]:
    """Stand-in data, such as `np.zeros((8, 10))`, made in the shape that is needed."""
    node, wanted = given_node(case), needed(case)
    call = case.program.resolved(node) if node is not None else None
    if (
        not isinstance(call, ast.Call)
        or wanted.rank is None
        or not (case.spelling.canonical(call.func) or "").startswith("numpy.")
    ):
        return
    name = (case.spelling.canonical(call.func) or "").rpartition(".")[2]
    sizes = [size for size in wanted.known[1:] if isinstance(size, int)]
    if name not in MADE or len(sizes) != len(wanted) - 1:
        return
    shape = next((a for a in (*call.args, *(k.value for k in call.keywords)) if isinstance(a, ast.Tuple)), None)
    title = f"Make the data {Shape(None, *sizes)}"
    if shape is not None and shape.elts:
        text = tuple_text([case.source(shape.elts[0]), *sizes])
        pieces = [case.replace(shape, text)]
    elif name in ("rand", "randn") and call.args:
        start, end = case.program.range(call.args[0])[1], case.program.range(call.args[-1])[1]
        pieces = [Replacement(start, end, "".join(f", {size}" for size in sizes))]
    else:
        return
    yield Candidate(title, tuple(pieces), is_fallback=True)


def slices(case: Case, node: ast.expr, got: int, size: int) -> Iterator[Candidate]:
    """A slice with constant bounds that takes another number of columns."""
    for part in ast.walk(case.program.resolved(node)):
        if not isinstance(part, ast.Slice) or part.step is not None:
            continue
        lower, upper = _number(part.lower), _number(part.upper)
        if isinstance(upper, int) and isinstance(part.upper, ast.Constant) and upper - (lower or 0) == got:
            changed = (lower or 0) + size
            yield from candidate(
                f"Take {size} columns: change {upper} to {changed}", [case.replace(part.upper, str(changed))]
            )


def _number(node: ast.expr | None) -> Dim:
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def batches(case: Case) -> Iterator[Candidate]:
    """A tf.data pipeline that is batched twice, or never."""
    node, wanted = given_node(case), needed(case)
    if node is None:
        return
    made = case.program.resolved(node)
    if wanted.rank is not None and case.received.rank == wanted.rank + 1:
        for part in ast.walk(made):
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "batch":
                start, end = case.program.range(part.func.value)[1], case.program.range(part)[1]
                yield from candidate("Remove the second batch()", [Replacement(start, end, "")])
    made_by = case.source(made)
    is_dataset = "from_tensor_slices" in made_by or "Dataset." in made_by
    if is_dataset and ".batch(" not in made_by:
        end = case.program.range(made)[1]
        yield from candidate("Batch the dataset: .batch(32)", [Replacement(end, end, ".batch(32)")])
        if made is not node:
            yield from candidate("Batch the dataset: .batch(32)", [case.replace(node, f"{atom(case, node)}.batch(32)")])


def by_call(case: Case) -> Iterator[Candidate]:
    """What a model is asked for is brought into the form that it has; what it is trained on decides its form."""
    asks = case.trainer is not None and getattr(case.trainer.func, "attr", "").startswith(("predict", "evaluate"))
    orders = (
        (bring_into_shape, correct_definition, made_otherwise, declare_data)
        if asks
        else (declare_data, bring_into_shape, correct_definition, made_otherwise)
    )
    for generator in orders:
        yield from generator(case)


DATA = (batches, specified, add_axis, by_call)
