"""Random numbers of a shape: `np.random`, `tf.random`, `keras.random`, and what shuffles or chooses."""

from __future__ import annotations

from collections.abc import Sequence

from ...shapes import UNKNOWN, Dim, Mismatch, Shape
from ...shapes.broadcasting import broadcast
from ...values import Drawn, Tensor, Value
from . import convert, elements
from .op import Op, family


def sized(
    op: Op, shape: Value = None, parameters: Sequence[Value] = (), dtype: Value = None, default: str | None = None
) -> Value:
    """Samples of `shape`; where it is None, one for each element that the parameters broadcast to."""
    if shape is None:
        known = [op.tensor(parameter) for parameter in parameters if parameter is not None]
        found = broadcast(*[tensor.shape for tensor in known])
        return op.result([], found, op.dtype(dtype, default))
    found = op.sizes(shape)
    if op.is_numpy and found.dims is not None:
        found = Shape(*[UNKNOWN if dim is None else dim for dim in found.dims])
    for dim in found.known:
        if isinstance(dim, int) and dim < 0:
            raise Mismatch("invalid-argument", f"a size must not be negative, got {found}", argument="size")
    return op.result([], found, op.dtype(dtype, default))


def sample(op: Op, shape: Value = None, dtype: Value = None, a: Value = None, b: Value = None, c: Value = None,
           default: str | None = "float64") -> Value:  # fmt: skip
    """Samples of a distribution with up to three parameters."""
    return sized(op, shape, (a, b, c), dtype, default)


def by_dimensions(op: Op, dims: Value) -> Value:
    """`np.random.rand(2, 3)`: the sizes are the arguments. Without any a number."""
    sizes = [convert.dim_of(dim) for dim in dims] if isinstance(dims, tuple) else []
    return op.result([], Shape(*[UNKNOWN if size is None else size for size in sizes]), "float64")


def integers(op: Op, low: Value = None, high: Value = None, shape: Value = None, dtype: Value = None) -> Value:
    """Integers below `high`, or below `low` where it is the only bound: the bound is remembered (class labels)."""
    bound = low if high is None else high
    limit = bound if isinstance(bound, int) and isinstance(low, int) and low >= 0 else None
    if limit is not None and (high is None or low == 0):
        limit = Drawn(limit)
    found = op.shape(shape) if shape is not None else op.tensor(bound).shape
    if op.is_numpy and found.dims is not None:
        found = Shape(*[UNKNOWN if dim is None else dim for dim in found.dims])
    if op.name == "numpy.random.randint" and found.rank == 0 and dtype is None:
        return UNKNOWN  # a Python int
    return op.result([], found, op.dtype(dtype, op.int_dtype), None, limit)


def uniform(op: Op, shape: Value, low: Value = 0, high: Value = None, dtype: Value = None) -> Value:
    """`tf.random.uniform`: floats, or integers below `maxval`."""
    name = op.dtype(dtype, "float32")
    limit = high if isinstance(high, int) and not isinstance(high, bool) and name in ("int32", "int64") else None
    return op.result([], op.sizes(shape), name, None, limit)


def choice(op: Op, a: Value, size: Value = None, axis: Value = 0, p: Value = None) -> Value:
    """Some of the elements of `a`, or of the numbers below it: `size` of them along `axis`."""
    source = op.tensor(a)
    limit = a if isinstance(a, int) and not isinstance(a, bool) else _options(source)
    if isinstance(limit, int) and p is None:
        limit = Drawn(limit)
    lead = Shape() if size is None else op.shape(size)
    rest: tuple[Dim, ...] | None = ()
    if not isinstance(a, int) and source.shape.rank != 0:
        rest = None if source.shape.dims is None else source.shape.dims[1:]
    if lead.dims is None or rest is None:
        return op.unknown([source] if isinstance(a, Tensor) else [], source.dtype)
    shape = Shape(*[UNKNOWN if dim is None else dim for dim in lead.dims], *rest)
    return op.result(
        [], shape, "int64" if isinstance(a, int) else source.dtype, None, limit if isinstance(limit, int) else None
    )


def _options(source: Tensor) -> int | None:
    """How many elements there are to choose from, where they are words or the numbers from zero on."""
    flat = elements.elements(source) if source.shape.rank == 1 else None
    if not flat:
        return source.classes
    is_counted = all(isinstance(item, int) for item in flat) and set(flat) == set(range(len(flat)))
    is_words = all(isinstance(item, str) for item in flat) and len(set(flat)) == len(flat)
    return len(flat) if is_counted or is_words else source.classes


def permutation(op: Op, x: Value) -> Value:
    """The elements in another order, or the numbers below `x`."""
    if convert.is_known_integer(x) or op.tensor(x).shape.rank == 0:
        size = convert.dim_of(x)
        return op.result(
            [], Shape(UNKNOWN if size is None else size), "int64", None, size if isinstance(size, int) else None
        )
    tensor = op.tensor(x)
    return op.result([tensor], tensor.shape, tensor.dtype, None, tensor.classes)


def vectors(op: Op, mean: Value, size: Value = None, default: str | None = "float64") -> Value:
    """Samples that are vectors themselves: `size`, and the last axis of the parameter."""
    parameter = op.tensor(mean)
    lead = Shape() if size is None else op.shape(size)
    if lead.dims is None or not parameter.shape.known:
        return op.unknown([])
    return op.result([], Shape(*lead.dims, parameter.shape.last), default)


def in_place(op: Op) -> Value:
    """Changes its argument, or a state that has no shape."""
    return None


def dropped(op: Op, x: Value) -> Value:
    """The same shape (`dropout`, `shuffle`)."""
    tensor = op.tensor(x)
    return op.result([tensor], tensor.shape, tensor.dtype, None, tensor.classes)


def categories(op: Op, logits: Value, num_samples: Value, dtype: Value = None) -> Value:
    """Samples of each row of `(batch, classes)`: `(batch, num_samples)`."""
    tensor = op.tensor(logits)
    if tensor.shape.rank not in (None, 2):
        raise Mismatch("operand-shapes", f"categorical needs two dimensions, got {tensor.shape}", expected_rank=2)
    count = convert.dim_of(num_samples)
    bound = tensor.shape.last
    default = "int64" if op.library == "tensorflow" else "int32"
    batch = tensor.shape[0]
    return op.result(
        [tensor], Shape(batch, count), op.dtype(dtype, default), None, bound if isinstance(bound, int) else None
    )


def keras_sample(op: Op, shape: Value, dtype: Value = None, default: str = "float32") -> Value:
    """`keras.random`: samples of `shape`."""
    return op.result([], op.sizes(shape), op.dtype(dtype, default))


def keras_integers(op: Op, shape: Value, low: Value, high: Value, dtype: Value = None) -> Value:
    """Integers below `maxval`."""
    return op.result([], op.sizes(shape), op.dtype(dtype, "int32"), None, high if isinstance(high, int) else None)


def poisson(op: Op, shape: Value, lam: Value, dtype: Value = None) -> Value:
    """`shape`, and the parameter's own shape after it (TensorFlow's gamma and Poisson)."""
    found, rates = op.shape(shape), op.tensor(lam)
    if found.dims is None or rates.shape.dims is None:
        return op.unknown([])
    return op.result([], Shape(*found.dims, *rates.shape.dims), op.dtype(dtype, "float32"))


LEGACY = "numpy.random"
GENERATOR = "numpy.random.Generator"
STATE = "numpy.random.RandomState"
_ALL = f"{LEGACY} {STATE} {GENERATOR}"
_OLD = f"{LEGACY} {STATE}"

family(by_dimensions, "*dims", _OLD, "rand randn")
family(sample, "size>shape", LEGACY, "random_sample random ranf sample")
family(sample, "size>shape", STATE, "random_sample random")
family(sample, "size>shape dtype _out", GENERATOR, "random")
family(sample, "size>shape dtype _method _out", GENERATOR, "standard_exponential")
family(sample, "size>shape dtype _out", GENERATOR, "standard_normal")
family(sample, "size>shape", _OLD, "standard_normal standard_exponential standard_cauchy")
family(sample, "low>a high>b size>shape", _ALL, "uniform")
family(sample, "loc>a scale>b size>shape", _ALL, "normal laplace logistic gumbel")
family(sample, "mean>a sigma>b size>shape", _ALL, "lognormal")
family(sample, "a b size>shape", _ALL, "beta")
family(sample, "scale>a size>shape", _ALL, "exponential rayleigh")
family(sample, "shape>a scale>b size>shape", _ALL, "gamma")
family(sample, "a size>shape", _ALL, "weibull power pareto")
family(sample, "df>a size>shape", _ALL, "chisquare standard_t")
family(sample, "mu>a kappa>b size>shape", _ALL, "vonmises")
family(sample, "left>a mode>b right>c size>shape", _ALL, "triangular")
family(sample, "n>a p>b size>shape", _ALL, "binomial negative_binomial", default="int64")
family(sample, "lam>a size>shape", _ALL, "poisson", default="int64")
family(sample, "p>a size>shape", _ALL, "geometric", default="int64")
family(sample, "a size>shape", _ALL, "zipf", default="int64")
family(vectors, "mean _cov size _check_valid _tol", _ALL, "multivariate_normal")
family(vectors, "_n pvals>mean size", _ALL, "multinomial", default="int64")
family(vectors, "alpha>mean size", _ALL, "dirichlet")
family(integers, "low high size>shape dtype", _OLD, "randint")
family(integers, "low high size>shape", _OLD, "random_integers")
family(integers, "low high size>shape dtype _endpoint", GENERATOR, "integers")
family(choice, "a size _replace p", _OLD, "choice")
family(choice, "a size _replace p axis _shuffle", GENERATOR, "choice")
family(permutation, "x", _OLD, "permutation")
family(permutation, "x _axis", GENERATOR, "permutation")
family(dropped, "x _axis _out", GENERATOR, "permuted")
family(in_place, "_x", _OLD, "shuffle")
family(in_place, "_x _axis", GENERATOR, "shuffle")
family(in_place, "_seed", _OLD, "seed")
family(in_place, "_state", _OLD, "set_state")

_TF = "tensorflow.random"
family(keras_sample, "shape _mean _stddev dtype _seed _name", _TF, "normal truncated_normal")
family(keras_sample, "shape _seed _mean _stddev dtype _name _alg", _TF, "stateless_normal stateless_truncated_normal")
family(uniform, "shape minval>low maxval>high dtype _seed _name", _TF, "uniform")
family(uniform, "shape _seed minval>low maxval>high dtype _name _alg", _TF, "stateless_uniform")
family(poisson, "shape alpha>lam _beta dtype _seed _name", _TF, "gamma")
family(poisson, "shape lam dtype _seed _name", _TF, "poisson")
family(keras_sample, "shape _seed _counts _probs output_dtype>dtype _name", _TF, "stateless_binomial", default="int32")
family(categories, "logits num_samples dtype _seed _name", _TF, "categorical")
family(categories, "logits num_samples _seed dtype _name", _TF, "stateless_categorical")
family(in_place, "_seed", _TF, "set_seed")
GENERATOR_TF = "tensorflow.random.Generator"
family(keras_sample, "shape _mean _stddev dtype _name", GENERATOR_TF, "normal truncated_normal")
family(uniform, "shape minval>low maxval>high dtype _name", GENERATOR_TF, "uniform")

_K = "keras.random"
family(keras_sample, "shape _mean _stddev dtype _seed", _K, "normal truncated_normal")
family(keras_sample, "shape _minval _maxval dtype _seed", _K, "uniform")
family(keras_sample, "shape _alpha _beta dtype _seed", _K, "beta")
family(keras_sample, "shape _alpha dtype _seed", _K, "gamma")
family(keras_sample, "shape _counts _probabilities dtype _seed", _K, "binomial")
family(keras_integers, "shape minval>low maxval>high dtype _seed", _K, "randint")
family(categories, "logits num_samples dtype _seed", _K, "categorical")
family(dropped, "inputs>x _rate _noise_shape _seed", _K, "dropout")
family(dropped, "x _axis _seed", _K, "shuffle")
