from typing import Any

import pytest

from carwright.compile.schema import FOREVER, NONE, StepWhat
from carwright.errors import InvalidScenario
from compile.plants import DAY, WEEK, compiled, picked

PHASES = {
    "pilot": {"from": "2025-01-01"},
    "ramp": {"from": "2025-01-13"},
    "full": {"from": "2025-01-20"},
    "later": {"from": "2030-01-01"},
}
TWO_LINES: dict[str, Any] = {
    "phases": PHASES,
    "stations": {
        "old": {"cycle": "60 s", "phase": "pilot"},
        "new": {"cycle": "60 s", "phase": "ramp"},
        "far": {"cycle": "60 s", "phase": "later"},
    },
    "flow": ["in -> old -> out", "in -> new -> out", "in -> (2) -> far -> out"],
}


def test_what_opens_within_the_horizon_opens_by_a_step() -> None:
    program = compiled(**TWO_LINES)
    assert program.names.objects == ("in", "old", "new", "out")
    assert picked(program, "object", "opens") == [(0,), (0,), (WEEK,), (0,)]
    assert picked(program, "step", "at", "what", "row") == [(WEEK, StepWhat.OPEN_OBJECT, 2)]
    # The machine opens with its station.
    assert picked(program, "machine", "opens") == [(0,), (0,)]


def test_what_opens_at_the_horizon_is_left_out() -> None:
    assert compiled(horizon=WEEK, **TWO_LINES).names.objects == ("in", "old", "out")
    assert "new" in compiled(horizon=WEEK + 1, **TWO_LINES).names.objects


def test_a_long_horizon_takes_the_buffer_of_a_path_along() -> None:
    program = compiled(horizon=6 * 366 * DAY, **TWO_LINES)
    opens = dict(zip(program.names.objects, picked(program, "object", "opens"), strict=True))
    assert opens["in > far"] == opens["far"] == ((1821 * DAY),)


def test_a_phase_by_name_exists_at_once_and_nothing_later_does() -> None:
    program = compiled(phase="ramp", **TWO_LINES)
    assert program.names.objects == ("in", "old", "new", "out")
    assert program.rows("step") == 0
    assert compiled(phase="pilot", **TWO_LINES).names.objects == ("in", "old", "out")


def test_an_unknown_phase_is_told_with_the_nearest() -> None:
    with pytest.raises(InvalidScenario, match=r"phase 'rampe': .*did you mean 'ramp'"):
        compiled(phase="rampe", **TWO_LINES)


def test_machines_by_phase_open_one_by_one() -> None:
    counts = {"full": 4, "pilot": 1, "ramp": 3, "later": 9}
    stations = {"a": {"cycle": "1 s"}, "weld": {"cycle": "60 s", "machines": counts}}
    program = compiled(phases=PHASES, stations=stations, flow=["in -> a -> weld -> out"])
    assert picked(program, "station", "machine_begin", "machine_end") == [(0, 1), (1, 5)]
    assert picked(program, "machine", "opens") == [(0,), (0,), (WEEK,), (WEEK,), (2 * WEEK,)]
    assert picked(program, "step", "at", "what", "row") == [
        (WEEK, StepWhat.OPEN_MACHINE, 2),
        (WEEK, StepWhat.OPEN_MACHINE, 3),
        (2 * WEEK, StepWhat.OPEN_MACHINE, 4),
    ]
    assert program.names.machines == ("a", "weld #1", "weld #2", "weld #3", "weld #4")


def test_the_name_of_a_machine_does_not_depend_on_the_phase() -> None:
    weld = {"cycle": "60 s", "machines": {"pilot": 1, "ramp": 2}}
    program = compiled(phase="pilot", phases=PHASES, stations={"weld": weld})
    assert program.names.machines == ("weld #1",)


def test_an_object_exists_from_its_first_number_by_phase() -> None:
    weld = {"cycle": "60 s", "machines": {"ramp": 2, "full": 3}}
    program = compiled(phases=PHASES, stations={"weld": weld})
    assert picked(program, "object", "opens") == [(0,), (WEEK,), (0,)]
    assert picked(program, "machine", "opens") == [(0,), (0,), (2 * WEEK,)]
    assert picked(program, "step", "at", "what", "row") == [
        (WEEK, StepWhat.OPEN_OBJECT, 1),
        (2 * WEEK, StepWhat.OPEN_MACHINE, 2),
    ]


def test_machines_that_came_before_their_station_open_with_it() -> None:
    weld = {"cycle": "60 s", "phase": "full", "machines": {"pilot": 1, "ramp": 2}}
    program = compiled(phases=PHASES, stations={"weld": weld})
    assert picked(program, "machine", "opens") == [(0,), (0,)]
    assert picked(program, "step", "at", "what") == [(2 * WEEK, StepWhat.OPEN_OBJECT)]


def test_a_capacity_by_phase_is_set_by_steps() -> None:
    store = {"capacity": {"full": 9, "pilot": 5, "ramp": 7}}
    flow = ["in -> store -> weld -> out"]
    program = compiled(phases=PHASES, buffers={"store": store}, flow=flow)
    assert picked(program, "buffer", "capacity") == [(5,)]
    assert picked(program, "step", "at", "what", "row", "value") == [
        (WEEK, StepWhat.SET_CAPACITY, 0, 7),
        (2 * WEEK, StepWhat.SET_CAPACITY, 0, 9),
    ]
    named = compiled(phase="ramp", phases=PHASES, buffers={"store": store}, flow=flow)
    assert picked(named, "buffer", "capacity") == [(7,)]
    assert named.rows("step") == 0


def test_a_buffer_without_capacity_holds_any_number() -> None:
    program = compiled(buffers={"store": {}}, flow=["in -> store -> weld -> out"])
    assert picked(program, "buffer", "capacity") == [(FOREVER,)]


def test_phases_of_one_day_count_in_their_order() -> None:
    phases = {"a": {"from": "2025-01-06"}, "b": {"from": "2025-01-06"}}
    store = {"capacity": {"b": 2, "a": 1}}
    flow = ["in -> store -> weld -> out"]
    program = compiled(phases=phases, buffers={"store": store}, flow=flow)
    assert picked(program, "buffer", "capacity") == [(2,)]


def test_steps_of_one_instant_open_objects_first() -> None:
    later = {"cycle": "60 s", "phase": "ramp"}
    more = {"cycle": "60 s", "machines": {"pilot": 1, "ramp": 2}}
    program = compiled(
        phases=PHASES,
        stations={"weld": more, "check": later},
        buffers={"store": {"capacity": {"pilot": 1, "ramp": 2}}},
        flow=["in -> weld -> store -> check -> out"],
    )
    assert picked(program, "step", "at", "what") == [
        (WEEK, StepWhat.OPEN_OBJECT),
        (WEEK, StepWhat.OPEN_MACHINE),
        (WEEK, StepWhat.SET_CAPACITY),
    ]


def test_ways_into_what_is_not_there_are_left_out_and_shares_stay_whole() -> None:
    program = compiled(
        phase="pilot",
        phases=PHASES,
        sources={"in": {"makes": "sedan", "choose": "share"}},
        stations={
            "a": {"cycle": "60 s"},
            "b": {"cycle": "60 s"},
            "far": {"cycle": "60 s", "phase": "later"},
        },
        flow=[
            {"path": "in -> a -> out", "share": 0.2},
            {"path": "in -> b -> out", "share": 0.3},
            {"path": "in -> far -> out", "share": 0.5},
        ],
    )
    weights = picked(program, "link", "to", "weight")[:2]
    assert weights == [(1, pytest.approx(0.4)), (2, 1.0)]


def test_rework_towards_what_is_not_there_has_no_link() -> None:
    test = {"rework": 0.1, "rework_to": "repair"}
    program = compiled(
        phase="pilot",
        phases=PHASES,
        stations={
            "weld": {"cycle": "60 s", "test": test},
            "repair": {"cycle": "60 s", "phase": "later"},
        },
        flow=["in -> weld -> out", "repair -> weld"],
    )
    assert picked(program, "work", "rework_link") == [(NONE,)]
