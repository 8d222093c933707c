"""`forecast`: when the first cars come, what it costs, and what both depend on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carwright.analysis.interval import Figure
from carwright.model.programme import Programme
from carwright.programme.as_json import plain, standing_json
from carwright.programme.bands import (
    Band,
    Dates,
    band,
    band_rows,
    dates,
    mean,
    quantiles,
    share,
)
from carwright.programme.campaigns import CampaignForecast, campaigns
from carwright.programme.course import Course, Luck, follow, prepare
from carwright.programme.drivers import Driver, drivers
from carwright.programme.flows import Flows, Output, flows
from carwright.programme.ledger import Standing
from carwright.programme.months import Months
from carwright.programme.outside import OutsideView, outside_view
from carwright.programme.quality import notes
from carwright.programme.resources import ResourceForecast, resources
from carwright.programme.years import Year, years

Floats = NDArray[np.float64]

DRAWS = 100_000

_MOST_MONTHS = 240
_FEWEST_DRAWS = 100


@dataclass(frozen=True)
class NodeForecast:
    """An activity or milestone: when it starts and is done, and how it bears on the delivery."""

    name: str
    title: str
    kind: str
    """activity, milestone or gate."""
    group: str
    start: Dates
    finish: Dates
    planned: dt.date | None
    on_time: Figure | None
    """Probability that it is done by ``planned``."""
    criticality: float
    """Share of the draws that deliver in which it is critical for the first delivery."""
    slack: float | None
    """Median total float towards the first delivery, days."""
    done: bool
    """Whether it was done already."""


@dataclass(frozen=True)
class MoneyForecast:
    """Cash: by month, at its lowest, and what the programme is worth."""

    currency: str
    reserve: float
    cash: tuple[Band, ...]
    """At the end of each month."""
    lowest: Band
    lowest_date: Dates
    broken: Figure
    """Probability that the cash falls below zero."""
    falling: Figure
    """Probability that it is at its lowest when the books end: it may fall further."""
    present_value: Figure
    """Of all money from the reading's date on, at the programme's discount rate."""
    present_value_band: Band
    spent_before_delivery: Band


@dataclass(frozen=True)
class OutsideForecast:
    """The outside view of the milestone, and the gap: inside less outside, days at P50."""

    title: str
    cases: int
    ended: int
    censored: int
    dates: Dates
    by_planned: float | None
    gap: float | None
    curve: tuple[float, ...]
    """Probability by the end of each month of the forecast."""


@dataclass(frozen=True)
class Forecast:
    """All that a forecast says. Arrays of single draws stand in `course` and `flows`."""

    programme: str
    option: str
    as_of: dt.date
    draws: int
    seed: int
    zero: dt.date
    nodes: tuple[NodeForecast, ...]
    first_delivery: str
    start_of_production: str
    s_curve: tuple[tuple[dt.date, float, float], ...]
    """Days at the ends of months, with the probability of SOP and of first delivery by then."""
    success: Figure
    """Probability that cars are ever delivered."""
    drivers: tuple[Driver, ...]
    months: tuple[dt.date, ...]
    people: tuple[Band, ...]
    cars: tuple[Band, ...]
    years: tuple[Year, ...]
    money: MoneyForecast
    campaigns: tuple[CampaignForecast, ...]
    resources: tuple[ResourceForecast, ...]
    output: str
    """What the cars rest on: a plant's run, or reference ramps."""
    outside: OutsideForecast | None
    standing: Standing
    notes: tuple[str, ...]
    course: Course = field(repr=False, compare=False)
    flows: Flows = field(repr=False, compare=False)

    @property
    def books_end(self) -> dt.date:
        """Last day of the last month that the money is followed for."""
        return self.flows.months.first_days[-1] - dt.timedelta(days=1)

    def node(self, name: str) -> NodeForecast:
        """The forecast of one node. Raises KeyError."""
        for each in self.nodes:
            if each.name == name:
                return each
        raise KeyError(name)

    def probability_by(self, day: dt.date, node: str | None = None) -> Figure:
        """Probability that a node (the first delivery) is done by the end of a day."""
        reached = self.course.reached(node or self.first_delivery)
        return share(reached <= (day - self.zero).days + 1e-6)

    def to_json(self) -> dict[str, Any]:
        """What ``--json`` prints: everything but the single draws."""
        left_out = ("course", "flows", "standing", "s_curve")
        told: dict[str, Any] = plain({k: v for k, v in vars(self).items() if k not in left_out})
        told["s_curve"] = [
            {"date": day.isoformat(), "start_of_production": sop, "first_delivery": delivery}
            for day, sop, delivery in self.s_curve
        ]
        told["evidence"] = standing_json(self.standing)
        return told


def forecast(
    programme: Programme,
    as_of: dt.date | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    option: str | None = None,
    output: Output | None = None,
) -> Forecast:
    """Monte Carlo over schedule, risks, licence, rumours and money of one option.

    `as_of` is the day of the reading (the decision if not said): only what was known by then
    counts, and nothing that is open can start before it. `option` is the programme's choice if not
    said; `output` is what a plant scenario reaches, instead of reference ramps.

    Raises:
        CarwrightError: for an unknown option, or fewer than 100 draws.
    """
    luck = prepare(programme, as_of or programme.decision, draws, seed)
    return forecast_on(luck, option or luck.standing.programme.choice, output)


def forecast_on(luck: Luck, option: str, output: Output | None = None) -> Forecast:
    """The forecast of an option on draws that are prepared."""
    programme = luck.standing.programme
    delivery = programme.production.first_delivery
    course = follow(luck, option, target=delivery)
    months = Months(luck.zero, month_count(luck, [course]))
    books = flows(luck, course, months, output)
    reached = course.reached(delivery)
    zero = luck.zero
    inside = dates(zero, reached)
    return Forecast(
        programme=programme.name,
        option=option,
        as_of=luck.date,
        draws=luck.draws.n,
        seed=luck.draws.seed,
        zero=zero,
        nodes=tuple(_nodes(luck, course)),
        first_delivery=delivery,
        start_of_production=programme.production.start,
        s_curve=_s_curve(months, course, programme),
        success=share(np.isfinite(reached)),
        drivers=drivers(luck, course, reached),
        months=months.first_days[:-1],
        people=band_rows(books.people),
        cars=band_rows(books.cars),
        years=years(books),
        money=_money(luck, course, books),
        campaigns=campaigns(luck, course),
        resources=resources(luck, course),
        output=_said_of(output),
        outside=_outside(luck, inside, months),
        standing=luck.standing,
        notes=notes(course.programmes[0][1], course, luck),
        course=course,
        flows=books,
    )


def month_count(luck: Luck, courses: list[Course]) -> int:
    """Months on the grid: to the horizon behind the later deliveries, at most 20 years.

    It is the same for every draw, so that a late start of sales costs sales.
    """
    production = luck.standing.programme.production
    ends = [luck.today]
    for course in courses:
        reached = course.reached(production.first_delivery)
        alive = reached[np.isfinite(reached)]
        if alive.size:
            ends.append(quantiles(alive, (0.9,))[0])
    return int(min(max(ends) / 30.4 + production.months + 1, _MOST_MONTHS))


def _nodes(luck: Luck, course: Course) -> list[NodeForecast]:
    programme = course.programmes[0][1]
    delivers = max(int(np.isfinite(course.reached(programme.production.first_delivery)).sum()), 1)
    found = []
    for name, activity in programme.activities.items():
        if name not in course.skipped:
            kind, done = "activity", activity.finished is not None
            planned = activity.finish_by
            title, group = activity.title, activity.group
            found.append((name, title, kind, group, planned, done))
    for name, milestone in programme.milestones.items():
        if name not in course.skipped:
            kind = "gate" if milestone.gate else "milestone"
            done = milestone.reached is not None
            found.append((name, milestone.title, kind, "", milestone.planned, done))
    return [_node(luck, course, delivers, *each) for each in found]


def _node(
    luck: Luck,
    course: Course,
    delivers: int,
    name: str,
    title: str,
    kind: str,
    group: str,
    planned: dt.date | None,
    done: bool,
) -> NodeForecast:
    reached = course.reached(name)
    start = course.start[name]
    begun = np.where((start > course.stop) | (start >= 5e5), np.inf, start)
    critical = course.critical.get(name)
    slack = course.slack.get(name)
    alive = None if slack is None else slack[np.isfinite(slack) & (slack < 5e5)]
    on_time = None
    if planned is not None:
        on_time = share(reached <= (planned - luck.zero).days + 1e-6)
    return NodeForecast(
        name,
        title or name,
        kind,
        group,
        dates(luck.zero, begun),
        dates(luck.zero, reached),
        planned,
        on_time,
        0.0 if critical is None else float(critical.sum()) / delivers,
        None if alive is None or not alive.size else quantiles(alive, (0.5,))[0],
        done,
    )


def _said_of(output: Output | None) -> str:
    if output is None:
        return "reference ramps and the stated capacity"
    return str(getattr(output, "said", "") or type(output).__name__)


def _s_curve(
    months: Months, course: Course, programme: Programme
) -> tuple[tuple[dt.date, float, float], ...]:
    names = programme.production.start, programme.production.first_delivery
    ends = months.edges[1:] - 1
    curves = []
    for name in names:
        ordered = np.sort(course.reached(name))
        curves.append(np.searchsorted(ordered, ends + 1e-6, side="right") / ordered.size)
    return tuple(
        (day - dt.timedelta(days=1), float(sop), float(delivery))
        for day, sop, delivery in zip(months.first_days[1:], *curves, strict=True)
    )


def _money(luck: Luck, course: Course, books: Flows) -> MoneyForecast:
    programme = luck.standing.programme
    at = books.months.edges[1:][books.lowest_month] - 1
    delivered = np.isfinite(course.reached(programme.production.first_delivery))
    spent = books.invested[delivered]
    return MoneyForecast(
        programme.currency,
        programme.money.reserve,
        band_rows(books.cash),
        band(books.lowest),
        dates(luck.zero, at),
        share(books.lowest < 0),
        share(books.lowest_month == books.months.count - 1),
        mean(books.value, programme.currency),
        band(books.value),
        band(spent) if spent.size else Band(0.0, 0.0, 0.0),
    )


def outside_of(luck: Luck) -> OutsideView | None:
    """The outside view as of the reading's date, given that so much time has passed already."""
    programme = luck.standing.programme
    outside = programme.outside
    if outside is None or outside.since > luck.date:
        return None
    chosen = programme.reference_classes[outside.reference_class]
    milestone = programme.milestones[outside.milestone]
    if milestone.reached is not None:
        return None
    view: OutsideView = outside_view(
        programme.cases[chosen.file],
        chosen,
        as_of=luck.date,
        elapsed=float((luck.date - outside.since).days),
        without=outside.without,
    )
    return view


def _outside(luck: Luck, inside: Dates, months: Months) -> OutsideForecast | None:
    view, outside = outside_of(luck), luck.standing.programme.outside
    if view is None or outside is None:
        return None
    programme = luck.standing.programme
    days = view.durations(luck.draws.uniform("outside view"))
    found = dates(outside.since, days)
    planned = programme.milestones[outside.milestone].planned
    chosen = programme.reference_classes[outside.reference_class]
    by_planned = None
    if planned is not None:
        by_planned = float((days <= (planned - outside.since).days).mean())
    gap = None
    if found.p50 is not None and inside.p50 is not None:
        gap = float((inside.p50 - found.p50).days)
    title = chosen.title or outside.reference_class
    ends = months.edges[1:] - 1 - (outside.since - luck.zero).days
    curve = np.where(ends < view.elapsed, 0.0, np.interp(ends, view.times, view.reached))
    return OutsideForecast(
        title, view.n, view.events, view.censored, found, by_planned, gap, tuple(curve.tolist())
    )
