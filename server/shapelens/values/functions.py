"""What can be called: functions of the program, natives of a library, and what binds arguments to them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any

from .base import Object, Value
from .heap import ABSENT, SHARED, Heap, Store
from .source import Unit

if TYPE_CHECKING:
    from .classes import Class


class Scope(Store):
    """Names and their values: of a module, a function call or a class body. `parent` is the enclosing one.

    `rebound` are the names of a library's module that some program changes; what each makes of them is in `Heap.globals`.
    """

    __slots__ = ("kind", "parent", "rebound")

    def __init__(self, heap: Heap | None, parent: Scope | None, kind: str = "function") -> None:
        super().__init__(heap)
        self.parent = parent
        self.kind = kind
        self.rebound: frozenset[str] = frozenset()

    def read(self, heap: Heap, name: str) -> Value:
        """The value of a name in this scope, as the program sees it; ABSENT if there is none."""
        if name in self.rebound:
            value = heap.get(heap.globals, (self, name))
            if value is not ABSENT:
                return value
        return heap.get(self, name)

    def bind(self, heap: Heap, name: str, value: Value) -> None:
        """Gives a name a value. What a program does to a library's module stays with the program."""
        if self.serial == SHARED and not heap.is_shared:
            self.rebound |= {name}
            heap.set(heap.globals, (self, name), value)
        else:
            heap.set(self, name, value)


class Function(Object):
    """A `def` or `lambda` of the program, with the scope it closes over and its defaults, evaluated once."""

    __slots__ = ("defaults", "keyword_defaults", "module", "name", "node", "owner", "scope", "unit")

    def __init__(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        scope: Scope,
        unit: Unit,
        module: str,
        defaults: tuple[Value, ...] = (),
        keyword_defaults: dict[str, Value] | None = None,
    ) -> None:
        self.node = node
        self.name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
        self.scope = scope
        self.unit = unit
        self.module = module
        self.defaults = defaults
        self.keyword_defaults = keyword_defaults or {}
        self.owner: Class | None = None
        """The class in whose body it is defined: what `super()` starts from."""


class Native(Object):
    """A function that a library implements: `implementation(context, *arguments, **keywords)` over values."""

    __slots__ = ("_is_fixed", "_signature", "implementation", "name")
    CACHES = ("_is_fixed", "_signature")

    def __init__(self, name: str, implementation: Callable[..., Value]) -> None:
        self.name = name
        self.implementation = implementation
        self._signature: inspect.Signature | None = None
        self._is_fixed: bool | None = None

    @property
    def signature(self) -> inspect.Signature:
        """The implementation's own, the context included."""
        if self._signature is None:
            self._signature = inspect.signature(self.implementation)
        return self._signature

    @property
    def is_fixed(self) -> bool:
        """Whether it is the same for every program: it was not made for values of one (`functools.partial`, a decorator's answer)."""
        if self._is_fixed is None:
            self._is_fixed = True  # while it looks at itself
            self._is_fixed = _is_fixed(self.implementation)
        return self._is_fixed

    def __repr__(self) -> str:
        return f"Native({self.name})"


class BoundMethod(Object):
    """A function or native with its first argument."""

    __slots__ = ("function", "receiver")

    def __init__(self, function: Value, receiver: Value) -> None:
        self.function = function
        self.receiver = receiver


class Partial(Object):
    """`functools.partial`: a callable with arguments already given."""

    __slots__ = ("arguments", "function", "keywords")

    def __init__(self, function: Value, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> None:
        self.function = function
        self.arguments = arguments
        self.keywords = keywords


class Decorated(Object):
    """A function under `@property`, `@staticmethod` or `@classmethod`; `kind` is the decorator's name."""

    __slots__ = ("function", "kind", "setter")

    def __init__(self, kind: str, function: Value, setter: Value = None) -> None:
        self.kind = kind
        self.function = function
        self.setter = setter


def _is_fixed(captured: object) -> bool:
    """Whether what a native's implementation captures holds nothing of a program."""
    if isinstance(captured, Store):
        return captured.serial == SHARED
    if isinstance(captured, Native):
        return captured.is_fixed
    if isinstance(captured, FunctionType):
        return all(_is_fixed(cell.cell_contents) for cell in captured.__closure__ or ())
    if isinstance(captured, dict):
        return all(map(_is_fixed, captured.values()))
    if isinstance(captured, (tuple, list)):
        return all(map(_is_fixed, captured))
    return not isinstance(captured, Object)


def native(name: str) -> Callable[[Callable[..., Any]], Native]:
    """Makes a `Native` of a Python function."""
    return lambda implementation: Native(name, implementation)
