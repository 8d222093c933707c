"""Means of a plant by carwright and by its twin with other random numbers, and how they differ.

Compared is the expectation over the same finite horizon, so no warm-up comes into it: parts out,
and the mean time in the plant of those that came out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

import carwright as cw
from carwright.model import Plant
from simpy_twin.luck import Generator
from simpy_twin.paths import DAY
from simpy_twin.translate import Twin

Sample = NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """One figure of one plant: means, and Welch's p that they are the same."""

    figure: str
    ours: float
    theirs: float
    p: float


def differences(plant: Plant, days: int, seed: int, *, ours: int, theirs: int) -> list[Difference]:
    """`ours` replications by carwright against `theirs` by the twin."""
    run = cw.simulate(plant, days=days, replications=ours, seed=seed, threads=1)
    sinks = run.frame("sinks")
    by_run = [sinks.filter(sinks["replication"] == n) for n in run.replications]
    left = np.array([float(rows["parts"].sum()) for rows in by_run])
    lead = np.array([float(rows["lead_sum"].sum()) for rows in by_run])
    twins = [_twin(plant, days, seed * 1000 + n) for n in range(theirs)]
    other_left = np.array([float(len(rows)) for rows in twins])
    other_lead = np.array([float(sum(lead for _, _, lead in rows)) for rows in twins])
    return [
        _difference("parts out", left, other_left),
        _difference("mean time in the plant", lead / left, other_lead / other_left),
    ]


def _twin(plant: Plant, days: int, seed: int) -> list[tuple[int, str, int]]:
    twin = Twin(plant, Generator(seed), days * DAY)
    twin.run()
    return [row for rows in twin.departures.values() for row in rows]


def _difference(figure: str, a: Sample, b: Sample) -> Difference:
    p = (
        1.0
        if a.std() == b.std() == 0 and a[0] == b[0]
        else float(stats.ttest_ind(a, b, equal_var=False).pvalue)
    )
    return Difference(figure, float(a.mean()), float(b.mean()), p if math.isfinite(p) else 0.0)


def holm(p_values: list[float], alpha: float) -> list[int]:
    """Which hypotheses fall at family-wise level `alpha`.

    Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6(2), 65-70.
    """
    fallen = []
    for rank, n in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if p_values[n] > alpha / (len(p_values) - rank):
            break
        fallen.append(n)
    return fallen
