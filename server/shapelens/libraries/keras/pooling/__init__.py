"""The rules of keras.layers' pooling."""

from . import adaptive_pooling, global_pooling, pooling

__all__ = ["adaptive_pooling", "global_pooling", "pooling"]
