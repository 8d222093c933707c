"""`Figure`: an estimate with its confidence interval, and how the interval is made.

Across replications, which are independent, the interval is Student's: mean +- t * s / sqrt(n)
(Law 2015, "Simulation Modeling and Analysis", 5th ed., section 9.4.1). Of a single replication the
part after the warm-up is cut into batches whose means take the place of replications (batch means;
Law 2015, section 9.5.3); with fewer than ten batches no interval is given, because neither their
independence nor their number bears one (Schmeiser 1982, "Batch size effects in the analysis of
simulation output", Operations Research 30(3), 556-568: ten to thirty batches suffice).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scipy.special import stdtrit

LEVEL = 0.95
"""Confidence level where none is asked for."""

FEWEST_BATCHES = 10


@dataclass(frozen=True)
class Figure:
    """An estimate: mean and confidence interval from `n` independent (or batch) values.

    `low` and `high` are None where no interval can be given, `mean` where there is nothing to
    estimate; `note` then says why. Never NaN or infinite.

    Raises:
        ValueError: if a number is not finite, or the mean lies outside of the interval.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    level: float = LEVEL
    note: str = ""

    def __post_init__(self) -> None:
        numbers = [x for x in (self.low, self.mean, self.high) if x is not None]
        if not all(map(math.isfinite, numbers)) or numbers != sorted(numbers):
            raise ValueError(f"no figure: {self.low} <= {self.mean} <= {self.high}")

    def __str__(self) -> str:
        if self.mean is None:
            return f"unknown ({self.note})" if self.note else "unknown"
        unit = f" {self.unit}" if self.unit else ""
        if self.low is None or self.high is None:
            return f"{in_digits(self.mean)}{unit}"
        return f"{in_digits(self.mean)}{unit} [{in_digits(self.low)}, {in_digits(self.high)}]"

    @property
    def half_width(self) -> float | None:
        """Half the length of the interval; None if there is none."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2

    def times(self, factor: float, unit: str) -> Figure:
        """The figure in another unit; `factor` must not be negative."""
        mean, low, high = (
            None if x is None else x * factor for x in (self.mean, self.low, self.high)
        )
        return Figure(mean, low, high, self.n, unit, self.level, self.note)

    def within(self, least: float, most: float) -> Figure:
        """With the interval cut to what is possible: Student's may reach beyond it.

        It holds the truth as often as before, as that lies within, too.
        """
        if self.mean is None or self.low is None or self.high is None:
            return self
        low = min(max(self.low, least), self.mean)
        high = max(min(self.high, most), self.mean)
        return Figure(self.mean, low, high, self.n, self.unit, self.level, self.note)

    def to_json(self) -> dict[str, Any]:
        """{mean, low, high, n, unit, note}: null where nothing can be said, and note says why."""
        return {
            "mean": self.mean,
            "low": self.low,
            "high": self.high,
            "n": self.n,
            "unit": self.unit,
            "note": self.note,
        }


def unknown(unit: str, why: str) -> Figure:
    """A figure of which nothing is known."""
    return Figure(None, None, None, 0, unit, note=why)


def exact(value: float | None, unit: str, note: str) -> Figure:
    """A figure that was reckoned, not estimated: it has no interval."""
    return Figure(value, None, None, 0, unit, note=note)


def in_digits(value: float) -> str:
    """A number for a sentence: four significant digits, thousands apart, no exponent."""
    if value == 0:
        return "0"
    places = max(0, 3 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(places, 12)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def t_quantile(n: int, level: float = LEVEL) -> float:
    """The factor of the standard error for a two-sided interval from `n` values."""
    return float(stdtrit(n - 1, (1 + level) / 2))


def of_values(
    values: Sequence[float | None], unit: str, *, level: float = LEVEL, fewest: int = 2
) -> Figure:
    """The figure from independent values; None among them counts as not there.

    Fewer than `fewest` values give no interval.
    """
    known = [value for value in values if value is not None]
    n = len(known)
    if not n:
        return unknown(unit, "no values")
    mean = math.fsum(known) / n
    variance = math.fsum((x - mean) ** 2 for x in known) / (n - 1) if n > 1 else 0.0
    return of_moments(mean, math.sqrt(variance), n, unit, level=level, fewest=fewest)


def of_moments(
    mean: float, deviation: float, n: int, unit: str, *, level: float = LEVEL, fewest: int = 2
) -> Figure:
    """The figure from the mean and the standard deviation (n - 1) of `n` independent values."""
    if n < max(2, fewest):
        return Figure(mean, None, None, n, unit, level, _why_no_interval(n, fewest))
    half = t_quantile(n, level) * deviation / math.sqrt(n)
    return Figure(mean, mean - half, mean + half, n, unit, level)


def _why_no_interval(n: int, fewest: int) -> str:
    if fewest == FEWEST_BATCHES:
        return (
            f"no interval: one replication with fewer than {FEWEST_BATCHES} batches"
            " -> run more replications, or longer"
        )
    return f"no interval: {n} value of at least {max(2, fewest)} -> run more replications"
