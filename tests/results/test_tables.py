"""The tables say what the tallies hold, with names, no more and no less."""

import numpy as np
import polars as pl
import pytest

from carwright.compile.program import Names, Program
from carwright.compile.schema import FOREVER
from carwright.compile.tallies import LEAD_BINS, LEVELS
from carwright.results import TABLES, from_tallies
from carwright.results.bins import lead_edges, level_edges
from carwright.results.tables import STATES
from results.synthetic import DAY, HOUR, nothing, program, random_tallies

HORIZON, PERIOD = 3 * DAY - HOUR, DAY


@pytest.fixture(scope="module")
def plant() -> Program:
    return program()


@pytest.fixture(scope="module")
def tallies(plant: Program) -> dict[str, np.ndarray]:
    return random_tallies(plant, HORIZON, PERIOD, seed=5)


@pytest.fixture(scope="module")
def frames(plant: Program, tallies: dict[str, np.ndarray]) -> dict[str, pl.DataFrame]:
    return from_tallies(plant, tallies, replication=4)


def cell(frame: pl.DataFrame, column: str, **where: object) -> int:
    return frame.filter(**where)[column].item()


def test_every_table_is_there_and_knows_its_replication(frames: dict[str, pl.DataFrame]) -> None:
    assert frames.keys() == TABLES.keys()
    empty = frames.pop("deadlock")
    assert empty.is_empty()
    assert all(set(frame["replication"]) == {4} for frame in frames.values())


def test_a_ring_keeps_its_order(plant: Program, tallies: dict[str, np.ndarray]) -> None:
    ring = [("weld", 2, "rest", "a part waits for room"), ("rest", 10, "weld", "they wait")]
    frame = from_tallies(plant, tallies, replication=3, ring=ring)["deadlock"]
    assert frame.rows() == [(3, *standing) for standing in ring]


def test_machines_by_state(frames: dict[str, pl.DataFrame], tallies: dict[str, np.ndarray]) -> None:
    machines = frames["machines"]
    assert machines.height == 3 * 6
    for number, state in enumerate(STATES):
        for period in range(3):
            got = cell(machines, state, period=period, machine="weld.2")
            assert got == tallies["machine_state"][period, 1, number]
    assert set(machines.filter(machine="weld.2")["station"]) == {"weld"}
    lengths = machines.filter(machine="check.1").select(pl.sum_horizontal(STATES)).to_series()
    assert lengths.to_list() == [DAY, DAY, DAY - HOUR]


def test_only_testing_stations_are_among_the_tests(
    frames: dict[str, pl.DataFrame], tallies: dict[str, np.ndarray]
) -> None:
    tests = frames["tests"]
    assert set(tests["station"]) == {"check"}
    assert cell(tests, "scrap", period=2) == tallies["test_scrap"][2, 3]


def test_modes_carry_station_machine_and_asset(
    frames: dict[str, pl.DataFrame], tallies: dict[str, np.ndarray]
) -> None:
    second = frames["modes"].filter(period=1, machine="weld.2")
    assert second["asset"].to_list() == ["weld #2 R01"]
    assert second["planned"].to_list() == [False]
    assert second["down"].to_list() == [tallies["mode_down"][1, 1]]


def test_stores_are_buffers_then_conveyors(
    frames: dict[str, pl.DataFrame], tallies: dict[str, np.ndarray]
) -> None:
    stores = frames["stores"].filter(period=0)
    assert stores["store"].to_list() == ["rest", "packs", "yard", "belt"]
    assert cell(stores, "full", store="rest") == tallies["store_time"][0, 0, LEVELS - 1]
    assert cell(stores, "full", store="yard") == 0  # without limit nothing is full
    assert cell(stores, "empty", store="belt") == tallies["store_time"][0, 3, 0]


def test_levels_add_up_to_all_time(frames: dict[str, pl.DataFrame]) -> None:
    total = frames["store_levels"].group_by("period", "store").agg(pl.col("time").sum())
    assert set(total.filter(period=0)["time"]) == {DAY}
    assert set(total.filter(period=2)["time"]) == {DAY - HOUR}


def test_cars_are_counted_apart_from_components(
    frames: dict[str, pl.DataFrame], tallies: dict[str, np.ndarray]
) -> None:
    sinks = frames["sinks"].filter(period=1)
    assert sinks["cars"].to_list() == [tallies["sink_parts"][1, 0, :2].sum()]
    kinds = frames["sink_types"].filter(period=1)
    assert kinds["car"].to_list() == [True, True, False]
    assert kinds["parts"].to_list() == tallies["sink_parts"][1, 0].tolist()


def test_lead_times_are_complete(
    frames: dict[str, pl.DataFrame], tallies: dict[str, np.ndarray]
) -> None:
    leads = frames["lead_times"]
    assert leads["cars"].sum() == tallies["lead_time"].sum()
    assert (leads["cars"] > 0).all()
    assert leads.filter(bin=LEAD_BINS - 1)["to_s"].is_null().all()


def test_edges_have_names_and_scrap(
    frames: dict[str, pl.DataFrame], tallies: dict[str, np.ndarray]
) -> None:
    edges = frames["edges"].filter(period=0)
    assert ("check", "scrap") in edges.select("from", "to").rows()
    assert ("packs", "marriage") in edges.select("from", "to").rows()
    assert edges["parts"].to_list() == tallies["edge_parts"][0].tolist()


def test_the_ledger_is_one_row(
    frames: dict[str, pl.DataFrame], tallies: dict[str, np.ndarray]
) -> None:
    assert frames["ledger"].drop("replication").row(0) == tuple(tallies["ledger"])


def test_a_missing_tally_is_named(plant: Program, tallies: dict[str, np.ndarray]) -> None:
    rest = {name: array for name, array in tallies.items() if name != "crew_busy"}
    with pytest.raises(ValueError, match="lack crew_busy"):
        from_tallies(plant, rest, replication=0)


def test_names_must_fit_the_program(plant: Program) -> None:
    nameless = Program(plant.columns, Names(objects=plant.names.objects))
    with pytest.raises(ValueError, match="0 names for 3 types"):
        from_tallies(nameless, nothing(plant, HORIZON, PERIOD), replication=0)


def test_a_plant_without_tests_modes_or_stores_has_empty_tables() -> None:
    from engine.build import PlantBuilder

    bare = PlantBuilder().source("in", to="out").sink("out").program()
    frames = from_tallies(bare, nothing(bare, DAY, HOUR), replication=0)
    assert frames["machines"].height == frames["modes"].height == frames["store_levels"].height == 0
    assert frames["sinks"].height == 24


def bin_of_lead_time(s: int) -> int:
    """The formula of `compile.tallies.LEAD_BINS`, for one value."""
    if s < 64:
        return s
    k = s.bit_length() - 6
    return min(LEAD_BINS - 1, 64 + 32 * (k - 1) + ((s >> k) - 32))


def test_edges_of_lead_time_bins_follow_the_formula() -> None:
    begin, end = lead_edges()
    assert begin[0] == 0
    assert (begin[1:] == end[:-1]).all()
    for number in range(LEAD_BINS - 1):
        assert bin_of_lead_time(int(begin[number])) == number
        assert bin_of_lead_time(int(end[number]) - 1) == number
    assert bin_of_lead_time(int(begin[-1])) == LEAD_BINS - 1


def bin_of_level(n: int, capacity: int) -> int:
    """The formula of `compile.tallies.LEVELS` and rule Y2.1, for one value."""
    if n == 0:
        return 0
    if capacity >= FOREVER:
        return min(33, n.bit_length())
    if n >= capacity:
        return 33
    return 1 + (n - 1) // max(1, -(-(capacity - 1) // 32))


@pytest.mark.parametrize("capacity", [1, 2, 5, 33, 34, 100, 1000])
def test_edges_of_level_bins_follow_the_formula(capacity: int) -> None:
    low, high = level_edges(capacity)
    for n in range(capacity + 1):
        number = bin_of_level(n, capacity)
        assert low[number] <= n <= high[number]
    inner = [(a, b) for a, b in zip(low[1:-1], high[1:-1], strict=True) if a <= b]
    covered = [n for a, b in inner for n in range(a, b + 1)]
    assert covered == list(range(1, capacity))


def test_edges_of_levels_without_limit() -> None:
    low, high = level_edges(FOREVER)
    for n in [0, 1, 2, 3, 4, 7, 8, 1000, 2**31, 2**32 - 1, 2**32, 2**40]:
        number = bin_of_level(n, FOREVER)
        assert low[number] <= n <= high[number]
