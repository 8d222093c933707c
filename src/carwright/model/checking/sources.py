"""Sources and their order lists: one way of making parts each, with shares that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from carwright.model.checking.references import known_colour
from carwright.model.checking.register import Path, Register, percent
from carwright.model.checking.times import always_zero
from carwright.model.flow_objects import Order, Source
from carwright.model.part_type import count_part_types, part_types

TOLERANCE = 1e-6
"""By how much shares may miss 1: thirds are written as 33.3333 %."""


def check_sources(register: Register) -> None:
    """What a source makes, how it chooses, and what has no effect."""
    for name, source in register.plant.sources.items():
        path = ("sources", name)
        _one_mode(register, path, source)
        _makes(register, path, source)
        _shares(register, (*path, "colours"), source.colours)
        _without_effect(register, path, source)
        if source.every is not None and always_zero(source.every):
            what = f"the time between arrivals is always {source.every}: they would never end"
            register.add((*path, "every"), what, "write a time above zero, or leave it out")
    for file, orders in register.plant.order_lists.items():
        _orders(register, ("order_lists", file), orders)


def _given(source: Source) -> list[str]:
    return [key for key in ("every", "orders", "follows") if getattr(source, key) is not None]


def _one_mode(register: Register, path: Path, source: Source) -> None:
    given = _given(source)
    if len(given) > 1:
        what = f"it has {' and '.join(given)}"
        register.add((*path, given[1]), what, "keep one: they are different ways to make parts")
    orders = source.orders
    if orders is not None and orders not in register.plant.order_lists:
        what = f"the plant has no order list {orders!r}"
        register.add((*path, "orders"), what, "add it to order_lists")


def _makes(register: Register, path: Path, source: Source) -> None:
    path = (*path, "makes")
    if source.orders is not None:
        if source.makes is not None:
            what = "the order list says what is made"
            register.add(path, what, "leave out 'makes' or 'orders'")
    elif source.follows is not None:
        if isinstance(source.makes, dict):
            what = "a source that follows makes one thing for each part, not shares of several"
            register.add(path, what, "name one component, or use 'follow_as'")
        elif source.makes is None and not source.follow_as:
            what = "it does not say what is made"
            register.add(path, what, "name a component, or use 'follow_as'")
    elif source.makes is None:
        register.add(path, "it does not say what is made", "name a variant or component")
    elif isinstance(source.makes, dict):
        _shares(register, path, source.makes, empty=True)


def _shares(
    register: Register, path: Path, shares: Mapping[str, float], empty: bool = False
) -> None:
    total = sum(shares.values())
    if (shares or empty) and abs(total - 1.0) > TOLERANCE:
        what = f"the shares sum to {percent(total)}"
        register.add(path, what, "make them sum to 100 %")


def _without_effect(register: Register, path: Path, source: Source) -> None:
    """Settings that belong to another way of making parts: most likely a slip."""
    fixed = source.orders is not None or source.follows is not None
    slips = (
        ("first", source.first is not None and source.every is None, "give 'every', too"),
        ("when_full", source.when_full == "lose" and source.every is None, "give 'every', too"),
        ("repeat", source.repeat and source.orders is None, "give 'orders', too"),
        ("follow_as", bool(source.follow_as) and source.follows is None, "give 'follows', too"),
        ("lot", source.lot > 1 and fixed, "leave it out: parts come one by one here"),
        ("colours", bool(source.colours) and fixed, "leave it out: the colours are given here"),
    )
    if any(register.damaged(*path, key) for key in ("every", "orders", "follows")):
        return
    for key, slip, mend in slips:
        if slip:
            register.add((*path, key), "it has no effect here", f"{mend}, or leave it out")


def _orders(register: Register, path: Path, orders: Sequence[Order]) -> None:
    types = _type_names(register)
    colours = set(register.plant.colours)
    release = 0
    for row, order in enumerate(orders):
        if order.variant not in types:
            _ordered(register, (*path, row, "variant"), order.variant)
        if order.colour is not None and order.colour not in colours:
            known_colour(register, (*path, row, "colour"), order.colour)
        if order.release < release:
            what = "its release lies before that of the order above"
            register.add(
                (*path, row, "release"), what, "sort the list by release, or leave it empty"
            )
        release = max(release, order.release)
    if not orders:
        register.add(path, "the list holds no order", "write one order a row")


def _ordered(register: Register, path: Path, name: str) -> None:
    """An order names a product, or a variant with options that it can have."""
    product, *options = name.split(" + ")
    if not register.known(path, product, "variants", "components"):
        return
    known = [register.known(path, option, "options") for option in options]
    if options and all(known) and not any(fault.path[0] == "options" for fault in register.faults):
        what = f"no {product!r} is made as {name!r}"
        register.add(path, what, "name options that it can have, in the order of the plant")


def _type_names(register: Register) -> set[str]:
    """Variants with options that an order may ask for; few, or the plant is refused anyway."""
    if count_part_types(register.plant) > 4096:
        return set()
    return {each.name for each in part_types(register.plant)}
