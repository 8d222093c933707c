"""Each family as a planner writes it, SciPy's opinion of it, and its row of the table `dist`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter
from scipy import special, stats

from carwright.compile.distributions import cumulated, sampler
from carwright.compile.schema import Dist
from carwright.engine import _kernel
from carwright.model import Distribution
from carwright.model.distribution import Varying

Floats = NDArray[np.float64]

MINUTE = 60_000.0


@dataclass(frozen=True)
class Family:
    """`truth` is SciPy's frozen distribution of the time in ms."""

    text: str
    truth: Any
    falls: bool = False
    """Whether a larger uniform gives a shorter time."""

    @cached_property
    def described(self) -> Distribution:
        return TypeAdapter(Varying).validate_python(self.text)

    @cached_property
    def row(self) -> tuple[Dist, tuple[float, float, float]]:
        kind, given = sampler(self.described)
        a, b, c = (*given, 0.0, 0.0, 0.0)[:3]
        return kind, (a, b, c)

    def inverted(self, u: Floats) -> Floats:
        """The native kernel's duration before rounding, where one uniform decides."""
        kind, (a, b, c) = self.row
        found: Floats = _kernel.draws.invert(int(kind), a, b, c, np.ascontiguousarray(u))
        return found

    def quantiles(self, u: Floats) -> Floats:
        """What SciPy gives for the same uniforms."""
        found: Floats = self.truth.isf(u) if self.falls else self.truth.ppf(u)
        return found

    def sample(self, n: int, key: int = 7) -> NDArray[np.int64]:
        kind, (a, b, c) = self.row
        points = cumulated(self.described.points)
        values = np.array([v for v, _ in points], np.int64)
        shares = np.array([s for _, s in points], np.float64)
        drawn: NDArray[np.int64] = _kernel.draws.sample(
            int(kind), a, b, c, 0.0, values, shares, 2024, key, 0, 0, n
        )
        return drawn


def lognormal(mean: float, cv: float) -> Any:
    s = np.sqrt(np.log1p(cv * cv))
    return stats.lognorm(s, scale=mean * np.exp(-s * s / 2))


def weibull(mean: float, shape: float) -> Any:
    return stats.weibull_min(shape, scale=mean / special.gamma(1 + 1 / shape))


def gamma(mean: float, cv: float) -> Any:
    return stats.gamma(1 / cv**2, scale=mean * cv**2)


def triangular(low: float, mode: float, high: float) -> Any:
    return stats.triang((mode - low) / (high - low), low, high - low)


class CutNormal:
    """The normal cut at 0, by the upper tail: SciPy's truncnorm loses digits there."""

    def __init__(self, mean: float, sd: float) -> None:
        self.mean_, self.sd = mean, sd
        self.truth = stats.truncnorm(-mean / sd, np.inf, mean, sd)
        self.cdf, self.stats = self.truth.cdf, self.truth.stats

    def isf(self, u: Floats) -> Floats:
        found: Floats = self.mean_ - self.sd * special.ndtri(u * special.ndtr(self.mean_ / self.sd))
        return found


M = MINUTE

INVERTED = {
    f.text: f
    for f in (
        Family("exponential(60 min)", stats.expon(scale=60 * M), falls=True),
        Family("lognormal(60 min, cv=0.8)", lognormal(60 * M, 0.8)),
        Family("lognormal(60 min, cv=0.05)", lognormal(60 * M, 0.05)),
        Family("lognormal(60 min, cv=3)", lognormal(60 * M, 3)),
        Family("triangular(50 min, 55 min, 70 min)", triangular(50 * M, 55 * M, 70 * M)),
        Family("triangular(50 min, 50 min, 70 min)", triangular(50 * M, 50 * M, 70 * M)),
        Family("normal(60 min, sd=8 min)", CutNormal(60 * M, 8 * M), falls=True),
        Family("normal(60 min, sd=45 min)", CutNormal(60 * M, 45 * M), falls=True),
        Family("weibull(60 min, shape=2)", weibull(60 * M, 2), falls=True),
        Family("weibull(60 min, shape=0.7)", weibull(60 * M, 0.7), falls=True),
        Family("weibull(60 min, shape=20)", weibull(60 * M, 20), falls=True),
        Family("uniform(40 min, 60 min)", stats.uniform(40 * M, 20 * M)),
    )
}


class Hyper(stats.rv_continuous):
    """p of mean m1, else of mean m2."""

    def _cdf(self, x: Any, p: Any, m1: Any, m2: Any) -> Any:
        return -p * np.expm1(-x / m1) - (1 - p) * np.expm1(-x / m2)

    def _sf(self, x: Any, p: Any, m1: Any, m2: Any) -> Any:
        return p * np.exp(-x / m1) + (1 - p) * np.exp(-x / m2)

    def _stats(self, p: Any, m1: Any, m2: Any) -> Any:
        mean = p * m1 + (1 - p) * m2
        return mean, 2 * (p * m1**2 + (1 - p) * m2**2) - mean**2, None, None


_HYPER = Hyper(a=0.0, name="hyper", shapes="p, m1, m2")

COMPOSED = {
    f.text: f
    for f in (
        Family("erlang(60 min, k=2)", stats.gamma(2, scale=30 * M)),
        Family("erlang(60 min, k=9)", stats.gamma(9, scale=60 / 9 * M)),
        Family("erlang(60 min, k=64)", stats.gamma(64, scale=60 / 64 * M)),
        Family("gamma(60 min, cv=0.1)", gamma(60 * M, 0.1)),
        Family("gamma(60 min, cv=0.5)", gamma(60 * M, 0.5)),
        Family("gamma(60 min, cv=1.5)", gamma(60 * M, 1.5)),
        Family("hyperexponential(0.9, 5 min, 9 h)", _HYPER(0.9, 5 * M, 540 * M)),
    )
}
