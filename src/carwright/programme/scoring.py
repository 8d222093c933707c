"""How good forecasts were: proper scores and calibration.

Gneiting and Raftery (2007, JASA 102, 359-378) for proper scores; Dawid (1984, JRSS A 147, 278-292)
for the probability integral transform, Czado, Gneiting and Held (2009, Biometrics 65, 1254-1261)
where a forecast has lumps or an outcome is known only within limits; Brier (1950, Monthly Weather
Review 78, 1-3) with the decomposition of Murphy (1973, J. Applied Meteorology 12, 595-600).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtr

Floats = NDArray[np.float64]


def crps_of_sample(sample: ArrayLike, outcome: float) -> float:
    """Continuous ranked probability score of an empirical distribution: E|X - y| - E|X - X'| / 2.

    In the unit of the outcome; the absolute error of a point forecast. Raises ValueError for an
    empty sample or what is not finite.
    """
    x = np.sort(np.asarray(sample, dtype=np.float64))
    if x.size == 0 or not (np.isfinite(x).all() and math.isfinite(outcome)):
        raise ValueError("a score needs a sample and an outcome, all finite; see crps_until")
    k = np.arange(1, x.size + 1)
    spread = float((x * (2 * k - x.size - 1)).sum()) / x.size**2
    return float(np.abs(x - outcome).mean()) - spread


def crps_of_normal(mean: float, sd: float, outcome: float) -> float:
    """Closed form (Gneiting and Raftery 2007, 4.2)."""
    z = (outcome - mean) / sd
    density = math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
    return sd * (z * (2 * float(ndtr(z)) - 1) + 2 * density - 1 / math.sqrt(math.pi))


def crps_of_lognormal(location: float, scale: float, outcome: float) -> float:
    """Closed form (Baran and Lerch 2015, Q. J. R. Meteorol. Soc. 141, 2289-2299)."""
    z = (math.log(outcome) - location) / scale if outcome > 0 else -math.inf
    mean = math.exp(location + scale * scale / 2)
    tails = float(ndtr(z - scale)) + float(ndtr(scale / math.sqrt(2))) - 1
    return outcome * (2 * float(ndtr(z)) - 1) - 2 * mean * tails


def crps_until(
    times: ArrayLike, below: ArrayLike, outcome: float, begin: float, end: float
) -> float:
    """Integral of (F(t) - 1{outcome <= t})^2 from `begin` to `end`: threshold-weighted score.

    Proper for what happens within these limits (Gneiting and Ranjan 2011, JBES 29, 411-422), also
    where the outcome, or part of the forecast, is never (infinite) or an outcome is only known to
    lie behind `end`. F is piecewise linear through `times` (rising) and `below`, level outside.
    """
    t = np.asarray(times, dtype=np.float64)
    inner = [begin, end, *t[(t > begin) & (t < end)]]
    if begin < outcome < end:
        inner.append(outcome)
    knots = np.unique(inner)
    f = np.interp(knots, t, np.asarray(below, dtype=np.float64))
    after = knots[:-1] >= outcome
    a, b = f[:-1] - after, f[1:] - after
    # Simpson's rule is exact for the square of what is linear.
    return float((np.diff(knots) * (a * a + a * b + b * b)).sum()) / 3


def crps_of_point(point: float, outcome: float, begin: float, end: float) -> float:
    """The same for a forecast that names one time: their distance within the limits."""
    return abs(min(max(point, begin), end) - min(max(outcome, begin), end))


def pit_histogram(transforms: Sequence[tuple[float, float]], bins: int) -> Floats:
    """Share of each bin of (0, 1): level if forecasts are calibrated, a U if too narrow.

    A transform is (F(y-), F(y)): equal where F is continuous, apart where it has a lump at the
    outcome or the outcome lies somewhere between; it counts evenly over that range.
    """
    edges = np.linspace(0.0, 1.0, bins + 1)
    total = np.zeros(bins)
    for low, high in transforms:
        if high > low:
            total += np.diff(np.clip((edges - low) / (high - low), 0.0, 1.0))
        else:
            total[min(int(low * bins), bins - 1)] += 1
    return total / max(len(transforms), 1)


@dataclass(frozen=True)
class Coverage:
    """How many of `n` outcomes lay in their bands, with the exact interval of that share."""

    inside: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """Share inside; None of nothing."""
        return self.inside / self.n if self.n else None


def coverage(inside: Sequence[bool], level: float = 0.95) -> Coverage:
    """Count with the interval of Clopper and Pearson (1934, Biometrika 26, 404-413)."""
    k, n, tail = sum(inside), len(inside), (1 - level) / 2
    low = float(betaincinv(k, n - k + 1, tail)) if k else 0.0
    high = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return Coverage(k, n, low, high)


@dataclass(frozen=True)
class Brier:
    """Mean squared error of probabilities, and what it is made of.

    score = reliability - resolution + uncertainty + within; `within` is the spread of outcomes that
    are neither 0 nor 1, and 0 where there are none.
    """

    score: float
    reliability: float
    resolution: float
    uncertainty: float
    n: int

    @property
    def within(self) -> float:
        """What is left: below 0 for outcomes between 0 and 1, else rounding."""
        return self.score - self.reliability + self.resolution - self.uncertainty


def brier(probabilities: ArrayLike, outcomes: ArrayLike) -> Brier:
    """Brier score, decomposed over the different probabilities that were stated.

    Outcomes are 0 or 1, or between for what came true in part.

    Raises:
        ValueError: if there are none, the two differ in length, or one lies outside of 0..1.
    """
    p = np.asarray(probabilities, dtype=np.float64)
    y = np.asarray(outcomes, dtype=np.float64)
    if p.size == 0 or p.shape != y.shape:
        raise ValueError(f"{p.size} probabilities and {y.size} outcomes: as many, at least one")
    if not (np.all((p >= 0) & (p <= 1)) and np.all((y >= 0) & (y <= 1))):
        raise ValueError("probabilities and outcomes lie between 0 and 1")
    base = float(y.mean())
    reliability = resolution = 0.0
    for stated in np.unique(p):
        own = y[p == stated]
        reliability += own.size / p.size * float(stated - own.mean()) ** 2
        resolution += own.size / p.size * float(own.mean() - base) ** 2
    score = float(((p - y) ** 2).mean())
    return Brier(score, reliability, resolution, base * (1 - base), p.size)
