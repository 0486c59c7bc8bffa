"""One table a family of layers: class name to the strategy of its questions."""

from __future__ import annotations

from ..strategies import Table
from . import (
    activations,
    attention,
    convolutional,
    core,
    images,
    merging,
    normalization,
    pooling,
    preprocessing,
    recurrent,
    regularization,
    reshaping,
)

LAYERS: Table = {
    **core.LAYERS,
    **convolutional.LAYERS,
    **pooling.LAYERS,
    **recurrent.LAYERS,
    **attention.LAYERS,
    **merging.LAYERS,
    **normalization.LAYERS,
    **regularization.LAYERS,
    **reshaping.LAYERS,
    **activations.LAYERS,
    **preprocessing.LAYERS,
    **images.LAYERS,
}

NOT_DRAWN = {
    "JaxLayer": "takes a function of JAX",
    "FlaxLayer": "takes a module of Flax",
    "TorchModuleWrapper": "takes a module of PyTorch",
    "TFSMLayer": "reads a SavedModel from a file",
}
"""Layers that no question can be put about, and why."""
