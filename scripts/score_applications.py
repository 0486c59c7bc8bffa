"""Compares every builder of keras.applications with what real Keras computed: each layer's output shape, and the parameters.

    python scripts/score_applications.py APPLICATIONS.jsonl [NAME ...]

The builders are interpreted from the installed Keras's own source; nothing of it is run.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

from shapelens.analysis.document import Document
from shapelens.analysis.workspace import Workspace
from shapelens.libraries.keras.graph import Node
from shapelens.libraries.keras.model import model_layers
from shapelens.libraries.keras.naming import layer_name
from shapelens.libraries.keras.weights import count, weights_of
from shapelens.shapes import Shape
from shapelens.values import Instance

WORKSPACE = Workspace()


def differences(truth: dict[str, Any]) -> list[str]:
    """What differs for one builder; the first few layers only."""
    document = Document(
        "application.py",
        f"import keras\nmodel = keras.applications.{truth['model']}(weights=None)\n",
        workspace=WORKSPACE,
    )
    document.analysis()
    run = document.interpreter
    model = document.value_of("model")
    if not isinstance(model, Instance):
        return [f"no model: {model!r}"]
    layers = {layer_name(run, layer): layer for layer in model_layers(run, model) or []}
    found: list[str] = []
    if len(layers) != truth["n_layers"]:
        found.append(f"{len(layers)} layers, Keras has {truth['n_layers']}")
    ours, theirs = list(layers), [layer["name"] for layer in truth["layers"]]
    if ours != theirs:
        first = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
        found.append(f"order differs at {first}: {ours[first : first + 3]} against {theirs[first : first + 3]}")
    total = count(weights_of(run, model))
    if total != truth["params"]:
        found.append(f"{total} parameters, Keras has {truth['params']}")
    for expected in truth["layers"]:
        layer = layers.get(expected["name"])
        if layer is None:
            found.append(f"no layer {expected['name']}")
            continue
        shapes = outputs(layer)
        if [list(shape.dims or ()) for shape in shapes] != expected["out"]:
            found.append(f"{expected['name']}: {shapes}, Keras has {expected['out']}")
        parameters = count(weights_of(run, layer))
        if parameters != expected["params"]:
            found.append(f"{expected['name']}: {parameters} parameters, Keras has {expected['params']}")
    return found


def outputs(layer: Instance) -> list[Shape]:
    """The output shapes of a layer's first call."""
    calls = layer.fields.get("_calls")
    node = calls[-1] if isinstance(calls, tuple) and calls else None
    return [tensor.shape for tensor in node.outputs] if isinstance(node, Node) else []


def main() -> None:
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    equal, chosen = 0, [row for row in rows if not sys.argv[2:] or row["model"] in sys.argv[2:]]
    for row in chosen:
        begun = time.perf_counter()
        found = differences(row)
        equal += not found
        print(
            f"{row['model']:24} {time.perf_counter() - begun:6.2f} s  {'equal' if not found else '; '.join(found[:4])}",
            flush=True,
        )
    print(f"{equal} of {len(chosen)} builders equal in every layer and parameter")


if __name__ == "__main__":
    sys.setrecursionlimit(20_000)
    threading.stack_size(256 << 20)
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
