"""The rules of keras.layers' regularization."""

from . import activity_regularization, dropout

__all__ = ["activity_regularization", "dropout"]
