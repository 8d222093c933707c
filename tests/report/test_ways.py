"""The flow becomes a graph without loops, in which every part still goes where it went."""

import itertools
from collections import Counter
from graphlib import TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from carwright.analysis.interval import exact
from carwright.report.charts.ways import AGAIN, chains, layers, without_loops
from carwright.report.content import Edge


def edge(begin: str, end: str, parts: float = 1.0, kind: str = "move") -> Edge:
    return Edge(begin, end, exact(parts, "/h", ""), kind)


def path(*names: str) -> list[Edge]:
    return [edge(a, b) for a, b in itertools.pairwise(names)]


LOOP = [*path("in", "weld", "test", "out"), edge("test", "mend", 0.1), edge("mend", "weld", 0.1)]


def test_the_edge_that_leads_back_is_cut() -> None:
    cut = without_loops(LOOP)
    assert [(e.begin, e.end) for e in cut if e.kind == "rework"] == [("mend", f"weld{AGAIN}")]
    assert [e for e in cut if e.kind == "move"] == [e for e in LOOP if e.begin != "mend"]


def test_a_station_that_feeds_itself_is_cut() -> None:
    cut = without_loops([*path("in", "a", "out"), edge("a", "a")])
    assert cut[-1].end == f"a{AGAIN}"


names = st.sampled_from([f"n{k}" for k in range(9)])
graphs = st.lists(st.builds(edge, names, names, st.floats(0.1, 9)), min_size=1, max_size=30)


@given(graphs)
def test_any_graph_becomes_one_without_loops(edges: list[Edge]) -> None:
    cut = without_loops(edges)
    assert [(e.begin, e.parts) for e in cut] == [(e.begin, e.parts) for e in edges]
    assert [e.end.removesuffix(AGAIN) for e in cut] == [e.end for e in edges]
    TopologicalSorter({e.end: {e.begin} for e in cut}).prepare()
    layer = layers(cut)
    assert all(layer[e.begin] < layer[e.end] for e in cut)


@given(graphs)
def test_chains_share_out_all_objects(edges: list[Edge]) -> None:
    cut = without_loops(edges)
    found = chains(cut, lambda name: "")
    assert found.keys() == {name for e in cut for name in (e.begin, e.end)}
    members = Counter(name for chain in set(found.values()) for name in chain.members)
    assert members == Counter(found.keys())


def test_objects_in_a_row_are_one_chain_up_to_a_branch() -> None:
    edges = [*path("in", "a", "b", "c", "test", "out"), edge("test", "scrap", 0.1, "scrap")]
    found = chains(edges, lambda name: "")
    assert found["b"].members == ("in", "a", "b", "c", "test")
    assert found["b"].name == "in … test"
    assert found["scrap"].name == "scrap"


def test_chains_end_where_a_shop_ends() -> None:
    shops = {"a": "body", "b": "body", "c": "paint", "d": "paint"}
    found = chains(path("a", "b", "c", "d"), shops.__getitem__)
    assert {chain.members for chain in found.values()} == {("a", "b"), ("c", "d")}


def test_a_feeder_ends_just_before_what_it_joins() -> None:
    edges = [*path("in", "a", "b", "c", "marriage", "out"), *path("cells", "packs", "marriage")]
    layer = layers(edges)
    assert layer["marriage"] == 4
    assert (layer["cells"], layer["packs"]) == (2, 3)
