"""Figures of the whole plant: by hand where the answer is known, and never NaN."""

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.made import cars_out, line, plant, run_of
from carwright.analysis import plantwide, scope, summarise
from carwright.analysis.leadtime import distribution, quantile
from carwright.analysis.plantwide import MEANING, WORDS
from carwright.analysis.throughput import by_day, by_hour, by_period
from carwright.compile.tallies import LEAD_BINS
from carwright.results.bins import lead_edges
from results.synthetic import DAY, HOUR, Tallies, nothing, program, random_tallies


def output(tallies: Tallies, number: int) -> None:
    """400 or 440 cars a day: one in ten reworked once, 8 scrapped, 12 faults missed, WIP 30."""
    cars = 400 + 40 * number
    cars_out(tallies, cars)
    tallies["sink_reworks"][:, 0, 0] = cars * 9 // 10
    tallies["sink_reworks"][:, 0, 1] = cars // 10
    tallies["test_scrap"][:] = [0, 8]
    tallies["test_escaped"][:] = [0, 12]
    tallies["cars"][:] = 30 * DAY
    tallies["machine_state"][:, :, 0] = 8 * HOUR
    tallies["machine_state"][:, :, 2] = 2 * HOUR
    tallies["machine_state"][:, :, 6] = 14 * HOUR


def test_rates_by_hand() -> None:
    run = run_of(line(calendar="day shift"), output, replications=(0, 1), plant=plant())
    figures = plantwide(scope(run))
    assert figures.jph_net.mean == pytest.approx(52.5)
    assert figures.jph_net.n == 2
    assert figures.jph_gross.mean == pytest.approx(80)
    assert figures.jph_gross.low is None
    assert figures.takt.mean == pytest.approx(45)
    assert figures.oee.mean == pytest.approx(52.5 / 80)
    assert figures.cars_per_day.mean == pytest.approx(420)
    assert figures.cars_per_shift.mean == pytest.approx(420)
    assert figures.cars_per_year.mean == pytest.approx(420 * 365)
    assert figures.cars_per_month.mean == pytest.approx(420 * 365 / 12)


def test_quality_and_stock_by_hand() -> None:
    figures = plantwide(scope(run_of(line(), output, horizon=5 * DAY)))
    assert figures.first_time_through.mean == pytest.approx(360 / 408)
    assert figures.reworks_per_car.mean == pytest.approx(0.1)
    assert figures.scrapped.mean == pytest.approx(8 / 408)
    assert figures.escaped.mean == pytest.approx(0.03)
    assert figures.wip.mean == pytest.approx(30)
    assert figures.lead_time.mean == pytest.approx(2)
    # The bin of 7200 s goes from 7168 to 7296 s.
    assert 7168 / 3600 <= figures.lead_time_p5.mean <= figures.lead_time_p95.mean <= 7296 / 3600
    assert figures.lead_time_p50.mean == pytest.approx((7168 + 7296) / 2 / 3600)


def test_energy_by_state() -> None:
    powered = {
        "press": {
            "cycle": "60 s",
            "machines": 2,
            "energy": {"working": "100 kW", "idle": "10 kW", "off": "1 kW"},
        },
        "test": {"cycle": "45 s"},
    }
    run = run_of(line(), output, horizon=5 * DAY, plant=plant(stations=powered))
    kwh = 2 * (8 * 100 + 2 * 10 + 14 * 1)
    assert plantwide(scope(run)).energy_per_car.mean == pytest.approx(kwh / 400)


def test_without_power_or_shifts_the_figure_says_so() -> None:
    figures = plantwide(scope(run_of(line(), output)))
    assert figures.energy_per_car.note == "no station on record says its power"
    assert "names no shifts" in figures.cars_per_shift.note


def test_scrap_of_components_is_not_scrap_of_cars() -> None:
    from engine.build import PlantBuilder

    made = (
        PlantBuilder(types=("car", "pack"), cars=("car",))
        .source("in", to="weld")
        .source("cells", to="check", mix={"pack": 1.0})
        .station("check", to="packs", test=True, work={"pack": 1000})
        .buffer("packs")
        .station("weld", to="out", needs=(("packs", 1),), test=True, work={"car": 1000})
        .sink("out")
        .program()
    )

    def fill(tallies: Tallies, _: int) -> None:
        cars_out(tallies, 90)
        tallies["test_scrap"][:] = [500, 10]

    assert plantwide(scope(run_of(made, fill))).scrapped.mean == pytest.approx(0.1)


def strict(run: object) -> dict:
    """The summary's JSON, refused if it holds a NaN or an infinity anywhere."""
    return json.loads(json.dumps(summarise(run).to_json(), allow_nan=False))


EDGE_CASES = {
    "no cars at all": (line(), lambda t, _: None, {}),
    "one period": (line(), output, {"horizon": DAY}),
    "a tiny run": (line(), output, {"horizon": 1, "period": 1}),
    "one replication": (line(), output, {"horizon": 40 * DAY}),
    "no planned time": (line(calendar="day shift"), output, {"horizon": 5 * HOUR, "period": HOUR}),
    "many replications": (line(), output, {"replications": range(2, 12)}),
}


@pytest.mark.parametrize("case", EDGE_CASES)
def test_json_is_strict_in_every_corner(case: str) -> None:
    made, fill, told = EDGE_CASES[case]
    told = {"warm_up_ms": None, **told}
    summary = strict(run_of(made, fill, plant=plant(), **told))
    assert summary["headline"].endswith(".")
    for name, figure in summary["plant"].items():
        if figure["mean"] is None:
            assert figure["note"], name
        if figure["low"] is None:
            assert figure["note"], name


def test_no_cars_at_all() -> None:
    summary = strict(run_of(line(), lambda t, _: None))
    assert summary["plant"]["jph_net"]["mean"] == 0
    assert summary["plant"]["lead_time"] == {
        "mean": None,
        "low": None,
        "high": None,
        "n": 0,
        "unit": "h",
        "note": "no car left the plant",
    }
    assert summary["headline"].startswith("made makes no cars")
    assert any("no car left the plant" in finding for finding in summary["findings"])


def test_no_planned_time() -> None:
    summary = strict(run_of(line(calendar="day shift"), output, horizon=5 * HOUR, period=HOUR))
    assert summary["plant"]["jph_net"]["mean"] is None
    assert "no planned time" in summary["plant"]["jph_net"]["note"]
    assert "can't be said" in summary["headline"]


def test_lead_times_without_end() -> None:
    def fill(tallies: Tallies, _: int) -> None:
        cars_out(tallies, 10)
        tallies["lead_time"][:] = 0
        tallies["lead_time"][:, 0, LEAD_BINS - 1] = 10
        tallies["lead_sum"][:] = 2**60

    summary = strict(run_of(line(), fill))
    assert summary["plant"]["lead_time_p50"]["mean"] is None
    assert "longer than the last bin" in summary["plant"]["lead_time_p50"]["note"]
    assert summary["plant"]["lead_time"]["mean"] > 1e10


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.integers(1, 3), st.integers(1, 24))
def test_json_is_strict_for_random_tallies(seed: int, replications: int, periods: int) -> None:
    made = program()

    def fill(tallies: Tallies, number: int) -> None:
        full = random_tallies(made, periods * DAY, DAY, seed + number)
        rng = np.random.default_rng(seed)
        # Some of them stay empty, each time others.
        tallies.update({k: v for k, v in full.items() if rng.random() < 0.7})

    strict(run_of(made, fill, replications=range(replications), horizon=periods * DAY))


@given(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=200), st.floats(0.01, 0.99))
def test_quantiles_from_bins_are_within_their_bin(times: list[int], p: float) -> None:
    begin, end = lead_edges()
    bins = np.searchsorted(end, times, side="right")
    counts = pl.DataFrame({"bin": bins, "cars": np.ones(len(times), dtype=np.int64)})
    found = quantile(counts.group_by("bin").agg(pl.col("cars").sum()), p) / 1000
    exact = np.quantile(np.array(times), p, method="inverted_cdf")
    number = int(np.searchsorted(end, exact, side="right"))
    assert begin[number] <= found <= end[number]


def test_quantiles_of_nothing() -> None:
    assert (
        quantile(pl.DataFrame({"bin": [], "cars": []}, schema={"bin": int, "cars": int}), 0.5)
        is None
    )


def test_the_distribution_of_lead_times() -> None:
    frame = distribution(scope(run_of(line(), output, replications=(0, 1))))
    assert frame.select("from_s", "to_s", "share").rows() == [(7168, 7296, 1.0)]


def hourly(tallies: Tallies, number: int) -> None:
    cars_out(tallies, 48)
    tallies["sink_hour"][:, 0] = 2
    tallies["sink_hour"][5, 0] = 4 + 2 * number


def test_throughput_by_hour_day_and_period() -> None:
    run = run_of(line(), hourly, replications=(0, 1), horizon=2 * DAY, period=6 * HOUR)
    hours = by_hour(run)
    assert hours.height == 48
    assert hours.row(5)[:2] == (5 * HOUR, 5.0)
    # Values 4 and 6: t(0.975, 1) = 12.706 times 1.
    assert hours.row(5)[2:] == pytest.approx((5 - 12.7062, 5 + 12.7062), abs=1e-3)
    assert by_day(run).select("begin", "mean").rows() == [(0, 51.0), (DAY, 48.0)]
    assert by_period(run)["mean"].to_list() == [48.0] * 8


def test_throughput_of_one_replication_has_no_interval() -> None:
    hours = by_hour(run_of(line(), hourly, horizon=DAY))
    assert hours["low"].null_count() == hours.height == 24
    assert by_hour(run_of(line(), lambda t, _: None, horizon=DAY))["mean"].sum() == 0


def test_throughput_in_long_hours() -> None:
    """In a very long run an hour's row may last 16 h, which does not divide a day."""
    tallies = nothing(line(), 4 * DAY, DAY)
    assert tallies["sink_hour"].shape[0] == 96
    run = run_of(line(), hourly, horizon=4 * DAY, hour_ms=16 * HOUR)
    assert by_day(run)["begin"].to_list()[:2] == [0, 16 * HOUR]


def test_every_figure_has_a_meaning_and_a_word() -> None:
    names = [name for name, _ in plantwide(scope(run_of(line(), output))).figures()]
    assert list(MEANING) == list(WORDS) == names
