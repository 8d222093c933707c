"""Durations of which some never ended: curves without a model, and fits by maximum likelihood.

Kaplan and Meier (1958, JASA 53, 457-481) with Greenwood's variance; Aalen and Johansen (1978,
Scand. J. Statist. 5, 141-150) where a case may end in one of several ways, each of which keeps the
others from happening; Weibull and lognormal accelerated failure times (Kalbfleisch and Prentice
2002, "The Statistical Analysis of Failure Time Data", chapters 2, 3 and 8) with intervals from the
profile likelihood (Meeker and Escobar 1998, "Statistical Methods for Reliability Data", 8.3).

Own code: the curves are a dozen lines, and the libraries for them bring pandas and more into every
installation.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq, minimize, minimize_scalar
from scipy.special import chdtri, log_ndtr, ndtri

Floats = NDArray[np.float64]
Family = Literal["weibull", "lognormal"]

FAMILIES: tuple[Family, ...] = ("lognormal", "weibull")


@dataclass(frozen=True)
class SurvivalCurve:
    """S(t) as steps: at each of `times` it falls to `survival`; `variance` is Greenwood's."""

    times: Floats
    survival: Floats
    variance: Floats
    at_risk: NDArray[np.int64]

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Pointwise, by the log(-log) transform (Kalbfleisch and Prentice 2002, 1.4)."""
        z = float(ndtri((1 + level) / 2))
        inside = (self.survival > 0) & (self.survival < 1)
        s = np.where(inside, self.survival, 0.5)
        width = z * np.sqrt(np.where(inside, self.variance, 0.0)) / (s * -np.log(s))
        low = np.where(inside, s ** np.exp(width), self.survival)
        high = np.where(inside, s ** np.exp(-width), self.survival)
        return low, high

    def quantile(self, p: float) -> float | None:
        """First time at which at least a share `p` has ended; None if that many never did."""
        reached = np.flatnonzero(self.survival <= 1 - p + 1e-12)
        return float(self.times[reached[0]]) if reached.size else None


@dataclass(frozen=True)
class IncidenceCurve:
    """Share that has ended in one of the ways by each of `times`; `free` has not ended in any."""

    times: Floats
    incidence: Floats
    free: Floats


def kaplan_meier(durations: ArrayLike, ended: ArrayLike) -> SurvivalCurve:
    """The product-limit estimate. One that is censored when others end was at risk of that.

    Raises:
        ValueError: if the two differ in length or are empty.
    """
    t, event = _columns(durations, ended)
    times = np.unique(t[event > 0])
    risk = np.array([(t >= each).sum() for each in times], dtype=np.int64)
    died = np.array([((t == each) & (event > 0)).sum() for each in times])
    survival = np.ones(times.size)
    np.cumprod(1 - died / np.maximum(risk, 1), out=survival)
    # Where all at risk end, S is 0 and so is its variance.
    terms = np.cumsum(died / np.maximum(risk * (risk - died), 1))
    variance = np.where(survival > 0, survival**2 * terms, 0.0)
    return SurvivalCurve(times, survival, variance, risk)


def aalen_johansen(durations: ArrayLike, causes: ArrayLike, cause: int) -> IncidenceCurve:
    """Cumulative incidence of one cause (1, 2, ...; 0 is censored) among others.

    Raises:
        ValueError: as `kaplan_meier`.
    """
    t, why = _columns(durations, causes)
    any_cause = kaplan_meier(t, why > 0)
    of_this = np.array([((t == each) & (why == cause)).sum() for each in any_cause.times])
    before = np.concatenate([[1.0], any_cause.survival[:-1]])
    incidence = np.cumsum(before * of_this / np.maximum(any_cause.at_risk, 1))
    return IncidenceCurve(any_cause.times, incidence, any_cause.survival)


def _columns(durations: ArrayLike, marks: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    t, m = np.asarray(durations, dtype=np.float64), np.asarray(marks, dtype=np.int64)
    if t.size == 0 or t.shape != m.shape:
        raise ValueError(f"{t.size} durations and {m.size} marks: as many of each, at least one")
    return t, m


def log_survival(family: Family, log_time: Floats, location: Floats, scale: Floats) -> Floats:
    """log S for log T = location + scale W: W normal, or the least extreme value for a Weibull."""
    z = (log_time - location) / scale
    if family == "lognormal":
        found: Floats = log_ndtr(-z)
        return found
    return -np.exp(np.minimum(z, 700.0))


def log_density(family: Family, log_time: Floats, location: Floats, scale: Floats) -> Floats:
    """log of the density of T (not of log T)."""
    z = (log_time - location) / scale
    base = -np.log(scale) - log_time
    if family == "lognormal":
        return base - 0.5 * z * z - 0.5 * math.log(2 * math.pi)
    return base + z - np.exp(np.minimum(z, 700.0))


@dataclass(frozen=True)
class AcceleratedFit:
    """A family fitted by maximum likelihood, with profile intervals at `level`.

    `location` and `scale` are of log T; for a Weibull exp(location) is its scale and 1 / scale its
    shape. None where an interval has no end within reach: the data allow any value on that side.
    """

    family: Family
    location: float
    scale: float
    log_likelihood: float
    location_interval: tuple[float | None, float | None]
    scale_interval: tuple[float | None, float | None]
    level: float

    @property
    def aic(self) -> float:
        """Akaike's criterion: 2 x 2 parameters less twice the log-likelihood."""
        return 4 - 2 * self.log_likelihood

    def survival(self, time: float) -> float:
        """S(time)."""
        at = (np.array(math.log(time)), np.array(self.location), np.array(self.scale))
        return float(np.exp(log_survival(self.family, *at)))

    def quantile(self, p: float) -> float:
        """Time by which a share `p` has ended."""
        w = float(ndtri(p)) if self.family == "lognormal" else math.log(-math.log1p(-p))
        return math.exp(self.location + self.scale * w)


def fit_accelerated(
    durations: ArrayLike, ended: ArrayLike, family: Family, *, level: float = 0.95
) -> AcceleratedFit:
    """Maximum likelihood for right-censored durations.

    Raises:
        ValueError: with fewer than two different durations that ended (no maximum then), or any
            that is not above 0.
    """
    t, event = _columns(durations, ended)
    if np.any(t <= 0) or np.unique(t[event > 0]).size < 2:
        raise ValueError("a fit needs two different durations that ended, all above 0")
    log_t = np.log(t)

    def minus(location: float, log_scale: float) -> float:
        at = (log_t, np.array(location), np.array(math.exp(log_scale)))
        terms = np.where(event > 0, log_density(family, *at), log_survival(family, *at))
        return -float(terms.sum())

    seen = log_t[event > 0]

    def at_both(x: Floats) -> float:
        return minus(float(x[0]), float(x[1]))

    best = minimize(
        at_both,
        np.array([log_t.mean(), math.log(max(float(seen.std()), 0.05))]),
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000},
    )
    location, log_scale = (float(value) for value in best.x)
    drop = float(chdtri(1, 1 - level)) / 2
    top = minus(location, log_scale) + drop

    def location_profile(x: float) -> float:
        return _inner(lambda y: minus(x, y), log_scale) - top

    def scale_profile(y: float) -> float:
        return _inner(lambda x: minus(x, y), location) - top

    scales = [_edge(scale_profile, log_scale, side) for side in (-1.0, 1.0)]
    return AcceleratedFit(
        family,
        location,
        math.exp(log_scale),
        -minus(location, log_scale),
        (_edge(location_profile, location, -1.0), _edge(location_profile, location, 1.0)),
        (_exp(scales[0]), _exp(scales[1])),
        level,
    )


def _inner(minus: Callable[[float], float], near: float) -> float:
    found = minimize_scalar(minus, bracket=(near - 0.5, near + 0.5), options={"xtol": 1e-10})
    return float(found.fun)


def _edge(profile: Callable[[float], float], best: float, side: float) -> float | None:
    """Where the profile crosses the limit on one side, at most 8 away on the log scale."""
    step = 0.125
    while step <= 8:
        if profile(best + side * step) > 0:
            return float(brentq(profile, best, best + side * step, xtol=1e-10))
        step *= 2
    return None


def _exp(value: float | None) -> float | None:
    return None if value is None else math.exp(value)
