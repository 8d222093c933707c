"""A fleet that drives until a rate is shown."""

import math

import numpy as np
import pytest
from scipy import stats

from carwright.model.programme import TestCampaign
from carwright.programme.driving_to_safety import distance_with_failures
from carwright.programme.sequential import bound_test
from carwright.programme.test_campaign import (
    campaign_days,
    chance_by,
    failures_allowed_by,
    million_km_per_day,
    shown_by,
)

N = 40_000
U = (np.arange(N) + 0.5) / N
LUCK = np.random.default_rng(1).random(N)


def fleet(**changes: object) -> TestCampaign:
    fields = {"fleet": 140, "km_per_day": 300, "event_rate": 0.5, "availability": 0.8} | changes
    return TestCampaign.model_validate(fields)


def test_without_failures_it_is_question_one() -> None:
    """140 cars, 300 km, 80 %: 0.0336 million km a day; 3.0 / 0.5 = 5.99 million km: 178.3 days."""
    campaign = fleet()
    assert million_km_per_day(campaign) == pytest.approx(0.0336)
    days = campaign_days(campaign, U, LUCK)
    assert days == pytest.approx(np.full(N, -math.log(0.05) / 0.5 / 0.0336))
    assert shown_by(campaign, float(days[0])) == pytest.approx(0.5)


def test_a_perfect_fleet_passes_at_the_first_distance() -> None:
    campaign = fleet(true_rate=0, longest="900 d")
    first = bound_test(0.5, 0.95, 900 * 0.0336).distances[0]
    assert campaign_days(campaign, U, LUCK) == pytest.approx(np.full(N, first / 0.0336))


def test_draws_follow_the_exact_probabilities() -> None:
    campaign = fleet(true_rate=0.2, longest="900 d")
    days = campaign_days(campaign, U, LUCK)
    for by in (250, 400, 899):
        assert np.mean(days <= by) == pytest.approx(chance_by(campaign, by, 0.2), abs=0.01)
    assert days.max() == 900


def test_a_fleet_as_bad_as_the_limit_rarely_passes() -> None:
    campaign = fleet(true_rate=0.5, longest="900 d")
    assert chance_by(campaign, 900, 0.5) <= 0.05
    assert np.mean(campaign_days(campaign, U, LUCK) < 900) == pytest.approx(0.05, abs=0.01)


def test_a_worse_fleet_takes_longer_in_every_draw() -> None:
    good = campaign_days(fleet(true_rate=0.1, longest="900 d"), U, LUCK)
    bad = campaign_days(fleet(true_rate=0.3, longest="900 d"), U, LUCK)
    assert np.all(good <= bad)
    assert np.any(good < bad)


def test_an_uncertain_rate_mixes_the_certain_ones() -> None:
    campaign = fleet(true_rate="uniform(0.05, 0.45)", longest="900 d")
    rates = 0.05 + 0.4 * U
    test = bound_test(0.5, 0.95, 900 * 0.0336)
    expected = test.pass_probabilities(rates).sum(axis=1).mean()
    assert np.mean(campaign_days(campaign, U, LUCK) < 900) == pytest.approx(expected, abs=0.01)


def test_without_a_longest_time_it_may_never_end() -> None:
    days = campaign_days(fleet(true_rate=2.0), U, LUCK)
    assert np.isinf(days).mean() > 0.95


def test_a_fleet_that_stands_shows_nothing() -> None:
    campaign = fleet(availability=0, longest="100 d")
    assert np.all(campaign_days(campaign, U, LUCK) == 100)
    assert math.isinf(shown_by(campaign, 100))
    assert chance_by(campaign, 100, 0.0) == 0


def test_what_can_be_shown_by_a_day() -> None:
    campaign = fleet()
    distance = 0.0336 * 365
    with_two = stats.chi2.ppf(0.95, 6) / 2 / distance
    assert shown_by(campaign, 365, failures=2) == pytest.approx(with_two)
    days = distance_with_failures(0.5, 2, 0.95) / 0.0336
    assert failures_allowed_by(campaign, days + 0.1) == 2
    assert failures_allowed_by(campaign, days - 0.1) == 1
