"""From a forecast to what its page shows, with the alternatives and what changed it when."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from carwright.model.programme import Programme
from carwright.programme.bands import Band, Dates, dates
from carwright.programme.course import follow, prepare
from carwright.programme.forecasting import Forecast, NodeForecast
from carwright.programme.ledger import Standing, as_of
from carwright.programme.options import Comparison
from carwright.report.programme import ProgrammeContent, write
from carwright.report.programme.content import (
    Bar,
    Driver,
    MonthBand,
    OptionRow,
    Reading,
    Source,
    Spread,
)
from carwright.report.programme.sections import money

READING_DRAWS = 4_000
MOST_READINGS = 30
MOST_DRIVERS = 14


def write_page(
    programme: Programme, found: Forecast, comparison: Comparison | None, path: Path | str
) -> Path:
    """Write the page of a forecast. Raises `UnwrittenRun` if it can't be written."""
    return write(content_of(programme, found, comparison), path)


def content_of(
    programme: Programme, found: Forecast, comparison: Comparison | None
) -> ProgrammeContent:
    """What the page shows."""
    labels = [day.isoformat()[:7] for day in found.months]
    lowest_day = found.money.lowest_date.p50
    return ProgrammeContent(
        title=f"{found.programme}, option {found.option}",
        headline=_headline(found),
        facts=(
            f"as of {found.as_of}",
            f"{found.draws:,} draws, seed {found.seed}",
            f"{len(found.standing.live)} entries of evidence count",
        ),
        warnings=found.notes,
        currency=found.money.currency,
        as_of=found.as_of,
        bars=tuple(_bar(node) for node in _in_order(found)),
        s_curve=tuple((day.isoformat()[:7], sop, first) for day, sop, first in found.s_curve),
        outside=_outside(found),
        cash=_months(labels, found.money.cash),
        lowest=_lowest(found),
        lowest_month=lowest_day.isoformat()[:7] if lowest_day else "",
        people=_months(labels, found.people),
        cars=_months(labels, found.cars),
        drivers=tuple(
            Driver(each.name, each.kind, each.swing, each.share)
            for each in found.drivers[:MOST_DRIVERS]
        ),
        options=_options(comparison),
        recommendation=_recommendation(comparison),
        readings=readings(programme, found.as_of, found.option, found.seed),
        contested=tuple(
            f"{each.one} against {each.other}" + (f" on {each.path}" if each.path else "")
            for each in found.standing.contested
        ),
        sources=_sources(found.standing),
    )


def _spread(found: Dates) -> Spread:
    return Spread(found.p10, found.p50, found.p90)


def _in_order(found: Forecast) -> list[NodeForecast]:
    return sorted(found.nodes, key=lambda node: (node.start.p50 or dt.date.max, node.name))


def _bar(node: NodeForecast) -> Bar:
    return Bar(
        node.title,
        node.group,
        node.kind,
        node.start.p50,
        _spread(node.finish),
        node.planned,
        node.criticality,
        node.done,
    )


def _headline(found: Forecast) -> str:
    delivery = found.node(found.first_delivery)
    done = delivery.finish
    if done.p50 is None:
        return "More likely than not there will be no car"
    latest = done.p90.isoformat() if done.p90 else "never"
    text = f"First delivery by {done.p50} as likely as not; P10 {done.p10}, P90 {latest}"
    if delivery.planned and delivery.on_time and delivery.on_time.mean is not None:
        text += f", {delivery.on_time.mean:.0%} likely by the stated {delivery.planned}"
    return text


def _outside(found: Forecast) -> str:
    outside = found.outside
    if outside is None:
        return ""
    middle = outside.dates.p50.isoformat() if outside.dates.p50 else "never"
    text = f"Outside view ({outside.title}, {outside.cases} cases): {middle} at the median"
    if outside.gap is None:
        return f"{text}."
    side = "later" if outside.gap > 0 else "earlier"
    return f"{text}; the forecast from the plan is {abs(outside.gap):,.0f} days {side}."


def _lowest(found: Forecast) -> str:
    cash = found.money
    low = money(cash.lowest.p50, cash.currency)
    worst = money(cash.lowest.p10, cash.currency)
    broken = cash.broken.mean or 0.0
    return (
        f"Lowest cash {low} at the median (P10 {worst}), by {cash.lowest_date.p50}; the reserve is"
        f" used up in {broken:.0%} of the draws."
    )


def _months(labels: list[str], found: tuple[Band, ...]) -> tuple[MonthBand, ...]:
    return tuple(
        MonthBand(label, each.p10, each.p50, each.p90)
        for label, each in zip(labels, found, strict=True)
    )


def _options(comparison: Comparison | None) -> tuple[OptionRow, ...]:
    if comparison is None:
        return ()
    rows = [
        OptionRow(
            each.title,
            _spread(each.first_delivery),
            each.first_delivery.never,
            (each.value_band.p10, each.value.mean or 0.0, each.value_band.p90),
            each.loss_if_it_fails.mean,
            each.lowest_cash.p10,
            each.best.mean or 0.0,
        )
        for each in comparison.options
    ]
    return tuple(sorted(rows, key=lambda row: -row.value[1]))


def _recommendation(comparison: Comparison | None) -> str:
    if comparison is None:
        return ""
    best = comparison.option(comparison.recommended).title
    second = comparison.option(comparison.second).title
    gain = money(comparison.gain.mean or 0.0, comparison.currency)
    text = (
        f"Take {best!r}: worth {gain} more on average than {second!r}; it turns out the best of"
        f" all with a probability of {comparison.right.mean or 0.0:.0%}."
    )
    waiting = comparison.waiting
    if waiting is not None:
        worth = money(waiting.value.mean or 0.0, comparison.currency)
        text += f" Waiting for the licence answer is worth {worth}."
    return text


def readings(
    programme: Programme, until: dt.date, option: str, seed: int = 1
) -> tuple[Reading, ...]:
    """The first delivery as forecast on each day on which evidence that changes it was known.

    At most `MOST_READINGS` days, the first and the last among them.
    """
    days = sorted(
        {
            each.known
            for each in programme.evidence
            if each.known is not None and each.known <= until and (each.sets or each.supersedes)
        }
        | {until}
    )
    if len(days) > MOST_READINGS:
        step = (len(days) - 1) / (MOST_READINGS - 1)
        days = [days[round(n * step)] for n in range(MOST_READINGS)]
    found = []
    before: dt.date | None = None
    for day in days:
        luck = prepare(programme, day, READING_DRAWS, seed)
        if option in luck.standing.programme.options:
            course = follow(luck, option)
            reached = course.reached(luck.standing.programme.production.first_delivery)
            shown = _spread(dates(luck.zero, reached))
            found.append(Reading(day, shown, _new(programme, before, day)))
        before = day
    return tuple(found)


def _new(programme: Programme, before: dt.date | None, day: dt.date) -> tuple[str, ...]:
    """Ids of the entries that became known since the day before, those that set something."""
    return tuple(
        each.id
        for each in as_of(programme, day).live
        if each.sets and each.known is not None and (before is None or each.known > before)
    )


def _sources(standing: Standing) -> tuple[Source, ...]:
    return tuple(
        Source(
            each.id,
            each.known.isoformat() if each.known else "always",
            each.status if each.credence is None else f"{each.status} ({each.credence:.0%})",
            each.value or "; ".join(f"{path} = {value}" for path, value in each.sets.items()),
            each.source,
            each.url,
        )
        for each in standing.live
    )
