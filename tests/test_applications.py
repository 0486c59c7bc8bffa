"""keras.applications, interpreted from its source, against the models that real Keras builds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from shapelens.analysis.document import Document
from shapelens.analysis.workspace import Workspace
from shapelens.libraries.keras.functional import model_layers
from shapelens.libraries.keras.graph import Node
from shapelens.libraries.keras.naming import layer_name
from shapelens.libraries.keras.weights import count, weights_of
from shapelens.values import Instance

BUILDERS = (
    "MobileNetV2",
    "MobileNetV3Small",
    "ResNet50V2",
    "EfficientNetB0",
    "ConvNeXtTiny",
    "NASNetMobile",
    "DenseNet121",
)
REAL = """
import json, keras
for name in {names!r}:
    keras.backend.clear_session()
    model = getattr(keras.applications, name)(weights=None)
    layers = [[layer.name, [list(t.shape) for t in keras.tree.flatten(layer.output)], layer.count_params()] for layer in model.layers]
    print(json.dumps([name, model.count_params(), layers]))
"""


@pytest.fixture(scope="module")
def real() -> dict[str, list[Any]]:
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "KERAS_BACKEND": "tensorflow"}
    command = [sys.executable, "-c", REAL.format(names=BUILDERS)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=600, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    return {name: [parameters, layers] for name, parameters, layers in rows}


@pytest.mark.parametrize("name", BUILDERS)
def test_every_layer_has_the_output_and_the_parameters_of_real_keras(name: str, real: dict[str, list[Any]]) -> None:
    document = Document(
        "a.py", f"import keras\nmodel = keras.applications.{name}(weights=None)\n", workspace=Workspace()
    )
    document.analysis()
    run = document.interpreter
    model = document.value_of("model")
    assert isinstance(model, Instance)
    layers = []
    for layer in model_layers(run, model) or []:
        calls = layer.fields["_calls"]
        assert isinstance(calls, tuple) and isinstance(calls[-1], Node)
        shapes = [list(tensor.shape.dims or ()) for tensor in calls[-1].outputs]
        layers.append([layer_name(run, layer), shapes, count(weights_of(run, layer))])
    assert [count(weights_of(run, model)), layers] == real[name]
