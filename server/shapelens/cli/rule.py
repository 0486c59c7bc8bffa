"""`shapelens rule`: a rule's page, or all of them."""

from __future__ import annotations

import click

from ..features.rule_pages import all_pages, fixes_page, page
from ..findings import RULES


@click.command("rule")
@click.argument("code", required=False)
@click.option("--all", "everything", is_flag=True, help="Print the page of every rule, as docs/rules.md has them.")
@click.option("--fixes", is_flag=True, help="Print the kinds of fix, as docs/fixes.md has them.")
def command(code: str | None, everything: bool, fixes: bool) -> None:
    """Explain a rule; without one, list them."""
    if fixes:
        click.echo(fixes_page(), nl=False)
    elif everything:
        click.echo(all_pages(), nl=False)
    elif code is None:
        for rule in RULES.values():
            click.echo(f"{rule.code:<24} {rule.severity.value:<12} {rule.title}")
    elif code in RULES:
        click.echo(page(RULES[code]), nl=False)
    else:
        click.echo(f"shapelens: there is no rule {code!r}", err=True)
        raise SystemExit(2)
