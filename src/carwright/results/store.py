"""Where a run's tables are: in the files of a folder, or in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from carwright.results.faults import UnreadableRun
from carwright.results.layout import LAYOUT
from carwright.results.tables import TABLES

TRACES = ("events", "states")
"""Tables of a trace, where there is one."""

_MEND = "delete this replication's files (the others can still be read) or run it again"


class Store(Protocol):
    """Tables by name, and how DuckDB gets at them."""

    tables: tuple[str, ...]
    replications: tuple[int, ...]

    def lazy(self, table: str) -> pl.LazyFrame:
        """The table, not read yet."""

    def source(self, connection: Any, table: str, alias: str) -> str:
        """SQL for what follows FROM; may register something as `alias` with the connection."""


class MemoryStore:
    """Tables held in memory: `layout` once, and one mapping of tables for each replication."""

    def __init__(
        self,
        layout: Mapping[str, pl.DataFrame],
        replications: Mapping[int, Mapping[str, pl.DataFrame]],
    ) -> None:
        self.replications = tuple(sorted(replications))
        parts = [replications[number] for number in self.replications]
        self._frames = dict(layout) | {t: pl.concat([part[t] for part in parts]) for t in TABLES}
        self.tables = tuple(self._frames)

    def lazy(self, table: str) -> pl.LazyFrame:
        return self._frames[table].lazy()

    def source(self, connection: Any, table: str, alias: str) -> str:
        connection.register(alias, _ArrowStream(self._frames[table]))
        return f'"{alias}"'


class FolderStore:
    """Tables in the files that `RunWriter` has written; only whole replications count.

    Raises:
        UnreadableRun: if no replication is whole, or a file that counts is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.replications = _whole(folder)
        if not self.replications:
            why = "no replication of this run was finished"
            raise UnreadableRun(folder, why, "run it again, perhaps with fewer days")
        traced = [t for t in TRACES if self._trace_files(t)]
        self.tables = (*LAYOUT, *TABLES, *traced)
        for table in self.tables:
            _check(self._files(table))

    def lazy(self, table: str) -> pl.LazyFrame:
        return pl.scan_parquet(self._files(table))

    def source(self, connection: Any, table: str, alias: str) -> str:
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in self._files(table))
        return f"read_parquet([{listed}])"

    def _files(self, table: str) -> list[Path]:
        if table in LAYOUT:
            return [self._folder / "layout" / f"{table}.parquet"]
        if table in TRACES:
            return self._trace_files(table)
        return [self._folder / table / f"r{number:04d}.parquet" for number in self.replications]

    def _trace_files(self, table: str) -> list[Path]:
        endings = tuple(f"-r{number:04d}.parquet" for number in self.replications)
        found = (self._folder / "trace").glob(f"{table}-*.parquet")
        return sorted(path for path in found if path.name.endswith(endings))


class _ArrowStream:
    """A frame as an Arrow stream and nothing else: given a frame, DuckDB asks for pyarrow."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


def _whole(folder: Path) -> tuple[int, ...]:
    """Replications of which every table has its file."""
    found = [_numbers((folder / table).glob("r*.parquet")) for table in TABLES]
    return tuple(sorted(set.intersection(*found)))


def _numbers(paths: Iterable[Path]) -> set[int]:
    stems = (path.stem[1:] for path in paths)
    return {int(stem) for stem in stems if stem.isascii() and stem.isdigit()}


def _check(paths: Sequence[Path]) -> None:
    """Every file has a readable footer, and all of one table have the same columns."""
    columns: list[str] | None = None
    for path in paths:
        try:
            schema = pl.read_parquet_schema(path)
        except (OSError, pl.exceptions.PolarsError) as error:
            why = f"damaged or missing: {str(error).splitlines()[0]}"
            raise UnreadableRun(path, why, _MEND) from error
        if columns is not None and list(schema) != columns:
            raise UnreadableRun(path, "its columns differ from those of its neighbours", _MEND)
        columns = list(schema)
