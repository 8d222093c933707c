"""Quantiles over draws, also where some draws never come to an end, and dates from days."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from carwright.analysis.interval import LEVEL, Figure, of_moments, unknown

Floats = NDArray[np.float64]

SHARES = (0.10, 0.50, 0.90)

BAND_DRAWS = 10_000
"""Draws of which bands by month are made; more change them by less than a pixel."""


@dataclass(frozen=True)
class Dates:
    """P10, P50 and P90 of a date; None where that share of the draws never reaches it.

    `never` is the share of the draws that never do.
    """

    p10: dt.date | None
    p50: dt.date | None
    p90: dt.date | None
    never: float

    def to_json(self) -> dict[str, Any]:
        """Dates as text."""
        days = {key: day.isoformat() if day else None for key, day in self._days()}
        return {**days, "never": self.never}

    def _days(self) -> list[tuple[str, dt.date | None]]:
        return [("p10", self.p10), ("p50", self.p50), ("p90", self.p90)]


@dataclass(frozen=True)
class Band:
    """P10, P50 and P90 of an amount."""

    p10: float
    p50: float
    p90: float

    def to_json(self) -> dict[str, float]:
        """As a mapping."""
        return {"p10": self.p10, "p50": self.p50, "p90": self.p90}


def quantiles(values: NDArray[np.floating[Any]], shares: tuple[float, ...] = SHARES) -> list[float]:
    """Values below which these shares lie: the inverse of the empirical distribution function."""
    # Sorting is vectorised in NumPy, finding several ranks is not: a third of the time.
    return _at(np.sort(values), shares)


def _at(ordered: NDArray[np.floating[Any]], shares: tuple[float, ...]) -> list[float]:
    last = ordered.size - 1
    ranks = [min(max(math.ceil(share * ordered.size) - 1, 0), last) for share in shares]
    return [float(ordered[rank]) for rank in ranks]


def band(values: NDArray[np.floating[Any]]) -> Band:
    """P10, P50, P90 of finite values."""
    return Band(*quantiles(values))


def band_rows(grid: NDArray[np.floating[Any]]) -> tuple[Band, ...]:
    """P10, P50, P90 of each row."""
    return tuple(Band(*_at(row, SHARES)) for row in np.sort(grid, axis=1))


def dates(zero: dt.date, days: Floats) -> Dates:
    """Of days after `zero`, infinite where never."""
    p10, p50, p90 = (day_of(zero, each) for each in quantiles(days))
    return Dates(p10, p50, p90, float(np.isinf(days).mean()))


def day_of(zero: dt.date, days: float) -> dt.date | None:
    """The date some days after `zero`, rounded up to a whole day as planners do; None for never."""
    if not math.isfinite(days) or days > 2_000_000:
        return None
    return zero + dt.timedelta(days=math.ceil(days - 1e-6))


def share(hits: NDArray[np.bool_]) -> Figure:
    """A probability with its Monte Carlo interval (Wilson 1927, JASA 22, 209-212)."""
    n = int(hits.size)
    p = float(hits.mean())
    z = float(stdtrit(max(n - 1, 1), (1 + LEVEL) / 2))
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Figure(p, min(p, max(0.0, centre - half)), max(p, min(1.0, centre + half)), n, "")


def mean(values: Floats, unit: str) -> Figure:
    """A mean with its Monte Carlo interval; of no values nothing is known."""
    if not values.size:
        return unknown(unit, "no draw comes to it")
    deviation = float(values.std(ddof=1)) if values.size > 1 else 0.0
    return of_moments(float(values.mean()), deviation, int(values.size), unit)
