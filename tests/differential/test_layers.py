"""Real Keras against Shapelens, layer by layer, on drawn constructor arguments and inputs.

Both accept with the same output shapes and parameters, or both reject. Where Shapelens cannot tell, that is counted and
may not be often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from .comparing import distinct, explained, size_of
from .families import LAYERS, NOT_DRAWN
from .judging import Judge
from .strategies import SIGNATURES

UNKNOWN_SHARE = 0.25
"""The largest share of a layer's questions that Shapelens may leave open."""


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_layer_agrees_with_keras(
    name: str, judge: Judge, record_property: Callable[[str, object], None], request: pytest.FixtureRequest
) -> None:
    comparisons = sorted(judge.comparisons(name), key=lambda one: size_of(one.question))
    kinds = Counter(one.kind for one in comparisons)
    row = {kind: kinds[kind] for kind in ("equal", "rejected", "unknown", "wrong", "known")}
    record_property("differential", {"name": name, "draws": len(comparisons), **row})
    wrong = distinct([one for one in comparisons if one.kind == "wrong"])
    if wrong:
        if request.config.getoption("--smallest", default=False):
            wrong.insert(0, judge.smallest(name))
        shown = "\n  ".join(explained(one) for one in wrong[:12])
        pytest.fail(
            f"{name}: {kinds['wrong']} of {len(comparisons)} differ, one of each kind:\n  {shown}", pytrace=False
        )
    share = kinds["unknown"] / len(comparisons)
    if share > UNKNOWN_SHARE:
        shown = "\n  ".join(explained(one) for one in distinct([o for o in comparisons if o.kind == "unknown"])[:6])
        pytest.fail(f"{name}: {share:.0%} of {len(comparisons)} are left open:\n  {shown}", pytrace=False)


def test_every_layer_class_is_drawn() -> None:
    names = {
        name.removeprefix("keras.layers.")
        for name, entry in SIGNATURES.items()
        if name.startswith("keras.layers.") and isinstance(entry, dict) and "init" in entry
    }
    assert names - {"InputSpec"} == LAYERS.keys() | NOT_DRAWN.keys()
