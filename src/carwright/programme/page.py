"""From a forecast to what its page shows, with the alternatives and what changed it when."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from carwright.model import Evidence
from carwright.model.programme import Programme
from carwright.programme.bands import Band, Dates, dates
from carwright.programme.campaigns import CampaignForecast, words
from carwright.programme.course import follow, prepare
from carwright.programme.forecasting import Forecast, NodeForecast
from carwright.programme.ledger import Contest, Standing, as_of
from carwright.programme.options import Comparison
from carwright.programme.resources import ResourceForecast
from carwright.programme.years import Year
from carwright.report.programme import ProgrammeContent, write
from carwright.report.programme.content import (
    Bar,
    Driver,
    MonthBand,
    OptionRow,
    Reading,
    Source,
    Spread,
    Tile,
)
from carwright.report.programme.sections import likelihood, money

READING_DRAWS = 20_000
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
    cash = _months(labels, found.money.cash)
    planned = found.node(found.first_delivery).planned
    told, elsewhere = _entries(found.standing)
    return ProgrammeContent(
        title=f"{found.programme}, option {found.option}",
        headline=_headline(found),
        facts=(
            f"as of {found.as_of}",
            f"{found.draws:,} draws, seed {found.seed}",
            f"{len(told)} entries of evidence count",
        ),
        tiles=_tiles(found),
        assessment=found.notes,
        currency=found.money.currency,
        as_of=found.as_of,
        bars=tuple(_bar(node) for node in _in_order(found)),
        s_curve=tuple((day.isoformat()[:7], sop, first) for day, sop, first in found.s_curve),
        outside=_outside(found),
        outside_curve=found.outside.curve if found.outside else (),
        planned_month=planned.isoformat()[:7] if planned else "",
        cash=cash,
        lowest=_lowest(found),
        lowest_at=_lowest_at(found),
        years=tuple(_year(each) for each in found.years),
        resources=tuple(_resource(each) for each in found.resources),
        output=found.output,
        campaigns=tuple(_campaign(each) for each in found.campaigns),
        people=_months(labels, found.people),
        cars=_months(labels, found.cars),
        drivers=tuple(
            Driver(each.title, each.kind, each.swing, each.share)
            for each in found.drivers[:MOST_DRIVERS]
        ),
        options=_options(comparison),
        recommendation=_recommendation(comparison),
        readings=readings(programme, found.as_of, found.option, found.seed),
        contested=tuple(_contest(found.standing, each) for each in found.standing.contested),
        sources=_sources(told),
        elsewhere=elsewhere,
    )


def _tiles(found: Forecast) -> tuple[Tile, ...]:
    delivery, sop = found.node(found.first_delivery), found.node(found.start_of_production)
    cash = found.money
    low, high = money(cash.lowest.p10, ""), money(cash.lowest.p90, "")
    stated = Tile("Stated date", "none", "", "nobody had stated one")
    if delivery.planned and delivery.on_time and delivery.on_time.mean is not None:
        stated = Tile("Stated date kept", likelihood(delivery.on_time.mean), str(delivery.planned))
    failing = 1.0 - (found.success.mean or 0.0)
    return (
        _dated_tile(sop),
        _dated_tile(delivery),
        stated,
        Tile("No car ever", likelihood(failing), "of the draws"),
        Tile("Lowest cash, P50", money(cash.lowest.p50, cash.currency), f"{low} to {high}"),
        Tile(
            "Reserve broken",
            likelihood(cash.broken.mean or 0.0),
            f"reserve {money(cash.reserve, cash.currency)}",
        ),
    )


def _dated_tile(node: NodeForecast) -> Tile:
    low, middle, high = (
        day.isoformat() if day else "never" for day in vars(_spread(node.finish)).values()
    )
    if node.done:
        return Tile(node.title, middle, "reached")
    band = f"{low} to {high}".replace("-", "\N{NON-BREAKING HYPHEN}")
    return Tile(f"{node.title}, P50", middle, band)


def _year(each: Year) -> tuple[str, ...]:
    part = "" if each.months == 12 else f" ({each.months} months)"
    counts = (_counted(each.people), _counted(each.cars))
    low, middle, high = (money(v, "") for v in (each.cash.p10, each.cash.p50, each.cash.p90))
    return (f"{each.year}{part}", *counts, f"{middle} ({low} to {high})")


def _counted(band: Band) -> str:
    return f"{band.p50:,.0f} ({band.p10:,.0f} to {band.p90:,.0f})"


def _resource(each: ResourceForecast) -> str:
    return (
        f"Resource {each.name!r}: {each.limit} there, {each.peak.p50:,.0f} wanted at once (P50);"
        f" more than there are in {likelihood(each.exceeded.mean or 0.0)} of the draws."
    )


def _campaign(each: CampaignForecast) -> tuple[str, tuple[str, ...]]:
    low, middle, high = (
        day.isoformat() if day else "never" for day in vars(_spread(each.shown)).values()
    )
    by_sop = ""
    if each.shown_by_sop is not None:
        share = likelihood(each.shown_by_sop.mean or 0.0)
        by_sop = f"; by the start of production in {share} of the draws"
    return each.title, (f"Shown {middle} ({low} to {high}){by_sop}.", *words(each))


def _contest(standing: Standing, each: Contest) -> str:
    entries = {one.id: one for one in standing.live}
    one, other = entries[each.one], entries[each.other]
    text = f"{_said(one)}, against {_said(other)}"
    return f"{text}: both set {each.path}, the later counts" if each.path else text


def _said(each: Evidence) -> str:
    by = f" ({each.said_by})" if each.said_by else ""
    return f"{each.id}{by}: {each.value}" if each.value else f"{each.id}{by}"


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
    if delivery.done:
        return f"First delivery on {done.p50}"
    if done.p50 is None:
        return f"More likely than not there will be no car; {likelihood(done.never)} never deliver"
    latest = done.p90.isoformat() if done.p90 else "never"
    text = f"First delivery by {done.p50} as likely as not; P10 {done.p10}, P90 {latest}"
    if delivery.planned and delivery.on_time and delivery.on_time.mean is not None:
        text += f"; {likelihood(delivery.on_time.mean)} likely by the stated {delivery.planned}"
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


def _lowest_at(found: Forecast) -> tuple[str, float] | None:
    day = found.money.lowest_date.p50
    return None if day is None else (day.isoformat()[:7], found.money.lowest.p50)


def _lowest(found: Forecast) -> str:
    cash = found.money
    low = money(cash.lowest.p50, cash.currency)
    worst = money(cash.lowest.p10, cash.currency)
    broken = likelihood(cash.broken.mean or 0.0)
    text = (
        f"Lowest cash {low} at the median (P10 {worst}), half of the draws by"
        f" {cash.lowest_date.p50}; the reserve is used up in {broken} of the draws."
    )
    if cash.falling.mean:
        falling = likelihood(cash.falling.mean)
        text += f" In {falling} it is lowest when the books end, on {found.books_end}."
    return text


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
        f" all with a probability of {likelihood(comparison.right.mean or 0.0)}."
    )
    waiting = comparison.waiting
    if waiting is not None:
        value = waiting.value.mean or 0.0
        worth = money(abs(value), comparison.currency)
        gained = f"is worth {worth}" if value > 0 else f"is not worth it: it costs {worth} more"
        text += f" {waiting.title}: that {gained} on average."
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
    found: list[Reading] = []
    before: dt.date | None = None
    for day in days:
        shown = _delivery(programme, day, option, seed)
        by_time = by_news = None
        if before is not None:
            without_news = _delivery(_silent(programme, before, day), day, option, seed)
            by_time = _moved(found[-1].delivery, without_news)
            by_news = _moved(without_news, shown)
        found.append(Reading(day, shown, by_time, by_news, _new(programme, before, day)))
        before = day
    return tuple(found)


def _delivery(programme: Programme, day: dt.date, option: str, seed: int) -> Spread:
    luck = prepare(programme, day, READING_DRAWS, seed)
    reached = follow(luck, option).reached(luck.standing.programme.production.first_delivery)
    return _spread(dates(luck.zero, reached))


def _silent(programme: Programme, after: dt.date, until: dt.date) -> Programme:
    """The programme without what became known after a day, until another."""
    kept = [each for each in programme.evidence if not (each.known and after < each.known <= until)]
    return programme.model_copy(update={"evidence": tuple(kept)})


def _moved(one: Spread, other: Spread) -> int | None:
    return None if one.p50 is None or other.p50 is None else (other.p50 - one.p50).days


def _new(programme: Programme, before: dt.date | None, day: dt.date) -> tuple[str, ...]:
    """The entries that became known since the day before, those that set something."""
    return tuple(
        _said(each)
        for each in as_of(programme, day).live
        if each.sets and each.known is not None and (before is None or each.known > before)
    )


def _entries(standing: Standing) -> tuple[list[Evidence], int]:
    """Entries that bear on the programme, what always counts last; and how many do not."""
    own = [
        each
        for each in standing.live
        if any(path.partition(".")[0] == "programme" for path in each.bears_on)
    ]
    return sorted(own, key=lambda each: each.known is None), len(standing.live) - len(own)


def _sources(entries: list[Evidence]) -> tuple[Source, ...]:
    return tuple(
        Source(
            each.id,
            each.known.isoformat() if each.known else "always",
            each.status if each.credence is None else f"{each.status} ({each.credence:.0%})",
            each.value or "; ".join(f"{path} = {value}" for path, value in each.sets.items()),
            each.source,
            each.url,
        )
        for each in entries
    )
