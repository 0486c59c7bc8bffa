"""Layers that hold code of another framework: JaxLayer, FlaxLayer, TFSMLayer and TorchModuleWrapper.

What they compute cannot be told from the program; their output is unknown.
"""

from __future__ import annotations

from typing import Any

from ....shapes import Shape, Structure, Undetermined, is_dim
from ....values import Class
from ..arguments import PLAIN, invalid
from ..rule import Config, LayerRule, Weight, layer


class ForeignRule(LayerRule):
    """A layer of unknown output and variables."""

    def output(self, config: Config, input: Any) -> Structure:
        raise Undetermined(f"what {self.name.rpartition('.')[2]} computes is not Keras's")

    def weights(self, config: Config, input: Any) -> list[Weight]:
        raise Undetermined(f"the variables of {self.name.rpartition('.')[2]} are not Keras's")

    def dtype(self, config: Config, input: str | None) -> str | None:
        return None


@layer("keras.layers.JaxLayer")
class JaxLayer(ForeignRule):
    """A JAX function as a layer. Source: keras.layers.JaxLayer"""

    def check(self, config: Config) -> None:
        function = config.values.get("call_fn")
        if isinstance(function, (*PLAIN, tuple)):
            raise invalid("call_fn", "a function", function)


@layer("keras.layers.FlaxLayer")
class FlaxLayer(ForeignRule):
    """A Flax module as a layer. Source: keras.layers.FlaxLayer"""

    def check(self, config: Config) -> None:
        module = config.values.get("module")
        if isinstance(module, (*PLAIN, tuple, Class)):
            raise invalid("module", "an instance of a flax.linen.Module", module)


@layer("keras.layers.TFSMLayer")
class TFSMLayer(ForeignRule):
    """A SavedModel as a layer. Source: keras.layers.TFSMLayer"""


@layer("keras.layers.TorchModuleWrapper")
class TorchModuleWrapper(ForeignRule):
    """A PyTorch module as a layer, of the output shape that it is given.

    Source: keras.layers.TorchModuleWrapper
    """

    def output(self, config: Config, input: Any) -> Structure:
        given = config.values.get("output_shape")
        if isinstance(given, tuple) and all(map(is_dim, given)):
            return Shape(*given)
        return super().output(config, input)
