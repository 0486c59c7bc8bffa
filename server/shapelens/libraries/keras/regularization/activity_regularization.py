"""ActivityRegularization."""

from __future__ import annotations

from ..arguments import check_number
from ..rule import Config, layer
from ..unchanged import Unchanged


@layer("keras.layers.ActivityRegularization")
class ActivityRegularization(Unchanged):
    """Adds to the loss and changes nothing. Source: keras.layers.ActivityRegularization."""

    def check(self, config: Config) -> None:
        for name in ("l1", "l2"):
            if config.values.get(name) is not None:
                check_number(config, name, 0)
