"""Set-up keys and the matrices of the table ``setup`` (rule W4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from carwright.compile.layout import Layout
from carwright.compile.schema import NONE, KeyBy
from carwright.model import Distribution, Setup, Station
from carwright.model.flow import Node


@dataclass(frozen=True)
class Setups:
    """Where a station's set-ups stand: n `keys` with their n x n matrix from row `begin` on."""

    by: KeyBy = KeyBy.NOTHING
    begin: int = 0
    keys: int = 0
    key_of: Mapping[str, int] = field(default_factory=dict)
    """Key of each product, when the set-up is by type."""


def add_setups(layout: Layout, node: Node, station: Station) -> Setups:
    """Fill ``setup`` for one station and say which keys its parts have.

    By variant every product that can come has a key; by family those of one family have one, and
    a product without family is its own. By colour every colour of the plant has its key.
    """
    setup = station.setup
    if setup is None:
        return Setups()
    if setup.by == "colour":
        return Setups(KeyBy.COLOUR, _add_matrix(layout, setup, layout.colours), len(layout.colours))
    coming = layout.coming[node.name]
    families = {p: setup.families.get(p, p) if setup.by == "family" else p for p in coming}
    names = tuple(dict.fromkeys(families.values()))
    key_of = {product: names.index(family) for product, family in families.items()}
    return Setups(KeyBy.TYPE, _add_matrix(layout, setup, names), len(names), key_of)


def _add_matrix(layout: Layout, setup: Setup, names: Sequence[str]) -> int:
    begin = layout.tables.count("setup")
    times = {_ends(text): time for text, time in setup.times.items()}
    for before in names:
        for after in names:
            time = None if before == after else change_over(times, before, after, setup.time)
            dist = NONE if time is None else layout.distributions.row(time)
            layout.tables.add("setup", dist=dist)
    return begin


def change_over(
    times: Mapping[tuple[str, str], Distribution],
    before: str,
    after: str,
    otherwise: Distribution | None,
) -> Distribution | None:
    """The time of a change; the closest entry counts: both names, ``a -> *``, ``* -> b``, any."""
    for ends in ((before, after), (before, "*"), ("*", after), ("*", "*")):
        if ends in times:
            return times[ends]
    return otherwise


def _ends(text: str) -> tuple[str, str]:
    before, _, after = text.partition("->")
    return before.strip(), after.strip()
