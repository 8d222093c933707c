"""Several runs side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from carwright.errors import CarwrightError
from carwright.results.query import ask
from carwright.results.run import Run


@dataclass(frozen=True)
class Across:
    """Runs by label; every table has the column ``run`` with the label, and names are text."""

    runs: Mapping[str, Run]

    def frame(self, table: str) -> pl.DataFrame:
        """A table of all runs, one after the other.

        Raises:
            CarwrightError: if a run has no such table.
        """
        as_text = pl.col(pl.Enum).cast(pl.String)
        parts = [
            run.frame(table).select(pl.lit(label).alias("run"), pl.all()).with_columns(as_text)
            for label, run in self.runs.items()
        ]
        return pl.concat(parts, how="diagonal")

    def query(self, sql: str) -> pl.DataFrame:
        """The answer to a question in DuckDB's SQL over the tables of all runs.

        Raises:
            CarwrightError: if DuckDB refuses the question.
        """
        return ask(sql, {label: run.store for label, run in self.runs.items()})


def across(runs: Iterable[Run] | Mapping[str, Run]) -> Across:
    """Runs to be asked together, by label; given without labels each is called by `Run.label`.

    Raises:
        CarwrightError: if there is no run, or two would have the same label.
    """
    if isinstance(runs, Mapping):
        return _given(dict(runs))
    listed = list(runs)
    labelled = {run.label: run for run in listed}
    if len(labelled) < len(listed):
        alike = ", ".join(sorted(labelled))
        raise CarwrightError(
            f"two runs have one name among {alike} -> name them: across({{'before': a, ...}})"
        )
    return _given(labelled)


def _given(runs: dict[str, Run]) -> Across:
    if not runs:
        raise CarwrightError("there is no run to look at -> give at least one")
    return Across(runs)
