"""What a program plans: mean times of its distributions, and how much of each type is made."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from carwright.compile.program import Program
from carwright.compile.schema import NONE, Dist, SourceMode

Floats = NDArray[np.float64]


def mean_times(program: Program) -> Floats:
    """Mean of each row of the table ``dist``, ms (or counts), by the textbook formulas.

    Johnson, Kotz and Balakrishnan (1994), "Continuous Univariate Distributions", vol. 1; the
    parameters are those of the table in `engine.draws`. Rounding to whole ms is left aside.
    """
    columns = [program.columns[f"dist.{name}"].tolist() for name in ("kind", "a", "b", "c")]
    rows = zip(*columns, strict=True)
    return np.array([_mean(program, n, *row) for n, row in enumerate(rows)], dtype=np.float64)


def _mean(program: Program, row: int, kind: int, a: float, b: float, c: float) -> float:
    match kind:
        case Dist.CONSTANT | Dist.EXPONENTIAL | Dist.ERLANG:
            return a
        case Dist.GAMMA | Dist.GEOMETRIC:
            return a * b
        case Dist.LOGNORMAL:
            return math.exp(a + b * b / 2)
        case Dist.TRIANGULAR:
            return (a + b + c) / 3
        case Dist.NORMAL:
            return _mean_of_cut_normal(a, b)
        case Dist.WEIBULL:
            return b * math.gamma(1 + 1 / a)
        case Dist.UNIFORM:
            return (a + b) / 2
        case Dist.HYPEREXPONENTIAL:
            return a * b + (1 - a) * c
        case Dist.EMPIRICAL:
            return _mean_of_points(program, row)
    raise ValueError(f"dist row {row} has the unknown kind {kind}")


def _mean_of_cut_normal(mean: float, sd: float) -> float:
    """Mean of a normal distribution given that it is positive."""
    if sd == 0:
        return mean
    z = mean / sd
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return mean + sd * density / (0.5 * math.erfc(-z / math.sqrt(2)))


def _mean_of_points(program: Program, row: int) -> float:
    begin, end = (int(program.columns[f"dist.{edge}"][row]) for edge in ("begin", "end"))
    share = np.diff(program.columns["point.cumulative"][begin:end], prepend=0.0)
    return float(share @ program.columns["point.value"][begin:end])


def type_weights(program: Program) -> Floats:
    """How much of each type is made, if every source but the followers gives one lot.

    It weights the planned cycles of a station that sees several types. A follower makes what the
    shares of the followed types say (rule Q4).
    """
    columns = program.columns
    weights = np.zeros(int(columns["size.types"][0]))
    followers = []
    for source in range(program.rows("source")):
        if columns["source.mode"][source] == SourceMode.FOLLOWS:
            followers.append(int(columns["source.follow_begin"][source]))
        else:
            weights += _made(program, source, len(weights))
    followed = weights.copy()
    for begin in followers:
        into = columns["follow.type"][begin : begin + len(weights)].astype(np.int64)
        np.add.at(weights, into[into != NONE], followed[into != NONE])
    return weights


def _made(program: Program, source: int, types: int) -> Floats:
    """Shares of types of a source with a mix or an order list; they sum to 1."""
    columns = program.columns
    if columns["source.mode"][source] == SourceMode.ORDERS:
        begin, end = (int(columns[f"source.order_{edge}"][source]) for edge in ("begin", "end"))
        counts = np.bincount(columns["order.type"][begin:end], minlength=types)
        return counts / max(1, end - begin)
    begin, end = (int(columns[f"source.mix_{edge}"][source]) for edge in ("begin", "end"))
    made = np.zeros(types)
    np.add.at(
        made, columns["mix.type"][begin:end].astype(np.int64), columns["mix.share"][begin:end]
    )
    return made
