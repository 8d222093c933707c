"""The trace of a replication as Parquet: what happened when, and what each machine was doing.

A trace can be larger than memory. `TraceWriter` takes the engine's columns chunk by chunk and
writes part files, ``events-00001-r0007.parquet`` and ``states-00001-r0007.parquet``, each whole or
not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carwright.compile.program import Program
from carwright.compile.schema import CalendarState, State, StepWhat
from carwright.results import atomic
from carwright.results.columns import Labels, named

Columns = Mapping[str, NDArray[np.generic]]

EVENTS = (
    "create",
    "move",
    "setup",
    "work",
    "finish",
    "outcome",
    "join",
    "split",
    "stop",
    "repair",
    "up",
    "calendar",
    "lost",
    "step",
    "state",
)
"""Names of the engine's trace codes, in their order (`engine.protocol.TraceCode`)."""

OUTCOMES = ("pass", "rework", "scrap", "escaped")

_STATE = EVENTS.index("state")
_MACHINE = ("setup", "work", "finish", "outcome", "join", "split")
_MODE = ("stop", "repair", "up")

PART_ROWS = 1_000_000


class TraceWriter:
    """Writes the trace of one replication; memory is bounded by `part_rows` and the largest chunk.

    Table ``events`` has the columns time (ms), event, object, machine, part (serial number), type
    (of what is created or lost), other (the object a part comes from, or whose component joins),
    mode, calendar, detail (colour, outcome, state, planned or not, or what a step does) and value
    (ms of a set-up, work or repair; parts of a finish; the parent's serial of a split). Table
    ``states`` has station, machine, state, begin and end (ms): neighbours in equal state are one.
    """

    def __init__(
        self, folder: Path, program: Program, replication: int, *, part_rows: int = PART_ROWS
    ) -> None:
        self._labels = Labels(program)
        self._events = _Parts(folder, "events", replication, part_rows)
        self._states = _Parts(folder, "states", replication, part_rows)
        self._open = pl.DataFrame()

    def take(self, columns: Columns) -> None:
        """Add what `Engine.take_trace` gave.

        Raises:
            UnwrittenRun: if a part can't be written.
        """
        rows = pl.DataFrame({name: np.asarray(column) for name, column in columns.items()})
        is_state = pl.col("code") == _STATE
        self._events.add(_events(self._labels, rows.filter(~is_state)))
        self._add_states(_states(self._labels, rows.filter(is_state)))

    def close(self) -> None:
        """Write what is still held back. Nothing can be taken afterwards."""
        self._states.add(self._open)
        self._open = pl.DataFrame()
        self._events.flush()
        self._states.flush()

    def _add_states(self, rows: pl.DataFrame) -> None:
        """Each machine's last interval is held back: the next chunk may go on with its state."""
        merged = _merge(pl.concat([self._open, rows]) if self._open.width else rows)
        is_last = pl.col("machine").is_last_distinct()
        self._open = merged.filter(is_last)
        self._states.add(merged.filter(~is_last))


class _Parts:
    """Rows held back until there are enough of them for a file."""

    def __init__(self, folder: Path, table: str, replication: int, part_rows: int) -> None:
        self._name = f"{table}-{{:05d}}-r{replication:04d}.parquet"
        self._folder = folder
        self._part_rows = part_rows
        self._held: list[pl.DataFrame] = []
        self._rows = 0
        self._written = 0
        self._order = ["machine", "begin"] if table == "states" else None

    def add(self, rows: pl.DataFrame) -> None:
        if rows.height:
            self._held.append(rows)
            self._rows += rows.height
        if self._rows >= self._part_rows:
            self.flush()

    def flush(self) -> None:
        if not self._held:
            return
        rows = pl.concat(self._held)
        if self._order is not None:
            rows = rows.sort(self._order)
        self._written += 1
        atomic.write({self._folder / self._name.format(self._written): atomic.as_parquet(rows)})
        self._held, self._rows = [], 0


def _merge(rows: pl.DataFrame) -> pl.DataFrame:
    """Intervals by machine and begin, neighbours in equal state that touch made one."""
    ordered = rows.sort("machine", "begin")
    goes_on = (
        (pl.col("machine") == pl.col("machine").shift())
        & (pl.col("state") == pl.col("state").shift())
        & (pl.col("begin") == pl.col("end").shift())
    )
    run = (~goes_on.fill_null(value=False)).cum_sum().alias("run")
    return (
        ordered.with_columns(run)
        .group_by("run", maintain_order=True)
        .agg(pl.col("station", "machine", "state", "begin").first(), pl.col("end").last())
        .drop("run")
    )


def _states(labels: Labels, rows: pl.DataFrame) -> pl.DataFrame:
    states = named(state.name.lower() for state in State)
    return pl.DataFrame(
        {
            "station": labels.objects.gather(rows["object"]),
            "machine": labels.machines.gather(rows["row"]),
            "state": states.gather(rows["value"]),
            "begin": rows["part"].cast(pl.Int64),
            "end": rows["time"].cast(pl.Int64),
        }
    )


def _events(labels: Labels, rows: pl.DataFrame) -> pl.DataFrame:
    """One row an event; a column that an event does not use is null."""
    event = named(EVENTS).gather(rows["code"])
    read = _Reader(rows, event)
    is_at = (*_MACHINE, "move")
    return pl.DataFrame(
        {
            "time": rows["time"],
            "event": event,
            "object": read("object", labels.objects, *EVENTS),
            "machine": read("row", labels.machines, *is_at),
            "part": read.number("part", *EVENTS),
            "type": read("row", labels.types, "create", "lost"),
            "other": read("value", labels.objects, "move", "join"),
            "mode": read("row", labels.modes, *_MODE),
            "calendar": read("row", labels.calendars, "calendar"),
            "detail": _details(labels, read),
            "value": read.number("value", "setup", "work", "repair", "finish", "split"),
        }
    )


def _details(labels: Labels, read: _Reader) -> pl.Series:
    """Words for the codes in column value, whose meaning depends on the event."""
    words = {
        "create": labels.names.colours,
        "outcome": OUTCOMES,
        "stop": ("unplanned", "planned"),
        "calendar": tuple(state.name.lower() for state in CalendarState),
        "step": tuple(what.name.lower() for what in StepWhat),
    }
    every = named(word for listed in words.values() for word in listed)
    detail = pl.Series([None], dtype=every.dtype).new_from_index(0, len(read.event))
    for event, listed in words.items():
        here = read("value", pl.Series(listed, dtype=every.dtype), event)
        detail = detail.zip_with(detail.is_not_null(), here)
    return detail


class _Reader:
    """Reads a column for the events that use it."""

    def __init__(self, rows: pl.DataFrame, event: pl.Series) -> None:
        self.rows = rows
        self.event = event

    def number(self, column: str, *events: str) -> pl.Series:
        """The column as int64; null for other events and below zero."""
        value = self.rows[column].cast(pl.Int64)
        used = self.event.is_in(list(events)) & (value >= 0)
        nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, len(value))
        return value.zip_with(used, nothing)

    def __call__(self, column: str, names: pl.Series, *events: str) -> pl.Series:
        """The names that the column's ids point at; null for other events and for NONE."""
        ids = self.number(column, *events)
        if not len(names):
            return pl.Series([None], dtype=names.dtype).new_from_index(0, len(ids))
        return names.gather(ids)
