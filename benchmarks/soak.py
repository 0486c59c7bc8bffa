"""Does the server tire? Simulated typing over twenty files for half an hour: memory and latency by the round, as numbers and as a plot.

    python benchmarks/soak.py [--minutes 30] [--json docs/soak.json] [--svg docs/soak.svg]
    python benchmarks/soak.py --plot docs/soak.json --svg docs/soak.svg

A person types in one file for a while, takes some of it back, and goes on to the next; after each keystroke an editor's requests are
made and the diagnostics are waited for. Texts return to what they were, so that every round over the files has like work to do.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from replay.typist import Typist  # noqa: E402

FILES = 20
PAUSE = 0.05
"""Seconds between keystrokes: a fast typist."""
STAY = 30
"""Keystrokes in one file before the next."""
KEYS = ("x", "1", "(", ")", ",", " ", ".", "\n", "=", "#", "units", "Dense", "\n    ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    record = json.loads(options.plot.read_text()) if options.plot else soak(options.minutes, options.json)
    if options.svg:
        options.svg.write_text(plot(record["rounds"]), encoding="utf-8")


def programs() -> list[Path]:
    """Twenty programs: the examples, then Keras's own applications."""
    keras = importlib.util.find_spec("keras")
    if keras is None or keras.origin is None:
        raise SystemExit("Keras is not installed")
    applications = (Path(keras.origin).parent / "src" / "applications").glob("[!_]*.py")
    return [*sorted((ROOT / "examples").glob("*.py")), *sorted(applications)][:FILES]


def soak(minutes: float, output: Path | None) -> dict[str, Any]:
    draw = random.Random(20)
    typist = Typist()
    files = programs()
    originals = {path: path.read_text(encoding="utf-8") for path in files}
    started = time.monotonic()
    rows: list[dict[str, float]] = []
    keystrokes = 0
    opened: dict[Path, int] = {}
    while time.monotonic() - started < minutes * 60:
        latencies: list[float] = []
        for path in files:
            if path in opened:
                typist.uri, typist.version, typist.text = path.as_uri(), opened[path], originals[path]
            else:
                typist.open(path, originals[path])
            latencies += session(typist, draw)
            typist.rewrite(originals[path])
            opened[path] = typist.version
            keystrokes += STAY
        minute = round((time.monotonic() - started) / 60, 2)
        rows.append({"minute": minute, "keystrokes": keystrokes, **figures(typist, latencies)})
        print(json.dumps(rows[-1]), flush=True)
        if output:
            output.write_text(json.dumps({"rounds": rows}, indent=1) + "\n", encoding="utf-8")
    typist.close()
    return {"rounds": rows}


def session(typist: Typist, draw: random.Random) -> list[float]:
    """Some keystrokes at one place, the last of them taken back now and then; the milliseconds until each was answered."""
    found = []
    cursor = draw.randrange(len(typist.text) + 1)
    for _ in range(STAY):
        time.sleep(PAUSE)
        begun = time.monotonic()
        if draw.random() < 0.2 and cursor > 0:
            cursor -= 1
            typist.replace(cursor, cursor + 1, "")
        else:
            key = draw.choice(KEYS)
            typist.replace(cursor, cursor, key)
            cursor += len(key)
        typist.glance(draw)
        typist.wire.request("textDocument/diagnostic", {"textDocument": {"uri": typist.uri}})
        found.append((time.monotonic() - begun) * 1000)
    typist.wire.settle()
    return found


def figures(typist: Typist, latencies: list[float]) -> dict[str, float]:
    ordered = sorted(latencies) or [0.0]
    return {
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[len(ordered) * 95 // 100 - 1], 1),
        "rss_mib": round(typist.wire.memory()[0], 1),
    }


WIDTH, HEIGHT, LEFT, TOP = 640, 150, 56, 28


def plot(rows: list[dict[str, float]]) -> str:
    """Memory above, latency below, over the minutes, as an SVG drawing."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + LEFT + 90} {2 * (HEIGHT + TOP) + 40}" '
        'font-family="sans-serif" font-size="12" fill="#222">',
        f'<rect width="100%" height="100%" fill="#fff"/><text x="{LEFT}" y="18">Resident memory, MiB</text>',
        *_panel(rows, TOP, {"rss_mib": "#0b6e4f"}),
        f'<text x="{LEFT}" y="{HEIGHT + 2 * TOP + 14}">Keystroke to diagnostics, milliseconds</text>',
        *_panel(rows, HEIGHT + 2 * TOP + 24, {"median_ms": "#1f4e9c", "p95_ms": "#b3541e"}),
        "</svg>\n",
    ]
    return "\n".join(parts)


NAMES = {"rss_mib": "memory", "median_ms": "median", "p95_ms": "95th percentile"}


def _panel(rows: list[dict[str, float]], top: int, colours: dict[str, str]) -> list[str]:
    most = max(row[name] for row in rows for name in colours) * 1.15 or 1
    last = max(row["minute"] for row in rows) or 1
    bottom = top + HEIGHT
    parts = [f'<path d="M{LEFT} {top}V{bottom}H{LEFT + WIDTH}" fill="none" stroke="#999"/>']
    for share in (0.0, 0.5, 1.0):
        parts.append(
            f'<text x="{LEFT - 6}" y="{bottom - share * HEIGHT + 4:.0f}" text-anchor="end">{most * share:.0f}</text>'
        )
    for minute in range(0, int(last) + 1, 5):
        x = LEFT + WIDTH * minute / last
        parts.append(f'<text x="{x:.0f}" y="{bottom + 14}" text-anchor="middle">{minute} min</text>')
    for name, colour in colours.items():
        places = [(LEFT + WIDTH * row["minute"] / last, bottom - HEIGHT * row[name] / most) for row in rows]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = places[-1]
        parts.append(f'<text x="{x + 6:.0f}" y="{y + 4:.0f}" fill="{colour}">{NAMES[name]}</text>')
    return parts


if __name__ == "__main__":
    main()
