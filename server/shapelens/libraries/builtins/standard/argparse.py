"""`argparse`: what `parse_args()` gives is what the program runs with when it is started without arguments.

An option has its default; an argument that must be given is unknown.
"""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import define
from ....values import ABSENT, DictValue, Instance, Value
from ..classes import make_class
from ..support import items_or_none

OPTIONS = "options"


def _options(ctx: Context, parser: Value) -> DictValue | None:
    found = ctx.heap.get(parser, OPTIONS) if isinstance(parser, Instance) else None
    return found if isinstance(found, DictValue) else None


def _initialize(ctx: Context, self: Value, /, *settings: Value, parents: Value = (), **keywords: Value) -> None:
    if not isinstance(self, Instance):
        return
    options = ctx.dict({})
    ctx.heap.set(self, OPTIONS, options)
    for parent in items_or_none(ctx, parents) or ():
        inherited = _options(ctx, parent)
        for name in ctx.heap.names(inherited) if inherited is not None else ():
            assert inherited is not None
            ctx.heap.set(options, name, ctx.heap.get(inherited, name))


def _add_argument(ctx: Context, self: Value, /, *names: Value, **settings: Value) -> Value:
    options = _options(ctx, self)
    if options is None or not all(isinstance(name, str) for name in names):
        return ctx.unknown("an argument of a parser")
    flags = [str(name) for name in names]
    destination = settings.get("dest")
    if not isinstance(destination, str):
        long = [flag for flag in flags if flag.startswith("--")] or flags
        destination = long[0].lstrip("-").replace("-", "_") if long else ""
    if settings.get("action") not in ("help", "version"):
        ctx.heap.set(options, destination, _initial(ctx, flags, settings))
    return ctx.unknown("an argument of a parser")


def _initial(ctx: Context, flags: list[str], settings: dict[str, Value]) -> Value:
    """An argument's value where it is not given on the command line."""
    is_positional = bool(flags) and not flags[0].startswith("-")
    is_optional = settings.get("nargs") in ("?", "*") or (not is_positional and settings.get("required") is not True)
    if not is_optional:
        return ctx.unknown(f"the argument {flags[0] if flags else ''} of the command line")
    if "default" in settings:
        return _converted(ctx, settings["default"], settings.get("type"))
    action = settings.get("action")
    if action in ("store_true", "store_false"):
        return action == "store_false"
    if settings.get("nargs") == "*" and is_positional:
        return ctx.list([])
    return None


def _converted(ctx: Context, default: Value, convert: Value) -> Value:
    """argparse applies `type` to a default that is a string."""
    return ctx.call(convert, (default,)) if isinstance(default, str) and convert is not None else default


def _set_defaults(ctx: Context, self: Value, /, **defaults: Value) -> None:
    options = _options(ctx, self)
    for name, value in defaults.items() if options is not None else ():
        assert options is not None
        ctx.heap.set(options, name, value)


def _get_default(ctx: Context, self: Value, name: Value, /) -> Value:
    options = _options(ctx, self)
    found = ctx.heap.get(options, name) if options is not None and isinstance(name, str) else ABSENT
    return None if found is ABSENT else found


def _parse(ctx: Context, self: Value, args: Value = None, namespace: Value = None, /, **keywords: Value) -> Value:
    options = _options(ctx, self)
    given = items_or_none(ctx, keywords.get("args", args)) if keywords.get("args", args) is not None else ()
    result = namespace if isinstance(namespace, Instance) else ctx.instance(NAMESPACE)
    for name in ctx.heap.names(options) if options is not None else ():
        assert options is not None
        value = ctx.heap.get(options, name)
        is_known = given == () or (isinstance(name, str) and not _mentions(given, name))
        ctx.set_attribute(result, str(name), value if is_known else ctx.unknown(f"the argument {name}"))
    return result


def _mentions(given: tuple[Value, ...] | None, name: str) -> bool:
    """Whether a command line in the program may set an option."""
    if given is None:
        return True
    texts = [item for item in given if isinstance(item, str)]
    return len(texts) < len(given) or any(not text.startswith("--") or name[:1] in text for text in texts)


def _parse_known(ctx: Context, self: Value, /, *args: Value, **keywords: Value) -> Value:
    return (_parse(ctx, self, *args, **keywords), ctx.list(None, ctx.unknown("an argument of the command line")))


def _group(ctx: Context, self: Value, /, *settings: Value, **keywords: Value) -> Value:
    return self


def _contains(ctx: Context, self: Value, name: Value, /) -> Value:
    return ctx.call(ctx.attribute(ctx.attribute(self, "__dict__"), "__contains__"), (name,))


def _namespace(ctx: Context, self: Value, /, **values: Value) -> None:
    for name, value in values.items():
        ctx.set_attribute(self, name, value)


NAMESPACE = make_class("argparse.Namespace", members={"__init__": _namespace, "__contains__": _contains})
make_class(
    "argparse.ArgumentParser",
    members={
        "__init__": _initialize,
        "add_argument": _add_argument,
        "add_argument_group": _group,
        "add_mutually_exclusive_group": _group,
        "add_subparsers": _group,
        "add_parser": _group,
        "set_defaults": _set_defaults,
        "get_default": _get_default,
        "parse_args": _parse,
        "parse_known_args": _parse_known,
        "print_help": lambda ctx, self, /, *rest: None,
        "error": lambda ctx, self, /, *rest: None,
    },
)
for _name in ("HelpFormatter", "ArgumentDefaultsHelpFormatter", "RawTextHelpFormatter", "RawDescriptionHelpFormatter"):
    make_class(f"argparse.{_name}")
make_class("argparse.FileType")
make_class("argparse.Action")
make_class("argparse.ArgumentTypeError", "builtins.Exception")
define("argparse.SUPPRESS", "==SUPPRESS==")
define("argparse.REMAINDER", "...")
