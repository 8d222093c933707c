"""How fast output rises after the first delivery, from the launches of others.

Two stages, with shrinkage at each, because launches are few and most were cut off while they rose:

1. Each launch gets an S-curve: cars a month = K share(t), t in months after its first delivery,
   share logistic or Gompertz (Meade and Islam 2006, "Modelling and forecasting the diffusion of
   innovation", Int. J. Forecasting 22, 519-545), with the month `tau` of half the final output and
   `form` = width / tau. Least squares on square roots (errors grow with output, but less than in
   proportion) with weak priors: K lies above the highest output seen, by some 15 % or 40 %; tau
   around 8 months within a factor of 2; form around a third to a half within a factor of 1.6. The
   curve that fits all launches better is taken for all.
2. Over launches log tau and log form are normal with unknown mean and spread: the hierarchical
   normal model (Gelman et al. 2013, "Bayesian Data Analysis", 3rd ed., 5.4) with the errors of
   stage 1, the same priors for the means, and a half-normal prior of 0.5 for the spread, integrated
   on a grid. What a new launch draws is its posterior predictive: with no launch known that is the
   prior, with many their own spread.

A plant's own ramp-up comes in through the port `carwright.programme.flows.Output`, which takes the
same two uniform draws.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.special import expit, ndtr, ndtri

from carwright.model.evidence import last_day
from carwright.model.programme import RampPoint
from carwright.programme.lifetimes import UNSURE, left_out

Floats = NDArray[np.float64]
Curve = Literal["logistic", "gompertz"]
_Real = TypeVar("_Real", NDArray[np.float32], NDArray[np.float64])

DAYS_A_MONTH = 30.436875
FIRST_MONTHS = 24.0
"""What comes later is no ramp: demand, facelifts, second plants."""
FEWEST_POINTS = 3

_TAU = math.log(8.0), math.log(2.0)
"""Prior of log tau: middle and standard deviation."""
_FORM = {"logistic": math.log(0.35), "gompertz": math.log(0.5)}
_FORM_SPREAD = math.log(1.6)
_PEAK = 0.15, 0.25
"""Prior of log K above the highest output seen."""
_ERROR, _ERROR_UNSURE = 0.08, 0.16
"""Standard deviation of the square root of output, as a share of that at the peak."""
_BETWEEN = 0.5

_NODES, _WEIGHTS = (np.asarray(each) for each in np.polynomial.legendre.leggauss(8))


@dataclass(frozen=True)
class Observation:
    """Cars a month between two ages (months after the first delivery); equal for a rate."""

    begin: float
    end: float
    rate: float
    unsure: bool
    part: float = 1.0
    """Share of the period that lies behind the first delivery."""


@dataclass(frozen=True)
class Launch:
    """The curve of one launch: final output, months to its half, form; errors of the two logs."""

    maker: str
    model: str
    points: int
    final: float
    tau: float
    form: float
    tau_error: float
    form_error: float


@dataclass(frozen=True)
class RampClass:
    """What the launches say of a new one; `note` says on how much it rests."""

    curve: Curve
    launches: tuple[Launch, ...]
    log_tau: Floats = field(repr=False)
    """Quantiles of log tau of a new launch at the normal scores `SCORES`."""
    log_form: Floats = field(repr=False)
    note: str = ""

    def profile(self, u_speed: Floats, u_level: Floats, months: int) -> NDArray[np.float32]:
        """Share of the final monthly output in each month, [months, draws], rising from 0 to 1.

        `u_speed` in (0, 1) goes from slow to fast, `u_level` from low to high output before the
        half is reached.
        """
        log_tau = np.interp(-ndtri(u_speed), SCORES, self.log_tau)
        log_form = np.interp(ndtri(u_level), SCORES, self.log_form)
        tau = np.exp(log_tau)
        middle = np.arange(months, dtype=np.float32)[:, None] + np.float32(0.5)
        # Single precision: seven digits of a share are more than is known, at a third of the time.
        width = (tau * np.exp(log_form)).astype(np.float32)
        return share(self.curve, middle, tau.astype(np.float32), width)

    def half_reached(self, p: float) -> float:
        """Months to half the final output that a new launch needs at most, with probability p."""
        return float(np.exp(np.interp(ndtri(p), SCORES, self.log_tau)))


SCORES = np.linspace(-5.0, 5.0, 201)


def share(curve: Curve, age: _Real, tau: _Real, width: _Real) -> _Real:
    """Share of the final output at an age; a half at `tau`."""
    z = (age - tau) / width
    if curve == "logistic":
        found: _Real = expit(z)
        return found
    np.negative(z, out=z)
    np.minimum(z, 50.0, out=z)
    np.exp(z, out=z)
    z *= -math.log(2.0)
    np.exp(z, out=z)
    return z


def ramp_class(
    points: Sequence[RampPoint], *, as_of: dt.date, without: Collection[str] = ()
) -> RampClass:
    """The ramps of all launches of which at least three periods were over by a date.

    `without` are makers to leave out. Plans, yearly and cumulative figures are not used, nor a
    quarter of which all months are given.
    """
    return _ramp_class(tuple(points), as_of, frozenset(without))


@lru_cache(maxsize=32)
def _ramp_class(
    points: tuple[RampPoint, ...], as_of: dt.date, without: frozenset[str]
) -> RampClass:
    names = sorted({(p.maker, p.model) for p in points if not left_out(p.maker, without)})
    series = []
    for maker, model in names:
        found = observations([p for p in points if (p.maker, p.model) == (maker, model)], as_of)
        if len(found) >= FEWEST_POINTS and max(each.rate for each in found) > 0:
            series.append((maker, model, found))
    fits = {curve: [fit_launch(*each, curve) for each in series] for curve in _CURVES}
    best = min(_CURVES, key=lambda curve: sum(cost for _, cost in fits[curve]))
    launches = tuple(launch for launch, _ in fits[best])
    return _over(best, launches)


_CURVES: tuple[Curve, ...] = ("gompertz", "logistic")


def _over(curve: Curve, launches: tuple[Launch, ...]) -> RampClass:
    """Stage 2."""
    tau = new_one(
        np.log([each.tau for each in launches]),
        np.array([each.tau_error for each in launches]),
        _TAU,
    )
    form = new_one(
        np.log([each.form for each in launches]),
        np.array([each.form_error for each in launches]),
        (_FORM[curve], _FORM_SPREAD),
    )
    names = ", ".join(f"{each.maker} {each.model}" for each in launches)
    note = f"{len(launches)} launches: {names}"
    if len(launches) < 3:
        note = f"{len(launches)} launches known: the range of ramps is a wide assumption"
    return RampClass(curve, launches, tau, form, note)


def new_one(values: Floats, errors: Floats, prior: tuple[float, float]) -> Floats:
    """Quantiles at `SCORES` of a new value of the hierarchical normal model.

    `values` with their standard `errors`; `prior` is middle and standard deviation of their mean.
    """
    middle, sd = prior
    spreads = np.linspace(0.02, 2.0, 100)
    precision = 1 / (errors**2 + spreads[:, None] ** 2)
    total = precision.sum(axis=1) + sd**-2
    means = (precision @ values + middle * sd**-2) / total
    # log p(spread | values): BDA3 equation 5.21, with the prior of the mean as one more value.
    log_p = 0.5 * np.log(precision).sum(axis=1) - 0.5 * np.log(total)
    log_p -= 0.5 * (precision * (values - means[:, None]) ** 2).sum(axis=1)
    log_p -= 0.5 * ((means - middle) / sd) ** 2 + 0.5 * (spreads / _BETWEEN) ** 2
    weights = np.exp(log_p - log_p.max())
    weights /= weights.sum()
    deviations = np.sqrt(1 / total + spreads**2)
    grid = np.linspace((means - 6 * deviations).min(), (means + 6 * deviations).max(), 2000)
    below = ndtr((grid[:, None] - means) / deviations) @ weights
    found: Floats = np.interp(ndtr(SCORES), below, grid)
    return found


def fit_launch(
    maker: str, model: str, series: Sequence[Observation], curve: Curve
) -> tuple[Launch, float]:
    """Stage 1: the curve of one launch, and how badly it fits (half the sum of squares)."""
    rates = np.array([each.rate for each in series])
    begin, end = (np.array([getattr(each, key) for each in series]) for key in ("begin", "end"))
    part = np.array([each.part for each in series])
    peak = float(rates.max())
    errors = np.where([each.unsure for each in series], _ERROR_UNSURE, _ERROR)
    ages = 0.5 * (end + begin)[:, None] + 0.5 * (end - begin)[:, None] * _NODES

    def misfit(x: Floats) -> Floats:
        tau = np.exp(x[1])
        shares = part * (share(curve, ages, tau, tau * np.exp(x[2])) @ _WEIGHTS) / 2
        seen = (np.sqrt(np.exp(x[0]) * shares) - np.sqrt(rates / peak)) / errors
        own = (x - middles) / spreads
        return np.concatenate([seen, own])

    middles = np.array([_PEAK[0], _TAU[0], _FORM[curve]])
    spreads = np.array([_PEAK[1], _TAU[1], _FORM_SPREAD])
    fit = least_squares(misfit, middles.copy())
    jacobian = np.asarray(fit.jac)
    sd = np.sqrt(np.diag(np.linalg.inv(jacobian.T @ jacobian)))
    tau, form = math.exp(fit.x[1]), math.exp(fit.x[2])
    final = peak * math.exp(fit.x[0])
    launch = Launch(maker, model, len(series), final, tau, form, float(sd[1]), float(sd[2]))
    return launch, float(fit.cost)


def observations(points: Sequence[RampPoint], as_of: dt.date) -> list[Observation]:
    """The periods of one launch that were over by a date, as ages.

    The clock starts in the middle of the first period: the first delivery may have been on any of
    its days. A week rate stands for its day alone.
    """
    spans = [
        (span, point)
        for point in points
        if "plan" not in point.basis.casefold()
        and (span := _span(point)) is not None
        and span[1] <= as_of.toordinal() + 1
    ]
    months = {begin for (begin, _), point in spans if point.period_type == "month"}
    spans = [each for each in spans if not _told_by_months(*each, months)]
    if not spans:
        return []
    first = min(begin + end for (begin, end), _ in spans) / 2
    found = [_observation(span, point, first) for span, point in spans]
    return sorted((each for each in found if each.end <= FIRST_MONTHS), key=lambda each: each.end)


def _observation(span: tuple[int, int], point: RampPoint, first: float) -> Observation:
    begin, end = span
    unsure = point.confidence in UNSURE
    if point.period_type == "week rate":
        age = ((begin + end) / 2 - first) / DAYS_A_MONTH
        return Observation(age, age, point.cars * DAYS_A_MONTH / 7, unsure)
    late = max(begin, first)
    rate = point.cars * DAYS_A_MONTH / (end - begin)
    ages = (late - first) / DAYS_A_MONTH, (end - first) / DAYS_A_MONTH
    return Observation(*ages, rate, unsure, (end - late) / (end - begin))


def _span(point: RampPoint) -> tuple[int, int] | None:
    """Day numbers of the first day and the day after the last; None of what is not used."""
    quarter = re.fullmatch(r"([0-9]{4})Q([1-4])", point.period)
    if point.period_type == "quarter" and quarter:
        year, number = int(quarter[1]), int(quarter[2])
        begin = dt.date(year, 3 * number - 2, 1)
        return begin.toordinal(), _after(f"{year}-{3 * number:02}")
    dated = re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", point.period)
    day = last_day(point.period) if dated else None
    if dated is None or day is None or point.period_type not in ("month", "week rate"):
        return None
    begin = day if dated[1] else day.replace(day=1)
    return begin.toordinal(), day.toordinal() + 1


def _after(month: str) -> int:
    day = last_day(month)
    return 0 if day is None else day.toordinal() + 1


def _told_by_months(span: tuple[int, int], point: RampPoint, months: set[int]) -> bool:
    if point.period_type != "quarter":
        return False
    begin = dt.date.fromordinal(span[0])
    own = {begin.replace(month=begin.month + k).toordinal() for k in range(3)}
    return own <= months
