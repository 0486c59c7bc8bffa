"""What a Python value can be: constants, containers, functions, classes, instances, tensors, unknown."""

from .base import CONSTANTS, Object, Unknown, Value, is_constant, is_vast, parts_of
from .classes import Choice, Class, Deferred, Instance, Module, Super
from .containers import BOUND, DictValue, ListValue, Many, SetValue
from .functions import BoundMethod, Decorated, Function, Native, Partial, Scope, native
from .heap import ABSENT, ALL, ATTRIBUTES, HIDDEN, SHARED, VIEWS, Change, Heap, Place, Store, Trace, is_hidden, put
from .source import Span, Unit
from .tensors import Drawn, Every, Kind, NumpyInt, Origin, Tensor

__all__ = [
    "ABSENT",
    "ALL",
    "ATTRIBUTES",
    "BOUND",
    "CONSTANTS",
    "HIDDEN",
    "SHARED",
    "VIEWS",
    "BoundMethod",
    "Change",
    "Choice",
    "Class",
    "Decorated",
    "Deferred",
    "DictValue",
    "Drawn",
    "Every",
    "Function",
    "Heap",
    "Instance",
    "Kind",
    "ListValue",
    "Many",
    "Module",
    "Native",
    "NumpyInt",
    "Object",
    "Origin",
    "Partial",
    "Place",
    "Scope",
    "SetValue",
    "Span",
    "Store",
    "Super",
    "Tensor",
    "Trace",
    "Unit",
    "Unknown",
    "Value",
    "is_constant",
    "is_hidden",
    "is_vast",
    "native",
    "parts_of",
    "put",
]
