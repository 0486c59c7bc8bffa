"""One finding and all that its fixes need to know: the program, the layers on the way to it, the declarations and the data behind it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..analysis.analysis import Analysis, Site
from ..analysis.text import Replacement
from ..findings import Finding
from ..libraries.keras.graph import Node
from ..shapes import Dim, Shape
from ..values import Instance, ListValue, Span, Tensor
from .arguments import argument, layer_argument
from .places import Place, constructor, place_at
from .spelling import Spelling
from .syntax import Program

RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "Bidirectional")
TRAINERS = ("fit", "train_on_batch", "evaluate", "predict", "test_on_batch", "predict_on_batch")


@dataclass(frozen=True)
class Link:
    """A layer on the way to a tensor: what it is, where it is applied, and what came out."""

    layer: Instance
    place: Place | None
    output: Shape
    tensor: Tensor | None

    @property
    def name(self) -> str:
        return self.layer.cls.short_name


class Case:
    """A finding in an analysed program."""

    def __init__(self, analysis: Analysis, finding: Finding, program: Program, spelling: Spelling) -> None:
        self.analysis = analysis
        self.finding = finding
        self.program = program
        self.spelling = spelling
        self.facts = finding.facts

    # ---------------------------------------------------------------- the finding
    @property
    def layer(self) -> Instance | None:
        layer = self.facts.get("layer")
        return layer if isinstance(layer, Instance) else None

    @property
    def tensor(self) -> Tensor | None:
        tensor = self.facts.get("tensor")
        if isinstance(tensor, Tensor) and self.each_step is not None:
            before = self._site(tensor.span)
            return before.result if before is not None and isinstance(before.result, Tensor) else tensor
        return tensor if isinstance(tensor, Tensor) else None

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        tensors = self.facts.get("tensors", ())
        return tuple(t for t in tensors if isinstance(t, Tensor)) if isinstance(tensors, tuple) else ()

    @property
    def received(self) -> Shape:
        shape = self.facts.get("received")
        if self.each_step is not None:
            return self.each_step.observations[-1].inputs[0]
        if isinstance(shape, Shape):
            return shape
        return self.tensor.shape if self.tensor is not None else Shape.unknown()

    @property
    def node(self) -> ast.expr | None:
        """The expression that the finding stands on."""
        return self.program.expression(self.finding.span)

    @cached_property
    def place(self) -> Place | None:
        """Where the finding's layer is applied, if that is the finding's place; else where the program applies the layer."""
        if self.layer is None:
            return None
        if self.each_step is not None:
            return self.make_place(self.finding.span, self.each_step.subjects[-1])
        subjects = [
            subject for site in self.analysis.sites if site.span == self.finding.span for subject in site.subjects
        ]
        is_here = not subjects or any(is_same(subject, self.layer) for subject in subjects)
        if is_here and not self.is_data:
            found = place_at(self.program, self.spelling, self.finding.span, self.layer)
            if found is not None:
                return found
        return self.place_of(self.layer)

    @property
    def is_data(self) -> bool:
        """Whether the finding stands on an argument of `fit`, `predict` and their like."""
        return self.trainer is not None

    @cached_property
    def trainer(self) -> ast.Call | None:
        """The call of `fit` (or the like) whose argument the finding stands on."""
        node = self.node
        if node is None:
            return None
        for around in self.program.enclosing(node):
            if isinstance(around, ast.Call) and isinstance(around.func, ast.Attribute) and around.func.attr in TRAINERS:
                return around
            if isinstance(around, ast.stmt):
                return None
        return None

    # ---------------------------------------------------------------- layers
    @cached_property
    def each_step(self) -> Site | None:
        """The site of the TimeDistributed that gives the finding's layer one step after the other, if it is in one."""
        layer = self.facts.get("layer")
        for site in self.analysis.sites if isinstance(layer, Instance) else ():
            if site.span == self.finding.span and site.observations and site.observations[-1].inputs:
                outer = site.subjects[-1] if site.subjects else None
                if isinstance(outer, Instance) and outer is not layer and outer.cls.short_name == "TimeDistributed":
                    return site
        return None

    @cached_property
    def applied(self) -> set[ast.AST]:
        """The function parts of the calls that apply a layer: `self.head` of `self.head(x)`."""
        calls = [self.program.call(site.span) for site in self.analysis.sites if site.kind == "call"]
        return {call.func for call in calls if call is not None}

    def constructors(self) -> list[tuple[Instance, ast.Call]]:
        """The layers of the program with the calls that make them."""
        layers = {
            s.span: s for site in self.analysis.sites for s in site.subjects if isinstance(s, Instance) and s.span
        }
        found = [(layer, constructor(self.program, layer)) for layer in layers.values()]
        return [(layer, made) for layer, made in found if made is not None]

    def inside(self, links: Iterable[Link]) -> Iterator[Link]:
        """Links, each Sequential among them followed by its own layers, the last first."""
        for link in links:
            yield link
            made = self.program.call(link.layer.span) if link.name == "Sequential" else None
            if made is None:
                continue
            start, end = self.program.range(made)
            elements = [s for s in self.analysis.sites if s.kind == "element" and s.observations and s.subjects]
            for site in reversed(elements):
                node, layer = self.program.expression(site.span), site.subjects[-1]
                if node is not None and isinstance(layer, Instance) and start <= self.program.range(node)[0] < end:
                    yield Link(layer, self.make_place(site.span, layer), site.observations[-1].outputs[0], None)

    def make_place(self, span: Span | None, layer: object) -> Place | None:
        return place_at(self.program, self.spelling, span, layer)

    def place_of(self, layer: Instance) -> Place | None:
        """The first place where a layer is applied."""
        for site in self.sites_of(layer):
            found = self.make_place(site.span, layer)
            if found is not None:
                return found
        return None

    def sites_of(self, layer: Instance) -> list[Site]:
        """The sites that apply a layer (or another one made at the same place)."""
        return [
            site
            for site in self.analysis.sites
            if site.kind in ("call", "element", "add") and any(is_same(s, layer) for s in site.subjects)
        ]

    def upstream(self, tensor: Tensor | None, shape: Shape | None = None, most: int = 60) -> Iterator[Link]:
        """The layers that a tensor came through, the nearest first, along the first input of each."""
        seen: set[int] = set()
        for _ in range(most):
            if tensor is None or id(tensor) in seen:
                return
            seen.add(id(tensor))
            node = tensor.producer
            if isinstance(node, Node):
                if isinstance(node.operation, Instance) and node.operation.cls.short_name != "InputLayer":
                    yield Link(node.operation, self.make_place(tensor.span, node.operation), tensor.shape, tensor)
                tensor = node.inputs[0] if node.inputs else None
                continue
            site = self._site(tensor.span)
            if site is None:
                return
            yield from self._before(site, tensor)
            return

    def _site(self, span: Span | None) -> Site | None:
        return next((site for site in self.analysis.sites if span is not None and site.span == span), None)

    def _before(self, site: Site | None, tensor: Tensor | None) -> Iterator[Link]:
        """Without a graph: the sites before one, each of which gives the shape that the next takes."""
        applied = [s for s in self.analysis.sites if s.kind in ("call", "element", "add") and s.observations]
        while site is not None:
            layer = next((s for s in site.subjects if isinstance(s, Instance)), None)
            outputs = site.observations[-1].outputs if site.observations else ()
            if layer is not None and outputs and layer.cls.short_name != "InputLayer":
                yield Link(layer, self.make_place(site.span, layer), outputs[0], tensor)
            wanted = site.observations[-1].inputs[:1] if site.observations else ()
            if site not in applied or not wanted:
                return
            index = applied.index(site)
            site = next(
                (s for s in reversed(applied[:index]) if s.observations[-1].outputs[:1] == wanted),
                None,
            )
            tensor = None

    def origin(self, node: ast.expr) -> Link | None:
        """The layer whose output an expression is."""
        resolved = self.program.resolved(node)
        for site in self.analysis.sites:
            if site.kind == "call" and self.program.expression(site.span) is resolved:
                layer = next((s for s in site.subjects if isinstance(s, Instance)), None)
                if layer is not None and site.observations:
                    tensor = site.result if isinstance(site.result, Tensor) else None
                    return Link(layer, self.make_place(site.span, layer), site.observations[-1].outputs[0], tensor)
        return None

    def config(self, layer: Instance, name: str) -> object:
        """The value of a constructor's argument; None where it is not known."""
        config = layer.fields.get("_config")
        values = getattr(config, "values", {})
        return values.get(name)

    def given(self, link: Link, name: str) -> ast.expr | None:
        """The expression given for a constructor's argument."""
        made = link.place.constructor if link.place is not None else constructor(self.program, link.layer)
        return None if made is None else layer_argument(made, link.layer.cls.name, name)

    # ---------------------------------------------------------------- models
    def model_inputs(self, model: Instance) -> list[Tensor]:
        """The input tensors of a model, as far as they are known."""
        return _tensors(model.fields.get("_inputs"))

    def model_outputs(self, model: Instance) -> list[Tensor]:
        """The output tensors of a model, as far as they are known."""
        return _tensors(model.fields.get("_outputs"))

    def source_tensor(self, tensor: Tensor | None) -> Tensor | None:
        """The model's input that a symbolic tensor goes back to, along the first inputs."""
        for _ in range(400):
            if tensor is None:
                return None
            node = tensor.producer
            if not isinstance(node, Node) or not node.inputs:
                return tensor
            tensor = node.inputs[0]
        return None

    # ---------------------------------------------------------------- data
    def shape_of(self, node: ast.expr) -> Shape | None:
        """The shape of the array that an expression stands for, as far as assignments and sites tell."""
        for site in self.analysis.sites:
            if (
                site.kind in ("op", "call", "input")
                and site.observations
                and self.program.expression(site.span) is node
            ):
                return site.observations[-1].outputs[0] if site.observations[-1].outputs else None
        if isinstance(node, ast.Name):
            return self._assigned_shape(node)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            shape = self.shape_of(node.value)
            return Shape(None, *shape.known[1:]) if shape is not None and shape.known else shape
        return None

    def _assigned_shape(self, node: ast.Name) -> Shape | None:
        line = self.program._first[node] + node.lineno
        found = None
        for entry in self.analysis.assignments:
            if entry.name == node.id and entry.shapes and entry.location.line < line:
                found = entry.shapes[-1]
        return found

    def data_shapes(self) -> list[Shape]:
        """The shapes of the features that the program trains with (or predicts for), without doubles."""
        found: list[Shape] = []
        for node in sorted((n for n in self.program.nodes if isinstance(n, ast.Call)), key=self.program.range):
            if isinstance(node.func, ast.Attribute) and node.func.attr in TRAINERS:
                given = argument(node, "x", 0)
                shape = self.shape_of(given) if given is not None else None
                if shape is not None and shape.known and shape not in found:
                    found.append(shape)
        return found

    # ---------------------------------------------------------------- text
    def replace(self, node: ast.AST, content: str) -> Replacement:
        return self.program.replace(node, content)

    def source(self, node: ast.AST) -> str:
        return self.program.source(node)

    def numpy(self) -> tuple[str, tuple[Replacement, ...]]:
        return self.spelling.module("numpy", "np")


def known_sizes(dims: tuple[Dim, ...]) -> bool:
    """Whether all sizes are plain numbers."""
    return all(isinstance(dim, int) for dim in dims)


def _tensors(value: object) -> list[Tensor]:
    """A tensor, or those of a list or tuple."""
    items = value.fields.values() if isinstance(value, ListValue) else value if isinstance(value, tuple) else ()
    return [item for item in (value, *items) if isinstance(item, Tensor)]


def is_same(subject: object, layer: Instance) -> bool:
    """Whether a subject of a site is the layer, or another one made at the same place (of a helper function that was called again)."""
    if not isinstance(subject, Instance):
        return False
    return subject is layer or (
        subject.span is not None and subject.span == layer.span and subject.cls.name == layer.cls.name
    )
