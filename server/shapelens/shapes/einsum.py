"""`einsum`: the equation's parts and the shape of its result."""

from __future__ import annotations

from dataclasses import dataclass

from .broadcasting import broadcast, broadcast_dim
from .dim import Dim, same
from .mismatch import Mismatch
from .shape import Shape

ELLIPSIS = "..."


@dataclass(frozen=True, slots=True)
class Term:
    """One operand's subscripts: the labels before and after the ellipsis (all before it, if there is none)."""

    before: str
    after: str = ""
    has_ellipsis: bool = False

    @property
    def labels(self) -> str:
        return self.before + self.after


@dataclass(frozen=True, slots=True)
class Equation:
    """`ab,bc->ac`: the operands' terms and the result's."""

    operands: tuple[Term, ...]
    result: Term
    text: str


def parse(equation: str) -> Equation:
    """The parts of an equation. Without `->` the result has the labels that occur once, sorted, after the ellipsis.

    Raises Mismatch("invalid-argument") where it is no equation. Source: numpy.einsum.
    """
    text = equation.replace(" ", "")
    left, arrow, right = text.partition("->")
    operands = tuple(_term(part, text) for part in left.split(","))
    if arrow:
        result = _term(right, text)
        unknown = set(result.labels) - set("".join(term.labels for term in operands))
        if unknown or len(set(result.labels)) != len(result.labels):
            raise _invalid(equation)
        return Equation(operands, result, text)
    labels = "".join(term.labels for term in operands)
    once = "".join(sorted(label for label in set(labels) if labels.count(label) == 1))
    return Equation(operands, Term("", once, any(term.has_ellipsis for term in operands)), text)


def einsum(equation: str, *shapes: Shape) -> Shape:
    """The shape of a sum of products: `einsum("bij,jk->bik", (None, 3, 4), (4, 5))` is `(None, 3, 5)`.

    What the ellipsis stands for is broadcast, and so is a label's size 1.
    Raises Mismatch: "invalid-argument" for a bad equation, "operand-shapes" where shapes do not fit it.
    Source: numpy.einsum, keras.ops.einsum.
    """
    parsed = parse(equation)
    if len(parsed.operands) != len(shapes):
        raise Mismatch(
            "operand-shapes",
            f"the equation `{equation}` has {len(parsed.operands)} operands, got {len(shapes)}",
            argument="equation",
        )
    sizes: dict[str, Dim] = {}
    rest = Shape()
    for index, (term, shape) in enumerate(zip(parsed.operands, shapes)):
        rest = broadcast(rest, _bind(parsed, term, shape, index, sizes))
    result = parsed.result
    if result.has_ellipsis and rest.is_unknown:
        return Shape.unknown()
    middle = rest.known if result.has_ellipsis else ()
    return Shape(*[sizes[label] for label in result.before], *middle, *[sizes[label] for label in result.after])


def _bind(equation: Equation, term: Term, shape: Shape, index: int, sizes: dict[str, Dim]) -> Shape:
    """Notes the size of each label of one operand, and answers what its ellipsis stands for."""
    labels = len(term.labels)
    if shape.dims is None:
        rank = labels if not term.has_ellipsis else None
        shape = Shape.unknown() if rank is None else Shape.of_rank(rank)
    elif len(shape.dims) < labels or (len(shape.dims) > labels and not term.has_ellipsis):
        raise Mismatch(
            "operand-shapes",
            f"operand {index} of `{equation.text}` needs {'at least ' * term.has_ellipsis}{labels} dimensions, got {shape}",
            input=index,
            expected_rank=labels,
        )
    _check_repeated(equation, term, shape, index)
    after = -len(term.after)
    places = [*enumerate(term.before), *((after + at, label) for at, label in enumerate(term.after))]
    for place, label in places:
        dim = shape[place]
        if label not in sizes:
            sizes[label] = dim
            continue
        merged = broadcast_dim(sizes[label], dim)
        if isinstance(merged, Mismatch):
            raise Mismatch(
                "operand-shapes",
                f"`{label}` in `{equation.text}` is {sizes[label]} in one operand and {dim} in another",
                input=index,
            )
        sizes[label] = merged
    if not term.has_ellipsis:
        return Shape()
    return shape if shape.dims is None else Shape(*shape.dims[len(term.before) : len(shape.dims) + after])


def _check_repeated(equation: Equation, term: Term, shape: Shape, index: int) -> None:
    """A label that one operand has twice takes a diagonal: its sizes must be equal, 1 is not broadcast."""
    if len(set(term.labels)) == len(term.labels) or shape.dims is None:
        return
    after = len(shape.dims) - len(term.after)
    dims = (*shape.dims[: len(term.before)], *shape.dims[after:])
    for at, label in enumerate(term.labels):
        first = term.labels.index(label)
        if same(dims[first], dims[at]) is False:
            raise Mismatch(
                "operand-shapes",
                f"`{label}` in `{equation.text}` is {dims[first]} and {dims[at]} in one operand, {shape}",
                input=index,
            )


def _term(text: str, equation: str) -> Term:
    before, dots, after = text.partition(ELLIPSIS)
    if not (before + after).isalpha() and before + after:
        raise _invalid(equation)
    return Term(before, after, bool(dots))


def _invalid(equation: str) -> Mismatch:
    return Mismatch("invalid-argument", f"`{equation}` is not an einsum equation", argument="equation")
