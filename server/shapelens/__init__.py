"""Shapelens: the shape of every Keras tensor, while the code is being typed."""

__version__ = "0.1.0"
