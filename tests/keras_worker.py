"""Runs programs of the Markdown cases in real Keras: one JSON object a line in, one out.

In: `{"code": ..., "lines": [...]}`. Out: `{"shapes": {line: [text, ...]}, "errors": [[line, type, message], ...]}`. On each of the lines, the value
of the assignment, `return`, `add` or outermost call that ends there is recorded. Top-level statements run one by one; one
that raises is noted and the next one runs. What they save goes into a folder that is deleted at the end.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
import tempfile
import traceback

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

NAME = "__recorded__"


class Recorder(ast.NodeTransformer):
    """Wraps the value that each wanted line is about in a call of `__recorded__(line, value)`."""

    def __init__(self, lines):
        self.wanted = set(lines)

    def wrapped(self, node, line):
        self.wanted.discard(line)
        call = ast.Call(ast.Name(NAME, ast.Load()), [ast.Constant(line), node], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))

    def statement(self, node):
        line = node.end_lineno
        inner = self.generic_visit
        if line in self.wanted and getattr(node, "value", None) is not None:
            if isinstance(node, ast.Expr) and is_add(node.value):
                self.wanted.discard(line)
                after = ast.Expr(self.wrapped(node.value.func.value, line))
                return [inner(node), ast.fix_missing_locations(ast.copy_location(after, node))]
            if isinstance(node, ast.AugAssign):
                self.wanted.discard(line)
                target = ast.parse(ast.unparse(node.target), mode="eval").body
                after = ast.Expr(self.wrapped(target, line))
                return [inner(node), ast.fix_missing_locations(ast.copy_location(after, node))]
            self.wanted.discard(line)
            node = inner(node)
            node.value = self.wrapped(node.value, line)
            return node
        return inner(node)

    visit_Assign = visit_AnnAssign = visit_AugAssign = visit_Return = visit_Expr = statement

    def visit_Call(self, node):
        line = node.end_lineno
        if line in self.wanted:
            self.wanted.discard(line)
            return self.wrapped(self.generic_visit(node), line)
        return self.generic_visit(node)


def is_add(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add"


def text_of(value):
    """A tensor's shape, or the shapes of a structure, flat, as the cases write them; None for anything else."""
    import keras

    if isinstance(value, keras.Sequential) and not value.built:
        value = value._layers[0].output
    elif isinstance(value, keras.Model):
        value = value.outputs
    elif isinstance(value, keras.layers.Layer):
        value = value.output
    shapes = [getattr(leaf, "shape", None) for leaf in keras.tree.flatten(value)]
    if not shapes or None in shapes:
        return None
    texts = [str(tuple(shape)) for shape in shapes]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def run(code, lines):
    """The shapes and errors of one program."""
    import keras

    keras.utils.clear_session()
    keras.config.set_image_data_format("channels_last")
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    keras.utils.set_random_seed(0)
    recorded = {}

    def record(line, value):
        # What has no outputs yet is asked at the end.
        recorded.setdefault(line, []).append((value, None if is_open(value) else text_of(value)))
        return value

    def is_open(value):
        if isinstance(value, keras.Sequential) and len(value._layers) == 1:
            return not isinstance(value._layers[0], keras.layers.InputLayer)
        return isinstance(value, keras.layers.Layer) and not (isinstance(value, keras.Model) and value.built)

    tree = Recorder(lines).visit(ast.parse(code))
    scope = {"__name__": "__main__", NAME: record}
    errors = []
    for statement in tree.body:
        module = ast.Module([statement], [])
        try:
            exec(compile(module, "<case>", "exec"), scope)
        except Exception as error:
            places = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<case>"]
            errors.append([max(places, default=0), statement.end_lineno, type(error).__name__, str(error)[:2000]])
    shapes = {}
    for line, values in recorded.items():
        for value, text in values:
            if text is None:
                try:
                    text = text_of(value)
                except Exception as error:
                    text = f"{type(error).__name__}: {error}"
            if text not in shapes.setdefault(line, []):
                shapes[line].append(text)
    return {"shapes": shapes, "errors": errors}


def main():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for line in sys.stdin:
            question = json.loads(line)
            with contextlib.redirect_stdout(io.StringIO()):
                try:
                    answer = run(question["code"], question["lines"])
                except BaseException as error:
                    answer = {"shapes": {}, "errors": [[0, 0, type(error).__name__, str(error)]]}
            print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
