"""The rules of keras.layers' reshaping."""

from . import cropping, flatten, permute, repeat_vector, reshape, up_sampling, zero_padding

__all__ = ["cropping", "flatten", "permute", "repeat_vector", "reshape", "up_sampling", "zero_padding"]
