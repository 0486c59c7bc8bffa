"""How long an editor waits: start, first diagnostics, keystrokes, hover and hints, of Shapelens and of peers in the same run.

    python benchmarks/latency.py FILE... [--rounds 3] [--edits 60] [--peers ruff,ty,pyrefly] [--json samples.json]

Each round starts every server anew, in turn, so that a busy machine is busy for all. A keystroke changes one digit in a layer's argument,
at the top, in the middle and at the end of the file, and in a function that is used everywhere; it is answered by diagnostics, or by these
and the hints of the lines around. At the end a statement is typed into the middle of the file, letter by letter: most of these texts do not parse.
Raw samples go to the JSON file.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from client import Client, Silence

ROOT = Path(__file__).parents[1]
SHAPELENS = [sys.executable, "-m", "shapelens", "server"]
PEERS = {"ruff": ["server"], "ty": ["server"], "pyrefly": ["lsp"]}
ARGUMENT = re.compile(r"(?<=[(=\s])\d+(?=[,)\s])")
LAYER = re.compile(r"layers\.\w+\(|Dense\(|Conv2D\(|Input\(|_dim\b|units|filters")

STATEMENT = re.compile(r"(\s*)\w+ = .*\)$")
TYPED = 'typed = layers.Dense(64, activation="relu", name="typed")'

LONGEST = 4.0
FEWEST = 5
"""Seconds after which a measurement is not repeated any more, if it was so often."""

Samples = dict[str, dict[str, list[float]]]
"""Milliseconds (MiB for memory) by server and by what was measured."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--edits", type=int, default=60)
    parser.add_argument("--peers", default="")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    servers = found_servers(options.peers)
    results = {str(file): compared(servers, file, options.rounds, options.edits) for file in options.files}
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


def found_servers(peers: str) -> dict[str, list[str]]:
    """The command of Shapelens and of each peer that is installed, by name."""
    servers = {"shapelens": SHAPELENS}
    for name in filter(None, peers.split(",")):
        beside = Path(sys.executable).with_name(name)
        found = str(beside) if beside.exists() else shutil.which(name)
        if found is None:
            print(f"{name} is not installed and is left out", file=sys.stderr)
        else:
            servers[name] = [found, *PEERS[name]]
    return servers


def compared(servers: dict[str, list[str]], file: Path, rounds: int, edits: int) -> Samples:
    """Every server on one file, in turn; the table is printed."""
    samples: Samples = {name: defaultdict(list) for name in servers}
    for _ in range(rounds):
        for name, command in servers.items():
            try:
                measure(command, file.resolve(), edits, samples[name])
            except (EOFError, Silence) as error:
                print(f"{name} is left out for {file.name}: {error}", file=sys.stderr)
    samples = {name: values for name, values in samples.items() if values.get("keystroke comment")}
    show(file, samples)
    return samples


def measure(command: list[str], file: Path, edits: int, samples: dict[str, list[float]]) -> None:
    """One process: everything once, keystrokes `edits` times at each place (fewer where each takes long)."""
    text = file.read_text(encoding="utf-8")
    client = Client(command, file.parent)
    samples["start → initialize"].append(client.initialize())
    opened = client.open(file, text)
    samples["open → diagnostics"].append(opened)
    samples["start → diagnostics"].append(client.since(client.started))
    samples["memory MiB"].append(client.memory())
    lines = text.split("\n")
    spots = places(lines)
    for name, place in spots.items():
        number = Number(client, *place)
        repeat(edits, samples[f"keystroke {name}"], number.type)
        if client.has_hints:
            repeat(edits // 2, samples[f"and hints {name}"], lambda number=number: number.type(is_hinted=True))
        number.replace(lines[place[0]][place[1] : place[2]])
    client.edit(0, 0, 0, "#\n")
    repeat(edits, samples["keystroke comment"], lambda: client.edit(0, 1, 1, "x"))
    line, character, _ = next(iter(spots.values()), (0, 0, 0))
    hovered = {"line": line + 1, "character": character}
    repeat(edits, samples["hover"], lambda: client.ask("textDocument/hover", position=hovered))
    if client.has_hints:
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": len(lines), "character": 0}}
        repeat(edits, samples["hints of the file"], lambda: client.ask("textDocument/inlayHint", range=whole))
    line = middle_statement(lines)
    if line is not None:
        indent = STATEMENT.match(lines[line])[1]  # type: ignore[index]
        client.edit(line + 1, 0, 0, f"{indent}\n")
        for column, letter in enumerate(TYPED, len(indent)):
            samples["keystroke half-typed"].append(client.edit(line + 1, column, column, letter))
    samples["memory MiB at end"].append(client.memory())
    client.close()


class Number:
    """A number in the open file that is typed over again and again."""

    def __init__(self, client: Client, line: int, start: int, end: int) -> None:
        self.client = client
        self.line, self.start, self.end = line, start, end
        self.digit = 0

    def type(self, is_hinted: bool = False) -> float:
        """The time until another digit is answered."""
        self.digit = self.digit % 9 + 1
        return self.replace(str(self.digit), is_hinted)

    def replace(self, text: str, is_hinted: bool = False) -> float:
        end, self.end = self.end, self.start + len(text)
        return self.client.edit(self.line, self.start, end, text, is_hinted)


def repeat(times: int, samples: list[float], action: Callable[[], float]) -> None:
    """Takes the time so often; less often where that would take longer than one can wait for."""
    begun = time.perf_counter()
    for number in range(times):
        if number >= FEWEST and time.perf_counter() - begun > LONGEST:
            return
        samples.append(action())


def places(lines: list[str]) -> dict[str, tuple[int, int, int]]:
    """A number in a layer's argument near the top, the middle and the end, and in a function used everywhere: line, start and end character."""
    found = [
        (index, match.start(), match.end())
        for index, line in enumerate(lines)
        if LAYER.search(line) and line.isascii() and not line.lstrip().startswith("#")
        for match in [ARGUMENT.search(line)]
        if match
    ]
    helpers = _helpers(lines)
    inside = [place for place in found if any(first <= place[0] < last for first, last in helpers)]
    found = [place for place in found if place not in inside] or found
    if not found:
        return {}
    chosen = {"top": found[0], "middle": found[len(found) // 2], "end": found[-1]}
    return {**chosen, "in a helper": inside[0]} if inside else chosen


def middle_statement(lines: list[str]) -> int | None:
    """The line of an assignment in the middle of the file, or of a function there."""
    found = [index for index, line in enumerate(lines) if STATEMENT.match(line) and LAYER.search(line)]
    return found[len(found) // 2] if found else None


def _helpers(lines: list[str]) -> list[tuple[int, int]]:
    """The lines of each function that is named more often than four times."""
    starts = [(index, match[1]) for index, line in enumerate(lines) if (match := re.match(r"def (\w+)\(", line))]
    text = "\n".join(lines)
    found = []
    for first, name in starts:
        if len(re.findall(rf"\b{name}\(", text)) > 4:
            after = (i for i in range(first + 1, len(lines)) if lines[i] and not lines[i][0].isspace())
            found.append((first, next(after, len(lines))))
    return found


def show(file: Path, samples: Samples) -> None:
    """A table of medians and 95th percentiles; of peers also their ratio to Shapelens."""
    lines = file.read_text(encoding="utf-8").count("\n")
    print(f"\n{file.name}, {lines} lines: median / 95th percentile in ms (times Shapelens's median)")
    print(f"{'':22}" + "".join(f"{name:>26}" for name in samples))
    for measured in [name for name, values in samples["shapelens"].items() if values]:
        cells = []
        for name, values in samples.items():
            if not values.get(measured):
                cells.append("")
                continue
            own = statistics.median(samples["shapelens"][measured])
            middle = statistics.median(values[measured])
            ratio = "" if name == "shapelens" or not own else f" ({middle / own:.1f}×)"
            cells.append(f"{middle:.1f} / {percentile(values[measured], 95):.1f}{ratio}")
        print(f"{measured:22}" + "".join(f"{cell:>26}" for cell in cells))


def percentile(values: list[float], percent: int) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


if __name__ == "__main__":
    main()
