"""The long fuzz: generated programs, and storms of malformed messages.

    python -m fuzz [--programs 10000] [--storms 50] [--seed 0]      (in tests/)

Prints what was tried and what was found; the exit status is 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from shapelens.cli.running import deep

from .examining import problems
from .programs import program
from .storm import storm

MESSAGES = 2000
"""In one storm."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=10_000)
    parser.add_argument("--storms", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    started = time.monotonic()
    wrong = deep(lambda: programs(options.seed, options.programs))
    print(f"{options.programs} programs, {wrong} wrong, {time.monotonic() - started:.0f} seconds", flush=True)
    counts: Counter[str] = Counter()
    for seed in range(options.seed, options.seed + options.storms):
        try:
            counts += storm(seed, MESSAGES)
        except (AssertionError, EOFError) as error:
            wrong += 1
            print(f"storm {seed}: {error}", flush=True)
    print(f"{options.storms} storms: {dict(counts)}; {wrong} wrong in all")
    return int(wrong > 0)


def programs(first: int, count: int) -> int:
    """Examines so many programs; answers how many were not well borne."""
    wrong = 0
    for seed in range(first, first + count):
        found = problems(program(seed))
        if found:
            wrong += 1
            print(f"program {seed}: {found[0]}", flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
