"""EinsumDense."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Structure, Symbolic, Undetermined, same
from ....shapes.einsum import einsum
from ....values import Value
from ..arguments import PLAIN, invalid
from ..layout import tensor
from ..rule import Config, InputSpec, LayerRule, Weight, layer
from ..unchanged import activated
from ..variables import check_not_quantized, with_lora

FORMS = (
    re.compile(r"(?P<input>[a-zA-Z]+),(?P<kernel>[a-zA-Z]+)->(?P<output>[a-zA-Z]+)"),
    re.compile(r"(?P<left>\.\.\.)(?P<input>[a-zA-Z]+),(?P<kernel>[a-zA-Z]+)->\.\.\.(?P<output>[a-zA-Z]+)"),
    re.compile(r"(?P<input>[a-zA-Z]{2,})(?P<right>\.\.\.),(?P<kernel>[a-zA-Z]+)->(?P<output>[a-zA-Z]+)\.\.\."),
)
"""The equations that the layer takes: without ellipsis, with one before the input's and the output's labels, or after them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an equation makes of an input: the output's sizes, and the size that each label has."""

    output: Shape
    labels: str
    """The output's labels."""
    sizes: dict[str, Dim]
    kernel: str
    surplus: int
    """The number of axes that the ellipsis stands for."""
    is_right: bool


@layer("keras.layers.EinsumDense")
class EinsumDense(LayerRule):
    """A product of the input with a kernel, summed as an `einsum` equation says.

    Input shape:  one size for each label of the input's term (and any for the ellipsis)
    Output shape: (batch, *output_shape), the sizes of the ellipsis put in; a None of `output_shape` stays None while Keras traces
    Weights:      kernel, one size for each label of its term; bias for the labels of `bias_axes`
    Source: keras.src.layers.core.einsum_dense._analyze_einsum_string
    """

    def check(self, config: Config) -> None:
        for name, needed in (("equation", "an einsum equation"), ("output_shape", "a size or a tuple of sizes")):
            value = config.values.get(name)
            kinds = (str,) if name == "equation" else (int, tuple)
            if isinstance(value, (*PLAIN, tuple)) and not isinstance(value, kinds):
                raise invalid(name, needed, value)
            if isinstance(value, tuple) and any(isinstance(size, (float, str, tuple)) for size in value):
                raise invalid(name, needed, value)

    def built_spec(self, config: Config, input: Any) -> InputSpec | None:
        shape = tensor(input, self.label)
        return None if shape.is_unknown else InputSpec(rank=len(shape))

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        plan = self.plan(config, tensor(input, self.label))
        rank = tensor(input, self.label).rank
        terms = len(self.match(config)["input"])
        if rank is not None and plan.surplus and not self.has_ellipsis(config):
            raise Mismatch(
                "input-rank",
                f"EinsumDense with the equation `{config.text('equation')}` needs {terms} dimensions, got {input}",
                argument="equation",
                expected_rank=terms,
                output=plan.output,
            )
        if is_symbolic:
            return activated(config, plan.output, is_symbolic)
        kernel = Shape(*[plan.sizes[label] for label in plan.kernel])
        return activated(config, einsum(config.text("equation"), tensor(input, self.label), kernel), is_symbolic)

    def weights(self, config: Config, input: Any) -> list[Weight]:
        check_not_quantized(config)
        plan = self.plan(config, tensor(input, self.label))
        for label in plan.kernel:
            if plan.sizes[label] is None:
                raise Mismatch(
                    "undefined-dimension",
                    f"EinsumDense makes its kernel for `{label}` of `{config.text('equation')}`, which is None in {input}",
                    argument="output_shape",
                )
        variables = [Weight("kernel", Shape(*[plan.sizes[label] for label in plan.kernel]))]
        bias = config.values.get("bias_axes")
        if bias is not None:
            variables.append(Weight("bias", _bias(plan, config.text("bias_axes"), input)))
        return with_lora(config, variables, "kernel")

    def match(self, config: Config) -> re.Match[str]:
        """The parts of the equation. Raises Mismatch where it has none of the known forms."""
        equation = config.text("equation")
        for form in FORMS:
            match = form.match(equation)
            if match is not None:
                return match
        raise Mismatch(
            "invalid-argument",
            f"EinsumDense takes equations such as `ab,bc->ac`, `...a,ab->...b` and `ab...,bc->ac...`, got `{equation}`",
            argument="equation",
        )

    def has_ellipsis(self, config: Config) -> bool:
        return "..." in config.text("equation")

    def plan(self, config: Config, input: Shape) -> Plan:
        """Puts sizes to labels. Raises Mismatch where shapes and equation do not fit."""
        parts = self.match(config)
        is_left, terms = parts.groupdict().get("left") is not None, parts["input"]
        if input.dims is None:
            if self.has_ellipsis(config):
                raise Undetermined("the rank of the input of EinsumDense")
            input = Shape.of_rank(len(terms))
        dims = input.known
        surplus = len(dims) - len(terms)
        if surplus < 0:
            raise Mismatch(
                "input-rank",
                f"EinsumDense with the equation `{config.text('equation')}` needs {len(terms)} dimensions, got {input}",
                argument="equation",
                expected_rank=len(terms),
            )
        output = _full_output(config, dims, surplus, is_left)
        labels = parts["output"]
        places = labels if not is_left else "." * surplus + labels
        after = dict(zip(places, output))
        after.pop(".", None)
        before = dict(zip(terms, dims[surplus:] if is_left else dims))
        _check_labels(config, parts, before, after, len(output) - (surplus if is_left else 0))
        return Plan(Shape(*output), labels, {**before, **after}, parts["kernel"], surplus, not is_left)


def _full_output(config: Config, dims: tuple[Dim, ...], surplus: int, is_left: bool) -> list[Dim]:
    """The batch size, `output_shape`, and the sizes that the ellipsis stands for: on the left Keras puts them in backwards."""
    value = config.values.get("output_shape")
    if not isinstance(value, (int, Symbolic, tuple)):
        raise Undetermined("the argument output_shape")
    declared = [_dim(entry) for entry in value] if isinstance(value, tuple) else [value]
    if is_left:
        return [dims[0], *reversed(dims[1:surplus]), *declared]
    return [dims[0], *declared, *dims[len(dims) - surplus :]]


def _check_labels(
    config: Config, parts: re.Match[str], before: dict[str, Dim], after: dict[str, Dim], declared: int
) -> None:
    """Raises Mismatch where a label has no size, or the input another one than `output_shape` says."""
    equation = config.text("equation")
    for label in parts["output"]:
        if label not in after:
            raise invalid(
                "output_shape",
                f"a size for each label of `{equation}` after the batch axis",
                config.values["output_shape"],
            )
        if label not in parts["input"] and label not in parts["kernel"]:
            raise invalid("equation", f"without `{label}` in the output, for neither input nor kernel has it", equation)
    for label, size in before.items():
        wanted = after.get(label)
        if (
            label in after
            and wanted is not None
            and (same(wanted, size) is False or (size is None and isinstance(wanted, int)))
        ):
            raise Mismatch(
                "input-axis",
                f"EinsumDense with the equation `{equation}` makes `{label}` {wanted}, but the input has {size} there",
                argument="output_shape",
                expected=wanted,
            )
    for label in parts["kernel"]:
        if label not in before and label not in after:
            raise invalid("equation", f"with `{label}` of the kernel in the input or the output as well", equation)


def _bias(plan: Plan, axes: str, input: Any) -> Shape:
    """A size for each label of `axes`, 1 for the others after the first of them."""
    unknown = [label for label in axes if label not in plan.labels]
    if unknown or not axes:
        raise invalid("bias_axes", f"labels of the output `{plan.labels}`", axes)
    first = min(plan.labels.find(label) for label in axes)
    dims = [plan.sizes[label] if label in axes else 1 for label in plan.labels[first:]]
    if None in dims:
        raise Mismatch(
            "undefined-dimension",
            f"EinsumDense makes its bias for `{axes}`, of which a size is None for {input}",
            argument="bias_axes",
        )
    return Shape(*dims, *[1] * (plan.surplus if plan.is_right else 0))


def _dim(value: Value) -> Dim:
    return value if value is None or isinstance(value, (int, Symbolic)) else UNKNOWN
