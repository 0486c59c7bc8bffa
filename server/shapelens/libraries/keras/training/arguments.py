"""The arguments of `compile`, `fit` and their kin: Keras's signatures, values by name, and where each one stands."""

from __future__ import annotations

from ....interpreter import Context
from ....values import Span, Unknown, Value

COMPILE = "optimizer=rmsprop loss loss_weights metrics weighted_metrics run_eagerly steps_per_execution jit_compile"
FIT = (
    "x y batch_size epochs verbose callbacks validation_split validation_data shuffle class_weight sample_weight "
    "initial_epoch steps_per_epoch validation_steps validation_batch_size validation_freq"
)
EVALUATE = "x y batch_size verbose sample_weight steps callbacks return_dict"
PREDICT = "x batch_size verbose steps callbacks"
TRAIN_ON_BATCH = "x y sample_weight class_weight return_dict"
TEST_ON_BATCH = "x y sample_weight return_dict"
PREDICT_ON_BATCH = "x"
COMPUTE_LOSS = "x y y_pred sample_weight training"


class Arguments:
    """What one of the methods was called with. An argument that was not given is None."""

    __slots__ = ("ctx", "is_open", "names", "values")

    def __init__(self, ctx: Context, names: str, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> None:
        self.ctx = ctx
        self.names = tuple(name.partition("=")[0] for name in names.split())
        self.values: dict[str, Value] = {**dict(zip(self.names, arguments)), **keywords}
        self.is_open = "**" in keywords
        """Whether there may be more keywords than are known."""

    def __getitem__(self, name: str) -> Value:
        if name in self.values:
            return self.values[name]
        return Unknown(f"the argument {name}") if self.is_open else None

    def span(self, name: str) -> Span | None:
        """Where the argument stands in the call; the call itself where that cannot be told."""
        span = self.ctx.argument_span(name)
        if span is None and name in self.names:
            span = self.ctx.argument_span(self.names.index(name))
        return span or self.ctx.span

    def size(self, name: str, default: int) -> int | None:
        """A positive integer; `default` where it was not given, None where it is not known."""
        value = self[name]
        if value is None:
            return default
        return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
