"""Projections to another number of features: PCA and its kin, and the vectorizers of texts."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import library_class
from ...shapes import UNKNOWN, Dim, Shape, Symbolic
from ...values import ABSENT, Instance, Tensor, Value
from .scalers import check_features, remember
from .support import array, rows_of, table


class Projection:
    """Fits on (samples, features) and answers (samples, n_components)."""

    def __init__(ctx: Context, self: Instance, n_components: Value = None, *_: Value, **__: Value) -> Value:
        ctx.heap.set(self, "n_components", n_components)
        return None

    def fit(ctx: Context, self: Instance, X: Value, *_: Value) -> Value:
        remember(ctx, self, table(ctx, self.cls.short_name, X))
        return self

    def fit_transform(ctx: Context, self: Instance, X: Value, *_: Value) -> Value:
        data = table(ctx, self.cls.short_name, X)
        remember(ctx, self, data)
        return array(ctx, Shape(data.shape.batch, _components(ctx, self, data)))

    def transform(ctx: Context, self: Instance, X: Value) -> Value:
        data = table(ctx, self.cls.short_name, X)
        check_features(ctx, self, data)
        return array(ctx, Shape(data.shape.batch, _components(ctx, self, None)))

    def inverse_transform(ctx: Context, self: Instance, X: Value) -> Value:
        features = ctx.heap.get(self, "fitted")
        known: Dim = features if isinstance(features, (int, Symbolic)) else UNKNOWN
        return array(ctx, Shape(rows_of(ctx, X), known))


def _components(ctx: Context, projection: Instance, data: Tensor | None) -> Dim:
    wanted = ctx.heap.get(projection, "n_components")
    if isinstance(wanted, (int, Symbolic)) and not isinstance(wanted, bool):
        return wanted
    if wanted is None and projection.cls.short_name == "TSNE":
        return 2
    if wanted in (None, ABSENT) and data is not None and projection.cls.short_name == "PCA":
        sizes = data.shape.known
        if all(isinstance(size, int) for size in sizes):
            return min(size for size in sizes if isinstance(size, int))
    return UNKNOWN


for _name in ["PCA", "IncrementalPCA", "KernelPCA", "SparsePCA", "TruncatedSVD", "FastICA", "NMF", "FactorAnalysis"]:
    library_class(f"sklearn.decomposition.{_name}")(Projection)
library_class("sklearn.manifold.TSNE")(Projection)


class Vectorizer:
    """Texts to (texts, words)."""

    def __init__(ctx: Context, self: Instance, *_: Value, **__: Value) -> Value:
        return None

    def fit(ctx: Context, self: Instance, texts: Value, *_: Value) -> Value:
        return self

    def fit_transform(ctx: Context, self: Instance, texts: Value, *_: Value) -> Value:
        return array(ctx, Shape(rows_of(ctx, texts), UNKNOWN))

    transform = fit_transform


for _name in ("CountVectorizer", "TfidfVectorizer", "HashingVectorizer"):
    library_class(f"sklearn.feature_extraction.text.{_name}")(Vectorizer)
