"""Models that a program writes down and reads again: `save` and `load_model`, `get_config` and `from_config`, `to_json`, `clone_model`.

What is written under a name that is known is kept in `Heap.settings`; what is read back is a model of the same layers.
"""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function, method
from ...values import ABSENT, Class, DictValue, Heap, Instance, ListValue, Object, Value
from ..builtins.standard.system import text_of_path
from .graph import tensors_in
from .rule import rule_of

FILE = "a file of the program"
WEIGHTS = "a file of weights"
TOUCHED = "touched"


class Description(Object):
    """What `Model.to_json()` answers: a text that describes a model."""

    __slots__ = ("model",)

    def __init__(self, model: Instance) -> None:
        self.model = model


class Configuration(DictValue):
    """What `get_config` of Keras's own models and layers answers: a dict of which the items are not known."""

    __slots__ = ("subject",)

    def __init__(self, heap: Heap | None, subject: Instance) -> None:
        super().__init__(heap, {}, is_open=True)
        self.subject = subject


@method(
    Configuration, "__getitem__", "get", "items", "values", "pop", "setdefault", "update", "__setitem__", "__delitem__"
)
def touch(ctx: Context, self: Configuration, *_: Value, **__: Value) -> Value:
    """Whoever looks into a configuration may change it: from then on nothing is known of what it describes."""
    ctx.heap.set(self.extent, TOUCHED, True)
    return ctx.unknown("a part of a configuration")


def configuration(ctx: Context, subject: Instance) -> Value:
    """The configuration of a model or layer of Keras's own classes; an open dict of any other's."""
    is_own = subject.cls.span is not None
    return ctx.dict({}, is_open=True) if is_own else Configuration(ctx.heap, subject)


def described(ctx: Context, config: Value) -> Instance | None:
    """The model or layer that a configuration is of; None where the program may have changed it."""
    if isinstance(config, Description):
        return config.model
    if isinstance(config, Configuration) and ctx.heap.get(config.extent, TOUCHED) is ABSENT:
        return config.subject
    return None


def copied(ctx: Context, model: Instance) -> Instance:
    """A model of the same layers: what is added to it or taken from it later leaves the first one as it is."""
    copy = ctx.instance(model.cls)
    for name in ctx.heap.names(model):
        ctx.heap.set(copy, name, ctx.heap.get(model, name))
    return copy


def rebuilt(ctx: Context, subject: Instance) -> Value:
    """What `from_config` makes of an unchanged configuration: the same model; a layer that is not built yet."""
    if rule_of(subject) is None:
        model = copied(ctx, subject)
        inputs, outputs = (tensors_in(ctx, ctx.heap.get(model, name, None)) for name in ("_inputs", "_outputs"))
        if outputs:
            ctx.observe("model", model.cls.name, [t.shape for t in inputs], [t.shape for t in outputs], subject=model)
        return model
    layer = ctx.instance(subject.cls)
    for name in ctx.heap.names(subject):
        if name not in ("_built", "_weights", "_calls"):
            ctx.heap.set(layer, name, ctx.heap.get(subject, name))
    return layer


def write(ctx: Context, path: Value, model: Value) -> None:
    """Keeps a model under a file's name, if both are known."""
    text = text_of_path(ctx, path)
    if isinstance(text, str) and isinstance(model, Instance) and "{" not in text:
        ctx.heap.set(ctx.heap.settings, (FILE, text), model)


def write_weights(ctx: Context, path: Value, weights: Value) -> None:
    """Keeps what a file of weights holds, if its name is known; a file of which nothing is known holds nothing that is."""
    text = text_of_path(ctx, path)
    if isinstance(text, str):
        ctx.heap.set(ctx.heap.settings, (WEIGHTS, text), weights)


def written_weights(ctx: Context, path: Value) -> Value:
    """What the program wrote to a file of weights; None where that is not known."""
    text = text_of_path(ctx, path)
    return ctx.heap.get(ctx.heap.settings, (WEIGHTS, text), None) if isinstance(text, str) else None


def write_checkpoints(ctx: Context, callbacks: Value, model: Instance) -> None:
    """What the `ModelCheckpoint`s among the callbacks of a training have written when it ends."""
    items = callbacks.items(ctx.heap) if isinstance(callbacks, ListValue) else (callbacks,)
    for item in items or ():
        if isinstance(item, Instance) and item.cls.is_subclass("keras.callbacks.ModelCheckpoint"):
            path = ctx.heap.get(item, "filepath")
            if path is not ABSENT and ctx.heap.get(item, "save_weights_only", False) is False:
                write(ctx, path, model)


@function("keras.models.clone_model", "keras.clone_model")
def clone_model(ctx: Context, model: Value, *arguments: Value, **keywords: Value) -> Value:
    """A model of the same layers with new weights."""
    return copied(ctx, model) if isinstance(model, Instance) else model


@function("keras.models.save_model", "keras.saving.save_model")
def save_model(ctx: Context, model: Value, filepath: Value, *arguments: Value, **keywords: Value) -> Value:
    """Writes a model to a file."""
    write(ctx, filepath, model)
    return None


@function("keras.models.load_model", "keras.saving.load_model")
def load_model(ctx: Context, filepath: Value, *arguments: Value, **keywords: Value) -> Value:
    """The model that the program wrote to that file; of any other file nothing is known."""
    text = text_of_path(ctx, filepath)
    model = ctx.heap.get(ctx.heap.settings, (FILE, text)) if isinstance(text, str) else ABSENT
    return copied(ctx, model) if isinstance(model, Instance) else ctx.unknown("a model loaded from a file")


@function("keras.models.model_from_json", "keras.models.model_from_config")
def model_from_json(ctx: Context, description: Value, *arguments: Value, **keywords: Value) -> Value:
    """The model that a text or a configuration describes."""
    model = described(ctx, description)
    return ctx.unknown("a model loaded from a file") if model is None else copied(ctx, model)


def from_config(ctx: Context, cls: Value, config: Value = None, **keywords: Value) -> Value:
    """`Layer.from_config` and `Model.from_config`: `cls(**config)`, or what an unchanged configuration describes."""
    if (
        isinstance(cls, Class)
        and isinstance(config, DictValue)
        and not isinstance(config, Configuration)
        and not config.is_open
    ):
        names = [name for name in ctx.heap.names(config) if isinstance(name, str)]
        return ctx.call(cls, (), {name: ctx.heap.get(config, name) for name in names})
    subject = described(ctx, config)
    if subject is not None and isinstance(cls, Class) and (subject.cls is cls or cls.name == "keras.Model"):
        return rebuilt(ctx, subject)
    return ctx.unknown("a layer from an unknown configuration")
