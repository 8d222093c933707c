"""The table ``source`` with its mix, colours, order list and followed types (rules Q1-Q6)."""

from __future__ import annotations

from collections.abc import Sequence

from carwright.compile.layout import Layout
from carwright.compile.schema import FOREVER, NONE, MixRule, SourceMode, WhenFull
from carwright.compile.types import Levelling
from carwright.model import Source
from carwright.model.flow import Node
from carwright.model.flow_objects import Order

MIX_RULES = {"random": MixRule.RANDOM, "level": MixRule.LEVEL}
WHEN_FULL = {"wait": WhenFull.WAIT, "lose": WhenFull.LOSE}


def add_sources(layout: Layout) -> None:
    """Fill ``source``, ``mix``, ``paint``, ``order`` and ``follow``."""
    for node in layout.of_kind("source"):
        if isinstance(node.placed, Source):
            _add_source(layout, node, node.placed)


def mode_of(source: Source) -> SourceMode:
    """Where a source's parts come from."""
    if source.orders is not None:
        return SourceMode.ORDERS
    if source.follows is not None:
        return SourceMode.FOLLOWS
    return SourceMode.SATURATED if source.every is None else SourceMode.ARRIVALS


def _add_source(layout: Layout, node: Node, source: Source) -> None:
    begins = {table: layout.tables.count(table) for table in ("mix", "paint", "order", "follow")}
    mode = mode_of(source)
    if mode is SourceMode.ORDERS:
        _add_orders(layout, layout.plant.order_lists[source.orders or ""])
    elif mode is SourceMode.FOLLOWS:
        _add_followed(layout, source)
    else:
        _add_mix(layout, source)
        _add_colours(layout, source)
    arrivals = NONE if source.every is None else layout.distributions.row(source.every)
    layout.tables.add(
        "source",
        object=layout.objects[node.name],
        mode=mode,
        dist=arrivals,
        first=NONE if source.first is None else source.first,
        lot=source.lot,
        when_full=WHEN_FULL[source.when_full],
        limit=FOREVER if source.limit is None else source.limit,
        calendar=layout.calendar_of(source),
        mix_rule=MIX_RULES[source.sequence],
        mix_begin=begins["mix"],
        mix_end=layout.tables.count("mix"),
        colour_begin=begins["paint"],
        colour_end=layout.tables.count("paint"),
        order_begin=begins["order"],
        order_end=layout.tables.count("order"),
        repeat=int(source.repeat),
        follow_begin=begins["follow"],
        stream_arrival=layout.stream(f"{node.name}/arrival"),
        stream_mix=layout.stream(f"{node.name}/mix"),
        stream_colour=layout.stream(f"{node.name}/colour"),
    )


def _add_mix(layout: Layout, source: Source) -> None:
    """Shares of types: those of the products times those of their options, made to sum to 1."""
    makes = {source.makes: 1.0} if isinstance(source.makes, str) else source.makes or {}
    shares = [
        (row, makes[product] * layout.types[row].share)
        for product in makes
        for row in layout.type_ids(product)
    ]
    for (row, share), cumulative in _cumulated([(r, s) for r, s in shares if s > 0.0]):
        layout.tables.add("mix", type=row, share=share, cumulative=cumulative)


def _add_colours(layout: Layout, source: Source) -> None:
    shares = [(layout.colour(name), share) for name, share in source.colours.items() if share > 0.0]
    for (row, _), cumulative in _cumulated(shares):
        layout.tables.add("paint", colour=row, cumulative=cumulative)


def _cumulated(
    shares: Sequence[tuple[int, float]],
) -> list[tuple[tuple[int, float], float]]:
    """((id, share), cumulative share) with the shares made to sum to 1, the last exactly."""
    total, so_far = sum(share for _, share in shares), 0.0
    rows = []
    for number, (row, share) in enumerate(shares, start=1):
        so_far += share
        cumulative = 1.0 if number == len(shares) else so_far / total
        rows.append(((row, share / total), cumulative))
    return rows


def _add_orders(layout: Layout, orders: Sequence[Order]) -> None:
    """Order lists name types (``sedan + sunroof``) or variants.

    A variant alone stands for its types in turn, by their shares; but in a list that asks for
    options of this variant anywhere, the variant alone is the car without options.
    """
    named = {each.name: row for row, each in enumerate(layout.types)}
    explicit = {layout.types[named[o.variant]].product for o in orders if " + " in o.variant}
    levelling = Levelling(layout)
    for order in orders:
        exact = named.get(order.variant)
        if exact is None or layout.types[exact].product not in explicit:
            exact = levelling.next(order.variant)
        layout.tables.add(
            "order",
            type=exact,
            colour=layout.colour(order.colour),
            due=FOREVER if order.due is None else order.due,
            release=order.release,
        )


def _add_followed(layout: Layout, source: Source) -> None:
    """One row per type: what is made for it, NONE for types that the followed object never has."""
    coming = layout.coming.get(source.follows or "", ())
    everything = source.makes if isinstance(source.makes, str) else None
    for each in layout.types:
        made = source.follow_as.get(each.product, everything) if each.product in coming else None
        layout.tables.add("follow", type=NONE if made is None else layout.type_id(made))
