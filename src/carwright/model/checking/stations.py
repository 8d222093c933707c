"""Stations, buffers and conveyors: values that do not go together."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from carwright import units
from carwright.errors import UnitError
from carwright.model.checking.register import Path, Register, percent
from carwright.model.checking.sources import TOLERANCE
from carwright.model.flow_objects import Conveyor
from carwright.model.station import Need, Setup, Station, Test


def check_stations(register: Register) -> None:
    """What can be seen at one object, without the ways of parts."""
    plant = register.plant
    for name, station in plant.stations.items():
        _station(register, ("stations", name), station)
    for name, buffer in plant.buffers.items():
        if isinstance(buffer.capacity, dict) and not buffer.capacity:
            path = ("buffers", name, "capacity")
            register.add(path, "it names no phase", "write a number, or 'phase: number'")
    for name, conveyor in plant.conveyors.items():
        _conveyor(register, ("conveyors", name), conveyor)


def _station(register: Register, path: Path, station: Station) -> None:
    _machines(register, (*path, "machines"), station)
    _option_time(register, path, station)
    _operators(register, path, station)
    _robots(register, path, station)
    _needs(register, path, station)
    if station.setup is not None:
        _setup(register, (*path, "setup"), station.setup)
    if station.test is not None:
        _test(register, (*path, "test"), station.test)


def _machines(register: Register, path: Path, station: Station) -> None:
    if not isinstance(station.machines, dict):
        return
    if not station.machines:
        register.add(path, "it names no phase", "write a number, or 'phase: number'")
    phases = register.plant.phases
    if any(unread[0] == "phases" for unread in register.unread):
        return
    known = sorted((n for n in station.machines if n in phases), key=lambda n: phases[n].begin)
    for before, after in pairwise(known):
        if station.machines[after] < station.machines[before]:
            what = f"{station.machines[after]} machines are fewer than in phase {before!r} before"
            register.add((*path, after), what, "a plant is only built up: give at least as many")


def _option_time(register: Register, path: Path, station: Station) -> None:
    """A time that varies has no place to add to: its mean, or each of its parameters?"""
    if not any(station.option_time.values()):
        return
    cycles = station.cycle if isinstance(station.cycle, dict) else {"": station.cycle}
    for name, time in cycles.items():
        if time.family != "constant":
            place = (*path, "cycle", name) if name else (*path, "cycle")
            what = f"option_time can't add to {time}, which varies"
            register.add(place, what, "write a constant cycle, or leave out option_time")


def _operators(register: Register, path: Path, station: Station) -> None:
    operators = station.operators
    crew = register.plant.crews.get(operators.crew) if operators else None
    if operators and crew is not None and operators.people > crew.size:
        what = f"a machine needs {operators.people} people, and {operators.crew!r} has {crew.size}"
        register.add((*path, "operators", "people"), what, "ask for fewer, or enlarge the crew")


def _robots(register: Register, path: Path, station: Station) -> None:
    """``R`` with 101 robots and ``R1`` with one would both have an ``R101``."""
    counts: dict[str, int] = defaultdict(int)
    for group in station.robots:
        counts[group.prefix] += group.count
    for number, group in enumerate(station.robots):
        for short, count in counts.items():
            rest = group.prefix.removeprefix(short)
            if rest != group.prefix and rest.isdigit() and count >= int(rest[:7] + "01"):
                what = f"robots of the prefixes {short!r} and {group.prefix!r} have one name"
                register.add((*path, "robots", number, "prefix"), what, "write another letter")


def _needs(register: Register, path: Path, station: Station) -> None:
    """What one part takes from a buffer all at once must fit in there (rule J2)."""
    taken: dict[str, int] = defaultdict(int)
    for number, need in enumerate(station.needs):
        place = (*path, "needs", number)
        taken[need.take_from] += most(need)
        buffer = register.plant.buffers.get(need.take_from)
        if most(need) == 0:
            register.add((*place, "quantity"), "nothing is needed", "write at least 1 for one")
        if buffer is None or buffer.capacity is None:
            continue
        room = (
            max(buffer.capacity.values(), default=0)
            if isinstance(buffer.capacity, dict)
            else buffer.capacity
        )
        if taken[need.take_from] > room:
            what = f"{taken[need.take_from]} are taken at once from {need.take_from!r}"
            what += f", which holds {room}"
            register.add((*place, "quantity"), what, "enlarge the buffer, or take fewer")


def most(need: Need) -> int:
    """The largest quantity of a need, over all variants."""
    quantity = need.quantity
    return max(quantity.values(), default=0) if isinstance(quantity, dict) else quantity


def _setup(register: Register, path: Path, setup: Setup) -> None:
    if setup.time is None and not setup.times:
        register.add(path, "it has no time", "give 'time', or 'times' by 'from -> to'")
    if setup.families and setup.by != "family":
        what = f"families have no effect with 'by: {setup.by}'"
        register.add((*path, "families"), what, "write 'by: family', or leave them out")
    if setup.by == "family" and not setup.families:
        register.add((*path, "by"), "no family is named", "give 'families' by variant")
    plant = register.plant
    families = [*plant.variants, *plant.components, *setup.families.values()]
    allowed = list(plant.colours) if setup.by == "colour" else families
    if any(unread[0] in ("variants", "components", "colours") for unread in register.unread):
        return
    for change in setup.times:
        _change(register, (*path, "times", change), change, allowed)


def _change(register: Register, path: Path, change: str, allowed: list[str]) -> None:
    ends = [end.strip() for end in change.split("->")]
    if len(ends) != 2 or not all(ends):
        what = f"{change[:80]!r} is no change-over"
        register.add(path, what, "write 'from -> to', with '*' for any")
        return
    for end in ends:
        if end != "*" and end not in allowed:
            mend = register.guess(end, allowed) or "name a variant, colour or family, or '*'"
            register.add(path, f"{end[:80]!r} is not what changes here", mend)


def _test(register: Register, path: Path, test: Test) -> None:
    names = {
        name for shares in (test.rework, test.scrap) if isinstance(shares, dict) for name in shares
    }
    for name in sorted(names) or [""]:
        rework = test.rework.get(name, 0.0) if isinstance(test.rework, dict) else test.rework
        scrap = test.scrap.get(name, 0.0) if isinstance(test.scrap, dict) else test.scrap
        if rework + scrap > 1.0 + TOLERANCE:
            of_name = f" of {name!r}" if name else ""
            what = f"rework and scrap{of_name} sum to {percent(rework + scrap)}"
            register.add(path, what, "keep the sum at or below 100 %")


def _conveyor(register: Register, path: Path, conveyor: Conveyor) -> None:
    if conveyor.pitch is None and conveyor.capacity is None:
        what = "it does not say how many parts it holds"
        register.add(path, what, "give 'pitch' (length of one part's place) or 'capacity'")
    elif conveyor.pitch is not None and conveyor.pitch > conveyor.length:
        what = f"a pitch of {units.format_length(conveyor.pitch)} is longer than the conveyor"
        register.add((*path, "pitch"), what, "shorten the pitch, or use a buffer")
    elif conveyor.pitch is not None and conveyor.pitch * (conveyor.capacity or 0) > conveyor.length:
        fit = conveyor.length // conveyor.pitch
        what = f"{conveyor.capacity} parts are more than the {fit} that fit by length and pitch"
        register.add((*path, "capacity"), what, "leave out 'capacity' or 'pitch'")
    try:
        units.travel_time(conveyor.length, conveyor.speed)
    except UnitError:
        register.add((*path, "speed"), "it takes more than 100,000 years", "write a higher speed")
