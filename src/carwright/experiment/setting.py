"""How a plant is to be run: how long, how often, from which seed, in which periods."""

from __future__ import annotations

import os
from dataclasses import dataclass

from carwright.model import Plant

SECOND = 1_000
HOUR = 3_600_000
DAY = 24 * HOUR
WEEK = 7 * DAY

PERIODS = 100
"""Fewest periods that a horizon is divided into, so that a warm-up can be cut finely enough."""

_UNITS = (SECOND, 15 * SECOND, HOUR // 60, HOUR // 12, HOUR // 4, HOUR, 2 * HOUR, 4 * HOUR)
_LONG = (8 * HOUR, DAY, WEEK)


def period_of(horizon: int) -> int:
    """Length in ms of the periods of the tallies for a horizon in ms (rule Y1).

    The longest usual unit (second .. week) that still gives `PERIODS` of them; beyond 700 weeks
    twice, four times, ... a week, so that memory stays the same for any horizon.
    """
    fitting = [unit for unit in (*_UNITS, *_LONG) if horizon >= PERIODS * unit]
    if not fitting:
        return max(1, horizon // PERIODS)
    period = fitting[-1]
    while horizon > 700 * period and period >= WEEK:
        period *= 2
    return period


@dataclass(frozen=True)
class Setting:
    """One experiment on one plant. Times are ms from the plant's start."""

    horizon: int
    period: int
    replications: int
    seed: int
    phase: str | None = None
    engine: str = "native"
    threads: int = 1
    trace: int = 0
    """How many of the replications, from the first on, leave a trace."""

    @classmethod
    def of(
        cls,
        plant: Plant,
        *,
        days: float | None = None,
        replications: int | None = None,
        seed: int | None = None,
        phase: str | None = None,
        engine: str = "native",
        threads: int | None = None,
        trace: int = 0,
    ) -> Setting:
        """The plant's own settings, save what is given here."""
        run = plant.run
        horizon = round((run.days if days is None else days) * DAY)
        wanted = run.replications if replications is None else replications
        return cls(
            horizon=horizon,
            period=period_of(horizon),
            replications=wanted,
            seed=run.seed if seed is None else seed,
            phase=phase,
            engine=engine,
            threads=min(wanted, threads or os.cpu_count() or 1),
            trace=min(trace, wanted),
        )
