"""Lines, columns, edits and files' bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapelens.analysis.text import (
    MOST_CHARACTERS,
    Replacement,
    Text,
    Unreadable,
    analysable,
    decoded,
    difference,
    encoded,
    read,
    replaced,
)

LETTERS = st.text(alphabet="ab\r\n\f\u2028é𝒙", max_size=12)


def test_only_pythons_line_ends_end_lines() -> None:
    text = Text("a\fb\nc\u2028d\r\ne\rf")
    assert [text.line(index) for index in range(text.line_count)] == ["a\fb", "c\u2028d", "e", "f"]


def test_places_outside_are_moved_inside() -> None:
    text = Text("ab\ncd")
    assert [text.offset(0, 9), text.offset(7, 0), text.offset(-1, 3), text.place(99)] == [2, 5, 0, (1, 2)]


@given(LETTERS, LETTERS, st.integers(0, 12), st.integers(0, 12))
def test_an_edited_text_has_the_lines_of_a_new_one(before: str, content: str, start: int, end: int) -> None:
    edited = Text(before).replaced(start, end, content)
    assert edited.starts == Text(edited.content).starts


@given(LETTERS, st.lists(st.tuples(LETTERS, st.integers(0, 12), st.integers(0, 3)), max_size=6))
def test_after_several_edits_the_lines_are_those_of_a_new_text(
    before: str, changes: list[tuple[str, int, int]]
) -> None:
    edited = Text(before)
    for content, start, size in changes:
        edited = edited.replaced(start, start + size, content)
    new = Text(edited.content)
    assert edited.starts == new.starts
    assert list(map(edited.line, range(new.line_count))) == list(map(new.line, range(new.line_count)))
    assert list(map(edited.place, range(len(new.content) + 2))) == list(map(new.place, range(len(new.content) + 2)))


@given(LETTERS, LETTERS)
def test_a_difference_makes_one_text_of_the_other(old: str, new: str) -> None:
    change = difference(old, new)
    assert Text(old).replaced(change.start, change.end, change.content).content == new


@given(LETTERS)
def test_a_place_leads_back_to_its_offset(content: str) -> None:
    text = Text(content)
    for offset in range(len(content) + 1):
        line, column = text.place(offset)
        assert text.starts[line] + column == offset


def test_edits_refer_to_the_text_as_it_was() -> None:
    edits = [Replacement(4, 5, "E"), Replacement(0, 1, "A"), Replacement(2, 2, "!"), Replacement(4, 6, "lost")]
    assert replaced("abcdef", edits) == "Ab!cdEf"


def test_a_byte_order_mark_keeps_its_column() -> None:
    assert analysable("\ufeffx = 1") == "\fx = 1"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("x" * (MOST_CHARACTERS + 1), "it is too long to analyse: 2.0 MB, 2 MB at most"),
        ("x\0", "it is a binary file"),
    ],
)
def test_what_is_no_program_is_declined(content: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        analysable(content)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = 1\r\n", "x = 1\r\n"),
        (b"\xef\xbb\xbfx = 1\n", "\ufeffx = 1\n"),
        (b"# coding: latin-1\nx = '\xe9'\n", "# coding: latin-1\nx = 'é'\n"),
    ],
)
def test_bytes_are_read_and_written_in_their_own_encoding(data: bytes, text: str) -> None:
    assert decoded(data) == text
    assert encoded(text, text) == data


def test_bytes_in_another_encoding_are_declined() -> None:
    with pytest.raises(Unreadable, match="not text in the encoding"):
        decoded(b"x = '\xff'\n")


def test_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")
    reasons = []
    for name in ("none.py", ".", "loop.py"):
        with pytest.raises(Unreadable) as error:
            read(tmp_path / name)
        reasons.append(str(error.value))
    assert reasons[:2] == ["no such file", "it is a folder"]
    assert "symbolic links" in reasons[2]
