"""Where the start of a run ends: MSER-5.

A plant starts empty, so its first output says little about the years that follow. The marginal
standard error rule cuts the series where the standard error of what is left would be smallest
(White 1997, "An effective truncation heuristic for bias reduction in simulation output",
Simulation 69(6), 323-334), here on means of five neighbours (MSER-5; Spratt 1998, M.S. thesis,
University of Virginia; White, Cobb and Spratt 2000, Winter Simulation Conference, 755-760). A cut
beyond the middle of the series is not trusted: the run is too short (Hoad, Robinson and Davies
2010, "Automating warm-up length estimation", Journal of the Operational Research Society 61,
1389-1403).

On a short steady series luck alone puts the best cut beyond the middle now and then. Replications
can tell luck from a plant that still fills: if the mean does not move within the second half
(`still_moves`), the best cut of the first half is taken.

A single replication has one more danger: the cut is chosen so that the spread of the rest is
smallest, and the interval is then made of that very spread. So it is cut only where its beginning
differs from the rest beyond chance (`stands_out`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from carwright.analysis.interval import FEWEST_BATCHES, of_values, t_quantile

BATCH = 5
"""Neighbours whose mean is one observation (the 5 of MSER-5)."""

_FEWEST = 4  # batch means below which nothing can be said

_FEWEST_PAIRS = 5  # replications below which a test of the second half would seldom see a trend
_SURE = 0.99


def _least_left(count: int) -> int:
    """Batch means that a cut must leave: a third of them, at least seven.

    Fewer agree by chance. With the five that are usual a steady series of 20 batch means would be
    called unsteady in 34 % of the cases, with a third and seven in 7 % (36: 15 % and 2 %).
    """
    return max(7, count // 3)


@dataclass(frozen=True)
class Cut:
    """Where MSER-5 cuts a series of `length` values: before value number `at` (from 0).

    `reached` is False if the best cut lies beyond the middle, or the series is too short to say:
    the run must be longer. `at` is then the middle of the series, or 0.
    """

    at: int
    length: int
    reached: bool
    finding: str = ""


@dataclass(frozen=True)
class WarmUp:
    """What is left out of a run's figures: the first `periods` periods, that is `ms`."""

    periods: int
    ms: int
    method: Literal["given", "MSER-5"]
    reached: bool = True
    finding: str = ""


def mser(series: Sequence[float], batch: int = BATCH, *, level: bool = False) -> Cut:
    """Where to cut a series so that the standard error of the rest is smallest.

    With batch means Z_1..Z_k the cut d minimises sum over i > d of (Z_i - mean of these)^2 divided
    by (k - d)^2; ties go to the smaller d, and a third of the batch means are left over. Values
    behind the last whole batch count for nothing here. With `level`, when the second half is known
    to be level, only cuts up to the middle are looked at. Raises ValueError if `batch` is below 1.
    """
    if batch < 1:
        raise ValueError(f"batch={batch} must be at least 1")
    values = np.asarray(series, dtype=np.float64)
    count = len(values) // batch
    if count < _FEWEST:
        return Cut(0, len(values), reached=False, finding=_too_short(len(values), batch))
    means = values[: count * batch].reshape(count, batch).mean(axis=1)
    middle = count // 2
    last = middle if level else max(middle, count - _least_left(count))
    best = int(np.argmin(_errors(means)[: last + 1]))
    if best > middle:
        return Cut(middle * batch, len(values), reached=False, finding=_NOT_REACHED)
    return Cut(best * batch, len(values), reached=True)


def find_cut(series: Sequence[float], replications: int, moves: Callable[[], bool]) -> Cut:
    """Where the warm-up of a run ends: MSER-5, with a second look where luck would decide.

    `series` is the mean over the replications. A cut beyond the middle is taken back if `moves`
    (`still_moves` of the second half, asked only then) says no; that of a single replication if
    its beginning does not stand out (`stands_out`).
    """
    cut = mser(series)
    if not cut.reached and cut.at and not moves():
        return mser(series, level=True)
    if replications == 1 and cut.reached and not stands_out(series, cut.at):
        return replace(cut, at=0)
    return cut


def still_moves(earlier: Sequence[float], later: Sequence[float]) -> bool:
    """Whether the mean of a steady run would not differ so: it still moves, or nobody can say.

    `earlier` and `later` are means of two equal parts of the second half of a run, one pair for
    each independent replication. Their differences are tested at 1 % by Student's t, as Kelton and
    Law 1983 test the slope ("A new approach for dealing with the startup problem in discrete event
    simulation", Naval Research Logistics Quarterly 30, 641-658). With fewer than five replications
    nobody can say.
    """
    if len(earlier) < _FEWEST_PAIRS:
        return True
    gaps = [after - before for before, after in zip(earlier, later, strict=True)]
    change = of_values(gaps, "", level=_SURE)
    return change.low is None or change.high is None or not change.low <= 0 <= change.high


def stands_out(series: Sequence[float], at: int) -> bool:
    """Whether the mean of the values before number `at` differs from that of the others.

    Ten batch means of the others give the spread, Student's t with nine degrees of freedom at 1 %
    the verdict; in the spirit of Schruben (1982), "Detecting initialization bias in simulation
    output", Operations Research 30(3), 569-590. True where the others are too few to say.
    """
    values = np.asarray(series, dtype=np.float64)
    size = (len(values) - at) // FEWEST_BATCHES
    if at == 0 or size == 0:
        return at > 0
    rest = values[len(values) - size * FEWEST_BATCHES :].reshape(FEWEST_BATCHES, size).mean(axis=1)
    # A mean of fewer values varies more: as one of independent batches.
    factor = size / at + 1 / FEWEST_BATCHES
    gap = abs(float(values[:at].mean() - rest.mean()))
    return gap > t_quantile(FEWEST_BATCHES, _SURE) * float(rest.std(ddof=1)) * math.sqrt(factor)


_NOT_REACHED = "no steady state was reached: the cut by MSER-5 lies beyond the middle -> run longer"


def _too_short(length: int, batch: int) -> str:
    return (
        f"too short for MSER-{batch}: {length} periods with planned production, of at least"
        f" {batch * _FEWEST} -> run longer; nothing was cut off as warm-up"
    )


def _errors(means: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
    """The statistic for each cut 0..k-1, by Welford's recursion from the end (stable, linear)."""
    errors = []
    mean, squares = 0.0, 0.0
    for n, value in enumerate(means[::-1].tolist(), start=1):
        step = value - mean
        mean += step / n
        squares += step * (value - mean)
        errors.append(squares / (n * n))
    return errors[::-1]
