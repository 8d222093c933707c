"""How fast output rises after the first delivery, from the launches of others.

Each launch is reduced to a curve of Weibull form, share(k) = 1 - exp(-(k / tau)^beta) of its own
highest monthly output within its first two years, fitted by least squares (the growth curve of
Bass 1969 without imitation, with a shape). The class is the spread of tau and beta over launches:
log-normal in tau, so that one uniform draw says how fast a launch is.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.special import ndtri

from carwright.model.evidence import last_day
from carwright.model.programme import RampPoint

Floats = NDArray[np.float64]

FEWEST_MONTHS = 4
FEWEST_LAUNCHES = 2
WEEKS_A_MONTH = 30.436875 / 7
FIRST_YEARS = 24

ASSUMED_TAU, ASSUMED_SPREAD, ASSUMED_BETA = 8.0, 0.6, 1.3
"""Months, standard deviation of log tau, and shape where no launch is known: a wide assumption."""

_BETAS = (0.7, 3.0)


@dataclass(frozen=True)
class Launch:
    """The fitted curve of one launch, and the share of its peak from which it was fitted."""

    maker: str
    model: str
    months: int
    peak: float
    tau: float
    beta: float


@dataclass(frozen=True)
class RampClass:
    """The spread of ramps of a class; `note` says on what it rests."""

    launches: tuple[Launch, ...]
    log_tau: float
    spread: float
    beta_low: float
    beta_high: float
    note: str

    def profile(self, u_speed: Floats, u_level: Floats, months: int) -> Floats:
        """Share of the final monthly output in each month, [months, draws], rising from 0 to 1.

        `u_speed` moves tau from fast to slow; `u_level` the shape beta, by which the early months
        are higher or lower.
        """
        tau = np.exp(self.log_tau + self.spread * ndtri(u_speed))
        beta = self.beta_high + (self.beta_low - self.beta_high) * u_level
        middle = np.log(np.arange(months, dtype=np.float64) + 0.5)
        log_age = beta * (middle[:, None] - np.log(tau))
        shares: Floats = -np.expm1(-np.exp(np.minimum(log_age, 50.0)))
        return shares


def ramp_class(
    points: Sequence[RampPoint], *, as_of: dt.date, without: Collection[str] = ()
) -> RampClass:
    """Ramps of the launches of which at least four months were known by a date."""
    launches: list[Launch] = []
    names = sorted({(each.maker, each.model) for each in points if each.maker not in without})
    for maker, model in names:
        own = [each for each in points if (each.maker, each.model) == (maker, model)]
        series = monthly(own, as_of)
        if len(series) >= FEWEST_MONTHS:
            launches.append(_fitted(maker, model, series))
    if len(launches) < FEWEST_LAUNCHES:
        note = f"{len(launches)} launches known by {as_of}: a wide assumed ramp takes their place"
        tau = math.log(ASSUMED_TAU)
        return RampClass(tuple(launches), tau, ASSUMED_SPREAD, 1.0, ASSUMED_BETA * 2 - 1.0, note)
    logs = np.log([each.tau for each in launches])
    # Student's t would be fairer still to few launches; the prediction factor keeps it one draw.
    spread = float(logs.std(ddof=1)) * math.sqrt(1 + 1 / len(launches))
    betas = sorted(each.beta for each in launches)
    note = f"{len(launches)} launches: " + ", ".join(f"{e.maker} {e.model}" for e in launches)
    return RampClass(
        tuple(launches), float(logs.mean()), max(spread, 0.1), betas[0], betas[-1], note
    )


def monthly(points: Sequence[RampPoint], as_of: dt.date) -> list[tuple[int, float]]:
    """(Month after the first, cars) of a launch; months win over quarters, quarters over weeks.

    Plans, years and cumulative figures say nothing of single months and are left out.
    """
    found: dict[int, tuple[int, float]] = {}
    for each in points:
        for rank, month, cars in _months(each, as_of):
            if month not in found or rank < found[month][0]:
                found[month] = (rank, cars)
    if not found:
        return []
    first = min(found)
    series = ((month - first, cars) for month, (_, cars) in sorted(found.items()))
    return [(month, cars) for month, cars in series if month < FIRST_YEARS]


def _months(point: RampPoint, as_of: dt.date) -> Iterator[tuple[int, int, float]]:
    if "plan" in point.basis.lower():
        return
    quarter = re.fullmatch(r"([0-9]{4})Q([1-4])", point.period)
    if point.period_type == "quarter" and quarter:
        first = int(quarter[1]) * 12 + (int(quarter[2]) - 1) * 3
        if _end_of(first + 2) <= as_of:
            yield from ((1, first + k, point.cars / 3) for k in range(3))
    elif point.period_type in ("month", "week rate") and (day := last_day(point.period)):
        if point.period_type == "month" and day <= as_of:
            yield 0, day.year * 12 + day.month - 1, point.cars
        elif day <= as_of:
            yield 2, day.year * 12 + day.month - 1, point.cars * WEEKS_A_MONTH


def _end_of(month: int) -> dt.date:
    return dt.date((month + 1) // 12, (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)


def _fitted(maker: str, model: str, series: list[tuple[int, float]]) -> Launch:
    ages = np.array([month + 0.5 for month, _ in series])
    cars = np.array([value for _, value in series])
    peak = float(cars.max())
    shares = cars / peak if peak > 0 else cars

    def error(p: Floats) -> Floats:
        curve: Floats = -np.expm1(-np.exp(p[1] * (np.log(ages) - p[0]))) - shares
        return curve

    start = [math.log(max(float(ages[shares >= 0.5][0]), 0.5)) if peak > 0 else 2.0, 1.3]
    bounds = ([math.log(0.2), _BETAS[0]], [math.log(60.0), _BETAS[1]])
    fit = least_squares(error, start, bounds=bounds)
    return Launch(maker, model, len(series), peak, math.exp(fit.x[0]), float(fit.x[1]))
