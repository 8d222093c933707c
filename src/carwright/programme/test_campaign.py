"""How long a test campaign drives until a rate of events is shown, and what can be shown by when.

The statistics stand in `driving_to_safety` (one look) and `sequential` (stop as soon as it is
shown); here they meet a fleet. Rates are events in a million km, distances million km.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from carwright.model.programme import TestCampaign
from carwright.programme.driving_to_safety import (
    allowed_failures,
    distance_without_failure,
    upper_bound,
)
from carwright.programme.sampling import amounts
from carwright.programme.sequential import BoundTest, bound_test
from carwright.units import MS_PER_DAY

Floats = NDArray[np.float64]


def million_km_per_day(campaign: TestCampaign) -> float:
    """Million km that the fleet drives in a day."""
    return campaign.fleet * campaign.km_per_day * campaign.availability * 1e-6


def campaign_days(campaign: TestCampaign, u_rate: Floats, u_events: Floats) -> Floats:
    """Days until the rate is shown, [draws]; at most ``longest``, infinite if never.

    `u_rate` in (0, 1) draws the true rate, `u_events` the luck. With a ``true_rate`` the campaign
    ends as soon as the rate is shown in spite of the failures along the way (`BoundTest`: the whole
    campaign errs with a probability of at most 1 - confidence). Without one no failure is expected:
    the fixed distance without failure of Kalra and Paddock, looked at once.
    """
    daily = million_km_per_day(campaign)
    longest = longest_days(campaign)
    if daily <= 0 or not 0 < campaign.confidence < 1:
        never = 0.0 if campaign.confidence == 0 else longest
        return np.full(u_rate.shape, never)
    if campaign.true_rate is None:
        distance = distance_without_failure(campaign.event_rate, campaign.confidence)
        return np.full(u_rate.shape, min(distance / daily, longest))
    true_rate = np.maximum(amounts(campaign.true_rate, u_rate), 0.0)
    test = bound_test(campaign.event_rate, campaign.confidence, longest * daily)
    distances = np.append(test.distances, np.inf)
    passed = distances[_passes_with(test, true_rate, u_events)]
    found: Floats = np.minimum(passed / daily, longest)
    return found


def _passes_with(test: BoundTest, true_rate: Floats, u: Floats) -> NDArray[np.intp]:
    """Failures with which each draw passes; the number of distances if it never does."""
    found = np.zeros(u.shape, dtype=np.intp)
    for rows in np.array_split(np.arange(u.size), max(1, u.size // 8192)):
        passed = np.cumsum(test.pass_probabilities(true_rate[rows]), axis=1)
        found[rows] = (passed <= u[rows, None]).sum(axis=1)
    return found


def shown_by(campaign: TestCampaign, days: float, failures: int = 0) -> float:
    """Rate (events in a million km) that `days` of driving with so many failures show.

    One look at the exact upper bound at the campaign's confidence; infinite before the first km.
    """
    distance = million_km_per_day(campaign) * days
    if distance <= 0 or campaign.confidence >= 1:
        return math.inf
    return upper_bound(failures, distance, campaign.confidence) if campaign.confidence > 0 else 0.0


def failures_allowed_by(campaign: TestCampaign, days: float) -> int | None:
    """Most failures with which one look after `days` still shows the rate; None: not even 0."""
    distance = million_km_per_day(campaign) * days
    return allowed_failures(campaign.event_rate, distance, campaign.confidence)


def chance_by(campaign: TestCampaign, days: float, true_rate: float) -> float:
    """Probability that the campaign has shown its rate after `days`, for a true rate.

    It looks all the time, and its level is that of the whole campaign (``longest``, or `days` if
    that is not said).
    """
    daily = million_km_per_day(campaign)
    if daily <= 0 or days <= 0:
        return 0.0
    longest = longest_days(campaign)
    whole = longest if math.isfinite(longest) else days
    test = bound_test(campaign.event_rate, campaign.confidence, whole * daily)
    passes = test.pass_probabilities(np.array(true_rate))
    return float(passes[test.distances <= days * daily].sum())


def longest_days(campaign: TestCampaign) -> float:
    """Days after which the campaign ends; infinite if it goes on until it is shown."""
    return math.inf if campaign.longest is None else campaign.longest / MS_PER_DAY
