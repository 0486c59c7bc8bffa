"""One expression by Shapelens and by the real library: what shape came out, or that it was refused."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from interpreting import executed
from shapelens.findings import Severity
from shapelens.values import ListValue, Tensor, Unknown, Value

REFUSED = "refused"
"""The call raises (Shapelens: reports an error)."""
UNKNOWN = "?"
"""Nothing is known (Shapelens only)."""
MISSING = (AttributeError, ImportError, NotImplementedError)


def by_shapelens(text: str, name: str = "r") -> Any:
    """The shape of `name` after the program, as nested tuples; a dimension that is not known is `?`."""
    run, scope = executed(text)
    if any(finding.severity is Severity.ERROR for finding in run.record.findings):
        return REFUSED
    return shape_of(run, scope.fields.get(name))


def shape_of(run: Any, value: Value) -> Any:
    """A value's shape; a list of those of a list or tuple of arrays."""
    if isinstance(value, Tensor):
        return (
            UNKNOWN
            if value.shape.dims is None
            else tuple(dim if dim is None or isinstance(dim, int) else "?" for dim in value.shape.dims)
        )
    if isinstance(value, Unknown) or value is None:
        return UNKNOWN
    items = value if isinstance(value, tuple) else value.items(run.heap) if type(value) is ListValue else ()
    if items is None:
        return UNKNOWN
    if items and any(isinstance(item, (Tensor, tuple, ListValue)) for item in items):
        return [shape_of(run, item) for item in items]
    return (len(items),) if isinstance(value, (tuple, ListValue)) else ()


def by_library(text: str, name: str = "r") -> Any:
    """The same of the real library, or `REFUSED` where it raises."""
    names: dict[str, Any] = {}
    try:
        exec(text, names)
    except MISSING:
        raise
    except Exception:
        return REFUSED
    return real_shape(names[name])


def real_shape(value: Any) -> Any:
    """The shape of a real value."""
    if isinstance(value, (list, tuple)) and not hasattr(value, "shape"):
        if value and any(hasattr(item, "shape") or isinstance(item, (list, tuple)) for item in value):
            return [real_shape(item) for item in value]
        return (len(value),)
    shape = getattr(value, "shape", ())
    return tuple(None if size is None else int(size) for size in shape)


def agree(ours: Any, theirs: Any) -> bool:
    """Whether what we say is true of what came out; `?` is true of anything that is not refused."""
    if ours == UNKNOWN:
        return True
    if isinstance(ours, list) or isinstance(theirs, list):
        return (
            isinstance(ours, list)
            and isinstance(theirs, list)
            and len(ours) == len(theirs)
            and all(map(agree, ours, theirs))
        )
    if ours == REFUSED or theirs == REFUSED:
        return bool(ours == theirs)
    return len(ours) == len(theirs) and all(a in ("?", None) or a == b for a, b in zip(ours, theirs))


def is_exact(ours: Any, theirs: Any) -> bool:
    """Whether every dimension is known."""
    if isinstance(ours, list):
        return isinstance(theirs, list) and all(map(is_exact, ours, theirs))
    return bool(ours == theirs)
