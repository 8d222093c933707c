"""Intervals: the textbook's numbers, and as often right as they say."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.made import cars_out, line, run_of
from carwright.analysis.interval import Figure, exact, in_digits, of_values, t_quantile, unknown
from carwright.analysis.scope import Measure, scope
from results.synthetic import DAY, Tallies


def test_quantiles_of_the_textbook() -> None:
    # Law (2015), table T.1: t with 9 and with 4 degrees of freedom.
    assert t_quantile(10, 0.95) == pytest.approx(2.262, abs=5e-4)
    assert t_quantile(5, 0.90) == pytest.approx(2.132, abs=5e-4)


def test_the_interval_of_a_textbook_example() -> None:
    # Law (2015), example 4.26: ten observations, 90 % interval 1.34 +- 0.24.
    values = [1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09]
    figure = of_values(values, "", level=0.90)
    assert figure.mean == pytest.approx(1.34, abs=5e-3)
    assert figure.half_width == pytest.approx(0.24, abs=5e-3)
    assert figure.n == 10


def test_values_that_are_not_there_are_left_out() -> None:
    assert of_values([1.0, None, 3.0], "h").n == 2
    assert of_values([None, None], "h") == unknown("h", "no values")
    alone = of_values([2.0, None], "h")
    assert (alone.mean, alone.low, alone.high, alone.n) == (2.0, None, None, 1)
    assert "run more replications" in alone.note


def test_no_spread_is_an_interval_of_no_width() -> None:
    figure = of_values([5.0] * 4, "s")
    assert (figure.low, figure.high) == (5.0, 5.0)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_figure_is_finite(bad: float) -> None:
    with pytest.raises(ValueError, match="no figure"):
        Figure(bad, None, None, 1, "")
    with pytest.raises(ValueError, match="no figure"):
        Figure(1.0, 2.0, 3.0, 2, "")


def test_json_has_the_six_keys() -> None:
    told = Figure(1.0, 0.5, 1.5, 4, "h").to_json()
    assert told == {"mean": 1.0, "low": 0.5, "high": 1.5, "n": 4, "unit": "h", "note": ""}
    assert exact(None, "s", "why").to_json()["note"] == "why"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (38.2444, "38.24"),
        (150000.4, "150,000"),
        (0.000123456, "0.0001235"),
        (-3.1, "-3.1"),
        (1e-20, "0"),
        (99999.99, "100,000"),
        (40.0, "40"),
        (100.0, "100"),
    ],
)
def test_numbers_in_sentences(value: float, text: str) -> None:
    assert in_digits(value) == text


def test_figures_in_sentences() -> None:
    assert str(Figure(38.2, 37.5, 38.9, 10, "cars/h")) == "38.2 cars/h [37.5, 38.9]"
    assert str(Figure(0.5, None, None, 1, "")) == "0.5"
    assert str(unknown("h", "no car left")) == "unknown (no car left)"


def test_an_interval_is_cut_to_what_is_possible() -> None:
    wide = of_values([0.0, 0.0, 0.03], "share")
    assert wide.low is not None
    assert wide.low < 0
    cut = wide.within(0, 1)
    assert (cut.low, cut.mean, cut.high) == (0.0, wide.mean, wide.high)
    assert of_values([0.97, 1.0, 1.0], "share").within(0, 1).high == 1.0
    rounded = 1.0 + 2**-52  # a sum of shares may come out so
    assert of_values([rounded, rounded], "share").within(0, 1).high == rounded
    assert unknown("share", "none").within(0, 1) == unknown("share", "none")


@given(st.lists(st.floats(-1e12, 1e12), min_size=2, max_size=30))
def test_the_mean_lies_in_its_interval(values: list[float]) -> None:
    figure = of_values(values, "")
    assert figure.low is not None
    assert figure.mean is not None
    assert figure.high is not None
    assert figure.low <= figure.mean <= figure.high


def test_intervals_across_replications_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(20)
    trials, covered = 4000, 0
    for row in rng.normal(40, 3, size=(trials, 8)):
        figure = of_values(row.tolist(), "")
        covered += figure.low <= 40 <= figure.high  # type: ignore[operator]
    # Three standard errors of a share of 0.95 in 4000 trials are 0.010.
    assert covered / trials == pytest.approx(0.95, abs=0.011)


def autocorrelated(rng: np.random.Generator, length: int, correlation: float) -> np.ndarray:
    """A first-order autoregressive series about 100, stationary from its first value on."""
    noise = rng.normal(size=length) * math.sqrt(1 - correlation**2)
    series = np.empty(length)
    series[0] = rng.normal()
    for n in range(1, length):
        series[n] = correlation * series[n - 1] + noise[n]
    return 100 + 10 * series


@pytest.mark.slow
def test_batch_means_of_one_replication_cover_nearly_as_often() -> None:
    """Periods that hang together (correlation 0.5) would cover far too seldom without batches."""
    rng = np.random.default_rng(4)
    program, trials, covered, naive = line(), 250, 0, 0
    for _ in range(trials):
        series = np.rint(autocorrelated(rng, 200, 0.5)).astype(np.int64)

        def fill(tallies: Tallies, _: int, series: np.ndarray = series) -> None:
            cars_out(tallies, series)

        which = scope(run_of(program, fill, horizon=200 * DAY))
        sums = which.sums(which.run.lazy("sinks").drop("sink"))
        cars = Measure("cars", "", pl.col("cars") / 20)
        ((_, found),) = which.estimate(sums, [], [cars])
        figure = found["cars"]
        assert figure.n == 10
        covered += figure.low <= 100 <= figure.high
        plain = of_values(series.tolist(), "")
        naive += plain.low <= 100 <= plain.high  # type: ignore[operator]
    assert covered / trials > 0.90
    assert naive / trials < 0.85
