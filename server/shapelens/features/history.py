"""How a shape came about: the calls that led to a tensor, from its sources on, as a document in Markdown."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ..analysis.analysis import Analysis, Observation, Site
from ..fixes.syntax import Program
from ..libraries.keras.describe import describe
from ..libraries.keras.graph import producer
from ..shapes import Shape
from ..values import Span, Tensor
from . import wording
from .hover import site_at
from .names import assignment_of, name_at

MOST_STEPS = 500
MOST_DEPTH = 8
"""So deep is an expression looked into for the tensors that it is made of."""
SOURCE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One call. `inputs`: what went in, each with the number of the step that it came from (0: not known)."""

    name: str
    line: int
    source: str
    inputs: tuple[tuple[Shape, int], ...]
    output: Shape
    arithmetic: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The steps to a shape, in the order in which they are taken. `title` names the shape."""

    title: str
    steps: tuple[Step, ...]


def history(analysis: Analysis, line: int, column: int) -> History | None:
    """How the tensor at a 1-based place came about: that of the name there, or of the innermost call. None where there is none."""
    tensor = tensor_at(analysis, line, column)
    if tensor is None:
        return None
    steps = tuple(_Walk(analysis).steps(tensor))
    return History(f"How {tensor.shape} came about", steps) if steps else None


def document(found: History) -> str:
    """A history in Markdown, made to be read as it is."""
    parts = [f"# {found.title}"]
    for number, step in enumerate(found.steps, 1):
        lines = [f"{number}. **{step.name}**, line {step.line}: `{step.source}`"]
        shapes = ", ".join(_input(shape, origin, number) for shape, origin in step.inputs)
        lines.append(f"   {shapes} → {step.output}" if shapes else f"   → {step.output}")
        lines += [f"   - {text}" for text in step.arithmetic]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _input(shape: Shape, origin: int, number: int) -> str:
    """An input; where it is not the output of the step before, with the number of the step that it is the output of."""
    return f"{shape} of {origin}" if origin and origin != number - 1 else str(shape)


def tensor_at(analysis: Analysis, line: int, column: int) -> Tensor | None:
    """The tensor that the name at a 1-based place stands for, or that the call there or the assignment on that line answers, if its shape is known."""
    name = name_at(analysis, line, column)
    assignment = assignment_of(analysis, *name) if name is not None else None
    site = site_at(analysis, line, column)
    on_line = [a.result for a in analysis.assignments if a.location.line <= line <= a.location.end_line]
    found = (assignment.result if assignment else None, site.result if site else None, *reversed(on_line))
    return next((v for v in found if isinstance(v, Tensor) and not v.shape.is_unknown), None)


class _Walk:
    """The way back from a tensor: by the functional graph, and by the source where there is none."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.program = Program(analysis)
        self.sites: dict[Span, Site] = {site.span: site for site in analysis.sites}
        made = [(self.program.expression(site.span), site.result) for site in analysis.sites]
        self.results = {node: result for node, result in made if node is not None and isinstance(result, Tensor)}

    def steps(self, last: Tensor) -> Iterator[Step]:
        """The calls that lead to a tensor, each after those that it needs."""
        numbers: dict[int, int] = {}
        seen: set[int] = set()
        stack: list[tuple[Tensor, tuple[Tensor, ...] | None]] = [(last, None)]
        while stack and len(numbers) < MOST_STEPS:
            tensor, needed = stack.pop()
            if needed is None:
                if id(tensor) in seen:
                    continue
                seen.add(id(tensor))
                needed = tuple(self.before(tensor))
                stack.append((tensor, needed))
                stack.extend((other, None) for other in reversed(needed))
                continue
            step = self.step(tensor, [(other.shape, numbers.get(id(other), 0)) for other in needed])
            if step is not None:
                numbers[id(tensor)] = len(numbers) + 1
                yield step

    def before(self, tensor: Tensor) -> Iterator[Tensor]:
        """The tensors that went into the call that a tensor came from."""
        node = producer(tensor)
        if node is not None:
            yield from node.inputs
            return
        expression = self.program.expression(tensor.span)
        for part in _operands(expression) if expression is not None else ():
            yield from self.named(part)

    def named(self, expression: ast.expr, depth: int = 0) -> Iterator[Tensor]:
        """The tensors that an expression is made of, as far as plain assignments tell."""
        resolved = self.program.resolved(expression)
        result = self.results.get(resolved)
        if result is not None:
            yield result
        elif depth < MOST_DEPTH:
            for part in _operands(resolved):
                yield from self.named(part, depth + 1)

    def step(self, tensor: Tensor, inputs: list[tuple[Shape, int]]) -> Step | None:
        """The call that a tensor came from; None where it does not stand in this file."""
        place = self.analysis.location(tensor.span) if tensor.span is not None else None
        expression = self.program.expression(tensor.span)
        if place is None or expression is None:
            return None
        node, site = producer(tensor), self.sites.get(tensor.span) if tensor.span is not None else None
        callee = node.name if node is not None else site.callee if site is not None else ""
        subject = node.operation if node is not None else site.subjects[-1] if site and site.subjects else None
        observed = Observation(tuple(shape for shape, _ in inputs), (tensor.shape,), 1)
        if not inputs and site is not None and node is None:
            inputs = [(shape, 0) for shape in site.observations[-1].inputs]
            observed = site.observations[-1]
        card = describe(subject, observed)
        source = " ".join(self.program.source(expression).split())
        return Step(
            callee.rpartition(".")[2].replace("InputLayer", "Input") or "Expression",
            place.line,
            wording.shortened(source, SOURCE_LENGTH),
            tuple(inputs),
            tensor.shape,
            tuple(card.explanation) if card is not None else (),
        )


def _operands(expression: ast.expr) -> Iterator[ast.expr]:
    """What an expression is computed of: operands, arguments, the object whose method is called."""
    if isinstance(expression, ast.Call):
        if isinstance(expression.func, ast.Attribute):
            yield expression.func.value
        yield from expression.args
        yield from (keyword.value for keyword in expression.keywords)
    elif isinstance(expression, ast.BinOp):
        yield from (expression.left, expression.right)
    elif isinstance(expression, (ast.Subscript, ast.Attribute, ast.Starred)):
        yield expression.value
    elif isinstance(expression, (ast.Tuple, ast.List)):
        yield from expression.elts


__all__ = ["History", "Step", "document", "history", "tensor_at"]
