"""Comments that silence findings: `# shapelens: ignore[code, code]`, `# shapelens: ignore` and `# shapelens: ignore-file`.

A comment on the first or last line of a statement that spans several lines covers the whole statement, one in between its own
line only. A comment is one that Python sees: text in a string that looks like one counts for nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_MARK = "shapelens:"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
_COMMENT = re.compile(r"#\s*shapelens:\s*(ignore-file|ignore)\b\s*(?:\[([^\]]*)\])?")


@dataclass(frozen=True, slots=True)
class Suppression:
    """The 1-based lines `first` to `last` are silent for `codes`, or for every code where that is None."""

    first: int
    last: int
    codes: frozenset[str] | None

    def covers(self, code: str, first: int, last: int) -> bool:
        """Whether a finding of `code` on the lines `first` to `last` is silenced."""
        return self.first <= last and first <= self.last and (self.codes is None or code in self.codes)


@lru_cache(maxsize=64)
def suppressions(text: str) -> tuple[Suppression, ...]:
    """Every suppression in a source text, complete or half-typed."""
    if _MARK not in text:
        return ()
    found: list[Suppression] = []
    for first, last, comments in _logical_lines(text):
        for line, comment in comments:
            match = _COMMENT.match(comment)
            if match is None:
                continue
            codes = (
                None if match[2] is None else frozenset(code.strip() for code in match[2].split(",") if code.strip())
            )
            if match[1] == "ignore-file":
                found.append(Suppression(1, 1 << 60, codes))
            elif line in (first, last):
                found.append(Suppression(first, last, codes))
            else:
                found.append(Suppression(line, line, codes))
    return tuple(found)


Comments = list[tuple[int, str]]


def _logical_lines(text: str) -> list[tuple[int, int, Comments]]:
    """First line, last line and comments of each logical line. Comments on lines of their own stand alone."""
    # parso's tokenizer survives half-typed code, which the standard one does not
    from parso.python.tokenize import tokenize_lines
    from parso.utils import parse_version_string

    lines: list[tuple[int, int, Comments]] = []
    first: int | None = None
    comments: Comments = []
    end = 1
    for token in tokenize_lines(_LINE.findall(text), version_info=parse_version_string()):
        line = token.start_pos[0]
        for number, piece in _prefix_comments(token.prefix, end):
            if first is None:
                lines.append((number, number, [(number, piece)]))
            else:
                comments.append((number, piece))
        end = token.end_pos[0]
        kind = token.type.name
        if kind in ("NEWLINE", "ENDMARKER"):
            if first is not None:
                lines.append((first, line, comments))
            first, comments = None, []
        elif kind not in ("INDENT", "DEDENT", "ERROR_DEDENT") and first is None:
            first = line
    return lines


def _prefix_comments(prefix: str, first: int) -> Comments:
    """The comments in the white space before a token, which begins on the line `first`, with their own lines."""
    if "#" not in prefix:
        return []
    pieces = _LINE.findall(prefix)
    return [(first + i, piece[piece.index("#") :].strip()) for i, piece in enumerate(pieces) if "#" in piece]
