"""Classes, their instances, and modules."""

from __future__ import annotations

from collections.abc import Hashable

from .base import Object, Value
from .functions import Scope
from .heap import ABSENT, SHARED, Heap, Store
from .source import Span


class Class(Store):
    """A class of the program or of a library. Its fields are its namespace; methods of a library are `Native`s.

    name: canonical, `keras.layers.Dense` or `module.Class`.
    mro:  this class first, as Python linearises it.
    """

    __slots__ = ("annotations", "bases", "mro", "name", "short_name", "span")

    def __init__(
        self,
        heap: Heap | None,
        name: str,
        bases: tuple[Value, ...] = (),
        namespace: dict[Hashable, Value] | None = None,
        span: Span | None = None,
    ) -> None:
        super().__init__(heap, namespace)
        self.name = name
        self.short_name = name.rpartition(".")[2]
        self.bases = bases
        self.span = span
        self.mro: tuple[Class, ...] = (self, *_merge([base for base in bases if isinstance(base, Class)]))
        self.annotations: tuple[str, ...] = ()
        """Names annotated in the body, in order (the fields of a dataclass)."""

    @property
    def has_unknown_base(self) -> bool:
        """Whether it inherits from something that is not understood, so that any attribute may exist."""
        return any(not isinstance(base, Class) for cls in self.mro for base in cls.bases)

    def is_subclass(self, name: str) -> bool:
        """Whether this is, or inherits from, the class of that canonical name."""
        return any(cls.name == name for cls in self.mro)

    def lookup(self, heap: Heap, attribute: str) -> tuple[Value, Class] | None:
        """The attribute and the class that has it, by method resolution order."""
        for cls in self.mro:
            if cls.serial == SHARED:
                if attribute in cls.fields:
                    return cls.fields[attribute], cls
            else:
                value = heap.get(cls, attribute)
                if value is not ABSENT:
                    return value, cls
        return None

    def __repr__(self) -> str:
        return f"Class({self.name})"


class Instance(Store):
    """An object of a class; its fields are its attributes. `span` is the call that made it."""

    __slots__ = ("cls", "span")

    def __init__(self, heap: Heap | None, cls: Class, span: Span | None = None) -> None:
        super().__init__(heap)
        self.cls = cls
        self.span = span

    def __repr__(self) -> str:
        return f"Instance({self.cls.name})"


class Super(Object):
    """`super()`: attributes of `receiver`, looked up after `after` in its class's resolution order."""

    __slots__ = ("after", "receiver")

    def __init__(self, receiver: Value, after: Class) -> None:
        self.receiver = receiver
        self.after = after


class Choice(Object):
    """One of several callables or objects, by a condition that cannot be known: what holds of each is joined."""

    __slots__ = ("alternatives",)

    def __init__(self, alternatives: tuple[Value, ...]) -> None:
        self.alternatives = alternatives


class Module(Object):
    """An imported module. `scope` holds its globals; a library's module has none and is asked by name."""

    __slots__ = ("name", "scope")

    def __init__(self, name: str, scope: Scope | None = None) -> None:
        self.name = name
        self.scope = scope

    def __repr__(self) -> str:
        return f"Module({self.name})"


class Deferred(Object):
    """What a library's module imports: read when it is first asked for. `member` is None for the module itself."""

    __slots__ = ("member", "module")

    def __init__(self, module: str, member: str | None = None) -> None:
        self.module = module
        self.member = member


def _merge(bases: list[Class]) -> tuple[Class, ...]:
    """C3 linearisation of the bases' orders; left to right without repeats where there is none."""
    if len(bases) == 1:
        return bases[0].mro
    sequences = [list(base.mro) for base in bases] + [list(bases)]
    order: list[Class] = []
    while sequences := [sequence for sequence in sequences if sequence]:
        head = next(
            (s[0] for s in sequences if not any(s[0] in other[1:] for other in sequences)),
            sequences[0][0],
        )
        order.append(head)
        sequences = [[cls for cls in sequence if cls is not head] for sequence in sequences]
    return tuple(order)
