"""`make bench`: what a person waits for, on programs of 100 to 10,000 lines, beside other language servers in the same run.

    python benchmarks/bench.py [PATH...] [--rounds 2] [--edits 30] [--many 10000] [--peers ruff,ty,pyrefly]

PATHs are Python files (or folders of them) to measure on besides the generated programs, the examples and Keras's own applications.
The shortest program is run in real Keras, too, if that is installed: it is what a person would do to see a shape. Prints median and 95th percentile; the raw samples are kept in .cache/bench.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from latency import ROOT, SHAPELENS, Number, Samples, compared, found_servers, percentile, places
from programs import generated

from client import Client

KEPT = ROOT / ".cache" / "bench"
TYPED = 20
"""Keystrokes in one place before the next, where memory is measured."""
LENGTHS = (100, 300, 1_000, 3_000, 10_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--edits", type=int, default=30)
    parser.add_argument("--many", type=int, default=10_000, help="edits after which memory is measured")
    parser.add_argument("--peers", default="ruff,ty,pyrefly")
    options = parser.parse_args()
    servers = found_servers(options.peers)
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = []
        for lines in LENGTHS:
            programs.append(folder / f"generated_{lines}.py")
            programs[-1].write_text(generated(lines), encoding="utf-8")
        for file in [*programs, *real(options.paths)]:
            results[file.name] = compared(servers, file, options.rounds, options.edits)
        results["memory"] = memory(programs[2], options.many)
        results["keras"] = in_keras(programs[0])
        results["check"] = check(options.paths or [*programs, *real([]), ROOT / "tests" / "programs"])
        names = {lines: program.name for lines, program in zip(LENGTHS, programs)}
        summary(results, names, [file.name for file in real(options.paths)])
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{time.strftime('%Y-%m-%dT%H-%M-%S')}.json"
    kept.write_text(json.dumps(results, indent=1), encoding="utf-8")
    print(f"\nraw samples: {kept.relative_to(ROOT)}")


def real(paths: list[Path]) -> list[Path]:
    """The files that are given, or else the longest example and three of Keras's applications."""
    if paths:
        return [file for path in paths for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    examples = sorted((ROOT / "examples").glob("*.py"), key=lambda file: file.stat().st_size)[-1:]
    keras = importlib.util.find_spec("keras")
    if keras is None or keras.origin is None:
        return examples
    applications = Path(keras.origin).parent / "src" / "applications"
    return [*examples, *(applications / f"{name}.py" for name in ("resnet", "efficientnet", "convnext"))]


def memory(file: Path, edits: int) -> Samples:
    """Resident memory (MiB) before and after many edits all over a file, with the keystrokes' times (ms)."""
    text = file.read_text(encoding="utf-8")
    client = Client(SHAPELENS, file.parent)
    client.initialize()
    client.open(file, text)
    before = client.memory()
    numbers = [Number(client, *place) for name, place in places(text.split("\n")).items() if name != "in a helper"]
    times = [numbers[count // TYPED % len(numbers)].type() for count in range(edits)]
    after = client.memory()
    client.close()
    print(f"\nmemory: {before:.0f} MiB, after {edits} edits {after:.0f} MiB")
    return {"shapelens": {"before": [before], "after": [after], "keystroke": times}}


def in_keras(file: Path) -> dict[str, list[float]]:
    """Seconds of running a program itself, twice; nothing where there is no Keras."""
    seconds: list[float] = []
    if importlib.util.find_spec("keras") is not None and importlib.util.find_spec("tensorflow") is not None:
        environment = {**os.environ, "CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3"}
        for _ in range(2):
            start = time.perf_counter()
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.run([sys.executable, file], env=environment, check=True, **quiet)
            seconds.append(time.perf_counter() - start)
        print(f"\n{file.name} in Keras: {min(seconds):.1f} s")
    return {"seconds": seconds}


def check(paths: list[Path]) -> dict[str, list[float]]:
    """Seconds of `shapelens check` over files: nothing kept, then everything."""
    seconds: dict[str, list[float]] = {"cold": [], "warm": []}
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "server"), "SHAPELENS_CACHE": cache}
        for name in ("cold", "warm", "warm", "warm"):
            start = time.perf_counter()
            command = [sys.executable, "-m", "shapelens", "check", "--exit-zero", *map(str, paths)]
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
            seconds[name].append(time.perf_counter() - start)
    count = sum(len(list(path.rglob("*.py"))) if path.is_dir() else 1 for path in paths)
    print(f"\ncheck of {count} files: {seconds['cold'][0]:.1f} s, again {min(seconds['warm']):.2f} s")
    return seconds


def summary(results: dict[str, Any], generated: dict[int, str], files: list[str]) -> None:
    """What matters most, each beside the best that was wished for."""
    print(f"\n{'':58}{'median':>9}{'95 %':>9}   wished for")

    def row(what: str, times: list[float], wish: str) -> None:
        if times:
            print(f"{what:58}{statistics.median(times):9.1f}{percentile(times, 95):9.1f}   {wish}")

    def keystrokes(name: str) -> list[float]:
        own = results[name].get("shapelens", {})
        return [time for place in ("top", "middle", "end") for time in own.get(f"keystroke {place}", ())]

    own = {name: results[name].get("shapelens", {}) for name in [*generated.values(), *files]}
    row("keystroke → diagnostics, the files given, ms", [t for name in files for t in keystrokes(name)], "5, 15")
    row("keystroke → diagnostics, generated, 1,000 lines, ms", keystrokes(generated[1_000]), "5, 15")
    long, short = keystrokes(generated[10_000]), keystrokes(generated[1_000])
    if long and short:
        ratio = statistics.median(long) / statistics.median(short)
        row(f"keystroke → diagnostics, generated, 10,000 lines ({ratio:.1f}×)", long, "3× that of 1,000 lines")
    row("comment → diagnostics, all, ms", [t for values in own.values() for t in values["keystroke comment"]], "2")
    row("hover, all, ms", [t for values in own.values() for t in values["hover"]], "2 (95 %)")
    row("hints of 1,000 lines, ms", own[generated[1_000]]["hints of the file"], "5 (95 %)")
    row("start → diagnostics, 300 lines, ms", own[generated[300]]["start → diagnostics"], "500")
    row("memory after it, MiB", own[generated[300]]["memory MiB"], "80")
    seconds = results["keras"]["seconds"]
    if seconds and keystrokes(generated[100]):
        times = min(seconds) * 1000 / statistics.median(keystrokes(generated[100]))
        print(f"running the program of 100 lines takes {times:,.0f} times as long as a keystroke in it")


if __name__ == "__main__":
    main()
