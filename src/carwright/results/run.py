"""`Run`: the results of a simulation, from a folder or in memory, as Polars frames."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Self

import polars as pl

from carwright.compile.program import Program
from carwright.errors import CarwrightError, nearest
from carwright.model import Plant
from carwright.results.faults import UnreadableRun
from carwright.results.layout import layout
from carwright.results.manifest import Manifest
from carwright.results.query import ask
from carwright.results.store import FolderStore, MemoryStore, Store


class Run:
    """What a run was (`manifest`) and what came of it (`frame`, `lazy`, `query`).

    `Run.load` reads a folder, `Run.of` takes what a simulation in this process has made. `label`
    is what it is called beside other runs.
    """

    def __init__(
        self, manifest: Manifest, store: Store, plant: Plant | None, folder: Path | None = None
    ) -> None:
        self.manifest = manifest
        self.folder = folder
        self.store = store
        self._plant = plant
        self.label = folder.resolve().name if folder is not None else manifest.scenario

    @classmethod
    def load(cls, folder: Path | str, plant: Plant | None = None) -> Self:
        """Read a run's folder; replications that were cut off by a crash are left out.

        `plant` spares reading the scenario in it again, when it is at hand.

        Raises:
            UnreadableRun: if the folder is no run, is of a newer format, has a damaged file, or
                no replication in it was finished.
        """
        path = Path(folder)
        manifest = Manifest.load(path)
        return cls(manifest, FolderStore(path), plant, path)

    @classmethod
    def of(
        cls,
        manifest: Manifest,
        program: Program,
        replications: Mapping[int, Mapping[str, pl.DataFrame]],
        plant: Plant | None = None,
        static: Mapping[str, pl.DataFrame] | None = None,
    ) -> Self:
        """A run in memory from the tables of each replication (`from_tallies`), by its number.

        `static` are those of `layout`, when they are at hand.

        Raises:
            CarwrightError: if there is no replication.
        """
        if not replications:
            raise CarwrightError("a run needs at least one replication -> none was finished")
        if static is None:
            static = layout(program, horizon=manifest.horizon_ms, period=manifest.period_ms)
        return cls(manifest, MemoryStore(static, replications), plant)

    @property
    def replications(self) -> tuple[int, ...]:
        """Numbers of the replications that are whole."""
        return self.store.replications

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables: `layout.LAYOUT`, `tables.TABLES` and, if traced, events, states."""
        return self.store.tables

    def lazy(self, table: str) -> pl.LazyFrame:
        """A table that is read when it is collected.

        Raises:
            CarwrightError: if there is no such table.
        """
        if table not in self.tables:
            guess = nearest(table, self.tables)
            hint = f"did you mean {guess!r}?" if guess else f"there are {', '.join(self.tables)}"
            raise CarwrightError(f"no table {table!r} in run {self.label!r} -> {hint}")
        return self.store.lazy(table)

    def frame(self, table: str) -> pl.DataFrame:
        """A table of all replications.

        Raises:
            CarwrightError: if there is no such table.
            UnreadableRun: if one of its files is damaged.
        """
        return self.collect(self.lazy(table))

    def collect(self, rows: pl.LazyFrame) -> pl.DataFrame:
        """Carry out a question on tables that `lazy` gave.

        Raises:
            UnreadableRun: if a file that it reads is damaged.
        """
        try:
            return rows.collect()
        except (OSError, pl.exceptions.ComputeError) as error:
            why = f"a table is damaged: {str(error).splitlines()[0]}"
            mend = "delete that replication's files (the others can still be read) or run it again"
            raise UnreadableRun(self.folder or self.label, why, mend) from error

    def plant(self) -> Plant | None:
        """The plant as simulated; None if the run was made from a bare program.

        Raises:
            InvalidScenario: if the scenario in the run's folder was changed and is now invalid.
        """
        if self._plant is None and self.folder is not None:
            # Late: only this needs the file formats of a scenario.
            from carwright.files import load

            scenario = self.folder / "plant"
            self._plant = load(scenario) if scenario.is_dir() else None
        return self._plant

    def query(self, sql: str) -> pl.DataFrame:
        """The answer to a question in DuckDB's SQL over the tables of this run.

        ``run.query("select station, sum(failed) from machines group by station")``

        Raises:
            CarwrightError: if DuckDB refuses the question.
        """
        return ask(sql, {None: self.store})

    def __repr__(self) -> str:
        done, wanted = len(self.replications), self.manifest.replications
        days, seed = self.manifest.horizon_ms / 86_400_000, self.manifest.seed
        told = f"{done} of {wanted} replications, {days:g} days, seed {seed}"
        return f"<Run {self.label!r}: {told}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in self._facts()
        )
        return f"<table>{rows}</table>"

    def _facts(self) -> list[tuple[str, str]]:
        told = self.manifest
        return [
            ("scenario", told.scenario),
            ("simulated", f"{told.horizon_ms / 86_400_000:g} days"),
            ("replications", f"{len(self.replications)} of {told.replications}"),
            ("seed", str(told.seed)),
            ("engine", told.engine),
            ("folder", "in memory" if self.folder is None else str(self.folder)),
            ("tables", ", ".join(self.tables)),
        ]
