import pytest

from carwright.compile.schema import Kind, Order
from compile.plants import compiled, picked, rows


def test_objects_stand_by_kind_with_their_rows() -> None:
    program = compiled(
        buffers={"store": {}},
        conveyors={"belt": {"length": "10 m", "speed": "0.2 m/s", "capacity": 2}},
        flow=["in -> store -> weld -> (3) -> belt -> out"],
    )
    assert program.names.objects == ("in", "weld", "store", "weld > belt", "belt", "out")
    assert picked(program, "object", "kind", "row") == [
        (Kind.SOURCE, 0),
        (Kind.STATION, 0),
        (Kind.BUFFER, 0),
        (Kind.BUFFER, 1),
        (Kind.CONVEYOR, 0),
        (Kind.SINK, 0),
    ]
    for table, objects in (("buffer", [2, 3]), ("conveyor", [4]), ("sink", [5]), ("station", [1])):
        assert picked(program, table, "object") == [(number,) for number in objects]


@pytest.mark.parametrize(
    ("order", "code", "by_due"),
    [
        ("fifo", Order.FIFO, 0),
        ("lifo", Order.LIFO, 0),
        ("priority", Order.PRIORITY, 0),
        ("due date", Order.PRIORITY, 1),
    ],
)
def test_orders_of_a_buffer(order: str, code: Order, by_due: int) -> None:
    store = {"capacity": 7, "order": order, "transit": "30 s"}
    program = compiled(buffers={"store": store}, flow=["in -> store -> weld -> out"])
    expected = {"object": 2, "capacity": 7, "order": code, "by_due": by_due, "transit": 30_000}
    assert rows(program, "buffer") == [expected]


@pytest.mark.parametrize(
    ("size", "headway", "capacity"),
    [
        ({"capacity": 4}, 12_500, 4),
        ({"capacity": 3}, 16_667, 3),
        ({"pitch": "3 m"}, 15_000, 3),
        ({"pitch": "2 m", "capacity": 4}, 10_000, 4),
        ({"pitch": "10 m"}, 50_000, 1),
    ],
)
def test_length_speed_and_pitch_become_times(
    size: dict[str, object], headway: int, capacity: int
) -> None:
    belt = {"length": "10 m", "speed": "0.2 m/s", "accumulating": False, **size}
    program = compiled(conveyors={"belt": belt}, flow=["in -> weld -> belt -> out"])
    (row,) = rows(program, "conveyor")
    assert row["travel"] == 50_000
    assert (row["headway"], row["capacity"], row["accumulating"]) == (headway, capacity, 0)


def test_crews_have_their_own_calendar_only() -> None:
    crews = {"a": {"size": 3, "calendar": "night"}, "b": {"size": 1}}
    program = compiled(crews=crews, calendars={"day": {}, "night": {}})
    assert picked(program, "crew", "size", "calendar") == [(3, 1), (1, -1)]
    assert program.names.crews == ("a", "b")
