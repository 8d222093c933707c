"""MSER-5: the minimum that its formula asks for, and no trust beyond the middle."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carwright.analysis.warmup import Cut, find_cut, mser, stands_out, still_moves


def by_definition(series: list[float], batch: int) -> int:
    """White's statistic in so many words; the first best cut, in values."""
    count = len(series) // batch
    means = [np.mean(series[batch * n : batch * (n + 1)]) for n in range(count)]
    last = max(count // 2, count - max(7, count // 3))
    errors = [
        np.sum((means[d:] - np.mean(means[d:])) ** 2) / (count - d) ** 2 for d in range(last + 1)
    ]
    return batch * int(np.argmin(errors))


@pytest.mark.parametrize("seed", range(30))
def test_the_cut_is_where_the_statistic_is_least(seed: int) -> None:
    rng = np.random.default_rng(seed)
    series = rng.normal(50, 5, size=int(rng.integers(20, 400)))
    series[: len(series) // 5] -= np.linspace(40, 0, len(series) // 5)
    best = by_definition(series.tolist(), 5)
    cut = mser(series.tolist())
    if cut.reached:
        assert cut.at == best
    else:
        assert best > len(series) // 10 * 5


def test_a_start_from_nothing_is_cut_off() -> None:
    series = [0.0] * 20 + [40.0, 41.0, 39.0, 40.0, 40.5] * 36
    assert mser(series).at == 20
    assert mser(series).reached


def test_a_steady_series_is_left_whole() -> None:
    cut = mser([40.0] * 100)
    assert (cut.at, cut.reached, cut.finding) == (0, True, "")


def test_a_series_that_still_climbs_is_not_trusted() -> None:
    cut = mser(np.linspace(0, 100, 200).tolist())
    assert not cut.reached
    assert cut.at == 100
    assert "run longer" in cut.finding


def test_a_short_series_says_nothing() -> None:
    cut = mser([1.0] * 19)
    assert (cut.at, cut.reached) == (0, False)
    assert "too short" in cut.finding
    assert mser([]).at == 0
    assert mser([0.0] * 5 + [9.0] * 15).at == 5


def test_a_batch_holds_at_least_one_value() -> None:
    with pytest.raises(ValueError, match="batch=0"):
        mser([1.0, 2.0], batch=0)


@given(st.lists(st.integers(0, 60), min_size=20, max_size=200), st.integers(1, 9))
def test_unit_and_origin_do_not_matter(series: list[int], factor: int) -> None:
    moved = [7.0 + factor * value for value in series]
    assert mser(moved).at == mser([float(value) for value in series]).at


def test_cuts_of_a_known_transient_lie_near_its_end() -> None:
    """An exponential approach with noise: the bias left behind the cut is below the noise."""
    rng = np.random.default_rng(3)
    time = np.arange(600)
    for _ in range(50):
        series = 40 * (1 - np.exp(-time / 20)) + rng.normal(0, 2, 600)
        cut = mser(series.tolist())
        assert cut.reached
        assert 30 <= cut.at <= 300


def test_a_steady_series_is_seldom_called_unsteady() -> None:
    rng = np.random.default_rng(8)
    for count, most in [(12, 0), (20, 0.09), (36, 0.04), (120, 0.01)]:
        alarms = sum(not mser(row.tolist(), 1).reached for row in rng.normal(size=(1000, count)))
        assert alarms / 1000 <= most


def test_a_level_second_half_lets_only_the_first_be_cut() -> None:
    """A lucky steady end is no reason to distrust the run; the start is cut all the same."""
    series = [20.0] * 2 + [48.0, 49.0, 47.0, 48.5, 47.5] * 2 + [48.0] * 8
    assert not mser(series, 1).reached
    cut = mser(series, 1, level=True)
    assert cut.reached
    assert 2 <= cut.at <= 10


def test_replications_tell_luck_from_a_plant_that_still_fills() -> None:
    rng = np.random.default_rng(1)
    steady, late = rng.normal(48, 1, size=(2, 1000, 10))
    alarms = sum(still_moves(a.tolist(), b.tolist()) for a, b in zip(steady, late, strict=True))
    assert alarms <= 20  # 1 % of them
    filling = sum(
        still_moves(a.tolist(), (b + 3).tolist()) for a, b in zip(steady, late, strict=True)
    )
    assert filling >= 950


def test_few_replications_can_not_tell() -> None:
    assert still_moves([48.0] * 4, [48.0] * 4)
    assert not still_moves([48.0] * 5, [48.0] * 5)


def test_a_beginning_that_differs_stands_out() -> None:
    steady = np.random.default_rng(4).normal(50.0, 5.0, 200)
    filling = steady.copy()
    filling[:20] -= 25.0
    assert stands_out(filling.tolist(), 20)
    assert not stands_out(steady.tolist(), 20)
    assert not stands_out(steady.tolist(), 0)


def test_a_beginning_stands_out_by_chance_once_in_a_hundred() -> None:
    rng = np.random.default_rng(5)
    found = sum(stands_out(rng.normal(50.0, 5.0, 120).tolist(), 20) for _ in range(2000))
    assert 5 <= found <= 40


def test_one_replication_is_cut_only_where_its_beginning_stands_out() -> None:
    """MSER-5 alone cuts a steady series by luck, which makes the interval too narrow."""
    rng = np.random.default_rng(6)
    lucky = next(s for s in (rng.normal(50, 5, 100).tolist() for _ in range(100)) if mser(s).at)
    assert find_cut(lucky, 1, lambda: True) == Cut(0, 100, reached=True)
    assert find_cut(lucky, 10, lambda: True) == mser(lucky)
    filling = [0.0] * 10 + lucky[10:]
    assert find_cut(filling, 1, lambda: True).at == mser(filling).at >= 10
