"""scikit-learn: its datasets, splits, scalers and encoders, as far as they make arrays for a model."""

from . import compose, datasets, decomposition, encoders, metrics, scalers, splitting

__all__ = ["compose", "datasets", "decomposition", "encoders", "metrics", "scalers", "splitting"]
