"""Quantile functions: from uniform draws to durations in days and to amounts.

Inverse transform throughout, so that one uniform number moves one value and common draws stay
common (Law 2015, "Simulation Modeling and Analysis", 8.2.1). Parameters are those of
`carwright.model.distribution` and of `carwright.model.programme.amount`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from carwright.model import Distribution
from carwright.model.programme import Amount
from carwright.units import MS_PER_DAY

Floats = NDArray[np.float64]

NEVER = 1.0e6
"""Days (2,700 years) that stand for never, where infinity would make differences of nothing."""

_OUTRUN = 0.10
"""An activity that outran its whole range takes this share of its median longer, on average."""


def durations(distribution: Distribution, u: Floats) -> Floats:
    """Days at the probabilities `u`."""
    with np.errstate(over="ignore"):
        days = np.asarray(_quantile(distribution, u), dtype=np.float64)
    return np.minimum(days, NEVER)


def remaining(distribution: Distribution, u: Floats, elapsed: Floats | float) -> Floats:
    """Whole durations, given that each is longer than `elapsed` days.

    The distribution is cut off below: F(x | x > e). Where `elapsed` lies beyond all that the
    distribution allows, what is left is exponential with a mean of a tenth of the median: the
    estimate has failed, and no more is known than that work that runs will end.
    """
    e = np.broadcast_to(np.asarray(elapsed, dtype=np.float64), u.shape)
    passed = _share_below(distribution, e)
    cut = np.minimum(passed + u * (1.0 - passed), 1.0 - 2.0**-53)
    found = np.maximum(durations(distribution, cut), e)
    outrun = passed >= 1.0 - 1e-9
    if outrun.any():
        median = float(durations(distribution, np.array([0.5]))[0])
        left = -np.log(u) * max(1.0, _OUTRUN * median)
        found = np.where(outrun, e + left, found)
    return found


def _share_below(distribution: Distribution, days: Floats) -> Floats:
    """The distribution function, by bisection of the quantile function (53 steps: all bits)."""
    values, back = np.unique(days, return_inverse=True)
    low, high = np.zeros(values.shape), np.ones(values.shape)
    for _ in range(53):
        middle = 0.5 * (low + high)
        inner = np.clip(middle, 2.0**-54, 1.0 - 2.0**-53)
        below = durations(distribution, inner) <= values
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    shares: Floats = np.where(values <= 0, 0.0, low)[back].reshape(days.shape)
    return shares


def _quantile(distribution: Distribution, u: Floats) -> ArrayLike:
    p = [float(each) for each in distribution.parameters]
    day = float(MS_PER_DAY)
    match distribution.family, p:
        case "constant", [value]:
            return np.full(u.shape, value / day)
        case "exponential", [mean]:
            return -np.log1p(-u) * (mean / day)
        case "erlang", [mean, k]:
            return special.gammaincinv(k, u) * (mean / day / k)
        case "gamma", [mean, cv]:
            shape = cv**-2
            return special.gammaincinv(shape, u) * (mean / day / shape)
        case "lognormal", [mean, cv]:
            return _lognormal(mean / day, cv, u)
        case "triangular", [low, mode, high]:
            return _triangular(low / day, mode / day, high / day, u)
        case "uniform", [low, high]:
            return low / day + (high - low) / day * u
        case "normal", [mean, sd]:
            return _normal_above_zero(mean / day, sd / day, u)
        case "weibull", [mean, shape]:
            return (-np.log1p(-u)) ** (1 / shape) * (mean / day / math.gamma(1 + 1 / shape))
        case "geometric", [mean, tick]:
            if mean <= tick:
                return np.full(u.shape, tick / day)
            ticks = np.ceil(np.log1p(-u) / math.log1p(-tick / mean))
            return np.maximum(ticks, 1.0) * (tick / day)
        case "hyperexponential", [share, one, two]:
            return _hyperexponential(share, one / day, two / day, u)
    return _empirical(distribution, u) / day


def _lognormal(mean: float, cv: float, u: Floats) -> Floats:
    variance = math.log1p(cv * cv)
    z: Floats = special.ndtri(u)
    return np.exp(math.log(mean) - variance / 2 + math.sqrt(variance) * z)


def _triangular(low: float, mode: float, high: float, u: Floats) -> Floats:
    if high <= low:
        return np.full(u.shape, low)
    turn = (mode - low) / (high - low)
    rises = u < turn
    square = np.where(rises, u * (mode - low), (1.0 - u) * (high - mode))
    root = np.sqrt((high - low) * square)
    found: Floats = np.where(rises, low + root, high - root)
    return found


def _normal_above_zero(mean: float, sd: float, u: Floats) -> Floats:
    if sd <= 0:
        return np.full(u.shape, mean)
    # From above, where the cut leaves digits: 1 - F = (1 - u) (1 - F(0)).
    days: Floats = mean - sd * special.ndtri((1.0 - u) * special.ndtr(mean / sd))
    return np.maximum(days, 0.0)


def _hyperexponential(share: float, one: float, two: float, u: Floats) -> Floats:
    """No closed form: the smooth function of -log(1 - u) from a table of 4,097 knots."""
    longest = max(one, two)
    x = np.concatenate([[0.0], np.geomspace(longest * 1e-9, longest * 45.0, 4096)])
    above = share * np.exp(-x / one) + (1 - share) * np.exp(-x / two)
    found: Floats = np.interp(-np.log1p(-u), -np.log(above), x)
    return found


def _empirical(distribution: Distribution, u: Floats) -> Floats:
    values = np.array([float(value) for value, _ in distribution.points])
    weights = np.cumsum([weight for _, weight in distribution.points])
    order = np.searchsorted(weights / weights[-1], u, side="left")
    found: Floats = values[np.minimum(order, len(values) - 1)]
    return found


def amounts(amount: Amount, u: Floats) -> Floats:
    """Values of an amount at the probabilities `u`; a normal one is not cut."""
    match amount.family, list(amount.parameters):
        case "triangular", [low, mode, high]:
            return _triangular(low, mode, high, u)
        case "uniform", [low, high]:
            return low + (high - low) * u
        case "normal", [mean, sd]:
            return mean + sd * special.ndtri(u)
        case "lognormal", [mean, cv]:
            return _lognormal(mean, cv, u)
    return np.full(u.shape, amount.parameters[0])
