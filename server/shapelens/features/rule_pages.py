"""The pages of the rules, in Markdown. Their texts stand in `findings/catalogue.py` alone."""

from __future__ import annotations

from ..findings import RULES, Rule

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
