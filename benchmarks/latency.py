"""How long an editor waits: start, first diagnostics, keystrokes, hover and hints, of Shapelens and of peers in the same run.

    python benchmarks/latency.py FILE... [--rounds 3] [--edits 60] [--peers ruff,ty,pyrefly] [--json samples.json]

Each round starts every server anew, in turn, so that a busy machine is busy for all. A keystroke changes one digit in a layer's argument,
at the top, in the middle and at the end of the file; raw samples go to the JSON file.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import sys
from collections import defaultdict
from pathlib import Path

from client import Client, Silence

ROOT = Path(__file__).parents[1]
SHAPELENS = [sys.executable, "-m", "shapelens", "server"]
PEERS = {"ruff": ["server"], "ty": ["server"], "pyrefly": ["lsp"]}
ARGUMENT = re.compile(r"(?<=[(=\s])\d+(?=[,)\s])")
LAYER = re.compile(r"layers\.\w+\(|Dense\(|Conv2D\(|Input\(|_dim\b|units|filters")

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
    """One process: everything once, keystrokes `edits` times at each place."""
    text = file.read_text(encoding="utf-8")
    client = Client(command, file.parent)
    samples["start → initialize"].append(client.initialize())
    opened = client.open(file, text)
    samples["open → diagnostics"].append(opened)
    samples["start → diagnostics"].append(client.since(client.started))
    samples["memory MiB"].append(client.memory())
    lines = text.split("\n")
    for name, (line, start, end) in places(lines).items():
        size = end - start
        for number in range(edits):
            new = str(number % 9 + 1)
            samples[f"keystroke {name}"].append(client.edit(line, start, start + size, new))
            size = 1
        client.edit(line, start, start + 1, lines[line][start:end])
    for number in range(edits):
        samples["keystroke comment"].append(client.edit(0, 0, 0, "#\n") if number == 0 else client.edit(0, 1, 1, "x"))
    last = {"line": len(lines), "character": 0}
    where = next(iter(places(lines).values()))
    for _ in range(edits):
        samples["hover"].append(
            client.ask("textDocument/hover", position={"line": where[0] + 1, "character": where[1]})
        )
        whole = {"start": {"line": 0, "character": 0}, "end": last}
        samples["inlay hints"].append(client.ask("textDocument/inlayHint", range=whole))
    samples["memory MiB at end"].append(client.memory())
    client.close()


def places(lines: list[str]) -> dict[str, tuple[int, int, int]]:
    """A number in a layer's argument near the top, the middle and the end: line, start and end character."""
    found = [
        (index, match.start(), match.end())
        for index, line in enumerate(lines)
        if LAYER.search(line) and line.isascii() and not line.lstrip().startswith("#")
        for match in [ARGUMENT.search(line)]
        if match
    ]
    if not found:
        return {}
    chosen = {"top": found[0], "middle": found[len(found) // 2], "end": found[-1]}
    helper = _helper(lines)
    inside = [place for place in found if helper and helper[0] <= place[0] < helper[1]]
    return {**chosen, "in a helper": inside[0]} if inside else chosen


def _helper(lines: list[str]) -> tuple[int, int] | None:
    """The lines of the function that is named most often, if that is more than three times."""
    starts = [(index, match[1]) for index, line in enumerate(lines) if (match := re.match(r"def (\w+)\(", line))]
    text = "\n".join(lines)
    uses = [(len(re.findall(rf"\b{name}\(", text)), index) for index, name in starts]
    if not uses or max(uses)[0] <= 4:
        return None
    first = max(uses)[1]
    last = next((i for i in range(first + 1, len(lines)) if lines[i] and not lines[i][0].isspace()), len(lines))
    return first, last


def show(file: Path, samples: Samples) -> None:
    """A table of medians and 95th percentiles; of peers also their ratio to Shapelens."""
    lines = file.read_text(encoding="utf-8").count("\n")
    print(f"\n{file.name}, {lines} lines: median / 95th percentile in ms (times Shapelens's median)")
    print(f"{'':22}" + "".join(f"{name:>26}" for name in samples))
    for measured in samples["shapelens"]:
        cells = []
        for name, values in samples.items():
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
