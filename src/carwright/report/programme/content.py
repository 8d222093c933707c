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
class Tile:
    """One figure at the top: what it is, its value, the band around it, and a remark."""

    label: str
    number: str
    around: str = ""
    remark: str = ""


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
    by_time: int | None
    """Days at the median since the reading before that time alone took, without any news; None if
    one of the two never comes."""
    by_news: int | None
    """Days that what became known took besides."""
    evidence: tuple[str, ...]
    """Id and words of each entry."""


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
    tiles: tuple[Tile, ...]
    assessment: tuple[str, ...]
    """What an assessor of the schedule would note."""
    currency: str
    as_of: dt.date
    bars: tuple[Bar, ...]
    s_curve: tuple[tuple[str, float, float], ...]
    """Month, probability of start of production and of first delivery by its end."""
    outside_curve: tuple[float, ...]
    """The outside view's probability of the first delivery by the same months; empty without."""
    planned_month: str
    """Label of the month for which the first delivery was stated; empty if none was."""
    outside: str
    """The outside view in one sentence."""
    cash: tuple[MonthBand, ...]
    lowest: str
    """The lowest cash in one sentence."""
    lowest_at: tuple[str, float] | None
    """Medians of each draw's lowest cash: label of its month, and how much it is."""
    years: tuple[tuple[str, ...], ...]
    """Year, people, cars and cash, each as P50 with its band, in words."""
    resources: tuple[str, ...]
    """What each limited resource comes to, in a sentence."""
    output: str
    """What the cars rest on."""
    campaigns: tuple[tuple[str, tuple[str, ...]], ...]
    """Title of each test campaign, and what it comes to in sentences."""
    people: tuple[MonthBand, ...]
    cars: tuple[MonthBand, ...]
    drivers: tuple[Driver, ...]
    options: tuple[OptionRow, ...]
    recommendation: str
    readings: tuple[Reading, ...]
    contested: tuple[str, ...]
    sources: tuple[Source, ...]
    """Entries that bear on the programme, the priors last."""
    elsewhere: int
    """Entries that bear on the plant only, which its own report lists."""
