"""ActivityRegularization."""

from __future__ import annotations

from ..rule import layer
from ..unchanged import Unchanged


@layer("keras.layers.ActivityRegularization")
class ActivityRegularization(Unchanged):
    """Adds to the loss and changes nothing. Source: keras.layers.ActivityRegularization."""
