#!/usr/bin/env python3
"""Scores Shapelens on the cases and calls that Keras's own unit tests run.

    python scripts/score_layer_cases.py keras_layer_cases.jsonl [--judge keras] [--list wrong|unknown|skipped] [--class NAME]

Prints, for cases, direct calls and rejected calls, with literal arguments and without: equal, unknown, wrong, and skipped
(a user's own class, or an argument whose value the file does not tell). `--judge keras` asks real Keras in place of
Shapelens: what is not equal then is the file's or this script's fault. Exit status 1 where a literal case is wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "server"), str(ROOT / "tests")]

from differential.comparing import compared, explained, shapes  # noqa: E402
from differential.subject import Prediction, predict  # noqa: E402
from shapelens.oracle import KerasError, LayerQuestion, Made, Oracle, Outcome, Tensor, Verdict  # noqa: E402

DATA = json.loads((ROOT / "server/shapelens/libraries/keras/data/signatures.json").read_text(encoding="utf-8"))["names"]
RENAMED = {"GroupedQueryAttention": "GroupQueryAttention", "Functional": "", "Sequential": ""}
TOLD_ELSEWHERE = (
    *("Invalid input type", "should have an integer or string dtype", "should be dense tensors"),
    "expected axis -1 of input shape to have value 2, but received",
)
"""Messages about an input's dtype or sparsity, or about a layer that was built for another input before."""

COLUMNS = ("equal", "unknown", "wrong", "skipped")


class Untold(Exception):
    """The file does not tell what would have to be asked."""


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the file, as a question and Keras's answer."""

    kind: str
    literal: bool
    where: str
    question: LayerQuestion
    verdict: Verdict


def class_name(short: str) -> str:
    name = f"keras.layers.{RENAMED.get(short, short)}"
    if not isinstance(DATA.get(name), dict):
        raise Untold(f"{short} is no class of keras.layers")
    return name


def value(form: Any) -> Any:
    """An argument's value. Raises Untold where the file has only its repr."""
    if isinstance(form, list):
        return [value(item) for item in form]
    if not isinstance(form, dict):
        return form
    if "repr" in form:
        for part, plain in (("initializers", "zeros"), ("regularizers", "l2"), ("constraints", "non_neg")):
            if form["repr"].startswith(f"<keras.src.{part}."):
                return plain  # which one does not bear on shapes
        raise Untold(f"an argument is {form['repr']}")
    if set(form) == {"tuple"}:
        return tuple(value(item) for item in form["tuple"])
    if set(form) == {"dict"}:
        return {key: value(item) for key, item in form["dict"].items()}
    if set(form) == {"layer", "init"}:
        args, kwargs = arguments(form["init"])
        return Made(class_name(form["layer"]), args, kwargs)
    if set(form) == {"layer"}:
        return Made(class_name(form["layer"]))
    return {key: value(item) for key, item in form.items()}


def arguments(form: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Constructor arguments: `_0`, `_1`, … are positional."""
    kwargs = {key: value(item) for key, item in form.items()}
    args: list[Any] = []
    while f"_{len(args)}" in kwargs:
        args.append(kwargs.pop(f"_{len(args)}"))
    return tuple(args), kwargs


def tensors(form: Any, dtype: str) -> Any:
    """The tensors of a shape, or of a structure of shapes."""
    if form is None:
        return None
    if isinstance(form, dict) and set(form) == {"t"}:
        return [tensors(item, dtype) for item in form["t"]]
    if isinstance(form, dict) and set(form) == {"d"}:
        return {key: tensors(item, dtype) for key, item in form["d"].items()}
    if isinstance(form, dict):
        return {key: tensors(item, dtype) for key, item in form.items()}
    if form and isinstance(form[0], (list, dict)):
        return [tensors(item, dtype) for item in form]
    return Tensor(tuple(form), dtype)


def outcome(form: Any) -> Outcome:
    return Outcome(True, tensors(form, "float32"))


def dtype_of(row: dict[str, Any]) -> str:
    """The inputs' dtype; where the file does not tell, the one that the class is made for."""
    given = row.get("input_dtype")
    if isinstance(given, str):
        return given.strip("'")
    init = row.get("init_kwargs") or {}
    if row["cls"] in ("StringLookup", "TextVectorization") or isinstance(init.get("mask_value"), str):
        return "string"
    if row["cls"] in ("Embedding", "CategoryEncoding", "IntegerLookup", "Hashing", "HashedCrossing"):
        return "int32"
    return "float32"


def call_of(row: dict[str, Any], shape: Any, dtype: str) -> tuple[Any, dict[str, Any]]:
    """The first argument of the call, and the others by name."""
    call = {key: value(item) for key, item in (row.get("call_kwargs") or {}).items()}
    entry = DATA[class_name(row["cls"])]
    order = [part.split("=")[0].strip() for part in entry["call"].split(", ")]
    more = row.get("more")
    if isinstance(shape, dict) and "d" in shape and all(key.endswith("_shape") for key in shape["d"]):
        named = {key.removesuffix("_shape"): tensors(item, dtype) for key, item in shape["d"].items()}
        first = named.pop(order[0], None)
        return first, {**named, **call}
    if isinstance(more, dict):
        for key, item in more.items():
            if key in ("t", "d"):
                raise Untold("further arguments without names")
            call[order[int(key)] if key.isdigit() else key] = tensors(item, "bool" if "mask" in key else dtype)
    elif more is not None:
        raise Untold("further arguments without names")
    inputs = tensors(shape, dtype)
    if inputs is None:
        inputs = call.pop(order[0], None)
    if inputs is None:
        raise Untold("the input's shape is not told")
    return inputs, call


def case_of(row: dict[str, Any]) -> list[Case]:
    """The questions that one row answers."""
    name = class_name(row["cls"])
    if row["module"].endswith("_test"):
        raise Untold(f"{row['cls']} is the test's own class")
    if any(said in row.get("msg", "") for said in TOLD_ELSEWHERE):
        raise Untold("what is wrong is not in the row")
    args, kwargs = arguments(row.get("init_kwargs") or {})
    dtype = dtype_of(row)
    where = row.get("test") or ""
    if row["kind"] != "case":
        inputs, call = call_of(row, row["in"], dtype)
        question = LayerQuestion(name, args, kwargs, inputs, call)
        if row["kind"] == "unit_error":
            said = Outcome(False, error=KerasError(row["type"], row["msg"], "call"))
            return [Case("rejected", True, where, question, Verdict(eager=said))]
        # What a test had built before, or with other weights, is not this call's.
        symbolic, eager = (outcome(row["out"]), None) if row["mode"] == "symbolic" else (None, outcome(row["out"]))
        verdict = Verdict(symbolic=symbolic, eager=eager, parameters=row.get("params"))
        return [Case("call", True, where, question, verdict)]
    literal = bool(row["all_literal"])
    found = []
    for given, key in ((row["input_shape"], "symbolic"), (without_batch(row["input_shape"]), "symbolic_batch_none")):
        inputs, call = call_of(row, given, dtype)
        question = LayerQuestion(name, args, kwargs, inputs, call)
        if row.get(key) is not None:
            verdict = Verdict(symbolic=outcome(row[key]), parameters=row.get("params"))
        elif row.get(f"{key}_error"):
            verdict = Verdict(symbolic=Outcome(False, error=KerasError("", row[f"{key}_error"], "")))
        else:
            continue
        found.append(Case("case", literal, where, question, verdict))
    return found


def without_batch(form: Any) -> Any:
    """The shapes with None for the batch axis."""
    if isinstance(form, dict):
        return {key: without_batch(item) for key, item in form.items()}
    if form and isinstance(form[0], (list, dict)):
        return [without_batch(item) for item in form]
    return [None, *form[1:]] if form else form


def scored(
    rows: list[dict[str, Any]], judge: Callable[[LayerQuestion, bool], Prediction]
) -> Iterator[tuple[str, bool, str, str]]:
    """For each question of the rows: its kind, whether it is literal, how it compares, and a text to show."""
    for row in rows:
        try:
            cases = case_of(row)
        except (Untold, IndexError, KeyError) as reason:
            kind = {"case": "case", "unit_call": "call", "unit_error": "rejected"}[row["kind"]]
            yield kind, bool(row.get("all_literal", True)), "skipped", f"{row['cls']}: {reason} ({row.get('test')})"
            continue
        for case in cases:
            comparison = compared(case.question, judge(case.question, case.verdict.symbolic is not None), case.verdict)
            result = "equal" if comparison.kind == "rejected" else comparison.kind
            yield case.kind, case.literal, result, f"{explained(comparison)}\n      {case.where}"


def shapelens_judge(question: LayerQuestion, is_traced: bool) -> Prediction:
    return predict(question, is_traced=is_traced)


def keras_judge() -> Callable[[LayerQuestion, bool], Prediction]:
    oracle = Oracle(Path(sys.executable))

    def judge(question: LayerQuestion, is_traced: bool) -> Prediction:
        verdict = oracle.ask(
            replace(question, eager=all(None not in (shape or ()) for shape in shapes(question.inputs)))
        )
        best = verdict.eager if verdict.eager is not None and verdict.eager.accepted is not None else verdict.leading
        said = best.error.message[:200] if best.error else verdict.reason or ""
        return Prediction(best.accepted, best.outputs, verdict.parameters, said)

    return judge


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--judge", choices=("shapelens", "keras"), default="shapelens")
    parser.add_argument("--list", choices=COLUMNS, default=None, help="show these, one by one")
    parser.add_argument("--class", dest="only", default=None, help="only this class")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.path.read_text(encoding="utf-8").splitlines() if line.strip()]
    rows = [row for row in rows if row["kind"] != "meta" and options.only in (None, row["cls"])]
    table: dict[tuple[str, bool], Counter[str]] = {}
    for kind, literal, result, text in scored(rows, keras_judge() if options.judge == "keras" else shapelens_judge):
        table.setdefault((kind, literal), Counter())[result] += 1
        if result == options.list:
            print(f"{kind}: {text}")
    print(f"{'':28s}" + "".join(f"{column:>9s}" for column in COLUMNS))
    for (kind, literal), counts in sorted(table.items(), key=lambda item: (item[0][0], not item[0][1])):
        label = f"{kind}, {'literal' if literal else 'other'} arguments"
        print(f"{label:28s}" + "".join(f"{counts[column]:>9d}" for column in COLUMNS))
    return 1 if any(counts["wrong"] for (_, literal), counts in table.items() if literal) else 0


if __name__ == "__main__":
    sys.exit(main())
