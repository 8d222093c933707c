"""Scores against closed forms, quadrature and identities."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from carwright.programme.scoring import (
    brier,
    coverage,
    crps_of_lognormal,
    crps_of_normal,
    crps_of_point,
    crps_of_sample,
    crps_until,
    pit_histogram,
)


def by_quadrature(cdf: object, outcome: float, low: float, high: float) -> float:
    assert callable(cdf)
    below = integrate.quad(lambda t: cdf(t) ** 2, low, outcome, limit=200)[0]
    return below + integrate.quad(lambda t: (1 - cdf(t)) ** 2, outcome, high, limit=200)[0]


@pytest.mark.parametrize("outcome", [-2.0, 1.0, 4.5])
def test_normal(outcome: float) -> None:
    expected = by_quadrature(stats.norm(1, 2).cdf, outcome, -30, 30)
    assert crps_of_normal(1, 2, outcome) == pytest.approx(expected, rel=1e-6)


def test_normal_at_its_mean() -> None:
    """(sqrt(2) - 1) / sqrt(pi)"""
    assert crps_of_normal(0, 1, 0) == pytest.approx((math.sqrt(2) - 1) / math.sqrt(math.pi))


@pytest.mark.parametrize("outcome", [0.0, 0.4, 3.0])
def test_lognormal(outcome: float) -> None:
    expected = by_quadrature(stats.lognorm(0.5, scale=math.exp(0.2)).cdf, outcome, 0, 80)
    assert crps_of_lognormal(0.2, 0.5, outcome) == pytest.approx(expected, rel=1e-6)


def test_sample_by_hand() -> None:
    """1, 2, 4 against 3: mean error 4/3, half the mean difference 2/3."""
    assert crps_of_sample([4, 1, 2], 3) == pytest.approx(4 / 3 - 2 / 3)
    assert crps_of_sample([2.5], 7) == 4.5


def test_large_sample_is_its_distribution() -> None:
    sample = stats.norm(1, 2).ppf((np.arange(4000) + 0.5) / 4000)
    assert crps_of_sample(sample, 3.0) == pytest.approx(crps_of_normal(1, 2, 3.0), rel=1e-3)


@pytest.mark.parametrize(("sample", "outcome"), [([], 1), ([1, math.inf], 1), ([1], math.inf)])
def test_sample_refuses_what_never_comes(sample: list[float], outcome: float) -> None:
    with pytest.raises(ValueError, match="all finite"):
        crps_of_sample(sample, outcome)


def test_within_limits_of_a_uniform_by_hand() -> None:
    """F = t / 10, outcome 4: t^2/100 to 4 and (1 - t/10)^2 from there: 64/300 + 216/300."""
    assert crps_until([0, 10], [0, 1], 4, 0, 10) == pytest.approx(280 / 300)
    assert crps_until([0, 10], [0, 1], 4, 0, 50) == pytest.approx(280 / 300)
    assert crps_until([0, 10], [0, 1], math.inf, 0, 10) == pytest.approx(1000 / 300)
    assert crps_until([0, 10], [0, 1], math.inf, 0, 6) == pytest.approx(216 / 300)
    # never with a probability of 0.4, outcome never: 0.36 for each unit after 10
    assert crps_until([0, 10], [0, 0.6], math.inf, 10, 30) == pytest.approx(0.36 * 20)


def test_within_wide_limits_it_is_the_score() -> None:
    times = np.linspace(-15, 20, 4001)
    found = crps_until(times, stats.norm(1, 2).cdf(times), 2.5, -15, 20)
    assert found == pytest.approx(crps_of_normal(1, 2, 2.5), rel=1e-5)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_point_is_a_step(point: float, outcome: float) -> None:
    times, below = [point - 1e-9, point + 1e-9], [0.0, 1.0]
    expected = crps_until(times, below, outcome, 20, 80)
    assert crps_of_point(point, outcome, 20, 80) == pytest.approx(expected, abs=1e-6)


def test_a_point_against_never() -> None:
    assert crps_of_point(30, math.inf, 10, 100) == 70
    assert crps_of_point(-5, 30, 10, 100) == 20


def test_the_true_distribution_scores_best() -> None:
    """Propriety: what is drawn from a half never, half exponential, is best forecast so."""
    rng = np.random.default_rng(3)
    times = np.linspace(0, 60, 400)
    drawn = np.where(rng.random(2000) < 0.5, np.inf, rng.exponential(5, 2000))
    scores = []
    for never, mean in ((0.5, 5), (0.2, 5), (0.8, 5), (0.5, 2), (0.5, 12)):
        below = (1 - never) * -np.expm1(-times / mean)
        scores.append(np.mean([crps_until(times, below, y, 0, 60) for y in drawn]))
    assert min(scores) == scores[0]


def test_transforms_of_a_calibrated_forecast_are_level() -> None:
    u = (np.arange(1000) + 0.5) / 1000
    assert pit_histogram([(x, x) for x in u], 5) == pytest.approx(np.full(5, 0.2))
    # 40 % never, told as a range, 60 % spread evenly below
    mixed = [(x, x) for x in 0.6 * u[:600] / u[599]] + [(0.6, 1.0)] * 400
    assert pit_histogram(mixed, 5) == pytest.approx(np.full(5, 0.2), abs=0.003)
    assert pit_histogram([(1.0, 1.0)], 4).tolist() == [0, 0, 0, 1]
    assert pit_histogram([], 4).tolist() == [0, 0, 0, 0]


def test_coverage() -> None:
    found = coverage([True] * 8 + [False] * 2)
    theirs = stats.binomtest(8, 10).proportion_ci(0.95, method="exact")
    assert found.share == 0.8
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high))
    assert (coverage([True]).high, coverage([False]).low) == (1.0, 0.0)
    assert (coverage([]).share, coverage([]).low, coverage([]).high) == (None, 0.0, 1.0)


def test_brier_by_hand() -> None:
    """0.8 twice (true, false), 0.2 twice (false, false); base 1/4."""
    found = brier([0.8, 0.8, 0.2, 0.2], [1, 0, 0, 0])
    assert found.score == pytest.approx((0.04 + 0.64 + 0.04 + 0.04) / 4)
    assert found.reliability == pytest.approx((0.3**2 + 0.2**2) / 2)
    assert found.resolution == pytest.approx(0.25**2)
    assert found.uncertainty == pytest.approx(3 / 16)
    assert found.within == pytest.approx(0)


@given(
    st.lists(st.tuples(st.sampled_from([0, 0.1, 0.5, 0.9, 1]), st.sampled_from([0, 1])), min_size=1)
)
def test_brier_is_the_sum_of_its_parts(pairs: list[tuple[float, int]]) -> None:
    found = brier(*zip(*pairs, strict=True))
    assert found.within == pytest.approx(0, abs=1e-12)
    assert found.n == len(pairs)


def test_brier_of_what_is_true_in_part() -> None:
    found = brier([0.5, 0.5], [0.5, 0.5])
    assert found.score == 0
    assert found.within == pytest.approx(-0.25)


@pytest.mark.parametrize(("p", "y"), [([], []), ([0.5], [1, 0]), ([1.5], [1]), ([0.5], [-1])])
def test_brier_refuses(p: list[float], y: list[float]) -> None:
    with pytest.raises(ValueError, match=r"as many|between 0 and 1"):
        brier(p, y)
