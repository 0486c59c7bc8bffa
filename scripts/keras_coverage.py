#!/usr/bin/env python3
"""Prints how much of Keras Shapelens knows, and how fast: layer classes with a rule, names of `keras.ops` with a rule, microseconds.

    python scripts/keras_coverage.py            the two counts
    python scripts/keras_coverage.py --times    also the time of each rule beside Keras's own compute_output_spec (needs Keras)

What Keras has is read from `data/signatures.json`; tests/oracle/test_signatures.py compares that with the installed Keras. Exit
status 1 where a class or a name is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from timeit import Timer
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "server"), str(ROOT / "tests")]

from differential.families import LAYERS  # noqa: E402
from differential.judging import drawn  # noqa: E402
from differential.strategies import SIGNATURES  # noqa: E402
from shapelens.interpreter import Interpreter  # noqa: E402
from shapelens.interpreter.registry import load, lookup  # noqa: E402
from shapelens.libraries.arrays.op import UNKNOWN_ON_PURPOSE  # noqa: E402
from shapelens.libraries.keras.conversion import structure  # noqa: E402
from shapelens.libraries.keras.judge import predict, value_of  # noqa: E402
from shapelens.libraries.keras.rule import (  # noqa: E402
    RULES,
    layer_config,
    rule_of,
)
from shapelens.oracle import LayerQuestion, Made, Tensor  # noqa: E402
from shapelens.shapes import Mismatch, Undetermined  # noqa: E402
from shapelens.values import ABSENT, Instance, Module  # noqa: E402

OWN_CLASSES = {"keras.layers.Layer", "keras.layers.InputLayer"}
"""Layer classes that are written out for the interpreter instead of having a rule."""
NO_LAYERS = {"keras.layers.InputSpec"}

DRAWS = 40
REPEATS = 200


def classes() -> list[str]:
    """Every layer class of Keras."""
    return [
        name
        for name, entry in sorted(SIGNATURES.items())
        if name.startswith("keras.layers.") and isinstance(entry, dict) and "init" in entry and name not in NO_LAYERS
    ]


def print_classes() -> bool:
    """The first table; whether it is complete."""
    names = classes()
    spellings = [name for name, entry in SIGNATURES.items() if name.startswith("keras.layers.") and entry in names]
    missing = [name for name in names if name not in RULES and name not in OWN_CLASSES]
    print(f"layer classes                     {len(names):4d}, and {len(spellings)} other spellings of them")
    print(f"  with a rule                     {len(names) - len(missing):4d}")
    print(f"  missing                         {len(missing):4d}  {' '.join(missing)}")
    print(f"  compared with Keras by drawing  {sum(name.rpartition('.')[2] in LAYERS for name in names):4d}")
    return not missing


def print_functions(module: str) -> bool:
    """What is known of the functions of a module; whether all have an answer."""
    names = [name for name, e in sorted(SIGNATURES.items()) if name.startswith(f"{module}.")]
    missing = [name for name in names if lookup(name) is ABSENT or isinstance(lookup(name), Module)]
    unknown = [name for name in names if name in UNKNOWN_ON_PURPOSE]
    print(f"{module:34s}{len(names):4d}")
    print(f"  with a rule                     {len(names) - len(missing) - len(unknown):4d}")
    print(f"  unknown on purpose              {len(unknown):4d}")
    for name in unknown:
        print(f"    {name}: {UNKNOWN_ON_PURPOSE[name]}")
    print(f"  missing                         {len(missing):4d}  {' '.join(missing)}")
    return not missing


def accepted(name: str) -> LayerQuestion | None:
    """A drawn question about the layer that Shapelens answers with known shapes."""
    for question in drawn(name, DRAWS):
        said = predict(question.name, question.args, question.kwargs, question.inputs, question.call_kwargs)
        if said.accepted and isinstance(question.inputs, (Tensor, list, dict)) and not question.call_kwargs:
            return replace(question, eager=False)
    return None


def microseconds(call: Callable[[], Any]) -> float:
    """The best of five times, in microseconds a call."""
    call()
    return min(Timer(call).repeat(5, REPEATS)) / REPEATS * 1e6


def rule_times(question: LayerQuestion) -> tuple[float, float] | None:
    """The time of the rule's `output`, and of the whole call in the interpreter; None where the rule works on values only."""
    run = Interpreter("times")
    made = run.call(
        lookup(question.name),
        tuple(value_of(run, value) for value in question.args),
        {name: value_of(run, value) for name, value in question.kwargs.items()},
    )
    rule, config = rule_of(made), layer_config(made)
    inputs = value_of(run, question.inputs)
    run.call(made, (inputs,), {})
    if not isinstance(made, Instance) or rule is None or config is None:
        return None
    shapes, ask = structure(run, inputs), rule.output
    try:
        alone = microseconds(lambda: ask(config, shapes))
    except (Mismatch, Undetermined, TypeError):
        return None
    calls = microseconds(lambda: run.call(made, (inputs,), {}))
    return alone, calls


def keras_time(question: LayerQuestion) -> float | None:
    """The time of Keras's compute_output_spec for a layer that is built; None where Keras cannot."""
    import keras

    def real(value: Any) -> Any:
        if isinstance(value, Tensor):
            return keras.KerasTensor(value.shape, dtype=value.dtype)
        if isinstance(value, Made):
            found: Any = keras
            for part in value.name.split(".")[1:]:
                found = getattr(found, part)
            return found(*map(real, value.args), **{name: real(item) for name, item in value.kwargs.items()})
        if isinstance(value, (list, tuple)):
            return type(value)(map(real, value))
        return {key: real(item) for key, item in value.items()} if isinstance(value, dict) else value

    try:
        layer = real(Made(question.name, question.args, question.kwargs))
        inputs = real(question.inputs)
        layer(inputs)
        return microseconds(lambda: layer.compute_output_spec(inputs))
    except Exception:
        return None  # what Keras cannot time does not count


def print_times() -> None:
    """A line a layer, and the medians."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    rows: list[tuple[str, float, float, float]] = []
    for name in sorted(LAYERS):
        question = accepted(name)
        ours = None if question is None else rule_times(question)
        theirs = None if question is None or ours is None else keras_time(question)
        if ours is not None and theirs is not None:
            rows.append((name, *ours, theirs))
            print(f"{name:46s}{ours[0]:9.1f}{ours[1]:9.1f}{theirs:9.1f}", flush=True)
    medians = [statistics.median(row[at] for row in rows) for at in (1, 2, 3)]
    print(f"{f'median of {len(rows)} layers':46s}" + "".join(f"{median:9.1f}" for median in medians))
    print("microseconds: the rule, the whole call in the interpreter, Keras's compute_output_spec")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--times", action="store_true", help="also how fast the rules are, beside Keras")
    options = parser.parse_args()
    load("keras")
    print(f"Keras {json.loads((ROOT / 'server/shapelens/libraries/keras/data/signatures.json').read_text())['keras']}")
    is_complete = [print_classes(), *map(print_functions, ("keras.ops", "keras.random", "keras.activations"))]
    if options.times:
        print_times()
    return 0 if all(is_complete) else 1


if __name__ == "__main__":
    sys.exit(main())
