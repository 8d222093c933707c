"""What is no fault but hardly meant is told, and nothing else is."""

from typing import Any

from carwright.model import Order, Plant
from carwright.model.check import faults
from carwright.model.checking.hints import hints

PLANT: dict[str, Any] = {
    "name": "doors",
    "start": "2025-01-06",
    "variants": {"sedan": {}, "wagon": {}},
    "components": {"door": {}},
    "phases": {"two": {"begin": "2025-07-01"}},
    "sources": {"in": {"makes": {"sedan": 0.5, "wagon": 0.5}}, "doors in": {"makes": "door"}},
    "stations": {
        "weld": {"cycle": "60 s"},
        "fit": {"cycle": "60 s", "needs": [{"component": "door", "from": "rack"}]},
    },
    "buffers": {"rack": {"capacity": 9}},
    "sinks": {"out": {}},
    "flow": ["in -> weld -> fit -> out", "doors in -> rack"],
}


def told(**changes: Any) -> list[tuple[str, str]]:
    """(path, what) of each hint of the plant with some collections changed."""
    lists = changes.pop("order_lists", {})
    plant = Plant.model_validate(PLANT | changes).model_copy(update={"order_lists": lists})
    assert faults(plant) == []
    return [(".".join(map(str, hint.path)), hint.what) for hint in hints(plant)]


def sources(**doors: Any) -> dict[str, Any]:
    return PLANT["sources"] | {"doors in": doors}


def stations(**needs: Any) -> dict[str, Any]:
    fit = {"cycle": "60 s", "needs": [{"component": "door", "from": "rack"} | needs]}
    return PLANT["stations"] | {"fit": fit}


def orders(count: int, what: str) -> tuple[Order, ...]:
    return (Order(what, None, None, 0),) * count


PLACE = "stations.fit.needs.0.from"


def test_a_plant_that_goes_on_has_no_hint() -> None:
    assert told() == []
    assert told(stations=stations(quantity={"sedan": 2, "wagon": 0})) == []


def test_a_feeder_that_opens_later_starves_the_station() -> None:
    later = told(sources=sources(makes="door", phase="two"))
    assert later == [(PLACE, "what it takes from 'rack' comes from 2025-07-01 on only")]
    early = PLANT["sources"] | {"doors in": {"makes": "door", "phase": "two"}}
    both = early | {"more doors": {"makes": "door"}}
    assert told(sources=both, flow=[*PLANT["flow"], "more doors -> rack"]) == []
    opened = stations()
    opened["fit"]["phase"] = "two"
    assert told(sources=early, stations=opened) == []


def test_orders_of_components_that_end() -> None:
    lists = {"doors.csv": orders(7, "door")}
    ends = "the orders of 'doors in' end after 7 parts: it waits for ever from then on"
    assert told(sources=sources(orders="doors.csv"), order_lists=lists) == [(PLACE, ends)]
    assert told(sources=sources(orders="doors.csv", repeat=True), order_lists=lists) == []


def test_orders_of_cars_and_components_are_counted() -> None:
    both = sources(orders="doors.csv") | {"in": {"orders": "cars.csv"}}
    for doors, quantity, few in [(6, 1, False), (6, 2, False), (5, 2, True)]:
        lists = {"doors.csv": orders(doors, "door"), "cars.csv": orders(3, "sedan")}
        found = told(sources=both, order_lists=lists, stations=stations(quantity=quantity))
        assert bool(found) == few
    assert found[0][1].startswith("the orders of 'doors in' end after 5 parts, and 6 are needed")


def test_a_feeder_in_step_makes_one_for_each_car() -> None:
    step = sources(follows="weld", follow_as={"sedan": "door", "wagon": "door"})
    assert told(sources=step) == []
    two = "it takes 2 for each car, and 1 is made for each: it waits for ever"
    assert told(sources=step, stations=stations(quantity=2)) == [(PLACE, two)]


def test_a_share_to_what_is_not_there_yet_holds_up_the_line() -> None:
    chooses = PLANT["stations"] | {
        "weld": {"cycle": "60 s", "choose": "share"},
        "twin": {"cycle": "60 s", "phase": "two"},
    }
    ways = [
        {"path": "in -> weld -> fit -> out", "share": 0.5},
        {"path": "weld -> twin -> out", "share": 0.5},
        "doors in -> rack",
    ]
    what = "parts whose share leads them to 'twin' wait until 2025-07-01"
    what += " and hold up all behind them"
    assert told(stations=chooses, flow=ways) == [("stations.weld.choose", what)]
    now = chooses | {"twin": {"cycle": "60 s"}}
    assert told(stations=now, flow=ways) == []
