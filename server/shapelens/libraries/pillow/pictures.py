"""`PIL.Image`: a picture has a size, (width, height), and a mode, which says how many channels an array of it has."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import attribute, function, method
from ...shapes import UNKNOWN, Dim, Shape, arithmetic
from ...values import Heap, Kind, Store, Tensor, Value
from ..arrays.convert import dim_of, sequence_of, tensor_of

CHANNELS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("1", "L", "P", "I", "F"), ()),
    **dict.fromkeys(("RGB", "YCbCr", "LAB", "HSV"), (3,)),
    **dict.fromkeys(("RGBA", "CMYK", "RGBX"), (4,)),
    "LA": (2,),
}
"""The channels of an array, by the mode."""
MODES = {(): "L", (3,): "RGB", (4,): "RGBA"}


class Picture(Store):
    """A picture. Its fields: `size`, (width, height), and `mode`, None where it is not known. `thumbnail` changes it in place."""

    __slots__ = ()

    def __init__(self, heap: Heap | None, size: tuple[Dim, Dim] = (UNKNOWN, UNKNOWN), mode: Value = None) -> None:
        super().__init__(heap, {"size": size, "mode": mode if isinstance(mode, str) else None})

    def shape(self, ctx: Context) -> Shape:
        """Of an array of it."""
        (width, height), channels = self.measured(ctx), CHANNELS.get(str(ctx.heap.get(self, "mode")))
        return Shape.unknown() if channels is None else Shape(height, width, *channels)

    def measured(self, ctx: Context) -> tuple[Dim, Dim]:
        """The width and the height."""
        size = ctx.heap.get(self, "size")
        return size if isinstance(size, tuple) and len(size) == 2 else (UNKNOWN, UNKNOWN)


def _size(ctx: Context, value: Value) -> tuple[Dim, Dim]:
    items = sequence_of(ctx, value)
    return (dim_of(items[0]), dim_of(items[1])) if items is not None and len(items) == 2 else (UNKNOWN, UNKNOWN)


@function("PIL.Image.open")
def opened(ctx: Context, *_: Value, **__: Value) -> Value:
    """A picture of any size and mode."""
    return Picture(ctx.heap)


@function("PIL.Image.new")
def new(ctx: Context, mode: Value, size: Value, *_: Value, **__: Value) -> Value:
    return Picture(ctx.heap, _size(ctx, size), mode)


@function("PIL.Image.fromarray")
def fromarray(ctx: Context, obj: Value, mode: Value = None) -> Value:
    """A picture of an array."""
    shape = tensor_of(ctx, obj).shape
    if shape.rank not in (2, 3):
        return Picture(ctx.heap, mode=mode)
    height, width = shape.known[:2]
    channels = tuple(dim for dim in shape.known[2:] if isinstance(dim, int))
    known = MODES.get(channels) if len(channels) == len(shape.known[2:]) else None
    return Picture(ctx.heap, (width, height), mode or known)


@method(Picture, "__array__")
def to_array(ctx: Context, self: Picture, *_: Value, **__: Value) -> Value:
    """(height, width), with the channels of the mode behind."""
    return Tensor(self.shape(ctx), Kind.ARRAY, "uint8", ctx.span)


@attribute(Picture, "size")
def size(ctx: Context, self: Picture) -> Value:
    return self.measured(ctx)


@attribute(Picture, "width")
def width(ctx: Context, self: Picture) -> Value:
    return self.measured(ctx)[0]


@attribute(Picture, "height")
def height(ctx: Context, self: Picture) -> Value:
    return self.measured(ctx)[1]


@attribute(Picture, "mode")
def mode(ctx: Context, self: Picture) -> Value:
    known = ctx.heap.get(self, "mode")
    return known if isinstance(known, str) else ctx.unknown("the mode of a picture")


@method(Picture, "resize")
def resize(ctx: Context, self: Picture, size: Value, *_: Value, **__: Value) -> Value:
    """Of another size."""
    return Picture(ctx.heap, _size(ctx, size), ctx.heap.get(self, "mode"))


@method(Picture, "convert")
def convert(ctx: Context, self: Picture, mode: Value = None, *_: Value, **__: Value) -> Value:
    """In another mode."""
    return Picture(ctx.heap, self.measured(ctx), mode)


@method(Picture, "crop")
def crop(ctx: Context, self: Picture, box: Value = None) -> Value:
    """The part in a box (left, upper, right, lower)."""
    items = sequence_of(ctx, box)
    if items is None or len(items) != 4:
        return Picture(ctx.heap, mode=ctx.heap.get(self, "mode"))
    left, upper, right, lower = map(dim_of, items)
    measured = arithmetic("-", right, left), arithmetic("-", lower, upper)
    return Picture(ctx.heap, measured, ctx.heap.get(self, "mode"))


@method(Picture, "copy", "filter", "point", "effect_spread", "__enter__")
def same(ctx: Context, self: Picture, *_: Value, **__: Value) -> Value:
    """Of the same size and mode."""
    return Picture(ctx.heap, self.measured(ctx), ctx.heap.get(self, "mode"))


@method(Picture, "rotate")
def rotate(ctx: Context, self: Picture, angle: Value, *_: Value, expand: Value = False, **__: Value) -> Value:
    """Of the same size, unless it is expanded."""
    measured = self.measured(ctx) if expand is False and not _ else (UNKNOWN, UNKNOWN)
    return Picture(ctx.heap, measured, ctx.heap.get(self, "mode"))


@method(Picture, "transpose")
def transpose(ctx: Context, self: Picture, *_: Value) -> Value:
    return Picture(ctx.heap, mode=ctx.heap.get(self, "mode"))


@method(Picture, "thumbnail")
def thumbnail(ctx: Context, self: Picture, *_: Value, **__: Value) -> Value:
    """At most of a size."""
    ctx.heap.set(self, "size", (UNKNOWN, UNKNOWN))
    return None


@method(Picture, "save", "show", "close", "load", "verify", "paste", "putpixel", "seek", "__exit__")
def without_effect(ctx: Context, self: Picture, *_: Value, **__: Value) -> Value:
    return None


@method(Picture, "putalpha")
def putalpha(ctx: Context, self: Picture, *_: Value) -> Value:
    """With a channel more."""
    ctx.heap.set(self, "mode", None)
    return None
