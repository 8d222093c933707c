from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carwright.compile import compile_plant
from carwright.compile.schema import TABLES
from carwright.compile.tables import Tables
from carwright.errors import InvalidScenario
from compile.plants import DAY, WEEK, compiled, picked, plant, streams

LINE: dict[str, Any] = {
    "failures": {"jam": {"between": "exponential(1 h)", "repair": "5 min"}},
    "stations": {
        "weld": {"cycle": "60 s", "machines": 2, "failures": ["jam"]},
        "paint": {"cycle": "70 s", "robots": [{"count": 2, "failures": ["jam"]}]},
    },
    "flow": ["in -> weld -> (5) -> paint -> out"],
}


def test_a_horizon_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="horizon=0 ms"):
        compile_plant(plant(), horizon=0)


def test_all_faults_of_a_plant_are_told_at_once() -> None:
    with pytest.raises(InvalidScenario) as told:
        compiled(flow=["in -> welt -> out", "in -> weld -> exit"])
    text = str(told.value)
    assert "'welt'" in text
    assert "did you mean 'weld'?" in text
    assert "'exit'" in text


def test_equal_plants_have_equal_digests() -> None:
    assert compiled(**LINE).digest() == compiled(**LINE).digest()
    assert compiled(**LINE).digest() != compiled().digest()


def test_notes_and_titles_do_not_change_the_program() -> None:
    assert compiled(name="other", note="new", **LINE).digest() == compiled(**LINE).digest()


def test_a_longer_run_of_a_steady_plant_is_the_same_program() -> None:
    shift = {"shifts": [{"from": "06:00", "to": "14:00"}]}
    short = compiled(horizon=WEEK, calendars={"day": shift}, **LINE)
    assert (
        short.digest() == compiled(horizon=40_000 * DAY, calendars={"day": shift}, **LINE).digest()
    )


name = st.from_regex(r"[A-Za-z][A-Za-z0-9_.+/-]{0,6}", fullmatch=True)


@given(name, st.integers(1, 3), st.booleans())
def test_another_station_changes_no_stream_of_the_others(
    extra: str, machines: int, first: bool
) -> None:
    new = (
        {}
        if extra in {"weld", "paint", "in", "out"}
        else {extra: {"cycle": "1 s", "machines": machines}}
    )
    stations = {**new, **LINE["stations"]} if first else {**LINE["stations"], **new}
    flow = ["in -> weld -> (5) -> paint -> " + "".join(f"{n} -> " for n in new) + "out"]
    before = streams(compiled(**LINE))
    after = streams(compiled(**(LINE | {"stations": stations, "flow": flow})))
    assert before.items() <= after.items()
    assert len(set(after.values())) == len(after)


def test_more_machines_keep_the_streams_of_those_that_were_there() -> None:
    stations = {**LINE["stations"]}
    stations["weld"] = {**stations["weld"], "machines": 5}
    assert (
        streams(compiled(**LINE)).items()
        <= streams(compiled(**LINE | {"stations": stations})).items()
    )


def test_every_slice_lies_within_its_table() -> None:
    program = compiled(**LINE)
    sliced = {"colour": "paint", "order": "order"}
    for table in TABLES:
        for column in table.columns:
            if column.name.endswith("_begin") and column.name[:-6] not in ("follow", "setup"):
                target = sliced.get(column.name[:-6], column.name[:-6])
                begins = program.columns[f"{table.name}.{column.name}"]
                ends = program.columns[f"{table.name}.{column.name[:-6]}_end"]
                assert np.all((begins >= 0) & (begins <= ends) & (ends <= program.rows(target)))


def test_a_line_of_300_stations_with_robots() -> None:
    stations = {f"station {n}": LINE["stations"]["paint"] for n in range(300)}
    path = "in -> " + " -> (3) -> ".join(stations) + " -> out"
    program = compiled(failures=LINE["failures"], stations=stations, flow=[path])
    assert (program.rows("machine"), program.rows("mode")) == (300, 600)
    assert program.rows("object") == 300 + 299 + 2
    assert program.rows("link") == 300 + 299 + 1
    assert len(set(streams(program).values())) == 601 + 3 + 4 * 300 + 2 * 600


def test_a_row_has_exactly_its_tables_columns() -> None:
    with pytest.raises(ValueError, match="prio"):
        Tables().add("type", car=1, priority=0, prio=1)
    with pytest.raises(ValueError, match="priority"):
        Tables().add("type", car=1)


def test_names_stand_beside_every_table() -> None:
    program = compiled(**LINE)
    names = program.names
    assert len(names.objects) == program.rows("object")
    assert len(names.machines) == program.rows("machine")
    assert len(names.modes) == program.rows("mode")
    sizes = picked(program, "size", "types", "colours", "edges", "assets")
    assert sizes == [(len(names.types), len(names.colours), len(names.edges), len(names.assets))]
