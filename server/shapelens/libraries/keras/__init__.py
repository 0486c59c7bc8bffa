"""Keras: layers, models, operations, data and training. The subfolders mirror those of keras.layers."""

from importlib import import_module

from ...interpreter.registry import alias, read_source
from . import legacy

FAMILIES = (
    "activations",
    "attention",
    "convolutional",
    "core",
    "merging",
    "normalization",
    "pooling",
    "preprocessing",
    "regularization",
    "reshaping",
    "rnn",
    "wrappers",
)

alias("keras.src.backend", "keras.backend")
alias("keras.src.layers", "keras.layers")
alias("keras.src.models", "keras.models")
alias("keras.src.ops", "keras.ops")
alias("keras.src.utils", "keras.utils")
alias("keras.src.random", "keras.random")
alias("keras.src.initializers", "keras.initializers")
alias("keras.src.activations", "keras.activations")
for _gone, _present in legacy.GONE_MODULES.items():
    alias(_gone, _present)
read_source("keras.applications", "keras.src.applications")

# The class of all layers comes first: others inherit from it.
for _family in ("layer", *FAMILIES):
    import_module(f"{__name__}.{_family}")

from . import input_layer, layer, model, sequential, signatures  # noqa: E402

layer.make_classes()

DATA = (
    "config",
    "asked",
    "keras_tensor",
    "input_spec",
    "attention.parts",
    "ops",
    "backend",
    "random",
    "identifiers",
    "callbacks",
    "datasets",
    "losses.classes",
    "metrics.classes",
    "optimizers",
    "utils",
)
for _module in DATA:
    import_module(f"{__name__}.{_module}")

signatures.define_sources()

__all__ = ["input_layer", "layer", "model", "sequential"]
