"""How far cars must drive to show how rarely something happens.

Formulas of Kalra and Paddock (2016), "Driving to Safety", RAND RR-1478, doi 10.7249/RR1478: their
three questions are `distance_without_failure`, `distance_to_estimate` and
`distance_to_show_better`. With failures along the way the exact bounds of a Poisson rate take the
place of the first (Garwood 1936, Biometrika 28(3/4), 437-442).

A rate is events in one unit of distance, a distance is in that unit: miles and events a mile, or
million km and events in a million km.
"""

from __future__ import annotations

import math

from scipy.special import chdtri, ndtri, pdtr

HOURS_A_YEAR = 24 * 365


def distance_without_failure(rate: float, confidence: float, *, per_unit: bool = False) -> float:
    """Distance without any event after which the rate is below `rate` with that confidence.

    -ln(1 - C) / R: Poisson. With `per_unit` ln(1 - C) / ln(1 - R), as Kalra and Paddock count: each
    unit (mile) fails or not, independently; the two differ by half an event's distance x R.

    Raises:
        ValueError: for a rate that is not above 0 (with `per_unit`: nor below 1), or a confidence
            outside of (0, 1).
    """
    _check(rate, confidence)
    if not per_unit:
        return -math.log1p(-confidence) / rate
    if rate >= 1:
        raise ValueError(f"the rate {rate!r} must lie below 1 where each unit fails or not")
    return math.log1p(-confidence) / math.log1p(-rate)


def distance_to_estimate(rate: float, precision: float, confidence: float) -> float:
    """Distance that estimates a rate within a fraction `precision` of itself, two-sided.

    (z / d)^2 / R, z the normal quantile of (1 + C) / 2. Raises ValueError as above, and for a
    precision that is not above 0.
    """
    _check(rate, confidence)
    _above_zero("precision", precision)
    z = float(ndtri((1 + confidence) / 2))
    return (z / precision) ** 2 / rate


def distance_to_show_better(
    human_rate: float, improvement: float, confidence: float, power: float
) -> float:
    """Distance that shows a rate to be below the human one, if it is so by `improvement`.

    (1 - A) H ((z_C + z_power) / (A H))^2: one-sided test at the confidence C that finds a fraction
    A in that share `power` of the campaigns. Raises ValueError as above, and for an improvement or
    a power outside of (0, 1).
    """
    _check(human_rate, confidence)
    for name, value in (("improvement", improvement), ("power", power)):
        if not 0 < value < 1:
            raise ValueError(f"the {name} {value!r} must lie between 0 and 1")
    z = float(ndtri(confidence)) + float(ndtri(power))
    return (1 - improvement) * human_rate * (z / (improvement * human_rate)) ** 2


def distance_with_failures(rate: float, failures: int, confidence: float) -> float:
    """Distance after which the rate is shown in spite of so many failures.

    chi2(C; 2k + 2) / (2 R): the exact upper bound equals R there. Raises ValueError as above, and
    for a negative number of failures.
    """
    _check(rate, confidence)
    return upper_bound(failures, 1.0, confidence) / rate


def upper_bound(failures: int, distance: float, confidence: float) -> float:
    """Rate that is not exceeded, one-sided, after `failures` in `distance` (Garwood 1936).

    Raises:
        ValueError: for failures below 0, a distance not above 0, a confidence outside of (0, 1).
    """
    _check(distance, confidence, "distance")
    if failures < 0:
        raise ValueError(f"there can't be {failures} failures")
    return float(chdtri(2 * failures + 2, 1 - confidence)) / (2 * distance)


def rate_interval(failures: int, distance: float, confidence: float) -> tuple[float, float]:
    """Exact central interval of a Poisson rate (Garwood 1936). Raises ValueError as above."""
    high = upper_bound(failures, distance, (1 + confidence) / 2)
    if failures == 0:
        return 0.0, high
    return float(chdtri(2 * failures, (1 + confidence) / 2)) / (2 * distance), high


def allowed_failures(rate: float, distance: float, confidence: float) -> int | None:
    """Most failures with which the rate is still shown after `distance`; None if not even with 0.

    The largest k with P(N <= k | rate) <= 1 - C, which is the test that belongs to `upper_bound`.
    """
    _check(rate, confidence)
    found = None
    for failures in range(int(rate * distance) + 1):
        if float(pdtr(failures, rate * distance)) > 1 - confidence:
            break
        found = failures
    return found


def chance_to_show(rate: float, true_rate: float, distance: float, confidence: float) -> float:
    """Probability that one look after `distance` shows `rate`, if `true_rate` is what cars have."""
    most = allowed_failures(rate, distance, confidence)
    return 0.0 if most is None else float(pdtr(most, true_rate * distance))


def fleet_years(distance: float, *, cars: int, speed: float) -> float:
    """Years of a fleet that drives day and night at a mean speed (miles an hour, with miles)."""
    return distance / (cars * HOURS_A_YEAR * speed)


def fleet_days(distance: float, *, cars: int, per_day: float, availability: float = 1.0) -> float:
    """Days in which a fleet drives a distance, each car `per_day` on the days when it drives.

    Infinite if the fleet does not drive at all.
    """
    daily = cars * per_day * availability
    return distance / daily if daily > 0 else math.inf


def _check(rate: float, confidence: float, name: str = "rate") -> None:
    _above_zero(name, rate)
    if not 0 < confidence < 1:
        raise ValueError(f"the confidence {confidence!r} must lie between 0 and 1")


def _above_zero(name: str, value: float) -> None:
    if not 0 < value < math.inf:
        raise ValueError(f"the {name} {value!r} must be above 0")
