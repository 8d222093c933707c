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

PARTS, TIME = "parts out", "mean time in the plant"

VARIED = 10
"""Different values that both samples together must have for their score to be called normal.

A source that makes five parts and no more gives counts of 4 and 5, whose t has no such law.
"""


@dataclass(frozen=True)
class Difference:
    """One figure of one plant: both means, and Welch's t carried over to the normal distribution.

    `varied` says whether there are enough different values for that law (`VARIED`).
    """

    figure: str
    ours: float
    theirs: float
    z: float
    varied: bool

    @property
    def p(self) -> float:
        """That chance alone makes them differ so much."""
        return float(2 * stats.norm.sf(abs(self.z)))


def differences(plant: Plant, days: int, seed: int, *, ours: int, theirs: int) -> list[Difference]:
    """`ours` replications by carwright against `theirs` by the twin.

    The time in the plant is left out where a replication brought no part to the end.
    """
    run = cw.simulate(plant, days=days, replications=ours, seed=seed, threads=1)
    sinks = run.frame("sinks")
    by_run = [sinks.filter(sinks["replication"] == n) for n in run.replications]
    left = np.array([float(rows["parts"].sum()) for rows in by_run])
    lead = np.array([float(rows["lead_sum"].sum()) for rows in by_run])
    twins = [_twin(plant, days, seed * 1000 + n) for n in range(theirs)]
    other_left = np.array([float(len(rows)) for rows in twins])
    other_lead = np.array([float(sum(lead for _, _, lead in rows)) for rows in twins])
    found = [difference(PARTS, left, other_left)]
    if left.all() and other_left.all():
        found.append(difference(TIME, lead / left, other_lead / other_left))
    return found


def _twin(plant: Plant, days: int, seed: int) -> list[tuple[int, str, int]]:
    twin = Twin(plant, Generator(seed), days * DAY)
    twin.run()
    return [row for rows in twin.departures.values() for row in rows]


def difference(figure: str, a: Sample, b: Sample) -> Difference:
    """Welch (1947), "The generalization of 'Student's' problem when several different population
    variances are involved", Biometrika 34(1/2), 28-35.
    """
    apart = float(a.mean() - b.mean())
    if np.ptp(a) == np.ptp(b) == 0:
        z = math.copysign(math.inf, apart) if apart else 0.0
    else:
        p = float(stats.ttest_ind(a, b, equal_var=False).pvalue)
        z = math.copysign(float(stats.norm.isf(p / 2)), apart)
    varied = len(np.unique(np.concatenate([a, b]))) >= VARIED
    return Difference(figure, float(a.mean()), float(b.mean()), z, varied)


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
