"""The long replay: all of `keras.applications` and all Markdown cases, by every habit.

    python -m replay [--only HABIT] [--of REGEX] [--every 25] [--output counts.json]      (in tests/)

Prints what was done and what was found; the exit status is 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from markdown_cases import programs

from .habits import HABITS
from .session import Tally, replay
from .typist import Judge, Typist

ENCODINGS = ("utf-16", "utf-8", "utf-32")


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of every program: Keras's own applications, then the cases."""
    keras = importlib.util.find_spec("keras")
    if keras is None or keras.origin is None:
        raise SystemExit("Keras is not installed")
    for path in sorted((Path(keras.origin).parent / "src" / "applications").glob("*.py")):
        yield path.name, path.read_text(encoding="utf-8")
    for program in programs():
        yield str(program), program.code


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=HABITS, action="append")
    parser.add_argument("--of", default="", help="which programs, by name")
    parser.add_argument("--every", type=int, default=25, help="steps between two comparisons with a fresh server")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    every = dict(texts())
    others = list(every.values())
    every = {name: text for name, text in every.items() if re.search(options.of, name)}
    total = Tally()
    latencies: list[float] = []
    started = time.monotonic()
    for encoding, habit in zip(ENCODINGS * len(HABITS), options.only or HABITS):
        typist, judge = Typist(encoding), Judge(encoding)
        for name, text in every.items():
            try:
                tally = replay(typist, judge, habit, name, text, others, options.every)
            except (AssertionError, EOFError) as error:
                tally = Tally(wrong=[f"{habit} {name}: {error}\n{typist.text}"])
                typist.wire.kill()
                typist = Typist(encoding)
            total.add(tally)
            for wrong in tally.wrong:
                print(f"WRONG {wrong[:3000]}\n", flush=True)
        latencies += typist.wire.latencies
        for client in (typist, judge):
            try:
                client.close()
            except AssertionError as error:
                total.wrong.append(f"{habit}: {error}")
        print(f"{habit}: {_counts(total, habit)}", flush=True)
    latencies.sort()
    counts = {
        "habits": {habit: _counts(total, habit) for habit in total.programs},
        "answers": len(latencies),
        "answer_milliseconds": {str(p): round(latencies[len(latencies) * p // 1000] * 1000) for p in (500, 950, 999)},
        "longest_answer_milliseconds": round(latencies[-1] * 1000),
        "wrong": len(total.wrong),
        "minutes": round((time.monotonic() - started) / 60, 1),
    }
    print(json.dumps(counts, indent=1))
    if options.output:
        options.output.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    return int(bool(total.wrong))


def _counts(tally: Tally, habit: str) -> dict[str, int]:
    return {name: getattr(tally, name)[habit] for name in ("programs", "edits", "looks", "comparisons", "seconds")}


if __name__ == "__main__":
    sys.exit(main())
