"""Options, the oracle and the report of the differential tests.

python -m pytest tests/differential --draws 200        every layer; SHAPELENS_DRAWS does the same
python -m pytest tests/differential --draws 10000 --number 7 -k Conv2D --smallest
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from shapelens.oracle import Oracle

from .judging import Judge

DRAWS = 200
HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("differential")
    group.addoption("--draws", type=int, default=None, help="questions drawn for each layer")
    group.addoption("--number", type=int, default=None, help="draw other questions than always the same")
    group.addoption("--smallest", action="store_true", help="shrink one disagreement for each layer that has one")


@pytest.fixture(scope="session")
def oracle() -> Iterator[Oracle]:
    with Oracle(Path(os.environ.get("SHAPELENS_KERAS_PYTHON", sys.executable))) as found:
        yield found


@pytest.fixture(scope="session")
def judge(request: pytest.FixtureRequest, oracle: Oracle) -> Iterator[Judge]:
    option = request.config.getoption
    draws = option("--draws", default=None) or int(os.environ.get("SHAPELENS_DRAWS", DRAWS))
    parameters = [getattr(item, "callspec", None) for item in request.session.items if item.path.parent == HERE]
    names = [found.params["name"] for found in parameters if found is not None and "name" in found.params]
    if "PYTEST_XDIST_WORKER" in os.environ:
        names = []  # each worker has a part of them, in an order of its own
    found = Judge(oracle, draws, option("--number", default=None), names)
    yield found
    found.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line a layer: how many questions were answered alike, were open, or are wrong."""
    rows = []
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            rows += [value for key, value in getattr(report, "user_properties", []) if key == "differential"]
    if not rows:
        return
    columns = ("draws", "equal", "rejected", "unknown", "wrong", "known")
    terminalreporter.section("Shapelens and Keras")
    terminalreporter.write_line(f"{'layer':44s}" + "".join(f"{column:>9s}" for column in columns))
    for row in sorted(rows, key=lambda row: str(row["name"])):
        terminalreporter.write_line(f"{row['name']:44s}" + "".join(f"{row[column]:>9d}" for column in columns))
    total = {column: sum(row[column] for row in rows) for column in columns}
    terminalreporter.write_line(f"{f'{len(rows)} layers':44s}" + "".join(f"{total[c]:>9d}" for c in columns))
