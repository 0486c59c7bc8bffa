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
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from latency import ROOT, SHAPELENS, Samples, compared, found_servers, places
from programs import generated

from client import Client

KEPT = ROOT / ".cache" / "bench"
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
    results: dict[str, object] = {}
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
        results["check"] = check(options.paths or [*programs, *real([])])
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
    """Resident memory (MiB) before and after many edits all over a file, with the last keystrokes' times (ms)."""
    text = file.read_text(encoding="utf-8")
    client = Client(SHAPELENS, file.parent)
    client.initialize()
    client.open(file, text)
    before = client.memory()
    spots = list(places(text.split("\n")).values())
    sizes = [end - start for _, start, end in spots]
    times = []
    for number in range(edits):
        line, start, _ = spots[number % len(spots)]
        times.append(client.edit(line, start, start + sizes[number % len(spots)], str(number % 9 + 1)))
        sizes[number % len(spots)] = 1
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


if __name__ == "__main__":
    main()
