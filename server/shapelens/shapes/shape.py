"""The shape of a tensor: an immutable tuple of dimensions, or of unknown rank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, Union

from .dim import UNKNOWN, Dim, Symbolic, counts, is_unknown, product, same
from .dim import join as join_dims

Structure: TypeAlias = "Union[Shape, list[Structure], tuple[Structure, ...], dict[str, Structure], None]"


class Shape:
    """A tuple of `Dim`s; `dims` is None when not even the rank is known. Immutable and hashable.

    `Shape(None, 20, 64)` is Keras's `(None, 20, 64)`; `Shape.unknown()` is shown as `?`.
    """

    __slots__ = ("_hash", "dims")

    dims: tuple[Dim, ...] | None

    def __init__(self, *dims: Dim) -> None:
        self.dims = dims
        self._hash: int | None = None

    @classmethod
    def of(cls, dims: Iterable[Dim]) -> Shape:
        return cls(*dims)

    @classmethod
    def unknown(cls) -> Shape:
        return _UNKNOWN_SHAPE

    @classmethod
    def of_rank(cls, rank: int) -> Shape:
        """A shape of which only the rank is known: `(?, ?, ...)`."""
        return cls(*[UNKNOWN] * rank)

    @property
    def is_unknown(self) -> bool:
        """Whether the rank is unknown."""
        return self.dims is None

    @property
    def rank(self) -> int | None:
        return None if self.dims is None else len(self.dims)

    @property
    def known(self) -> tuple[Dim, ...]:
        """The dimensions of a shape of known rank; an empty tuple otherwise."""
        return self.dims or ()

    @property
    def batch(self) -> Dim:
        """The first dimension; unknown where there is none."""
        return self.dims[0] if self.dims else UNKNOWN

    @property
    def last(self) -> Dim:
        """The last dimension; unknown where there is none."""
        return self.dims[-1] if self.dims else UNKNOWN

    @property
    def size(self) -> Dim:
        """The number of elements."""
        return UNKNOWN if self.dims is None else product(self.dims)

    @property
    def is_static(self) -> bool:
        """Whether each dimension is a number."""
        return self.dims is not None and all(isinstance(dim, int) for dim in self.dims)

    def replace(self, axis: int, dim: Dim) -> Shape:
        """This shape with one dimension exchanged. `axis` may be negative; it must exist."""
        dims = list(self.known)
        dims[axis] = dim
        return Shape(*dims)

    def __len__(self) -> int:
        return len(self.known)

    def __iter__(self) -> Iterator[Dim]:
        return iter(self.known)

    def __getitem__(self, axis: int) -> Dim:
        """The dimension at `axis` (negative from the end); unknown where it cannot be told."""
        try:
            return self.known[axis]
        except IndexError:
            return UNKNOWN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shape) and self.dims == other.dims

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(self.dims)
        return self._hash

    def __str__(self) -> str:
        if self.dims is None:
            return "?"
        return f"({', '.join(map(str, self.dims))}{',' if len(self.dims) == 1 else ''})"

    def __repr__(self) -> str:
        return f"Shape{self}"


_UNKNOWN_SHAPE = Shape()
_UNKNOWN_SHAPE.dims = None


def equal(a: Shape, b: Shape) -> bool | None:
    """Whether two shapes are equal: True and False are certain, None cannot be told."""
    if a.dims is None or b.dims is None:
        return None
    if len(a.dims) != len(b.dims):
        return False
    verdicts = [same(x, y) for x, y in zip(a.dims, b.dims)]
    return False if False in verdicts else None if None in verdicts else True


def join(a: Shape, b: Shape) -> Shape:
    """What is known of a shape that is `a` on one path and `b` on the other."""
    if a == b:
        return a
    if a.dims is None or b.dims is None or len(a.dims) != len(b.dims):
        return Shape.unknown()
    return Shape(*map(join_dims, a.dims, b.dims))


def is_complete(shape: Shape) -> bool:
    """Whether nothing in the shape is unknown (`None` and symbols are known)."""
    return shape.dims is not None and not any(is_unknown(dim) for dim in shape.dims)


def settled(shape: Shape) -> Shape:
    """The shape as it is known after a loop: what depends on the loop's counter is unknown."""
    for dim in shape.known:
        if type(dim) is Symbolic and dim.counts:
            return Shape(*(UNKNOWN if counts(dim) else dim for dim in shape.known))
    return shape


def leaves(structure: Structure) -> list[Shape]:
    """The shapes in a nested structure: tuples and lists in order, dicts by sorted key."""
    found: list[Shape] = []
    _collect(structure, found)
    return found


def _collect(structure: Structure, found: list[Shape]) -> None:
    if isinstance(structure, Shape):
        found.append(structure)
    elif isinstance(structure, (list, tuple)):
        for element in structure:
            _collect(element, found)
    elif isinstance(structure, dict):
        for key in _ordered(structure):
            _collect(structure[key], found)


def _ordered(keys: Iterable[Any]) -> list[Any]:
    """Keys as Keras orders them: sorted, by their type first where they do not compare, else as they come. Source: optree."""
    keys = list(keys)
    for key in (None, lambda key: (type(key).__module__, type(key).__qualname__, key)):
        try:
            return sorted(keys, key=key)
        except TypeError:
            continue
    return keys
