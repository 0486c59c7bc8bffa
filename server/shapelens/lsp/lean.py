"""Imports pygls at a quarter of its usual cost.

Of the 400 ms that an empty pygls server needs to start, 350 go into lsprotocol.types: some 550 attrs classes, each of which compiles
its methods. The server's messages are plain JSON values, so hardly any of these classes is ever used. While that module
is imported, `attrs.define` only marks a class, which is then built when it is first used.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


class _Deferred:
    """Stands for `__attrs_attrs__` until a class is built: looking at it builds the class."""

    def __init__(self, build: Callable[[], None]) -> None:
        self.build = build

    def __get__(self, instance: object, owner: type) -> Any:
        self.build()
        return owner.__dict__["__attrs_attrs__"]


def import_pygls() -> None:
    """Imports lsprotocol.types with its classes deferred. Without effect where it is imported already."""
    if "lsprotocol.types" in sys.modules:
        return
    import attrs

    define: Callable[..., Any] = attrs.define

    def deferred(cls: type | None = None, **options: Any) -> Any:
        if cls is None:
            return lambda decorated: deferred(decorated, **options)
        target: Any = cls

        def build() -> None:
            del target.__init__, target.__attrs_attrs__
            define(target, slots=False, **options)

        def construct(self: Any, *arguments: Any, **keywords: Any) -> None:
            build()
            target.__init__(self, *arguments, **keywords)

        target.__init__ = construct
        target.__attrs_attrs__ = _Deferred(build)
        return target

    attrs.define = deferred  # type: ignore[assignment]
    try:
        import lsprotocol.types  # noqa: F401
    finally:
        attrs.define = define
