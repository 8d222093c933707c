"""The tables ``station`` and ``work``: what a station does to each type that comes to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from carwright.compile.layout import Layout
from carwright.compile.machines import add_machines
from carwright.compile.schema import NONE, KeyBy, OffRule
from carwright.compile.setups import Setups, add_setups
from carwright.errors import Finding, InvalidScenario
from carwright.model import Distribution, Need, Station
from carwright.model.flow import Node
from carwright.model.part_type import PartType

BATCH_BY = {"nothing": KeyBy.NOTHING, "variant": KeyBy.TYPE, "colour": KeyBy.COLOUR}
OFF_RULES = {"keep": OffRule.KEEP, "finish": OffRule.FINISH}

T = TypeVar("T")


def add_stations(layout: Layout, rework_links: Mapping[str, int]) -> None:
    """Fill ``station``, ``work``, ``need``, ``setup``, ``machine`` and ``mode``."""
    for row, node in enumerate(layout.of_kind("station")):
        if isinstance(node.placed, Station):
            setups = add_setups(layout, node, node.placed)
            _add_station(layout, row, node, node.placed, setups)
            _add_work(layout, node, node.placed, setups, rework_links.get(node.name, NONE))


def _add_station(layout: Layout, row: int, node: Node, station: Station, setups: Setups) -> None:
    begin, end = add_machines(layout, row, node.name, station)
    operators, test = station.operators, station.test
    layout.tables.add(
        "station",
        object=layout.objects[node.name],
        machine_begin=begin,
        machine_end=end,
        batch=station.batch,
        batch_by=BATCH_BY[station.batch_by],
        pieces=station.pieces,
        setup_by=setups.by,
        setup_begin=setups.begin,
        setup_keys=setups.keys,
        calendar=layout.calendar_of(station),
        off_rule=OFF_RULES[station.off_shift],
        crew=layout.crew(operators.crew if operators else None),
        operators=operators.people if operators else 0,
        test=int(test is not None),
        coverage=test.coverage if test else 1.0,
        max_reworks=test.max_reworks if test else 0,
    )


def _add_work(
    layout: Layout, node: Node, station: Station, setups: Setups, rework_link: int
) -> None:
    tested = station.test
    slices = {product: _add_needs(layout, node, product) for product in layout.coming[node.name]}
    scrap_edge = layout.edge(node.name, "scrap") if tested and slices else NONE
    for each in layout.types:
        product, comes = each.product, each.product in slices
        begin, end = slices.get(product, (0, 0))
        tests = tested if comes else None
        layout.tables.add(
            "work",
            dist=layout.distributions.row(cycle(station, each)) if comes else NONE,
            setup_key=setups.key_of.get(product, 0),
            need_begin=begin,
            need_end=end,
            rework=by_name(tests.rework, product, 0.0) if tests else 0.0,
            scrap=by_name(tests.scrap, product, 0.0) if tests else 0.0,
            rework_link=rework_link if comes else NONE,
            scrap_edge=scrap_edge if comes else NONE,
        )


def by_name(value: T | Mapping[str, T], name: str, missing: T) -> T:
    """One value for all, or that of a name in a mapping."""
    return value.get(name, missing) if isinstance(value, Mapping) else value


def cycle(station: Station, each: PartType) -> Distribution:
    """The cycle time of a type: that of its product or ``default``, and what its options add.

    Raises `InvalidScenario` if options would add to a time that varies.
    """
    times = station.cycle
    if isinstance(times, Mapping):
        times = times[each.product if each.product in times else "default"]
    added = sum(station.option_time.get(option, 0) for option in each.options)
    if not added:
        return times
    if times.family != "constant":
        what = f"option_time adds to {times}, which varies"
        mend = "give the variant a constant cycle, or leave option_time out"
        raise InvalidScenario([Finding(f"a station's cycle for {each.name!r}", what, mend)])
    return Distribution("constant", (times.parameters[0] + added,))


def _add_needs(layout: Layout, node: Node, product: str) -> tuple[int, int]:
    begin = layout.tables.count("need")
    for need in node.placed.needs if isinstance(node.placed, Station) else ():
        quantity = by_name(need.quantity, product, 0)
        if quantity > 0:
            _add_need(layout, node.name, need, quantity, product)
    return begin, layout.tables.count("need")


def _add_need(layout: Layout, station: str, need: Need, quantity: int, product: str) -> None:
    if need.take_from not in layout.objects:
        what = f"needs components from {need.take_from!r}, which does not exist yet"
        mend = "let the buffer exist no later than the station"
        raise InvalidScenario([Finding(f"station {station!r}", what, mend)])
    component = by_name(need.component, product, None)
    layout.tables.add(
        "need",
        object=layout.objects[need.take_from],
        quantity=quantity,
        type=NONE if component is None else layout.type_id(component),
        edge=layout.edge(need.take_from, station),
    )
