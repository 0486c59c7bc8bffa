"""Real Keras, started once for all tests of the oracle."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from shapelens.oracle import Oracle

KERAS_PYTHON = Path(os.environ.get("SHAPELENS_KERAS_PYTHON", sys.executable))


@pytest.fixture(scope="session")
def keras_oracle() -> Iterator[Oracle]:
    with Oracle(KERAS_PYTHON) as oracle:
        yield oracle
