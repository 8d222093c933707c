"""Distributions of the model as parameters of the samplers in ``engine/draws.py``.

Logarithms and the like come from `carwright.elementary`, so that a program is the same to the bit
on every machine.
"""

from __future__ import annotations

import math

from carwright import elementary
from carwright.compile.schema import Dist
from carwright.compile.tables import Tables
from carwright.errors import Finding, InvalidScenario
from carwright.model import Distribution

Points = tuple[tuple[int, float], ...]


class Distributions:
    """Rows of the tables ``dist`` and ``point``; equal distributions are one row."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._rows: dict[Distribution, int] = {}

    def row(self, distribution: Distribution) -> int:
        """The row of a distribution of durations (ms) or of counts."""
        found = self._rows.get(distribution)
        if found is None:
            found = self._rows[distribution] = self._add(distribution)
        return found

    def constant(self, value: int) -> int:
        """The row of a fixed duration (ms) or count."""
        return self.row(Distribution("constant", (value,)))

    def _add(self, distribution: Distribution) -> int:
        kind, given = sampler(distribution)
        a, b, c, d = (*given, 0.0, 0.0, 0.0, 0.0)[:4]
        begin = self._tables.count("point")
        for value, cumulative in cumulated(distribution.points):
            self._tables.add("point", value=value, cumulative=cumulative)
        end = self._tables.count("point")
        return self._tables.add("dist", kind=kind, a=a, b=b, c=c, d=d, begin=begin, end=end)


def sampler(distribution: Distribution) -> tuple[Dist, tuple[float, ...]]:
    """The sampler of a distribution and its parameters a, b, c as ``engine/draws.py`` lists them.

    Mean and coefficient of variation of gamma and lognormal, and the mean of weibull, become the
    usual parameters by the textbook formulas (Law 2015, Simulation Modeling and Analysis, 6.2.2).
    Raises `InvalidScenario` for a weibull whose scale no number can hold.
    """
    kind = Dist[distribution.family.upper()]
    given = tuple(float(p) for p in distribution.parameters)
    match kind, given:
        case Dist.GAMMA, (mean, cv):
            return kind, (1.0 / (cv * cv), mean * cv * cv)
        case Dist.LOGNORMAL, (mean, cv):
            variance = elementary.log1p(cv * cv)
            return kind, (elementary.log(mean) - 0.5 * variance, math.sqrt(variance))
        case Dist.NORMAL, (mean, sd):
            # Without spread it is a constant; the formula of the cut would divide by zero.
            cut = elementary.normal_cdf(-mean / sd) if sd > 0.0 else 0.0
            return (kind, (mean, sd, cut)) if sd > 0.0 else (Dist.CONSTANT, (mean,))
        case Dist.WEIBULL, (mean, shape):
            return kind, (shape, _weibull_scale(distribution, mean, shape))
        case Dist.GEOMETRIC, (mean, tick):
            return kind, (mean / tick, tick)
    return kind, given


def _weibull_scale(distribution: Distribution, mean: float, shape: float) -> float:
    scale = mean / elementary.gamma_function(1.0 + 1.0 / shape)
    if not scale > 0.0:
        what = f"with shape={shape:g} nearly all of it lies at 0 and the rest beyond all times"
        raise InvalidScenario([Finding(str(distribution), what, "give a shape of 0.01 or more")])
    return scale


def cumulated(points: Points) -> Points:
    """(value, weight) pairs as (value, cumulative probability), the last exactly 1."""
    total = math.fsum(weight for _, weight in points)
    so_far = 0.0
    rising = []
    for value, weight in points:
        so_far += weight
        rising.append((value, min(so_far / total, 1.0)))
    return (*rising[:-1], (rising[-1][0], 1.0)) if rising else ()
