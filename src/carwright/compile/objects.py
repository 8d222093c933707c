"""The tables ``object``, ``buffer``, ``conveyor``, ``sink`` and ``crew``."""

from __future__ import annotations

from carwright import units
from carwright.compile.layout import Layout
from carwright.compile.routes import OUT_RULES
from carwright.compile.schema import FOREVER, InRule, Kind, Order, StepWhat
from carwright.model import Buffer, Conveyor, Source, Station
from carwright.model.flow import Node

IN_RULES = {"longest waiting": InRule.LONGEST_WAITING, "listed order": InRule.LISTED}

ORDERS = {
    "fifo": Order.FIFO,
    "lifo": Order.LIFO,
    "priority": Order.PRIORITY,
    "due date": Order.PRIORITY,
}


def add_objects(layout: Layout) -> None:
    """Fill ``object`` with its lists of suppliers, component users and followers."""
    rows = dict.fromkeys(("source", "station", "buffer", "conveyor", "sink"), 0)
    suppliers, users, followers = _suppliers(layout), _users(layout), _followers(layout)
    for name, node in layout.net.nodes.items():
        lists = {
            **_slice(layout, "supplier", "object", suppliers[name]),
            **_slice(layout, "user", "station", users[name]),
            **_slice(layout, "follower", "source", followers[name]),
        }
        opens = layout.opens(node)
        if opens > 0:
            layout.steps.append((opens, StepWhat.OPEN_OBJECT, layout.objects[name], 0))
        layout.tables.add(
            "object",
            kind=Kind[node.kind.upper()],
            row=rows[node.kind],
            opens=opens,
            out_rule=OUT_RULES[node.placed.choose],
            in_rule=IN_RULES[node.placed.serve],
            **lists,
            stream_route=layout.stream(f"{name}/route"),
        )
        rows[node.kind] += 1


def _slice(layout: Layout, table: str, column: str, ids: list[int]) -> dict[str, int]:
    begin = layout.tables.count(table)
    for number in dict.fromkeys(ids):
        layout.tables.add(table, **{column: number})
    return {f"{table}_begin": begin, f"{table}_end": layout.tables.count(table)}


def _suppliers(layout: Layout) -> dict[str, list[int]]:
    """Objects that parts really come from: by links in listed order, then by rework."""
    found: dict[str, list[int]] = {name: [] for name in layout.net.nodes}
    for link in layout.net.links:
        if set(layout.coming[link.start]) & set(link.products):
            found[link.end].append(layout.objects[link.start])
    for station, end in layout.net.reworks.items():
        if layout.coming[station]:
            found[end].append(layout.objects[station])
    return found


def _users(layout: Layout) -> dict[str, list[int]]:
    """Rows of the stations that take components from each object."""
    found: dict[str, list[int]] = {name: [] for name in layout.net.nodes}
    for row, node in enumerate(layout.of_kind("station")):
        if isinstance(node.placed, Station):
            for need in node.placed.needs:
                if need.take_from in found:
                    found[need.take_from].append(row)
    return found


def _followers(layout: Layout) -> dict[str, list[int]]:
    """Rows of the sources that follow each object."""
    found: dict[str, list[int]] = {name: [] for name in layout.net.nodes}
    for row, node in enumerate(layout.of_kind("source")):
        if isinstance(node.placed, Source) and node.placed.follows in found:
            found[node.placed.follows].append(row)
    return found


def add_stores(layout: Layout) -> None:
    """Fill ``buffer``, ``conveyor`` and ``sink``."""
    for node in layout.of_kind("buffer"):
        if isinstance(node.placed, Buffer):
            _add_buffer(layout, node, node.placed)
    for node in layout.of_kind("conveyor"):
        if isinstance(node.placed, Conveyor):
            _add_conveyor(layout, node, node.placed)
    for node in layout.of_kind("sink"):
        layout.tables.add("sink", object=layout.objects[node.name])


def _add_buffer(layout: Layout, node: Node, buffer: Buffer) -> None:
    given = FOREVER if buffer.capacity is None else buffer.capacity
    course = layout.timeline.course(given) or ((0, FOREVER),)
    row = layout.tables.add(
        "buffer",
        object=layout.objects[node.name],
        capacity=course[0][1],
        order=ORDERS[buffer.order],
        by_due=int(buffer.order == "due date"),
        transit=buffer.transit,
    )
    layout.steps += [(at, StepWhat.SET_CAPACITY, row, value) for at, value in course[1:]]


def _add_conveyor(layout: Layout, node: Node, belt: Conveyor) -> None:
    capacity = belt.capacity or belt.length // (belt.pitch or belt.length)
    # A part that takes up length / capacity has passed the entry in travel time / capacity.
    if belt.pitch is None:
        headway = units.travel_time(belt.length, belt.speed * capacity)
    else:
        headway = units.travel_time(belt.pitch, belt.speed)
    layout.tables.add(
        "conveyor",
        object=layout.objects[node.name],
        travel=units.travel_time(belt.length, belt.speed),
        headway=headway,
        capacity=capacity,
        accumulating=int(belt.accumulating),
        calendar=layout.calendar_of(belt),
    )


def add_crews(layout: Layout) -> None:
    """Fill ``crew``; a crew without calendar is always there, whatever shop it serves."""
    for crew in layout.plant.crews.values():
        layout.tables.add("crew", size=crew.size, calendar=layout.calendar(crew.calendar))
