"""The settings of each file: its project's pyproject.toml and the editor's section `shapelens`, of the file's folder where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..analysis.settings import DEFAULTS, Settings, editor_settings, merged, project_file, project_settings
from .documents import in_folder
from .uris import path_of


class Configuration:
    """Settings by file. Problems collect in `problems`, for the caller to tell once."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.folders: dict[str, str] = {}
        """The workspace folders: URI and path."""
        self._editor: dict[str | None, Settings] = {None: DEFAULTS}
        self._projects: dict[Path, Settings] = {}
        self._places: dict[Path, Path | None] = {}

    def set_editor(self, section: object, folder: str | None = None) -> None:
        """Takes the editor's section in, for a workspace folder's URI or for all."""
        self._editor[folder], problems = editor_settings(section)
        self.problems += problems

    def change_folders(self, added: object, removed: object) -> None:
        """Takes `WorkspaceFolder`s in and out."""
        for uri in _uris(removed):
            self.folders.pop(uri, None)
            self._editor.pop(uri, None)
        for uri in _uris(added):
            self.folders[uri] = path_of(uri)

    def forget_projects(self) -> None:
        """Reads every pyproject.toml anew when it is next needed."""
        self._projects.clear()
        self._places.clear()

    def settings(self, path: str) -> Settings:
        """The settings of a file."""
        return merged(self._project(Path(path)), self._editor[self._folder(path)])

    def _folder(self, path: str) -> str | None:
        around = [uri for uri, folder in self.folders.items() if uri in self._editor and in_folder(path, folder)]
        return max(around, key=lambda uri: len(self.folders[uri]), default=None)

    def _project(self, path: Path) -> Settings:
        if not path.is_absolute():
            return DEFAULTS
        if path.parent not in self._places:
            self._places[path.parent] = project_file(path)
        file = self._places[path.parent]
        if file is None:
            return DEFAULTS
        if file not in self._projects:
            self._projects[file], problems = project_settings(file)
            self.problems += problems
        return self._projects[file]


def capability(capabilities: Any, *path: str) -> Any:
    """A client capability by its path; None where it is not there."""
    for name in path:
        if not isinstance(capabilities, Mapping):
            return None
        capabilities = capabilities.get(name)
    return capabilities


def _uris(folders: object) -> list[str]:
    items = folders if isinstance(folders, list) else []
    return [folder["uri"] for folder in items if isinstance(folder, Mapping) and isinstance(folder.get("uri"), str)]
