"""Fills ``bundled/libs`` with the server and everything it imports, for every Python and system the extension supports.

``bundle_server.py libraries`` fetches the libraries, ``bundle_server.py server`` lays the server's sources beside them. Only wheels without compiled code are taken. pip resolves requirements for the Python that runs it; what other Pythons and
systems need besides (``tomli`` before 3.11, ``colorama`` on Windows) is found in the wheels' own metadata and added.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LIBS = ROOT / "bundled" / "libs"
PACKAGE = ROOT / "server" / "shapelens"
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
)
PURE = ("--platform=any", "--implementation=py", "--abi=none", "--python-version=3.10", "--only-binary=:all:")
NEEDLESS = (
    "bin",
    "**/__pycache__",
    # Of the metadata, the version is read at run time and the licence must go along.
    *(f"*.dist-info/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "WHEEL", "direct_url.json")),
    # Stubs of libraries outside the standard library: nine tenths of jedi's files, and it works without.
    "jedi/third_party/django-stubs",
    "jedi/third_party/typeshed/stubs",
)
COMPILED = (".so", ".pyd", ".dylib", ".dll")


def libraries() -> None:
    """Everything anew. The server is in it too, for its requirements are in its metadata."""
    shutil.rmtree(LIBS, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        install([str(build_server(Path(folder)))])
    while missing := sorted(missing_requirements()):
        install(["--no-deps", *missing])
    strip()
    compiled = [file for file in LIBS.rglob("*") if file.suffix in COMPILED]
    if compiled:
        sys.exit(f"compiled code would make the extension work on this machine only: {compiled}")


def server() -> None:
    shutil.rmtree(LIBS / PACKAGE.name, ignore_errors=True)
    shutil.copytree(PACKAGE, LIBS / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))


def build_server(folder: Path) -> Path:
    """The server's wheel, built in a copy: a build in the work tree leaves files that the next build takes for sources."""
    source = folder / "source"
    shutil.copytree(ROOT / "server", source / "server", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(source))
    return next(folder.glob("*.whl"))


def install(requirements: list[str]) -> None:
    pip("install", "--target", str(LIBS), "--no-compile", *PURE, *requirements)


def pip(command: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", command, "--quiet", "--disable-pip-version-check", *arguments], check=True
    )


def missing_requirements() -> set[str]:
    """Requirements that hold on some supported Python and system, and are not there."""
    metadata = [HeaderParser().parsestr(file.read_text("utf-8")) for file in LIBS.glob("*.dist-info/METADATA")]
    present = {canonicalize_name(str(each["Name"])) for each in metadata}
    required = [Requirement(text) for each in metadata for text in each.get_all("Requires-Dist", [])]
    return {
        f"{each.name}{each.specifier}"
        for each in required
        if canonicalize_name(each.name) not in present and holds_somewhere(each)
    }


def holds_somewhere(requirement: Requirement) -> bool:
    return requirement.marker is None or any(requirement.marker.evaluate(place) for place in supported())


def supported() -> Iterator[dict[str, str]]:
    for python in PYTHONS:
        for system in SYSTEMS:
            yield {"python_version": python, "python_full_version": f"{python}.0", "extra": "", **system}


def strip() -> None:
    for pattern in NEEDLESS:
        for path in list(LIBS.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


if __name__ == "__main__":
    {"libraries": libraries, "server": server}[sys.argv[1]]()
