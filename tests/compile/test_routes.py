import pytest

from carwright.compile.schema import InRule, OutRule
from compile.plants import compiled, picked

TWO = {"sedan": {}, "wagon": {}}


def test_types_that_go_the_same_ways_have_their_links_in_common() -> None:
    program = compiled(
        variants=TWO,
        sources={"in": {"makes": {"sedan": 0.5, "wagon": 0.5}}},
        stations={"weld": {"cycle": "60 s"}, "extra": {"cycle": "60 s"}},
        flow=[
            {"path": "in -> weld", "variants": ["sedan", "wagon"]},
            {"path": "weld -> out", "variants": ["sedan"]},
            {"path": "weld -> extra -> out", "variants": ["wagon"]},
        ],
    )
    # Objects: in 0, weld 1, extra 2, out 3; routes are object * 2 + type.
    assert picked(program, "link", "from", "to", "edge") == [
        (0, 1, 0),
        (1, 3, 1),
        (1, 2, 2),
        (2, 3, 3),
    ]
    assert picked(program, "route", "begin", "end") == [
        *[(0, 1), (0, 1)],
        *[(1, 2), (2, 3)],
        *[(0, 0), (3, 4)],
        *[(0, 0), (0, 0)],
    ]
    assert program.names.edges == (
        ("in", "weld"),
        ("weld", "out"),
        ("weld", "extra"),
        ("extra", "out"),
    )


def test_shares_become_cumulative_weights_by_product() -> None:
    program = compiled(
        variants=TWO,
        sources={"in": {"makes": {"sedan": 0.5, "wagon": 0.5}, "choose": "share"}},
        stations={"a": {"cycle": "1 s"}, "b": {"cycle": "1 s"}, "c": {"cycle": "1 s"}},
        flow=[
            {"path": "in -> a -> out", "share": 0.2, "variants": ["sedan"]},
            {"path": "in -> b -> out", "share": 0.3},
            {"path": "in -> c -> out", "share": 0.5, "variants": ["sedan"]},
            {"path": "in -> c -> out", "share": 0.7, "variants": ["wagon"]},
        ],
    )
    assert picked(program, "object", "out_rule")[0] == (OutRule.RANDOM,)
    begin, end = picked(program, "route", "begin", "end")[0]
    assert picked(program, "link", "to", "weight")[begin:end] == [
        (1, pytest.approx(0.2)),
        (2, pytest.approx(0.5)),
        (3, 1.0),
    ]
    begin, end = picked(program, "route", "begin", "end")[1]
    assert picked(program, "link", "to", "weight")[begin:end] == [(2, pytest.approx(0.3)), (3, 1.0)]


def test_one_edge_serves_all_types_of_a_pair() -> None:
    program = compiled(
        variants=TWO,
        sources={"in": {"makes": {"sedan": 0.5, "wagon": 0.5}}},
        flow=[
            {"path": "in -> weld -> out", "variants": ["sedan"]},
            {"path": "in -> weld -> out", "variants": ["wagon"]},
        ],
    )
    assert program.names.edges == (("in", "weld"), ("weld", "out"))
    assert program.rows("link") == 2


def test_rules_of_choice_are_taken_over() -> None:
    stations = {"weld": {"cycle": "1 s", "choose": "round robin", "serve": "listed order"}}
    program = compiled(stations=stations)
    assert picked(program, "object", "out_rule", "in_rule") == [
        (OutRule.FIRST, InRule.LONGEST_WAITING),
        (OutRule.ROUND_ROBIN, InRule.LISTED),
        (OutRule.FIRST, InRule.LONGEST_WAITING),
    ]


def test_rework_is_a_link_of_its_own_and_scrap_an_edge() -> None:
    program = compiled(
        stations={
            "weld": {"cycle": "60 s"},
            "test": {
                "cycle": "60 s",
                "test": {"rework": 0.1, "scrap": 0.02, "rework_to": "repair"},
            },
            "repair": {"cycle": "9 min"},
        },
        flow=["in -> weld -> test -> out", "repair -> test"],
    )
    # Objects: in 0, weld 1, test 2, repair 3, out 4.
    assert picked(program, "link", "from", "to", "weight")[-1] == (2, 3, 1.0)
    assert program.names.edges[-2:] == (("test", "repair"), ("test", "scrap"))
    work = picked(program, "work", "rework", "scrap", "rework_link", "scrap_edge")
    assert work == [(0.0, 0.0, -1, -1), (0.1, 0.02, 4, 5), (0.0, 0.0, -1, -1)]
    # The route of tested parts leads on alone.
    begin, end = picked(program, "route", "begin", "end")[2]
    assert picked(program, "link", "to")[begin:end] == [(4,)]
    # What comes to repair is found through the rework link; it is a supplier like any other.
    begin, end = picked(program, "object", "supplier_begin", "supplier_end")[3]
    assert picked(program, "supplier", "object")[begin:end] == [(2,)]


def test_suppliers_stand_in_the_order_of_the_flow() -> None:
    program = compiled(
        stations={"a": {"cycle": "1 s"}, "b": {"cycle": "1 s"}, "weld": {"cycle": "1 s"}},
        flow=["b -> weld -> out", "in -> a -> weld", "in -> b"],
    )
    # Objects: in 0, a 1, b 2, weld 3, out 4.
    begin, end = picked(program, "object", "supplier_begin", "supplier_end")[3]
    assert picked(program, "supplier", "object")[begin:end] == [(2,), (1,)]
