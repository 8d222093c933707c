"""Names that an object gives must be names of what it means."""

from __future__ import annotations

from collections.abc import Iterator

from carwright.model.checking.register import Path, Register
from carwright.model.flow_objects import Conveyor, Placed, Source
from carwright.model.kinds import PLACED
from carwright.model.station import Station

PRODUCTS = ("variants", "components")


def check_references(register: Register) -> None:
    """Unknown names and names of the wrong kind, everywhere but in ``flow``."""
    plant = register.plant
    for name, option in plant.options.items():
        register.all_known(("options", name, "variants"), option.variants or (), "variants")
        if option.variants is not None and not option.variants:
            mend = "name some, or leave it out for all"
            register.add(("options", name, "variants"), "no variant can have it", mend)
    for group, users in (("shops", plant.shops), ("crews", plant.crews)):
        for name, user in users.items():
            _calendar(register, (group, name), user.calendar)
    for group, stops in (("failures", plant.failures), ("maintenance", plant.maintenance)):
        for name, stop in stops.items():
            if stop.crew is not None:
                register.known((group, name, "crew"), stop.crew, "crews")
    for path, placed in all_placed(register):
        _placed(register, path, placed)
    for name, source in plant.sources.items():
        _source(register, ("sources", name), source)
    for name, station in plant.stations.items():
        _station(register, ("stations", name), station)
    for name, buffer in plant.buffers.items():
        register.keys_known(("buffers", name, "capacity"), buffer.capacity, "phases")


def all_placed(register: Register) -> Iterator[tuple[Path, Placed]]:
    """Every object of the flow with its path."""
    for group in PLACED:
        for name, placed in getattr(register.plant, group).items():
            yield (group, name), placed


def _calendar(register: Register, path: Path, calendar: str | None) -> None:
    if calendar is not None:
        register.known((*path, "calendar"), calendar, "calendars")


def _placed(register: Register, path: Path, placed: Placed) -> None:
    if placed.shop is not None:
        register.known((*path, "shop"), placed.shop, "shops")
    if placed.phase is not None:
        register.known((*path, "phase"), placed.phase, "phases")
    if isinstance(placed, Source | Station | Conveyor):
        _calendar(register, path, placed.calendar)


def _source(register: Register, path: Path, source: Source) -> None:
    if isinstance(source.makes, str):
        register.known((*path, "makes"), source.makes, *PRODUCTS)
    register.keys_known((*path, "makes"), source.makes, *PRODUCTS)
    for colour in source.colours:
        known_colour(register, (*path, "colours", colour), colour)
    if source.follows is not None:
        _followed(register, path, source.follows)
    register.keys_known((*path, "follow_as"), source.follow_as, *PRODUCTS)
    for product, made in source.follow_as.items():
        register.known((*path, "follow_as", product), made, *PRODUCTS)


def _followed(register: Register, path: Path, name: str) -> None:
    if name == path[-1]:
        register.add((*path, "follows"), "a source can't follow itself", "name another object")
    elif name in register.plant.sinks:
        what = f"nothing leaves the sink {name!r}"
        register.add((*path, "follows"), what, "name the object before it")
    else:
        register.known((*path, "follows"), name, *PLACED)


def known_colour(register: Register, path: Path, colour: str) -> None:
    """Tell an unknown colour."""
    if colour not in register.plant.colours and ("colours",) not in register.unread:
        mend = register.guess(colour, register.plant.colours)
        register.add(path, f"no colour is called {colour!r}", mend or "list it under colours")


def _station(register: Register, path: Path, station: Station) -> None:
    _stops(register, path, station.failures, station.maintenance)
    for number, group in enumerate(station.robots):
        _stops(register, (*path, "robots", number), group.failures, group.maintenance)
    if station.operators is not None:
        register.known((*path, "operators", "crew"), station.operators.crew, "crews")
    register.keys_known((*path, "machines"), station.machines, "phases")
    register.keys_known((*path, "cycle"), station.cycle, *PRODUCTS, besides=("default",))
    register.keys_known((*path, "option_time"), station.option_time, "options")
    _needs(register, path, station)
    _test(register, path, station)
    if station.setup is not None:
        register.keys_known((*path, "setup", "families"), station.setup.families, *PRODUCTS)


def _stops(
    register: Register, path: Path, failures: tuple[str, ...], maintenance: tuple[str, ...]
) -> None:
    for group, names in (("failures", failures), ("maintenance", maintenance)):
        register.all_known((*path, group), names, group)
        for position, name in enumerate(names):
            if name in names[:position]:
                what = f"{name!r} is named twice"
                register.add((*path, group, position), what, "keep one of the two")


def _needs(register: Register, path: Path, station: Station) -> None:
    for number, need in enumerate(station.needs):
        place = (*path, "needs", number)
        register.known((*place, "from"), need.take_from, "buffers")
        register.keys_known((*place, "quantity"), need.quantity, *PRODUCTS)
        if isinstance(need.component, str):
            register.known((*place, "component"), need.component, *reversed(PRODUCTS))
        elif need.component is not None:
            register.keys_known((*place, "component"), need.component, *PRODUCTS)
            for product, component in need.component.items():
                register.known((*place, "component", product), component, *reversed(PRODUCTS))


def _test(register: Register, path: Path, station: Station) -> None:
    test, place = station.test, (*path, "test")
    if test is None:
        return
    register.keys_known((*place, "rework"), test.rework, *PRODUCTS)
    register.keys_known((*place, "scrap"), test.scrap, *PRODUCTS)
    if test.rework_to is None:
        return
    if test.rework_to in register.plant.sources:
        what = f"nothing enters the source {test.rework_to!r}"
        register.add((*place, "rework_to"), what, "name the station that mends, or a buffer")
    elif test.rework_to == path[-1]:
        what = "a machine can't take back its own part while it holds it"
        register.add((*place, "rework_to"), what, "name a buffer or station before it")
    else:
        register.known((*place, "rework_to"), test.rework_to, *PLACED[1:])
