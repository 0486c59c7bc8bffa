"""The long fuzz: generated programs, calls of everything that the libraries define, and storms of malformed messages.

    python -m fuzz [--programs 10000] [--sweeps 100] [--storms 50] [--seed 0]      (in tests/)

Prints what was tried and what was found; the exit status is 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable

from shapelens.cli.running import deep

from .calls import LINES, sweep
from .examining import problems
from .programs import program
from .storm import storm

MESSAGES = 2000
"""In one storm."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=10_000)
    parser.add_argument("--sweeps", type=int, default=100)
    parser.add_argument("--storms", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.programs)
    wrong = examine("programs", ((f"program {seed}", program(seed)) for seed in seeds))
    sweeps = range(options.seed, options.seed + options.sweeps)
    numbered = ((f"sweep {seed}, {n}", text) for seed in sweeps for n, text in enumerate(sweep(seed)))
    wrong += examine(f"programs of {LINES} calls", numbered)
    counts: Counter[str] = Counter()
    for seed in range(options.seed, options.seed + options.storms):
        try:
            counts += storm(seed, MESSAGES)
        except (AssertionError, EOFError) as error:
            wrong += 1
            print(f"storm {seed}: {error}", flush=True)
    print(f"{options.storms} storms: {dict(counts)}; {wrong} wrong in all")
    return int(wrong > 0)


def examine(what: str, texts: Iterable[tuple[str, str]]) -> int:
    """Examines programs, each with its name; answers how many were not well borne."""

    def look() -> tuple[int, int]:
        count = wrong = 0
        for count, (name, text) in enumerate(texts, 1):  # noqa: B007
            if found := problems(text):
                wrong += 1
                print(f"{name}: {found[0]}", flush=True)
        return count, wrong

    started = time.process_time()
    count, wrong = deep(look)
    print(f"{count} {what}, {wrong} wrong, {time.process_time() - started:.0f} seconds", flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
