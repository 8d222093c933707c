"""The outside view: how long programmes of a reference class took, by survival analysis.

Programmes that were given up and programmes that still run are neither dropped nor counted as
delivered: the first are a competing end, the second are censored. The share delivered by a time is
the estimator of Aalen and Johansen (1978, "An empirical transition matrix for non-homogeneous
Markov chains based on censored observations", Scandinavian Journal of Statistics 5, 141-150); with
no one given up it is that of Kaplan and Meier (1958). The reference class as a way to forecast:
Flyvbjerg (2006), "From Nobel Prize to project management", Project Management Journal 37(3).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carwright.model.evidence import last_day
from carwright.model.programme import ReferenceCase, ReferenceClass

Floats = NDArray[np.float64]

DELIVERED, GIVEN_UP, OPEN = 1, 2, 0


@dataclass(frozen=True)
class Spell:
    """One case as survival analysis sees it: days under observation and how they ended."""

    case: ReferenceCase
    days: float
    end: int


@dataclass(frozen=True)
class OutsideView:
    """Durations of a class, given that `elapsed` days have passed without an end.

    `times` are days of ends, rising; `delivered` and `given_up` the cumulative shares by then, of
    those that were still under way at `elapsed`. What neither covers is left for the tail, where
    both ends go on at the constant rates `tail` (events a day at risk in the whole class): the data
    say nothing of its shape. `left_out` are cases without the dates that are needed.
    """

    n: int
    events: int
    stopped: int
    censored: int
    left_out: int
    elapsed: float
    times: Floats
    delivered: Floats
    given_up: Floats
    tail: tuple[float, float]

    def durations(self, u: Floats) -> Floats:
        """Days from start to delivery at the probabilities `u`; infinity: it is given up.

        Between two ends the share is taken as rising evenly.
        """
        if not self.n:
            raise ValueError("no case of the reference class was known by then")
        known = float(self.delivered[-1]) if self.times.size else 0.0
        lost = float(self.given_up[-1]) if self.times.size else 0.0
        at = np.concatenate([[self.elapsed], self.times])
        shares = np.concatenate([[0.0], self.delivered])
        steps = np.concatenate([[True], np.diff(shares) > 0])
        inside = np.interp(u, shares[steps], at[steps])
        return np.where(u <= known, inside, self._tail(u, known, 1.0 - known - lost))

    def _tail(self, u: Floats, known: float, left: float) -> Floats:
        deliver, stop = self.tail
        last = float(self.times[-1]) if self.times.size else self.elapsed
        if left <= 1e-12 or deliver <= 0:
            return np.full(u.shape, np.inf)
        share = left * deliver / (deliver + stop)
        with np.errstate(divide="ignore", invalid="ignore"):
            gone = (u - known) / share
            days = last - np.log1p(-np.clip(gone, 0.0, 1.0)) / (deliver + stop)
        return np.where(gone < 1.0, days, np.inf)

    def probability_by(self, days: float) -> float:
        """Probability of delivery within `days` from the start."""
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = 0.5 * (low + high)
            if float(self.durations(np.array([middle]))[0]) <= days:
                low = middle
            else:
                high = middle
        return low

    def quantile(self, p: float) -> float | None:
        """Days by which the share `p` delivers; None if so many never do."""
        days = float(self.durations(np.array([p]))[0])
        return days if math.isfinite(days) else None


def outside_view(
    cases: Sequence[ReferenceCase],
    chosen: ReferenceClass,
    *,
    as_of: dt.date,
    elapsed: float = 0.0,
    without: Collection[str] = (),
) -> OutsideView:
    """The outside view of a class as of a date.

    Cases whose start was not known by then do not count; those whose end lies later are open.
    """
    found, left_out = spells(cases, chosen, as_of=as_of, without=without)
    return of_spells(found, elapsed, left_out)


def spells(
    cases: Sequence[ReferenceCase],
    chosen: ReferenceClass,
    *,
    as_of: dt.date,
    without: Collection[str] = (),
) -> tuple[list[Spell], int]:
    """Spells of the cases of a class, and how many lack the dates that are needed."""
    names = {*without, *chosen.without}
    found: list[Spell] = []
    left_out = 0
    for case in cases:
        if case.kind != chosen.kind or case.company in names or not _starts(case, chosen):
            continue
        known = last_day(case.started)
        if known is not None and known > as_of:
            continue
        spell = _spell(case, chosen, as_of)
        if spell is None:
            left_out += 1
        else:
            found.append(spell)
    return found, left_out


def _starts(case: ReferenceCase, chosen: ReferenceClass) -> bool:
    events = chosen.start_events
    return events is None or any(case.start_event.startswith(each) for each in events)


def _spell(case: ReferenceCase, chosen: ReferenceClass, as_of: dt.date) -> Spell | None:
    start = middle_day(case.started)
    if start is None:
        return None
    reached = case.sop or case.first_delivery if chosen.until == "sop" else case.first_delivery
    end, how = (reached, DELIVERED) if reached else (case.ended, GIVEN_UP)
    if not reached and case.outcome == "open":
        how = OPEN
    known, day = last_day(end), middle_day(end)
    if how != OPEN and (known is None or day is None):
        return None
    if known is None or day is None or known > as_of:
        # It had not ended yet: how it ended later is not known on that day.
        cut = as_of if how != OPEN or day is None else min(as_of, day)
        return Spell(case, max(float((cut - start).days), 0.0), OPEN)
    return Spell(case, max(float((day - start).days), 1.0), how)


def middle_day(text: str) -> dt.date | None:
    """The middle of a day, month or year written as text: what is least wrong on average."""
    last = last_day(text)
    if last is None:
        return None
    return last - dt.timedelta(days={4: 183, 7: 15}.get(len(text), 0))


def of_spells(found: Sequence[Spell], elapsed: float = 0.0, left_out: int = 0) -> OutsideView:
    """The estimator itself, on those still under way after `elapsed` days."""
    at_risk = [spell for spell in found if spell.days > elapsed]
    ends = sorted({spell.days for spell in at_risk if spell.end != OPEN})
    delivered, given_up, alive = 0.0, 0.0, 1.0
    rows: list[tuple[float, float, float]] = []
    for day in ends:
        here = sum(spell.days >= day for spell in at_risk)
        good = sum(spell.days == day and spell.end == DELIVERED for spell in at_risk)
        bad = sum(spell.days == day and spell.end == GIVEN_UP for spell in at_risk)
        delivered += alive * good / here
        given_up += alive * bad / here
        alive *= 1.0 - (good + bad) / here
        rows.append((day, delivered, given_up))
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    exposure = max(sum(spell.days for spell in found), 1.0)
    counts = [sum(spell.end == kind for spell in found) for kind in (DELIVERED, GIVEN_UP, OPEN)]
    return OutsideView(
        len(found),
        counts[0],
        counts[1],
        counts[2],
        left_out,
        elapsed,
        table[:, 0],
        table[:, 1],
        table[:, 2],
        (counts[0] / exposure, counts[1] / exposure),
    )
