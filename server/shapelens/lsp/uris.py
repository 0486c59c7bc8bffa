"""Document URIs and the paths of files."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit


def path_of(uri: str) -> str:
    """The path of a file's URI; of another scheme (`untitled:`, a notebook's cell) the path part, which names no file."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return uri
    path = unquote(parts.path)
    if parts.netloc and parts.scheme == "file":
        return f"//{parts.netloc}{path}"
    if os.name == "nt" and len(path) > 2 and path[0] == "/" and path[2] == ":":
        path = path[1:].replace("/", "\\")
    return path or uri


def uri_of(path: str) -> str:
    """The URI of a file."""
    absolute = Path(path).absolute().as_posix()
    return "file://" + quote(absolute if absolute.startswith("/") else "/" + absolute)
