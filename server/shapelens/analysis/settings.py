"""What a project and an editor set: `[tool.shapelens]` of the nearest pyproject.toml, and the section `shapelens`.

The editor sends its defaults too, so an empty value there says nothing. Where both speak: the editor's `select`, `interpreter` and
severities win, `ignore` adds up, and hints show where both allow them. What is wrong is named in one message and counts as not set.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..findings import RULES
from ..shapes import Dim, Shape, symbol

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SEVERITIES = ("error", "warning", "information", "hint", "off")
HINT_KINDS = ("calls", "elements", "adds", "inputs", "assignments")


@dataclass(frozen=True, slots=True)
class HintSettings:
    """Inlay hints: whether, after what, and how long at most (characters)."""

    enabled: bool = True
    kinds: frozenset[str] = frozenset(HINT_KINDS)
    max_length: int = 60


@dataclass(frozen=True, slots=True)
class Settings:
    """What governs one file.

    select:      the rules reported; empty for all
    ignore:      rules never reported
    severity:    a rule's severity in place of its own: one of `SEVERITIES`
    interpreter: the Python whose libraries the program uses; None to find it
    shapes:      declared shapes by name (`x_train`, `module.name`)
    """

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, str] = field(default_factory=dict)
    interpreter: str | None = None
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    hints: HintSettings = HintSettings()

    def severity_of(self, code: str, default: str) -> str:
        """What a finding of that code counts as: one of `SEVERITIES`, `off` for not at all."""
        if code in self.ignore or (self.select and code not in self.select):
            return "off"
        return self.severity.get(code, default)


DEFAULTS = Settings()


def project_file(path: Path) -> Path | None:
    """The nearest pyproject.toml with a `[tool.shapelens]`-able place: in the folder of `path` or above it."""
    for folder in (path, *path.parents):
        candidate = folder / "pyproject.toml"
        try:
            if candidate.is_file():
                return candidate
        except (OSError, ValueError):  # a folder that may not be looked into, a name that no file has
            continue
    return None


def project_settings(file: Path) -> tuple[Settings, list[str]]:
    """The settings in a pyproject.toml, and what is wrong with it: a message for each problem."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        return DEFAULTS, [f"{file}: {error.strerror or error}; the defaults are used"]
    except (ValueError, RecursionError) as error:
        return DEFAULTS, [f"{file}: {' '.join(str(error).split())}; the defaults are used"]
    tool = document.get("tool")
    table = tool.get("shapelens", {}) if isinstance(tool, dict) else {}
    reader = _Reader(f"{file}: tool.shapelens")
    if not isinstance(table, dict):
        reader.wrong("", "a table", table)
        table = {}
    settings = reader.settings({key.replace("_", "-"): value for key, value in table.items()}, dashes=True)
    if settings.interpreter is not None:
        settings = replace(settings, interpreter=_absolute(settings.interpreter, file.parent))
    return settings, reader.problems


def _absolute(path: str, folder: Path) -> str:
    try:
        return str(folder / Path(path).expanduser())
    except RuntimeError:  # `~` of nobody
        return str(folder / path)


def editor_settings(section: object) -> tuple[Settings, list[str]]:
    """The settings in an editor's section `shapelens`, nested or with dotted keys, and what is wrong with it."""
    reader = _Reader("shapelens")
    if section is None:
        return DEFAULTS, []
    if not isinstance(section, Mapping):
        reader.wrong("", "an object", section)
        return DEFAULTS, reader.problems
    return reader.settings(_nested(section), dashes=False), reader.problems


def merged(project: Settings, editor: Settings) -> Settings:
    """Both settings together."""
    return Settings(
        select=editor.select or project.select,
        ignore=project.ignore | editor.ignore,
        severity={**project.severity, **editor.severity},
        interpreter=editor.interpreter or project.interpreter,
        shapes=project.shapes,
        hints=HintSettings(
            enabled=project.hints.enabled and editor.hints.enabled,
            kinds=project.hints.kinds & editor.hints.kinds,
            max_length=min(project.hints.max_length, editor.hints.max_length),
        ),
    )


def declared_shape(value: object) -> Shape | None:
    """A shape as people write it, `"(None, 28, 28, n)"` or `["n", 28, 28]`: names become symbols. None if it is not one."""
    if isinstance(value, str):
        try:
            node = ast.parse(value.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        items: list[object] = (
            [_literal(item) for item in node.elts] if isinstance(node, (ast.Tuple, ast.List)) else [...]
        )
    else:
        items = list(value) if isinstance(value, (list, tuple)) else [...]
    dims: list[Dim] = []
    for item in items:
        if item in ("None", None):
            dims.append(None)
        elif isinstance(item, str) and item.isidentifier():
            dims.append(symbol(item))
        elif isinstance(item, int) and not isinstance(item, bool) and item >= 0:
            dims.append(item)
        else:
            return None
    return Shape(*dims)


def _literal(node: ast.expr) -> object:
    if isinstance(node, ast.Name):
        return node.id
    return node.value if isinstance(node, ast.Constant) else ...


class _Reader:
    """Reads a table of settings, and notes what has the wrong type."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.problems: list[str] = []

    def wrong(self, key: str, wanted: str, value: object) -> None:
        name = f"{self.place}.{key}" if key else self.place
        self.problems.append(f"{name} must be {wanted}, not {_shown(value)}; the default is used")

    def settings(self, table: Mapping[str, Any], dashes: bool) -> Settings:
        hints_key, length_key = ("inlay-hints", "max-length") if dashes else ("inlayHints", "maxLength")
        return Settings(
            select=self.rules(table, "select"),
            ignore=self.rules(table, "ignore"),
            severity=self.severities(table),
            interpreter=self.text(table, "interpreter"),
            shapes=self.shapes(table),
            hints=self.hints(table, hints_key, length_key),
        )

    def rules(self, table: Mapping[str, Any], key: str) -> frozenset[str]:
        value = table.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, "a list of rules", value)
            return frozenset()
        unknown = [item for item in value if item not in RULES]
        if unknown:
            self.problems.append(f"{self.place}.{key}: there is no rule {', '.join(map(repr, unknown))}")
        return frozenset(value) - frozenset(unknown)

    def severities(self, table: Mapping[str, Any]) -> dict[str, str]:
        value = self.table(table, "severity")
        kept: dict[str, str] = {}
        for code, severity in value.items():
            if severity not in SEVERITIES:
                self.wrong(f"severity.{code}", f"one of {', '.join(SEVERITIES)}", severity)
            elif code not in RULES:
                self.problems.append(f"{self.place}.severity: there is no rule {code!r}")
            else:
                kept[code] = severity
        return kept

    def shapes(self, table: Mapping[str, Any]) -> dict[str, Shape]:
        kept: dict[str, Shape] = {}
        for name, value in self.table(table, "shapes").items():
            shape = declared_shape(value)
            if shape is None:
                self.wrong(f"shapes.{name}", 'a shape like "(None, 28, 28)"', value)
            else:
                kept[name] = shape
        return kept

    def hints(self, table: Mapping[str, Any], key: str, length_key: str) -> HintSettings:
        value = self.table(table, key)
        enabled, kinds, length = value.get("enabled", True), value.get("kinds"), value.get(length_key, 60)
        if not isinstance(enabled, bool):
            self.wrong(f"{key}.enabled", "true or false", enabled)
            enabled = True
        if kinds is None:
            kinds = HINT_KINDS
        elif not isinstance(kinds, list) or not all(kind in HINT_KINDS for kind in kinds):
            self.wrong(f"{key}.kinds", f"a list of {', '.join(HINT_KINDS)}", kinds)
            kinds = HINT_KINDS
        if isinstance(length, bool) or not isinstance(length, int) or length < 10:
            self.wrong(f"{key}.{length_key}", "a number of at least 10", length)
            length = 60
        return HintSettings(enabled, frozenset(kinds), length)

    def text(self, table: Mapping[str, Any], key: str) -> str | None:
        value = table.get(key)
        if value is None or isinstance(value, str):
            return value or None
        self.wrong(key, "a string", value)
        return None

    def table(self, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = table.get(key)
        if value is None or isinstance(value, Mapping):
            return value or {}
        self.wrong(key, "a table", value)
        return {}


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _nested(section: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted keys (`inlayHints.enabled`) made into tables."""
    nested: dict[str, Any] = {}
    for key, value in section.items():
        head, _, rest = str(key).partition(".")
        if not rest:
            nested[head] = (
                {**nested[head], **value}
                if isinstance(nested.get(head), dict) and isinstance(value, Mapping)
                else value
            )
        elif isinstance(nested.setdefault(head, {}), dict):
            nested[head][rest] = value
    return nested
