"""Ways between objects: tables ``route`` and ``link``, one edge of the flow tally per pair."""

from __future__ import annotations

from collections.abc import Sequence

from carwright.compile.layout import Layout
from carwright.compile.schema import OutRule
from carwright.model.flow import Link, Node

OUT_RULES = {
    "first": OutRule.FIRST,
    "round robin": OutRule.ROUND_ROBIN,
    "share": OutRule.RANDOM,
}

Slice = tuple[int, int]


def add_routes(layout: Layout) -> dict[str, int]:
    """Fill ``route`` and ``link``; return the rework link of each testing station that has one.

    Types of an object that go the same ways by the same shares have their links in common.
    """
    for link in layout.net.links:
        if set(layout.coming[link.start]) & set(link.products):
            layout.edge(link.start, link.end)
    for node in layout.net.nodes.values():
        _add_object(layout, node)
    return {
        station: _add_link(layout, station, end, 1.0)
        for station, end in layout.net.reworks.items()
        if layout.coming[station]
    }


def _add_object(layout: Layout, node: Node) -> None:
    known: dict[tuple[tuple[str, float], ...], Slice] = {(): (0, 0)}
    slices: dict[str, Slice] = {}
    for product in layout.coming[node.name]:
        ways = weighted(node, product, layout.net.ways(node.name, product))
        if ways not in known:
            rows = [_add_link(layout, node.name, end, weight) for end, weight in ways]
            known[ways] = (rows[0], rows[-1] + 1)
        slices[product] = known[ways]
    for each in layout.types:
        begin, end = slices.get(each.product, (0, 0))
        layout.tables.add("route", begin=begin, end=end)


def weighted(node: Node, product: str, links: Sequence[Link]) -> tuple[tuple[str, float], ...]:
    """Destinations with their cumulative weights, the last exactly 1.

    Where the object chooses by share the weights are those of the ways that exist in the run,
    made to sum to 1; ways of share 0 are left out. Elsewhere every way weighs the same.
    """
    shares = [1.0] * len(links)
    if node.placed.choose == "share" and len(links) > 1:
        shares = [link.shares[product] or 0.0 for link in links]
    taken = [(link.end, share) for link, share in zip(links, shares, strict=True) if share > 0.0]
    total, so_far = sum(share for _, share in taken), 0.0
    ways = []
    for number, (end, share) in enumerate(taken, start=1):
        so_far += share
        ways.append((end, 1.0 if number == len(taken) else so_far / total))
    return tuple(ways)


def _add_link(layout: Layout, start: str, end: str, weight: float) -> int:
    return layout.tables.add(
        "link",
        from_=layout.objects[start],
        to=layout.objects[end],
        weight=weight,
        edge=layout.edge(start, end),
    )
