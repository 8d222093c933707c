"""The outside view: how long programmes of a class took, and how many never got there.

Kahneman and Tversky (1979, "Intuitive prediction"), Flyvbjerg (2006, "From Nobel Prize to project
management: getting risks right", Project Management Journal 37(3), 5-15). Classes are small and
many of their cases still run or were given up, so a forecast is neither the plain curve, which ends
with the longest case, nor a fitted one, which forgets how little it knows:

* Reaching the end and being given up compete (Prentice et al. 1978, Biometrics 34, 541-554): each
  has a hazard, for each of which the other censors. What is never reached is what is given up
  first. `OutsideView.incidence` is the Aalen-Johansen curve of the same data, for comparison.
* Each hazard is lognormal or Weibull with unknown location and scale. The forecast is the posterior
  predictive over a grid of both families (Hoeting et al. 1999, Statistical Science 14(4), 382-417),
  so it is as wide as n allows. Priors: the location, exp of which lies between 30 days and 80
  years, is uniform on the log scale; the scale is lognormal around 0.6 with a factor of 2 for one
  standard deviation: durations of a class are rarely alike within 20 % or spread over 400 %; the
  families are equally likely. With many cases all this fades.
* A date known to a month or a year, or from memory, enters as an interval: the likelihood of an end
  is the probability between the earliest and the latest duration, that of a censored case the
  survival at the shorter one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from carwright.model.programme import ReferenceCase, ReferenceClass
from carwright.programme.lifetimes import End, Lifetime, read_as_of
from carwright.programme.survival import (
    FAMILIES,
    Family,
    IncidenceCurve,
    SurvivalCurve,
    aalen_johansen,
    kaplan_meier,
    log_survival,
)

Floats = NDArray[np.float64]

_TIMES = np.concatenate([[0.0], np.geomspace(1.0, 365.25 * 120, 480)])
_LOCATIONS = np.linspace(np.log(30.0), np.log(365.25 * 80), 72)
_SCALES = np.exp(np.linspace(np.log(0.08), np.log(4.0), 48))
_SCALE_MIDDLE, _SCALE_FACTOR = 0.6, 2.0
_NEGLIGIBLE = 1e-5


@dataclass(frozen=True)
class OutsideView:
    """A forecast of the days from the start event to the end, given that `elapsed` have passed.

    `reached[i]` is the probability that the end comes by `times[i]`, `never` that it does not come
    at all. `n` cases made it: `events` reached the end, `cancelled` were given up, `censored` ran.
    `note` says what limits it.
    """

    elapsed: float
    lifetimes: tuple[Lifetime, ...]
    times: Floats = field(repr=False)
    reached: Floats = field(repr=False)
    note: str = ""

    @property
    def n(self) -> int:
        """Cases."""
        return len(self.lifetimes)

    @property
    def events(self) -> int:
        """Cases that reached the end."""
        return self._count(End.REACHED)

    @property
    def cancelled(self) -> int:
        """Cases that were given up."""
        return self._count(End.GIVEN_UP)

    @property
    def censored(self) -> int:
        """Cases that still ran, as far as was known."""
        return self._count(End.CENSORED)

    @property
    def never(self) -> float:
        """Probability that the end is never reached (within 120 years)."""
        return float(1 - self.reached[-1])

    def durations(self, u: Floats) -> Floats:
        """Days at the probabilities `u` in (0, 1), [draws]; infinite where it is never reached."""
        found: Floats = np.interp(u, self.reached, self.times)
        return np.where(u > self.reached[-1], np.inf, found)

    def quantile(self, p: float) -> float | None:
        """Days by which the end comes with probability p; None if it is that likely never to."""
        days = float(self.durations(np.array([p]))[0])
        return days if np.isfinite(days) else None

    def probability_by(self, days: float) -> float:
        """Probability that the end comes within `days` of the start."""
        return float(np.interp(days, self.times, self.reached))

    def incidence(self) -> IncidenceCurve | None:
        """Aalen-Johansen curve of the cases (not conditional on `elapsed`); None without cases."""
        if not self.lifetimes:
            return None
        ends = [int(each.end) for each in self.lifetimes]
        return aalen_johansen([each.days for each in self.lifetimes], ends, int(End.REACHED))

    def curve(self) -> SurvivalCurve | None:
        """Kaplan-Meier curve with both ways to end as ends; None without cases."""
        if not self.lifetimes:
            return None
        ends = [int(each.end != End.CENSORED) for each in self.lifetimes]
        return kaplan_meier([each.days for each in self.lifetimes], ends)

    def _count(self, end: End) -> int:
        return sum(each.end is end for each in self.lifetimes)


def outside_view(
    cases: Sequence[ReferenceCase],
    chosen: ReferenceClass,
    *,
    as_of: dt.date,
    elapsed: float = 0.0,
    without: Collection[str] = (),
) -> OutsideView:
    """The outside view of a class with what was known on a date (rules: `lifetimes`).

    `elapsed` days have passed without the end. `without` are companies to leave out besides those
    of the class. Without any case the view is the prior, and its note says so.

    Raises:
        ValueError: if `elapsed` is negative.
    """
    if not elapsed >= 0:
        raise ValueError(f"{elapsed!r} days can't have passed")
    reading = read_as_of(cases, chosen, as_of, without)
    return view_of(reading.lifetimes, elapsed, _note(reading.lifetimes, reading.undated))


def view_of(lifetimes: Sequence[Lifetime], elapsed: float = 0.0, note: str = "") -> OutsideView:
    """The outside view of durations that are at hand."""
    order = tuple(sorted(lifetimes, key=lambda each: (each.days, each.name)))
    ends = survival_predicted(order, End.REACHED)
    stops = survival_predicted(order, End.GIVEN_UP)
    times, reached = _incidence(ends, stops, elapsed)
    return OutsideView(elapsed, order, times, reached, note)


def _note(lifetimes: tuple[Lifetime, ...], undated: int) -> str:
    parts = []
    events = sum(each.end is End.REACHED for each in lifetimes)
    if events == 0:
        parts.append("no case of the class had come to its end: the range is a wide assumption")
    elif events < 5:
        parts.append(f"only {events} cases of the class had come to their end")
    if undated:
        parts.append(f"{undated} given up on an unknown day are left out")
    return "; ".join(parts)


def _incidence(ends: Floats, stops: Floats, elapsed: float) -> tuple[Floats, Floats]:
    """Times and the probability to have reached the end, given that neither came by `elapsed`."""
    times = np.unique(np.append(_TIMES[elapsed <= _TIMES], elapsed))
    s, c = (np.interp(times, _TIMES, each) for each in (ends, stops))
    falls = -np.diff(s) * 0.5 * (c[1:] + c[:-1])
    alive = s[0] * c[0]
    if alive <= 0:
        return times, np.zeros(times.size)
    reached = np.concatenate([[0.0], np.cumsum(falls)]) / alive
    return times, np.minimum(reached, 1.0)


@lru_cache(maxsize=128)
def survival_predicted(lifetimes: tuple[Lifetime, ...], cause: End) -> Floats:
    """Posterior predictive survival of one cause, the other censoring it, on the grid of times."""
    weights = _posterior(lifetimes, cause)
    survival = np.zeros(_TIMES.size)
    survival[0] = 1.0
    log_times = np.log(_TIMES[1:])
    for family, weight in zip(FAMILIES, weights, strict=True):
        at, spread = np.nonzero(weight > _NEGLIGIBLE * weights.max())
        z = (log_times[:, None], _LOCATIONS[at], _SCALES[spread])
        survival[1:] += np.exp(log_survival(family, *z)) @ weight[at, spread]
    survival[1:] /= sum(w[w > _NEGLIGIBLE * weights.max()].sum() for w in weights)
    survival.flags.writeable = False
    return survival


def _posterior(lifetimes: tuple[Lifetime, ...], cause: End) -> Floats:
    """Weights of [family, location, scale] that sum to 1."""
    prior = -0.5 * (np.log(_SCALES / _SCALE_MIDDLE) / np.log(_SCALE_FACTOR)) ** 2
    log_weights = np.broadcast_to(prior, (len(FAMILIES), _LOCATIONS.size, _SCALES.size)).copy()
    early, late, ended = (
        np.array([_early(each, cause) for each in lifetimes]),
        np.array([each.late for each in lifetimes]),
        np.array([each.end is cause for each in lifetimes], dtype=bool),
    )
    if lifetimes:
        for each, family in zip(log_weights, FAMILIES, strict=True):
            each += _log_likelihood(family, early, late, ended)
    weights: Floats = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    return weights


def _early(each: Lifetime, cause: End) -> float:
    # Half a day to each side of a duration known to the day keeps its probability above 0.
    return max(each.early - 0.5, 0.25) if each.end is cause else each.early


def _log_likelihood(
    family: Family, early: Floats, late: Floats, ended: NDArray[np.bool_]
) -> Floats:
    at = _LOCATIONS[:, None, None], _SCALES[None, :, None]
    low = log_survival(family, np.log(early), *at)
    high = log_survival(family, np.log(late + 0.5), *at)
    # log(S(early) - S(late)) without losing the digits of either.
    with np.errstate(divide="ignore"):
        between = low + np.log(-np.expm1(np.minimum(high - low, 0.0)))
    found: Floats = np.where(ended, between, low).sum(axis=-1)
    return found
