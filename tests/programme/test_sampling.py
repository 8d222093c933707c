"""Quantile functions against the moments of their families, and conditioning on elapsed time."""

import math

import numpy as np
import pytest
from scipy.stats import spearmanr

from carwright.model import Distribution
from carwright.model.programme import Amount, Correlation
from carwright.programme.draws import Draws
from carwright.programme.sampling import NEVER, amounts, durations, remaining

# Midpoints of equal steps: quadrature over the probability, without Monte Carlo error.
U = (np.arange(400_000) + 0.5) / 400_000


@pytest.mark.parametrize(
    ("text", "mean", "sd"),
    [
        ("45 d", 45, 0),
        ("exponential(30 d)", 30, 30),
        ("erlang(30 d, k=4)", 30, 15),
        ("gamma(30 d, cv=0.4)", 30, 12),
        ("lognormal(90 d, cv=0.5)", 90, 45),
        ("triangular(10 d, 20 d, 60 d)", 30, math.sqrt((100 + 400 + 3600 - 200 - 600 - 1200) / 18)),
        ("uniform(10 d, 40 d)", 25, 30 / math.sqrt(12)),
        ("normal(100 d, sd=10 d)", 100, 10),
        ("geometric(20 d, tick=5 d)", 20, 5 * math.sqrt(0.75) / 0.25),
        ("hyperexponential(0.3, 10 d, 50 d)", 38, math.sqrt(2 * (0.3 * 100 + 0.7 * 2500) - 38**2)),
        ("empirical(10 d: 0.25, 50 d: 0.75)", 40, 40 * math.sqrt(0.1875)),
    ],
)
def test_moments(text: str, mean: float, sd: float) -> None:
    days = durations(Distribution.parse(text), U)
    assert (np.diff(days) >= 0).all()
    assert days.mean() == pytest.approx(mean, rel=2e-3)
    assert days.std() == pytest.approx(sd, rel=5e-3, abs=1e-9)


def test_weibull_and_a_normal_cut_at_zero() -> None:
    days = durations(Distribution.parse("weibull(40 d, shape=2)"), U)
    assert days.mean() == pytest.approx(40, rel=1e-3)
    assert np.median(days) == pytest.approx(40 / math.gamma(1.5) * math.sqrt(math.log(2)), rel=1e-4)
    cut = durations(Distribution.parse("normal(10 d, sd=20 d)"), U)
    assert cut.min() >= 0
    density = math.exp(-0.125) / math.sqrt(2 * math.pi)
    share = 0.5 * math.erfc(-0.5 / math.sqrt(2))
    assert cut.mean() == pytest.approx(10 + 20 * density / share, rel=1e-3)


@pytest.mark.parametrize(
    ("text", "mean"),
    [
        ("triangular(8, 10, 15)", 11),
        ("uniform(2, 4)", 3),
        ("lognormal(5, cv=0.3)", 5),
        ("2 k", 2000),
    ],
)
def test_amounts(text: str, mean: float) -> None:
    assert amounts(Amount.parse(text), U).mean() == pytest.approx(mean, rel=1e-3)


def test_an_exponential_has_no_memory() -> None:
    left = remaining(Distribution.parse("exponential(30 d)"), U, 50.0) - 50.0
    assert left.min() >= 0
    assert left.mean() == pytest.approx(30, rel=1e-3)


def test_a_uniform_that_has_begun_is_uniform_on_what_is_left() -> None:
    whole = remaining(Distribution.parse("uniform(100 d, 200 d)"), U, 140.0)
    assert whole.min() >= 140
    assert whole.mean() == pytest.approx(170, rel=1e-4)


def test_what_outran_its_range_still_ends() -> None:
    whole = remaining(Distribution.parse("triangular(10 d, 20 d, 30 d)"), U, 45.0)
    assert whole.min() > 45
    assert whole.mean() == pytest.approx(45 + 2, rel=1e-2)
    assert whole.max() < NEVER


def test_streams_belong_to_their_names_and_seeds() -> None:
    one, other = Draws(1000, 1), Draws(1000, 2)
    assert (one.uniform("a") == Draws(1000, 1).uniform("a")).all()
    assert (one.uniform("a") != one.uniform("b")).any()
    assert (one.uniform("a") != other.uniform("a")).any()
    assert ((one.uniform("a") > 0) & (one.uniform("a") < 1)).all()


def test_sorting_keeps_the_draws_together() -> None:
    plain, sorted_ = Draws(1000, 1), Draws(1000, 1)
    key = (plain.uniform("world") < 0.3).astype(np.int64)
    sorted_.sort_by(key)
    pairs = set(zip(plain.uniform("a"), plain.uniform("b"), strict=True))
    assert set(zip(sorted_.uniform("a"), sorted_.uniform("b"), strict=True)) == pairs
    assert (np.diff(sorted_.uniform("world") < 0.3) == 1).sum() == 1


@pytest.mark.parametrize("rho", [0.0, 0.4, 1.0])
def test_correlation_of_a_group(rho: float, made_programme: object) -> None:
    """Spearman's rank correlation of a Gaussian copula is 6 / pi asin(rho / 2)."""
    from carwright.model.programme import Programme

    assert isinstance(made_programme, Programme)
    group = Correlation(activities=("concept", "prototype"), rho=rho)
    programme = made_programme.model_copy(update={"correlations": (group,)})
    draws = Draws(50_000, 3)
    one = draws.duration_uniform("concept", programme)
    two = draws.duration_uniform("prototype", programme)
    expected = 6 / math.pi * math.asin(rho / 2)
    assert spearmanr(one, two).statistic == pytest.approx(expected, abs=0.02)
    assert one.mean() == pytest.approx(0.5, abs=0.01)
    assert one.var() == pytest.approx(1 / 12, rel=0.03)
    assert (draws.duration_uniform("site", programme) == draws.uniform("site/duration")).all()
