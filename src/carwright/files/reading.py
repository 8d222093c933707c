"""Opening a scenario's files so that none can harm: not by its kind, its size or its place."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

from carwright.errors import nearest

MOST_YAML = 16 * 2**20
"""Bytes of one YAML file."""

MOST_CSV = 256 * 2**20
"""Bytes of all CSV files of a scenario together."""

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}
# Without O_NONBLOCK a pipe that took the file's place a moment ago would be waited for.
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY")
)


class UnreadableError(Exception):
    """A file that can't be read as text: what is wrong, what to do, and where in it if known."""

    def __init__(self, what: str, mend: str, line: int | None = None) -> None:
        super().__init__(what, mend, line)
        self.what = what
        self.mend = mend
        self.line = line


def inside(folder: Path, name: str) -> Path:
    """The path of a file that a scenario names, which must lie in the scenario's folder.

    Raises `UnreadableError` for a name that leads elsewhere, also by a symbolic link.
    """
    if not name.strip() or "\0" in name:
        raise UnreadableError(f"{name!r} is no file name", "name a file of the scenario's folder")
    forms = (PurePosixPath(name), PureWindowsPath(name))
    if any(form.is_absolute() or form.anchor or ".." in form.parts for form in forms):
        raise _outside(name)
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise _outside(name)
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise UnreadableError(f"{name!r} can't be found: {error}", "name another file") from None
    return path


def _outside(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name!r} leads out of the scenario's folder", "put the file into the folder"
    )


def read_text(folder: Path, name: str, most: int) -> str:
    """The text of a regular UTF-8 file in `folder` of at most `most` bytes, without its BOM.

    Nothing is opened that is not a regular file, and nothing read that is too large.
    Raises `UnreadableError`.
    """
    path = inside(folder, name)
    try:
        _check(path.stat(), most)
        descriptor = os.open(path, _FLAGS)
        with os.fdopen(descriptor, "rb") as file:
            _check(os.fstat(descriptor), most)
            data = file.read(most + 1)
    except OSError as error:
        raise _refusal(folder, name, error) from None
    if len(data) > most:
        raise _too_large(len(data), most)
    return _decoded(data)


def _check(found: os.stat_result, most: int) -> None:
    kind = stat.S_IFMT(found.st_mode)
    if kind != stat.S_IFREG:
        what = _KINDS.get(kind, "something else")
        raise UnreadableError(f"it is {what}, not a file", "put a file in its place")
    if found.st_size > most:
        raise _too_large(found.st_size, most)


def _too_large(size: int, most: int) -> UnreadableError:
    return UnreadableError(
        f"it has {size:,} bytes, more than the {most:,} that are read",
        "make it smaller: bulk data goes into CSV tables",
    )


def _refusal(folder: Path, name: str, error: OSError) -> UnreadableError:
    if error.errno == errno.ENOENT:
        guess = nearest(name[:80], _listing(folder))
        mend = f"did you mean {guess!r}?" if guess else "create it, or correct its name"
        return UnreadableError("there is no such file", mend)
    if error.errno in (errno.EACCES, errno.EPERM):
        return UnreadableError("it may not be read", "ask its owner for the right to read it")
    return UnreadableError(f"it can't be read: {error.strerror}", "look at the file")


def _listing(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in os.scandir(folder))[:1000]
    except OSError:
        return []


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("it is written in UTF-16", "save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = f"byte 0x{data[error.start]:02x}"
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"{byte} is not UTF-8", "save it as UTF-8", line) from None
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise UnreadableError("a NUL byte is no text", "save it as UTF-8 text", line)
    return text
