"""Gymnasium (and Gym, its older name): the spaces of well-known environments, and what `reset` and `step` answer."""

from ...interpreter.registry import alias
from . import environments

alias("gym", "gymnasium")

__all__ = ["environments"]
