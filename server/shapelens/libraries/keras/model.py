"""`keras.Model` (functional and subclassed) and what models answer about themselves."""

from __future__ import annotations

from collections.abc import Callable

from ...interpreter import Context
from ...interpreter.registry import library_class, prop
from ...shapes import Mismatch, Shape
from ...values import DictValue, Function, Instance, Kind, ListValue, Tensor, Unknown, Value
from .calling import call, call_layer
from .conversion import has_tensor, shape_of, shape_value
from .functional import (
    MODEL,
    check_tensors,
    is_functional,
    known,
    make_functional,
    model_layers,
    only,
    run_functional,
    tensor_name,
)
from .graph import tensors_in
from .naming import enroll
from .saving import Description, configuration, write, write_weights, written_weights
from .weights import check_file, count, describe_weights, weights_of

SUBCLASSED = "_is_subclassed"
"""The field of a model that certainly was given no inputs and outputs: whether its `call` alone tells what it computes."""


@library_class(
    MODEL,
    "keras.layers.Layer",
    aliases=("keras.models.Model", "keras.Functional", "keras.models.Functional", "keras.src.models.model.Model"),
)
class Model:
    """keras.Model."""

    def __init__(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        names = ("inputs", "outputs", "name")
        given = {**dict(zip(names, arguments)), **keywords}
        if given.get("name") is not None:
            ctx.heap.set(self, "_name", given["name"])
        for name in given:
            if name in ("input", "output"):
                raise Mismatch(
                    "unknown-argument", f"Model has no argument `{name}`: it is `{name}s`", argument=name, name=name
                )
        enroll(ctx, self)
        inputs, outputs = given.get("inputs"), given.get("outputs")
        for which in ("inputs", "outputs") if has_tensor(ctx, inputs) and "outputs" in given else ():
            check_tensors(ctx, which, given[which])
        if inputs is not None and outputs is not None and has_tensor(ctx, outputs):
            make_functional(ctx, self, inputs, outputs)
        elif inputs is None:
            ctx.heap.set(self, SUBCLASSED, "**" not in keywords)
            ctx.observe("model", self.cls.name, (), (), subject=self)
        return None

    def __call__(ctx: Context, self: Instance, /, *arguments: Value, **keywords: Value) -> Value:
        return call(ctx, self, *arguments, **keywords)

    def call(ctx: Context, self: Instance, inputs: Value = None, *rest: Value, **keywords: Value) -> Value:
        if is_functional(ctx, self):
            return run_functional(ctx, self, inputs)
        if (
            ctx.heap.get(self, SUBCLASSED) is True
            and not self.cls.has_unknown_base
            and not self.cls.name.startswith("keras")
        ):
            raise Mismatch("library-raises", f"{self.cls.short_name} has no `call` method")
        return ctx.unknown(f"{self.cls.short_name} has no `call`")

    def build(ctx: Context, self: Instance, input_shape: Value = None, *rest: Value) -> Value:
        if is_functional(ctx, self):
            return None
        found = self.cls.lookup(ctx.heap, "build")
        if found is not None and isinstance(found[0], Function):  # by `super()`: the program's own has done the work
            return None
        shapes = input_tensors(ctx, input_shape)
        if shapes is not None:
            # Keras only warns where the program's `call` fails on these shapes
            with ctx.captured():
                call_layer(ctx, self, (shapes,))
        return None

    def get_layer(ctx: Context, self: Instance, name: Value = None, index: Value = None) -> Value:
        from .by_name import layer_called

        return layer_called(ctx, self, name, index)

    def summary(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return None

    export = reset_metrics = summary

    def save_weights(ctx: Context, self: Instance, filepath: Value = None, *rest: Value, **keywords: Value) -> Value:
        write_weights(ctx, filepath, describe_weights(ctx, self))
        return None

    def load_weights(ctx: Context, self: Instance, filepath: Value = None, *rest: Value, **keywords: Value) -> Value:
        if not rest and not keywords:
            check_file(ctx, self, written_weights(ctx, filepath))
        return None

    def save(ctx: Context, self: Instance, filepath: Value = None, *arguments: Value, **keywords: Value) -> Value:
        write(ctx, filepath, self)
        return None

    def get_config(ctx: Context, self: Instance) -> Value:
        return configuration(ctx, self)

    def to_json(ctx: Context, self: Instance, **keywords: Value) -> Value:
        return Description(self)

    def compile(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return train(ctx, "compile_model", self, arguments, keywords)

    def fit(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return train(ctx, "fit_model", self, arguments, keywords)

    def evaluate(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return train(ctx, "evaluate_model", self, arguments, keywords)

    def predict(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return train(ctx, "predict_model", self, arguments, keywords)

    def train_on_batch(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return train(ctx, "train_on_batch", self, arguments, keywords)

    def test_on_batch(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return train(ctx, "test_on_batch", self, arguments, keywords)

    def predict_on_batch(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return train(ctx, "predict_on_batch", self, arguments, keywords)

    def compute_loss(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return train(ctx, "compute_loss", self, arguments, keywords)

    def compute_metrics(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return ctx.dict({}, is_open=True)

    @prop
    def inputs(ctx: Context, self: Instance) -> Value:
        return ctx.list(tensors_in(ctx, known(ctx, self, "_inputs")))

    @prop
    def outputs(ctx: Context, self: Instance) -> Value:
        return ctx.list(tensors_in(ctx, known(ctx, self, "_outputs")))

    @prop
    def input(ctx: Context, self: Instance) -> Value:
        return known(ctx, self, "_inputs")

    @prop
    def output(ctx: Context, self: Instance) -> Value:
        return known(ctx, self, "_outputs")

    @prop
    def input_shape(ctx: Context, self: Instance) -> Value:
        return only(ctx, shape_value(ctx, known(ctx, self, "_inputs")))

    @prop
    def output_shape(ctx: Context, self: Instance) -> Value:
        return only(ctx, shape_value(ctx, known(ctx, self, "_outputs")))

    @prop
    def layers(ctx: Context, self: Instance) -> Value:
        layers = model_layers(ctx, self)
        return ctx.list(layers) if layers is not None else ctx.unknown("the layers of a model")

    @prop
    def operations(ctx: Context, self: Instance) -> Value:
        return ctx.unknown("the operations of a model")

    def count_params(ctx: Context, self: Instance) -> Value:
        return count(weights_of(ctx, self))

    @prop
    def history(ctx: Context, self: Instance) -> Value:
        return ctx.unknown("the history of a model")

    @prop
    def output_names(ctx: Context, self: Instance) -> Value:
        return ctx.list(tensor_name(ctx, tensor) for tensor in tensors_in(ctx, known(ctx, self, "_outputs")))

    @prop
    def input_names(ctx: Context, self: Instance) -> Value:
        return ctx.list(tensor_name(ctx, tensor) for tensor in tensors_in(ctx, known(ctx, self, "_inputs")))


def train(ctx: Context, name: str, model: Instance, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
    """One of the methods that bring data to a model; `training.py` imports this module."""
    from . import training

    if not isinstance(model, Instance):  # `keras.Model.fit(x)`
        return ctx.unknown("a method called on what is no model")
    method: Callable[..., Value] = getattr(training, name)
    return method(ctx, model, arguments, keywords)


def input_tensors(ctx: Context, shapes: Value) -> Value:
    """Symbolic tensors for the shape, or the structure of shapes, that `build` is given; None where it is not known."""
    shape = shape_of(ctx, shapes)
    if shape is not None and not any(isinstance(dim, Unknown) for dim in shape):
        items = shapes.items(ctx.heap) if isinstance(shapes, ListValue) else shapes
        if (
            isinstance(items, tuple)
            and items
            and all(shape_of(ctx, i) and not isinstance(i, int) for i in items if i is not None)
            and all(i is not None for i in items)
        ):
            return ctx.list(Tensor(shape_of(ctx, item) or Shape.unknown(), Kind.TENSOR, "float32") for item in items)
        return Tensor(shape, Kind.TENSOR, "float32")
    if isinstance(shapes, DictValue):
        fields = {key: input_tensors(ctx, ctx.heap.get(shapes, key)) for key in ctx.heap.names(shapes)}
        return ctx.dict(fields)
    return None
