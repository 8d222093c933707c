"""The plant's own answer in a forecast: implementations of the port `flows.Output`.

`PlantCapacity` takes how much a simulated plant makes in the long run, and how fast it gets there
from the launches of others. `PlantRamp` takes the whole S-curve from runs that simulate the ramp-up
itself: from an empty plant, with calendars, phases and stops as they are in the first months.
A run is not read as of a date: what the plant's scenario knows, the forecast knows.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit

from carwright.analysis import summarise
from carwright.analysis.interval import Figure
from carwright.errors import CarwrightError
from carwright.model.programme import Programme
from carwright.programme.flows import DAYS_A_MONTH
from carwright.programme.ledger import as_of
from carwright.programme.ramps import RampClass, ramp_class
from carwright.results import Run
from carwright.units import MS_PER_DAY

Floats = NDArray[np.float64]
Grid = NDArray[np.float32]

_SETTLED = 3
"""Last months of a ramp-up run whose mean goes on after its end."""


@dataclass(frozen=True)
class PlantCapacity:
    """Reference ramps up to the cars a month that a simulated plant reaches.

    `reached` is the run's figure with its interval; each draw takes a value of Student's
    distribution around it, so that few replications count as few.
    """

    reached: Figure
    ramp: RampClass
    said: str = ""

    @classmethod
    def of(cls, run: Run, programme: Programme, date: dt.date | None = None) -> PlantCapacity:
        """From a stored run, with the ramps that were known on a date.

        Raises:
            CarwrightError: if no car left the plant in the run.
        """
        reached = summarise(run).plant.cars_per_month
        if not reached.mean:
            raise CarwrightError(
                f"{_named(run)} made no car ({reached.note or 'none counted'})"
                " -> give a run that is long enough for the plant to fill"
            )
        production = as_of(programme, date or programme.decision).programme.production
        ramp = ramp_class(
            programme.ramps.get(production.ramp, ()),
            as_of=date or programme.decision,
            without=production.without,
        )
        said = f"reference ramps up to {reached.mean:,.0f} cars a month, as {_named(run)} reached"
        return cls(reached, ramp, said)

    def cars(self, u_speed: Floats, u_level: Floats, months: int) -> Grid:
        """Cars in each month after the first delivery, [months, draws]."""
        level = np.full(u_level.shape, float(self.reached.mean or 0.0))
        half, n = self.reached.half_width, self.reached.n
        if half and n > 1:
            within = stdtrit(n - 1, 0.5 + self.reached.level / 2)
            level += half / within * stdtrit(n - 1, u_level)
        found = self.ramp.profile(u_speed, u_level, months)
        found *= np.maximum(level, 0.0).astype(np.float32)
        return found


@dataclass(frozen=True)
class PlantRamp:
    """The S-curve of runs that simulate the ramp-up: one curve a replication.

    `by_month` are the cars of each month of 30.4 days since the run began, [months, replications],
    the slowest replication first. A draw takes the replication at its `u_speed`; behind the end of
    the runs the mean of their last three months goes on.
    """

    by_month: Floats = field(repr=False)
    said: str = ""

    @classmethod
    def of(cls, run: Run) -> PlantRamp:
        """From a stored run whose day 0 is the first delivery.

        Raises:
            CarwrightError: if the run is shorter than three months, or no car left the plant.
        """
        found = cars_by_month(run)
        if found.shape[0] < _SETTLED or not found.any():
            raise CarwrightError(
                f"{_named(run)} shows no ramp-up: {found.shape[0]} whole months,"
                f" {found.sum():,.0f} cars -> run the plant for three months or more"
            )
        order = np.argsort(found.sum(axis=0), kind="stable")
        n = found.shape[1]
        return cls(found[:, order], f"the ramp-up of {_named(run)}, {n} replications")

    def cars(self, u_speed: Floats, u_level: Floats, months: int) -> Grid:
        """Cars in each month after the first delivery, [months, draws]."""
        given, n = self.by_month.shape
        settled = self.by_month[-_SETTLED:].mean(axis=0, keepdims=True)
        rest = np.repeat(settled, max(0, months - given), axis=0)
        curves = np.concatenate([self.by_month[:months], rest])
        chosen = np.minimum((u_speed * n).astype(np.int64), n - 1)
        return curves.astype(np.float32)[:, chosen]


def cars_by_month(run: Run) -> Floats:
    """Cars out in each whole month of 30.4 days since the run began, [months, replications]."""
    period = run.manifest.period_ms
    end = ((pl.col("period").cast(pl.Int64) + 1) * period).alias("end")
    rows = run.collect(
        run.lazy("sinks").select("replication", end, "cars").group_by("replication", "end").sum()
    )
    until = run.manifest.horizon_ms
    months = math.floor(until / MS_PER_DAY / DAYS_A_MONTH + 1e-9)
    edges = np.arange(months + 1) * DAYS_A_MONTH * MS_PER_DAY
    columns = []
    for _, one in sorted(rows.group_by("replication")):
        one = one.sort("end")
        at = np.concatenate([[0.0], np.minimum(one["end"].to_numpy(), until)])
        made = np.concatenate([[0.0], np.cumsum(one["cars"].to_numpy())])
        columns.append(np.diff(np.interp(edges, at, made)))
    return np.stack(columns, axis=1) if columns else np.zeros((months, 1))


def _named(run: Run) -> str:
    return f"the run of {run.manifest.scenario!r}"
