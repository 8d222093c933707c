"""What the departure-time recursion takes, and each thing that it leaves to the event kernel."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from carwright.compile.recursion import (
    LONGEST,
    MOST_CHANGES,
    MOST_DEEP,
    MOST_REASONS,
    MOST_ROOM,
    recognise,
)
from carwright.compile.schema import (
    FOREVER,
    NONE,
    CalendarState,
    Clock,
    Dist,
    KeyBy,
    OffRule,
    Order,
    SourceMode,
    Start,
    WhenFull,
)
from engine.build import PlantBuilder

Change = Callable[[PlantBuilder], object]

HOUR = 3_600_000


def line(**fields: object) -> PlantBuilder:
    """in -> a -> store -> b -> out, with other fields of station b."""
    plant = PlantBuilder(types=("car", "van"), colours=("white", "red")).source("in", to="a")
    plant.station("a", work=5, to="store").buffer("store", to="b", capacity=3)
    return plant.station("b", **{"work": 7, "to": "out", **fields}).sink("out")  # type: ignore[arg-type]


def reasons(plant: PlantBuilder, horizon: int = HOUR) -> tuple[str, ...]:
    found = recognise(plant.program(), horizon=horizon)
    assert (found.line is None) == bool(found.reasons)
    return found.reasons


def test_a_plain_line_is_recognised() -> None:
    plant = line().mode("b", between=100, repair=3).mode("b", between=40, repair=3, first=1)
    found = recognise(plant.program(), horizon=HOUR)
    assert found.reasons == ()
    assert found.line is not None
    (branch,) = found.line.branches
    assert branch.machines == (0, 1)
    assert branch.buffers == (NONE, 0)
    assert found.line.modes == (0, 1)
    columns = found.line.columns
    assert columns["place.room"].tolist() == [0, 3]
    assert columns["place.mode_begin"].tolist() == [0, 0]
    assert columns["place.mode_end"].tolist() == [0, 2]
    assert columns["branch.dist"].tolist() == [NONE]
    assert columns["branch.place_end"].tolist() == [2]


def test_what_makes_no_difference_is_let_pass() -> None:
    """Colours without set-ups, priorities without types, operators that nobody needs."""
    plant = line(crew="hands").crew("hands")
    plant.objects["store"]["order"] = Order.PRIORITY
    plant.objects["in"]["colours"] = {"white": 0.5, "red": 0.5}
    assert reasons(plant) == ()


def set_of(thing: str, **fields: object) -> Change:
    return lambda plant: plant.objects[thing].update(fields)


def shifts(plant: PlantBuilder, of_a: str, of_b: str) -> PlantBuilder:
    """Two shifts of which the late one ends when the early one begins."""
    on, off = CalendarState.ON, CalendarState.OFF
    plant.calendar("early", [(0, off), (60, on), (140, off)], loop=1, length=240)
    plant.calendar("late", [(0, on), (60, off), (140, on)], loop=1, length=240)
    plant.objects["a"]["calendar"], plant.objects["b"]["calendar"] = of_a, of_b
    return plant


REFUSED: dict[str, tuple[str, Change]] = {
    "two sources": (
        "parts from 'in' and 'also in' meet at 'store'",
        lambda p: p.source("also in", to="store"),
    ),
    "two sinks": (
        "parts of 2 sources come to a sink",
        lambda p: p.source("also in", to="x").station("x", to="also out").sink("also out"),
    ),
    "empty list": ("source 'in' makes nothing", set_of("in", mode=SourceMode.ORDERS)),
    "limit": ("source 'in' limits the parts in the plant", set_of("in", limit=5)),
    "loss": (
        "source 'in' loses parts that find no room",
        set_of("in", mode=SourceMode.ARRIVALS, dist=9, when_full=WhenFull.LOSE),
    ),
    "two ways": ("from 'b' there are 2 ways", lambda p: set_of("b", to=["out", "x"])(p.sink("x"))),
    "a way back": ("parts come back to 'a'", set_of("b", to="a")),
    "aside": ("'x' is not on the parts' way", lambda p: p.station("x", to="out")),
    "machines": (
        "station 'b' has parallel machines, on which parts overtake each other",
        set_of("b", machines=2, work=(Dist.EXPONENTIAL, 7.0)),
    ),
    "machines that stop": (
        "station 'b' has parallel machines that stop, so that parts overtake each other",
        lambda p: set_of("b", machines=2)(p) or p.mode("b", between=100, repair=1),
    ),
    "machines that may be blocked": (
        "station 'a' has parallel machines that may be blocked, so that parts overtake each other",
        set_of("a", machines=2),
    ),
    "machines fed by several": (
        "station 'b' has parallel machines to which several parts may come at one instant",
        lambda p: set_of("a", machines=2)(p) or set_of("b", machines=2)(p),
    ),
    "machines fed in no time": (
        "station 'b' has parallel machines to which several parts may come at one instant",
        lambda p: set_of("a", work=0)(p) or set_of("b", machines=2)(p),
    ),
    "machines that take no time": (
        "station 'b' has parallel machines, on which parts overtake each other",
        set_of("b", machines=2, work=0),
    ),
    "many machines": (
        "station 'b' has more than 32 parallel machines",
        set_of("b", machines=33),
    ),
    "machines fed when a shift begins": (
        "station 'a' has parallel machines to which several parts may come at one instant",
        lambda p: (
            shifts(p, "late", "late")
            .objects["in"]
            .update(mode=SourceMode.ARRIVALS, dist=9, calendar="late")
            or set_of("a", machines=2)(p)
            or set_of("store", capacity=FOREVER)(p)
        ),
    ),
    "machines that finish": (
        "station 'b' has parallel machines that work on when their shift ends",
        lambda p: set_of("b", machines=2, off_rule=OffRule.FINISH)(shifts(p, "late", "late")),
    ),
    "two calendars": (
        "calendar 'early' turns on when 'late' turns off",
        lambda p: shifts(p, "early", "late"),
    ),
    "batch": ("station 'b' works on batches", set_of("b", batch=2)),
    "pieces": ("station 'b' makes several parts of one", set_of("b", pieces=2)),
    "set-ups": (
        "station 'b' is set up",
        set_of("b", setup_by=KeyBy.COLOUR, setup=[[None, 3], [3, None]]),
    ),
    "operators": (
        "station 'b' needs operators",
        lambda p: set_of("b", crew="hands", operators=1)(p.crew("hands")),
    ),
    "test": ("station 'b' tests", set_of("b", test=True)),
    "LIFO": ("buffer 'store' gives the last part first", set_of("store", order=Order.LIFO)),
    "no room": ("buffer 'store' has no room", set_of("store", capacity=0)),
    "much room": (
        f"the buffers have more than {MOST_ROOM:,} places",
        set_of("store", capacity=MOST_ROOM + 1),
    ),
    "calendar's time": (
        "stop 'b.1.mode 0' counts the calendar's time",
        lambda p: p.mode("b", between=100, repair=1, clock=Clock.CALENDAR),
    ),
    "cycles": (
        "stop 'b.1.mode 0' counts cycles",
        lambda p: p.mode("b", between=100, repair=1, clock=Clock.CYCLES),
    ),
    "forced": (
        "stop 'b.1.mode 0' waits for the work to end",
        lambda p: p.mode("b", between=100, repair=1, start=Start.FORCED),
    ),
    "crew": (
        "stop 'b.1.mode 0' waits for a crew",
        lambda p: p.crew("hands").mode("b", between=100, repair=1, crew="hands"),
    ),
    "step": (
        "phases open objects or change capacities during the run",
        lambda p: p.capacity(500, "store", 4),
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_one_thing_that_is_refused(what: str) -> None:
    why, change = REFUSED[what]
    plant = line()
    change(plant)
    assert why in reasons(plant)


def of_types(**fields: object) -> PlantBuilder:
    """The line with vans among the cars, and other fields of station b."""
    plant = line(**fields)
    plant.objects["in"]["mix"] = {"car": 0.25, "van": 0.75}
    return plant


def test_types_that_take_differently_long_are_recognised() -> None:
    found = recognise(of_types(work={"car": 7, "van": 9}).program(), horizon=HOUR).line
    assert found is not None
    assert found.branches[0].types == (0, 1)
    columns = found.columns
    assert columns["place.works"].tolist() == [NONE, 0]
    law_of_a, law_of_b = columns["place.dist"].tolist()
    assert columns["work.dist"][0] == law_of_b
    assert len({law_of_a, *columns["work.dist"].tolist()}) == 3
    assert columns["branch.types"].tolist() == [2]
    assert columns["mix.cumulative"].tolist() == [0.25, 1.0]


def test_a_list_is_recognised() -> None:
    plant = line()
    orders = [("van",), ("car", None, FOREVER, 60), ("van", None, FOREVER, 60)]
    plant.objects["in"].update(mode=SourceMode.ORDERS, orders=orders)
    found = recognise(plant.program(), horizon=HOUR).line
    assert found is not None
    assert found.branches[0].types == (1, 0)
    assert found.columns["order.type"].tolist() == [0, 1, 0]
    assert found.columns["order.release"].tolist() == [0, 60, 60]


REFUSED_TYPES: dict[str, tuple[str, Callable[[], PlantBuilder]]] = {
    "two ways": (
        "from 'b' types go 2 ways",
        lambda: of_types(to={"car": "out", "van": "x"}).sink("x"),
    ),
    "overtaking": (
        "station 'b' has parallel machines, on which parts overtake each other",
        lambda: of_types(machines=2, work={"car": 7, "van": 9}),
    ),
    "other components": (
        "station 'b' needs other components for other types",
        lambda: (
            of_types(needs={"car": [("shelf", 1)], "van": [("shelf", 2)]})
            .buffer("shelf", capacity=4)
            .source("f", to="press", mix={"van": 1.0})
            .station("press", work=3, to="shelf")
        ),
    ),
    "released when work ends": (
        "station 'a' has parallel machines to which several parts may come at one instant",
        lambda: (
            set_of("store", capacity=FOREVER)(plant := of_types())
            or set_of("a", machines=3)(plant)
            or set_of(
                "in",
                mode=SourceMode.ORDERS,
                orders=[("car",), ("van", None, FOREVER, 10), ("car", None, FOREVER, 10)],
            )(plant)
            or plant
        ),
    ),
    "one of those on the shelf": (
        "station 'b' picks one of the types that come to 'shelf'",
        lambda: (
            set_of("f", mix={"car": 0.5, "van": 0.5})(plant := joining(("shelf", 1, "van")))
            or plant
        ),
    ),
    "priority": (
        "buffer 'store' gives by priority",
        lambda: set_of("store", order=Order.PRIORITY)(plant := of_types()) or plant,
    ),
    "what is no car": (
        "source 'in' makes cars and what is none",
        lambda: setattr(plant := of_types(), "cars", {"car"}) or plant,
    ),
    "followers of some": (
        "source 'f' makes for one type what it does not for others",
        lambda: (
            of_types(needs=[("shelf", 1)])
            .buffer("shelf", capacity=4)
            .source("f", to="shelf", follows="a", follow={"car": "van"})
        ),
    ),
}


@pytest.mark.parametrize("what", REFUSED_TYPES)
def test_types_that_are_refused(what: str) -> None:
    why, plant = REFUSED_TYPES[what]
    assert reasons(plant()) == (why,)


def test_calendars_and_parallel_machines_without_their_figures() -> None:
    plant = shifts(line(machines=2), "late", "late")
    assert reasons(plant) == ()
    told = recognise(plant.program(), horizon=HOUR, of_stations=True).reasons
    assert told == (
        "station 'a' has a calendar, and what it does is asked for",
        "station 'b' has parallel machines, and what each does is asked for",
        "station 'b' has a calendar, and what it does is asked for",
    )


def test_a_long_run_of_two_calendars_is_not_searched_for_coincidences() -> None:
    plant = line()
    for name, thing in (("short", "a"), ("long", "b")):
        plant.calendar(name, [(0, CalendarState.ON), (1, CalendarState.OFF)], loop=0, length=7)
        plant.objects[thing]["calendar"] = name
    told = (f"calendars change more than {MOST_CHANGES:,} times",)
    assert reasons(plant, 1_000) == ()
    assert reasons(plant, 10**9) == told


def joining(*needs: tuple[object, ...], **of_b: object) -> PlantBuilder:
    """The line whose station b takes from a shelf that a line of one station fills."""
    plant = line(needs=needs or [("shelf", 2)], **of_b).buffer("shelf", capacity=4)
    return plant.source("f", to="press", mix={"van": 1.0}).station("press", work=3, to="shelf")


def test_a_line_with_a_feeder_is_recognised() -> None:
    found = recognise(joining().program(), horizon=HOUR).line
    assert found is not None
    main, feeder = found.branches
    assert (main.taker, main.quantity, main.store) == (NONE, 1, NONE)
    assert (feeder.taker, feeder.quantity, feeder.store) == (1, 2, 1)
    assert found.works_for_one() == 2 + 2
    assert found.columns["place.feeder_begin"].tolist() == [1, 1, 2]
    assert found.columns["place.feeder_end"].tolist() == [1, 2, 2]
    assert found.columns["branch.room"].tolist() == [FOREVER, 4]


def test_works_of_feeders_of_feeders_are_counted() -> None:
    plant = joining().buffer("bin", capacity=9).source("g", to="lathe", mix={"van": 1.0})
    plant.station("lathe", work=1, to="bin")
    plant.objects["press"]["needs"] = [("bin", 3)]
    found = recognise(plant.program(), horizon=HOUR).line
    assert found is not None
    assert found.works_for_one() == 2 + 2 + 2 * 3


REFUSED_JOINTS: dict[str, tuple[str, Callable[[], PlantBuilder]]] = {
    "parallel machines": (
        "station 'b' joins parts on parallel machines",
        lambda: joining(machines=2),
    ),
    "one shelf twice": (
        "station 'b' takes from 'shelf' for several needs",
        lambda: joining(("shelf", 1), ("shelf", 1)),
    ),
    "a shelf for two": (
        "several stations take components from 'shelf'",
        lambda: set_of("a", needs=[("shelf", 1)])(plant := joining()) or plant,
    ),
    "nothing comes": (
        "station 'b' takes from 'other', to which no line leads",
        lambda: joining(("shelf", 2), ("other", 1)).buffer("other"),
    ),
    "another type": (
        "station 'b' waits for components that don't come to 'shelf'",
        lambda: joining(("shelf", 1, "car")),
    ),
    "a shelf too small": (
        "station 'b' takes more at once than 'shelf' can hold",
        lambda: joining(("shelf", 5)),
    ),
}


@pytest.mark.parametrize("what", REFUSED_JOINTS)
def test_a_joint_that_is_refused(what: str) -> None:
    why, plant = REFUSED_JOINTS[what]
    assert reasons(plant()) == (why,)


def test_feeders_may_not_be_nested_for_ever() -> None:
    def nested(deep: int) -> PlantBuilder:
        plant = line(needs=[("shelf 0", 1)])
        for n in range(deep):
            plant.buffer(f"shelf {n}", capacity=2).source(f"f{n}", to=f"s{n}")
            needs = [(f"shelf {n + 1}", 1)] if n + 1 < deep else ()
            plant.station(f"s{n}", work=3, to=f"shelf {n}", needs=needs)
        return plant

    assert reasons(nested(MOST_DEEP)) == ()
    told = (f"feeders feed feeders more than {MOST_DEEP} deep",)
    assert reasons(nested(MOST_DEEP + 1)) == told


def test_a_run_may_be_too_long_for_its_components() -> None:
    plant = joining(("shelf", 4_000))
    plant.objects["shelf"]["capacity"] = 5_000
    assert reasons(plant) == ()
    assert reasons(plant, LONGEST) == ("the run is too long for so many components",)


def in_step(follows: str, quantity: int = 1, station: str = "b") -> PlantBuilder:
    """The line whose station takes what is made for each part that leaves an object."""
    plant = line().buffer("shelf", capacity=4)
    plant.objects[station]["needs"] = [("shelf", quantity)]
    follow = {"car": "van"}
    return plant.source("f", to="press", follows=follows, follow=follow).station(
        "press", work=3, to="shelf"
    )


def test_a_feeder_in_step_is_recognised() -> None:
    for follows, place in (("in", -1), ("a", 0)):
        found = recognise(in_step(follows).program(), horizon=HOUR).line
        assert found is not None
        assert found.columns["branch.followed"].tolist() == [-2, place]
        assert found.columns["branch.dist"].tolist() == [NONE, NONE]
        assert found.branches[1].types == (1,)


REFUSED_FOLLOWERS: dict[str, tuple[str, Callable[[], PlantBuilder]]] = {
    "what comes later": (
        "source 'f' follows 'b', which is not on the way there",
        lambda: in_step("b"),
    ),
    "its own line": (
        "sources follow each other, or what is not on the parts' way",
        lambda: in_step("press"),
    ),
    "a buffer": ("source 'f' follows 'store', which is no station", lambda: in_step("store")),
    "several at once": (
        "parts of source 'f' come one by one, but more are taken at once",
        lambda: in_step("a", quantity=2),
    ),
    "what comes to nothing": (
        "source 'f' makes nothing",
        lambda: set_of("f", follow={"van": "van"})(plant := in_step("a")) or plant,
    ),
    "to the sink": (
        "parts of 2 sources come to a sink",
        lambda: line().source("after", to="x", follows="b").station("x", to="y").sink("y"),
    ),
}


@pytest.mark.parametrize("what", REFUSED_FOLLOWERS)
def test_a_follower_that_is_refused(what: str) -> None:
    why, plant = REFUSED_FOLLOWERS[what]
    assert reasons(plant()) == (why,)


def test_a_conveyor_is_refused() -> None:
    plant = PlantBuilder().source("in", to="a").station("a", to="belt")
    plant.conveyor("belt", to="out", travel=5).sink("out")
    assert reasons(plant) == ("'belt' is a conveyor",)


@pytest.mark.parametrize("after", ["out", "second"])
def test_a_buffer_needs_a_station_behind_it(after: str) -> None:
    plant = PlantBuilder().source("in", to="a").station("a", to="first")
    plant.buffer("first", to=after, capacity=2)
    if after == "second":
        plant.buffer("second", to="b", capacity=2).station("b", to="out")
    assert reasons(plant.sink("out")) == ("buffer 'first' stands before no station",)


def test_a_line_needs_a_station() -> None:
    plant = PlantBuilder().source("in", to="out", dist=(Dist.EXPONENTIAL, 5.0)).sink("out")
    assert reasons(plant) == ("there is no station",)


def test_a_run_may_be_too_long() -> None:
    assert reasons(line(), LONGEST) == ()
    assert reasons(line(), LONGEST + 1) == (f"the run is longer than {LONGEST:,} ms",)


def test_the_first_reasons_are_named() -> None:
    plant = line(batch=2, pieces=2, test=True, operators=2, setup_by=KeyBy.COLOUR)
    for _ in range(9):
        plant.mode("b", between=100, repair=1, clock=Clock.CYCLES)
    assert len(reasons(plant)) == MOST_REASONS
