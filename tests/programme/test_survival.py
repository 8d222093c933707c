"""Survival curves and fits against published samples, closed forms and SciPy."""

import math

import numpy as np
import pytest
from scipy import stats

from carwright.programme.survival import (
    Family,
    aalen_johansen,
    fit_accelerated,
    kaplan_meier,
    log_density,
    log_survival,
)

# Remission under 6-MP, weeks: Freireich et al. 1963, Blood 21, 699-716; as in Kalbfleisch and
# Prentice 2002, table 1.1 (0: still in remission).
WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [1] * 9 + [0] * 12


def test_kaplan_meier_of_the_remission_data() -> None:
    """Survival and Greenwood errors as every textbook prints them."""
    curve = kaplan_meier(WEEKS, RELAPSED)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    survival = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert curve.survival == pytest.approx(survival, abs=5e-5)
    errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert np.sqrt(curve.variance) == pytest.approx(errors, abs=5e-5)
    assert curve.quantile(0.5) == 23
    assert curve.quantile(0.6) is None


def test_kaplan_meier_agrees_with_scipy() -> None:
    rng = np.random.default_rng(2)
    # The first ends and the last is censored: SciPy has no interval where S is 1 or 0.
    t = np.sort(rng.exponential(3, 60))
    c = t[0] + rng.exponential(5, 60)
    c[0], c[-1] = 99, t[-2]
    data = stats.CensoredData.right_censored(np.minimum(t, c), c < t)
    expected = stats.ecdf(data).sf
    curve = kaplan_meier(np.minimum(t, c), t <= c)
    assert curve.survival == pytest.approx(expected.evaluate(curve.times))
    theirs = expected.confidence_interval(0.9, method="log-log")
    for ours, other in zip(curve.interval(0.9), (theirs.low, theirs.high), strict=True):
        inside = curve.survival > 0
        assert ours[inside] == pytest.approx(other.evaluate(curve.times)[inside])


def test_without_censoring_it_is_the_empirical_distribution() -> None:
    curve = kaplan_meier([3, 1, 4, 1], [1, 1, 1, 1])
    assert curve.times.tolist() == [1, 3, 4]
    assert curve.survival.tolist() == pytest.approx([0.5, 0.25, 0])
    assert curve.variance.tolist() == pytest.approx([0.0625, 0.046875, 0])


def test_none_ended() -> None:
    curve = kaplan_meier([3, 5], [0, 0])
    assert curve.times.size == 0
    assert curve.quantile(0.01) is None


def test_competing_ends_by_hand() -> None:
    """Six cases: reached at 1 and 3, given up at 2 and 3, censored at 2 and 4."""
    times, causes = [1, 2, 2, 3, 3, 4], [1, 2, 0, 1, 2, 0]
    first, second = (aalen_johansen(times, causes, cause) for cause in (1, 2))
    assert first.times.tolist() == [1, 2, 3]
    # S: 5/6, 4/6, 4/6 x 1/3
    assert first.incidence == pytest.approx([1 / 6, 1 / 6, 1 / 6 + 4 / 6 / 3])
    assert second.incidence == pytest.approx([0, 5 / 6 / 5, 5 / 6 / 5 + 4 / 6 / 3])
    assert first.incidence + second.incidence + first.free == pytest.approx(np.ones(3))


def test_one_cause_alone_is_one_less_the_survival() -> None:
    curve = aalen_johansen(WEEKS, RELAPSED, 1)
    assert curve.incidence == pytest.approx(1 - kaplan_meier(WEEKS, RELAPSED).survival)


def test_naive_survival_would_overstate_the_incidence() -> None:
    times, causes = [1, 2, 3, 4, 5], [2, 1, 2, 1, 2]
    naive = 1 - kaplan_meier(times, [c == 1 for c in causes]).survival
    assert aalen_johansen(times, causes, 1).incidence[-1] == pytest.approx(0.4)
    assert naive[-1] > 0.4


def test_curves_refuse_what_does_not_match() -> None:
    for times, ends in ([], []), ([1, 2], [1]):
        with pytest.raises(ValueError, match="as many of each"):
            kaplan_meier(times, ends)


@pytest.mark.parametrize("family", ["lognormal", "weibull"])
def test_densities_and_survival_are_scipys(family: Family) -> None:
    t = np.array([0.1, 1.0, 5.0, 40.0])
    location, scale = np.array(1.2), np.array(0.7)
    other = (
        stats.lognorm(0.7, scale=math.exp(1.2))
        if family == "lognormal"
        else stats.weibull_min(1 / 0.7, scale=math.exp(1.2))
    )
    assert log_density(family, np.log(t), location, scale) == pytest.approx(other.logpdf(t))
    assert log_survival(family, np.log(t), location, scale) == pytest.approx(other.logsf(t))


def test_weibull_fit_of_the_remission_data() -> None:
    """Shape 1.354, scale 33.77, log-likelihood -41.66: Kalbfleisch and Prentice 2002, 3.8."""
    fit = fit_accelerated(WEEKS, RELAPSED, "weibull")
    assert 1 / fit.scale == pytest.approx(1.354, abs=1e-3)
    assert math.exp(fit.location) == pytest.approx(33.77, abs=0.01)
    assert fit.log_likelihood == pytest.approx(-41.66, abs=5e-3)
    assert fit.aic == pytest.approx(4 - 2 * fit.log_likelihood)
    assert fit.survival(fit.quantile(0.3)) == pytest.approx(0.7)


@pytest.mark.parametrize("family", ["lognormal", "weibull"])
def test_fit_agrees_with_scipy(family: Family) -> None:
    data = stats.CensoredData.right_censored(WEEKS, [not r for r in RELAPSED])
    fit = fit_accelerated(WEEKS, RELAPSED, family)
    if family == "lognormal":
        s, _, scale = stats.lognorm.fit(data, floc=0)
    else:
        shape, _, scale = stats.weibull_min.fit(data, floc=0)
        s = 1 / shape
    assert fit.scale == pytest.approx(s, rel=1e-3)
    assert math.exp(fit.location) == pytest.approx(scale, rel=1e-3)


def test_uncensored_lognormal_fit_and_its_profile_interval_are_exact() -> None:
    """Profile of the mean of n normals: n log(1 + (x - mean)^2 / s^2) = chi2; so is the width."""
    t = np.exp([1.0, 1.4, 2.0, 2.2, 3.1])
    fit = fit_accelerated(t, np.ones(5), "lognormal", level=0.9)
    log_t = np.log(t)
    assert fit.location == pytest.approx(log_t.mean(), abs=1e-6)
    assert fit.scale == pytest.approx(log_t.std(), abs=1e-6)
    width = log_t.std() * math.sqrt(math.expm1(stats.chi2.ppf(0.9, 1) / 5))
    low, high = fit.location_interval
    assert low == pytest.approx(log_t.mean() - width, abs=1e-5)
    assert high == pytest.approx(log_t.mean() + width, abs=1e-5)
    assert fit.scale_interval[0] is not None
    assert fit.scale_interval[1] is not None
    assert fit.scale_interval[0] < fit.scale < fit.scale_interval[1]


@pytest.mark.parametrize(("times", "ends"), [([1, 2, 3], [1, 0, 0]), ([0, 1, 2], [1, 1, 1])])
def test_fit_refuses_what_has_no_maximum(times: list[float], ends: list[int]) -> None:
    with pytest.raises(ValueError, match="two different durations"):
        fit_accelerated(times, ends, "weibull")
