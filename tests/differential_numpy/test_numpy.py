"""NumPy's functions: Shapelens's shape of an expression against real NumPy's, over drawn shapes and arguments.

`SHAPELENS_DRAWS` sets how many expressions are drawn for each function (100 by default).
"""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .expressions import _reshape as reshapes
from .expressions import axes, axis_list, broadcastable, equal_shapes, shapes, sizes, subscript
from .running import REFUSED, agree, by_library, by_shapelens

DRAWS = int(os.environ.get("SHAPELENS_DRAWS", "100"))
IMPORT = "import numpy as np\n"


def with_array(shape: tuple[int, ...], expression: str, fill: str = "np.ones") -> str:
    return f"{IMPORT}x = {fill}({shape!r})\nr = {expression}"


def pairs(template: str) -> st.SearchStrategy[str]:
    return broadcastable.map(lambda pair: f"{IMPORT}a = np.ones({pair[0]!r})\nb = np.ones({pair[1]!r})\nr = {template}")


def unary(template: str, low: int = 0, **strategies: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    """`template` over `x` of a drawn shape, its fields filled from strategies."""
    return st.builds(
        lambda shape, **values: with_array(
            shape, template.format(**{name: repr(value) for name, value in values.items()})
        ),
        shapes(low),
        **strategies,
    )


def joined(template: str, **strategies: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda several, **values: (
            f"{IMPORT}xs = [{', '.join(f'np.ones({shape!r})' for shape in several)}]\n"
            f"r = {template.format(**{name: repr(value) for name, value in values.items()})}"
        ),
        equal_shapes,
        **strategies,
    )


def selects_array(text: str) -> bool:
    """Whether an assignment is to more than one element: what one element takes differs between versions of NumPy."""
    made, assigned = text.splitlines()[1:]
    return by_library(f"{IMPORT}{made}\nr = {assigned.partition(' =')[0]}") != ()


two = st.tuples(axes, axes)
counts = st.one_of(sizes, st.lists(sizes, min_size=1, max_size=3).map(tuple))
BOOL = st.booleans()

EXPRESSIONS: dict[str, st.SearchStrategy[str]] = {
    **{f"operator {sign}": pairs(f"a {sign} b") for sign in ("+", "*", "/", "//", "%", "**", "-", "<", "==" ,">=")},
    **{name: pairs(f"np.{name}(a, b)") for name in ("add", "maximum", "arctan2", "logical_and", "power", "hypot", "isclose", "fmin")},
    "where": pairs("np.where(a > 0, a, b)"),
    "clip": pairs("np.clip(a, 0, b)"),
    "broadcast_arrays": pairs("np.broadcast_arrays(a, b)"),
    "matmul": st.builds(
        lambda p, q, s, t: f"{IMPORT}r = np.ones({(*p, *q)!r}) @ np.ones({(*s, *t)!r})",
        shapes(0, 2), shapes(0, 2), shapes(0, 2), shapes(0, 2),
    ),
    "matmul fitting": st.builds(
        lambda b, n, k, m: f"{IMPORT}r = np.matmul(np.ones({(*b, n, k)!r}), np.ones({(k, m)!r}))", shapes(0, 2), sizes, sizes, sizes
    ),
    **{name: st.builds(lambda s, t, name=name: f"{IMPORT}r = np.{name}(np.ones({s!r}), np.ones({t!r}))", shapes(0, 3), shapes(0, 3))
       for name in ("dot", "inner", "outer", "kron", "vdot", "tensordot")},
    "tensordot axes": st.builds(
        lambda s, t, a, b: f"{IMPORT}r = np.tensordot(np.ones({s!r}), np.ones({t!r}), axes=([{a}], [{b}]))", shapes(1, 3), shapes(1, 3), axes, axes
    ),
    "einsum": st.builds(
        lambda e, s, t: f"{IMPORT}r = np.einsum({e!r}, np.ones({s!r}), np.ones({t!r}))",
        st.sampled_from(["ij,jk->ik", "ij,ij->i", "bij,bjk->bik", "...i,ij->...j", "i,j", "ij,jk", "ii,i->i"]), shapes(1, 3), shapes(1, 3),
    ),
    **{name: unary(f"np.{name}(x, axis={{axis}}, keepdims={{keepdims}})", axis=axis_list, keepdims=BOOL)
       for name in ("sum", "mean", "max", "min", "prod", "std", "var", "any", "all", "median")},
    "method sum": unary("x.sum({axis})", axis=axis_list),
    "method mean": unary("x.mean(axis={axis}, keepdims={keepdims})", axis=axis_list, keepdims=BOOL),
    "linalg.norm": unary("np.linalg.norm(x, axis={axis}, keepdims={keepdims})", axis=st.one_of(st.none(), axes), keepdims=BOOL),
    **{name: unary(f"np.{name}(x, axis={{axis}})", axis=st.one_of(st.none(), axes))
       for name in ("argmax", "argmin", "cumsum", "cumprod", "sort", "argsort", "flip")},
    "quantile": unary("np.quantile(x, {q}, axis={axis})", q=st.sampled_from([0.5, (0.1, 0.9)]), axis=st.one_of(st.none(), axes)),
    "diff": unary("np.diff(x, n={n}, axis={axis})", low=1, n=st.integers(1, 3), axis=axes),
    "count_nonzero": unary("np.count_nonzero(x, axis={axis})", axis=axis_list),
    "nonzero": unary("np.nonzero(x)", low=1),
    "argwhere": unary("np.argwhere(x)"),
    "reshape": reshapes().map(lambda pair: with_array(pair[0], f"x.reshape({pair[1]!r})")),
    "reshape function": reshapes().map(lambda pair: with_array(pair[0], f"np.reshape(x, {pair[1]!r})")),
    "ravel": unary("np.ravel(x)"),
    "flatten": unary("x.flatten()"),
    "expand_dims": unary("np.expand_dims(x, {axis})", axis=st.one_of(axes, two)),
    "squeeze": unary("np.squeeze(x, axis={axis})", axis=axis_list),
    "transpose": unary("np.transpose(x, {axes})", axes=st.one_of(st.none(), st.permutations([0, 1, 2]).map(tuple), st.just((1, 0)), st.just((0, 0)))),
    "T": unary("x.T"),
    "method transpose": unary("x.transpose{axes}", axes=st.one_of(st.permutations([0, 1, -1]).map(tuple), st.tuples(axes, axes, axes))),
    "swapaxes": unary("np.swapaxes(x, {a}, {b})", a=axes, b=axes),
    "moveaxis": unary("np.moveaxis(x, {a}, {b})", a=axes, b=axes),
    "rollaxis": unary("np.rollaxis(x, {a}, {b})", a=axes, b=st.integers(0, 3)),
    "roll": unary("np.roll(x, 1, axis={axis})", axis=st.one_of(st.none(), axes)),
    "rot90": unary("np.rot90(x, {k})", low=1, k=st.integers(-1, 4)),
    "tile": unary("np.tile(x, {reps})", reps=counts),
    "repeat": unary("np.repeat(x, {n}, axis={axis})", n=st.one_of(sizes, st.lists(sizes, min_size=1, max_size=3)), axis=st.one_of(st.none(), axes)),
    "pad": unary("np.pad(x, {w})", w=st.one_of(sizes, st.just((1, 2)), st.just(((1, 0),)), st.just(((1, 2), (0, 3))), st.just(((1, 1), (0, 0), (2, 2))))),
    "broadcast_to": st.builds(lambda s, t: with_array(s, f"np.broadcast_to(x, {t!r})"), shapes(), shapes()),
    "resize": st.builds(lambda s, t: with_array(s, f"np.resize(x, {t!r})"), shapes(), shapes()),
    **{f"{name}": joined(f"np.{name}(xs, axis={{axis}})", axis=axes) for name in ("concatenate", "stack")},
    "concatenate flat": joined("np.concatenate(xs, axis=None)"),
    **{name: joined(f"np.{name}(xs)") for name in ("hstack", "vstack", "dstack", "column_stack")},
    "append": pairs("np.append(a, b)"),
    "append axis": pairs("np.append(a, b, axis=0)"),
    "split": unary("np.split(x, {n}, axis={axis})", low=1, n=st.one_of(sizes, st.just([1]), st.just([1, 3])), axis=axes),
    "array_split": unary("np.array_split(x, {n}, axis={axis})", low=1, n=sizes, axis=axes),
    **{name: unary(f"np.{name}(x, {{n}})", low=1, n=sizes) for name in ("hsplit", "vsplit")},
    **{name: unary(f"np.{name}(x)") for name in ("atleast_1d", "atleast_2d", "atleast_3d", "diagflat", "copy", "sqrt", "isnan", "round")},
    "delete": unary("np.delete(x, {what}, axis={axis})", low=1, what=st.sampled_from([0, [0], -1]), axis=st.one_of(st.none(), axes)),
    "insert": unary("np.insert(x, 0, 5, axis={axis})", low=1, axis=st.one_of(st.none(), axes)),
    "subscript": st.builds(lambda s, i: with_array(s, f"x[{i}]"), shapes(1), subscript),
    "subscript long": st.builds(lambda s, i: with_array(tuple(n + 3 for n in s), f"x[{i}]"), shapes(1), subscript),
    "assignment": st.builds(
        lambda s, i, v: f"{IMPORT}r = np.ones({s!r})\nr[{i}] = np.ones({v!r})", shapes(1, 3), subscript, shapes(0, 2)
    ).filter(lambda text: selects_array(text)),
    "mask": unary("x[x > 0]"),
    "mask rows": unary("x[np.array([True, False, True])]", low=1),
    "take": unary("np.take(x, {i}, axis={axis})", low=1, i=st.sampled_from([0, [0, 0], [[0], [0]]]), axis=st.one_of(st.none(), axes)),
    "take_along_axis": unary("np.take_along_axis(x, np.argsort(x, axis={axis}), axis={axis})", low=1, axis=axes),
    **{name: unary(f"np.{name}(x, k={{k}})", k=st.integers(-2, 2)) for name in ("diag",)},
    "diagonal": unary("np.diagonal(x, offset={k}, axis1={a}, axis2={b})", k=st.integers(-1, 1), a=axes, b=axes),
    "trace": unary("np.trace(x, offset={k}, axis1={a}, axis2={b})", k=st.integers(-1, 1), a=axes, b=axes),
    **{name: shapes().map(lambda s, name=name: f"{IMPORT}r = np.{name}({s!r})") for name in ("zeros", "ones", "empty")},
    "full": shapes().map(lambda s: f"{IMPORT}r = np.full({s!r}, 7)"),
    "zeros_like": unary("np.zeros_like(x)"),
    "arange": st.builds(lambda a, b, c: f"{IMPORT}r = np.arange({a}, {b}, {c})", st.integers(-5, 5), st.integers(-5, 9), st.sampled_from([1, 2, -1, 0.5, 3])),
    "linspace": st.builds(lambda n, s: f"{IMPORT}r = np.linspace(np.zeros({s!r}), 1, {n})", st.integers(0, 6), shapes(0, 2)),
    "eye": st.builds(lambda n, m, k: f"{IMPORT}r = np.eye({n}, {m}, k={k})", sizes, st.one_of(st.none(), sizes), st.integers(-2, 2)),
    "meshgrid": st.builds(
        lambda s, i: f"{IMPORT}r = np.meshgrid({', '.join(f'np.arange({n})' for n in s)}, indexing={i!r})", shapes(1, 3), st.sampled_from(["xy", "ij"])
    ),
    "indices": shapes(1, 3).map(lambda s: f"{IMPORT}r = np.indices({s!r})"),
    **{f"random.{name}": shapes(0, 3).map(lambda s, name=name: f"{IMPORT}r = np.random.{name}(size={s!r})")
       for name in ("normal", "uniform", "random", "standard_normal", "exponential", "poisson")},
    "random.randint": shapes(0, 3).map(lambda s: f"{IMPORT}r = np.random.randint(0, 5, size={s!r})"),
    "random.rand": shapes(0, 3).map(lambda s: f"{IMPORT}r = np.random.rand(*{s!r})"),
    "default_rng": shapes(0, 3).map(lambda s: f"{IMPORT}r = np.random.default_rng(0).integers(0, 5, size={s!r})"),
    "random.choice": st.builds(lambda n, s: f"{IMPORT}r = np.random.choice({n}, size={s!r})", sizes, shapes(0, 2)),
    "random.permutation": unary("np.random.permutation(x)", low=1),
    "multivariate_normal": st.builds(
        lambda n, s: f"{IMPORT}r = np.random.multivariate_normal(np.zeros({n}), np.eye({n}), size={s!r})", sizes, shapes(0, 2)
    ),
    **{f"linalg.{name}": unary(f"np.linalg.{name}(x + np.eye(x.shape[-1]) * 3 if x.ndim > 1 else x)") for name in ("inv", "det", "pinv")},
    "svd": st.builds(lambda s, f: with_array(s, f"np.linalg.svd(x, full_matrices={f})"), shapes(2, 4), BOOL),
    "qr": st.builds(lambda s, f: with_array(s, f"np.linalg.qr(x, mode={f!r})"), shapes(2, 4), st.sampled_from(["reduced", "complete"])),
    "fft": unary("np.fft.fft(x, n={n}, axis={axis})", low=1, n=st.one_of(st.none(), sizes), axis=axes),
    "rfft": unary("np.fft.rfft(x, axis={axis})", low=1, axis=axes),
    "irfft": unary("np.fft.irfft(x, n={n})", low=1, n=st.one_of(st.just(4), sizes)),
    "unique": unary("np.unique(x)"),
    "histogram": unary("np.histogram(x, bins={n})", n=sizes),
    "convolve": st.builds(lambda n, m, k: f"{IMPORT}r = np.convolve(np.ones({n}), np.ones({m}), mode={k!r})", sizes, sizes, st.sampled_from(["full", "same", "valid"])),
    "cross": st.builds(lambda s, m, n: f"{IMPORT}r = np.cross(np.ones({(*s, m)!r}), np.ones({(n,)!r}))", shapes(0, 2), st.sampled_from([2, 3, 3, 3, 4]), st.just(3)),
    "sliding_window_view": unary("np.lib.stride_tricks.sliding_window_view(x, {w}, axis={axis})", low=1, w=st.integers(1, 3), axis=axes),
    "gradient": unary("np.gradient(x)", low=1),
    "astype": unary("x.astype('int32')"),
    "tolist": unary("np.array(x.tolist())", low=1),
    "array of shape": unary("np.zeros((x.shape[0], x.size, len(x), x.ndim))", low=1),
    "c_": joined("np.c_[tuple(xs)]"),
    "r_": joined("np.r_[tuple(xs)]"),
    "iteration": unary("np.stack([row for row in x])", low=1),
    "nested list": shapes(1, 3).map(lambda s: f"{IMPORT}r = np.array({np.zeros(s).tolist()!r})"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", EXPRESSIONS)
def test_shape_of(name: str) -> None:
    seen = []

    @settings(
        max_examples=DRAWS, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
    )
    @given(EXPRESSIONS[name])
    def compare(text: str) -> None:
        theirs = by_library(text)
        ours = by_shapelens(text)
        seen.append(ours)
        assert agree(ours, theirs), f"{text}\nShapelens {ours}, NumPy {theirs}"

    compare()
    assert any(ours not in ("?", REFUSED) for ours in seen), "nothing is known of any of them"
