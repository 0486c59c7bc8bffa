"""`cv2.*`: what reads, resizes, converts and filters images. Sizes are given as (width, height), arrays have (height, width)."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import define, function
from ...shapes import UNKNOWN, Dim, Shape, arithmetic
from ...values import Kind, Tensor, Value
from ..arrays.convert import dim_of, sequence_of, tensor_of
from ..arrays.inert import inert, silent
from ..arrays.op import unknowns

GRAY_TO = {8: 3, 9: 4}
"""`COLOR_GRAY2BGR` and the like: the channels that are made of none."""
TO_GRAY = (6, 7, 10, 11)
TO_FOUR = (0, 2)
TO_THREE = (1, 3)

CONSTANTS = {
    "COLOR_BGR2BGRA": 0, "COLOR_RGB2RGBA": 0, "COLOR_BGRA2BGR": 1, "COLOR_RGBA2RGB": 1, "COLOR_BGR2RGBA": 2,
    "COLOR_RGB2BGRA": 2, "COLOR_RGBA2BGR": 3, "COLOR_BGRA2RGB": 3, "COLOR_BGR2RGB": 4, "COLOR_RGB2BGR": 4,
    "COLOR_BGRA2RGBA": 5, "COLOR_RGBA2BGRA": 5, "COLOR_BGR2GRAY": 6, "COLOR_RGB2GRAY": 7, "COLOR_GRAY2BGR": 8,
    "COLOR_GRAY2RGB": 8, "COLOR_GRAY2BGRA": 9, "COLOR_GRAY2RGBA": 9, "COLOR_BGRA2GRAY": 10, "COLOR_RGBA2GRAY": 11,
    "COLOR_BGR2YCrCb": 36, "COLOR_BGR2YCR_CB": 36, "COLOR_RGB2YCrCb": 37, "COLOR_RGB2YCR_CB": 37,
    "COLOR_YCrCb2BGR": 38, "COLOR_YCR_CB2BGR": 38, "COLOR_YCrCb2RGB": 39, "COLOR_YCR_CB2RGB": 39,
    "COLOR_BGR2HSV": 40, "COLOR_RGB2HSV": 41, "COLOR_BGR2LAB": 44, "COLOR_BGR2Lab": 44, "COLOR_RGB2LAB": 45,
    "COLOR_RGB2Lab": 45, "COLOR_BGR2HLS": 52, "COLOR_RGB2HLS": 53, "COLOR_HSV2BGR": 54, "COLOR_HSV2RGB": 55,
    "COLOR_LAB2BGR": 56, "COLOR_Lab2BGR": 56, "COLOR_LAB2RGB": 57, "COLOR_Lab2RGB": 57,
    "COLOR_BGR2YUV": 82, "COLOR_RGB2YUV": 83, "COLOR_YUV2BGR": 84, "COLOR_YUV2RGB": 85,
    "IMREAD_UNCHANGED": -1, "IMREAD_GRAYSCALE": 0, "IMREAD_COLOR": 1, "INTER_NEAREST": 0, "INTER_LINEAR": 1,
    "INTER_CUBIC": 2, "INTER_AREA": 3, "INTER_LANCZOS4": 4, "BORDER_CONSTANT": 0, "BORDER_REPLICATE": 1,
    "BORDER_REFLECT": 2, "BORDER_REFLECT_101": 4, "NORM_MINMAX": 32, "THRESH_BINARY": 0, "THRESH_BINARY_INV": 1,
    "THRESH_OTSU": 8, "CV_8U": 0, "CV_8UC1": 0, "CV_32F": 5, "CV_64F": 6, "ROTATE_90_CLOCKWISE": 0, "ROTATE_180": 1,
    "ROTATE_90_COUNTERCLOCKWISE": 2, "MORPH_RECT": 0, "MORPH_OPEN": 2, "MORPH_CLOSE": 3, "RETR_EXTERNAL": 0,
    "CHAIN_APPROX_SIMPLE": 2, "FONT_HERSHEY_SIMPLEX": 0, "LINE_AA": 16, "WINDOW_NORMAL": 0,
}  # fmt: skip
for _name, _value in CONSTANTS.items():
    define(f"cv2.{_name}", _value)


def _array(ctx: Context, shape: Shape, like: Tensor | None = None, dtype: str | None = "uint8") -> Tensor:
    return Tensor(shape, Kind.ARRAY, dtype if like is None else like.dtype, ctx.span)


def _sized(ctx: Context, image: Tensor, size: Value) -> Tensor:
    """The image with (width, height) of `size`. A single channel is dropped."""
    sizes = sequence_of(ctx, size)
    width, height = map(dim_of, sizes) if sizes is not None and len(sizes) == 2 else (UNKNOWN, UNKNOWN)
    rest = image.shape.known[2:]
    if image.shape.rank not in (2, 3) or UNKNOWN in rest:
        return _array(ctx, Shape.unknown(), image)
    return _array(ctx, Shape(height, width, *(() if rest == (1,) else rest)), image)


@function("cv2.imread", "cv2.imdecode")
def imread(ctx: Context, source: Value, flags: Value = 1) -> Value:
    """(height, width, 3) as bytes; without channels if read as grey."""
    if flags == 1:
        return _array(ctx, Shape(UNKNOWN, UNKNOWN, 3))
    return _array(ctx, Shape(UNKNOWN, UNKNOWN) if flags == 0 and flags is not False else Shape.unknown())


@function("cv2.resize")
def resize(ctx: Context, src: Value, dsize: Value = None, *_: Value, fx: Value = None, **__: Value) -> Value:
    """Of another size: `dsize` is (width, height)."""
    return _sized(ctx, tensor_of(ctx, src), dsize)


@function("cv2.warpAffine", "cv2.warpPerspective")
def warp(ctx: Context, src: Value, M: Value, dsize: Value, *_: Value, **__: Value) -> Value:
    """Moved, of the size `dsize`, (width, height)."""
    return _sized(ctx, tensor_of(ctx, src), dsize)


@function("cv2.cvtColor")
def convert_color(ctx: Context, src: Value, code: Value, *_: Value, **__: Value) -> Value:
    """Other channels: none for grey."""
    image = tensor_of(ctx, src)
    if not isinstance(code, int) or image.shape.rank not in (2, 3):
        return _array(ctx, Shape.unknown(), image)
    size = image.shape.known[:2]
    if code in TO_GRAY:
        return _array(ctx, Shape(*size), image)
    channels: Dim = GRAY_TO.get(code, 4 if code in TO_FOUR else 3 if code in TO_THREE else image.shape.known[-1])
    return _array(ctx, Shape(*size, channels), image)


def _same(ctx: Context, src: Value, *_: Value, **__: Value) -> Value:
    """Of the same shape."""
    image = tensor_of(ctx, src)
    rest = image.shape.known[2:]
    shape = image.shape if image.shape.rank == 2 or (rest and rest[0] not in (1, UNKNOWN)) else Shape.unknown()
    return _array(ctx, shape, image)


for _name in (
    *("GaussianBlur", "blur", "medianBlur", "bilateralFilter", "boxFilter", "filter2D", "dilate", "erode", "flip"),
    *("morphologyEx", "addWeighted", "convertScaleAbs", "bitwise_not", "fastNlMeansDenoisingColored", "equalizeHist"),
    *("fastNlMeansDenoising", "adaptiveThreshold", "inRange"),
):
    function(f"cv2.{_name}")(_same)


@function("cv2.Canny")
def edges(ctx: Context, image: Value, *_: Value, **__: Value) -> Value:
    """(height, width)."""
    known = tensor_of(ctx, image).shape.known[:2]
    return _array(ctx, Shape(*known) if len(known) == 2 else Shape.unknown())


@function("cv2.copyMakeBorder")
def border(
    ctx: Context, src: Value, top: Value, bottom: Value, left: Value, right: Value, *_: Value, **__: Value
) -> Value:
    """Larger by the borders."""
    image = tensor_of(ctx, src)
    if image.shape.rank not in (2, 3):
        return _array(ctx, Shape.unknown(), image)
    height, width = image.shape.known[:2]
    height = arithmetic("+", arithmetic("+", height, dim_of(top)), dim_of(bottom))
    width = arithmetic("+", arithmetic("+", width, dim_of(left)), dim_of(right))
    return _array(ctx, Shape(height, width, *image.shape.known[2:]), image)


@function("cv2.getRotationMatrix2D")
def rotation(ctx: Context, *_: Value, **__: Value) -> Value:
    return _array(ctx, Shape(2, 3), None, "float64")


@function("cv2.threshold")
def threshold(ctx: Context, src: Value, *_: Value, **__: Value) -> Value:
    """The threshold, and an image of the same shape."""
    return (ctx.unknown("a threshold"), _same(ctx, src))


silent("cv2", "imwrite imshow destroyAllWindows namedWindow rectangle circle line putText setNumThreads")
inert("cv2", "VideoWriter")
unknowns("cv2", "VideoCapture CascadeClassifier findContours waitKey dnn createCLAHE split merge rotate normalize "
         "calcHist getStructuringElement boundingRect contourArea addText", "it is not followed")  # fmt: skip
