"""`RunWriter`: puts a run into a folder, replication by replication, so that a crash costs none.

| in the folder | what |
|---|---|
| ``manifest.json`` | what the run was (`Manifest`) |
| ``plant/`` | the scenario as simulated |
| ``layout/*.parquet`` | the plant as tables (`layout.LAYOUT`) |
| ``<table>/r0007.parquet`` | one table of one replication (`tables.TABLES`) |
| ``trace/`` | events and states of traced replications (`trace.TraceWriter`) |

A replication counts when every table has its file: all are written aside first, then renamed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from carwright.compile.program import Program
from carwright.model import Plant
from carwright.results import atomic
from carwright.results.faults import UnwrittenRun
from carwright.results.layout import layout
from carwright.results.manifest import NAME, Manifest
from carwright.results.tables import Keys, Standing, Tallies, from_tallies
from carwright.results.trace import TraceWriter

PLANT = "plant"
LAYOUT_FOLDER = "layout"


class RunWriter:
    """Writes one run into a new folder. Several threads may add replications at once.

    Raises:
        UnwrittenRun: if the folder holds something already (a run is never written over) or
            can't be written to; also from every method.
    """

    def __init__(
        self, folder: Path | str, manifest: Manifest, program: Program, plant: Plant | None = None
    ) -> None:
        self.folder = Path(folder)
        self.manifest = manifest
        self._program = program
        self._keys = Keys(program)
        self._refuse_to_write_over()
        static = layout(program, horizon=manifest.horizon_ms, period=manifest.period_ms)
        files = {
            self.folder / LAYOUT_FOLDER / f"{name}.parquet": atomic.as_parquet(frame)
            for name, frame in static.items()
        }
        atomic.write(files)
        if plant is not None:
            self._save_plant(plant)
        # Last: a folder with a manifest has everything that does not belong to a replication.
        self._write_manifest()

    def add(
        self, replication: int, tallies: Tallies, ring: Sequence[Standing] = ()
    ) -> dict[str, pl.DataFrame]:
        """Write the tables of a finished replication, all or none; they are given back as well."""
        frames = from_tallies(self._keys, tallies, replication=replication, ring=ring)
        atomic.write(
            {
                self.folder / table / file_name(replication): atomic.as_parquet(frame)
                for table, frame in frames.items()
            }
        )
        return frames

    def trace(self, replication: int) -> TraceWriter:
        """A writer for this replication's trace."""
        return TraceWriter(self.folder / "trace", self._program, replication)

    def finish(self, finished: int, **told: float | int | str | None) -> Manifest:
        """Write the manifest anew with replications finished and other fields such as wall_s."""
        fields = self.manifest.model_dump() | {"finished": finished} | told
        self.manifest = Manifest.model_validate(fields)
        self._write_manifest()
        return self.manifest

    def _write_manifest(self) -> None:
        atomic.write({self.folder / NAME: self.manifest.to_json().encode()})

    def _refuse_to_write_over(self) -> None:
        try:
            occupied = self.folder.exists() and any(self.folder.iterdir())
        except OSError as error:
            raise UnwrittenRun(self.folder, error.strerror or str(error)) from error
        if occupied:
            raise UnwrittenRun(self.folder, "there is something in this folder already")

    def _save_plant(self, plant: Plant) -> None:
        # Late: only this needs the file formats of a scenario.
        from carwright.files import save

        try:
            save(plant, self.folder / PLANT)
        except OSError as error:
            raise UnwrittenRun(self.folder / PLANT, error.strerror or str(error)) from error


def file_name(replication: int) -> str:
    """Name of a replication's file in the folder of a table."""
    return f"r{replication:04d}.parquet"
