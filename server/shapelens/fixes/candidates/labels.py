"""Labels and predictions that do not fit under a loss: the model's head, the loss or the labels changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...shapes import Dim, Shape, same
from ...values import Instance, Tensor
from ..arguments import argument, tuple_text
from ..case import RECURRENT, Case, Link
from ..edits import Candidate
from .ranks import last_step, same_rank, sequences
from .support import (
    GLOBAL_MAX_POOLING,
    GLOBAL_POOLING,
    candidate,
    constants,
    constructor_of,
    inner,
    margins,
    product,
    quoted,
    resize_layer,
    set_layer,
)

SWAPS = {
    "categorical_crossentropy": ("sparse_categorical_crossentropy", "binary_crossentropy"),
    "sparse_categorical_crossentropy": ("categorical_crossentropy", "binary_crossentropy"),
    "binary_crossentropy": ("sparse_categorical_crossentropy", "categorical_crossentropy"),
    "mean_squared_error": ("sparse_categorical_crossentropy", "categorical_crossentropy"),
}
LOSS_CLASSES = {
    "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "binary_crossentropy": "BinaryCrossentropy",
}
ON_EACH_STEP = (
    "Dense",
    "Dropout",
    "Activation",
    "ReLU",
    "LeakyReLU",
    "BatchNormalization",
    "LayerNormalization",
    "Softmax",
)


def labels_of(case: Case) -> Shape:
    shape = case.facts.get("labels")
    return shape if isinstance(shape, Shape) else Shape.unknown()


def predictions_of(case: Case) -> Shape:
    shape = case.facts.get("predictions")
    if isinstance(shape, Shape):
        return shape
    return case.tensor.shape if case.tensor is not None else Shape.unknown()


def target_rank(case: Case) -> int | None:
    """The rank that the predictions should have for the labels."""
    labels, predictions = labels_of(case), predictions_of(case)
    if labels.rank is None or predictions.rank is None:
        return 2 if case.finding.code == "dense-on-sequence" else None
    if case.facts.get("loss") == "sparse_categorical_crossentropy" and labels.known[1:] != (1,):
        return labels.rank + 1
    return max(labels.rank, 2)


# -------------------------------------------------------------------- the head
def head_of(case: Case) -> Link | None:
    """The layer from which the predictions come."""
    if case.layer is None:
        model = case.facts.get("model")
        outputs = case.model_outputs(model) if isinstance(model, Instance) else []
        return next(case.upstream(case.tensor), next(case.upstream(outputs[0]), None) if len(outputs) == 1 else None)
    return Link(case.layer, case.place_of(case.layer), predictions_of(case), case.tensor)


def before_head(case: Case, head: Link) -> Iterator[Link]:
    """The layers on the way to the predictions, the head itself first."""
    tensor = case.tensor
    if tensor is None or tensor.producer is None:
        found = next((site.result for site in case.sites_of(head.layer)), None)
        tensor = found if isinstance(found, Tensor) else tensor
    return case.upstream(tensor)


def reduce_head(case: Case) -> Iterator[Candidate]:
    """The axes that no layer reduced: return_sequences=False, global pooling or Flatten before the head."""
    predictions, target = predictions_of(case), target_rank(case)
    head = head_of(case)
    if predictions.rank is None or target != 2 or predictions.rank <= 2 or head is None:
        return
    run = [head]
    links = [link for link in before_head(case, head) if link.layer is not head.layer]
    before: Link | None = None
    for link in links:
        if link.name not in ON_EACH_STEP or link.output.rank != predictions.rank:
            before = link
            break
        run.append(link)
    dense = [link for link in run if link.place is not None and link.name in ("Dense", "TimeDistributed")]
    chosen = dense[-1] if dense else head
    if before is not None and before.name in RECURRENT:
        yield from last_step(case, predictions, iter(links))
    if chosen.place is None or chosen.name == "Dot":
        yield from flatten_inputs(case, chosen)
        return
    pooling = (GLOBAL_POOLING[predictions.rank], GLOBAL_MAX_POOLING[predictions.rank]) if predictions.rank < 6 else ()
    steps = product(predictions.known[1:-1])
    is_small = (steps is not None and steps <= 4) or (before is None or before.name in ("Embedding", "Concatenate"))
    names = ("Flatten", *pooling) if is_small or _is_idle(case, "Flatten") else (*pooling[:1], "Flatten", *pooling[1:])
    for name in names:
        yield from candidate(f"Insert {name}() → {{shape}}", chosen.place.insert(name))


def flatten_inputs(case: Case, link: Link) -> Iterator[Candidate]:
    """Flatten before each input of a merging head; other axes of a Dot."""
    if link.place is None:
        return
    pieces = []
    for index in range(len(link.place.inputs())):
        pieces += list(link.place.insert("Flatten", index=index) or ())
    yield from candidate("Insert Flatten() before each input", pieces)
    made = link.place.constructor
    if made is not None:
        for axes in ("2", "-1", "(2, 2)"):
            yield from candidate(f"Set axes={axes}", [set_layer(case, made, link.layer.cls.name, "axes", axes)])


def _is_idle(case: Case, name: str) -> bool:
    """Whether a name is imported and never used: the author meant to."""
    imported = any(
        isinstance(n, ast.ImportFrom) and any((a.asname or a.name) == name for a in n.names) for n in case.program.nodes
    )
    return imported and not any(isinstance(n, ast.Name) and n.id == name for n in case.program.nodes)


def keep_steps_for_labels(case: Case) -> Iterator[Candidate]:
    """return_sequences=True on the last recurrent layer where each step has a label."""
    labels, predictions = labels_of(case), predictions_of(case)
    if labels.rank is None or predictions.rank is None or labels.rank < predictions.rank:
        return
    head = head_of(case)
    for link in same_rank(case, predictions, before_head(case, head)) if head is not None else ():
        if link.name in RECURRENT:
            yield from sequences(case, link, "True", "unsafe")
            return


def units(case: Case) -> Iterator[Candidate]:
    """The head's units as the labels ask."""
    labels, predictions = labels_of(case), predictions_of(case)
    sizes: list[object] = []
    classes = case.facts.get("classes")
    if isinstance(classes, int):
        sizes.append(classes)
    if labels.rank is not None and predictions.rank is not None:
        if labels.rank == predictions.rank and case.facts.get("loss") != "sparse_categorical_crossentropy":
            sizes.append(labels.last)
        elif (labels.rank == predictions.rank - 1 or labels.last == 1) and "categorical" not in str(
            case.facts.get("loss")
        ):
            sizes.append(1)
    head = head_of(case)
    if head is None:
        return
    for size in dict.fromkeys(sizes):
        if size != predictions.last:
            yield from resize_layer(case, [head], size)


# -------------------------------------------------------------------- the loss
def loss(case: Case) -> Iterator[Candidate]:
    """Another loss of the family, spelled as the one that is there."""
    span = case.facts.get("loss_span")
    node = case.program.expression(span) if isinstance(span, tuple) else None  # type: ignore[arg-type]
    if node is None and isinstance(case.node, ast.Call):
        made = case.program.resolved(case.node.func)
        node = made if isinstance(made, ast.Call) else case.node.func
    name = case.facts.get("loss")
    if node is None or not isinstance(name, str):
        return
    for other in SWAPS.get(name, ()):
        if (predictions_of(case).last == 1) != (other == "binary_crossentropy"):
            continue
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and part.value in (name, *_aliases(name)):
                quote = case.source(part)[0]
                yield from candidate(f"Change the loss to {other}", [case.replace(part, f"{quote}{other}{quote}")])
                break
            text = part.attr if isinstance(part, ast.Attribute) else part.id if isinstance(part, ast.Name) else ""
            new = LOSS_CLASSES.get(other) if text == LOSS_CLASSES.get(name) else other if text == name else None
            if new is not None and isinstance(part, ast.Attribute):
                text = f"{case.source(part.value)}.{new}"
                yield from candidate(f"Change the loss to {new}", [case.replace(part, text)])
                break
            if new is not None:
                spelled, imports = case.spelling.name(f"losses.{new}")
                yield from candidate(f"Change the loss to {new}", [*imports, case.replace(part, spelled)])
                break


def _aliases(name: str) -> tuple[str, ...]:
    return ("mse", "MSE") if name == "mean_squared_error" else (LOSS_CLASSES.get(name, name),)


# -------------------------------------------------------------------- the labels
def labels_node(case: Case) -> tuple[ast.expr, ast.Call] | None:
    """The labels in the call that trains, and that call."""
    span = case.facts.get("fit_span") or (case.finding.span if case.is_data else None)
    node = case.program.expression(span) if isinstance(span, tuple) else None  # type: ignore[arg-type]
    for related in case.finding.related if node is None else ():
        node = case.program.expression(related.span) if "labels meet" in related.message else node
    if node is None:
        return None
    for call in (node, *case.program.enclosing(node)):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in ("fit", "evaluate", "train_on_batch", "test_on_batch")
        ):
            if node is not call and node is not argument(call, "x", 0):
                return node, call
            given = argument(call, "y", 1)
            return None if given is None else (given, call)
        if isinstance(call, ast.stmt):
            return None
    return None


def change_labels(case: Case) -> Iterator[Candidate]:
    """The labels encoded, decoded, squeezed, given an axis or reshaped, where they are given."""
    found = labels_node(case)
    labels, predictions = labels_of(case), predictions_of(case)
    if found is None or labels.rank is None or predictions.rank is None:
        return
    node, call = found
    source = case.source(node)
    features = argument(call, "x", 0)
    loss_name = case.facts.get("loss")
    is_class_numbers = labels.rank == predictions.rank - 1 or labels.last == 1
    has_classes = isinstance(predictions.last, int) and predictions.last > 1
    if loss_name != "sparse_categorical_crossentropy" and has_classes and is_class_numbers:
        name, imports = case.spelling.name("utils.to_categorical")
        text = f"{name}({source}, num_classes={predictions.last})"
        yield from candidate("Encode the labels: to_categorical(...)", [*imports, case.replace(node, text)])
    numpy, imports = case.numpy()
    if loss_name == "sparse_categorical_crossentropy" and labels.rank == predictions.rank:
        yield from candidate(
            "Decode the labels: argmax(..., axis=-1)",
            [*imports, case.replace(node, f"{numpy}.argmax({source}, axis=-1)")],
        )
    for axis in range(1, len(labels)):
        if labels[axis] == 1 and labels.rank > predictions.rank:
            text = f"{numpy}.squeeze({source}, axis={axis})"
            yield from candidate(f"Drop axis {axis} of the labels", [*imports, case.replace(node, text)])
    if labels.rank == predictions.rank - 1:
        text = f"{numpy}.expand_dims({source}, axis=-1)"
        yield from candidate("Give the labels a last axis", [*imports, case.replace(node, text)])
    if features is not None and _fits(case.shape_of(features), predictions):
        yield from candidate("Train on the features themselves", [case.replace(node, case.source(features))])
    yield from _resized_labels(case, node, labels, predictions)
    if product(labels.known[1:]) == product(predictions.known[1:]) is not None:
        text = f"{numpy}.reshape({source}, {tuple_text((-1, *predictions.known[1:]))})"
        yield from candidate(f"Reshape the labels to {predictions}", [*imports, case.replace(node, text)])


def _fits(shape: Shape | None, predictions: Shape) -> bool:
    return shape is not None and shape.known[1:] == predictions.known[1:] and shape.rank == predictions.rank


def _resized_labels(case: Case, node: ast.expr, labels: Shape, predictions: Shape) -> Iterator[Candidate]:
    if labels.rank == predictions.rank == 4 and labels.last == predictions.last:
        size = predictions.known[1:3]
        if all(isinstance(dim, int) for dim in size):
            name, imports = case.spelling.name("ops.image.resize")
            text = f"{name}({case.source(node)}, {tuple_text(size)})"
            yield from candidate(f"Resize the labels to {tuple_text(size)}", [*imports, case.replace(node, text)])


def yielded(case: Case) -> Iterator[Candidate]:
    """A generator that should give its features as labels too."""
    labels, predictions = labels_of(case), predictions_of(case)
    if labels.rank is None or predictions.rank is None or predictions.rank < 3 or labels.rank >= predictions.rank:
        return
    for node in case.program.nodes:
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
            first, second = node.value.elts
            text = case.source(first)
            yield from candidate(f"Yield {text} as the target too", [case.replace(second, text)])


# -------------------------------------------------------------------- sizes of pictures
def same_padding(case: Case) -> Iterator[Candidate]:
    """padding="same" on the convolutions that cut the borders off, all or one; a resize at the end."""
    predictions, head, wanted = predictions_of(case), head_of(case), spatial_sizes(case)
    if head is None or all(same(a, b) is not False for a, b in zip(wanted, predictions.known[1:-1])):
        return
    links = list(before_head(case, head))
    pieces, names = {}, []
    for link in links:
        made = constructor_of(case, link)
        cuts = case.config(link.layer, "kernel_size") not in ((1,), (1, 1), (1, 1, 1), 1)
        is_valid = case.config(link.layer, "padding") == "valid" and "Conv" in link.name
        if made is not None and made not in pieces and is_valid and cuts:
            pieces[made] = set_layer(case, inner(case, made), link.layer.cls.name, "padding", quoted(case, "same"))
            names.append(link.name)
    if len(pieces) > 1:
        yield from candidate(f'Set padding="same" on {len(pieces)} convolutions', pieces.values())
    for name, piece in zip(names[:4], pieces.values()):
        yield from candidate(f'Set padding="same" on {name}', [piece])
    yield from _resized_head(head, predictions.known[1:-1], wanted)


def spatial_sizes(case: Case) -> tuple[Dim, ...]:
    """The sizes of the labels on the axes between batch and channels; none for labels of another rank."""
    labels, predictions = labels_of(case), predictions_of(case)
    if labels.rank is None or predictions.rank is None or predictions.rank < 3:
        return ()
    if case.facts.get("loss") == "sparse_categorical_crossentropy" and labels.rank == predictions.rank - 1:
        return labels.known[1:]
    return labels.known[1:-1] if labels.rank == predictions.rank else ()


def _resized_head(head: Link, given: tuple[Dim, ...], wanted: tuple[Dim, ...]) -> Iterator[Candidate]:
    """Before the head: enlarged by a whole number, cropped, padded or resized to the labels' sizes."""
    pairs = [(a, b) for a, b in zip(given, wanted) if isinstance(a, int) and isinstance(b, int)]
    place, kind = head.place, f"{len(given)}D"
    if place is None or len(pairs) != len(given) or len(pairs) > 2:
        return
    options = []
    factors = {b // a for a, b in pairs if b % a == 0}
    if len(factors) == 1 and all(b % a == 0 for a, b in pairs):
        options.append((f"UpSampling{kind}", str(factors.pop())))
    for name, gaps in (("Cropping", [a - b for a, b in pairs]), ("ZeroPadding", [b - a for a, b in pairs])):
        if all(0 <= 2 * gap < max(pair) for gap, pair in zip(gaps, pairs)):
            options.append((f"{name}{kind}", margins(gaps)))
    if len(pairs) == 2:
        options.append(("Resizing", ", ".join(str(b) for _, b in pairs)))
    for name, arguments in options:
        yield from candidate(f"Insert {name}({arguments}) → {{shape}}", place.insert(name, arguments))


def sizes(case: Case) -> Iterator[Candidate]:
    """A number of the program that makes the difference."""
    labels, predictions = labels_of(case), predictions_of(case)
    if labels.rank is None or labels.rank != predictions.rank:
        return
    for axis in range(1, len(labels)):
        if same(labels[axis], predictions[axis]) is False:
            yield from constants(case, predictions[axis], labels[axis], most=3)
            yield from constants(case, labels[axis], predictions[axis], most=3)


def activation(case: Case) -> Iterator[Candidate]:
    """sigmoid in place of a softmax over one unit; a unit for each class where the labels name more than two."""
    for other in case.analysis.findings:
        if other.code == "class-count" and other.span == case.finding.span:
            yield from units(Case(case.analysis, other, case.program, case.spelling))
            return
    place = case.place
    made = place.constructor if place is not None else None
    if made is None or case.layer is None or predictions_of(case).last != 1:
        return
    given = argument(inner(case, made), "activation", 1)
    if isinstance(given, ast.Constant):
        yield from candidate("Use sigmoid for the one unit", [case.replace(given, quoted(case, "sigmoid"))])


def by_place(case: Case) -> Iterator[Candidate]:
    """All of them: first what belongs to the place at which the finding stands."""
    for generator in ORDERS.get(str(case.facts.get("place")), HEAD):
        yield from generator(case)


HEAD = (reduce_head, keep_steps_for_labels, units, loss, same_padding, change_labels, yielded, sizes)
ORDERS = {
    "head": HEAD,
    "loss": (loss, change_labels, reduce_head, keep_steps_for_labels, same_padding, yielded, units, sizes),
    "labels": (yielded, same_padding, keep_steps_for_labels, change_labels, reduce_head, loss, units, sizes),
}
"""What is tried for each place, in the order in which it is offered if nothing else tells them apart."""
