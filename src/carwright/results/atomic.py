"""Files that are either whole or not there: written aside, flushed, then renamed."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from carwright.results.faults import UnwrittenRun

_ASIDE = ".part"


def write(files: Mapping[Path, bytes]) -> None:
    """Write all files or none: every one is on disk under another name before the first is renamed.

    A crash between two renames leaves some of the files; who reads a group counts it only when
    all of it is there. Folders are made as needed.

    Raises:
        UnwrittenRun: if the disk is full or the folder can't be written to.
    """
    asides = {path: path.with_name(f".{path.name}{_ASIDE}") for path in files}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_through(asides[path], content)
        for path, aside in asides.items():
            aside.replace(path)
    except OSError as error:
        for aside in asides.values():
            _remove(aside)
        raise UnwrittenRun(error.filename or next(iter(files)), _reason(error)) from error


def as_parquet(frame: pl.DataFrame) -> bytes:
    """The frame as the bytes of a Parquet file (zstd)."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _remove(path: Path) -> None:
    # The folder itself may be what is missing or may not be touched: the first error is told.
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
