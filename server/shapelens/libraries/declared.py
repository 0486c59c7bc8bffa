"""Shapes that a program declares in words: `# shape: (N, 28, 28, 1)`, jaxtyping's `"n 28 28"`, settings of a project.

Pure functions from text to `Shape`, and what a declaration adds to what is known. A name stands for a size of its own (`N`, `batch`),
`None` for a dynamic one, `?` or `_` for one that is not said, `...` for any number of axes.
"""

from __future__ import annotations

import ast
import re

from ..shapes import UNKNOWN, Dim, Shape, arithmetic, is_unknown, same, symbol

COMMENT = re.compile(r"#\s*shape\s*:\s*(?P<shapes>[(\[?].*?)\s*(?:#.*)?$")

_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}

DTYPES = {
    "Float": "float32",
    "Float16": "float16",
    "Float32": "float32",
    "Float64": "float64",
    "BFloat16": "bfloat16",
    "Int": "int32",
    "Int8": "int8",
    "Int16": "int16",
    "Int32": "int32",
    "Int64": "int64",
    "UInt8": "uint8",
    "UInt16": "uint16",
    "UInt32": "uint32",
    "UInt64": "uint64",
    "Bool": "bool",
}
"""jaxtyping's names of dtypes. `Shaped`, `Num`, `Real`, `Inexact` and their kin say nothing of it."""

ANNOTATIONS = frozenset(DTYPES) | {"Shaped", "Num", "Real", "Inexact", "Integer", "UInt", "Complex", "Key"}


def shape_comment(line: str) -> tuple[Shape, ...] | None:
    """The shapes that the comment at the end of a line declares, one for each assigned name; None if there is no such comment.

    `x = load()  # shape: (N, 28, 28, 1)`; `x, y = load()  # shape: (N, 28), (N,)`.
    """
    found = COMMENT.search(line)
    return parse_shapes(found["shapes"]) if found else None


def parse_shapes(text: str) -> tuple[Shape, ...] | None:
    """One shape or several, separated by commas. None where the text is no shape."""
    if text.strip() == "?":
        return (Shape.unknown(),)
    try:
        node = ast.parse(text.replace("?", "_").strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    if not isinstance(node, (ast.Tuple, ast.List)):
        return (shape,) if (shape := _shape([node])) is not None else None
    if node.elts and all(isinstance(part, (ast.Tuple, ast.List)) for part in node.elts):
        shapes = [_shape(part.elts) for part in node.elts if isinstance(part, (ast.Tuple, ast.List))]
        return None if any(shape is None for shape in shapes) else tuple(s for s in shapes if s is not None)
    return (shape,) if (shape := _shape(node.elts)) is not None else None


def parse_shape(text: str) -> Shape | None:
    """One shape: `(N, 28, 28, 1)`, `[None, 10]`, `?`. None where the text is no shape."""
    shapes = parse_shapes(text)
    return shapes[0] if shapes is not None and len(shapes) == 1 else None


def _shape(nodes: list[ast.expr]) -> Shape | None:
    if any(isinstance(node, ast.Constant) and node.value is ... for node in nodes):
        return Shape.unknown()
    dims: list[Dim] = []
    for node in nodes:
        try:
            dims.append(_dim(node))
        except ValueError:
            return None
    return Shape(*dims)


def _dim(node: ast.expr) -> Dim:
    """A size from its expression. Raises ValueError for what is none."""
    if isinstance(node, ast.Constant):
        if node.value is None:
            return None
        if isinstance(node.value, int) and not isinstance(node.value, bool) and node.value >= 0:
            return node.value
        raise ValueError
    if isinstance(node, ast.Name):
        return UNKNOWN if node.id == "_" else symbol(node.id)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return arithmetic(_OPERATORS[type(node.op)], _dim(node.left), _dim(node.right))
    raise ValueError


def parse_dimensions(text: str) -> Shape | None:
    """The shape of a jaxtyping string: `"n 28 28"`, `"batch *rest"`, `"h//2 w"`, `"n=3"`. None where it is none.

    `_` and `#n` (which may be 1) are not said, `...`, `*name` and `*_` stand for any number of axes.
    """
    dims: list[Dim] = []
    for word in text.split():
        name, _, value = word.partition("=")
        word = value or name
        if word == "..." or word.startswith("*"):
            return Shape.unknown()
        if word.startswith(("#", "?")):
            dims.append(UNKNOWN)
            continue
        try:
            dims.append(_dim(ast.parse(word, mode="eval").body))
        except (SyntaxError, ValueError):
            return None
    return Shape(*dims)


def annotation(node: ast.expr) -> tuple[Shape, str | None] | None:
    """The shape and dtype of an annotation `Float[np.ndarray, "n 28 28"]`; None for any other."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple) or len(node.slice.elts) != 2:
        return None
    owner = node.value
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    words = node.slice.elts[1]
    if name not in ANNOTATIONS or not isinstance(words, ast.Constant) or not isinstance(words.value, str):
        return None
    shape = parse_dimensions(words.value)
    return None if shape is None else (shape, DTYPES.get(name))


def contradicts(declared: Shape, known: Shape) -> bool:
    """Whether a declared shape is certainly not the known one. A dynamic axis, and a name, stand for any size."""
    if declared.dims is None or known.dims is None:
        return False
    if len(declared) != len(known):
        return True
    return any(isinstance(a, int) and isinstance(b, int) and same(a, b) is False for a, b in zip(declared, known))


def refined(declared: Shape, known: Shape) -> Shape:
    """What is known once it is declared: the known sizes, and declared ones where nothing is known."""
    if known.dims is None:
        return declared
    if declared.dims is None or len(declared) != len(known):
        return known
    return Shape(*(a if is_unknown(b) else b for a, b in zip(declared, known)))
