"""The group of subcommands for click. Each is imported when it is called."""

from __future__ import annotations

import logging
from importlib import import_module

import click

from .. import __version__
from .main import COMMANDS


class LazyGroup(click.Group):
    """Subcommands are modules beside this one that define `command`."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__package__}.{name}").command
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shapelens")
@click.option("-v", "--verbose", is_flag=True, help="Log internal matters to standard error.")
def group(verbose: bool) -> None:
    """The shape of every Keras tensor, without running the program."""
    logging.getLogger("shapelens").setLevel(logging.INFO if verbose else logging.CRITICAL + 1)
    if verbose:
        logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
