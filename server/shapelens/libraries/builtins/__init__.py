"""Python's builtins: functions, classes, and the methods of numbers, text, lists, dicts and sets. See `standard` for modules."""

from . import classes, dicts, exceptions, functions, iteration, lists, namespaces, numbers, sequences, sets, text

classes.publish()

__all__ = [
    "classes",
    "dicts",
    "exceptions",
    "functions",
    "iteration",
    "lists",
    "namespaces",
    "numbers",
    "sequences",
    "sets",
    "text",
]
