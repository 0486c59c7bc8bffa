"""`keras.Input` and `InputLayer`: where a functional graph begins."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function, library_class, named_class
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Symbolic, is_dim
from ...values import Instance, Kind, ListValue, Tensor, Unknown, Value
from .arguments import invalid
from .conversion import flat
from .graph import Node, producer
from .naming import enroll
from .rule import base_argument

INPUT = "keras.Input"


@function(INPUT, "keras.layers.Input", "keras.models.Input")
def make_input(
    ctx: Context,
    shape: Value = None,
    batch_size: Value = None,
    dtype: Value = None,
    sparse: Value = None,
    ragged: Value = None,
    batch_shape: Value = None,
    name: Value = None,
    tensor: Value = None,
    optional: Value = False,
    **keywords: Value,
) -> Value:
    """A symbolic tensor `(batch_size, *shape)`, float32 unless said otherwise. Source: keras.Input."""
    legacy = keywords.pop("batch_input_shape", None)
    if shape is None and "**" in keywords:
        shape = Unknown("the argument shape")
    if isinstance(tensor, Tensor):
        return symbolic(ctx, tensor.shape, tensor.dtype, name)
    full = input_shape(ctx, shape, batch_size, legacy if batch_shape is None else batch_shape)
    unknown = next((key for key in keywords if key != "**"), None)
    if unknown is not None:
        raise Mismatch("unknown-argument", f"Input has no argument `{unknown}`", argument=unknown, name=unknown)
    result = symbolic(ctx, full, dtype_name(dtype), name)
    ctx.observe("input", INPUT, (), full, subject=result, result=result)
    return result


def input_shape(ctx: Context, shape: Value, batch_size: Value, batch_shape: Value) -> Shape:
    """The full shape of an input. Raises Mismatch for what Keras rejects."""
    if batch_shape is not None:
        return as_shape(ctx, batch_shape, "batch_shape")
    if shape is None:
        if isinstance(batch_shape, Unknown):
            return Shape.unknown()
        raise Mismatch("unknown-argument", "Input needs the argument `shape`", argument="shape")
    rest = as_shape(ctx, shape, "shape")
    if isinstance(batch_size, (str, float)) or (isinstance(batch_size, int) and batch_size < 0):
        raise invalid("batch_size", "an integer or None", batch_size)
    batch: Dim = batch_size if is_dim(batch_size) else UNKNOWN
    return Shape.unknown() if rest.dims is None else Shape(batch, *rest.dims)


def as_shape(ctx: Context, value: Value, argument: str) -> Shape:
    """A shape argument as Keras takes it (keras.src.backend.common.standardize_shape). What a single size was meant for is plain."""
    value = flat(ctx, value)
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        mismatch = Mismatch(
            "invalid-argument",
            f"`{argument}` must be a tuple such as `({value},)`, got the {type(value).__name__} {value!r}",
            argument=argument,
            value=value,
            wanted="tuple",
        )
        if not isinstance(value, int) or value < 0:
            raise mismatch
        ctx.report_mismatch(mismatch)
        value = (value,)
    if not isinstance(value, tuple):
        return Shape.unknown()
    for dim in value:
        if isinstance(dim, (float, str, tuple)) or (isinstance(dim, int) and dim < 0):
            raise Mismatch(
                "invalid-argument",
                f"`{argument}` holds {dim!r}, which is no size: it takes integers >= 0 and None",
                argument=argument,
                value=value,
            )
    return Shape(*(dim if is_dim(dim) else UNKNOWN for dim in value))


def dtype_name(dtype: Value) -> str | None:
    """The name of a dtype argument; float32 if there is none."""
    if dtype is None:
        return "float32"
    name = getattr(dtype, "name", dtype)
    return name if isinstance(name, str) else None


def symbolic(ctx: Context, shape: Shape, dtype: str | None, name: Value = None) -> Tensor:
    """A KerasTensor with an InputLayer of its own."""
    layer = Instance(ctx.heap, named_class("keras.layers.InputLayer"), ctx.span)
    return attach(ctx, layer, shape, dtype, name)


def attach(ctx: Context, layer: Instance, shape: Shape, dtype: str | None, name: Value) -> Tensor:
    """Makes `layer` the InputLayer of a new KerasTensor."""
    if name is not None:
        ctx.heap.set(layer, "_name", name)
    enroll(ctx, layer)
    node = Node(ctx, layer, (), {}, (), "keras.layers.InputLayer")
    tensor = Tensor(shape, Kind.KERAS, dtype, ctx.span, node)
    node.outputs = (tensor,)
    ctx.heap.set(layer, "_calls", (node,))
    ctx.heap.set(layer, "_built", shape)
    ctx.heap.set(layer, "_weights", ())
    ctx.heap.set(layer, "_tensor", tensor)
    return tensor


def tensor_of_input(ctx: Context, layer: Value) -> Tensor | None:
    """The KerasTensor of an InputLayer, or of what `keras.Input` answered."""
    node = producer(layer) if isinstance(layer, Tensor) else None
    if isinstance(layer, Tensor) and node is not None:
        operation = node.operation
        if isinstance(operation, Instance) and operation.cls.is_subclass("keras.layers.InputLayer"):
            return layer
        return None
    if isinstance(layer, Instance) and layer.cls.is_subclass("keras.layers.InputLayer"):
        tensor = ctx.heap.get(layer, "_tensor")
        return tensor if isinstance(tensor, Tensor) else None
    return None


@library_class("keras.layers.InputLayer", "keras.layers.Layer", aliases=("keras.InputLayer",))
class InputLayer:
    """keras.layers.InputLayer."""

    def __init__(
        ctx: Context,
        self: Instance,
        shape: Value = None,
        batch_size: Value = None,
        dtype: Value = None,
        sparse: Value = None,
        ragged: Value = None,
        batch_shape: Value = None,
        input_tensor: Value = None,
        optional: Value = False,
        name: Value = None,
        input_shape: Value = None,
        batch_input_shape: Value = None,
        **keywords: Value,
    ) -> Value:
        given = batch_shape if batch_input_shape is None else batch_input_shape
        if shape is None and "**" in keywords:
            shape = Unknown("the argument shape")
        full = Shape.unknown()
        try:
            if sparse is True and ragged is True:
                raise Mismatch("invalid-argument", "an input is not `sparse` and `ragged` at once", argument="ragged")
            full = shape_from(ctx, input_shape if shape is None else shape, batch_size, given)
        finally:
            attach(ctx, self, full, dtype_name(dtype), name)
        ctx.observe("input", "keras.layers.InputLayer", (), full, subject=self)
        return None

    def call(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return arguments[0] if arguments else None


shape_from = input_shape


def first_layer_shape(ctx: Context, layer: Instance) -> Shape | None:
    """The shape that the legacy `input_shape=` or `input_dim=` of a first layer asks for, without its batch axis.

    Source: keras.src.layers.layer.Layer.__init__. Raises Mismatch for what is no shape.
    """
    dim = base_argument(ctx, layer, "input_dim")
    if dim is not None:
        return Shape(dim if isinstance(dim, (int, Symbolic)) else UNKNOWN)
    given = base_argument(ctx, layer, "input_shape")
    if given is None:
        return None
    return as_shape(ctx, given, "input_shape")


__all__ = ["INPUT", "ListValue", "first_layer_shape", "make_input", "symbolic", "tensor_of_input"]
