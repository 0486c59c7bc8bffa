"""The rules of keras.layers' convolutions."""

from . import conv, conv_transpose, depthwise_conv, separable_conv

__all__ = ["conv", "conv_transpose", "depthwise_conv", "separable_conv"]
