"""`keras.config` and the settings in `keras.backend`: the float type, the place of channels, the backend.

What a program sets is kept in `Heap.settings` and holds from there on.
"""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import define, function
from ...values import Unknown, Value

_DEFAULTS: dict[str, Value] = {"floatx": "float32", "epsilon": 1e-7, "image_data_format": "channels_last"}


def setting(ctx: Context, name: str) -> Value:
    """The current value of `floatx`, `epsilon` or `image_data_format`."""
    return ctx.heap.get(ctx.heap.settings, name, _DEFAULTS[name])


def data_format_of(ctx: Context) -> str | None:
    """The configured place of channels; None where it is not known."""
    value = setting(ctx, "image_data_format")
    return value if isinstance(value, str) else None


def _settings(name: str) -> None:
    @function(f"keras.config.{name}", f"keras.backend.{name}")
    def get(ctx: Context, *_: Value) -> Value:
        return setting(ctx, name)

    @function(f"keras.config.set_{name}", f"keras.backend.set_{name}")
    def change(ctx: Context, value: Value = None, **keywords: Value) -> Value:
        ctx.heap.set(ctx.heap.settings, name, next(iter(keywords.values()), value))
        return None


for _name in _DEFAULTS:
    _settings(_name)


VERSION = "3.15.1"
"""Of the Keras whose behaviour is followed here."""

define("keras.__version__", VERSION)


@function("keras.version")
def version(ctx: Context) -> Value:
    return VERSION


@function("keras.config.backend", "keras.backend.backend")
def backend(ctx: Context) -> Value:
    """The backend whose behaviour is followed here."""
    return "tensorflow"


@function("keras.config.dtype_policy", "keras.mixed_precision.dtype_policy", "keras.mixed_precision.global_policy")
def dtype_policy(ctx: Context) -> Value:
    """The policy, which bears on dtypes only."""
    return Unknown("the dtype policy")


@function(
    *[
        f"keras.config.{name}"
        for name in (
            "set_backend",
            "set_dtype_policy",
            "set_max_epochs",
            "set_max_steps_per_epoch",
            "enable_flash_attention",
            "disable_flash_attention",
            "enable_interactive_logging",
            "disable_interactive_logging",
            "enable_traceback_filtering",
            "disable_traceback_filtering",
            "enable_unsafe_deserialization",
        )
    ],
    "keras.mixed_precision.set_global_policy",
    "keras.mixed_precision.set_dtype_policy",
    "keras.mixed_precision.experimental.set_policy",
    "keras.backend.set_learning_phase",
    "keras.backend.manual_variable_initialization",
    "keras.backend.set_session",
    "keras.backend.reset_uids",
)
def without_effect(ctx: Context, *_: Value, **__: Value) -> Value:
    """A setting that no shape depends on."""
    return None


@function(
    "keras.config.is_flash_attention_enabled",
    "keras.config.is_interactive_logging_enabled",
    "keras.config.is_nnx_enabled",
    "keras.config.is_traceback_filtering_enabled",
    "keras.config.max_epochs",
    "keras.config.max_steps_per_epoch",
)
def unknown_setting(ctx: Context) -> Value:
    return Unknown("a setting that no shape depends on")
