"""What the families of candidates share: making a candidate, setting a layer's argument, resizing a declaration."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from ...analysis.text import Replacement
from ...shapes import Dim
from ..arguments import argument, given_arguments, position_of, resized, set_argument, tuple_text
from ..case import Case, Link
from ..edits import UNSAFE, Candidate
from ..inputs import Declaration
from ..places import constructor

Generator: TypeAlias = "Callable[[Case], Iterator[Candidate]]"

GLOBAL_POOLING = {3: "GlobalAveragePooling1D", 4: "GlobalAveragePooling2D", 5: "GlobalAveragePooling3D"}
GLOBAL_MAX_POOLING = {3: "GlobalMaxPooling1D", 4: "GlobalMaxPooling2D", 5: "GlobalMaxPooling3D"}
SIZE_ARGUMENTS = ("units", "filters", "output_dim")
"""The constructor argument that sets the last axis of a layer's output."""


def candidate(title: str, pieces: Iterable[Replacement | None] | None, safety: str = UNSAFE) -> Iterator[Candidate]:
    """A candidate, if its replacements could be made."""
    if pieces is None:
        return
    made = tuple(pieces)
    if made and all(piece is not None for piece in made):
        yield Candidate(title, tuple(dict.fromkeys(piece for piece in made if piece is not None)), safety)


def constructor_of(case: Case, link: Link) -> ast.Call | None:
    """The call that makes a link's layer."""
    return link.place.constructor if link.place is not None else constructor(case.program, link.layer)


def inner(case: Case, made: ast.Call) -> ast.Call:
    """The layer that a wrapper is given, else the call itself."""
    name = made.func.attr if isinstance(made.func, ast.Attribute) else getattr(made.func, "id", "")
    if name in ("Bidirectional", "TimeDistributed"):
        given = argument(made, "layer", 0)
        if isinstance(given, ast.Call):
            return given
    return made


def set_layer(case: Case, made: ast.Call, callee: str, name: str, content: str) -> Replacement:
    """Sets an argument of a layer's constructor."""
    return set_argument(case.program, made, name, content, position_of(callee, name))


def declared_as(case: Case, declared: Declaration, dims: Sequence[Dim], change: str = "") -> Iterator[Candidate]:
    """A declared input shape changed to other sizes (without the batch axis)."""
    if not all(dim is None or isinstance(dim, int) for dim in dims) or not dims:
        return
    old = declared.shape.known[1:]
    title = change or f"Declare the input as {tuple_text(dims)}"
    if declared.kind == "input_dim":
        keyword = case.program.parents.get(declared.node)
        if isinstance(keyword, ast.keyword):
            if len(dims) == 1:
                yield from candidate(title, [case.replace(declared.node, str(dims[0]))])
            else:
                yield from candidate(title, [case.replace(keyword, f"input_shape={tuple_text(dims)}")])
        return
    if declared.kind == "batch_shape":
        old, dims = declared.shape.known, (declared.shape.batch, *dims)
    text = resized(case.program, declared.node, old, dims)
    if text is not None and text != case.source(declared.node):
        yield from candidate(title, [case.replace(declared.node, text)])


def sized(case: Case, links: Iterable[Link]) -> Iterator[tuple[Link, ast.Call, str]]:
    """The layers among `links` whose last axis is an argument, each with its constructor and that argument's name."""
    for link in case.inside(links):
        made = constructor_of(case, link)
        if made is None:
            continue
        target = inner(case, made)
        callee = link.layer.cls.name
        if target is not made:
            name = target.func.attr if isinstance(target.func, ast.Attribute) else getattr(target.func, "id", "")
            callee = f"keras.layers.{name}"
        for name in SIZE_ARGUMENTS:
            if argument(target, name, position_of(callee, name)) is not None:
                yield link, target, name
                break


def resize_layer(
    case: Case, links: Iterable[Link], size: object, most: int = 1, like: ast.expr | None = None
) -> Iterator[Candidate]:
    """The nearest layers that set the last axis, with another size.

    like: the tensor that has the size; where the layer's own is a parameter of a helper function, it is asked for its shape
    """
    if not isinstance(size, int) or size < 1:
        return
    for count, (_, made, name) in enumerate(sized(case, links)):
        if count >= most:
            return
        func = called(made)
        position = position_of(f"keras.layers.{func}", name)
        text = parameter_with(case, made, size) or str(size)
        if text == str(size) and _is_parameter(case, argument(made, name, position)):
            if like is None or not _is_known_at(case, like, made):
                continue
            text = f"{case.source(like)}.shape[-1]"
        yield from candidate(
            f"Set {name} of {func} to {text}", [set_argument(case.program, made, name, text, position)]
        )


def parameter_with(case: Case, place: ast.AST, size: int) -> str | None:
    """A parameter of the function around that has a value, as far as the layers that are made of it tell."""
    home = case.program.function(place)
    names = {parameter.arg for parameter in (*home.args.args, *home.args.kwonlyargs)} if home is not None else set()
    for layer, made in case.constructors() if names else ():
        if case.program.function(made) is not home:
            continue
        for name, node in given_arguments(layer.cls.name, made):
            if isinstance(node, ast.Name) and node.id in names and case.config(layer, name) == size:
                return node.id
    return None


def _is_known_at(case: Case, name: ast.expr, place: ast.AST) -> bool:
    """Whether a name of the same function has its value before a place."""
    home = case.program.function(place)
    if not isinstance(name, ast.Name) or home is None or case.program.function(name) is not home:
        return False
    start = case.program.range(place)[0]
    is_set_between = any(
        start < case.program.range(node)[0] < case.program.range(name)[0]
        for node in case.program.assignments(name.id)
        if case.program.function(node) is home
    )
    is_parameter = any(parameter.arg == name.id for parameter in home.args.args)
    return is_parameter or not is_set_between


def called(made: ast.Call) -> str:
    """The last part of the name that is called."""
    return made.func.attr if isinstance(made.func, ast.Attribute) else getattr(made.func, "id", "")


def _is_parameter(case: Case, node: ast.expr | None) -> bool:
    """Whether a size is what a helper function was given: other calls give it another."""
    home = case.program.function(node) if isinstance(node, ast.Name) else None
    return home is not None and any(isinstance(node, ast.Name) and a.arg == node.id for a in home.args.args)


def constants(case: Case, wrong: object, right: object, most: int = 6) -> Iterator[Candidate]:
    """Each number of the program that is the size at fault, changed to the size that is needed; those nearest to the finding first."""
    if not isinstance(wrong, int) or not isinstance(right, int) or wrong == right or wrong < 2 or right < 1:
        return
    node = case.node
    place = case.program.range(node)[0] if node is not None else 0
    found = []
    for number in case.program.nodes:
        if isinstance(number, ast.Constant) and type(number.value) is int and number.value == wrong:
            found.append(number)
    found.sort(key=lambda n: abs(case.program.range(n)[0] - place))
    for number in found[:most]:
        yield from candidate(f"Change {wrong} to {right} {_where(case, number)}", [case.replace(number, str(right))])


def _where(case: Case, number: ast.AST) -> str:
    for around in case.program.enclosing(number):
        if isinstance(around, ast.Call):
            return f"in {case.source(around.func)}(...)"
        if isinstance(around, ast.Assign):
            return f"in {case.source(around.targets[0])}"
    return f"in line {case.program.text.count(chr(10), 0, case.program.range(number)[0]) + 1}"


def atom(case: Case, node: ast.expr) -> str:
    """The text of an expression, in parentheses where something may not follow it directly."""
    source = case.source(node)
    if isinstance(node, (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.List, ast.Constant)):
        return source
    return source if isinstance(node, ast.Tuple) and source.startswith("(") else f"({source})"


def product(dims: Sequence[Dim]) -> int | None:
    """The product of known sizes."""
    total = 1
    for dim in dims:
        if not isinstance(dim, int):
            return None
        total *= dim
    return total


def margins(gaps: list[int]) -> str:
    """What ZeroPadding or Cropping takes to change sizes by so much, half of it at each side."""
    pairs = tuple((gap // 2, gap - gap // 2) for gap in gaps)
    if len(pairs) == 1:
        return str(pairs[0])
    return str(pairs)


def quoted(case: Case, text: str) -> str:
    """A string in the quotes that the program has more of."""
    quote = "'" if case.program.text.count("'") > case.program.text.count('"') else '"'
    return f"{quote}{text}{quote}"


def last_index(case: Case) -> Iterator[Candidate]:
    """`input_shape[1]` in a layer's build that should be the last axis."""
    for node in case.program.nodes:
        if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name) or "shape" not in node.value.id:
            continue
        function = case.program.function(node)
        is_built = function is not None and function.name in ("build", "__init__")
        if is_built and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
            text = f"{node.value.id}[-1]"
            yield from candidate(f"Take the last axis: {text}", [case.replace(node, text)])
