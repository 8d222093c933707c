"""Rules W, J and X: what stations do to parts."""

from collections.abc import Callable

import pytest

from carwright.compile.schema import KeyBy, Order, OutRule
from engine.build import PlantBuilder
from engine.story import Story

Simulate = Callable[..., Story]

TOLD = ("setup", "work", "finish", "split", "join", "outcome")


def test_w1_first_open_machine_by_row(simulate: Simulate) -> None:
    plant = (
        PlantBuilder(types=("long", "short"))
        .source("in", "weld", orders=[("long",), ("short",), ("short",), ("short",)])
        .station("weld", "out", work={"long": 30, "short": 10}, machines=2)
        .sink("out")
    )
    assert simulate(plant.program(), 45).lines("work") == [
        "0 work weld.1 #0 30",
        "0 work weld.2 #1 10",
        "10 work weld.2 #2 10",
        "20 work weld.2 #3 10",
    ]


def test_w2_a_batch_begins_when_it_is_full(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "oven", dist=10, first=0)
        .station("oven", "out", work=25, batch=3)
        .sink("out")
    )
    story = simulate(plant.program(), 50)
    assert story.lines("work", "finish") == ["20 work oven.1 #0 25", "45 finish oven.1 #0 3"]
    assert story.moves_to("out") == [(45, 0), (45, 1), (45, 2)]
    assert story.states("oven.1")[:2] == [(0, 20, "waiting"), (20, 45, "working")]


def test_w2_the_first_loaded_part_decides(simulate: Simulate) -> None:
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in", "oven", orders=[("b",), ("a",)])
        .station("oven", "out", work={"a": 5, "b": 7}, batch=2)
        .sink("out")
    )
    assert simulate(plant.program(), 20).lines("work") == ["0 work oven.1 #0 7"]


def test_w1_a_batch_that_is_begun_is_completed_first(simulate: Simulate) -> None:
    """Machine 2 holds a single red when machine 1 becomes free: the next red goes to 2."""
    plant = (
        PlantBuilder(colours=("red", "blue"))
        .source("in", "oven", dist=20, first=0, lot=3, colours={"red": 1})
        .station("oven", "out", work=15, machines=2, batch=2, batch_by=KeyBy.COLOUR)
        .sink("out")
    )
    assert simulate(plant.program(), 22).lines("move")[5:] == [
        "20 #3 in > oven [oven.2]",
        "20 #4 in > oven [oven.1]",
        "20 #5 in > oven [oven.1]",
    ]


@pytest.mark.parametrize(("by", "loaded"), [(KeyBy.TYPE, "#0 #2"), (KeyBy.NOTHING, "#0 #1")])
def test_w1_batches_of_one_type(simulate: Simulate, by: KeyBy, loaded: str) -> None:
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in a", "oven", orders=[("a",)])
        .source("in b", "oven", orders=[("b", "white", 0, 1)])
        .source("in a again", "oven", orders=[("a", "white", 0, 2)])
        .station("oven", "out", work=10, batch=2, batch_by=by)
        .sink("out")
    )
    moves = simulate(plant.program(), 9).lines("move")
    assert " ".join(line.split()[1] for line in moves) == ("#0 #1" if by == KeyBy.TYPE else loaded)
    sources = [line.split(" > ")[0].split(" ", 2)[2] for line in moves]
    assert sources == (["in a", "in a again"] if by == KeyBy.TYPE else ["in a", "in b"])


def setups(**fields: object) -> PlantBuilder:
    return (
        PlantBuilder(types=("a", "b"), colours=("red", "blue"))
        .source(
            "in",
            "weld",
            orders=[("a", "red"), ("b", "red"), ("b", "blue"), ("a", "blue"), ("b", "red")],
        )
        .station("weld", "out", work=10, setup=[[None, 3], [4, None]], **fields)
        .sink("out")
    )


def test_w4_set_up_by_type(simulate: Simulate) -> None:
    """None for the first part, a -> b takes 3, b -> b nothing, b -> a 4."""
    story = simulate(setups(setup_by=KeyBy.TYPE).program(), 100)
    assert story.lines("setup", "work") == [
        "0 work weld.1 #0 10",
        "10 setup weld.1 #1 3",
        "13 work weld.1 #1 10",
        "23 work weld.1 #2 10",
        "33 setup weld.1 #3 4",
        "37 work weld.1 #3 10",
        "47 setup weld.1 #4 3",
        "50 work weld.1 #4 10",
    ]
    assert story.tallies["machine_setups"].sum() == 3
    assert (10, 13, "setting_up") in story.states("weld.1")


def test_w4_set_up_by_colour(simulate: Simulate) -> None:
    story = simulate(setups(setup_by=KeyBy.COLOUR).program(), 100)
    assert story.lines("setup") == ["20 setup weld.1 #2 3", "43 setup weld.1 #4 4"]


def test_w4_no_set_up_without_key(simulate: Simulate) -> None:
    assert simulate(setups().program(), 100).lines("setup") == []


def test_w4_no_entry_no_set_up_but_the_key_moves_on(simulate: Simulate) -> None:
    """a -> b has no duration; then b -> b has none because the key is b."""
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in", "weld", orders=[("a",), ("b",), ("b",), ("a",)])
        .station("weld", "out", work=10, setup_by=KeyBy.TYPE, setup=[[9, None], [5, 9]])
        .sink("out")
    )
    assert simulate(plant.program(), 60).lines("setup") == ["30 setup weld.1 #3 5"]


def test_w4_set_up_of_no_duration_is_not_counted(simulate: Simulate) -> None:
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in", "weld", orders=[("a",), ("b",)])
        .station("weld", "out", work=10, setup_by=KeyBy.TYPE, setup=[[0, 0], [0, 0]])
        .sink("out")
    )
    story = simulate(plant.program(), 60)
    assert story.lines("setup") == []
    assert story.tallies["machine_setups"].sum() == 0


def test_w5_zero_work_takes_an_event(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "weld", orders=[("car",)] * 3)
        .station("weld", "out", work=0)
        .sink("out")
    )
    story = simulate(plant.program(), 10)
    assert story.moves_to("out") == [(0, 0), (0, 1), (0, 2)]
    assert story.engine.events == 3
    assert story.tallies["machine_cycles"].sum() == 3


def test_w6_pieces(simulate: Simulate) -> None:
    """A blank gives three panels; the press is free when the last has left."""
    plant = (
        PlantBuilder()
        .source("in", "press", orders=[("car",), ("car",)])
        .station("press", "rack", work=10, pieces=3)
        .buffer("rack", "weld", capacity=2)
        .station("weld", "out", work=100)
        .sink("out")
    )
    story = simulate(plant.program(), 50)
    assert story.lines(*TOLD)[1:5] == [
        "10 finish press.1 #0 1",
        "10 split press.1 #1 of #0",
        "10 split press.1 #2 of #0",
        "10 work weld.1 #0 100",
    ]
    assert story.moves_to("rack") == [(10, 0), (10, 1), (10, 2)]
    assert story.lines("create") == ["0 create #0 car white at in", "10 create #3 car white at in"]
    assert story.tallies["ledger"].tolist() == [2, 4, 0, 0, 0, 0]


def test_w6_1_outcomes_before_pieces(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "press", dist=100, first=0, lot=2)
        .station("press", "out", work=10, batch=2, pieces=2, test=True)
        .sink("out")
    )
    assert simulate(plant.program(), 20).lines("finish", "outcome", "split", "move")[2:] == [
        "10 finish press.1 #0 2",
        "10 outcome press.1 #0 pass",
        "10 outcome press.1 #1 pass",
        "10 split press.1 #2 of #0",
        "10 split press.1 #3 of #1",
        "10 #0 press > out",
        "10 #2 press > out",
        "10 #1 press > out",
        "10 #3 press > out",
    ]


def assembly(needs: list[tuple[object, ...]], **buffer: object) -> PlantBuilder:
    """Bodies at 0; doors arrive one every 10, from 10 on."""
    return (
        PlantBuilder(types=("body", "door"), cars=["body"])
        .source("bodies", "marry", mix={"body": 1}, orders=[("body",), ("body",)])
        .source("doors", "rack", dist=10, mix={"door": 1})
        .buffer("rack", **buffer)
        .station("marry", "out", work={"body": 5}, needs={"body": needs})
        .sink("out")
    )


def test_j2_components_all_together(simulate: Simulate) -> None:
    """Two doors a body: the first marriage begins at 20."""
    story = simulate(assembly([("rack", 2)]).program(), 50)
    assert story.lines("join", "work") == [
        "20 join marry.1 #1 from rack",
        "20 join marry.1 #2 from rack",
        "20 work marry.1 #0 5",
        "40 join marry.1 #4 from rack",
        "40 join marry.1 #5 from rack",
        "40 work marry.1 #3 5",
    ]
    assert story.states("marry.1")[0] == (0, 20, "waiting")
    assert story.tallies["ledger"].tolist() == [6, 0, 2, 0, 4, 0]


def test_j2_nothing_is_taken_until_all_is_there(simulate: Simulate) -> None:
    """Doors lie ready from 10 on, the glass comes at 35 only."""
    plant = assembly([("rack", 1), ("shelf", 1)])
    plant.source("glass", "shelf", dist=35, mix={"door": 1}).buffer("shelf")
    story = simulate(plant.program(), 40)
    assert story.lines("join") == ["35 join marry.1 #1 from rack", "35 join marry.1 #4 from shelf"]
    assert story.tallies["store_level"][0, 0] == 10 * 1 + 10 * 2 + 5 * 3 + 5 * 2


def test_j2_taking_makes_room(simulate: Simulate) -> None:
    """The rack holds one; the second door waits in its yard until the first is built in."""
    story = simulate(assembly([("rack", 1)], capacity=1).program(), 36)
    assert story.lines("join") == ["10 join marry.1 #1 from rack", "20 join marry.1 #3 from rack"]
    assert story.moves_to("rack") == [(10, 1), (20, 3), (30, 4)]


def test_j1_a_type_is_wanted_and_others_are_skipped(simulate: Simulate) -> None:
    plant = (
        PlantBuilder(types=("body", "left", "right"))
        .source("bodies", "marry", orders=[("body",)])
        .source("doors", "rack", orders=[("left",), ("left",), ("right",)])
        .buffer("rack")
        .station("marry", "out", work=5, needs={"body": [("rack", 1, "right")]})
        .sink("out")
    )
    assert simulate(plant.program(), 20).lines("join") == ["0 join marry.1 #3 from rack"]


def test_j2_in_the_buffers_order(simulate: Simulate) -> None:
    plant = assembly([("rack", 1)], order=Order.LIFO)
    plant.objects["bodies"]["orders"] = [("body", "white", 0, 35)]
    assert simulate(plant.program(), 40).lines("join") == ["35 join marry.1 #2 from rack"]


def test_j2_1_needs_are_tested_on_what_is_left(simulate: Simulate) -> None:
    """Two needs from one rack want two different doors."""
    story = simulate(assembly([("rack", 1, "door"), ("rack", 1)]).program(), 30)
    assert story.lines("join") == ["20 join marry.1 #1 from rack", "20 join marry.1 #2 from rack"]


def test_f7_users_are_tried_in_listed_order(simulate: Simulate) -> None:
    plant = (
        PlantBuilder(types=("body", "door"))
        .source("one", "first", orders=[("body",)])
        .source("two", "second", orders=[("body",)])
        .source("doors", "rack", dist=10, mix={"door": 1})
        .buffer("rack", users=["second", "first"])
        .station("first", "out", work=5, needs={"body": [("rack", 1)]})
        .station("second", "out", work=5, needs={"body": [("rack", 1)]})
        .sink("out")
    )
    assert simulate(plant.program(), 25).lines("join") == [
        "10 join second.1 #2 from rack",
        "20 join first.1 #3 from rack",
    ]


def test_j2_components_end_at_their_sources_limit(simulate: Simulate) -> None:
    """J2, Q6: the door that is built in lets the next one in."""
    plant = (
        PlantBuilder(types=("body", "door"))
        .source("bodies", "marry", dist=20, first=20, mix={"body": 1})
        .source("doors", "rack", mix={"door": 1}, limit=1)
        .buffer("rack")
        .station("marry", "out", work=5, needs={"body": [("rack", 1)]})
        .sink("out")
    )
    assert simulate(plant.program(), 50).times_to("rack") == [0, 20, 40]


def test_w3_order_of_the_stages(simulate: Simulate) -> None:
    """Components at 10, the only operator at 30, set-up 3, work 5."""
    plant = (
        PlantBuilder(types=("body", "door", "van"))
        .crew("people", 1)
        .source("early", "other", orders=[("van",)])
        .source("vans", "marry", orders=[("van",), ("body", "white", 0, 1)])
        .source("doors", "rack", dist=10, mix={"door": 1})
        .buffer("rack")
        .station("other", "out", work=30, crew="people", operators=1)
        .station(
            "marry",
            "out",
            work={"van": 0, "body": 5},
            crew="people",
            operators=1,
            needs={"body": [("rack", 1)]},
            setup_by=KeyBy.TYPE,
            setup=[[None] * 3, [None] * 3, [3, 3, None]],
        )
        .sink("out")
    )
    story = simulate(plant.program(), 60)
    assert story.lines("join", "setup", "work")[1:] == [
        "30 work marry.1 #1 0",
        "30 join marry.1 #2 from rack",
        "30 setup marry.1 #4 3",
        "33 work marry.1 #4 5",
    ]


def gate(**fields: object) -> PlantBuilder:
    return (
        PlantBuilder()
        .source("in", "test", orders=[("car",)] * 4)
        .station("test", "out", work=10, test=True, **fields)
        .buffer("mend", "test", transit=100)
        .sink("out")
    )


def test_x4_a_station_that_is_no_test_passes_everything(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "weld", orders=[("car",)])
        .station("weld", "out", work=10, scrap=1.0)
        .sink("out")
    )
    story = simulate(plant.program(), 20)
    assert story.lines("outcome") == []
    assert story.times_to("out") == [10]


def test_x1_pass(simulate: Simulate) -> None:
    story = simulate(gate().program(), 45)
    assert story.lines("outcome") == [f"{10 * n + 10} outcome test.1 #{n} pass" for n in range(4)]
    assert story.tallies["test_passed"].tolist() == [[4]]


def test_x3_grave_fault_is_scrapped(simulate: Simulate) -> None:
    story = simulate(gate(scrap=1.0).program(), 45)
    assert [line.split()[-1] for line in story.lines("outcome")] == ["scrap"] * 4
    assert story.times_to("out") == []
    assert story.tallies["test_scrap"].tolist() == [[4]]
    assert story.tallies["ledger"].tolist() == [4, 0, 0, 4, 0, 0]
    edge = story.names.edges.index(("test", "scrap"))
    assert story.tallies["edge_parts"][0, edge] == 4


def test_w7_a_scrapped_part_frees_the_machine(simulate: Simulate) -> None:
    story = simulate(gate(scrap=1.0).program(), 45)
    assert [time for time, _ in story.moves_to("test")] == [0, 10, 20, 30]


def test_x3_rework_and_its_limit(simulate: Simulate) -> None:
    """Two reworks allowed: the third time it is scrapped."""
    plant = gate(rework=1.0, rework_to="mend", max_reworks=2)
    plant.objects["in"]["orders"] = [("car",)]
    story = simulate(plant.program(), 400)
    assert story.lines("outcome", "move")[1:] == [
        "10 outcome test.1 #0 rework",
        "10 #0 test > mend",
        "110 #0 mend > test [test.1]",
        "120 outcome test.1 #0 rework",
        "120 #0 test > mend",
        "220 #0 mend > test [test.1]",
        "230 outcome test.1 #0 scrap",
    ]
    assert story.tallies["test_rework"].sum() == 2


def test_x3_without_rework_link_it_is_scrapped(simulate: Simulate) -> None:
    story = simulate(gate(rework=1.0).program(), 15)
    assert story.lines("outcome") == ["10 outcome test.1 #0 scrap"]


def test_x3_a_reworked_part_has_but_the_rework_link(simulate: Simulate) -> None:
    """F3: the sink would take it, but it waits for the mending place, which is full."""
    plant = gate(rework=1.0, rework_to="mend", out_rule=OutRule.ROUND_ROBIN)
    plant.objects["mend"]["capacity"] = 0
    story = simulate(plant.program(), 50)
    assert story.lines("move") == ["0 #0 in > test [test.1]"]
    assert story.states("test.1") == [(0, 10, "working"), (10, 50, "blocked")]


def test_x2_an_undetected_fault_escapes_and_stays(simulate: Simulate) -> None:
    """The second test finds no fault of its own, but that of the first."""
    plant = (
        PlantBuilder()
        .source("in", "blind", orders=[("car",)])
        .station("blind", "keen", work=10, test=True, scrap=1.0, coverage=0.0)
        .station("keen", "out", work=10, test=True)
        .sink("out")
    )
    story = simulate(plant.program(), 30)
    assert story.lines("outcome") == [
        "10 outcome blind.1 #0 escaped",
        "20 outcome keen.1 #0 scrap",
    ]
    assert story.tallies["test_passed"].tolist() == [[1, 0]]
    assert story.tallies["test_escaped"].tolist() == [[1, 0]]


def test_x1_the_graver_fault_is_kept(simulate: Simulate) -> None:
    """A grave fault that escaped is not made mendable by a later mendable one."""
    plant = (
        PlantBuilder()
        .source("in", "blind", orders=[("car",)])
        .station("blind", "keen", work=10, test=True, scrap=1.0, coverage=0.0)
        .station("keen", "out", work=10, test=True, rework=1.0, rework_to="mend")
        .buffer("mend", "keen")
        .sink("out")
    )
    assert simulate(plant.program(), 30).lines("outcome")[1] == "20 outcome keen.1 #0 scrap"


def test_x3_rework_clears_the_fault(simulate: Simulate) -> None:
    """What escaped before, is found, mended and then passes a perfect test."""
    plant = (
        PlantBuilder()
        .source("in", "blind", orders=[("car",)])
        .station("blind", "keen", work=10, test=True, rework=1.0, coverage=0.0, rework_to="blind")
        .station("keen", "out", work=10, test=True, rework_to="mend")
        .buffer("mend", "keen")
        .sink("out")
    )
    story = simulate(plant.program(), 50)
    assert [line.split()[-1] for line in story.lines("outcome")] == ["escaped", "rework", "pass"]
    assert story.tallies["test_passed_again"].tolist() == [[0, 1]]
    assert story.tallies["sink_reworks"][0, 0].tolist() == [0, 1, 0, 0, 0, 0, 0, 0]


def test_x1_shares(simulate: Simulate) -> None:
    plant = gate(rework=0.3, scrap=0.1, coverage=0.5, rework_to="junk")
    plant.objects["in"]["orders"] = [("car",)] * 4000
    story = simulate(plant.sink("junk").program(), 10 * 4000 + 1)
    counts = {
        name: story.tallies[f"test_{name}"].sum()
        for name in ("passed", "rework", "scrap", "escaped")
    }
    assert abs(counts["scrap"] - 200) < 60
    assert abs(counts["rework"] - 600) < 100
    assert abs(counts["escaped"] - 800) < 120
    assert counts["passed"] + counts["rework"] + counts["scrap"] == 4000
