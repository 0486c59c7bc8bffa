"""`keras.ops`, each of its functions: Shapelens's shape against real Keras's, on KerasTensors and on arrays.

On KerasTensors the shapes must be equal, None for None. On arrays what Shapelens knows must be true. `SHAPELENS_DRAWS` as in test_numpy.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .expressions import _reshape as reshapes
from .expressions import axes, axis_list, broadcastable, equal_shapes, shapes, sizes, subscript
from .running import REFUSED, agree, by_library, by_shapelens, is_exact

pytest.importorskip("keras")

DRAWS = int(os.environ.get("SHAPELENS_DRAWS", "100")) // 5 + 1
IMPORT = "import keras\nimport numpy as np\nfrom keras import ops\n"

SAME = [
    "abs",
    "absolute",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctanh",
    "cbrt",
    "ceil",
    "conj",
    "conjugate",
    "copy",
    "cos",
    "cosh",
    "deg2rad",
    "erf",
    "erfc",
    "erfinv",
    "exp",
    "exp2",
    "expm1",
    "fabs",
    "floor",
    "imag",
    "isfinite",
    "isinf",
    "isnan",
    "isneginf",
    "isposinf",
    "isreal",
    "log",
    "log10",
    "log1p",
    "log2",
    "logical_not",
    "nan_to_num",
    "negative",
    "rad2deg",
    "real",
    "reciprocal",
    "round",
    "rsqrt",
    "sigmoid",
    "sign",
    "signbit",
    "silu",
    "sin",
    "sinc",
    "sinh",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sqrt",
    "square",
    "squareplus",
    "stop_gradient",
    "swish",
    "tan",
    "tanh",
    "tanh_shrink",
    "trunc",
    "relu",
    "relu6",
    "leaky_relu",
    "log_sigmoid",
    "log_softmax",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "hard_shrink",
    "soft_shrink",
    "elu",
    "celu",
    "selu",
    "gelu",
    "glu",
    "sparsemax",
    "normalize",
    "layer_normalization",
    "rms_normalization",
    "zeros_like",
    "ones_like",
    "empty_like",
    "ravel",
    "transpose",
    "sort",
    "argsort",
    "angle",
    "i0",
    "fliplr",
    "flipud",
    "flip",
    "tril",
    "triu",
    "size",
    "ndim",
    "nonzero",
    "shape",
    "unique",
    "view_as_real",
]
PAIRS = [
    "add",
    "subtract",
    "multiply",
    "divide",
    "true_divide",
    "divide_no_nan",
    "floor_divide",
    "mod",
    "power",
    "maximum",
    "minimum",
    "fmax",
    "fmin",
    "fmod",
    "equal",
    "not_equal",
    "greater",
    "greater_equal",
    "less",
    "less_equal",
    "logical_and",
    "logical_or",
    "logical_xor",
    "arctan2",
    "hypot",
    "logaddexp",
    "logaddexp2",
    "heaviside",
    "nextafter",
    "isclose",
    "allclose",
    "matmul",
    "dot",
    "inner",
    "outer",
    "kron",
    "polar",
    "append",
    "ldexp",
]
REDUCTIONS = [
    "sum",
    "mean",
    "max",
    "min",
    "prod",
    "std",
    "var",
    "any",
    "all",
    "amax",
    "amin",
    "median",
    "logsumexp",
    "ptp",
    "nanmax",
    "nanmin",
    "nanmean",
    "nansum",
    "nanprod",
    "nanstd",
    "nanvar",
    "norm",
]
SCANS = ["argmax", "argmin", "cumsum", "cumprod", "nanargmax", "nanargmin", "nancumsum", "nancumprod"]

FIXED: dict[str, str] = {
    "adaptive_average_pool": "ops.adaptive_average_pool(x(8, 9, 3), (2, 3))",
    "adaptive_max_pool": "ops.adaptive_max_pool(x(8, 9, 3), (4, 4))",
    "arange": "ops.arange(2, 11, 3)",
    "argpartition": "ops.argpartition(x(5), 1)",
    "array": "ops.array([[1, 2], [3, 4]])",
    "array_split": "ops.array_split(x(7), 3, axis=1)",
    "associative_scan": "ops.associative_scan(lambda a, b: a + b, ops.ones((4, 3)))",
    "average": "ops.average(x(4, 5), axis=1)",
    "average_pool": "ops.average_pool(x(8, 9, 3), 2, strides=1, padding='same')",
    "bartlett": "ops.bartlett(6)",
    "blackman": "ops.blackman(6)",
    "hamming": "ops.hamming(6)",
    "hanning": "ops.hanning(6)",
    "kaiser": "ops.kaiser(6, 1.0)",
    "batch_normalization": "ops.batch_normalization(x(4, 5), ops.ones(5), ops.ones(5), axis=-1)",
    "binary_crossentropy": "ops.binary_crossentropy(x(3), x(3))",
    "bincount": "ops.bincount(ops.array([1, 2, 5]))",
    "bitwise_and": "ops.bitwise_and(i(3), i(3))",
    "bitwise_invert": "ops.bitwise_invert(i(3))",
    "bitwise_left_shift": "ops.bitwise_left_shift(i(3), i(3))",
    "bitwise_not": "ops.bitwise_not(i(3))",
    "bitwise_or": "ops.bitwise_or(i(3), i(1))",
    "bitwise_right_shift": "ops.bitwise_right_shift(i(3), i(3))",
    "bitwise_xor": "ops.bitwise_xor(i(3), i(3))",
    "broadcast_to": "ops.broadcast_to(ops.ones((1, 3)), (4, 3))",
    "cast": "ops.cast(x(3), 'int32')",
    "categorical_crossentropy": "ops.categorical_crossentropy(x(5, 3), x(5, 3))",
    "cdist": "ops.cdist(x(5, 3), x(4, 3))",
    "cholesky": "ops.cholesky(m())",
    "cholesky_inverse": "ops.cholesky_inverse(m())",
    "clip": "ops.clip(x(3), 0, 1)",
    "cond": "ops.cond(True, lambda: ops.ones((2, 3)), lambda: ops.ones((2, 3)))",
    "conv": "ops.conv(x(8, 9, 3), ops.ones((3, 3, 3, 5)), strides=2)",
    "conv_transpose": "ops.conv_transpose(x(8, 9, 3), ops.ones((3, 3, 5, 3)), strides=2)",
    "convert_to_numpy": "ops.convert_to_numpy(ops.ones((2, 3)))",
    "convert_to_tensor": "ops.convert_to_tensor([[1.0, 2.0]])",
    "corrcoef": "ops.corrcoef(ops.ones((3, 5)))",
    "correlate": "ops.correlate(ops.ones(5), ops.ones(3), mode='full')",
    "count_nonzero": "ops.count_nonzero(x(3, 4), axis=1)",
    "cross": "ops.cross(x(3), x(3))",
    "ctc_decode": "ops.ctc_decode(x(6, 4), s())",
    "ctc_loss": "ops.ctc_loss(i(4), x(6, 5), s(), s())",
    "custom_gradient": "ops.custom_gradient(lambda a: (a * 2, lambda upstream: upstream))(ops.ones((2, 3)))",
    "depth_to_space": "ops.depth_to_space(x(4, 5, 8), 2)",
    "space_to_depth": "ops.space_to_depth(x(4, 6, 3), 2)",
    "depthwise_conv": "ops.depthwise_conv(x(8, 9, 3), ops.ones((3, 3, 3, 2)), padding='same')",
    "separable_conv": "ops.separable_conv(x(8, 9, 3), ops.ones((3, 3, 3, 2)), ops.ones((1, 1, 6, 7)))",
    "det": "ops.det(m())",
    "logdet": "ops.logdet(m())",
    "slogdet": "ops.slogdet(m())",
    "diag": "ops.diag(ops.ones(4), k=1)",
    "diagflat": "ops.diagflat(ops.ones((2, 3)))",
    "diagonal": "ops.diagonal(x(3, 4), axis1=1, axis2=2)",
    "diff": "ops.diff(x(5), n=2)",
    "digitize": "ops.digitize(x(3), ops.array([0.0, 1.0]))",
    "dot_product_attention": "ops.dot_product_attention(x(5, 2, 8), x(6, 2, 8), x(6, 2, 8))",
    "dsplit": "ops.dsplit(x(3, 6), 2)",
    "hsplit": "ops.hsplit(x(6), 3)",
    "vsplit": "ops.vsplit(ops.ones((6, 2)), 3)",
    "dstack": "ops.dstack([x(3), x(3)])",
    "eig": "ops.eig(ops.eye(3))",
    "eigh": "ops.eigh(m())",
    "einsum": "ops.einsum('bij,jk->bik', x(3, 4), ops.ones((4, 5)))",
    "empty": "ops.empty((2, 3))",
    "extract_sequences": "ops.extract_sequences(x(16), 4, 3)",
    "eye": "ops.eye(3, 4)",
    "fft": "ops.fft((x(3, 4), x(3, 4)))",
    "fft2": "ops.fft2((x(3, 4), x(3, 4)))",
    "ifft2": "ops.ifft2((x(3, 4), x(3, 4)))",
    "rfft": "ops.rfft(x(8))",
    "irfft": "ops.irfft((x(5), x(5)))",
    "stft": "ops.stft(x(32), 8, 4, 8)",
    "istft": "ops.istft((x(9, 5), x(9, 5)), 8, 4, 8)",
    "fold": "ops.fold(x(12, 9), output_size=(4, 4), kernel_size=2)",
    "unfold": "ops.unfold(x(3, 5, 6), kernel_size=2)",
    "fori_loop": "ops.fori_loop(0, 3, lambda index, value: value + 1, ops.ones((2, 3)))",
    "full": "ops.full((2, 3), 5)",
    "full_like": "ops.full_like(x(3), 5)",
    "gcd": "ops.gcd(i(3), i(3))",
    "lcm": "ops.lcm(i(3), i(3))",
    "geomspace": "ops.geomspace(1.0, 10.0, num=7)",
    "get_item": "ops.get_item(x(3, 4), (slice(None), 0))",
    "histogram": "ops.histogram(ops.ones(5), bins=4)",
    "hstack": "ops.hstack([x(3), x(4)])",
    "vstack": "ops.vstack([ops.ones((2, 3)), ops.ones((4, 3))])",
    "identity": "ops.identity(3)",
    "in_top_k": "ops.in_top_k(s(), x(5), 2)",
    "inv": "ops.inv(m())",
    "isin": "ops.isin(x(3), [1.0, 2.0])",
    "left_shift": "ops.left_shift(i(3), i(3))",
    "right_shift": "ops.right_shift(i(3), i(3))",
    "linspace": "ops.linspace(0.0, 1.0, 5)",
    "logspace": "ops.logspace(0.0, 1.0, 5)",
    "lstsq": "ops.lstsq(ops.ones((4, 3)), ops.ones((4, 2)))",
    "lu_factor": "ops.lu_factor(ops.eye(3))",
    "map": "ops.map(lambda row: ops.sum(row), ops.ones((4, 3)))",
    "vectorized_map": "ops.vectorized_map(lambda row: row * 2, ops.ones((4, 3)))",
    "matrix_rank": "ops.matrix_rank(ops.ones((4, 3)))",
    "max_pool": "ops.max_pool(x(8, 9, 3), (2, 3))",
    "meshgrid": "ops.meshgrid(ops.ones(3), ops.ones(4))",
    "moments": "ops.moments(x(3, 4), axes=[1])",
    "moveaxis": "ops.moveaxis(x(3, 4), 1, -1)",
    "multi_hot": "ops.multi_hot(i(3), num_classes=7)",
    "multi_hot axis": "ops.multi_hot(i(3), num_classes=7, axis=1)",
    "conv of other channels": "ops.conv(x(8, 9, 3), ops.ones((3, 3, 2, 4)))",
    "resize to a number": "ops.image.resize(x(8, 9, 3), 4)",
    "an unknown argument": "ops.mean(x(3), dim=1)",
    "a missing argument": "ops.cast(x(3))",
    "one_hot": "ops.one_hot(i(3), 7)",
    "ones": "ops.ones((2, 3))",
    "zeros": "ops.zeros((2, 3))",
    "pad": "ops.pad(x(3), ((0, 0), (1, 2)))",
    "percentile": "ops.percentile(x(3), [10, 90], axis=1)",
    "quantile": "ops.quantile(x(3, 4), 0.5, axis=1, keepdims=True)",
    "nanpercentile": "ops.nanpercentile(x(3), 10, axis=1)",
    "nanquantile": "ops.nanquantile(x(3, 4), [0.5, 0.1], axis=2)",
    "nanmedian": "ops.nanmedian(x(3), axis=1)",
    "pinv": "ops.pinv(x(3, 4))",
    "psnr": "ops.psnr(x(3), x(3), 1.0)",
    "qr": "ops.qr(x(4, 3))",
    "rearrange": "ops.rearrange(ops.ones((2, 6, 4, 3)), 'b (p h) w c -> (b p) h (w c)', p=3)",
    "repeat": "ops.repeat(x(3), 2, axis=1)",
    "roll": "ops.roll(x(3), 1)",
    "rot90": "ops.rot90(x(3, 4), axes=(1, 2))",
    "saturate_cast": "ops.saturate_cast(x(3), 'uint8')",
    "scan": "ops.scan(lambda carry, row: (carry + row, carry), ops.ones(3), ops.ones((4, 3)))",
    "scatter": "ops.scatter(ops.array([[0], [1]]), ops.ones((2,)), (5,))",
    "scatter_update": "ops.scatter_update(ops.ones((4, 3)), ops.array([[0, 1]]), ops.ones((1,)))",
    "searchsorted": "ops.searchsorted(ops.arange(5), ops.array([1, 2, 3]))",
    "segment_max": "ops.segment_max(ops.ones((4, 3)), ops.array([0, 0, 1, 2]), num_segments=3)",
    "segment_min": "ops.segment_min(ops.ones((4, 3)), ops.array([0, 0, 1, 2]), num_segments=3)",
    "segment_prod": "ops.segment_prod(ops.ones((4, 3)), ops.array([0, 0, 1, 2]), num_segments=3)",
    "segment_sum": "ops.segment_sum(ops.ones((4, 3)), ops.array([0, 0, 1, 2]), num_segments=3)",
    "select": "ops.select([x(3) > 0], [x(3)], 0)",
    "slice": "ops.slice(x(6, 4), (0, 1, 1), (1, 2, 3))",
    "slice_update": "ops.slice_update(ops.ones((4, 3)), (0, 1), ops.ones((2, 2)))",
    "solve": "ops.solve(m(), x(3, 2))",
    "solve_triangular": "ops.solve_triangular(m(), x(3, 2))",
    "sparse_categorical_crossentropy": "ops.sparse_categorical_crossentropy(i(5), x(5, 3))",
    "squeeze": "ops.squeeze(x(1, 3), axis=1)",
    "svd": "ops.svd(x(4, 3))",
    "swapaxes": "ops.swapaxes(x(3, 4), 1, 2)",
    "switch": "ops.switch(0, [lambda: ops.ones((2, 3)), lambda: ops.ones((2, 3))])",
    "take": "ops.take(x(3, 4), [0, 1], axis=1)",
    "take_along_axis": "ops.take_along_axis(x(3), i(2), axis=1)",
    "tensordot": "ops.tensordot(x(3, 4), ops.ones((4, 5)), axes=1)",
    "threshold": "ops.threshold(x(3), 0.5, 0.0)",
    "tile": "ops.tile(x(3), (1, 2))",
    "top_k": "ops.top_k(x(5), 3)",
    "trace": "ops.trace(x(3, 3), axis1=1, axis2=2)",
    "trapezoid": "ops.trapezoid(x(5))",
    "tri": "ops.tri(3, 4)",
    "unravel_index": "ops.unravel_index(ops.array([1, 2]), (3, 4))",
    "unstack": "ops.unstack(x(3), axis=1)",
    "vander": "ops.vander(ops.ones(3), 4)",
    "vdot": "ops.vdot(ops.ones(3), ops.ones(3))",
    "view": "ops.view(x(3), 'int32')",
    "view_as_complex": "ops.view_as_complex(x(3, 2))",
    "where": "ops.where(x(3) > 0, x(3), 0.0)",
    "while_loop": "ops.while_loop(lambda n: n < 3, lambda n: (n + 1,), (ops.array(0),))",
    "image.affine_transform": "ops.image.affine_transform(x(8, 8, 3), ops.ones((8,)))",
    "image.crop_images": "ops.image.crop_images(x(8, 8, 3), top_cropping=1, left_cropping=2, target_height=4, target_width=5)",
    "image.extract_patches": "ops.image.extract_patches(x(8, 9, 3), (2, 3))",
    "image.extract_patches_3d": "ops.image.extract_patches_3d(x(8, 9, 4, 3), (2, 3, 2))",
    "image.gaussian_blur": "ops.image.gaussian_blur(x(8, 8, 3))",
    "image.elastic_transform": "ops.image.elastic_transform(x(8, 8, 3))",
    "image.hsv_to_rgb": "ops.image.hsv_to_rgb(x(8, 8, 3))",
    "image.rgb_to_hsv": "ops.image.rgb_to_hsv(x(8, 8, 3))",
    "image.map_coordinates": "ops.image.map_coordinates(ops.ones((4, 5)), ops.ones((2, 7)), 1)",
    "image.pad_images": "ops.image.pad_images(x(8, 8, 3), 1, 2, 3, 4)",
    "image.perspective_transform": "ops.image.perspective_transform(keras.Input((8, 8, 3)), keras.Input((4, 2)), keras.Input((4, 2)))",
    "image.resize": "ops.image.resize(x(8, 8, 3), (4, 5))",
    "image.rgb_to_grayscale": "ops.image.rgb_to_grayscale(x(8, 8, 3))",
    "image.scale_and_translate": "ops.image.scale_and_translate(ops.ones((4, 4)), (6, 6), ops.ones(2), ops.ones(2), (0, 1), 'linear')",
    "image.sobel_edges": "ops.image.sobel_edges(x(8, 8, 3))",
    "image.ssim": "ops.image.ssim(x(16, 16, 3), x(16, 16, 3))",
    "is_tensor": "ops.is_tensor(ops.ones(3))",
    "dtype": "ops.dtype(ops.ones(3))",
}  # fmt: skip
"""One call of each function that is not drawn. `x(3, 4)` is a float input of those sizes after the batch axis, `i` of integers, `s()` a
vector of integers, `m()` a stack of 3x3 matrices."""

LEADS = {
    "symbolic": (
        "keras.Input(({0}))",
        "keras.Input(({0}), dtype='int32')",
        "keras.Input((), dtype='int32')",
        "keras.Input((3, 3))",
    ),
    "eager": (
        "ops.ones((2, {0}))",
        "ops.ones((2, {0}), dtype='int32')",
        "ops.ones((2,), dtype='int32')",
        "ops.stack([ops.eye(3), ops.eye(3)])",
    ),
}


def program(expression: str, mode: str) -> str:
    """The text of a call, on KerasTensors or on eager tensors."""
    floats, integers, vector, matrices = LEADS[mode]
    text = re.sub(r"\bx\(([\d, ]+)\)", lambda found: floats.format(found[1] + ","), expression)
    text = re.sub(r"\bi\(([\d, ]+)\)", lambda found: integers.format(found[1] + ","), text)
    return f"{IMPORT}r = {text.replace('s()', vector).replace('m()', matrices)}"


def fixed() -> Iterator[object]:
    for name, expression in FIXED.items():
        for mode in LEADS if re.search(r"\b[xism]\(", expression) else ("eager",):
            yield pytest.param(expression, mode, id=f"{name}-{mode}")


LAX = ("allclose", "dot", "kron", "polar", "nancumsum", "nancumprod")
"""Functions whose symbolic form checks less, or more, than what runs: drawn on arrays only, in test_numpy."""

UNTRUE = {
    "ops.adaptive_average_pool(x(8, 9, 3), (2, 3))": ((None, 2, 3, 3), (None, 8, 2, 3, 3)),
    "ops.adaptive_max_pool(x(8, 9, 3), (4, 4))": ((None, 4, 4, 3), (None, 8, 4, 4, 3)),
    "ops.slogdet(m())": ([(None,), (None,)], [(), (None,)]),
}
"""Where Keras's symbolic shape is not the shape that it computes: what Shapelens says, which is computed, and what Keras's tracing says."""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("expression", "mode"), list(fixed()))
def test_call_of(expression: str, mode: str) -> None:
    text = program(expression, mode)
    theirs, ours = by_library(text), by_shapelens(text)
    if mode == "symbolic" and expression in UNTRUE:
        assert (ours, theirs) == UNTRUE[expression]
        assert agree(ours, by_library(program(expression, "eager")))
        return
    assert agree(ours, theirs) and (mode == "eager" or is_exact(ours, theirs)), (
        f"{text}\nShapelens {ours}, Keras {theirs}"
    )


DISTINCT = axis_list.filter(lambda axis: not isinstance(axis, tuple) or min(axis) >= 0)
"""An axis named twice, as 0 and as -2, is refused when it runs only."""


def symbolic(shape: tuple[int, ...], name: str = "x") -> str:
    return f"{name} = keras.Input({shape!r})\n"


def one(template: str, low: int = 0, **strategies: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda shape, **values: (
            f"{IMPORT}{symbolic(shape)}r = {template.format(**{name: repr(value) for name, value in values.items()})}"
        ),
        shapes(low, 3),
        **strategies,
    )


def both(template: str) -> st.SearchStrategy[str]:
    return broadcastable.map(lambda pair: f"{IMPORT}{symbolic(pair[0], 'a')}{symbolic(pair[1], 'b')}r = {template}")


DRAWN: dict[str, st.SearchStrategy[str]] = {
    **{name: one(f"ops.{name}(x)") for name in SAME if name not in ("glu", "nonzero", "unique", "shape", "size", "ndim")},
    **{name: both(f"ops.{name}(a, b)") for name in PAIRS if name not in LAX},
    **{f"operator {sign}": both(f"a {sign} b") for sign in ("+", "*", "/", "//", "@", "<", "==")},
    **{name: one(f"ops.{name}(x, axis={{axis}}, keepdims={{keepdims}})", axis=DISTINCT, keepdims=st.booleans()) for name in REDUCTIONS},
    **{name: one(f"ops.{name}(x, axis={{axis}})", axis=st.one_of(st.none(), axes)) for name in SCANS if name not in LAX},
    "reshape": reshapes().map(lambda pair: f"{IMPORT}{symbolic(pair[0])}r = ops.reshape(x, (-1, *{tuple(n for n in pair[1] if n > 0)!r}))"),
    "reshape static": reshapes().map(lambda pair: f"{IMPORT}x = ops.ones({pair[0]!r})\nr = ops.reshape(x, {pair[1]!r})"),
    "expand_dims": one("ops.expand_dims(x, {axis})", axis=axes),
    "squeeze": one("ops.squeeze(x, axis={axis})", axis=st.one_of(st.none(), axes)),
    "transpose axes": one("ops.transpose(x, {axes})", axes=st.sampled_from([(0, 2, 1), (1, 0), (0, 1, 2, 3), (0, 0)])),
    "swapaxes": one("ops.swapaxes(x, {a}, {b})", a=axes, b=axes),
    "moveaxis": one("ops.moveaxis(x, {a}, {b})", a=axes, b=axes),
    "concatenate": equal_shapes.map(
        lambda several: f"{IMPORT}r = ops.concatenate([{', '.join(f'keras.Input({shape!r})' for shape in several)}], axis=-1)"
    ),
    "stack": equal_shapes.map(
        lambda several: f"{IMPORT}r = ops.stack([{', '.join(f'keras.Input({shape!r})' for shape in several)}], axis=1)"
    ),
    "split": one("ops.split(x, {n}, axis={axis})", n=st.one_of(sizes, st.just([1])), axis=st.integers(1, 3)),
    "subscript": st.builds(lambda shape, index: f"{IMPORT}{symbolic(shape)}r = x[{index}]", shapes(0, 3), subscript.filter(lambda text: "[" not in text)),
    "tile": one("ops.tile(x, {n})", n=st.lists(sizes, min_size=1, max_size=4).map(tuple)),
    "pad": one("ops.pad(x, {n})", n=st.sampled_from([1, (1, 2), ((1, 2), (0, 1)), ((0, 0), (1, 1), (2, 2))])),
    "one_hot": one("ops.one_hot(ops.cast(x, 'int32'), 5, axis={axis})", axis=axes),
    "glu": one("ops.glu(x, axis={axis})", axis=axes),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", DRAWN)
def test_drawn(name: str) -> None:
    @settings(
        max_examples=DRAWS, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
    )
    @given(DRAWN[name])
    def compare(text: str) -> None:
        theirs, ours = by_library(text), by_shapelens(text)
        assert agree(ours, theirs) and (theirs == REFUSED or is_exact(ours, theirs)), (
            f"{text}\nShapelens {ours}, Keras {theirs}"
        )

    compare()
