"""What generators and datasets yield, and what is made of it: lists made tuples, declared elements, functions with as many arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...analysis.text import Replacement
from ...shapes import Shape
from ..arguments import argument, tuple_text, without_argument
from ..case import Case
from ..edits import Candidate
from .support import called, candidate


def tuples_for_lists(case: Case) -> Iterator[Candidate]:
    """`yield [a, b], y` made `yield (a, b), y`, and what a `__getitem__` answers likewise."""
    if "list" not in case.finding.message:
        return
    pieces: list[Replacement] = []
    for node in case.program.nodes:
        function = case.program.function(node)
        if isinstance(node, ast.Return) and (function is None or function.name != "__getitem__"):
            continue
        if isinstance(node, (ast.Yield, ast.Return)) and node.value is not None:
            pieces.extend(_made_tuples(case, node.value))
    yield from candidate("Put tuples in place of the lists", pieces)


def _made_tuples(case: Case, value: ast.expr) -> Iterator[Replacement]:
    """The lists written in a structure of tuples and lists, each with round brackets."""
    parts = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
    if isinstance(value, ast.List):
        inner = case.source(value)[1:-1].rstrip().removesuffix(",")
        yield case.replace(value, f"({inner},)" if len(parts) == 1 else f"({inner})")
        return
    for part in parts:
        yield from _made_tuples(case, part)


def as_yielded(case: Case) -> Iterator[Candidate]:
    """The elements of a dataset specified as its generator yields them."""
    old, new = case.facts.get("expected"), case.facts.get("received")
    if not isinstance(old, Shape) or not isinstance(new, Shape) or "generator" not in case.finding.message:
        return
    for node in case.program.nodes:
        if not isinstance(node, ast.Call):
            continue
        shapes: list[ast.expr | None] = [argument(node, "shape", 0)] if called(node) == "TensorSpec" else []
        if called(node) == "from_generator":
            given = argument(node, "output_shapes", 2)
            shapes = list(given.elts) if isinstance(given, (ast.Tuple, ast.List)) else []
        for shape in shapes:
            sizes = [case.source(part) for part in shape.elts] if isinstance(shape, (ast.Tuple, ast.List)) else None
            if shape is not None and sizes == [str(dim) for dim in old.known]:
                text = tuple_text(new.known)
                yield from candidate(f"Specify the elements as {text}", [case.replace(shape, text)])


def the_function_itself(case: Case) -> Iterator[Candidate]:
    """`from_generator(batches())`: `from_generator(batches)`."""
    call = case.node
    node = argument(call, "generator", 0) if isinstance(call, ast.Call) and call.args else call
    if case.facts.get("is_called") is True and isinstance(node, ast.Call) and not node.args and not node.keywords:
        text = case.source(node.func)
        yield from candidate(f"Give the function: {text}", [case.replace(node, text)])


def another_argument(case: Case) -> Iterator[Candidate]:
    """`ds.map(lambda x: f(x))` of pairs: `ds.map(lambda x, y: (f(x), y))`."""
    node = case.node
    for part in ast.walk(node) if node is not None else ():
        if not isinstance(part, ast.Lambda) or (case.facts.get("expected"), case.facts.get("received")) != (1, 2):
            continue
        only = next(iter((*part.args.posonlyargs, *part.args.args)), None)
        if only is None:
            continue
        label = "label" if only.arg != "label" else "y"
        text = f"lambda {only.arg}, {label}: ({case.source(part.body)}, {label})"
        yield from candidate("Take the labels too", [case.replace(part, text)])
        return


def nested_names(case: Case) -> Iterator[Candidate]:
    """`for i, x, y in enumerate(ds)`: `for i, (x, y) in enumerate(ds)`."""
    node, count = case.node, case.facts.get("received")
    if not isinstance(node, (ast.Tuple, ast.List)) or not isinstance(count, int) or not 1 < count < len(node.elts):
        return
    names = [case.source(part) for part in node.elts]
    if case.facts.get("is_nested") is True:
        text = ", ".join([*names[: count - 1], f"({', '.join(names[count - 1 :])})"])
        yield from candidate(f"Unpack to {text}", [case.replace(node, text)])
        return
    loop = case.program.parents.get(node)
    if isinstance(loop, ast.For) and loop.target is node and count == len(names) - 1 > 1:
        text, items = f"{names[0]}, ({', '.join(names[1:])})", f"enumerate({case.source(loop.iter)})"
        yield from candidate(
            f"Number them: for {text} in {items}", [case.replace(node, text), case.replace(loop.iter, items)]
        )


def a_tuple(case: Case) -> Iterator[Candidate]:
    """`from_tensor_slices([x, y])`: `from_tensor_slices((x, y))`."""
    call = case.node
    given = argument(call, "tensors", 0) if isinstance(call, ast.Call) else call
    if case.facts.get("is_list") is True and isinstance(given, ast.List):
        yield from candidate("Make a tuple of it", [case.replace(given, f"({case.source(given)[1:-1]})")])


def padded(case: Case) -> Iterator[Candidate]:
    """`np.array(rows)` of lists of several lengths: `keras.utils.pad_sequences(rows)`."""
    call = case.program.call(case.finding.span)
    if "items of different shapes" in case.finding.message and call is not None and call.args:
        name, imports = case.spelling.name("utils.pad_sequences")
        text = f"{name}({case.source(call.args[0])})"
        yield from candidate("Pad the sequences to one length", [*imports, case.replace(call, text)])


def as_metrics(case: Case) -> Iterator[Candidate]:
    """`compile("adam", "mse", ["mae"])`: the third argument are weights, metrics have a name of their own."""
    node = case.node
    if case.facts.get("argument") != "loss_weights" or node is None or "metrics" not in case.finding.message:
        return
    parent = case.program.parents.get(node)
    place = parent if isinstance(parent, ast.keyword) else node
    source = case.source(node)
    text = source if isinstance(node, (ast.List, ast.Tuple)) else f"[{source}]"
    yield from candidate("Give them as metrics", [case.replace(place, f"metrics={text}")])


def rows(case: Case) -> Iterator[Candidate]:
    """An Embedding with a row for each index among the data."""
    call, count = case.program.call(case.finding.span), case.facts.get("classes")
    given = argument(call, "input_dim", 0) if call is not None else None
    if case.facts.get("argument") != "input_dim" or given is None or not isinstance(count, int):
        return
    old = case.facts.get("rows")
    text = f"{case.source(given)} + 1" if isinstance(given, ast.Name) and old == count - 1 else str(count)
    yield from candidate(f"Set input_dim of {called(call) if call else ''} to {text}", [case.replace(given, text)])


def without_class_weight(case: Case) -> Iterator[Candidate]:
    """`class_weight` left out where there are other weights, or several outputs."""
    node, call = case.node, case.trainer
    if case.facts.get("argument") != "class_weight" or node is None or call is None:
        return
    keyword = case.program.parents.get(node)
    if isinstance(keyword, ast.keyword) and "must be a dict" not in case.finding.message:
        yield from candidate("Leave class_weight out", [without_argument(case.program, call, keyword)])


def numbered(case: Case) -> Iterator[Candidate]:
    """Names of classes as labels: their numbers."""
    node = case.node
    if "strings" in case.finding.message and node is not None and case.facts.get("argument") == "y":
        numpy, imports = case.numpy()
        text = f"{numpy}.unique({case.source(node)}, return_inverse=True)[1]"
        yield from candidate("Number the names", [*imports, case.replace(node, text)])


def return_it(case: Case) -> Iterator[Candidate]:
    """A function that answers nothing made to answer what it assigned last."""
    if case.facts.get("is_none") is not True:
        return
    names = {called(node) for node in case.program.nodes if isinstance(node, ast.Call)}
    for node in case.program.nodes:
        if not isinstance(node, ast.FunctionDef) or node.name not in names or node.name.startswith("__"):
            continue
        if any(isinstance(part, (ast.Return, ast.Yield)) for part in ast.walk(node)):
            continue
        last = node.body[-1]
        if isinstance(last, ast.Expr):
            yield from candidate(f"Return it: in {node.name}", [case.replace(last, f"return {case.source(last)}")])
        elif isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name):
            text = f"return {case.source(last.value)}"
            yield from candidate(f"Return it: in {node.name}", [case.replace(last, text)])


YIELDED = (tuples_for_lists, the_function_itself, numbered)
"""For data of a kind that Keras does not take."""
