"""How well a sample fits."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]


def anderson_darling(u: Floats) -> float:
    """p of a sorted sample that should be uniform.

    Marsaglia and Marsaglia (2004), "Evaluating the Anderson-Darling distribution", Journal of
    Statistical Software 9(2), their asymptotic formula; good to 1e-6 for samples of this size.
    """
    n = len(u)
    i = 2 * np.arange(1, n + 1) - 1
    z = float(-n - (i * (np.log(u) + np.log1p(-u[::-1]))).sum() / n)
    if z < 2:
        poly = (2.00012, 0.247105, -0.0649821, 0.0347962, -0.011672, 0.00168691)
        below = math.exp(-1.2337141 / z) / math.sqrt(z) * np.polyval(poly[::-1], z)
    else:
        poly = (1.0776, -2.30695, 0.43424, -0.082433, 0.008056, -0.0003146)
        below = math.exp(-math.exp(np.polyval(poly[::-1], z)))
    return float(1 - below)


def whole(scores: list[float]) -> tuple[float, float]:
    """p of Kolmogorov-Smirnov and of Anderson-Darling that scores are standard normal."""
    u = np.sort(stats.norm.cdf(scores))
    return float(stats.kstest(u, "uniform").pvalue), anderson_darling(u)
