"""`tf.data`: the value (`value.py`), what makes datasets (`sources.py`) and what changes them (`transformations.py`)."""

from . import experimental, sources, transformations
from .value import Dataset, Spec

__all__ = ["Dataset", "Spec", "experimental", "sources", "transformations"]
