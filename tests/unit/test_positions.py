"""What editors count against code points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapelens.lsp.documents import without_magics
from shapelens.lsp.positions import character_of, column_of, negotiated
from shapelens.lsp.uris import path_of, uri_of

LINES = st.text(alphabet="aé€𝒙", max_size=10)


@given(LINES, st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_columns_survive_the_way_there_and_back(line: str, encoding: str) -> None:
    for column in range(len(line) + 1):
        assert column_of(line, character_of(line, column, encoding), encoding) == column


@pytest.mark.parametrize(("encoding", "size"), [("utf-8", 10), ("utf-16", 5), ("utf-32", 4)])
def test_sizes(encoding: str, size: int) -> None:
    assert character_of("aé€𝒙", 4, encoding) == size


def test_within_a_character_its_start_counts() -> None:
    assert [column_of("𝒙b", units, "utf-16") for units in range(5)] == [0, 0, 1, 2, 2]


def test_the_encoding_is_one_that_the_client_offers() -> None:
    offers = [None, [], ["utf-8"], ["utf-8", "utf-16"], ["utf-8", "utf-32"], ["ebcdic"]]
    assert [negotiated(offer) for offer in offers] == ["utf-16", "utf-16", "utf-8", "utf-16", "utf-32", "utf-16"]


@pytest.mark.parametrize("path", ["/work/a b.py", "/work/é#?.py", "/a/100%.py"])
def test_a_path_survives_its_uri(path: str) -> None:
    assert path_of(uri_of(path)) == path


@pytest.mark.parametrize("uri", ["", "untitled:Untitled-1", "http://[", "vscode-notebook-cell:/a.ipynb#x"])
def test_a_uri_that_names_no_file_does_no_harm(uri: str) -> None:
    assert isinstance(path_of(uri), str)


@pytest.mark.parametrize(
    ("cell", "program"),
    [
        ("%matplotlib inline\nx = 1", "pass#lotlib inline\nx = 1"),
        ("if x:\n    !ls", "if x:\n    0##"),
        ("%%bash\nrm -r /", "#%bash\n#m -r /"),
        ("%%time\nx = 1", "pass#e\nx = 1"),
        ("layers.Dense?", "pass#s.Dense?"),
        ("x = 5 % 3", "x = 5 % 3"),
    ],
)
def test_magics_become_python_of_the_same_length(cell: str, program: str) -> None:
    replaced = without_magics(cell)
    assert len(replaced) == len(cell)
    assert replaced == program
