"""The pages of the rules, in Markdown. Their texts stand in `findings/catalogue.py` alone."""

from __future__ import annotations

from ..findings import RULES, Rule
from ..fixes.candidates import kinds

HEAD = """\
# Rules

Each finding has a rule. `# shapelens: ignore[code]` at the end of a line silences one there; `select`, `ignore` and `severity` in
`[tool.shapelens]` of pyproject.toml or in the editor's settings do so everywhere. This page is printed by `shapelens rule --all`.

| rule | default | |
|---|---|---|
"""


def page(rule: Rule) -> str:
    """One rule's page."""
    return f"## {rule.code}\n\nDefault severity: {rule.severity.value}.\n\n{rule.doc}\n"


def all_pages() -> str:
    """docs/rules.md."""
    table = [f"| [{rule.code}](#{rule.code}) | {rule.severity.value} | {rule.title} |" for rule in RULES.values()]
    return HEAD + "\n".join(table) + "\n\n" + "\n".join(page(rule) for rule in RULES.values())


FIXES_HEAD = """\
# Fixes

Each of these is tried where its rule has found something: applied in memory and analysed, and offered only if the finding is gone and
nothing new has come. What leaves the model's output fit for its labels comes first and is preferred. `shapelens check --fix` applies
those that change no other shape of the program's output, `--unsafe-fixes` the others too. This page is printed by `shapelens rule --fixes`.

| fix | for |
|---|---|
"""


def fixes_page() -> str:
    """docs/fixes.md: the first paragraph of what each kind of fix says of itself, and its rules."""
    rows = [
        f"| {_said(kind.__doc__)} | {', '.join(f'[{code}](rules.md#{code})' for code in codes)} |"
        for kind, codes in kinds().items()
    ]
    return FIXES_HEAD + "\n".join(rows) + "\n"


def _said(doc: str | None) -> str:
    return " ".join((doc or "").partition("\n\n")[0].split()).replace("|", "\\|")
