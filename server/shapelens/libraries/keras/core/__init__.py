"""The rules of keras.layers' core (InputLayer and Wrapper stand elsewhere)."""

from . import dense, einsum_dense, embedding, identity, lambda_layer

__all__ = ["dense", "einsum_dense", "embedding", "identity", "lambda_layer"]
