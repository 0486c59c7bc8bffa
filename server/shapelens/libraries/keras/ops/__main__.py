"""Prints how many names of `keras.ops`, `keras.random` and `keras.activations` have a rule, are unknown on purpose, or are missing."""

from __future__ import annotations

import json
from pathlib import Path

from ....interpreter.registry import load, lookup
from ....values import ABSENT, Module
from ...arrays.op import SPELLINGS, UNKNOWN_ON_PURPOSE

NAMES = Path(__file__).parents[1] / "data" / "signatures.json"


def coverage() -> dict[str, list[str]]:
    """The names of `keras.ops` that have a rule, are unknown on purpose, or are missing."""
    known = json.loads(NAMES.read_text(encoding="utf-8"))["names"]
    prefixes = ("keras.ops.", "keras.random.", "keras.activations.")
    table: dict[str, list[str]] = {"rule": [], "unknown": [], "missing": []}
    for name in sorted(known):
        if not name.startswith(prefixes) or "call" not in known[name]:
            continue
        value = lookup(name)
        missing = value is ABSENT or isinstance(value, Module)
        table["missing" if missing else "unknown" if name in UNKNOWN_ON_PURPOSE else "rule"].append(name)
    return table


def main() -> None:
    """Prints the table."""
    table = coverage()
    print(f"names with a rule       {len(table['rule'])}")
    print(f"unknown on purpose      {len(table['unknown'])}")
    for name in table["unknown"]:
        print(f"    {name}: {UNKNOWN_ON_PURPOSE[name]}")
    print(f"missing                 {len(table['missing'])}")
    for name in table["missing"]:
        print(f"    {name}")
    print(f"functions of arrays in all libraries: {len(SPELLINGS)}")


if __name__ == "__main__":
    load("keras")
    main()
