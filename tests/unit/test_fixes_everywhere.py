"""Fixes wherever the mistake stands: drawn programs with a mistake, in drawn styles and layouts. Whatever is offered, applied, parses,
keeps every token that it does not touch, ends its finding and brings none."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapelens.analysis.document import Document
from shapelens.analysis.settings import DEFAULTS
from shapelens.analysis.text import Text, analysable
from shapelens.features.diagnostics import Diagnostic, diagnostics
from shapelens.features.fix_all import applied_to
from shapelens.fixes import Fix, fixes_for
from shapelens.lsp import messages
from shapelens.lsp.documents import Finished, Notebook
from shapelens.lsp.views import View


@dataclass(frozen=True)
class Mistake:
    """A stack of layers, each a class and its arguments, on data of a shape, trained on labels of a shape."""

    data: str
    layers: tuple[tuple[str, tuple[str, ...]], ...]
    labels: str
    loss: str
    declared: str = ""

    @property
    def input(self) -> str:
        return self.declared or self.data


MISTAKES = {
    "no Flatten": Mistake(
        "(12, 12, 3)",
        (("Conv2D", ("4", "3")), ("Dense", ("5", "activation='softmax'"))),
        "(6, 5)",
        "categorical_crossentropy",
    ),
    "no steps for the second LSTM": Mistake(
        "(9, 4)", (("LSTM", ("8",)), ("LSTM", ("6",)), ("Dense", ("1",))), "(6, 1)", "mse"
    ),
    "steps kept to the end": Mistake(
        "(9, 4)",
        (("GRU", ("8", "return_sequences=True")), ("Dense", ("2", "activation='softmax'"))),
        "(6, 2)",
        "categorical_crossentropy",
    ),
    "pooled twice": Mistake(
        "(12, 12, 3)",
        (
            ("Conv2D", ("4", "3")),
            ("GlobalAveragePooling2D", ()),
            ("MaxPooling2D", ("2",)),
            ("Flatten", ()),
            ("Dense", ("1",)),
        ),
        "(6, 1)",
        "mse",
    ),
    "no channels": Mistake("(12, 12)", (("Conv2D", ("4", "3")), ("Flatten", ()), ("Dense", ("1",))), "(6, 1)", "mse"),
    "declared otherwise": Mistake("(7,)", (("Dense", ("8",)), ("Dense", ("1",))), "(6, 1)", "mse", "(9,)"),
    "other classes": Mistake(
        "(7,)", (("Dense", ("8",)), ("Dense", ("4", "activation='softmax'"))), "(6, 5)", "categorical_crossentropy"
    ),
    "a target that does not fit": Mistake(
        "(16,)", (("Dense", ("48",)), ("Reshape", ("(4, 4, 4)",)), ("Flatten", ()), ("Dense", ("1",))), "(6, 1)", "mse"
    ),
    "nothing left": Mistake(
        "(6, 6, 1)",
        (("Conv2D", ("4", "5")), ("MaxPooling2D", ("3",)), ("Flatten", ()), ("Dense", ("1",))),
        "(6, 1)",
        "mse",
    ),
    "a vector for Conv1D": Mistake(
        "(8,)", (("Dense", ("10",)), ("Conv1D", ("4", "3")), ("Flatten", ()), ("Dense", ("1",))), "(6, 1)", "mse"
    ),
    "a keyword misspelled": Mistake(
        "(7,)", (("Dense", ("units=8", "activaton='relu'")), ("Dense", ("1",))), "(6, 1)", "mse"
    ),
    "another loss": Mistake("(7,)", (("Dense", ("4", "activation='softmax'")),), "(6,)", "categorical_crossentropy"),
}

IMPORTS = {
    "import keras": ("keras.layers.", "keras.", "import keras"),
    "from keras import layers": ("layers.", "keras.", "import keras\nfrom keras import layers"),
    "an alias": ("kl.", "k.", "import keras as k\nfrom keras import layers as kl"),
    "tf.keras": ("tf.keras.layers.", "tf.keras.", "import tensorflow as tf"),
    "from tensorflow.keras": ("L.", "keras.", "from tensorflow import keras\nimport tensorflow.keras.layers as L"),
    "by name": (
        "",
        "keras.",
        "import keras\nfrom keras.layers import (\n    Input,\n    {names},\n)",
    ),
    "by name on a line": ("", "keras.", "import keras\nfrom tensorflow.keras.layers import Input, {names}"),
    "a star": ("", "keras.", "import keras\nfrom keras.layers import *"),
}


@dataclass(frozen=True)
class Layout:
    """How a program is laid out. `indent`: of one level; `spread`: calls over several lines, with a trailing comma or without."""

    indent: str
    spread: str
    comments: bool
    semicolons: bool
    newline: str
    mark: str


class Writer:
    """Writes one program."""

    def __init__(self, mistake: Mistake, imports: str, layout: Layout) -> None:
        self.mistake, self.layout = mistake, layout
        self.prefix, self.root, head = IMPORTS[imports]
        separator = ",\n    " if "\n    " in head else ", "
        names = separator.join(dict.fromkeys(name for name, _ in mistake.layers))
        self.head = head.replace("{names}", names)

    def layer(self, index: int, depth: int = 0) -> str:
        name, arguments = self.mistake.layers[index]
        if self.layout.spread == "one line" or not arguments:
            return f"{self.prefix}{name}({', '.join(arguments)})"
        inner, outer = self.layout.indent * (depth + 1), self.layout.indent * depth
        comma = "," if self.layout.spread == "trailing comma" else ""
        return f"{self.prefix}{name}(\n{inner}" + f",\n{inner}".join(arguments) + f"{comma}\n{outer})"

    def program(self, body: list[str]) -> str:
        tail = [
            f"model.compile('adam', '{self.mistake.loss}')",
            "model.fit(data, labels, verbose=0)",
        ]
        data = f"data = np.zeros((6, *{self.mistake.data}))"
        statements = ["import numpy as np", self.head, data, f"labels = np.zeros({self.mistake.labels})", *body, *tail]
        if self.layout.comments:
            statements = [s if "\n" in s else f"{s}  # größe {n}" for n, s in enumerate(statements)]
        if self.layout.semicolons:
            statements[-2:] = ["; ".join(s.partition("  #")[0] for s in statements[-2:])]
        text = self.layout.mark + "\n".join(statements) + "\n"
        return text.replace("\n", self.layout.newline)


Style: TypeAlias = "Callable[[Writer], list[str]]"


def functional(w: Writer) -> list[str]:
    calls = [f"x = {w.layer(i)}(x)" for i in range(len(w.mistake.layers))]
    return [f"x = inputs = {w.prefix}Input({w.mistake.input})", *calls, f"model = {w.root}Model(inputs, x)"]


def nested(w: Writer) -> list[str]:
    call = "inputs"
    for i in range(len(w.mistake.layers)):
        call = f"{w.layer(i)}({call})"
    return [
        f"inputs = {w.prefix}Input({w.mistake.input})",
        f"outputs = {call}",
        f"model = {w.root}Model(inputs, outputs)",
    ]


def in_a_list(w: Writer) -> list[str]:
    inner = w.layout.indent
    layers = [f"{w.prefix}Input({w.mistake.input})", *(w.layer(i, 1) for i in range(len(w.mistake.layers)))]
    if w.layout.spread == "one line":
        return [f"model = {w.root}Sequential([{', '.join(layers)}])"]
    return [f"model = {w.root}Sequential([\n{inner}" + f",\n{inner}".join(layers) + "\n])"]


def added(w: Writer) -> list[str]:
    adds = [f"model.add({w.layer(i)})" for i in range(len(w.mistake.layers))]
    return [f"model = {w.root}Sequential()", f"model.add({w.prefix}Input({w.mistake.input}))", *adds]


def looped(w: Writer) -> list[str]:
    inner = w.layout.indent
    layers = ", ".join(w.layer(i) for i in range(len(w.mistake.layers)))
    return [
        f"x = inputs = {w.prefix}Input({w.mistake.input})",
        f"for layer in [{layers}]:\n{inner}x = layer(x)",
        f"model = {w.root}Model(inputs, x)",
    ]


def in_a_function(w: Writer) -> list[str]:
    inner = w.layout.indent
    calls = "".join(f"{inner}x = {w.layer(i, 1)}(x)\n" for i in range(len(w.mistake.layers)))
    return [
        f"def build(shape):\n{inner}x = inputs = {w.prefix}Input(shape)\n{calls}{inner}return {w.root}Model(inputs, x)",
        f"model = build({w.mistake.input})",
    ]


def in_nested_functions(w: Writer) -> list[str]:
    one, two = w.layout.indent, w.layout.indent * 2
    helpers = "".join(f"{one}def part_{i}(x):\n{two}return {w.layer(i, 2)}(x)\n" for i in range(len(w.mistake.layers)))
    calls = "".join(f"{one}x = part_{i}(x)\n" for i in range(len(w.mistake.layers)))
    return [
        f"def build():\n{helpers}{one}x = inputs = {w.prefix}Input({w.mistake.input})\n{calls}{one}return {w.root}Model(inputs, x)",
        "model = build()",
    ]


def as_a_class(w: Writer) -> list[str]:
    one, two = w.layout.indent, w.layout.indent * 2
    made = "".join(f"{two}self.layer_{i} = {w.layer(i, 2)}\n" for i in range(len(w.mistake.layers)))
    calls = "".join(f"{two}x = self.layer_{i}(x)\n" for i in range(len(w.mistake.layers)))
    return [
        f"class Net({w.root}Model):\n{one}def __init__(self):\n{two}super().__init__()\n{made}\n{one}def call(self, x):\n{calls}{two}return x",
        "model = Net()",
    ]


STYLES = (functional, nested, in_a_list, added, looped, in_a_function, in_nested_functions, as_a_class)

# A class declares no input.
PAIRS = [
    (name, style) for name in MISTAKES for style in STYLES if not (MISTAKES[name].declared and style is as_a_class)
]

layouts = st.builds(
    Layout,
    indent=st.sampled_from(["    ", "  ", "\t", " ", "        "]),
    spread=st.sampled_from(["one line", "trailing comma", "no trailing comma"]),
    comments=st.booleans(),
    semicolons=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff", "# coding: utf-8\n", '"""Größen."""\n']),
)


def found_in(document: Document) -> list[Diagnostic]:
    return [d for d in diagnostics(document.analysis(), DEFAULTS) if d.severity in ("error", "warning")]


def offers_of(document: Document) -> Iterator[tuple[Diagnostic, Fix]]:
    for shown in found_in(document):
        assert shown.finding is not None
        for fix in fixes_for(document, document.analysis(), shown.finding):
            yield shown, fix


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """The tokens that mean something, comments among them, with the offsets where they begin and end."""
    lines = Text(text)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.string.strip() and token.type not in (tokenize.INDENT, tokenize.DEDENT):
            (line, column), (end_line, end_column) = token.start, token.end
            yield token.string, lines.offset(line - 1, column), lines.offset(end_line - 1, end_column)


def kept(text: str, fix: Fix) -> Counter[str]:
    """The tokens that no edit of a fix replaces."""
    lines = Text(text)
    places = [
        (
            lines.offset(e.location.line - 1, e.location.column - 1),
            lines.offset(e.location.end_line - 1, e.location.end_column - 1),
        )
        for e in fix.edits
    ]
    return Counter(
        s for s, start, end in tokens(text) if not any(start < last and first < end for first, last in places)
    )


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PAIRS), st.sampled_from(list(IMPORTS)), layouts)
def test_a_fix_keeps_what_it_does_not_touch(pair: tuple[str, Style], imports: str, layout: Layout) -> None:
    mistake, style = pair
    writer = Writer(MISTAKES[mistake], imports, layout)
    text = writer.program(style(writer))
    document = Document("case.py", analysable(text), DEFAULTS)
    before = found_in(document)
    assert before
    is_offered = False
    for shown, fix in offers_of(document):
        is_offered = True
        mended = applied_to(text, fix.edits)
        assert mended.count("\n") == mended.count("\r\n") or layout.newline == "\n"
        ast.parse(analysable(mended))
        plain, new = analysable(text), analysable(mended)
        assert not kept(plain, fix) - Counter(s for s, _, _ in tokens(new)), fix.title
        after = found_in(Document("case.py", new, DEFAULTS))
        assert not Counter(d.code for d in after) - Counter(d.code for d in before), fix.title
        assert len(after) < len(before) or shown.code not in [d.code for d in after], fix.title
        assert in_cells(plain.replace("\r\n", "\n"), fix) in (None, filled(new))
    assert is_offered


def filled(text: str) -> list[str]:
    """The lines of a program that are not blank."""
    return [line for line in text.splitlines() if line.strip()]


def in_cells(text: str, fix: Fix) -> list[str] | None:
    """The lines of the program, mended as a notebook with a cell for each statement. None where the fix is not offered there."""
    first = [0, *sorted({s.lineno - 1 for s in ast.parse(text).body} - {0})]
    lines = text.removesuffix("\n").split("\n")
    cells = ["\n".join(lines[a:b]) for a, b in zip(first, [*first[1:], len(lines)])]
    notebook = Notebook("file:///work/book.ipynb")
    uris = [f"vscode-notebook-cell:/work/book.ipynb#{number}" for number in range(len(cells))]
    for uri, cell in zip(uris, cells):
        notebook.add({"languageId": "python", "uri": uri, "version": 1, "text": cell})
    notebook.arrange(uris)
    assert notebook.state.text.content + "\n" == text
    analysis = Document("case.py", notebook.state.text.content, DEFAULTS).analysis()
    view = View(notebook, Finished(notebook.state, analysis, [], frozenset()), "utf-32")
    edit = messages.workspace_edit(fix.edits, view, False)
    if edit is None:
        return None
    for uri, edits in edit["changes"].items():
        cell = Text(cells[uris.index(uri)])
        pieces = [
            (
                cell.offset(e["range"]["start"]["line"], e["range"]["start"]["character"]),
                cell.offset(e["range"]["end"]["line"], e["range"]["end"]["character"]),
                e["newText"],
            )
            for e in edits
        ]
        content = cell.content
        for start, end, new in sorted(pieces, reverse=True):
            content = content[:start] + new + content[end:]
        cells[uris.index(uri)] = content
    return filled("\n".join(cells))


@pytest.mark.parametrize(("mistake", "style"), PAIRS)
def test_each_mistake_is_mended_in_each_style(mistake: str, style: Style) -> None:
    writer = Writer(MISTAKES[mistake], "import keras", Layout("    ", "one line", False, False, "\n", ""))
    document = Document("case.py", writer.program(style(writer)), DEFAULTS)
    assert any(fix.is_preferred for _, fix in offers_of(document))
