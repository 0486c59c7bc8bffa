"""The rules of keras.layers' merging."""

from . import concatenate, dot, elementwise, functions

__all__ = ["concatenate", "dot", "elementwise", "functions"]
