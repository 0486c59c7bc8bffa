"""Functions of images: `keras.ops.image` and `tf.image`. An image is `(height, width, channels)`, with or without a batch."""

from __future__ import annotations

from functools import partial

from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Size, arithmetic
from ...shapes.convolution import window_size
from ...values import Tensor, Value
from . import convert
from .op import Op, family, unknowns
from .windows import is_channels_first


def _image(op: Op, x: Value) -> Tensor:
    """An image or a batch of them. Raises Mismatch for another rank."""
    tensor = op.tensor(x)
    if tensor.shape.rank not in (None, 3, 4):
        raise Mismatch(
            "operand-shapes", f"{op.short} needs an image of three dimensions or a batch of four, got {tensor.shape}"
        )
    return tensor


def _axes(op: Op, data_format: Value) -> tuple[int, int, int]:
    """Height, width, channels."""
    return (-2, -1, -3) if is_channels_first(op, data_format) else (-3, -2, -1)


def unchanged(op: Op, x: Value) -> Value:
    """The same shape."""
    tensor = op.tensor(x)
    return op.result([tensor], tensor.shape, tensor.dtype)


def image_unchanged(op: Op, x: Value) -> Value:
    """The same shape, of an image or a batch of images."""
    tensor = _image(op, x)
    return op.result([tensor], tensor.shape, tensor.dtype)


def resize(op: Op, x: Value, size: Value, data_format: Value = None, preserve_aspect_ratio: Value = False) -> Value:
    """Height and width become `size`; the smaller of what fits where the aspect ratio is kept."""
    tensor = _image(op, x)
    height, width, _ = _axes(op, data_format)
    dims: tuple[Dim, ...] = convert.sizes_of(op.ctx, size, 2)
    if op.library == "keras" and isinstance(size, int):
        raise Mismatch("invalid-argument", f"`size` is a height and a width, got {size}", argument="size", value=size)
    if op.library == "tensorflow":
        items = convert.sequence_of(op.ctx, size)
        if items is not None and any(isinstance(item, Tensor) and not isinstance(item.data, int) for item in items):
            dims = (None, None)
        if op.flag(preserve_aspect_ratio, "preserve_aspect_ratio"):
            dims = (UNKNOWN, UNKNOWN)
    dtype = tensor.dtype if op.library == "keras" else "float32"
    if tensor.shape.dims is None:
        return op.unknown([tensor], dtype)
    return op.result([tensor], tensor.shape.replace(height, dims[0]).replace(width, dims[1]), dtype)


def to_size(op: Op, x: Value, height: Value, width: Value) -> Value:
    """Cropped, padded or both, to a height and width."""
    tensor = _image(op, x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    shape = tensor.shape.replace(-3, convert.dim_of(height)).replace(-2, convert.dim_of(width))
    return op.result([tensor], shape, tensor.dtype)


def bounding_box(op: Op, x: Value, top: Value, left: Value, height: Value, width: Value) -> Value:
    """Cropped or padded from an offset to a height and width. Raises Mismatch where that certainly cannot be."""
    tensor = _image(op, x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    is_crop = op.short.startswith("crop")
    for axis, offset, size in ((-3, top, height), (-2, left, width)):
        whole, start, target = tensor.shape[axis], convert.dim_of(offset), convert.dim_of(size)
        if not (isinstance(whole, int) and isinstance(start, int) and isinstance(target, int)):
            continue
        if start < 0 or (start + target > whole if is_crop else start + whole > target):
            raise Mismatch(
                "operand-shapes", f"{op.short} of {target} from {start} does not fit {whole} of {tensor.shape}"
            )
    return to_size(op, x, height, width)


def with_channels(op: Op, x: Value, channels: int, data_format: Value = None) -> Value:
    """Another number of channels."""
    tensor = op.tensor(x)
    if not tensor.shape.known:
        return op.unknown([tensor], tensor.dtype)
    if op.library == "keras" and tensor.shape.rank not in (3, 4):
        _image(op, x)
    axis = _axes(op, data_format)[2]
    present = tensor.shape[axis]
    wanted = (1,) if channels == 3 else (1, 3) if op.library == "keras" else (3,)
    if isinstance(present, int) and present not in wanted:
        raise Mismatch(
            "operand-shapes",
            f"{op.short} needs {' or '.join(map(str, wanted))} channels, got {present} in {tensor.shape}",
        )
    return op.result([tensor], tensor.shape.replace(axis, channels), tensor.dtype)


def colours(op: Op, x: Value, data_format: Value = None) -> Value:
    """A change of colour space: three channels in and out. Raises Mismatch for another number."""
    tensor = op.tensor(x)
    if tensor.shape.known:
        present = tensor.shape[_axes(op, data_format)[2]]
        if isinstance(present, int) and present != 3:
            raise Mismatch("operand-shapes", f"{op.short} needs 3 channels, got {present} in {tensor.shape}")
    return op.result([tensor], tensor.shape, tensor.dtype)


def quarter_turns(op: Op, x: Value, k: Value = 1) -> Value:
    """Height and width exchanged for an odd number of turns."""
    tensor = _image(op, x)
    turns = convert.dim_of(k)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    height, width = tensor.shape[-3], tensor.shape[-2]
    if None in tensor.shape.dims:  # in a graph TensorFlow decides at run time
        return op.result([tensor], tensor.shape.replace(-3, None).replace(-2, None), tensor.dtype)
    if not isinstance(turns, int) and height != width:
        return op.result([tensor], tensor.shape.replace(-3, UNKNOWN).replace(-2, UNKNOWN), tensor.dtype)
    if isinstance(turns, int) and turns % 2:
        return op.result([tensor], tensor.shape.replace(-3, width).replace(-2, height), tensor.dtype)
    return op.result([tensor], tensor.shape, tensor.dtype)


def turned(op: Op, x: Value) -> Value:
    """Height and width exchanged."""
    return quarter_turns(op, x, 1)


def central_crop(op: Op, x: Value, fraction: Value) -> Value:
    """The middle of an image, as much of it as `fraction` says. Source: tf.image.central_crop."""
    tensor = _image(op, x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    shape = tensor.shape
    for axis in (-3, -2):
        size = shape[axis]
        dim: Dim = None if size is None else UNKNOWN
        if isinstance(size, int) and isinstance(fraction, (int, float)):
            dim = size - 2 * int((size - size * fraction) / 2)
        shape = shape.replace(axis, dim)
    return op.result([tensor], shape, tensor.dtype)


def random_crop(op: Op, x: Value, size: Value) -> Value:
    """A block of that size. Raises Mismatch where it is larger than the tensor."""
    tensor = op.tensor(x)
    shape = op.shape(size)
    if tensor.shape.dims is not None and shape.dims is not None:
        for whole, part in zip(tensor.shape.dims, shape.dims):
            if isinstance(whole, int) and isinstance(part, int) and part > whole:
                raise Mismatch("operand-shapes", f"a crop of {shape} does not fit {tensor.shape}", argument="size")
    return op.result([tensor], shape, tensor.dtype)


def unread(op: Op, contents: Value) -> Dim:
    """A size that stands in a file: None in a graph; unknown where the contents are at hand when the program runs."""
    data = op.tensor(contents).data
    return UNKNOWN if data is not None else None


def decode(op: Op, x: Value, channels: Value = 0, dtype: Value = None, expand_animations: Value = True) -> Value:
    """An image from a file: `(height, width, channels)`, unknown but for the channels asked for.

    `decode_image` may answer an animation, and then not even the rank is known.
    """
    tensor = op.tensor(x)
    side = unread(op, x)
    count = side if channels in (0, None) else convert.dim_of(channels)
    shape = Shape(side, side, count)
    if op.short == "decode_gif":
        shape = Shape(side, side, side, 3)
    elif op.short == "decode_image" and op.flag(expand_animations, "expand_animations"):
        shape = Shape.unknown()
    return op.result([tensor], shape, op.dtype(dtype, "uint8"))


def patches(op: Op, x: Value, size: Value, strides: Value = None, dilation_rate: Value = 1, padding: Value = "valid",
            data_format: Value = None, spatial: int = 2) -> Value:  # fmt: skip
    """Windows of an image side by side in the channels: `(..., rows, columns, kh * kw * channels)`."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    is_batched = len(tensor.shape) == spatial + 2
    if not is_batched and (len(tensor.shape) != spatial + 1 or op.library == "tensorflow"):
        raise Mismatch("operand-shapes", f"{op.short} needs {spatial + 2} dimensions, got {tensor.shape}")
    first = is_channels_first(op, data_format)
    dims = tensor.shape.dims[is_batched:]
    space, channels = (dims[1:], dims[0]) if first else (dims[:-1], dims[-1])
    kernel = _inner(op, size, spatial)
    steps = kernel if strides is None else _inner(op, strides, spatial)
    gaps = _inner(op, dilation_rate, spatial)
    mode = convert.text_of(padding, "padding").lower()
    places = tuple(window_size(d, k, s, mode, g) for d, k, s, g in zip(space, kernel, steps, gaps))
    depth: Dim = channels
    for width in kernel:
        depth = arithmetic("*", depth, width)
    inner = (depth, *places) if first else (*places, depth)
    return op.result([tensor], Shape(*tensor.shape.dims[:is_batched], *inner), tensor.dtype)


def _inner(op: Op, value: Value, count: int) -> tuple[Size, ...]:
    """Sizes for the spatial axes; TensorFlow writes 1 for batch and channels around them."""
    items = convert.sequence_of(op.ctx, value)
    if items is not None and len(items) == count + 2:
        value = items[1:-1]
    return tuple(UNKNOWN if dim is None else dim for dim in convert.sizes_of(op.ctx, value, count))


def edges(op: Op, x: Value) -> Value:
    """Two gradients for each element, in a new last axis."""
    tensor = op.tensor(x)
    if op.library == "keras" and tensor.shape.rank not in (None, 4):
        raise Mismatch("operand-shapes", f"sobel_edges needs a batch of images, got {tensor.shape}", expected_rank=4)
    return op.result(
        [tensor], Shape.unknown() if tensor.shape.dims is None else Shape(*tensor.shape.dims, 2), tensor.dtype
    )


def gradients(op: Op, x: Value) -> Value:
    """`(dy, dx)`, each of the image's shape."""
    return (unchanged(op, x), unchanged(op, x))


def similarity(op: Op, x: Value, y: Value) -> Value:
    """One number for each image: the last three axes go away."""
    a, b = op.tensor(x), op.tensor(y)
    if a.shape.dims is None or len(a.shape) < 3:
        return op.unknown([a, b])
    return op.result([a, b], Shape(*a.shape.dims[:-3]), "float32")


def signal_to_noise(op: Op, x: Value, y: Value) -> Value:
    """Keras's `psnr`: one number for all."""
    return op.result([op.tensor(x), op.tensor(y)], Shape(), "float32")


def with_margins(
    sign: str, op: Op, x: Value, top: Value = None, left: Value = None, bottom: Value = None, right: Value = None,
    height: Value = None, width: Value = None, data_format: Value = None,
) -> Value:  # fmt: skip
    """Padded ("+") or cropped ("-") by margins, or to a size. Source: keras.src.ops.image.PadImages and CropImages."""
    tensor = _image(op, x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    rows, columns, _ = _axes(op, data_format)
    shape = tensor.shape
    for axis, target, before, after in ((rows, height, top, bottom), (columns, width, left, right)):
        dim = shape[axis]
        if target is not None:
            dim = convert.dim_of(target)
        else:
            for margin in (before, after):
                dim = arithmetic(sign, dim, 0 if margin is None else convert.dim_of(margin))
        shape = shape.replace(axis, dim)
    return op.result([tensor], shape, tensor.dtype)


pad_images = partial(with_margins, "+")
crop_images = partial(with_margins, "-")


def translated(op: Op, x: Value, shape: Value) -> Value:
    """Resampled into `shape`."""
    tensor = op.tensor(x)
    return op.result([tensor], op.shape(shape), tensor.dtype)


def coordinates(op: Op, x: Value, coordinates: Value) -> Value:
    """Values at coordinates `(rank, ...)`: the coordinates' shape without its first axis."""
    tensor, where = op.tensor(x), op.tensor(coordinates)
    if not where.shape.known:
        return op.unknown([tensor], tensor.dtype)
    return op.result([tensor, where], Shape(*where.shape.known[1:]), tensor.dtype)


def crop_and_resize(op: Op, x: Value, boxes: Value, crop_size: Value) -> Value:
    """A picture of `crop_size` for each box."""
    tensor, places = op.tensor(x), op.tensor(boxes)
    size = convert.sizes_of(op.ctx, crop_size, 2)
    return op.result([tensor, places], Shape(places.shape[0], *size, tensor.shape.last), "float32")


def suppressed(op: Op, boxes: Value) -> Value:
    """The indices of the boxes that are kept: as many as it turns out."""
    return op.result([op.tensor(boxes)], Shape(None), "int32")


def combined_suppression(op: Op, boxes: Value, per_class: Value, total: Value) -> Value:
    """`(boxes, scores, classes, valid)` of each image, padded to `max_total_size`."""
    tensor = op.tensor(boxes)
    batch, count = tensor.shape.batch if tensor.shape.known else UNKNOWN, convert.dim_of(total)
    shapes = (Shape(batch, count, 4), Shape(batch, count), Shape(batch, count), Shape(batch))
    return tuple(op.result([tensor], shape, "float32") for shape in shapes)


_K = "keras.ops.image"
_BOX = "top_padding>top left_padding>left bottom_padding>bottom right_padding>right target_height>height target_width>width"
family(resize, "images>x size _interpolation _antialias _crop_to_aspect_ratio _pad_to_aspect_ratio _fill_mode _fill_value "
       "data_format", _K, "resize")  # fmt: skip
family(with_channels, "images>x data_format", _K, "rgb_to_grayscale", channels=1)
family(colours, "images>x data_format", _K, "rgb_to_hsv hsv_to_rgb")
family(
    image_unchanged, "images>x _transform _interpolation _fill_mode _fill_value _data_format", _K, "affine_transform"
)
family(
    image_unchanged,
    "images>x _start_points _end_points _interpolation _fill_value _data_format",
    _K,
    "perspective_transform",
)
family(image_unchanged, "images>x _kernel_size _sigma _data_format", _K, "gaussian_blur")
family(
    image_unchanged,
    "images>x _alpha _sigma _interpolation _fill_mode _fill_value _seed _data_format",
    _K,
    "elastic_transform",
)
family(patches, "images>x size strides dilation_rate padding data_format", _K, "extract_patches")
family(patches, "volumes>x size strides dilation_rate padding data_format", _K, "extract_patches_3d", spatial=3)
family(pad_images, f"images>x {_BOX} data_format", _K, "pad_images")
family(crop_images, f"images>x {_BOX.replace('padding', 'cropping')} data_format", _K, "crop_images")
family(
    translated,
    "images>x output_shape>shape _scale _translation _spatial_dims _method _antialias",
    _K,
    "scale_and_translate",
)
family(coordinates, "inputs>x coordinates _order _fill_mode _fill_value", _K, "map_coordinates")
family(edges, "images>x _data_format", _K, "sobel_edges")
family(similarity, "image1>x image2>y _max_val _filter_size _filter_sigma _k1 _k2 _data_format", _K, "ssim")
family(signal_to_noise, "x1>x x2>y _max_val", "keras.ops keras.ops.nn", "psnr")

_T = "tensorflow.image"
family(resize, "images>x size _method preserve_aspect_ratio _antialias _name", _T, "resize")
family(to_size, "image>x target_height>height target_width>width _method _antialias", _T, "resize_with_pad")
family(to_size, "image>x target_height>height target_width>width", _T, "resize_with_crop_or_pad")
family(bounding_box, "image>x offset_height>top offset_width>left target_height>height target_width>width", _T,
       "pad_to_bounding_box crop_to_bounding_box")  # fmt: skip
family(central_crop, "image>x central_fraction>fraction", _T, "central_crop")
family(random_crop, "value>x size _seed _name", _T, "random_crop stateless_random_crop")
family(with_channels, "images>x _name", _T, "rgb_to_grayscale", channels=1)
family(with_channels, "images>x _name", _T, "grayscale_to_rgb", channels=3)
family(colours, "images>x _name", _T, "rgb_to_hsv hsv_to_rgb")
family(colours, "images>x", _T, "rgb_to_yuv yuv_to_rgb rgb_to_yiq yiq_to_rgb")
family(unchanged, "image>x", _T, "flip_left_right flip_up_down per_image_standardization")
family(unchanged, "image>x _seed", _T, "random_flip_left_right random_flip_up_down stateless_random_flip_left_right "
       "stateless_random_flip_up_down")  # fmt: skip
family(unchanged, "image>x _delta", _T, "adjust_brightness")
family(unchanged, "images>x _contrast_factor", _T, "adjust_contrast")
family(unchanged, "image>x _gamma _gain", _T, "adjust_gamma")
family(unchanged, "image>x _delta _name", _T, "adjust_hue")
family(unchanged, "image>x _saturation_factor _name", _T, "adjust_saturation")
family(unchanged, "image>x _jpeg_quality _dct_method _name", _T, "adjust_jpeg_quality")
family(
    unchanged,
    "image>x _max_delta _seed",
    _T,
    "random_brightness random_hue stateless_random_brightness stateless_random_hue",
)
family(unchanged, "image>x _lower _upper _seed", _T, "random_contrast random_saturation stateless_random_contrast "
       "stateless_random_saturation")  # fmt: skip
family(
    unchanged,
    "image>x _min_jpeg_quality _max_jpeg_quality _seed",
    _T,
    "random_jpeg_quality stateless_random_jpeg_quality",
)
family(unchanged, "images>x _boxes _colors _name", _T, "draw_bounding_boxes")
family(quarter_turns, "image>x k _name", _T, "rot90")
family(turned, "image>x _name", _T, "transpose")
family(decode, "contents>x channels _ratio _fancy_upscaling _try_recover_truncated _acceptable_fraction _dct_method _name",
       "tensorflow.image tensorflow.io", "decode_jpeg")  # fmt: skip
family(decode, "contents>x _crop_window channels _ratio _fancy_upscaling _try_recover_truncated _acceptable_fraction _dct_method "
       "_name", "tensorflow.image tensorflow.io", "decode_and_crop_jpeg")  # fmt: skip
family(decode, "contents>x channels dtype _name", "tensorflow.image tensorflow.io", "decode_png decode_webp decode_jxl")
family(decode, "contents>x channels _name", "tensorflow.image tensorflow.io", "decode_bmp")
family(decode, "contents>x _name", "tensorflow.image tensorflow.io", "decode_gif")
family(decode, "contents>x channels dtype _name expand_animations", "tensorflow.image tensorflow.io", "decode_image")
family(patches, "images>x sizes>size strides rates>dilation_rate padding _name", _T, "extract_patches")
family(edges, "image>x", _T, "sobel_edges")
family(gradients, "image>x", _T, "image_gradients")
family(similarity, "img1>x img2>y _max_val _filter_size _filter_sigma _k1 _k2 _return_index_map", _T, "ssim")
family(similarity, "img1>x img2>y _max_val _power_factors _filter_size _filter_sigma _k1 _k2", _T, "ssim_multiscale")
family(similarity, "a>x b>y _max_val _name", _T, "psnr")
family(
    crop_and_resize, "image>x boxes _box_indices crop_size _method _extrapolation_value _name", _T, "crop_and_resize"
)
family(suppressed, "boxes _scores _max_output_size _iou_threshold _score_threshold _name", _T, "non_max_suppression")
family(combined_suppression, "boxes _scores max_output_size_per_class>per_class max_total_size>total _iou_threshold "
       "_score_threshold _pad_per_class _clip_boxes _name", _T, "combined_non_max_suppression")  # fmt: skip
unknowns(_T, "non_max_suppression_overlaps non_max_suppression_padded non_max_suppression_with_scores sample_distorted_bounding_box "
         "stateless_sample_distorted_bounding_box generate_bounding_box_proposals extract_glimpse total_variation extract_jpeg_shape "
         "encode_jpeg encode_png is_jpeg", "its result is rarely part of a model")  # fmt: skip
