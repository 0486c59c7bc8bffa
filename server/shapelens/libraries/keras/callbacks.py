"""`keras.callbacks`: the library's are opaque to shapes; a program's own are called once with the model that `fit` trains."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import library_class
from ...shapes import UNKNOWN
from ...values import Function, Instance, Value
from ..structures import flatten

NAMES = (
    "BackupAndRestore CSVLogger CallbackList EarlyStopping History LambdaCallback LearningRateScheduler "
    "OrbaxCheckpoint ProgbarLogger ReduceLROnPlateau RemoteMonitor SwapEMAWeights TensorBoard TerminateOnNaN"
)

GIVEN = "given"

_HOOKS: dict[str, bool] = {
    "on_train_begin": False,
    "on_epoch_begin": True,
    "on_train_batch_begin": True,
    "on_batch_begin": True,
    "on_train_batch_end": True,
    "on_batch_end": True,
    "on_epoch_end": True,
    "on_train_end": False,
}
"""What `fit` calls, in this order, and whether a number (of the epoch or batch) comes before the logs."""


@library_class("keras.callbacks.Callback")
class Callback:
    """The base of all callbacks. `LambdaCallback` keeps the functions that it is given."""

    def __init__(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        for name, value in keywords.items():
            if name in _HOOKS:
                ctx.heap.set(self, (GIVEN, name), value)
        return None

    def set_model(ctx: Context, self: Instance, model: Value) -> Value:
        ctx.set_attribute(self, "model", model)
        return None

    def nothing(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return None

    set_params = on_epoch_begin = on_epoch_end = on_train_begin = on_train_end = on_batch_begin = on_batch_end = nothing
    on_train_batch_begin = on_train_batch_end = on_test_begin = on_test_end = on_predict_begin = on_predict_end = (
        nothing
    )
    on_test_batch_begin = on_test_batch_end = on_predict_batch_begin = on_predict_batch_end = nothing


for _name in NAMES.split():
    library_class(f"keras.callbacks.{_name}", "keras.callbacks.Callback")(type(_name, (), {}))


@library_class("keras.callbacks.ModelCheckpoint", "keras.callbacks.Callback")
class ModelCheckpoint:
    """Writes the model to a file after epochs (`saving.write_checkpoints`)."""

    def __init__(
        ctx: Context,
        self: Instance,
        filepath: Value = None,
        monitor: Value = "val_loss",
        verbose: Value = 0,
        save_best_only: Value = False,
        save_weights_only: Value = False,
        *arguments: Value,
        **keywords: Value,
    ) -> Value:
        ctx.heap.set(self, "filepath", filepath)
        ctx.heap.set(self, "save_weights_only", save_weights_only)
        return None


def run_callbacks(ctx: Context, model: Instance, callbacks: Value) -> None:
    """Calls the program's own callbacks as `fit` does: each hook once, in an epoch and a batch of unknown number."""
    for _, callback in flatten(ctx, callbacks) if callbacks is not None else ():
        if not isinstance(callback, Instance) or not callback.cls.is_subclass("keras.callbacks.Callback"):
            continue
        ctx.set_attribute(callback, "model", model)
        for hook, is_numbered in _HOOKS.items():
            found = callback.cls.lookup(ctx.heap, hook)
            own = ctx.attribute(callback, hook) if found is not None and isinstance(found[0], Function) else None
            called = own if own is not None else ctx.heap.get(callback, (GIVEN, hook), None)
            if called is not None:
                logs = ctx.dict({}, is_open=True)
                ctx.call(called, (UNKNOWN, logs) if is_numbered else (logs,))
