"""`shapelens`: finds the subcommand and imports nothing but it."""

from __future__ import annotations

import sys

COMMANDS = {
    "check": "Report what Keras would reject.",
    "shapes": "Print the shapes of every layer call.",
    "summary": "Print Keras's summary of the models in a file, without running it.",
    "verify": "Compare Shapelens with real Keras, call by call.",
    "rule": "Explain a rule.",
    "server": "Start the language server on standard input and output.",
}


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and exits with its status."""
    given = sys.argv[1:] if arguments is None else arguments
    if given == ["server"]:  # an editor waits: no time for click
        from .server import serve

        sys.exit(serve())
    from .group import group

    group(args=given, prog_name="shapelens")
