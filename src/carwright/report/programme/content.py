"""What the page of a programme shows, as plain values: between the forecast and the charts.

A date is None where so many of the draws never come to it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

Day = dt.date | None


@dataclass(frozen=True)
class Spread:
    """P10, P50 and P90 of a date."""

    p10: Day
    p50: Day
    p90: Day


@dataclass(frozen=True)
class Bar:
    """A row of the Gantt chart: from the median start to the finish with its band."""

    name: str
    group: str
    kind: str
    """activity, milestone or gate."""
    start: Day
    finish: Spread
    planned: Day
    criticality: float
    done: bool


@dataclass(frozen=True)
class MonthBand:
    """P10, P50 and P90 of an amount at a month."""

    label: str
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class Driver:
    """A bar of the tornado: days between the means where an input is high and where it is low."""

    name: str
    kind: str
    swing: float
    share: float


@dataclass(frozen=True)
class OptionRow:
    """One option beside the others; money in the programme's currency."""

    title: str
    delivery: Spread
    fails: float
    value: tuple[float, float, float]
    """P10, mean, P90 of the present value."""
    loss: float | None
    lowest: float
    best: float


@dataclass(frozen=True)
class Reading:
    """The forecast as of one day, and the evidence that became known since the one before."""

    date: dt.date
    delivery: Spread
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One entry of the ledger."""

    id: str
    known: str
    status: str
    says: str
    source: str
    url: str


@dataclass(frozen=True)
class ProgrammeContent:
    """The whole page. What the programme does not have is empty."""

    title: str
    headline: str
    facts: tuple[str, ...]
    warnings: tuple[str, ...]
    currency: str
    as_of: dt.date
    bars: tuple[Bar, ...]
    s_curve: tuple[tuple[str, float, float], ...]
    """Month, probability of start of production and of first delivery by its end."""
    outside: str
    """The outside view in one sentence."""
    cash: tuple[MonthBand, ...]
    lowest: str
    """The lowest cash in one sentence."""
    lowest_month: str
    """Label of the month in which half of the draws have had it."""
    people: tuple[MonthBand, ...]
    cars: tuple[MonthBand, ...]
    drivers: tuple[Driver, ...]
    options: tuple[OptionRow, ...]
    recommendation: str
    readings: tuple[Reading, ...]
    contested: tuple[str, ...]
    sources: tuple[Source, ...]
