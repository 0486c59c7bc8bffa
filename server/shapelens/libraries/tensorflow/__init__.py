"""TensorFlow. Its functions of tensors are in `libraries/arrays`; here are dtypes, shapes, text, files, tapes and what is inert."""

from ...interpreter.registry import alias
from .. import arrays
from . import data, files, functions, losses, objects, text

alias("tensorflow.experimental.numpy", "numpy")
alias("tensorflow.losses", "keras.losses")
alias("tensorflow.metrics", "keras.metrics")
alias("tensorflow.optimizers", "keras.optimizers")
alias("tensorflow.initializers", "keras.initializers")
alias("tensorflow.compat.v1", "tensorflow")
alias("tensorflow.compat.v2", "tensorflow")
alias("tensorflow.python.ops.math_ops", "tensorflow.math")
alias("tensorflow.python.ops.array_ops", "tensorflow")

__all__ = ["arrays", "data", "files", "functions", "losses", "objects", "text"]
