"""`shapelens shapes`: prints the shapes of every site, for people or as one JSON object a line (DESIGN.md, section 3)."""

from __future__ import annotations

from functools import partial

import click

from ..analysis.settings import Settings
from ..analysis.text import Unreadable
from .files import python_files
from .options import settings_options
from .running import complain, run, settings_of, source, workspace


@click.command("shapes")
@click.argument("paths", nargs=-1, required=True)
@click.option("--format", "--output-format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--explain", is_flag=True, help="Say of each unresolved site what was not understood first.")
@settings_options
def command(paths: tuple[str, ...], form: str, explain: bool, settings: Settings) -> None:
    """Print the shapes of every layer call in files and folders (- for standard input)."""
    named = dict(python_files(paths))
    failed = False
    job = partial(lines, form=form, explain=explain, given=settings)
    for path, result in run(job, list(named), "Reading"):
        if isinstance(result, Unreadable):
            complain(f"{path}: {result}")
            failed = failed or named[path]
        elif result:
            click.echo("\n".join(result))
    raise SystemExit(2 if failed else 0)


def lines(path: str, form: str, explain: bool, given: Settings) -> list[str]:
    """What is printed for one file. Raises Unreadable."""
    from ..analysis.document import analyse
    from ..features.hover import flow_text
    from . import forms

    analysis = analyse(path, source(path), settings_of(path, given, set()), workspace())
    printed: list[tuple[int, int, str]] = []
    for site in analysis.sites:
        place = site.location
        if form == "json":
            text = forms.json_text(forms.site_form(site))
        else:
            flows = [flow_text(o) + (f" ×{o.count}" if o.count > 1 else "") for o in site.observations]
            text = f"{place.path}:{place.line}:{place.column}: {site.callee} {'; '.join(flows)}"
        printed.append((place.line, place.column, text))
    for place, reason in analysis.unresolved if explain else ():
        if form == "json":
            text = forms.json_text({**forms.place_form(place), "kind": "unresolved", "reason": reason})
        else:
            text = f"{place.path}:{place.line}:{place.column}: not understood: {reason}"
        printed.append((place.line, place.column, text))
    return [text for _, _, text in sorted(printed, key=lambda entry: entry[:2])]
