"""TensorFlow Datasets: the shapes of well-known data sets."""

from . import loading

__all__ = ["loading"]
