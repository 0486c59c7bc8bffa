"""The arguments of a call against the `call` of a class of the program, as Keras binds them before anything else.

Source: keras.src.layers.layer.CallSpec.
"""

from __future__ import annotations

from ...shapes import Mismatch
from ...values import Function, Instance, Unknown, Value

CONTEXT = ("training", "mask")
"""Arguments that Keras fills in, or drops where `call` does not take them."""


def check_own_signature(
    layer: Instance, method: Value, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> None:
    """Raises Mismatch("unknown-argument") for arguments that `call` has no place for, and for a tensor that it lacks."""
    if not isinstance(method, Function) or "**" in keywords:
        return
    parameters, name = method.node.args, layer.cls.short_name
    positional = [parameter.arg for parameter in (*parameters.posonlyargs, *parameters.args)][1:]
    if not positional and parameters.vararg is None:
        return
    count = len(arguments)
    if parameters.vararg is None and count > len(positional):
        told = f"`{name}.call` takes {_listed(positional)}, got {count} arguments by position"
        raise Mismatch("unknown-argument", told, received=count, expected=len(positional))
    names = {*positional, *(parameter.arg for parameter in parameters.kwonlyargs)}
    surplus = next((key for key in keywords if key not in names and key not in CONTEXT), None)
    if surplus is not None and parameters.kwarg is None:
        raise Mismatch("unknown-argument", f"`{name}.call` has no argument `{surplus}`", argument=surplus, name=surplus)
    if any(isinstance(argument, Unknown) for argument in arguments):
        return
    required = positional[count : len(positional) - len(parameters.defaults)]
    lacking = next((one for one in required if one not in keywords), None)
    if lacking is not None:
        raise Mismatch("unknown-argument", f"a call of {name} needs the argument `{lacking}`", name=lacking)


def _listed(names: list[str]) -> str:
    return f"`{names[0]}` alone" if len(names) == 1 else ", ".join(f"`{name}`" for name in names)
