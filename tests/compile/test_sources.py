from typing import Any

import pytest

from carwright.compile.program import Program
from carwright.compile.schema import FOREVER, NONE, MixRule, SourceMode, WhenFull
from carwright.errors import InvalidScenario
from compile.plants import MINUTE, compiled, picked, rows

TWO = {"sedan": {}, "wagon": {}}
ROOF = {"roof": {"share": 0.25, "variants": ["sedan"]}}


def source(**fields: Any) -> Program:
    return compiled(
        variants=TWO,
        options=ROOF,
        colours=["white", "black"],
        sources={"in": fields},
        flow=["in -> weld -> out"],
    )


def test_a_source_gives_by_need_if_nothing_else_is_said() -> None:
    program = source(makes="wagon")
    (row,) = rows(program, "source")
    assert row["mode"] == SourceMode.SATURATED
    assert (row["dist"], row["first"], row["lot"]) == (NONE, NONE, 1)
    assert (row["limit"], row["repeat"], row["calendar"]) == (FOREVER, 0, NONE)
    assert row["mix_rule"] == MixRule.LEVEL
    assert (row["colour_begin"], row["colour_end"]) == (0, 0)
    assert picked(program, "mix", "type", "share", "cumulative") == [(2, 1.0, 1.0)]


def test_shares_of_variants_times_shares_of_options() -> None:
    program = source(makes={"wagon": 0.6, "sedan": 0.4}, sequence="random")
    assert program.names.types == ("sedan", "sedan + roof", "wagon")
    approx = pytest.approx
    assert picked(program, "mix", "type", "share", "cumulative") == [
        (2, approx(0.6), approx(0.6)),
        (0, approx(0.3), approx(0.9)),
        (1, approx(0.1), 1.0),
    ]
    assert picked(program, "source", "mix_rule", "mix_begin", "mix_end") == [(MixRule.RANDOM, 0, 3)]


def test_arrivals_lots_limits_and_colours() -> None:
    program = source(
        makes="wagon",
        every="exponential(1 min)",
        first="5 min",
        lot=4,
        when_full="lose",
        limit=30,
        colours={"black": 0.75, "white": 0.25},
    )
    (row,) = rows(program, "source")
    assert row["mode"] == SourceMode.ARRIVALS
    assert picked(program, "dist", "a")[row["dist"]] == (MINUTE,)
    assert (row["first"], row["lot"], row["limit"]) == (5 * MINUTE, 4, 30)
    assert row["when_full"] == WhenFull.LOSE
    assert picked(program, "paint", "colour", "cumulative") == [(1, 0.75), (0, 1.0)]
    assert program.names.colours == ("white", "black")


def test_orders_name_variants_whose_options_are_spread() -> None:
    program = compiled(
        variants=TWO,
        options=ROOF,
        colours=["white", "black"],
        sources={"in": {"orders": "week.csv", "repeat": True}},
        order_lists={"week.csv": [("sedan",)] * 4 + [("wagon", "black", "2 h", "1 h")]},
    )
    assert picked(program, "order", "type", "colour", "due", "release") == [
        (0, 0, FOREVER, 0),
        (0, 0, FOREVER, 0),
        (1, 0, FOREVER, 0),
        (0, 0, FOREVER, 0),
        (2, 1, 120 * MINUTE, 60 * MINUTE),
    ]
    (row,) = rows(program, "source")
    assert row["mode"] == SourceMode.ORDERS
    assert (row["order_begin"], row["order_end"], row["repeat"]) == (0, 5, 1)
    assert (row["mix_begin"], row["mix_end"]) == (0, 0)


def test_a_list_that_asks_for_options_means_what_it_says() -> None:
    program = compiled(
        variants=TWO,
        options={"roof": {"share": 0.75}},
        sources={"in": {"orders": "week.csv"}},
        order_lists={"week.csv": [("sedan",), ("sedan + roof",), ("sedan",), ("wagon",)]},
    )
    names = [program.names.types[row] for (row,) in picked(program, "order", "type")]
    assert names == ["sedan", "sedan + roof", "sedan", "wagon + roof"]


def test_a_follower_makes_by_type_what_it_maps_to() -> None:
    program = compiled(
        variants=TWO,
        options=ROOF,
        components={"door": {}, "gate": {}},
        sources={
            "in": {"makes": {"sedan": 0.5, "wagon": 0.5}},
            "doors": {"makes": "door", "follows": "weld", "follow_as": {"wagon": "gate"}},
        },
        buffers={"store": {"capacity": 4}},
        stations={
            "weld": {"cycle": "60 s"},
            "trim": {"cycle": "60 s", "needs": [{"from": "store"}]},
        },
        flow=[
            {"path": "in -> weld -> trim -> out", "variants": ["sedan", "wagon"]},
            "doors -> store",
        ],
    )
    assert program.names.types == ("sedan", "sedan + roof", "wagon", "door", "gate")
    assert picked(program, "follow", "type") == [(3,), (3,), (4,), (NONE,), (NONE,)]
    assert picked(program, "source", "mode", "follow_begin")[1] == (SourceMode.FOLLOWS, 0)
    # Objects: in 0, doors 1, weld 2.
    begin, end = picked(program, "object", "follower_begin", "follower_end")[2]
    assert picked(program, "follower", "source")[begin:end] == [(1,)]


def test_a_plant_without_colours_has_one() -> None:
    program = compiled()
    assert program.names.colours == ("-",)
    assert rows(program, "size")[0]["colours"] == 1


def test_a_follower_makes_one_type_of_part() -> None:
    with pytest.raises(InvalidScenario, match="'wagon'"):
        compiled(
            variants=TWO,
            options={"roof": {"share": 0.5}},
            sources={"in": {"makes": "sedan"}, "more": {"makes": "wagon", "follows": "weld"}},
            flow=["in -> weld -> out", "more -> out"],
        )
