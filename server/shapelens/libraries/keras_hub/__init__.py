"""KerasHub, KerasNLP and KerasCV where they are not installed."""

from . import layers

__all__ = ["layers"]
