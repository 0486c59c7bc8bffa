"""The rules of keras.layers' activations."""

from . import activation, prelu

__all__ = ["activation", "prelu"]
