"""The rules of keras.layers' merging."""

from . import concatenate, dot, elementwise

__all__ = ["concatenate", "dot", "elementwise"]
