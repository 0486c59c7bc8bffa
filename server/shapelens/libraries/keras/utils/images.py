"""Pictures: `load_img`, `img_to_array` and their kin. Source: keras.src.utils.image_utils."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import attribute, function, method
from ....shapes import UNKNOWN, Dim, Mismatch, Shape
from ....values import Kind, Object, Tensor, Value
from ...arrays.convert import sizes_of, tensor_of
from ...arrays.dtypes import dtype_name
from .directories import CHANNELS


class Image(Object):
    """A PIL image. A grey one has no channel axis as an array."""

    __slots__ = ("channels", "height", "width")

    def __init__(self, height: Dim, width: Dim, channels: Dim) -> None:
        self.height = height
        self.width = width
        self.channels = channels


@function("keras.utils.load_img", "keras.preprocessing.image.load_img")
def load_img(
    ctx: Context, path: Value, color_mode: Value = "rgb", target_size: Value = None, *_: Value, **__: Value
) -> Value:
    """An image of `target_size` (height, width), or of its own size."""
    height, width = (UNKNOWN, UNKNOWN) if target_size is None else sizes_of(ctx, target_size, 2)
    channels: Dim = CHANNELS.get(color_mode, UNKNOWN) if isinstance(color_mode, str) else UNKNOWN
    return Image(height, width, channels)


@function("keras.utils.img_to_array", "keras.preprocessing.image.img_to_array")
def img_to_array(ctx: Context, img: Value, data_format: Value = None, dtype: Value = None) -> Value:
    """(height, width, channels), with a channel axis always; an array of two dimensions gets one.

    Raises Mismatch("operand-shapes") for an array of another rank than 2 or 3.
    """
    name = dtype_name(dtype) or "float32"
    if isinstance(img, Image):
        dims: tuple[Dim, ...] = (img.height, img.width, img.channels)
        if data_format == "channels_first":
            dims = (dims[2], *dims[:2])
        return Tensor(Shape(*dims), Kind.ARRAY, name, ctx.span)
    array = tensor_of(ctx, img)
    if array.shape.is_unknown:
        return Tensor(Shape.of_rank(3), Kind.ARRAY, name, ctx.span)
    if array.shape.rank not in (2, 3):
        raise Mismatch("operand-shapes", f"img_to_array needs an image of rank 2 or 3, got {array.shape}", input=0)
    dims = array.shape.known
    if len(dims) == 2:
        dims = (1, *dims) if data_format == "channels_first" else (*dims, 1)
    return Tensor(Shape(*dims), Kind.ARRAY, name, ctx.span)


@function("keras.utils.array_to_img", "keras.preprocessing.image.array_to_img")
def array_to_img(ctx: Context, x: Value, *_: Value, **__: Value) -> Value:
    """The image of an array (height, width, channels). Raises Mismatch("operand-shapes") for another rank than 3."""
    array = tensor_of(ctx, x)
    if array.shape.rank not in (None, 3):
        raise Mismatch("operand-shapes", f"array_to_img needs an array of rank 3, got {array.shape}", input=0)
    return Image(array.shape[0], array.shape[1], array.shape[2])


@function("keras.utils.save_img", "keras.preprocessing.image.save_img")
def save_img(ctx: Context, *_: Value, **__: Value) -> Value:
    return None


@function("keras.preprocessing.image.smart_resize")
def smart_resize(ctx: Context, x: Value, size: Value, *_: Value, **__: Value) -> Value:
    """The image or batch of images with its height and width exchanged for `size`."""
    array = tensor_of(ctx, x)
    if array.shape.rank not in (3, 4):
        return Tensor(Shape.unknown(), array.kind, array.dtype, ctx.span)
    dims = array.shape.known
    return Tensor(Shape(*dims[:-3], *sizes_of(ctx, size, 2), dims[-1]), array.kind, array.dtype, ctx.span)


@method(Image, "__array__")
def image_array(ctx: Context, image: Image, *_: Value) -> Value:
    """`np.array(image)`: (height, width), with channels where it is not grey."""
    if image.channels == 1:
        return Tensor(Shape(image.height, image.width), Kind.ARRAY, "uint8", ctx.span)
    if isinstance(image.channels, int):
        return Tensor(Shape(image.height, image.width, image.channels), Kind.ARRAY, "uint8", ctx.span)
    return Tensor(Shape.unknown(), Kind.ARRAY, "uint8", ctx.span)


@method(Image, "resize")
def resize(ctx: Context, image: Image, size: Value, *_: Value, **__: Value) -> Value:
    """PIL's order is (width, height)."""
    width, height = sizes_of(ctx, size, 2)
    return Image(height, width, image.channels)


@method(Image, "convert")
def convert(ctx: Context, image: Image, mode: Value = None, *_: Value, **__: Value) -> Value:
    channels: Dim = {"L": 1, "RGB": 3, "RGBA": 4}.get(mode, UNKNOWN) if isinstance(mode, str) else UNKNOWN
    return Image(image.height, image.width, channels)


@method(Image, "copy", "filter", "transpose", "rotate")
def copied(ctx: Context, image: Image, *arguments: Value, **__: Value) -> Value:
    """An image; of the same size where nothing turns it."""
    return image if not arguments else Image(UNKNOWN, UNKNOWN, image.channels)


@attribute(Image, "size")
def size_of(ctx: Context, image: Image) -> Value:
    return (image.width, image.height)


@attribute(Image, "width")
def width_of(ctx: Context, image: Image) -> Value:
    return image.width


@attribute(Image, "height")
def height_of(ctx: Context, image: Image) -> Value:
    return image.height
