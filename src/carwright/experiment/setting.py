"""How a plant is to be run: how long, how often, from which seed, in which periods."""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass

from carwright import units
from carwright.engine import ENGINES
from carwright.errors import CarwrightError, UnitError
from carwright.model import Plant

SECOND = 1_000
HOUR = 3_600_000
DAY = 24 * HOUR
WEEK = 7 * DAY

PERIODS = 100
"""Fewest periods that a horizon is divided into, so that a warm-up can be cut finely enough."""

MOST_PERIODS = 2_000
"""More than `period_of` ever gives: tallies take memory for each."""

MOST_DAYS = 36_500_000
MOST_REPLICATIONS = 100_000
MOST_SEEDS = 2**64

MOST_THREADS = 256
"""More would not be faster on any machine, but each holds a plant in memory."""

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
    """One experiment on one plant. Times are ms from the plant's start.

    Raises:
        CarwrightError: naming every value that is out of range.
    """

    horizon: int
    period: int
    replications: int
    seed: int
    phase: str | None = None
    engine: str = "native"
    threads: int = 1
    trace: int = 0
    """How many of the replications, from the first on, leave a trace."""
    warm_up: int | None = None
    """Length of what is cut off the beginning; None: found by MSER-5."""

    def __post_init__(self) -> None:
        if faults := list(self._faults()):
            raise CarwrightError("\n  ".join(("the run can't be set up so", *faults)))

    def _faults(self) -> Iterator[str]:
        """In the words of the options, which are those of `of`."""
        if self.horizon <= 0:
            yield "days: the run has no length -> give more than 0 days"
        elif self.horizon > MOST_DAYS * DAY:
            yield f"days: {self.horizon / DAY:g} is too long -> give at most {MOST_DAYS:,} days"
        elif self.period < 1 or self.horizon > MOST_PERIODS * self.period:
            yield f"period: {self.period} ms does not fit a run of {self.horizon / DAY:g} days"
        for name, least, limit in (
            ("replications", 1, MOST_REPLICATIONS + 1),
            ("seed", 0, MOST_SEEDS),
            ("threads", 1, MOST_THREADS + 1),
            ("trace", 0, MOST_REPLICATIONS + 1),
        ):
            value = getattr(self, name)
            if value not in range(least, limit):
                yield f"{name}: {value} is out of range -> give {least} to {limit - 1:,}"
        if self.engine not in ENGINES:
            yield f"engine: {self.engine!r} is unknown -> name one of {', '.join(ENGINES)}"
        if self.warm_up is not None and not 0 <= self.warm_up < max(1, self.horizon):
            told = f"{self.warm_up / DAY:g} days of a run of {self.horizon / DAY:g} days"
            yield f"warm-up: {told} leave nothing -> shorten it, or give more days"

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
        warm_up: str | int | None = None,
    ) -> Setting:
        """The plant's own settings, save what is given here; `warm_up` in ms or as ``"5 d"``.

        Raises:
            CarwrightError: naming every value that is out of range.
        """
        run = plant.run
        horizon = _horizon(run.days if days is None else days)
        wanted = run.replications if replications is None else replications
        return cls(
            horizon=horizon,
            period=period_of(horizon),
            replications=wanted,
            seed=run.seed if seed is None else seed,
            phase=phase,
            engine=engine,
            threads=_usable(threads, wanted),
            trace=min(trace, wanted),
            warm_up=run.warm_up if warm_up is None else _warm_up(warm_up),
        )

    def on(self, *, threads: int | None, warm_up: str | int | None) -> Setting:
        """The same experiment on this machine; `warm_up` as for `of`, the old one if None.

        Raises:
            CarwrightError: if a value is out of range.
        """
        return dataclasses.replace(
            self,
            threads=_usable(threads, self.replications),
            warm_up=self.warm_up if warm_up is None else _warm_up(warm_up),
        )


def _usable(threads: int | None, replications: int) -> int:
    """As many threads as are wanted (all cores if None), but none without work."""
    wanted = (os.cpu_count() or 1) if threads is None else threads
    return min(wanted, max(1, replications), MOST_THREADS)


def _horizon(days: float) -> int:
    if not math.isfinite(days):
        raise CarwrightError(f"days: {days} is no length of a run -> give a number of days")
    return round(days * DAY)


def _warm_up(given: str | int) -> int:
    if isinstance(given, int):
        return given
    try:
        return units.parse_duration(given)
    except UnitError as error:
        raise CarwrightError(f"warm-up: {error}") from None
