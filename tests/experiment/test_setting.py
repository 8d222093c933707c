"""How a plant is to be run: periods that fit any horizon, and settings that are refused."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carwright import files
from carwright.errors import CarwrightError
from carwright.experiment.setting import (
    DAY,
    MOST_DAYS,
    MOST_PERIODS,
    MOST_THREADS,
    PERIODS,
    WEEK,
    Setting,
    period_of,
)
from carwright.model import Plant


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Plant:
    folder: Path = tmp_path_factory.mktemp("plant") / "small"
    files.new(folder, "small")
    return files.load(folder)


@pytest.mark.parametrize(
    ("days", "hours"),
    [(1, 1 / 12), (2, 1 / 4), (7, 1), (30, 4), (60, 8), (365, 24), (3650, 7 * 24)],
)
def test_periods_are_usual_units(days: int, hours: float) -> None:
    assert period_of(days * DAY) == hours * 3_600_000


@given(st.integers(min_value=1, max_value=MOST_DAYS * DAY))
def test_there_are_enough_periods_but_never_many(horizon: int) -> None:
    period = period_of(horizon)
    count = -(-horizon // period)
    assert count <= MOST_PERIODS
    assert count >= PERIODS or horizon < PERIODS


def test_beyond_700_weeks_a_period_is_a_doubling_of_a_week() -> None:
    assert period_of(700 * WEEK) == WEEK
    assert period_of(700 * WEEK + 1) == 2 * WEEK
    assert period_of(MOST_DAYS * DAY) % WEEK == 0


def test_what_is_not_said_is_the_plants_own(plant: Plant) -> None:
    own = Setting.of(plant)
    assert (own.horizon, own.replications, own.seed) == (28 * DAY, 10, 1)
    assert (own.warm_up, own.phase, own.engine, own.trace) == (None, None, "native", 0)
    other = Setting.of(plant, days=0.5, replications=3, seed=9, warm_up="2 h", trace=8, threads=2)
    assert (other.horizon, other.replications, other.seed) == (DAY // 2, 3, 9)
    assert (other.warm_up, other.trace, other.threads) == (7_200_000, 3, 2)


def test_no_more_threads_than_there_is_work(plant: Plant) -> None:
    assert Setting.of(plant, replications=3, threads=1000).threads == 3
    assert Setting.of(plant, replications=1000, threads=1000).threads == MOST_THREADS
    moved = Setting.of(plant, threads=2).on(threads=50, warm_up="1 d")
    assert (moved.threads, moved.warm_up) == (10, DAY)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"days": 0}, "days: the run has no length"),
        ({"days": -1}, "days: the run has no length"),
        ({"days": MOST_DAYS + 1}, "at most 36,500,000 days"),
        ({"days": float("nan")}, "days: nan"),
        ({"days": float("-inf")}, "days: -inf"),
        ({"replications": 0}, "replications: 0 is out of range -> give 1 to 100,000"),
        ({"replications": 100_001}, "replications: 100001"),
        ({"seed": -1}, "seed: -1 is out of range -> give 0 to 18,446,744,073,709,551,615"),
        ({"seed": 2**64}, "seed"),
        ({"threads": 0}, "threads: 0"),
        ({"trace": -1}, "trace: -1"),
        ({"engine": "warp"}, "engine: 'warp' is unknown -> name one of native, reference"),
        ({"warm_up": "5"}, "warm-up: '5' is not a duration"),
        ({"warm_up": -1}, "warm-up"),
        ({"warm_up": "28 d"}, "warm-up: 28 days of a run of 28 days leave nothing"),
    ],
    ids=str,
)
def test_what_cannot_be_run_is_refused(plant: Plant, told: dict[str, Any], words: str) -> None:
    with pytest.raises(CarwrightError) as raised:
        Setting.of(plant, **told)
    assert words in str(raised.value)


def test_a_period_that_would_fill_memory_is_refused(plant: Plant) -> None:
    """Only a forged checkpoint can ask for one."""
    with pytest.raises(CarwrightError, match="period: 1 ms does not fit"):
        dataclasses.replace(Setting.of(plant), period=1)
