"""Long runs through the public API, and intervals from them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import stats
from tests.theory.plants import UNIT_S

import carwright as cw
from carwright.experiment.setting import DAY
from carwright.model import Plant
from carwright.results import Run

LEVEL = 0.999
HALF_WIDTH = 0.005
"""Of the value: what the tests ask for."""

WARM = 0.1
"""Share of the periods that is cut; the runs are so long that any of this size would do."""

Measure = Callable[[Run, int], float]
"""A figure of one replication of a run."""


@dataclass(frozen=True)
class Estimate:
    """A mean over replications with its half-width at `LEVEL`."""

    mean: float
    half: float

    def agrees(self, exact: float) -> bool:
        """The exact value lies in the interval, and the interval is narrow."""
        return abs(self.mean - exact) <= self.half and self.half <= HALF_WIDTH * abs(exact)


def estimate(
    plant: Plant, length: float, measures: dict[str, Measure], *, reps: int = 64
) -> dict[str, Estimate]:
    """Simulate `reps` replications of `length` units of model time; one estimate per measure."""
    run = cw.simulate(plant, days=length * UNIT_S * 1000 / DAY, replications=reps, seed=20240403)
    return {
        name: _of([measure(run, n) for n in run.replications]) for name, measure in measures.items()
    }


def _of(values: list[float]) -> Estimate:
    sample = np.asarray(values)
    t = float(stats.t.ppf((1 + LEVEL) / 2, len(sample) - 1))
    return Estimate(float(sample.mean()), t * float(sample.std(ddof=1)) / math.sqrt(len(sample)))


def steady(run: Run, table: str, replication: int) -> pl.DataFrame:
    """The rows of one replication after the warm-up."""
    first = int(run.manifest.periods * WARM)
    mine = pl.col("replication") == replication
    return run.frame(table).filter(mine & (pl.col("period") >= first))


def units(run: Run) -> float:
    """Model time after the warm-up."""
    first = int(run.manifest.periods * WARM)
    return (run.manifest.horizon_ms - first * run.manifest.period_ms) / (1000 * UNIT_S)


def throughput(run: Run, replication: int) -> float:
    """Parts per unit of model time at sink ``out``."""
    return float(steady(run, "sinks", replication)["parts"].sum()) / units(run)


def lead_time(run: Run, replication: int, sink: str = "out") -> float:
    """Mean time in the system, in units of model time, of the cars that reached a sink."""
    mine = steady(run, "sinks", replication).filter(pl.col("sink") == sink)
    return float(mine["lead_sum"].sum() / mine["cars"].sum()) / (1000 * UNIT_S)


def in_system(run: Run, replication: int) -> float:
    """Mean number of cars in the plant."""
    car_time = steady(run, "cars", replication)["car_time"].sum()
    return float(car_time) / (1000 * UNIT_S) / units(run)


def share_of_state(run: Run, replication: int, state: str) -> float:
    """Share of the machines' time that is spent in a state."""
    mine = steady(run, "machines", replication)
    machines = mine["machine"].n_unique()
    return float(mine[state].sum()) / (1000 * UNIT_S) / units(run) / machines
