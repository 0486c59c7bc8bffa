"""Calls written another way than Keras wants them: tensors in a list, a key and value for an attention, a function of keras.ops."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...analysis.text import Replacement
from ..case import Case
from ..edits import SAFE, Candidate
from .support import candidate

LISTED = (
    *("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract"),
    *("Attention", "AdditiveAttention"),
    *("add", "average", "concatenate", "dot", "maximum", "minimum", "multiply", "subtract"),
)
"""Layers and functions that take their tensors as one list."""

OPS = {
    **{
        name: name
        for name in (
            *(
                "abs",
                "cast",
                "cos",
                "exp",
                "expand_dims",
                "matmul",
                "maximum",
                "minimum",
                "multiply",
                "reshape",
                "sigmoid",
            ),
            *(
                "sign",
                "sin",
                "split",
                "sqrt",
                "square",
                "squeeze",
                "stack",
                "tanh",
                "tile",
                "transpose",
                "where",
                "one_hot",
            ),
            *(
                "einsum",
                "ones_like",
                "zeros_like",
                "shape",
                "add",
                "subtract",
                "divide",
                "repeat",
                "cumsum",
                "norm",
                "round",
            ),
        )
    },
    "concat": "concatenate",
    "reduce_all": "all",
    "reduce_any": "any",
    "reduce_max": "max",
    "reduce_mean": "mean",
    "reduce_min": "min",
    "reduce_prod": "prod",
    "reduce_sum": "sum",
    "pow": "power",
    "clip_by_value": "clip",
    "argmax": "argmax",
    "argmin": "argmin",
    "math.log": "log",
    "math.exp": "exp",
    "math.abs": "abs",
    "math.sqrt": "sqrt",
    "math.square": "square",
    "math.reduce_mean": "mean",
    "math.reduce_sum": "sum",
    "math.reduce_max": "max",
    "math.reduce_min": "min",
    "math.multiply": "multiply",
    "math.add": "add",
    "math.sigmoid": "sigmoid",
    "math.l2_normalize": "normalize",
    "nn.l2_normalize": "normalize",
    "linalg.matmul": "matmul",
    "image.resize": "image.resize",
    **{
        f"nn.{name}": name for name in ("softmax", "relu", "sigmoid", "tanh", "gelu", "elu", "selu", "softplus", "silu")
    },
}
"""Functions of TensorFlow with one of keras.ops that takes the same first arguments."""

KEYWORDS = {
    "perm": "axes",
    "keep_dims": "keepdims",
    "multiples": "repeats",
    "clip_value_min": "x_min",
    "clip_value_max": "x_max",
}
"""Arguments that have another name there."""


def as_list(case: Case) -> Iterator[Candidate]:
    """`Add()(a, b)` made `Add()([a, b])`."""
    node = case.node
    if not isinstance(node, ast.Call) or len(node.args) < 2 or any(isinstance(a, ast.Starred) for a in node.args):
        return
    func = node.func.func if isinstance(node.func, ast.Call) else node.func
    name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
    is_known = name in LISTED or (case.layer is not None and case.layer.cls.short_name in LISTED)
    if not is_known or isinstance(node.args[0], (ast.List, ast.Tuple)):
        return
    start, end = case.program.range(node.args[0])[0], case.program.range(node.args[-1])[1]
    pieces = [Replacement(start, start, "["), Replacement(end, end, "]")]
    yield from candidate("Pass the tensors as a list → {shape}", pieces, SAFE)


def attend_to_itself(case: Case) -> Iterator[Candidate]:
    """A MultiHeadAttention called on one tensor: self-attention."""
    node = case.node
    if case.layer is None or case.layer.cls.short_name != "MultiHeadAttention" or not isinstance(node, ast.Call):
        return
    if len(node.args) == 1 and not any(keyword.arg == "value" for keyword in node.keywords):
        given = case.source(node.args[0])
        end = case.program.range(node.args[0])[1]
        yield from candidate(f"Attend to itself: ({given}, {given}) → {{shape}}", [Replacement(end, end, f", {given}")])


def plural(case: Case) -> Iterator[Candidate]:
    """`Model(input=...)` made `Model(inputs=...)`."""
    for part in ast.walk(case.program.statement(case.node)) if case.node is not None else ():
        if isinstance(part, ast.Call):
            pieces = [
                case.replace(keyword, f"{keyword.arg}s={case.source(keyword.value)}")
                for keyword in part.keywords
                if keyword.arg in ("input", "output")
            ]
            if pieces:
                names = " and ".join(k.arg + "s" for k in part.keywords if k.arg in ("input", "output"))
                yield from candidate(f"Spell it {names}", pieces, SAFE)


def keras_function(case: Case) -> Iterator[Candidate]:
    """A function of keras.ops in place of TensorFlow's, which takes no KerasTensor."""
    node = case.node
    if not isinstance(node, ast.Call):
        return
    name = (case.spelling.canonical(node.func) or "").removeprefix("tensorflow.")
    other = OPS.get(name)
    if other is None:
        return
    spelled, imports = case.spelling.name(f"ops.{other}")
    pieces = [case.replace(node.func, spelled)]
    for keyword in node.keywords:
        if keyword.arg in KEYWORDS:
            pieces.append(case.replace(keyword, f"{KEYWORDS[keyword.arg]}={case.source(keyword.value)}"))
    yield from candidate(f"Use {spelled} → {{shape}}", [*imports, *pieces])


CALLS = (as_list, attend_to_itself, plural)
FUNCTIONS = (keras_function,)
