"""Figures of simulated plants: what theory and bookkeeping say about them."""

import pytest

from carwright.analysis import Summary, compare, summarise
from carwright.compile.program import Program
from carwright.compile.schema import Dist
from carwright.engine import run
from carwright.results import Manifest, Run, from_tallies
from engine.build import PlantBuilder
from results.synthetic import DAY, HOUR, program

MINUTE = 60_000


def simulated(plant: Program, days: int, replications: int, period: int, warm_up: int) -> Run:
    manifest = Manifest.of(
        plant,
        scenario="simulated",
        seed=3,
        replications=replications,
        horizon_ms=days * DAY,
        period_ms=period,
        warm_up_ms=warm_up,
    )
    frames = {}
    for number in range(replications):
        one = run(plant, 3, days * DAY, replication=number, period=period, engine="reference")
        frames[number] = from_tallies(plant, one.tallies, replication=number)
    return Run.of(manifest, plant, frames)


def two_machines(mean: int) -> Program:
    work = (Dist.EXPONENTIAL, mean)
    return (
        PlantBuilder()
        .source("in", to="first")
        .station("first", to="shelf", work=work)
        .buffer("shelf", to="second", capacity=3)
        .station("second", to="out", work=work)
        .sink("out")
        .program()
    )


@pytest.fixture(scope="module")
def pair() -> Run:
    return simulated(two_machines(MINUTE), days=1, replications=6, period=HOUR, warm_up=2 * HOUR)


def test_shares_and_their_intervals_lie_between_0_and_1() -> None:
    """Where a state is rare, or nearly always on, Student's interval would reach beyond."""
    plant = PlantBuilder().source("in", to="only").station("only", to="out", work=MINUTE)
    plant.mode("only", between=(Dist.EXPONENTIAL, 600 * MINUTE), repair=10_000)
    few = simulated(plant.sink("out").program(), days=1, replications=3, period=HOUR, warm_up=0)
    (station,) = summarise(few).stations
    failed, working = station.states["failed"], station.states["working"]
    assert 0 == failed.low < failed.mean
    assert working.mean < working.high == 1


def test_two_exponential_machines_make_what_theory_says(pair: Run) -> None:
    """An M/M/1/K queue with K = 5: three places, one on the machine, one blocked before it.

    Hunt (1956), "Sequential arrays of waiting lines", Operations Research 4(6), 674-683: equal
    rates lose 1 / (K + 1) of the rate of one machine alone.
    """
    rate = summarise(pair, level=0.999).plant.jph_net
    assert rate.low <= 60 * 5 / 6 <= rate.high
    assert rate.high - rate.low < 15


def test_each_machine_waits_or_is_blocked_a_sixth_of_the_time(pair: Run) -> None:
    first, second = summarise(pair, level=0.999).stations
    for share in (first.states["blocked"], second.states["waiting"]):
        assert share.low <= 1 / 6 <= share.high
    assert first.stand_alone_rate.low <= 60 <= first.stand_alone_rate.high


def test_bottlenecks_of_equal_machines_share_the_time(pair: Run) -> None:
    ranking = summarise(pair).bottlenecks
    assert sum(each.total.mean for each in ranking.stations) == pytest.approx(1)
    assert ranking.lead.mean < 0.5


def test_common_random_numbers_narrow_a_comparison(pair: Run) -> None:
    faster = simulated(two_machines(58_000), 1, 6, HOUR, 2 * HOUR)
    paired = compare(pair, faster)
    other = Run(faster.manifest.model_copy(update={"seed": 4}), faster.store, plant=None)
    apart = compare(pair, other)
    both = [next(d for d in c.differences if d.figure == "jph_net") for c in (paired, apart)]
    assert both[0].change.mean == pytest.approx(both[1].change.mean)
    assert both[0].change.half_width < both[1].change.half_width / 2
    assert both[0].real is True


@pytest.fixture(scope="module")
def busy() -> tuple[Run, Summary]:
    run = simulated(program(), days=4, replications=2, period=4 * HOUR, warm_up=0)
    return run, summarise(run)


def test_states_of_every_machine_fill_all_time(busy: tuple[Run, Summary]) -> None:
    for station in busy[1].stations:
        assert sum(share.mean for share in station.states.values()) == pytest.approx(1)


def test_little_holds_for_the_whole_plant(busy: tuple[Run, Summary]) -> None:
    """Cars in the plant = rate of cars x lead time, but for those that are there at the end."""
    plant = busy[1].plant
    per_hour = plant.jph_net.mean * 8 / 24
    assert plant.wip.mean == pytest.approx(per_hour * plant.lead_time.mean, rel=0.15)
    assert plant.lead_time_p5.mean < plant.lead_time_p50.mean < plant.lead_time_p95.mean


def test_what_flows_in_is_what_the_ledger_has(busy: tuple[Run, Summary]) -> None:
    run = busy[0]
    ledger = run.frame("ledger").sum()
    assert run.frame("sinks")["parts"].sum() == ledger["sunk"].item()
    edges = run.frame("edges").group_by("to").agg("parts").rows_by_key("to", unique=True)
    assert sum(edges["scrap"][0]) == ledger["scrapped"].item() == run.frame("tests")["scrap"].sum()
    assert ledger["joined"].item() > 100


def test_shares_of_the_test_are_those_of_the_scenario(busy: tuple[Run, Summary]) -> None:
    check = next(each for each in busy[1].stations if each.station == "check")
    assert check.reworked.mean == pytest.approx(0.10, abs=0.02)
    assert check.scrapped.mean == pytest.approx(0.02, abs=0.01)
    assert check.cycle.mean == pytest.approx(30)
