"""`shapelens server`."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress

import click

MOST_MEMORY = 4 << 30
"""Bytes. Beyond it a statement's analysis fails and is left out; without it the system would end the server, or the editor."""


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        with suppress(ValueError, OSError):
            _, hard = resource.getrlimit(resource.RLIMIT_DATA)
            most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
            resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def serve() -> int:
    """Serves one editor over standard input and output; answers the exit status."""
    _limit_memory()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    from ..lsp.server import SERVER

    return SERVER.serve()


@click.command("server")
@click.option("--stdio", is_flag=True, help="Accepted for editors that pass it: there is no other way.")
def command(stdio: bool) -> None:
    """Start the language server on standard input and output."""
    status = serve()
    for stream in (sys.__stdout__, sys.__stderr__):
        with suppress(OSError, ValueError):  # the client may be gone
            if stream is not None:
                stream.flush()
    os._exit(status)  # to take apart, object by object, what was analysed takes Python seconds
