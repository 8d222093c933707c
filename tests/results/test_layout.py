"""The plant as tables: ways, planned times and calendars."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from carwright.compile.schema import NONE, CalendarState, OutRule
from carwright.results import LAYOUT, layout
from carwright.results.shift_time import spans, time_in_states
from engine.build import PlantBuilder
from results.synthetic import DAY, HOUR, program


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    return layout(program(), horizon=3 * DAY, period=DAY // 2)


def test_every_table_is_there(tables: dict[str, pl.DataFrame]) -> None:
    assert tables.keys() == LAYOUT.keys()


def test_the_cars_way_leaves_out_the_feeder(tables: dict[str, pl.DataFrame]) -> None:
    objects = tables["objects"]
    on_way = objects.filter("cars")
    off_way = objects.filter(~pl.col("cars"))["object"].to_list()
    assert off_way == ["cells", "pack", "packs"]
    steps = dict(on_way.select("object", "to_end").rows())
    expected = {"bodies": 6, "weld": 5, "rest": 4, "marriage": 3, "belt": 2, "check": 1}
    assert steps == {**expected, "mend": 2, "yard": 3, "out": 0}


def test_objects_say_what_they_are(tables: dict[str, pl.DataFrame]) -> None:
    row = {r["object"]: r for r in tables["objects"].to_dicts()}
    assert row["weld"]["machines"] == 2
    assert row["weld"]["calendar"] == "day shift"
    assert row["pack"]["calendar"] is None
    assert row["check"]["test"] is True
    assert row["weld"]["test"] is False
    assert row["rest"]["capacity"] == 10
    assert row["yard"]["capacity"] is None
    assert row["out"]["machines"] is None


def test_works_leave_out_types_that_never_come(tables: dict[str, pl.DataFrame]) -> None:
    pack = tables["works"].filter(station="pack")
    assert pack["type"].to_list() == ["battery"]
    assert pack["cycle"].to_list() == [40_000]
    weld = {r["type"]: r["visits"] for r in tables["works"].filter(station="weld").to_dicts()}
    assert weld["sedan"] == pytest.approx(3 * weld["coupe"])
    assert weld["battery"] == 0


def test_rates_of_stations_count_reworks_and_scrap(tables: dict[str, pl.DataFrame]) -> None:
    jph = dict(tables["objects"].select("object", "jph").drop_nulls().rows())
    # Each test passes 88 % and sends 10 % round again: 1 / 0.88 tests for each car that leaves.
    tests = 1 / 0.88
    assert jph["check"] == pytest.approx(3600 / 30 / tests)
    # Scrap takes 2 % of the tests: so many more bodies must be welded, on two machines.
    assert jph["weld"] == pytest.approx(2 * 3600 / 90 / (1 + 0.02 * tests))
    assert set(jph) == {"weld", "pack", "marriage", "belt", "check", "mend"}


def test_rates_of_conveyors_go_by_headway_or_by_length() -> None:
    plant = (
        PlantBuilder()
        .source("in", to="close")
        .conveyor("close", to="long", travel=120_000, headway=30_000, capacity=8)
        .conveyor("long", to="still", travel=240_000, headway=30_000, capacity=6)
        .conveyor("still", to="out")
        .sink("out")
        .program()
    )
    objects = layout(plant, horizon=DAY, period=DAY)["objects"]
    jph = dict(objects.select("object", "jph").drop_nulls().rows())
    assert jph == {"close": 120.0, "long": 90.0}


def test_links_give_shares_only_where_the_object_chooses_by_share() -> None:
    plant = (
        PlantBuilder()
        .source("in", to=[("a", 3), ("b", 1)], out_rule=OutRule.RANDOM)
        .station("a", to=["c", "out"])
        .station("b", to="out")
        .station("c", to="out")
        .sink("out")
        .program()
    )
    links = layout(plant, horizon=DAY, period=DAY)["links"].select("from", "to", "share").rows()
    assert links[:2] == [("in", "a", 0.75), ("in", "b", 0.25)]
    assert links[2:] == [
        ("a", "c", None),
        ("a", "out", None),
        ("b", "out", None),
        ("c", "out", None),
    ]


def test_calendars_by_period_and_day(tables: dict[str, pl.DataFrame]) -> None:
    assert tables["calendars"]["on"].to_list() == [6 * HOUR, 2 * HOUR] * 3
    assert tables["days"]["on"].to_list() == [8 * HOUR] * 3
    assert tables["days"]["off"].to_list() == [16 * HOUR] * 3


def test_time_in_states_agrees_with_walking_through_the_changes() -> None:
    changes = [
        (0, CalendarState.OFF),
        (5, CalendarState.ON),
        (17, CalendarState.BREAK),
        (20, CalendarState.ON),
        (31, CalendarState.OFF),
    ]
    plant = (
        PlantBuilder()
        .source("in", to="out")
        .sink("out")
        .calendar("c", changes, loop=1, length=40)
        .program()
    )
    edges = np.array([0, 3, 44, 45, 46, 100, 1000, 1001, 12345])
    state = np.full(12345, CalendarState.OFF)
    for turn in range(400):
        for n, (at, what) in enumerate(changes):
            if turn == 0 or n >= 1:
                state[at + 40 * turn :] = what
    walked = [[(state[a:b] == s).sum() for s in CalendarState] for a, b in pairwise(edges)]
    assert time_in_states(plant, 0, edges).tolist() == walked


def test_without_repetition_the_last_state_lasts() -> None:
    changes = [(0, CalendarState.ON), (10, CalendarState.OFF)]
    plant = PlantBuilder().source("in", to="out").sink("out").calendar("c", changes).program()
    assert time_in_states(plant, 0, np.array([0, 5, 1000])).tolist() == [[5, 0, 0], [5, 0, 990]]
    assert time_in_states(plant, NONE, np.array([0, 7])).tolist() == [[7, 0, 0]]


def test_spans_end_at_the_horizon() -> None:
    assert spans(10, 4).tolist() == [0, 4, 8, 10]
    assert spans(8, 4).tolist() == [0, 4, 8]
