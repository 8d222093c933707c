"""Two runs side by side: the right interval, and the right words."""

import numpy as np
import pytest
from scipy import stats

from analysis.made import cars_out, line, plant, run_of
from carwright.analysis import compare
from carwright.analysis.compare import difference, is_real
from carwright.results import Run
from results.synthetic import DAY, Tallies

LUCK = np.random.default_rng(11).integers(-60, 61, size=(20, 10))


def run(base: int, seed: int = 1, replications: range = range(6), **told: object) -> Run:
    """Days of `base` cars and the luck that belongs to seed and replication."""

    def fill(tallies: Tallies, number: int) -> None:
        cars_out(tallies, base + LUCK[number + 10 * (seed - 1)])

    return run_of(line(), fill, replications=replications, seed=seed, **told)


def rates(base: int, seed: int = 1) -> np.ndarray:
    return (base + LUCK[10 * (seed - 1) :][:6].mean(axis=1)) / 24


def test_common_random_numbers_are_paired() -> None:
    result = compare(run(400), run(405))
    net = next(d for d in result.differences if d.figure == "jph_net")
    assert result.paired
    # The luck cancels out: every replication differs by exactly five cars a day.
    assert net.change.mean == pytest.approx(5 / 24)
    assert net.change.half_width == pytest.approx(0, abs=1e-9)
    assert net.real is True
    assert net.verdict.startswith("net rate: +0.2083 cars/h")
    assert net.verdict.endswith("higher beyond chance")


def test_other_seeds_are_compared_by_welch() -> None:
    result = compare(run(400), run(405, seed=2))
    net = next(d for d in result.differences if d.figure == "jph_net")
    assert not result.paired
    reference = stats.ttest_ind(rates(405, 2), rates(400), equal_var=False)
    low, high = reference.confidence_interval(0.95)
    assert (net.change.low, net.change.high) == pytest.approx((low, high))
    assert net.real is False
    assert "no difference beyond chance" in net.verdict
    assert "would have shown" in net.verdict


def test_pairs_are_the_replications_that_both_have() -> None:
    a = {0: 1.0, 1: 2.0, 2: 4.0}
    b = {1: 3.0, 2: 6.0, 3: 9.0}
    paired = difference(a, b, "h", paired=True)
    reference = stats.ttest_rel([3.0, 6.0], [2.0, 4.0]).confidence_interval(0.95)
    assert (paired.low, paired.high) == pytest.approx(tuple(reference))
    assert paired.n == 2


def test_welch_without_spread() -> None:
    same = difference({0: 2.0, 1: 2.0}, {0: 2.0, 1: 2.0}, "h", paired=False)
    assert (same.mean, same.low, same.high) == (0, 0, 0)
    assert is_real(same) is False


def test_one_replication_can_not_be_compared() -> None:
    result = compare(run(400, replications=range(1)), run(500, replications=range(1)))
    net = next(d for d in result.differences if d.figure == "jph_net")
    assert net.real is None
    assert "can't be compared" in net.verdict
    assert "two or more replications" in net.verdict


def test_figures_that_neither_has_are_said_so() -> None:
    result = compare(run(400), run(400))
    by_name = {d.figure: d for d in result.differences}
    assert "no station on record says its power" in by_name["energy_per_car"].verdict
    assert by_name["jph_net"].verdict == "net rate: the same"
    assert by_name["jph_gross"].change.mean == 0


def test_both_runs_lose_the_longer_warm_up() -> None:
    result = compare(run(400, warm_up_ms=DAY), run(400, warm_up_ms=3 * DAY))
    assert result.warm_up_ms == 3 * DAY
    net = next(d for d in result.differences if d.figure == "jph_net")
    assert net.change.mean == 0


def test_what_was_changed_in_the_plant_is_told() -> None:
    before, after = plant(), plant(note="faster")
    result = compare(run(400, plant=before), run(405, plant=after))
    assert [str(change) for change in result.changes] == ["note: new: faster"]
    assert compare(run(400), run(405)).changes == ()


@pytest.mark.parametrize("paired", [True, False])
def test_intervals_of_differences_cover_as_often_as_they_say(paired: bool) -> None:
    rng = np.random.default_rng(2)
    covered, trials = 0, 3000
    for _ in range(trials):
        luck = rng.normal(0, 3, size=6)
        a = dict(enumerate(40 + luck + rng.normal(0, 1, 6)))
        b = dict(enumerate(42 + (luck if paired else rng.normal(0, 6, 6)) + rng.normal(0, 1, 6)))
        change = difference(a, b, "", paired=paired)
        covered += change.low <= 2 <= change.high  # type: ignore[operator]
    # Welch's interval is an approximation, a little off with six values of unequal spread.
    assert covered / trials == pytest.approx(0.95, abs=0.012 if paired else 0.02)


def test_shares_change_by_percentage_points() -> None:
    result = compare(run(400), run(405))
    oee = next(d for d in result.differences if d.figure == "oee")
    assert oee.change.mean is not None
    points = f"+{100 * oee.change.mean:.4g} percentage points ["
    assert oee.verdict.startswith(f"OEE of the plant: {points}")
    assert " %)" not in oee.verdict
