"""What each Keras loss and metric does with a batch of labels and predictions, as far as their shapes tell.

Takes the shapes that reach the loss (batch axis included) and answers a `Verdict`. Nothing here knows the interpreter. The steps are those of
`keras.src.losses`: `LossFunctionWrapper.call` brings the ranks together, then the loss function checks or broadcasts.

The batch axis is a number where it is known. Otherwise both shapes carry `BATCH`, a symbol: what only fails for some sizes
of the batch is then not certain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from ....shapes import Dim, Shape, Undetermined, is_unknown, same, symbol

BATCH = symbol("batch")
"""The number of samples in a batch, where it is not known."""


_UNKNOWN = Shape.unknown()


class Outcome(Enum):
    """What Keras does."""

    ACCEPTS = "accepts"
    BROADCASTS = "broadcasts"
    """Accepts, but stretches labels or predictions over each other."""
    REJECTS = "rejects"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Keras does with labels and predictions of these shapes.

    problem:    what was needed, without the shapes that arrived
    values:     the loss's value for each sample (before the reduction), where it is accepted
    computed:   the shape to which labels and predictions are broadcast together
    is_certain: False where it depends on the size of the batch
    """

    outcome: Outcome
    problem: str = ""
    values: Shape = _UNKNOWN
    computed: Shape = _UNKNOWN
    is_certain: bool = True


UNKNOWN_VERDICT = Verdict(Outcome.UNKNOWN)

SQUEEZING = frozenset(
    {
        "mean_squared_error",
        "mean_absolute_error",
        "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error",
        "huber",
        "log_cosh",
        "cosine_similarity",
    }
)
"""Functions that bring the ranks together themselves, also where no loss class is around them."""

ELEMENTWISE = SQUEEZING | frozenset(
    {
        "kl_divergence",
        "poisson",
        "hinge",
        "squared_hinge",
        "categorical_hinge",
        "categorical_focal_crossentropy",
        "dice",
        "tversky",
    }
)
"""Losses that combine labels and predictions element by element, with broadcasting and without a check of their own."""

SAME_SHAPE = frozenset({"categorical_crossentropy", "binary_crossentropy", "binary_focal_crossentropy"})
"""Losses that want labels and predictions of one shape."""

NAMES = ELEMENTWISE | SAME_SHAPE | {"sparse_categorical_crossentropy", "ctc", "circle"}
NAMES |= {"categorical_generalized_cross_entropy"}

_ABBREVIATIONS = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
}

CLASSES = {
    "MeanSquaredError": "mean_squared_error",
    "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error",
    "Huber": "huber",
    "LogCosh": "log_cosh",
    "CosineSimilarity": "cosine_similarity",
    "KLDivergence": "kl_divergence",
    "Poisson": "poisson",
    "Hinge": "hinge",
    "SquaredHinge": "squared_hinge",
    "CategoricalHinge": "categorical_hinge",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy",
    "BinaryCrossentropy": "binary_crossentropy",
    "BinaryFocalCrossentropy": "binary_focal_crossentropy",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "CTC": "ctc",
    "Dice": "dice",
    "Tversky": "tversky",
    "Circle": "circle",
    "CategoricalGeneralizedCrossEntropy": "categorical_generalized_cross_entropy",
}
"""Loss classes of `keras.losses` and the function each one wraps."""


def loss_name(identifier: str) -> str | None:
    """The canonical function name for a string as `keras.losses.get` takes it; None if Keras has no such loss."""
    if identifier in NAMES:
        return identifier
    if identifier in CLASSES:
        return CLASSES[identifier]
    return _ABBREVIATIONS.get(identifier) or _ABBREVIATIONS.get(identifier.lower() if identifier.isupper() else "")


def check_loss(name: str, y_true: Shape, y_pred: Shape, sample_weight: Shape | None = None) -> Verdict:
    """What `compile(loss=name)` does with a batch of labels and predictions.

    Source: keras.losses.Loss.__call__, LossFunctionWrapper.call and the function of that name.
    """
    try:
        verdict = call_function(name, *squeeze_or_expand(y_true, y_pred))
        if sample_weight is None or verdict.outcome in (Outcome.REJECTS, Outcome.UNKNOWN):
            return verdict
        return _weighted(verdict, sample_weight)
    except Undetermined:
        return UNKNOWN_VERDICT


def call_function(name: str, y_true: Shape, y_pred: Shape) -> Verdict:
    """What the loss function itself does (`keras.losses.poisson(y_true, y_pred)`), without the class around it.

    Raises Undetermined where the ranks are unknown.
    """
    if y_true.is_unknown or y_pred.is_unknown:
        raise Undetermined("labels or predictions of unknown rank")
    if name in SAME_SHAPE:
        return _same_shape(y_true, y_pred)
    if name == "sparse_categorical_crossentropy":
        return _sparse(y_true, y_pred)
    if name == "ctc":
        return _ctc(y_true, y_pred)
    if name == "categorical_generalized_cross_entropy":
        one_hot = Shape(*y_true.known, y_pred.last)
        return broadcast(one_hot, y_pred)
    if name in ELEMENTWISE:
        if name in SQUEEZING:
            y_true, y_pred = squeeze_or_expand(y_true, y_pred)
        verdict = broadcast(y_true, y_pred)
        return replace(verdict, values=Shape()) if name in ("dice", "tversky") else verdict
    raise Undetermined(f"the loss {name}")


def squeeze_or_expand(x1: Shape, x2: Shape) -> tuple[Shape, Shape]:
    """Drops or adds a last axis of 1 where the ranks differ by one.

    Raises Undetermined where it cannot be told. Source: keras.src.losses.loss.squeeze_or_expand_to_same_rank.
    """
    if x1.rank is None or x2.rank is None:
        raise Undetermined("labels or predictions of unknown rank")
    if x1.rank == x2.rank + 1:
        return _towards(x1, x2)
    if x2.rank == x1.rank + 1:
        x2, x1 = _towards(x2, x1)
    return x1, x2


def _towards(longer: Shape, shorter: Shape) -> tuple[Shape, Shape]:
    if is_unknown(longer.last):
        raise Undetermined("a last axis that may be 1")
    if longer.last != 1:
        return longer, shorter
    if shorter.rank == 1:
        return longer, Shape(*shorter.known, 1)
    return Shape(*longer.known[:-1]), shorter


def _same_shape(y_true: Shape, y_pred: Shape) -> Verdict:
    if y_true.rank != y_pred.rank:
        return _rejected("labels and predictions must have the same rank")
    if any(same(a, b) is False for a, b in zip(y_true, y_pred)):
        return _rejected("labels and predictions must have the same shape")
    if any(is_unknown(dim) for dim in (*y_true, *y_pred)):
        return replace(UNKNOWN_VERDICT, values=_but_last(y_pred))
    return Verdict(Outcome.ACCEPTS, values=_but_last(y_pred))


def _sparse(y_true: Shape, y_pred: Shape) -> Verdict:
    if y_true.rank == y_pred.rank and y_true.rank:
        if is_unknown(y_true.last):
            raise Undetermined("a last axis that may be 1")
        if y_true.last == 1:
            y_true = _but_last(y_true)
    if len(y_true) != len(y_pred) - 1:
        return _rejected("labels must have one dimension less than the predictions")
    if any(same(a, b) is False for a, b in zip(y_true, y_pred)):
        return _rejected("labels must have the predictions' shape up to the last axis")
    return Verdict(Outcome.ACCEPTS, values=_but_last(y_pred))


def _ctc(y_true: Shape, y_pred: Shape) -> Verdict:
    if y_true.rank != 2:
        return _rejected("labels must be of shape (batch, max_length)")
    if y_pred.rank != 3:
        return _rejected("predictions must be of shape (batch, max_length, classes)")
    return Verdict(Outcome.ACCEPTS, values=Shape(y_pred.batch))


def broadcast(y_true: Shape, y_pred: Shape) -> Verdict:
    """Broadcasting as `y_true - y_pred` does it."""
    rank = max(len(y_true), len(y_pred))
    left = (1,) * (rank - len(y_true)) + y_true.known
    right = (1,) * (rank - len(y_pred)) + y_pred.known
    computed: list[Dim] = []
    is_certain, is_stretched, is_told = True, len(y_true) != len(y_pred), True
    conflict = False
    for a, b in zip(left, right):
        agree = same(a, b)
        if agree:
            computed.append(a)
        elif a == 1 or b == 1:
            other = b if a == 1 else a
            computed.append(other)
            is_open = other is None or is_unknown(other)
            is_stretched = is_stretched or not is_open
            is_told = is_told and not is_open
        elif agree is False:
            conflict, is_certain = True, True
            break
        elif BATCH in (a, b) and not (is_unknown(a) or is_unknown(b)):
            conflict, is_certain = True, False
        else:
            is_told = False
            computed.append(b if isinstance(b, int) else a)
    if conflict:
        verdict = _rejected("labels and predictions cannot be broadcast together")
        return replace(verdict, is_certain=is_certain)
    shape = Shape(*computed)
    values = _but_last(shape)
    if is_stretched and is_told and len(y_true) and len(y_pred):
        return Verdict(Outcome.BROADCASTS, "labels and predictions are stretched over each other", values, shape)
    if not is_told:
        return replace(UNKNOWN_VERDICT, values=values)
    return Verdict(Outcome.ACCEPTS, values=values, computed=shape)


def _weighted(verdict: Verdict, sample_weight: Shape) -> Verdict:
    """The loss's values times the sample weights. Source: keras.src.losses.loss.reduce_weighted_values."""
    if verdict.values.is_unknown or sample_weight.is_unknown:
        return verdict
    values, weights = squeeze_or_expand(verdict.values, sample_weight)
    combined = broadcast(values, weights)
    if combined.outcome is Outcome.REJECTS:
        return _rejected(f"sample weights {sample_weight} must fit the values {verdict.values} of the loss")
    return verdict


def _rejected(problem: str) -> Verdict:
    return Verdict(Outcome.REJECTS, problem)


def _but_last(shape: Shape) -> Shape:
    return shape if shape.is_unknown else Shape(*shape.known[:-1])
