"""Where the packages of the user's Python are installed, found by looking at files.

No interpreter is started to find this out: the layout of a virtual environment (`pyvenv.cfg`, `lib/pythonX.Y/site-packages`)
and of an installation say it. Only where neither tells is Python asked, through jedi, and never one from a workspace that is
not trusted.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

log = logging.getLogger(__name__)

VENV_FOLDERS = (".venv", "venv", "env", ".env", "virtualenv")
"""Folders of a workspace in which people keep a virtual environment."""
LARGEST_PTH = 100_000
"""Bytes of a `.pth` or `pyvenv.cfg` file that is read."""


def package_paths(interpreter: Path | None, roots: Sequence[Path], trusted: bool) -> tuple[Path, ...]:
    """The folders that hold installed packages, in the order of `sys.path`.

    interpreter: the user's Python, or the folder of its environment; None where it must be found
    roots:       the workspace, whose virtual environment is the next choice
    trusted:     whether an interpreter that lies in the workspace may be started, if nothing else helps
    """
    for candidate in _candidates(interpreter, roots):
        found = _with_path_files(_site_packages(candidate))
        if found:
            return found
    return _asked(interpreter, roots, trusted) or _own()


def _candidates(interpreter: Path | None, roots: Sequence[Path]) -> Iterator[Path]:
    """Interpreters and environment folders, the likeliest first."""
    if interpreter is not None:
        yield interpreter
        return
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if os.environ.get(variable):
            yield Path(os.environ[variable])
    for root in roots:
        for folder in VENV_FOLDERS:
            if (root / folder / "pyvenv.cfg").is_file():
                yield root / folder
    if any((path / "keras").is_dir() for path in _own()):
        yield Path(sys.prefix)
    for name in ("python3", "python"):
        executable = shutil.which(name)
        if executable:
            yield Path(executable)


def _site_packages(interpreter: Path) -> list[Path]:
    """The site-packages folders that belong to an interpreter, or to the environment in a folder."""
    prefix = interpreter if interpreter.is_dir() else interpreter.parent
    if prefix.name in ("bin", "Scripts"):
        prefix = prefix.parent
    settings = _settings(prefix / "pyvenv.cfg")
    if settings:
        found = _below(prefix, settings.get("version_info") or settings.get("version", ""))
        if settings.get("include-system-site-packages", "").lower() == "true" and "home" in settings:
            home = Path(settings["home"])
            found += _below(home.parent if home.name in ("bin", "Scripts") else home, "")
        return found
    if (prefix / "conda-meta").is_dir() or interpreter.is_dir():
        return _below(prefix, "")
    resolved = _resolved(interpreter)
    version = re.search(r"(\d+\.\d+)", resolved.name)
    real = resolved.parent.parent if resolved.parent.name == "bin" else resolved.parent
    found = _below(real, version.group(1) if version else "")
    if os.name == "posix" and real == Path("/usr"):
        found = _below(Path("/usr/local"), version.group(1) if version else "") + found
    return found


def _settings(path: Path) -> dict[str, str]:
    """The lines `key = value` of a `pyvenv.cfg`; empty where there is none."""
    lines = _lines(path)
    pairs = (line.partition("=") for line in lines)
    return {key.strip().lower(): value.strip() for key, sign, value in pairs if sign}


def _below(prefix: Path, version: str) -> list[Path]:
    """The package folders of an installation. Of several Python versions the wanted one, else the newest."""
    windows = prefix / "Lib" / "site-packages"
    if os.name == "nt" and windows.is_dir():
        return [windows]
    wanted = ".".join(version.split(".")[:2])
    libraries = sorted(
        (folder for name in ("lib", "lib64") for folder in _folders(prefix / name, "python3.")),
        key=lambda folder: (folder.name == f"python{wanted}", _minor(folder)),
        reverse=True,
    )
    found: list[Path] = []
    for folder in libraries:
        if _minor(folder) == _minor(libraries[0]):
            found += [folder / name for name in ("site-packages", "dist-packages") if (folder / name).is_dir()]
    shared = prefix / "lib" / "python3" / "dist-packages"
    return _distinct([*found, shared] if shared.is_dir() else found)


def _folders(parent: Path, prefix: str) -> list[Path]:
    try:
        return [entry for entry in parent.iterdir() if entry.name.startswith(prefix) and entry.is_dir()]
    except OSError:
        return []


def _minor(folder: Path) -> int:
    digits = re.search(r"3\.(\d+)", folder.name)
    return int(digits.group(1)) if digits else 0


def _with_path_files(folders: Iterable[Path]) -> tuple[Path, ...]:
    """The folders, and those that their `.pth` files name (editable installs). Lines of code in such files are not run."""
    found: list[Path] = []
    for folder in folders:
        found.append(folder)
        try:
            files = sorted(entry for entry in folder.iterdir() if entry.suffix == ".pth")
        except OSError:
            continue
        for file in files:
            for line in _lines(file):
                if line and not line.startswith(("#", "import ", "import\t")):
                    target = folder / line
                    if target.is_dir():
                        found.append(target)
    return tuple(_distinct(found))


def _lines(path: Path) -> list[str]:
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_PTH:
            return []
        return [line.strip() for line in path.read_text("utf-8", errors="replace").splitlines()]
    except (OSError, ValueError):
        return []


def _distinct(paths: Iterable[Path]) -> list[Path]:
    """Each folder once, whatever links lead to it."""
    return list({_resolved(path): path for path in reversed(list(paths))}.values())[::-1]


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def _asked(interpreter: Path | None, roots: Sequence[Path], trusted: bool) -> tuple[Path, ...]:
    """`sys.path` as an interpreter itself tells it. One that the workspace holds is started only if it is trusted."""
    try:
        import jedi

        if interpreter is None:
            environment = next(iter(jedi.find_system_environments()), None)
        elif trusted or not any(_is_inside(interpreter, root) for root in roots):
            environment = jedi.create_environment(str(interpreter), safe=not trusted)
        else:
            return ()
        paths = [] if environment is None else environment.get_sys_path()
    except Exception as error:
        log.info("no Python environment: %s", error)
        return ()
    return tuple(Path(path) for path in paths if path.endswith(("site-packages", "dist-packages")))


def _is_inside(path: Path, root: Path) -> bool:
    return _resolved(root) in path.absolute().parents or _resolved(root) in _resolved(path).parents


def _own() -> tuple[Path, ...]:
    """The packages beside which the server itself is installed."""
    names = ("purelib", "platlib")
    paths = [Path(sysconfig.get_paths()[name]) for name in names]
    return _with_path_files(_distinct(path for path in [*paths, *map(Path, sys.path)] if _holds_packages(path)))


def _holds_packages(path: Path) -> bool:
    return path.name in ("site-packages", "dist-packages") and path.is_dir()
