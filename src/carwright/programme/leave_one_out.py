"""The outside view put to the test: each case of a class forecast from the others.

Every case that had stated a date is forecast on the first day on which it may have stated it, given
the time that had passed since its start, from the other cases; other programmes of the same company
stay in. Two readings: from all that is known of the others today, which is the usual leave-one-out,
and strictly from what was known on that day. Beside it stand two baselines: the stated date, and
the stated date plus the median slip of the others that had delivered by the date of the reading,
which flatters it, because those that never did are not in.

The score is the CRPS over the ten years after the forecast, in days (`scoring.crps_until`): so a
case that was given up counts, one that still ran counts up to when it was last seen.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from statistics import median

import polars as pl

from carwright.model.evidence import last_day
from carwright.model.programme import ReferenceCase, ReferenceClass
from carwright.programme.lifetimes import End, half_span, members, middle, read_as_of
from carwright.programme.outside import OutsideView, outside_view
from carwright.programme.scoring import (
    Coverage,
    coverage,
    crps_of_point,
    crps_until,
    pit_histogram,
)

HORIZON = 3652.5
"""Days after the forecast that are scored."""

BAND = 0.1, 0.9


@dataclass(frozen=True)
class Slip:
    """How a stated date was kept: days late, and whole duration as a multiple of the stated one."""

    name: str
    days: float
    ratio: float


@dataclass(frozen=True)
class Scored:
    """One case; times are days after its start, scores are in days."""

    case: str
    stated: dt.date
    """Day of the forecast."""
    others: int
    """Cases that it rests on."""
    ended: int
    """Of these, how many had reached the end."""
    target: float
    days: float
    """When it ended, or was last seen."""
    outcome: str
    p10: float | None
    p50: float | None
    p90: float | None
    low: float
    """F(y-), the lower end of the probability integral transform."""
    high: float
    """F(y), the upper end."""
    inside: bool | None
    """Whether it ended between P10 and P90; None if that is still open."""
    scored: float
    """Days over which it is scored."""
    view: float
    date: float
    date_and_slip: float


@dataclass(frozen=True)
class Scores:
    """What the leave-one-out run comes to: coverage of the 80 % band, PIT in fifths, mean scores.

    `table` has one row a case with the columns of `Scored`.
    """

    cases: tuple[Scored, ...]
    band: Coverage
    pit: tuple[float, ...]
    view: float | None
    date: float | None
    date_and_slip: float | None

    @property
    def table(self) -> pl.DataFrame:
        """The cases, one a row."""
        return pl.DataFrame([asdict(each) for each in self.cases], infer_schema_length=None)


def slips(cases: Sequence[ReferenceCase], chosen: ReferenceClass, as_of: dt.date) -> list[Slip]:
    """Slips of the cases of a class that had stated a date and had reached the end by a date.

    The stated date counts to the end of its day, month or year.
    """
    found = []
    for case in members(cases, chosen):
        target, reached = last_day(case.announced_target), _reached(case, chosen)
        end = last_day(reached) if reached else None
        if target is None or end is None or end > as_of or not case.started:
            continue
        start = middle(case.started)
        stated, took = target.toordinal() - start, middle(reached) - start
        if stated > 0:
            found.append(Slip(case.company, took - stated, took / stated))
    return found


def leave_one_out(
    cases: Sequence[ReferenceCase],
    chosen: ReferenceClass,
    *,
    today: dt.date,
    only_then: bool = False,
    without: Collection[str] = (),
) -> Scores:
    """Forecast and score every case of the class that had stated a date.

    `today` is the day up to which the table is read; with `only_then` each forecast knows of the
    others no more than was known on its day.
    """
    rows: list[Scored] = []
    for case in members(cases, chosen, without):
        first = _first_day(case.target_stated_on)
        if first is None or not case.announced_target or not case.started:
            continue
        others = [each for each in cases if each is not case]
        as_of = first if only_then else today
        row = _score(case, others, chosen, first, as_of, today, without)
        if row is not None:
            rows.append(row)
    return _scores(tuple(rows))


def _score(
    case: ReferenceCase,
    others: Sequence[ReferenceCase],
    chosen: ReferenceClass,
    first: dt.date,
    as_of: dt.date,
    today: dt.date,
    without: Collection[str],
) -> Scored | None:
    own = read_as_of([case], chosen, today, without).lifetimes
    target = last_day(case.announced_target)
    if not own or target is None:
        return None
    (life,) = own
    start = middle(case.started)
    begin = max(first.toordinal() - start, 0.0)
    if life.days <= begin:
        return None
    view = outside_view(others, chosen, as_of=as_of, elapsed=begin, without=without)
    late = [slip.days for slip in slips(others, chosen, as_of)]
    point = target.toordinal() - start
    actual = life.days if life.end is End.REACHED else math.inf
    end = begin + HORIZON if life.end is not End.CENSORED else min(life.days, begin + HORIZON)
    low, high = _transform(view, life.days, life.end)
    slipped = point + (median(late) if late else 0.0)
    p10, p50, p90 = (view.quantile(p) for p in (BAND[0], 0.5, BAND[1]))
    return Scored(
        f"{case.company} {case.model}".strip(),
        first,
        view.n,
        view.events,
        point,
        life.days,
        life.end.name.casefold().replace("_", " "),
        p10,
        p50,
        p90,
        low,
        high,
        _inside(low, life.end),
        end - begin,
        view=crps_until(view.times, view.reached, actual, begin, end),
        date=crps_of_point(point, actual, begin, end),
        date_and_slip=crps_of_point(slipped, actual, begin, end),
    )


def _transform(view: OutsideView, days: float, end: End) -> tuple[float, float]:
    """F just before and at the outcome: one that never comes lies in what never does."""
    if end is End.REACHED:
        at = view.probability_by(days)
        return at, at
    return (1 - view.never if end is End.GIVEN_UP else view.probability_by(days)), 1.0


def _inside(low: float, end: End) -> bool | None:
    """Whether P10 <= y <= P90, where never is later than any day and may be the P90 itself."""
    if end is End.REACHED:
        return BAND[0] <= low <= BAND[1]
    if end is End.GIVEN_UP or low > BAND[1]:
        return low < BAND[1]
    return None


def _scores(cases: tuple[Scored, ...]) -> Scores:
    n = len(cases)
    return Scores(
        cases,
        coverage([each.inside for each in cases if each.inside is not None]),
        tuple(pit_histogram([(each.low, each.high) for each in cases], 5).tolist()),
        sum(each.view for each in cases) / n if n else None,
        sum(each.date for each in cases) / n if n else None,
        sum(each.date_and_slip for each in cases) / n if n else None,
    )


def _reached(case: ReferenceCase, chosen: ReferenceClass) -> str:
    return case.sop if chosen.until == "sop" else case.first_delivery


def _first_day(written: str) -> dt.date | None:
    day = last_day(written) if written else None
    return None if day is None else day - dt.timedelta(days=int(2 * half_span(written)))
