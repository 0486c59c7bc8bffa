"""KerasTuner: models are built for the default values of the hyperparameters, and for any values."""

from . import hyperparameters, tuners

__all__ = ["hyperparameters", "tuners"]
