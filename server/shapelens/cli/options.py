"""Options that several subcommands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from ..analysis.settings import Settings


def settings_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--select`, `--ignore` and `--interpreter`, and passes them as one `settings`."""

    @click.option("--select", multiple=True, metavar="RULES", help="Report only these rules (several with commas).")
    @click.option("--ignore", multiple=True, metavar="RULES", help="Do not report these rules.")
    @click.option("--interpreter", type=click.Path(), help="The Python whose libraries the program uses.")
    @wraps(command)
    def wrapped(
        *args: Any, select: tuple[str, ...], ignore: tuple[str, ...], interpreter: str | None, **kw: Any
    ) -> Any:
        settings = Settings(
            select=_rules(select, "--select"), ignore=_rules(ignore, "--ignore"), interpreter=interpreter
        )
        return command(*args, settings=settings, **kw)

    return wrapped


def _rules(given: tuple[str, ...], option: str) -> frozenset[str]:
    from ..findings import RULES

    codes = frozenset(code.strip() for item in given for code in item.split(",") if code.strip())
    unknown = sorted(codes - RULES.keys())
    if unknown:
        raise click.BadParameter(f"there is no rule {', '.join(map(repr, unknown))}", param_hint=option)
    return codes
