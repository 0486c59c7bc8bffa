"""`skimage.io`, `skimage.transform` and `skimage.color`, as far as they say what shape an image has."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function
from ...shapes import UNKNOWN, Shape
from ...values import Kind, Tensor, Value
from ..arrays.convert import dim_of, sequence_of, tensor_of
from ..arrays.inert import silent


@function("skimage.io.imread", "imageio.imread", "imageio.v2.imread", "imageio.v3.imread")
def imread(ctx: Context, *_: Value, **__: Value) -> Value:
    """An image of any kind."""
    return Tensor(Shape.unknown(), Kind.ARRAY, None, ctx.span)


@function("skimage.transform.resize")
def resize(ctx: Context, image: Value, output_shape: Value, *_: Value, **__: Value) -> Value:
    """Of the shape `output_shape`; axes that it leaves out stay. Source: skimage.transform.resize."""
    known, sizes = tensor_of(ctx, image), sequence_of(ctx, output_shape)
    if sizes is None:
        return Tensor(Shape.unknown(), Kind.ARRAY, "float64", ctx.span)
    dims = tuple(map(dim_of, sizes))
    if len(dims) == 3 and known.shape.rank in (None, 2, 3):
        return Tensor(Shape(*dims), Kind.ARRAY, "float64", ctx.span)
    if known.shape.rank is None:
        return Tensor(Shape.unknown(), Kind.ARRAY, "float64", ctx.span)
    return Tensor(Shape(*dims, *known.shape.known[len(dims) :]), Kind.ARRAY, "float64", ctx.span)


@function("skimage.color.rgb2gray")
def rgb2gray(ctx: Context, rgb: Value, *_: Value, **__: Value) -> Value:
    """Without the last axis."""
    shape = tensor_of(ctx, rgb).shape
    known = Shape(*shape.known[:-1]) if len(shape.known) > 2 else Shape.unknown()
    return Tensor(known, Kind.ARRAY, "float64", ctx.span)


@function("skimage.color.gray2rgb")
def gray2rgb(ctx: Context, image: Value, *_: Value, **__: Value) -> Value:
    """With three channels behind."""
    shape = tensor_of(ctx, image).shape
    return Tensor(shape if shape.dims is None else Shape(*shape.dims, 3), Kind.ARRAY, None, ctx.span)


@function("skimage.transform.rescale", "skimage.transform.rotate")
def moved(ctx: Context, image: Value, *_: Value, **__: Value) -> Value:
    """Of other sizes."""
    rank = tensor_of(ctx, image).shape.rank
    shape = Shape.unknown() if rank is None else Shape(*(UNKNOWN,) * rank)
    return Tensor(shape, Kind.ARRAY, "float64", ctx.span)


@function("skimage.util.img_as_float", "skimage.img_as_float", "skimage.img_as_ubyte", "skimage.util.img_as_ubyte")
def converted(ctx: Context, image: Value, *_: Value, **__: Value) -> Value:
    """Of the same shape."""
    return Tensor(tensor_of(ctx, image).shape, Kind.ARRAY, None, ctx.span)


silent("skimage.io", "imsave imshow show")
silent("imageio", "imwrite imsave mimsave")
