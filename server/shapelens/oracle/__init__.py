"""Real Keras in a worker process of the user's interpreter: the judge of every rule."""

from __future__ import annotations

from .client import Oracle
from .questions import FunctionQuestion, LayerQuestion, LossQuestion, Made, Named, Question, Tensor
from .verdicts import KerasError, Outcome, Verdict, Weight

__all__ = [
    "FunctionQuestion",
    "KerasError",
    "LayerQuestion",
    "LossQuestion",
    "Made",
    "Named",
    "Oracle",
    "Outcome",
    "Question",
    "Tensor",
    "Verdict",
    "Weight",
]
