"""Durations out of a reference table, as they stood on a date.

Rules of reading, so that no forecast knows what came later:

1. A case counts once its start is over for sure: the last day of the written day, month or year.
2. An end counts from the last day of the written one on; until then the case is censored, whatever
   the table says about its outcome.
3. An open case is censored on the last day on which it is known to be open, or on the reading's
   date if that comes first or no day is given.
4. One that was given up on a day that nobody wrote down can't be placed in time: it is left out
   and counted in `Reading.undated`.

Durations run between the middles of the written days, months or years; `early` and `late` are how
much shorter or longer they may have been: half of each written span, and half a year at each end
where the source is memory, an estimate or hearsay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from carwright.model.evidence import last_day
from carwright.model.programme import ReferenceCase, ReferenceClass

UNSURE = frozenset({"memory", "estimate", "rumour"})
"""Confidences whose dates are taken as vague."""

UNSURE_DAYS = 183.0
"""How far off each of their dates may be."""

SHORTEST = 1.0
"""Days of a duration at least: ends lie after starts, whatever vague dates make of that."""


class End(IntEnum):
    """How a duration ended by the reading's date."""

    CENSORED = 0
    REACHED = 1
    GIVEN_UP = 2


@dataclass(frozen=True)
class Lifetime:
    """One duration in days; it may have been as short as `early` and as long as `late`."""

    name: str
    days: float
    end: End
    early: float
    late: float


@dataclass(frozen=True)
class Reading:
    """All durations of a class as of a date, and how many cases had no date to place them."""

    lifetimes: tuple[Lifetime, ...]
    undated: int


def left_out(company: str, without: Collection[str]) -> bool:
    """Whether a company is one of those: its name, or its name with more behind it.

    Case does not count: ``Xiaomi`` leaves out ``xiaomi`` and ``Xiaomi EV``, not ``Xiaomin``.
    """
    words = company.casefold().split()
    return any(words[: len(each.split())] == each.casefold().split() for each in without)


def members(
    cases: Iterable[ReferenceCase], chosen: ReferenceClass, without: Collection[str] = ()
) -> list[ReferenceCase]:
    """The rows that make the class: its kind and start events, less the companies left out."""
    barred = {*chosen.without, *without}
    return [
        case
        for case in cases
        if case.kind.casefold() == chosen.kind.casefold()
        and _starts_so(case.start_event, chosen.start_events)
        and not left_out(case.company, barred)
    ]


def _starts_so(event: str, allowed: Sequence[str] | None) -> bool:
    if allowed is None:
        return True
    return any(event.casefold().startswith(each.casefold()) for each in allowed)


def read_as_of(
    cases: Iterable[ReferenceCase],
    chosen: ReferenceClass,
    as_of: dt.date,
    without: Collection[str] = (),
) -> Reading:
    """Durations of the class by the rules above."""
    found: list[Lifetime] = []
    undated = 0
    for case in members(cases, chosen, without):
        start_known = last_day(case.started)
        if start_known is None or start_known > as_of:
            continue
        if _given_up(case) and last_day(case.ended) is None:
            undated += 1
            continue
        found.append(_lifetime(case, chosen, as_of))
    return Reading(tuple(found), undated)


def _lifetime(case: ReferenceCase, chosen: ReferenceClass, as_of: dt.date) -> Lifetime:
    written, end = _end(case, chosen, as_of)
    start = middle(case.started)
    slack = half_span(case.started) + (UNSURE_DAYS if case.confidence in UNSURE else 0.0)
    stop = _day_number(as_of) if written is None else middle(written)
    if written is not None:
        slack += half_span(written) + (UNSURE_DAYS if case.confidence in UNSURE else 0.0)
    days = max(stop - start, SHORTEST)
    early, late = max(days - slack, SHORTEST / 2), days + slack
    return Lifetime(f"{case.company} {case.model}".strip(), days, end, early, late)


def _end(case: ReferenceCase, chosen: ReferenceClass, as_of: dt.date) -> tuple[str | None, End]:
    """The written end that is known by the date, if any, and of which kind it is."""
    reached = case.sop if chosen.until == "sop" else case.first_delivery
    if _known(reached, as_of):
        return reached, End.REACHED
    if _known(case.ended, as_of):
        return case.ended, End.GIVEN_UP if _given_up(case) else End.CENSORED
    return None, End.CENSORED


def _given_up(case: ReferenceCase) -> bool:
    return case.outcome in ("failed", "cancelled")


def _known(written: str, as_of: dt.date) -> bool:
    day = last_day(written) if written else None
    return day is not None and day <= as_of


def middle(written: str) -> float:
    """Day number (of the proleptic calendar) of the middle of a written day, month or year."""
    return _day_number(_last(written)) - half_span(written)


def half_span(written: str) -> float:
    """Half of the days that a written day (0), month or year leaves open."""
    match written.count("-"):
        case 0:
            return 182.0
        case 1:
            return (_last(written).day - 1) / 2
    return 0.0


def _last(written: str) -> dt.date:
    day = last_day(written)
    if day is None:
        raise ValueError(f"{written!r} is no date")
    return day


def _day_number(day: dt.date) -> float:
    return float(day.toordinal())
