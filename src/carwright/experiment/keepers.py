"""Where the tables of finished replications go: into a run's folder, or into memory."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from carwright.compile.program import Program
from carwright.errors import CarwrightError
from carwright.results import RunWriter, from_tallies
from carwright.results.tables import Keys, Standing, Tallies
from carwright.results.trace import TraceWriter


class MemoryKeeper:
    """Keeps every table of every finished replication in memory."""

    def __init__(self, program: Program) -> None:
        self._keys = Keys(program)
        self.tables: dict[int, dict[str, pl.DataFrame]] = {}

    def add(self, replication: int, tallies: Tallies, ring: Sequence[Standing]) -> None:
        """Take in a finished replication."""
        frames = from_tallies(self._keys, tallies, replication=replication, ring=ring)
        self.tables[replication] = frames

    def trace(self, replication: int) -> TraceWriter:
        """Refused: a trace can be larger than memory."""
        raise CarwrightError("a trace needs a folder to be written to -> name one")


class FolderKeeper:
    """Writes every table of every finished replication, and forgets it."""

    def __init__(self, writer: RunWriter) -> None:
        self.writer = writer

    def add(self, replication: int, tallies: Tallies, ring: Sequence[Standing]) -> None:
        """Write a finished replication; it is safe from then on."""
        self.writer.add(replication, tallies, ring)

    def trace(self, replication: int) -> TraceWriter:
        """Where this replication's trace goes."""
        return self.writer.trace(replication)
