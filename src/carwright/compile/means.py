"""Mean values of the distributions in a program."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from carwright.compile.program import Program
from carwright.compile.schema import Dist


def mean_times(program: Program) -> NDArray[np.float64]:
    """The mean of each row of ``dist`` in ms (or counts), before rounding to whole ms.

    Formulas by Law (2015), Simulation Modeling and Analysis, 6.2.2; the mean of a normal cut at
    zero by Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, 10.1.
    """
    columns = [program.columns[f"dist.{name}"].tolist() for name in ("kind", "a", "b", "c")]
    slices = zip(
        *(program.columns[f"dist.{end}"].tolist() for end in ("begin", "end")), strict=True
    )
    means = [
        _points(program, begin, end) if kind == Dist.EMPIRICAL else _mean(kind, a, b, c)
        for kind, a, b, c, (begin, end) in zip(*columns, slices, strict=True)
    ]
    return np.array(means, dtype=np.float64)


def _mean(kind: int, a: float, b: float, c: float) -> float:
    match kind:
        case Dist.GAMMA | Dist.GEOMETRIC:
            return a * b
        case Dist.LOGNORMAL:
            return math.exp(a + 0.5 * b * b)
        case Dist.TRIANGULAR:
            return (a + b + c) / 3.0
        case Dist.NORMAL:
            density = math.exp(-0.5 * (a / b) ** 2) / math.sqrt(2.0 * math.pi)
            return a + b * density / (1.0 - c)
        case Dist.WEIBULL:
            return b * math.gamma(1.0 + 1.0 / a)
        case Dist.UNIFORM:
            return 0.5 * (a + b)
        case Dist.HYPEREXPONENTIAL:
            return a * b + (1.0 - a) * c
    return a  # CONSTANT, EXPONENTIAL and ERLANG


def _points(program: Program, begin: int, end: int) -> float:
    values = program.columns["point.value"][begin:end].astype(np.float64)
    shares = np.diff(program.columns["point.cumulative"][begin:end].astype(np.float64), prepend=0.0)
    return float(values @ shares)
