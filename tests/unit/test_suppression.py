"""Which findings comments silence."""

from __future__ import annotations

import pytest
from shapelens.analysis.suppression import Suppression, suppressions

EVERYWHERE = 1 << 60


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1  # shapelens: ignore[a, b]\n", [(1, 1, {"a", "b"})]),
        ("x = 1  # shapelens: ignore\n", [(1, 1, None)]),
        ("x = 1  # noqa  # shapelens: ignore\n", []),
        ("# shapelens: ignore-file\nx = 1\n", [(1, EVERYWHERE, None)]),
        ("# shapelens: ignore-file[a]\n", [(1, EVERYWHERE, {"a"})]),
        ("x = '# shapelens: ignore'\n", []),
        ('"""\n# shapelens: ignore-file\n"""\n', []),
        ("x = [\n  1,\n]  # shapelens: ignore\n", [(1, 3, None)]),
        ("x = [  # shapelens: ignore\n  1,\n]\n", [(1, 3, None)]),
        ("x = [\n  1,  # shapelens: ignore\n]\n", [(2, 2, None)]),
        ("x = f(  # shapelens: ignore\n", [(1, 1, None)]),
        ("x = 'half  # shapelens: ignore\ny = 1  # shapelens: ignore\n", [(1, 1, None), (2, 2, None)]),
        ("x = 1\r\ny = 2  # shapelens: ignore\r\n", [(2, 2, None)]),
        ("x = 'é\u2028\x0c'  # shapelens: ignore\n", [(1, 1, None)]),
    ],
)
def test_comments_are_found_where_python_sees_them(
    source: str, expected: list[tuple[int, int, set[str] | None]]
) -> None:
    wanted = tuple(Suppression(a, b, None if codes is None else frozenset(codes)) for a, b, codes in expected)
    assert suppressions(source) == wanted


def test_a_finding_is_covered_by_overlap_and_code() -> None:
    entry = Suppression(3, 5, frozenset({"a"}))
    assert [entry.covers("a", 5, 9), entry.covers("a", 1, 2), entry.covers("b", 4, 4)] == [True, False, False]
