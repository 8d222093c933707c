from typing import Any

import pytest

from carwright.compile.program import Program
from carwright.compile.schema import NONE, Dist, KeyBy, OffRule
from carwright.errors import InvalidScenario
from compile.plants import compiled, picked, rows

TWO = {"sedan": {}, "wagon": {}}
MIX = {"in": {"makes": {"sedan": 0.5, "wagon": 0.5}}}


def station(**changes: Any) -> Program:
    given = {"variants": TWO, "sources": MIX, "stations": {"weld": changes.pop("weld")}}
    return compiled(**(given | changes))


def cycles(program: Program) -> dict[str, float | None]:
    """Parameter a of each type's cycle at the first station."""
    dists = picked(program, "dist", "a")
    rows = [row for (row,) in picked(program, "work", "dist")]
    named = zip(program.names.types, rows, strict=False)
    return {name: None if row == NONE else dists[row][0] for name, row in named}


def test_a_cycle_is_that_of_the_variant_or_the_default() -> None:
    program = station(weld={"cycle": {"wagon": "90 s", "default": "exponential(60 s)"}})
    assert cycles(program) == {"sedan": 60_000, "wagon": 90_000}
    assert picked(program, "dist", "kind") == [(Dist.EXPONENTIAL,), (Dist.CONSTANT,)]


def test_a_type_that_never_comes_has_no_cycle() -> None:
    program = station(weld={"cycle": "60 s"}, components={"door": {}})
    assert cycles(program) == {"sedan": 60_000, "wagon": 60_000, "door": None}


def test_options_add_to_a_constant_cycle() -> None:
    options = {"roof": {"share": 0.5}, "radio": {"share": 0.5, "variants": ["wagon"]}}
    weld = {"cycle": "60 s", "option_time": {"roof": "5 s", "radio": "1.5 s"}}
    assert cycles(station(weld=weld, options=options)) == {
        "sedan": 60_000,
        "sedan + roof": 65_000,
        "wagon": 60_000,
        "wagon + radio": 61_500,
        "wagon + roof": 65_000,
        "wagon + roof + radio": 66_500,
    }


def test_options_do_not_add_to_a_cycle_that_varies() -> None:
    weld = {"cycle": "exponential(60 s)", "option_time": {"roof": "5 s"}}
    with pytest.raises(InvalidScenario, match="option_time"):
        station(weld=weld, options={"roof": {"share": 0.5}})


def test_what_a_station_is() -> None:
    weld = {
        "cycle": "60 s",
        "machines": 2,
        "batch": 6,
        "batch_by": "colour",
        "operators": {"crew": "team", "people": 3},
        "off_shift": "finish",
        "test": {"coverage": 0.9, "max_reworks": 2},
    }
    program = station(weld=weld, crews={"other": {"size": 1}, "team": {"size": 9}})
    (row,) = rows(program, "station")
    expected = {
        "object": 1,
        "machine_begin": 0,
        "machine_end": 2,
        "batch": 6,
        "batch_by": KeyBy.COLOUR,
        "pieces": 1,
        "setup_by": KeyBy.NOTHING,
        "setup_keys": 0,
        "off_rule": OffRule.FINISH,
        "crew": 1,
        "operators": 3,
        "test": 1,
        "coverage": 0.9,
        "max_reworks": 2,
    }
    assert expected.items() <= row.items()
    assert picked(program, "crew", "size", "calendar") == [(1, NONE), (9, NONE)]


def test_shares_of_a_test_by_variant() -> None:
    weld = {"cycle": "60 s", "test": {"rework": {"wagon": 0.2}, "scrap": 0.01}}
    program = station(weld=weld)
    assert picked(program, "work", "rework", "scrap") == [(0.0, 0.01), (0.2, 0.01)]
    # Without rework_to a mendable fault is scrapped (X3).
    assert picked(program, "work", "rework_link", "scrap_edge") == [(NONE, 2), (NONE, 2)]


def test_components_by_variant() -> None:
    weld = {
        "cycle": "60 s",
        "needs": [
            {"from": "doors", "quantity": {"sedan": 4, "wagon": 5}},
            {"from": "gates", "quantity": {"wagon": 1}, "component": {"wagon": "glass gate"}},
            {"from": "gates", "quantity": 2, "component": "gate"},
        ],
    }
    program = station(
        weld=weld,
        components={"door": {}, "gate": {}, "glass gate": {}},
        buffers={"doors": {}, "gates": {}},
        sources={
            **MIX,
            "door shop": {"makes": "door"},
            "gate shop": {"makes": {"gate": 0.5, "glass gate": 0.5}},
        },
        flow=["in -> weld -> out", "door shop -> doors", "gate shop -> gates"],
    )
    # Objects: in 0, door shop 1, gate shop 2, weld 3, doors 4, gates 5.
    assert picked(program, "work", "need_begin", "need_end")[:2] == [(0, 2), (2, 5)]
    assert picked(program, "need", "object", "quantity", "type") == [
        *[(4, 4, NONE), (5, 2, 3)],
        *[(4, 5, NONE), (5, 1, 4), (5, 2, 3)],
    ]
    edges = program.names.edges
    needs = [edges[row] for (row,) in picked(program, "need", "edge")]
    assert (
        needs
        == [("doors", "weld"), ("gates", "weld")] + [("doors", "weld")] + [("gates", "weld")] * 2
    )
    for buffer in (4, 5):
        begin, end = picked(program, "object", "user_begin", "user_end")[buffer]
        assert picked(program, "user", "station")[begin:end] == [(0,)]


def test_a_need_from_a_buffer_that_comes_later_is_refused() -> None:
    with pytest.raises(InvalidScenario, match="doors"):
        station(
            weld={"cycle": "60 s", "needs": [{"from": "doors"}]},
            phases={"later": {"from": "2030-01-01"}},
            components={"door": {}},
            buffers={"doors": {"phase": "later"}},
            sources={**MIX, "door shop": {"makes": "door"}},
            flow=["in -> weld -> out", "door shop -> doors"],
        )


def test_a_need_for_a_variant_with_options_is_refused() -> None:
    with pytest.raises(InvalidScenario, match="'wagon'"):
        station(
            weld={"cycle": "60 s", "needs": [{"from": "store", "component": "wagon"}]},
            options={"roof": {"share": 0.5}},
            buffers={"store": {}},
            sources={"in": {"makes": "sedan"}, "more": {"makes": "wagon"}},
            flow=["in -> weld -> out", "more -> store"],
        )
