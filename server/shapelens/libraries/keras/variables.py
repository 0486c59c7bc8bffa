"""What layers share about their variables: a size that must be defined, LoRA, and quantized policies."""

from __future__ import annotations

from ...shapes import Dim, Mismatch, Shape, Undetermined
from .rule import Config, Weight


def defined(input: Shape, axis: int, name: str) -> Dim:
    """The size of an axis on which a variable depends.

    Raises Mismatch("undefined-dimension") where it is None, for Keras creates no variable of unknown size.
    """
    dim = input[axis]
    if dim is None:
        which = "last axis" if axis in (-1, len(input) - 1) else f"axis {axis}"
        raise Mismatch(
            "undefined-dimension",
            f"{name} makes its weights for the {which} of its input, which is None in {input}",
            axis=axis,
        )
    return dim


def with_lora(config: Config, variables: list[Weight], kernel: str) -> list[Weight]:
    """The variables, with the two adapters of `lora_rank` and the kernel frozen. Source: keras.layers.Dense.enable_lora."""
    rank = config.values.get("lora_rank")
    if not rank:
        return variables
    if not config.is_known("lora_rank") or not config.is_known(f"{kernel}_constraint"):
        raise Undetermined("whether the layer has LoRA weights")
    if config.values.get(f"{kernel}_constraint") is not None:
        raise Mismatch(
            "invalid-argument", f"`lora_rank` cannot be combined with `{kernel}_constraint`", argument="lora_rank"
        )
    size = config.size("lora_rank")
    shape = next(weight.shape for weight in variables if weight.name == kernel)
    frozen = [Weight(w.name, w.shape, w.trainable and w.name != kernel) for w in variables]
    return [
        *frozen,
        Weight(f"lora_{kernel}_a", Shape(*shape.known[:-1], size)),
        Weight(f"lora_{kernel}_b", Shape(size, shape.last)),
    ]


def check_not_quantized(config: Config) -> None:
    """Raises Undetermined under a quantized dtype policy (`int8_from_float32`), where other variables are made."""
    dtype = config.values.get("dtype")
    if (isinstance(dtype, str) and "_from_" in dtype) or not config.is_known("dtype"):
        raise Undetermined("the variables of a quantized layer")
