"""`shapelens server`."""

from __future__ import annotations

import logging

import click


def serve() -> int:
    """Serves one editor over standard input and output; answers the exit status."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    from ..lsp.server import SERVER

    return SERVER.serve()


@click.command("server")
@click.option("--stdio", is_flag=True, help="Accepted for editors that pass it: there is no other way.")
def command(stdio: bool) -> None:
    """Start the language server on standard input and output."""
    raise SystemExit(serve())
