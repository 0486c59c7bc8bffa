"""`logging`, `warnings`, `gc` and others whose functions tell a program nothing; and the names of all other modules."""

from __future__ import annotations

import logging
import sys

from ....interpreter import Context
from ....interpreter.registry import define, function
from ....values import Value
from ..classes import make_class


def _nothing(ctx: Context, /, *values: Value, **settings: Value) -> None:
    """Has no effect on shapes."""


for _name in (
    *("warnings.warn", "warnings.filterwarnings", "warnings.simplefilter", "warnings.warn_explicit"),
    *("logging.basicConfig", "logging.disable", "logging.captureWarnings", "logging.log", "logging.exception"),
    *("logging.debug", "logging.info", "logging.warning", "logging.error", "logging.critical", "logging.warn"),
    *("gc.collect", "gc.disable", "gc.enable", "traceback.print_exc", "pprint.pprint", "atexit.register"),
    *("faulthandler.enable", "pdb.set_trace", "signal.signal", "locale.setlocale"),
):
    function(_name)(_nothing)
for _name in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "WARN", "FATAL"):
    define(f"logging.{_name}", getattr(logging, _name))

_SILENT = ("debug", "info", "warning", "warn", "error", "critical", "exception", "log")
LOGGER = make_class(
    "logging.Logger",
    members=dict.fromkeys((*_SILENT, "setLevel", "addHandler", "removeHandler", "addFilter"), _nothing),
)


@function("logging.getLogger")
def get_logger(ctx: Context, name: Value = None, /) -> Value:
    """A logger, which tells the program nothing."""
    return ctx.instance(LOGGER)


def _enter(ctx: Context, self: Value, /) -> Value:
    return self


make_class("warnings.catch_warnings", members={"__init__": _nothing, "__enter__": _enter, "__exit__": _nothing})

SUBMODULES = (
    *("os.path", "urllib.request", "urllib.parse", "urllib.error", "concurrent.futures", "xml.etree.ElementTree"),
    *("multiprocessing.pool", "multiprocessing.dummy", "importlib.metadata", "importlib.util", "importlib.resources"),
    *("http.client", "email.mime", "logging.handlers", "logging.config", "unittest.mock", "collections.abc"),
    *("json.decoder", "xml.dom.minidom", "html.parser", "asyncio.subprocess", "wsgiref.simple_server"),
)
for _name in (*sys.stdlib_module_names, *SUBMODULES):
    define(f"{_name}.__doc__", None)
