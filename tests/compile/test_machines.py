from typing import Any

import pytest

from carwright.compile.schema import NONE, Clock, Dist, Start
from carwright.compile.streams import stream_key
from carwright.errors import InvalidScenario
from compile.plants import MINUTE, compiled, picked

STOPS: dict[str, Any] = {
    "failures": {
        "servo": {"between": "exponential(100 h)", "repair": "20 min", "crew": "fitters"},
        "tip": {"between": 500, "clock": "cycles", "repair": "1 min", "start": "forced"},
    },
    "maintenance": {
        "lube": {"between": "24 h", "repair": "10 min", "first": "12 h", "start": "opportunistic"}
    },
    "crews": {"fitters": {"size": 2}},
}


def test_every_machine_and_robot_has_its_own_modes() -> None:
    weld = {
        "cycle": "60 s",
        "machines": 2,
        "failures": ["servo"],
        "maintenance": ["lube"],
        "robots": [{"count": 2, "failures": ["tip"]}, {"count": 1, "maintenance": ["lube"]}],
    }
    program = compiled(stations={"weld": weld}, **STOPS)
    assert program.names.modes == tuple(
        f"weld #{k}{mode}"
        for k in (1, 2)
        for mode in (": servo", ": lube", " R01: tip", " R02: tip", " R03: lube")
    )
    assert program.names.assets == tuple(f"weld #{k} R0{n}" for k in (1, 2) for n in (1, 2, 3))
    assert picked(program, "machine", "mode_begin", "mode_end") == [(0, 5), (5, 10)]
    assert picked(program, "mode", "machine", "asset")[5:] == [
        (1, NONE),
        (1, NONE),
        (1, 3),
        (1, 4),
        (1, 5),
    ]
    assert picked(program, "size", "assets") == [(6,)]


def test_what_a_mode_is() -> None:
    weld = {"cycle": "60 s", "failures": ["servo", "tip"], "maintenance": ["lube"]}
    program = compiled(stations={"weld": weld}, **STOPS)
    columns = ("clock", "start", "planned", "crew", "people", "priority")
    assert picked(program, "mode", *columns) == [
        (Clock.OPERATION, Start.IMMEDIATE, 0, 0, 1, 0),
        (Clock.CYCLES, Start.FORCED, 0, NONE, 1, 0),
        (Clock.CALENDAR, Start.OPPORTUNISTIC, 1, NONE, 1, 0),
    ]
    dists = picked(program, "dist", "kind", "a")

    def drawn(column: str) -> list[tuple[int, float] | None]:
        found = [row for (row,) in picked(program, "mode", column)]
        return [None if row == NONE else dists[row] for row in found]

    hour = 60 * MINUTE
    assert drawn("between") == [
        (Dist.EXPONENTIAL, 100 * hour),
        (Dist.CONSTANT, 500),
        (Dist.CONSTANT, 24 * hour),
    ]
    assert drawn("repair") == [(Dist.CONSTANT, m * MINUTE) for m in (20, 1, 10)]
    assert drawn("first") == [None, None, (Dist.CONSTANT, 12 * hour)]


def test_names_of_streams_are_kept() -> None:
    weld = {
        "cycle": "60 s",
        "failures": ["servo"],
        "maintenance": ["lube"],
        "robots": [{"count": 1, "prefix": "H", "failures": ["tip"]}],
    }
    program = compiled(stations={"weld": weld}, **STOPS)
    keys = {c: k.tolist() for c, k in program.columns.items() if ".stream_" in c}
    for purpose in ("work", "setup", "outcome", "detect"):
        assert keys[f"machine.stream_{purpose}"] == [stream_key(f"weld#1/{purpose}")]
    owners = ("weld#1//servo", "weld#1//maintenance:lube", "weld#1/H01/tip")
    for purpose in ("between", "repair"):
        assert keys[f"mode.stream_{purpose}"] == [stream_key(f"{o}/{purpose}") for o in owners]
    for purpose in ("arrival", "mix", "colour"):
        assert keys[f"source.stream_{purpose}"] == [stream_key(f"in/{purpose}")]
    routes = [stream_key(f"{name}/route") for name in ("in", "weld", "out")]
    assert keys["object.stream_route"] == routes


def test_a_failure_and_maintenance_of_one_name_have_luck_of_their_own() -> None:
    both = {"between": "1 h", "repair": "1 min"}
    weld = {"cycle": "60 s", "failures": ["x"], "maintenance": ["x"]}
    program = compiled(stations={"weld": weld}, failures={"x": both}, maintenance={"x": both})
    first, second = program.columns["mode.stream_between"].tolist()
    assert first != second


def test_two_purposes_never_share_a_stream() -> None:
    stop = {"between": "1 h", "repair": "1 min"}
    weld = {"cycle": "60 s", "failures": ["a", "b/a"], "robots": [{"count": 1, "failures": ["a"]}]}
    names = {"a": stop, "b/a": stop}
    assert compiled(stations={"weld": weld}, failures=names).rows("mode") == 3
    twice = {"cycle": "60 s", "failures": ["a", "a"]}
    with pytest.raises(InvalidScenario, match="a"):
        compiled(stations={"weld": twice}, failures=names)
