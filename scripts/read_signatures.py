#!/usr/bin/env python3
"""Reads the signatures of the installed Keras into `libraries/keras/data/signatures.json`.

    python scripts/read_signatures.py           writes the file
    python scripts/read_signatures.py --check   says what differs from it; exit status 1 where something does

Run it with an interpreter that has Keras. The file is one JSON object, one name a line:

    "keras"                  the version that was read
    "names": {
      "keras.layers.Dense":     {"init": "units, activation=None, …", "call": "inputs, training=None",
                                 "in": "keras.src.layers.core.dense", "page": "layers/core_layers/dense"}
      "keras.layers.MaxPool2D": "keras.layers.MaxPooling2D"           (another name of the same thing)
      "keras.ops.abs":          {"call": "x", "in": …, "page": …}      (a function)
      "keras.Model.fit":        {"call": "x=None, y=None, …", "in": …} (a method, without self)

A parameter list is Python's own syntax, with `...` where a default is not a literal. `call` of a loss is its `__call__`,
of a metric its `update_state`. `page` is below https://keras.io/api/; a name without a page of its own has its family's.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "server/shapelens/libraries/keras/data/signatures.json"

MODULES = (
    *("layers", "ops", "losses", "metrics", "utils", "initializers", "activations", "regularizers", "constraints"),
    *("optimizers", "optimizers.schedules", "callbacks", "random", "applications", "preprocessing.image"),
    *("preprocessing.sequence", "datasets.mnist", "datasets.fashion_mnist", "datasets.cifar10", "datasets.cifar100"),
    *("datasets.imdb", "datasets.reuters", "datasets.boston_housing", "datasets.california_housing"),
)
"""The public modules that are read, besides `keras.Input` and the models."""

CALLED = {"losses": "__call__", "metrics": "update_state"}
"""The method that a class's `call` is, where it is not `call`."""

FAMILIES = {
    "layers.core": "layers/core_layers",
    "layers.convolutional": "layers/convolution_layers",
    "layers.pooling": "layers/pooling_layers",
    "layers.rnn": "layers/recurrent_layers",
    "layers.normalization": "layers/normalization_layers",
    "layers.regularization": "layers/regularization_layers",
    "layers.attention": "layers/attention_layers",
    "layers.reshaping": "layers/reshaping_layers",
    "layers.merging": "layers/merging_layers",
    "layers.activations": "layers/activation_layers",
    "layers.preprocessing.image_preprocessing": "layers/preprocessing_layers/image_augmentation",
    "layers.preprocessing": "layers/preprocessing_layers",
    "layers.layer": "layers/base_layer",
    "utils.jax_layer": "layers/backend_specific_layers",
    "utils.torch_utils": "layers/backend_specific_layers",
    "export.tfsm_layer": "layers/backend_specific_layers",
    "layers.input_spec": "layers/core_layers/input_spec",
    "ops.numpy": "ops/numpy",
    "ops.nn": "ops/nn",
    "ops.linalg": "ops/linalg",
    "ops.image": "ops/image",
    "ops.core": "ops/core",
    "ops": "ops",
    "losses": "losses",
    "metrics": "metrics",
    "activations": "layers/activations",
    "initializers": "layers/initializers",
    "regularizers": "layers/regularizers",
    "constraints": "layers/constraints",
    "optimizers": "optimizers",
    "callbacks": "callbacks",
    "applications": "applications",
    "random": "random",
    "models.sequential": "models/sequential",
    "models": "models/model",
    "utils": "utils",
}
"""keras.io's folder for each of Keras's source folders, the longest first match wins."""

PAGES = {
    **{f"{kind}Conv{n}D": f"{kind}Convolution{n}D" for kind in ("", "Separable", "Depthwise") for n in (1, 2, 3)},
    **{f"Conv{n}DTranspose": f"convolution{n}d_transpose" for n in (1, 2, 3)},
    "ReLU": "relu",
    "PReLU": "prelu",
    "LeakyReLU": "leaky_relu",
    "StackedRNNCells": "stacked_rnn_cell",
    "TextVectorization": "text/text_vectorization",
    "Normalization": "numerical/normalization",
    "Discretization": "numerical/discretization",
    "SpectralNormalization": "../preprocessing_layers/numerical/spectral_normalization",
    **{name: f"categorical/{name}" for name in ("CategoryEncoding", "Hashing", "HashedCrossing")},
    **{name: f"categorical/{name}" for name in ("StringLookup", "IntegerLookup")},
    "MelSpectrogram": "audio_preprocessing/mel_spectrogram",
    "STFTSpectrogram": "audio_preprocessing",
    "Rescaling": "image_preprocessing/rescaling",
    "Resizing": "../image_preprocessing/resizing",
    "CenterCrop": "../image_preprocessing/center_crop",
    "AutoContrast": "../image_preprocessing/auto_constrast",
    "Pipeline": "image_augmentation/pipeline",
    **{f"Adaptive{kind}Pooling{n}D": "" for kind in ("Average", "Max") for n in (1, 2, 3)},
    **dict.fromkeys(("ContrastLimitedAdaptiveHistogramEqualization", "MaxNumBoundingBoxes"), ""),
    **dict.fromkeys(("RMSNormalization", "ReversibleEmbedding", "InputLayer", "Wrapper", "InputSpec", "Layer"), ""),
}
"""A layer's page below its family's folder, where it is not the class's own name; "" for none. Spelt in snake case."""


def literal(value: Any) -> str:
    """The default's source text, or `...` where it is not a literal."""
    if isinstance(value, (type(None), bool, int, str)):
        return repr(value)
    if isinstance(value, float):
        return repr(value) if value == value and abs(value) != float("inf") else "..."
    if isinstance(value, (tuple, list)) and all(literal(item) != "..." for item in value):
        return repr(value)
    return "..."


def parameters(function: Any, *, bound: bool) -> str | None:
    """The parameter list of a function, without its first parameter where it is `bound`; None where it has none."""
    try:
        found = list(inspect.signature(function).parameters.values())[1 if bound else 0 :]
    except (TypeError, ValueError):
        return None
    parts: list[str] = []
    starred = False
    for index, parameter in enumerate(found):
        default = "" if parameter.default is parameter.empty else f"={literal(parameter.default)}"
        if parameter.kind is parameter.VAR_POSITIONAL:
            starred = True
            parts.append(f"*{parameter.name}")
        elif parameter.kind is parameter.VAR_KEYWORD:
            parts.append(f"**{parameter.name}")
        else:
            if parameter.kind is parameter.KEYWORD_ONLY and not starred:
                starred = True
                parts.append("*")
            parts.append(parameter.name + default)
            following = found[index + 1].kind if index + 1 < len(found) else None
            if parameter.kind is parameter.POSITIONAL_ONLY and following is not parameter.POSITIONAL_ONLY:
                parts.append("/")
    return ", ".join(parts)


def page(name: str, module: str) -> str | None:
    """The path below https://keras.io/api/ that documents `name`, which `module` defines."""
    if name == "keras.Input":
        return "layers/core_layers/input"
    inner = module.removeprefix("keras.src.")
    family = next((f for f in sorted(FAMILIES, key=len, reverse=True) if (inner + ".").startswith(f + ".")), None)
    if family is None:
        return None
    folder = FAMILIES[family]
    short = name.rpartition(".")[2]
    if family.startswith("ops.") and name.startswith("keras.ops."):
        return f"{folder}/#{short}-function"
    if not folder.startswith("layers/") or not name.startswith("keras.layers."):
        return folder
    slug = re.sub(r"(?<=\d)D\b", "d", PAGES.get(short, short))
    slug = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", slug).lower()
    return os.path.normpath(f"{folder}/{slug}" if slug else folder).replace(os.sep, "/")


def public_names(module: str) -> Iterator[tuple[str, Any]]:
    """The public classes and functions of `keras.<module>`, by name."""
    found = importlib.import_module(f"keras.{module}")
    for name in sorted(vars(found)):
        value = getattr(found, name)
        if not name.startswith("_") and callable(value):
            yield f"keras.{module}.{name}", value


def canonical(names: list[str], value: Any) -> str:
    """Of several names of one thing, its own: the one that its definition has, else the first."""
    own = getattr(value, "__name__", "")
    return next((name for name in names if name.rpartition(".")[2] == own), names[0])


def entry(name: str, value: Any) -> dict[str, str]:
    """What is kept of one class or function."""
    module = str(getattr(value, "__module__", ""))
    kept: dict[str, str | None] = {}
    if inspect.isclass(value):
        kept["init"] = parameters(value.__init__, bound=True)
        method = getattr(value, CALLED.get(name.split(".")[1], "call"), None)
        if inspect.isfunction(method):
            kept["call"] = parameters(method, bound=True)
    else:
        kept["call"] = parameters(value, bound=False)
    kept["in"] = module
    kept["page"] = page(name, module)
    return {key: text for key, text in kept.items() if text is not None}


def methods(name: str, cls: Any) -> Iterator[tuple[str, Any]]:
    """The public methods of a model's class."""
    for method, value in inspect.getmembers(cls, inspect.isfunction):
        if not method.startswith("_"):
            yield f"{name}.{method}", value


def read() -> dict[str, Any]:
    """The whole file's content."""
    keras: Any = importlib.import_module("keras")
    names: dict[int, list[str]] = {}
    values: dict[int, Any] = {}
    found = [("keras.Input", keras.Input), ("keras.Model", keras.Model), ("keras.Sequential", keras.Sequential)]
    found += [pair for module in MODULES for pair in public_names(module)]
    bound = {}
    for cls in ("keras.Model", "keras.Sequential"):
        for pair in methods(cls, keras.Sequential if cls.endswith("Sequential") else keras.Model):
            found.append(pair)
            bound[pair[0]] = True
    for name, value in found:
        if name not in names.setdefault(id(value), []):
            names[id(value)].append(name)
        values[id(value)] = value
    entries: dict[str, Any] = {}
    for key, same in names.items():
        value = values[key]
        first = canonical(same, value)
        for name in same:
            entries[name] = first
        if first in bound:
            entries[first] = {"call": parameters(value, bound=True) or "", "in": str(value.__module__)}
        else:
            entries[first] = entry(first, value)
    return {"keras": keras.__version__, "names": dict(sorted(entries.items()))}


def written(data: dict[str, Any]) -> str:
    """The file's text: deterministic, one name a line."""
    lines = [
        f"{json.dumps(name)}:{json.dumps(kept, separators=(',', ':'), ensure_ascii=False)}"
        for name, kept in data["names"].items()
    ]
    return f'{{"keras":{json.dumps(data["keras"])},"names":{{\n' + ",\n".join(lines) + "\n}}\n"


def differences(kept: dict[str, Any], installed: dict[str, Any]) -> list[str]:
    """One line for each name that the two do not agree on."""
    names = sorted(kept["names"].keys() | installed["names"].keys())
    pairs = [(name, kept["names"].get(name), installed["names"].get(name)) for name in names]
    return [f"{name}: {old} -> {new}" for name, old, new in pairs if old != new]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    options = parser.parse_args()
    installed = read()
    if not options.check:
        DATA.parent.mkdir(parents=True, exist_ok=True)
        DATA.write_text(written(installed), encoding="utf-8")
        print(f"Keras {installed['keras']}: {len(installed['names'])} names in {DATA}")
        return 0
    changed = differences(json.loads(DATA.read_text(encoding="utf-8")), installed)
    print("\n".join(changed) or f"equal to Keras {installed['keras']}")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
