from typing import Any

import pytest

from carwright.compile.program import Program
from carwright.compile.schema import NONE, KeyBy
from compile.plants import compiled, picked


def pressed(setup: dict[str, Any]) -> Program:
    return compiled(
        variants={"hood": {}, "roof": {}, "door": {}, "never": {}},
        colours=["white", "red"],
        sources={"in": {"makes": {"hood": 0.4, "roof": 0.3, "door": 0.3}}},
        stations={"press": {"cycle": "5 s", "setup": setup}},
        flow=["in -> press -> out"],
    )


def matrix(program: Program) -> list[list[float | None]]:
    """Set-up times of the first station in ms."""
    ((begin, n),) = picked(program, "station", "setup_begin", "setup_keys")
    times = [
        picked(program, "dist", "a")[r][0] if r != NONE else None
        for (r,) in picked(program, "setup", "dist")
    ]
    return [times[begin + row * n : begin + (row + 1) * n] for row in range(n)]


def test_one_time_for_every_change() -> None:
    program = pressed({"by": "variant", "time": "10 s"})
    assert matrix(program) == [
        [None, 10_000, 10_000],
        [10_000, None, 10_000],
        [10_000, 10_000, None],
    ]
    assert picked(program, "work", "setup_key")[:3] == [(0,), (1,), (2,)]
    assert picked(program, "station", "setup_by") == [(KeyBy.TYPE,)]


def test_the_closest_entry_counts() -> None:
    times = {"hood -> roof": "1 s", "hood -> *": "2 s", "* -> roof": "3 s", "* -> *": "4 s"}
    program = pressed({"by": "variant", "time": "9 s", "times": times})
    assert matrix(program) == [[None, 1_000, 2_000], [4_000, None, 4_000], [4_000, 3_000, None]]


def test_changes_that_nobody_names_take_no_time() -> None:
    program = pressed({"by": "variant", "times": {"roof->door": "1 s"}})
    assert matrix(program) == [[None] * 3, [None, None, 1_000], [None] * 3]


def test_products_of_one_family_need_no_change() -> None:
    families = {"hood": "die 1", "door": "die 1"}
    times = {"die 1 -> roof": "7 s"}
    program = pressed({"by": "family", "time": "5 s", "times": times, "families": families})
    assert picked(program, "work", "setup_key")[:3] == [(0,), (1,), (0,)]
    assert matrix(program) == [[None, 7_000], [5_000, None]]


def test_by_colour_every_colour_has_its_key() -> None:
    program = pressed({"by": "colour", "times": {"red -> white": "60 s", "* -> red": "20 s"}})
    assert picked(program, "station", "setup_by") == [(KeyBy.COLOUR,)]
    assert matrix(program) == [[None, 20_000], [60_000, None]]


@pytest.mark.parametrize("by", ["variant", "colour"])
def test_matrices_of_several_stations_stand_apart(by: str) -> None:
    press = {"cycle": "5 s", "setup": {"by": by, "time": "1 s"}}
    program = compiled(
        variants={"a": {}, "b": {}},
        colours=["white", "red"],
        sources={"in": {"makes": {"a": 0.5, "b": 0.5}}},
        stations={"one": press, "two": press},
        flow=["in -> one -> two -> out"],
    )
    assert picked(program, "station", "setup_begin", "setup_keys") == [(0, 2), (4, 2)]
    assert program.rows("setup") == 8
