"""`compile`, `fit`, `evaluate`, `predict` and their kin: where the data meet the model."""

from .loop import (
    compile_model,
    compute_loss,
    evaluate_model,
    fit_model,
    predict_model,
    predict_on_batch,
    test_on_batch,
    train_on_batch,
)

__all__ = [
    "compile_model",
    "compute_loss",
    "evaluate_model",
    "fit_model",
    "predict_model",
    "predict_on_batch",
    "test_on_batch",
    "train_on_batch",
]
