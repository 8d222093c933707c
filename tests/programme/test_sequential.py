"""Sequential tests against simulation, closed forms and their own definition."""

import math

import numpy as np
import pytest
from scipy import stats

from carwright.programme.driving_to_safety import distance_with_failures, upper_bound
from carwright.programme.sequential import BoundTest, RatioTest, bound_test


def pass_bounds(test: BoundTest, true_rate: float, runs: int, seed: int) -> list[int | None]:
    """Failures with which simulated fleets pass."""
    rng = np.random.default_rng(seed)
    found: list[int | None] = []
    for _ in range(runs):
        events = np.cumsum(rng.exponential(1 / true_rate, size=test.distances.size))
        free = np.flatnonzero(events > test.distances)
        found.append(int(free[0]) if free.size else None)
    return found


@pytest.mark.parametrize("true_rate", [0.2, 0.5, 1.0])
def test_bound_test_against_simulation(true_rate: float) -> None:
    test = bound_test(1.0, 0.9, longest=15.0)
    exact = test.pass_probabilities(np.array(true_rate))
    runs = 20_000
    passed = pass_bounds(test, true_rate, runs, seed=3)
    for k, probability in enumerate(exact):
        error = 4.5 * math.sqrt(probability * (1 - probability) / runs) + 1e-9
        assert passed.count(k) / runs == pytest.approx(probability, abs=error)


def test_bound_test_errs_as_much_as_allowed_and_no_more() -> None:
    test = bound_test(0.5, 0.95, longest=40.0)
    assert test.weights.sum() <= 0.05
    assert test.weights.sum() > 0.045  # the last failure within reach comes in a step
    assert test.pass_probabilities(np.array(0.5)).sum() == pytest.approx(test.weights.sum())


def test_the_bound_of_one_look_errs_three_times_as_often() -> None:
    """900 days of 0.0336 million km: 15 % instead of 5 % of the fleets with the rate itself."""
    naive = [distance_with_failures(0.5, k, 0.95) for k in range(20)]
    naive = [each for each in naive if each <= 900 * 0.0336]
    looks = BoundTest(0.5, 0.95, 0.95, np.array(naive), np.empty(len(naive)))
    passed = [each is not None for each in pass_bounds(looks, 0.5, 20_000, seed=7)]
    assert np.mean(passed) == pytest.approx(0.15, abs=0.01)
    assert bound_test(0.5, 0.95, 900 * 0.0336).nominal == pytest.approx(0.984, abs=5e-4)


def test_bound_test_passes_where_its_nominal_bound_meets_the_rate() -> None:
    test = bound_test(0.5, 0.95, longest=40.0)
    for k, distance in enumerate(test.distances):
        assert upper_bound(k, distance, test.nominal) == pytest.approx(0.5)


def test_bound_test_with_only_one_look_is_the_fixed_test() -> None:
    alone = distance_with_failures(1.0, 0, 0.95)
    test = bound_test(1.0, 0.95, longest=alone * 1.0001)
    assert test.distances == pytest.approx([alone])
    assert test.pass_probabilities(np.array(0.3)) == pytest.approx([math.exp(-0.3 * alone)])


def test_bound_test_with_two_looks_by_hand() -> None:
    """Pass with none by a, or with one by b that came before a: e^-a + a e^-b."""
    test = bound_test(1.0, 0.9, longest=5.0)
    a, b = test.distances
    rates = np.array([0.0, 0.25, 1.0])
    expected = [[math.exp(-r * a), r * a * math.exp(-r * b)] for r in rates]
    assert test.pass_probabilities(rates) == pytest.approx(np.array(expected))


def test_nothing_can_be_shown_too_soon() -> None:
    assert bound_test(1.0, 0.95, longest=1.0).distances.size == 0


def ratio_by_simulation(test: RatioTest, rate: float, runs: int) -> tuple[float, float]:
    rng = np.random.default_rng(5)
    passes, driven = 0, 0.0
    for _ in range(runs):
        at, failures = 0.0, 0
        while True:
            event = at + rng.exponential(1 / rate)
            if test.passes_at(failures) <= event:
                passes, driven = passes + 1, driven + test.passes_at(failures)
                break
            at, failures = event, failures + 1
            if at <= test.fails_before(failures):
                driven += at
                break
    return passes / runs, driven / runs


@pytest.mark.parametrize("rate", [0.1, 0.25, 0.5])
def test_ratio_test_against_simulation(rate: float) -> None:
    test = RatioTest(0.1, 0.5, alpha=0.1, beta=0.05)
    exact = test.course(rate)
    runs = 6000
    passes, driven = ratio_by_simulation(test, rate, runs)
    spread = math.sqrt(exact.passes * (1 - exact.passes) / runs)
    assert passes == pytest.approx(exact.passes, abs=4.5 * spread)
    assert driven == pytest.approx(exact.mean_distance, rel=0.06)
    assert exact.passes + exact.fails + exact.undecided == pytest.approx(1)
    assert exact.undecided < 1e-11


def test_ratio_test_keeps_walds_bounds() -> None:
    """Wald 1947: true errors a', b' obey a' <= alpha / (1 - beta), b' <= beta / (1 - alpha)."""
    for alpha, beta in [(0.05, 0.05), (0.1, 0.02), (0.01, 0.2)]:
        test = RatioTest(1.0, 2.0, alpha, beta)
        assert test.course(1.0).fails <= alpha / (1 - beta)
        assert test.course(2.0).passes <= beta / (1 - alpha)
        # and their sum does not exceed the nominal sum
        assert test.course(1.0).fails + test.course(2.0).passes <= alpha + beta


def test_ratio_test_obeys_walds_identity() -> None:
    """E[exp(h log-ratio)] at the end is 1 for the bad rate's ratio under the good rate.

    Passing happens on the boundary itself, without overshoot: so it contributes exactly
    beta / (1 - alpha) times its probability, and that is the probability to pass under the bad.
    """
    test = RatioTest(0.3, 0.9, 0.05, 0.1)
    good, bad = test.course(0.3), test.course(0.9)
    assert bad.passes == pytest.approx(good.passes * 0.1 / 0.95, rel=1e-9)


def test_ratio_test_of_a_perfect_fleet() -> None:
    test = RatioTest(0.1, 0.5)
    course = test.course(0.0)
    assert course.passes == 1
    assert course.mean_distance == pytest.approx(math.log(0.95 / 0.05) / 0.4)


def test_ratio_test_cut_short() -> None:
    test = RatioTest(0.1, 0.5)
    course = test.course(0.25, longest=test.passes_at(0) * 0.9)
    assert course.passes == 0
    assert course.fails + course.undecided == pytest.approx(1)
    # Before the first pass it fails at once with three events within reach, or later with more.
    assert course.mean_distance <= test.passes_at(0) * 0.9
    assert test.course(1e-9, longest=1.0).mean_distance == pytest.approx(1.0)


def test_mean_distance_of_one_step() -> None:
    """Cut before any pass: E[min(T_c, L)] where c events fail all along is a gamma integral."""
    test = RatioTest(0.1, 0.5, alpha=0.01)
    first = next(k for k in range(1, 20) if test.fails_before(k) > 0)
    longest = 0.5 * test.fails_before(first)
    gamma = stats.gamma(first, scale=1 / 0.8)
    expected = longest * gamma.sf(longest) + first / 0.8 * stats.gamma(
        first + 1, scale=1 / 0.8
    ).cdf(longest)
    assert test.course(0.8, longest=longest).mean_distance == pytest.approx(expected)


@pytest.mark.parametrize(
    ("good", "bad", "alpha"), [(0.5, 0.5, 0.05), (0.0, 0.5, 0.05), (0.1, 0.5, 0.5), (0.1, 0.5, 0)]
)
def test_ratio_test_refuses(good: float, bad: float, alpha: float) -> None:
    with pytest.raises(ValueError, match="must lie"):
        RatioTest(good, bad, alpha)
