"""The rest of `keras.utils`: files, seeds, plots, registration. Nothing of it changes a shape."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import function
from ....shapes import Undetermined
from ....values import Kind, Tensor, Unknown, Value, native
from ..graph import sources_of

_HERE = "keras.utils."


@function(
    _HERE + "set_random_seed",
    _HERE + "plot_model",
    _HERE + "clear_session",
    _HERE + "enable_interactive_logging",
    _HERE + "disable_interactive_logging",
    "keras.backend.clear_session",
)
def nothing(ctx: Context, *_: Value, **__: Value) -> Value:
    """Done for its effect."""
    return None


@function(
    _HERE + "get_file",
    _HERE + "model_to_dot",
    _HERE + "serialize_keras_object",
    _HERE + "deserialize_keras_object",
    _HERE + "get_registered_name",
    _HERE + "get_registered_object",
    _HERE + "Progbar",
    _HERE + "custom_object_scope",
    _HERE + "CustomObjectScope",
    *(
        f"keras.saving.{name}"
        for name in (
            "serialize_keras_object",
            "deserialize_keras_object",
            "get_registered_name",
            "get_registered_object",
            "custom_object_scope",
            "CustomObjectScope",
        )
    ),
)
def unknown(ctx: Context, *_: Value, **__: Value) -> Value:
    """What cannot be told without running it."""
    return Unknown("the result of a function of keras.utils")


@function(_HERE + "get_source_inputs")
def get_source_inputs(ctx: Context, tensor: Value) -> Value:
    """The inputs of which a KerasTensor is made; anything else as it is. The applications ask it for their `input_tensor`.

    Source: keras.src.ops.operation_utils.get_source_inputs.
    """
    if not isinstance(tensor, Tensor) or tensor.kind is not Kind.KERAS:
        return tensor
    sources = sources_of(tensor)
    if sources is None:
        raise Undetermined("the inputs of which a tensor is made")
    return ctx.list(sources)


@function(_HERE + "get_custom_objects", "keras.saving.get_custom_objects")
def get_custom_objects(ctx: Context) -> Value:
    return ctx.dict({}, is_open=True)


@native("keras.saving.register_keras_serializable.decorator")
def _same(ctx: Context, decorated: Value) -> Value:
    return decorated


@function(_HERE + "register_keras_serializable", "keras.saving.register_keras_serializable")
def register_keras_serializable(ctx: Context, *_: Value, **__: Value) -> Value:
    """A decorator that changes nothing."""
    return _same


@function(_HERE + "pack_x_y_sample_weight")
def pack_x_y_sample_weight(ctx: Context, x: Value, y: Value = None, sample_weight: Value = None) -> Value:
    """(x, y, sample_weight) without what is None."""
    if y is None:
        return x
    return (x, y) if sample_weight is None else (x, y, sample_weight)


@function(_HERE + "unpack_x_y_sample_weight")
def unpack_x_y_sample_weight(ctx: Context, data: Value) -> Value:
    """(x, y, sample_weight), None for what is not there."""
    if not isinstance(data, tuple):
        return (data, None, None)
    return (*data, *(None,) * (3 - len(data)))
