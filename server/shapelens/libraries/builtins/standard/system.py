"""`os`, `sys`, `pathlib`, `glob`, `tempfile`, `shutil`: paths are computed, the machine and its files are unknown."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from ....interpreter import Context
from ....interpreter.registry import attribute, define, function
from ....shapes import UNKNOWN, Undetermined
from ....values import DictValue, Instance, Unknown, Value
from ..classes import make_class
from ..support import compute, plain


class VersionInfo(tuple[object, ...]):
    """`sys.version_info`: a tuple with names for its items. Programs that ask want a recent Python."""

    __slots__ = ()


for _index, _name in enumerate(("major", "minor", "micro", "releaselevel", "serial")):
    attribute(VersionInfo, _name)(lambda ctx, self, _index=_index: self[_index])

define("os.environ", DictValue(None, {}, is_open=True))
define("os.sep", "/")
define("os.linesep", "\n")
define("os.path.sep", "/")
define("os.curdir", ".")
define("os.name", "posix")
define("sys.version_info", VersionInfo((3, 11, 0, "final", 0)))
define("sys.maxsize", 2**63 - 1)
define("sys.byteorder", "little")
define("sys.platform", Unknown("the platform"))
define("sys.argv", Unknown("the command line"))
define("sys.path", Unknown("sys.path"))


def _path_function(name: str) -> Callable[..., Value]:
    real = getattr(posixpath, name)

    def implementation(ctx: Context, /, *parts: Value) -> Value:
        return compute(ctx, real, *(text_of_path(ctx, part) for part in parts))

    return implementation


for _name in ("join", "basename", "dirname", "split", "splitext", "normpath", "isabs", "commonprefix"):
    function(f"os.path.{_name}")(_path_function(_name))
function("os.fspath")(lambda ctx, path: text_of_path(ctx, path))
for _name in (
    "makedirs",
    "mkdir",
    "remove",
    "unlink",
    "rename",
    "rmdir",
    "chdir",
    "_exit",
    "kill",
    "putenv",
    "symlink",
):
    function(f"os.{_name}")(lambda ctx, *values, **settings: None)
for _name in ("system", "cpu_count", "getpid"):
    function(f"os.{_name}")(lambda ctx, *values, **settings: UNKNOWN)
for _name in ("rmtree", "copy", "copyfile", "copytree", "move", "unpack_archive"):
    function(f"shutil.{_name}")(lambda ctx, *values, **settings: None)
function("sys.exit", "builtins.exit", "builtins.quit", "sys.setrecursionlimit")(lambda ctx, *values: None)


def _unknown_texts(source: str) -> Callable[..., Value]:
    return lambda ctx, *values, **settings: ctx.list(None, ctx.unknown(source))


function("os.listdir", "glob.glob", "os.scandir")(_unknown_texts("a file's name"))
function("glob.iglob")(_unknown_texts("a file's name"))


@function("os.walk")
def walk(ctx: Context, top: Value, *settings: Value, **keywords: Value) -> Value:
    """Any number of (directory, directories, files)."""
    names = ctx.list(None, ctx.unknown("a file's name"))
    return ctx.list(None, (ctx.unknown("a directory"), names, names))


TEXT = "text"


def text_of_path(ctx: Context, value: Value) -> Value:
    """A path as text."""
    return ctx.heap.get(value, TEXT) if isinstance(value, Instance) and TEXT in value.fields else value


def _path(ctx: Context, text: Value) -> Instance:
    path = ctx.instance(PATH)
    ctx.heap.set(path, TEXT, text)
    return path


def _joined(ctx: Context, *parts: Value) -> Value:
    try:
        return compute(ctx, posixpath.join, *(text_of_path(ctx, part) for part in parts)) if parts else "."
    except Undetermined as undetermined:
        return ctx.unknown(undetermined.reason)


def _initialize(ctx: Context, self: Value, /, *parts: Value) -> None:
    if isinstance(self, Instance):
        ctx.heap.set(self, TEXT, _joined(ctx, *parts))


def _divided(ctx: Context, self: Value, other: Value, /) -> Value:
    return _path(ctx, _joined(ctx, self, other))


def _divided_reflected(ctx: Context, self: Value, other: Value, /) -> Value:
    return _path(ctx, _joined(ctx, other, self))


def _part(compute_part: Callable[[str], object], is_path: bool = False) -> Callable[..., Value]:
    def implementation(ctx: Context, self: Value, /) -> Value:
        text = plain(ctx, text_of_path(ctx, self))
        result = compute_part(text)
        return _path(ctx, result) if is_path else result

    return implementation


def _some_path(ctx: Context, self: Value, /, *values: Value, **settings: Value) -> Value:
    return _path(ctx, ctx.unknown("a path"))


def _some_paths(ctx: Context, self: Value, /, *values: Value, **settings: Value) -> Value:
    return ctx.list(None, _some_path(ctx, self))


def _nothing(ctx: Context, self: Value, /, *values: Value, **settings: Value) -> None:
    """Writes to the file system, which is not followed."""


def _contents(ctx: Context, self: Value, /, *values: Value, **settings: Value) -> Value:
    return ctx.unknown("the contents of a file")


def _changed_suffix(ctx: Context, self: Value, suffix: Value, /) -> Value:
    text, end = plain(ctx, text_of_path(ctx, self)), plain(ctx, suffix)
    return _path(ctx, posixpath.splitext(text)[0] + end)


PATH = make_class(
    "pathlib.Path",
    members={
        "__init__": _initialize,
        "__truediv__": _divided,
        "__rtruediv__": _divided_reflected,
        "__str__": text_of_path,
        "__fspath__": text_of_path,
        "as_posix": text_of_path,
        "joinpath": lambda ctx, self, /, *parts: _path(ctx, _joined(ctx, self, *parts)),
        "with_suffix": _changed_suffix,
        **dict.fromkeys(("resolve", "absolute", "expanduser", "with_name", "relative_to", "rename"), _some_path),
        **dict.fromkeys(("iterdir", "glob", "rglob"), _some_paths),
        **dict.fromkeys(("mkdir", "unlink", "touch", "rmdir", "write_text", "write_bytes", "symlink_to"), _nothing),
        **dict.fromkeys(("exists", "is_file", "is_dir", "open", "read_text", "read_bytes", "stat"), _contents),
    },
    properties={
        "name": _part(posixpath.basename),
        "stem": _part(lambda text: posixpath.splitext(posixpath.basename(text))[0]),
        "suffix": _part(lambda text: posixpath.splitext(text)[1]),
        "parent": _part(lambda text: posixpath.dirname(text) or ".", is_path=True),
        "parts": _part(lambda text: tuple(part for part in text.split("/") if part)),
    },
    class_methods={"cwd": _some_path, "home": _some_path},
    aliases=("pathlib.PosixPath", "pathlib.PurePath", "pathlib.PurePosixPath", "pathlib.WindowsPath"),
)
