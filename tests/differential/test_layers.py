"""Real Keras against Shapelens, layer by layer, on drawn constructor arguments and inputs.

Both accept with the same output shapes and parameters, or both reject. Where Shapelens cannot tell, that is counted and
may not be often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from .comparing import explained, size_of
from .families import LAYERS, NOT_DRAWN
from .judging import Judge
from .strategies import SIGNATURES

UNKNOWN_SHARE = 0.25
"""The largest share of a layer's questions that Shapelens may leave open."""


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_layer_agrees_with_keras(
    name: str, judge: Judge, record_property: Callable[[str, object], None], request: pytest.FixtureRequest
) -> None:
    comparisons = judge.comparisons(name)
    kinds = Counter(one.kind for one in comparisons)
    row = {kind: kinds[kind] for kind in ("equal", "rejected", "unknown", "wrong", "known")}
    record_property("differential", {"name": name, "draws": len(comparisons), **row})
    wrong = sorted((one for one in comparisons if one.kind == "wrong"), key=lambda one: size_of(one.question))
    if wrong and request.config.getoption("--smallest", default=False):
        wrong.insert(0, judge.smallest(name))
    assert not wrong, f"{len(wrong)} of {len(comparisons)} differ\n  " + "\n  ".join(
        explained(one) for one in wrong[:8]
    )
    open_ones = sorted((one for one in comparisons if one.kind == "unknown"), key=lambda one: size_of(one.question))
    share = len(open_ones) / len(comparisons)
    shown = "\n  ".join(explained(one) for one in open_ones[:5])
    assert share <= UNKNOWN_SHARE, f"{share:.0%} of {len(comparisons)} are left open\n  {shown}"


def test_every_layer_class_is_drawn() -> None:
    names = {
        name.removeprefix("keras.layers.")
        for name, entry in SIGNATURES.items()
        if name.startswith("keras.layers.") and isinstance(entry, dict) and "init" in entry
    }
    assert names - {"InputSpec"} == LAYERS.keys() | NOT_DRAWN.keys()
