"""Tensors and arrays: Keras's symbolic tensors, TensorFlow's eager ones and NumPy's arrays."""

from __future__ import annotations

from enum import Enum

from ..shapes import Shape
from .base import Object, Value
from .heap import Heap
from .source import Span


class Kind(Enum):
    """Whose tensor it is."""

    KERAS = "keras"
    """A symbolic `KerasTensor`: made by `keras.Input` and by calls on such."""
    TENSOR = "tensor"
    """A backend tensor, eager or traced."""
    ARRAY = "array"
    """A NumPy array (or scalar)."""


class Drawn(int):
    """How many different values (integers from zero on, or any others) are drawn from evenly: of enough draws none is missing."""


class Every(int):
    """An exclusive upper bound of the labels of a known dataset, below which every number occurs."""


class NumpyInt(int):
    """A NumPy integer of known value: no Python `int`, where Keras asks for one."""


class Origin(Object):
    """What a tensor comes from. Who follows it back says so (`looked_at`): what they find there is not among the fields that a call reads.

    serial: of the youngest store when it was made
    """

    __slots__ = ("heap", "serial")

    def __init__(self, heap: Heap) -> None:
        self.heap = heap
        self.serial = heap.serial

    def looked_at(self) -> None:
        """Notes that what is running depends on it."""
        if self.serial < self.heap.looked:
            self.heap.looked = self.serial


class Tensor(Object):
    """A tensor of which the shape (or a part of it) is known. Immutable; compared by identity.

    dtype:    canonical name (`float32`, `int64`, `string`), None if unknown
    span:     the expression that produced it
    producer: the operation in a functional graph that it came from (`libraries/keras/graph.py`), None for plain data
    data:     the elements, nested tuples of constants, where they are few and known (`np.array([1, 2])`); else None
    classes:  an exclusive upper bound of an integer tensor's values, where known (`randint(0, 10)`, a dataset's labels)
    """

    __slots__ = ("classes", "data", "dtype", "kind", "producer", "shape", "span")

    def __init__(
        self,
        shape: Shape,
        kind: Kind = Kind.TENSOR,
        dtype: str | None = None,
        span: Span | None = None,
        producer: Object | None = None,
        data: Value = None,
        classes: int | None = None,
    ) -> None:
        self.shape = shape
        self.kind = kind
        self.dtype = dtype
        self.span = span
        self.producer = producer
        self.data = data
        self.classes = classes

    def with_shape(self, shape: Shape, **changes: object) -> Tensor:
        """The same kind and dtype of tensor with another shape; elements and producer are not carried over."""
        settings: dict[str, object] = {"kind": self.kind, "dtype": self.dtype, "span": self.span, **changes}
        return Tensor(shape, **settings)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        return f"Tensor({self.shape}, {self.kind.value}, {self.dtype})"
