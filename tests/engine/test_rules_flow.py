"""Rules F: how parts move from object to object."""

from collections.abc import Callable

from carwright.compile.schema import FOREVER, Dist, InRule, KeyBy, Order, OutRule
from engine.build import PlantBuilder
from engine.story import Story

Simulate = Callable[..., Story]


def test_a_line_of_one_station_row_by_row(simulate: Simulate) -> None:
    """T7, F7, F9.1, W2, W5, W6: the whole life of the first two parts."""
    plant = PlantBuilder().source("in", "weld").station("weld", "out", work=10).sink("out")
    assert simulate(plant.program(), 21).lines("create", "move", "work", "finish", "state") == [
        "0 create #0 car white at in",
        "0 #0 in > weld [weld.1]",
        "0 work weld.1 #0 10",
        "10 finish weld.1 #0 1",
        "10 #0 weld > out",
        "10 create #1 car white at in",
        "10 #1 in > weld [weld.1]",
        "10 work weld.1 #1 10",
        "20 finish weld.1 #1 1",
        "20 #1 weld > out",
        "20 create #2 car white at in",
        "20 #2 in > weld [weld.1]",
        "20 work weld.1 #2 10",
        "21 state weld.1 working since 0",
    ]


def test_f2_blocking_after_service(simulate: Simulate) -> None:
    """The fast machine keeps its finished part until the slow one is free."""
    plant = (
        PlantBuilder()
        .source("in", "fast")
        .station("fast", "slow", work=4)
        .station("slow", "out", work=10)
        .sink("out")
    )
    story = simulate(plant.program(), 30)
    assert story.times_to("slow") == [4, 14, 24]
    assert story.states("fast.1")[:4] == [
        (0, 8, "working"),
        (8, 14, "blocked"),
        (14, 18, "working"),
        (18, 24, "blocked"),
    ]


def test_f2_capacity_excludes_the_part_on_the_machine(simulate: Simulate) -> None:
    """One in the buffer, one on the machine before it: the second is blocked only at 8."""
    plant = (
        PlantBuilder()
        .source("in", "fast")
        .station("fast", "store", work=4)
        .buffer("store", "slow", capacity=1)
        .station("slow", "out", work=100)
        .sink("out")
    )
    story = simulate(plant.program(), 20)
    assert story.times_to("store") == [4, 8]
    assert story.states("fast.1") == [(0, 12, "working"), (12, 20, "blocked")]


def two_ways(rule: OutRule, **weights: float) -> PlantBuilder:
    ways = [("a", weights.get("a", 1.0)), ("b", weights.get("b", 1.0))]
    return (
        PlantBuilder()
        .source("in", ways, out_rule=rule)
        .station("a", "out", work=10)
        .station("b", "out", work=10)
        .sink("out")
    )


def test_f4_first_takes_the_links_in_listed_order(simulate: Simulate) -> None:
    plant = two_ways(OutRule.FIRST).objects
    assert list(plant) == ["in", "a", "b", "out"]
    story = simulate(two_ways(OutRule.FIRST).program(), 15)
    assert story.moves_to("a") == [(0, 0), (10, 2)]
    assert story.moves_to("b") == [(0, 1), (10, 3)]


def test_f4_round_robin_begins_after_the_link_used_last(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", ["a", "b", "c"], dist=10, first=0, out_rule=OutRule.ROUND_ROBIN)
        .sink("a")
        .sink("b")
        .sink("c")
    )
    story = simulate(plant.program(), 50)
    assert [story.moves_to(name) for name in "abc"] == [
        [(0, 0), (30, 3)],
        [(10, 1), (40, 4)],
        [(20, 2)],
    ]


def test_f4_round_robin_passes_over_what_is_full(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", ["a", "b"], dist=10, first=0, out_rule=OutRule.ROUND_ROBIN)
        .buffer("a", capacity=1)
        .buffer("b")
    )
    story = simulate(plant.program(), 40)
    assert story.moves_to("a") == [(0, 0)]
    assert story.moves_to("b") == [(10, 1), (20, 2), (30, 3)]


def test_f4_1_round_robin_turns_with_moves_made_by_room(simulate: Simulate) -> None:
    """Part 2 waits; b is free first and takes it, so part 3 (both free at 40) tries a first."""
    plant = (
        PlantBuilder()
        .source("in", "store", orders=[("car",)] * 3 + [("car", "white", 0, 100)])
        .buffer("store", ["a", "b"], out_rule=OutRule.ROUND_ROBIN)
        .station("a", "out", work=20)
        .station("b", "out", work=10)
        .sink("out")
    )
    story = simulate(plant.program(), 200)
    assert story.moves_to("a") == [(0, 0), (100, 3)]
    assert story.moves_to("b") == [(0, 1), (10, 2)]


def test_f4_random_keeps_its_one_draw(simulate: Simulate) -> None:
    """A part drawn to the full buffer waits there though the other is empty."""
    plant = (
        PlantBuilder()
        .source("in", [("full", 1.0), ("free", 1.0)], dist=10, first=0, out_rule=OutRule.RANDOM)
        .buffer("full", capacity=0)
        .buffer("free")
    )
    free = simulate(plant.program(), 200).moves_to("free")
    assert len(free) < 20, "nobody was drawn to the full buffer"
    assert [part for _, part in free] == list(range(len(free))), "the yard is first in, first out"


def test_f4_random_shares(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", [("a", 3.0), ("b", 1.0)], dist=1, out_rule=OutRule.RANDOM)
        .sink("a")
        .sink("b")
    )
    sunk = simulate(plant.program(), 2000).tallies["sink_parts"][0, :, 0]
    assert sunk.sum() == 1999
    assert abs(sunk[0] / 1999 - 0.75) < 0.05


def merge(rule: InRule, suppliers: list[str] | None = None) -> PlantBuilder:
    """Two sources of one part each wait for a machine that is free at 100."""
    return (
        PlantBuilder()
        .source("zero", "weld", orders=[("car",)])
        .source("one", "weld", orders=[("car", "white", 0, 20)])
        .source("two", "weld", orders=[("car", "white", 0, 10)])
        .station("weld", "out", work=100, in_rule=rule, suppliers=suppliers)
        .sink("out")
    )


def test_f5_longest_waiting_first(simulate: Simulate) -> None:
    story = simulate(merge(InRule.LONGEST_WAITING).program(), 250)
    assert story.lines("move") == [
        "0 #0 zero > weld [weld.1]",
        "100 #0 weld > out",
        "100 #1 two > weld [weld.1]",
        "200 #1 weld > out",
        "200 #2 one > weld [weld.1]",
    ]


def test_f5_listed_order_first(simulate: Simulate) -> None:
    story = simulate(merge(InRule.LISTED, ["one", "two", "zero"]).program(), 150)
    assert story.lines("move")[2] == "100 #1 one > weld [weld.1]"


def test_f5_ties_by_listing(simulate: Simulate) -> None:
    """Both wait since 0."""
    plant = (
        PlantBuilder()
        .source("first", "weld", orders=[("car",)])
        .source("one", "weld", orders=[("car",)])
        .source("two", "weld", orders=[("car",)])
        .station("weld", "out", work=10, suppliers=["first", "two", "one"])
        .sink("out")
    )
    assert simulate(plant.program(), 11).lines("move")[2] == "10 #1 two > weld [weld.1]"


def test_f5_a_part_waits_since_it_came_into_its_buffer(simulate: Simulate) -> None:
    """Not since it came to the station before: "slow" took its part first and gave it last."""
    plant = (
        PlantBuilder()
        .source("first", "weld", orders=[("car",)])
        .source("early", "slow", orders=[("car",)])
        .source("late", "quick", orders=[("car", None, FOREVER, 20)])
        .station("slow", "one", work=60)
        .station("quick", "two", work=30)
        .buffer("one", "weld")
        .buffer("two", "weld")
        .station("weld", "out", work=100)
        .sink("out")
    )
    moves = simulate(plant.program(), 201).lines("move")
    assert [line for line in moves if "> weld" in line] == [
        "0 #0 first > weld [weld.1]",
        "100 #2 two > weld [weld.1]",
        "200 #1 one > weld [weld.1]",
    ]


def test_f5_1_a_new_candidate_of_a_buffer_is_offered(simulate: Simulate) -> None:
    """The head (type a) waits for its station; behind it b, whose station was free all along."""
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in", "store", orders=[("a",), ("a",), ("b",)])
        .buffer("store", {"a": "weld a", "b": "weld b"})
        .station("weld a", "out", work=50)
        .station("weld b", "out", work=50)
        .sink("out")
    )
    story = simulate(plant.program(), 120)
    assert story.moves_to("weld a") == [(0, 0), (50, 1)]
    assert story.moves_to("weld b") == [(50, 2)]


def test_f6_only_the_head_of_a_buffer_is_a_candidate(simulate: Simulate) -> None:
    """b's station is free at 0, but its part stands behind an a that cannot leave."""
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in", "store", orders=[("a",), ("a",), ("b",)])
        .buffer("store", {"a": "weld a", "b": "weld b"}, order=Order.FIFO)
        .station("weld a", "out", work=50)
        .station("weld b", "out", work=50)
        .sink("out")
    )
    assert simulate(plant.program(), 49).moves_to("weld b") == []


def test_f6_every_ready_part_of_a_station_is_a_candidate(simulate: Simulate) -> None:
    """Two machines: the part that became ready second leaves first, its way is free."""
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in", "weld", orders=[("a",), ("b",)])
        .station("weld", {"a": "full", "b": "out"}, work={"a": 5, "b": 10}, machines=2)
        .buffer("full", capacity=0)
        .sink("out")
    )
    story = simulate(plant.program(), 20)
    assert story.lines("move")[2:] == ["10 #1 weld > out"]
    assert story.states("weld.1") == [(0, 5, "working"), (5, 20, "blocked")]


def test_f6_ready_parts_in_the_order_of_becoming_ready(simulate: Simulate) -> None:
    """Machine 2 is ready before machine 1; the buffer that opens takes 2's part first."""
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in", "weld", orders=[("a",), ("b",)])
        .station("weld", "store", work={"a": 10, "b": 5}, machines=2)
        .buffer("store", capacity=0)
        .capacity(50, "store", 2)
    )
    assert simulate(plant.program(), 60).lines("move")[2:] == [
        "50 #1 weld > store",
        "50 #0 weld > store",
    ]


def test_f7_offer_goes_on_until_nobody_is_accepted(simulate: Simulate) -> None:
    """A lot of four meets three machines."""
    plant = (
        PlantBuilder()
        .source("in", "weld", dist=1000, first=5, lot=4)
        .station("weld", "out", work=100, machines=3)
        .sink("out")
    )
    assert simulate(plant.program(), 50).lines("move") == [
        "5 #0 in > weld [weld.1]",
        "5 #1 in > weld [weld.2]",
        "5 #2 in > weld [weld.3]",
    ]


def test_f9_1_machine_is_chosen_before_the_part_leaves(simulate: Simulate) -> None:
    """A rework loop of a station onto itself: the part's own machine is not open to it."""
    plant = (
        PlantBuilder()
        .source("in", "test", orders=[("car",)])
        .station(
            "test",
            "out",
            work=10,
            machines=2,
            test=True,
            rework=1.0,
            rework_to="test",
            max_reworks=2,
        )
        .sink("out")
    )
    assert simulate(plant.program(), 100).lines("move", "outcome") == [
        "0 #0 in > test [test.1]",
        "10 outcome test.1 #0 rework",
        "10 #0 test > test [test.2]",
        "20 outcome test.2 #0 rework",
        "20 #0 test > test [test.1]",
        "30 outcome test.1 #0 scrap",
    ]


def test_f9_room_cascades_upstream(simulate: Simulate) -> None:
    """One departure at the end lets every blocked part move up at the same instant."""
    plant = PlantBuilder().source("in", "a")
    for here, there in (("a", "b"), ("b", "c"), ("c", "out")):
        plant.station(here, there, work=10 if here == "c" else 1)
    story = simulate(plant.sink("out").program(), 13)
    assert [line for line in story.lines("move") if line.startswith("12 ")] == [
        "12 #0 c > out",
        "12 #1 b > c [c.1]",
        "12 #2 a > b [b.1]",
        "12 #3 in > a [a.1]",
    ]


def test_f8_a_batch_opens_to_what_is_alike(simulate: Simulate) -> None:
    """F8, W1: red is loaded, so blue waits for the other machine."""
    plant = (
        PlantBuilder(colours=("red", "blue"))
        .source("in", "oven", orders=[("car", "red"), ("car", "blue"), ("car", "red")])
        .station("oven", "out", work=10, machines=2, batch=2, batch_by=KeyBy.COLOUR)
        .sink("out")
    )
    assert simulate(plant.program(), 5).lines("move", "work") == [
        "0 #0 in > oven [oven.1]",
        "0 #1 in > oven [oven.2]",
        "0 #2 in > oven [oven.1]",
        "0 work oven.1 #0 10",
    ]


def test_r2_one_way_draws_nothing(simulate: Simulate) -> None:
    """A RANDOM route of one link leaves the stream alone: what is drawn after is the same."""

    def moves(types: tuple[str, ...]) -> list[int]:
        both = [("a", 1.0), ("b", 1.0)]
        plant = (
            PlantBuilder(types=types)
            .source("in", "store", orders=[(types[n % len(types)],) for n in range(40)])
            .buffer("store", {"car": both, "bus": [("a", 1.0)]}, out_rule=OutRule.RANDOM)
            .sink("a")
            .sink("b")
        )
        story = simulate(plant.program(), 10)
        return [part for _, part in story.moves_to("b")]

    cars_alone = moves(("car",))
    every_other = moves(("car", "bus"))
    assert every_other == [2 * part for part in cars_alone if part < 20]
    assert every_other


def test_r1_one_machine_leaves_the_luck_of_others_alone(simulate: Simulate) -> None:
    def durations(scrap: float) -> list[str]:
        plant = (
            PlantBuilder()
            .source("in", "a")
            .station("a", "b", work=(Dist.EXPONENTIAL, 10.0), test=True, scrap=scrap)
            .station("b", "out", work=(Dist.EXPONENTIAL, 10.0))
            .sink("out")
        )
        lines = simulate(plant.program(), 400).lines("work")
        return [line.split()[-1] for line in lines if " b.1 " in line]

    fewer, more = durations(0.5), durations(0.0)
    assert len(fewer) > 5
    assert fewer == more[: len(fewer)]
