"""`keras.callbacks`: opaque to shapes. A program's own callbacks inherit from `Callback`; Keras calls them, we do not."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import library_class
from ...values import Instance, Value

NAMES = (
    "BackupAndRestore CSVLogger CallbackList EarlyStopping History LambdaCallback LearningRateScheduler "
    "OrbaxCheckpoint ProgbarLogger ReduceLROnPlateau RemoteMonitor SwapEMAWeights TensorBoard TerminateOnNaN"
)


@library_class("keras.callbacks.Callback")
class Callback:
    """The base of all callbacks."""

    def __init__(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
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
