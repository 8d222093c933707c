"""From a plant to its SimPy twin: only what `random_plants` makes, and nothing compiled."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from fractions import Fraction

from carwright.model import Calendar, Plant
from simpy_twin.luck import Luck
from simpy_twin.machines import Machine, Need, Station, Test
from simpy_twin.places import Buffer, Place, Sink, Source, World
from simpy_twin.stops import Mode, Shifts

DAY = 86_400_000


class Twin:
    """A plant in SimPy: `run` it, then read `departures` by sink."""

    def __init__(self, plant: Plant, luck: Luck, horizon: int) -> None:
        self.plant, self.horizon = plant, horizon
        self.world = World(luck)
        self.shifts = {
            name: Shifts(self.world, changes(calendar, plant, horizon), row)
            for row, (name, calendar) in enumerate(plant.calendars.items())
        }
        self.places: dict[str, Place] = {}
        self._modes = itertools.count()
        self._machines = itertools.count()
        self._make_places()
        self._connect()
        for name, station in self.stations.items():
            self._equip(name, station)

    @property
    def stations(self) -> dict[str, Station]:
        return {n: p for n, p in self.places.items() if isinstance(p, Station)}

    @property
    def departures(self) -> dict[str, list[tuple[int, str, int]]]:
        return {n: p.departures for n, p in self.places.items() if isinstance(p, Sink)}

    def run(self) -> None:
        """T7, then everything before the horizon (T6)."""
        for shifts in self.shifts.values():
            shifts.set_out()
        for station in self.stations.values():
            for machine in station.machines:
                for mode in machine.modes:
                    mode.set_out()
        for place in self.places.values():
            if isinstance(place, Source):
                place.start()
        self.world.settle()
        self.world.env.run(until=self.horizon)

    def _make_places(self) -> None:
        plant, world = self.plant, self.world
        for row, (name, told) in enumerate(plant.sources.items()):
            source = Source(world, name, told.choose, told.serve, row=row, lot=told.lot)
            source.next_type = _types(told.makes, told.sequence, name, world.luck)
            source.limit, source.first = told.limit, told.first
            source.loses = told.when_full == "lose"
            if told.every is not None:
                every = told.every
                source.interval = lambda every=every, name=name: world.luck.duration(
                    every, f"{name}/arrival"
                )
            if told.calendar is not None:
                shifts = self.shifts[told.calendar]
                shifts.sources.append(source)
                source.is_on = lambda shifts=shifts: shifts.on
            self.places[name] = source
        for name, told in plant.stations.items():
            self.places[name] = Station(world, name, told.choose, told.serve)
        for row, (name, told) in enumerate(plant.buffers.items()):
            buffer = Buffer(world, name, told.choose, told.serve, row=row, transit=told.transit)
            if told.capacity is not None:
                buffer.capacity = told.capacity
            self.places[name] = buffer
        for name, told in plant.sinks.items():
            self.places[name] = Sink(world, name, told.choose, told.serve)

    def _connect(self) -> None:
        """Every step of every path is a way; equal steps are one way."""
        types = [*self.plant.variants, *self.plant.components]
        steps: dict[tuple[str, str], dict[str, float]] = {}
        for way in self.plant.flow:
            path, who, share = (
                (way, None, None)
                if isinstance(way, str)
                else (
                    way.path,
                    way.variants,
                    way.share,
                )
            )
            for step in itertools.pairwise(each.strip() for each in path.split("->")):
                shares = steps.setdefault(step, {})
                for type_ in who or types:
                    shares[type_] = shares.get(type_, 0.0) + (share or 0.0)
        for (start, stop), shares in steps.items():
            giver, taker = self.places[start], self.places[stop]
            taker.suppliers.append(giver)
            for type_, share in shares.items():
                giver.ways.setdefault(type_, []).append((taker, share))
        for place in self.places.values():
            place.ways = {t: _cumulated(ways) for t, ways in place.ways.items()}

    def _equip(self, name: str, station: Station) -> None:
        told = self.plant.stations[name]

        station.cycle = _by_type(told.cycle)
        if told.setup is not None:
            station.setup = told.setup.time
        for need in told.needs:
            quantity = need.quantity
            taken = (
                _by_type(quantity)
                if not isinstance(quantity, int)
                else (lambda _, quantity=quantity: quantity)
            )
            buffer = self.places[need.take_from]
            assert isinstance(buffer, Buffer)
            station.needs.append(Need(buffer, taken))
        if told.test is not None:
            to = None if told.test.rework_to is None else self.places[told.test.rework_to]
            station.test = Test(
                _share(told.test.rework),
                _share(told.test.scrap),
                told.test.coverage,
                to,
                told.test.max_reworks,
            )
            if to is not None:
                to.suppliers.append(station)
        shifts = self.shifts[told.calendar] if told.calendar else None
        assert isinstance(told.machines, int)
        for number in range(1, told.machines + 1):
            machine = Machine(station, number, next(self._machines), shifts)
            machine.finishes = told.off_shift == "finish"
            station.machines.append(machine)
            machine.modes = [self._mode(machine, each) for each in told.failures]
            if shifts is not None:
                shifts.machines.append(machine)
            for need in station.needs:
                need.buffer.users.append(machine.try_components)

    def _mode(self, machine: Machine, name: str) -> Mode:
        stop, luck = self.plant.failures[name], self.world.luck
        stream = f"{machine.station.name}#{machine.number}//{name}"
        between = stop.between
        return Mode(
            machine,
            stop.clock,
            stop.start,
            (lambda: between)
            if isinstance(between, int)
            else (lambda: luck.duration(between, f"{stream}/between")),
            lambda: luck.duration(stop.repair, f"{stream}/repair"),
            next(self._modes),
        )


def _cumulated(ways: list[tuple[Place, float]]) -> list[tuple[Place, float]]:
    total = sum(share for _, share in ways)
    sums = list(itertools.accumulate(share for _, share in ways))
    found = [
        (place, (s / total if total else 1.0)) for (place, _), s in zip(ways, sums, strict=True)
    ]
    return [*found[:-1], (found[-1][0], 1.0)]


def _by_type(told: object) -> Callable[[str], object]:
    if not isinstance(told, Mapping):
        return lambda _: told
    return lambda type_: told[type_] if type_ in told else told.get("default", 0)


def _share(told: object) -> Callable[[str], float]:
    if not isinstance(told, Mapping):
        return lambda _: float(told)
    return lambda type_: float(told.get(type_, 0.0))


def _types(makes: object, sequence: str, name: str, luck: Luck) -> Callable[[], str]:
    """Q5, in exact fractions."""
    if isinstance(makes, str):
        return lambda: makes
    shares = {t: Fraction(s).limit_denominator(1000) for t, s in makes.items() if s > 0}
    if len(shares) == 1:
        return lambda: next(iter(shares))
    return _level(shares) if sequence == "level" else _random(shares, name, luck)


def _level(shares: dict[str, Fraction]) -> Callable[[], str]:
    made = dict.fromkeys(shares, 0)

    def following() -> str:
        turn = sum(made.values()) + 1
        chosen = max(shares, key=lambda t: turn * shares[t] - made[t])
        made[chosen] += 1
        return chosen

    return following


def _random(shares: dict[str, Fraction], name: str, luck: Luck) -> Callable[[], str]:
    sums = list(zip(shares, itertools.accumulate(shares.values()), strict=True))

    def following() -> str:
        u = luck.uniform(f"{name}/mix")
        return next(type_ for type_, limit in sums if u <= limit)

    return following


def changes(calendar: Calendar, plant: Plant, horizon: int) -> list[tuple[int, bool]]:
    """Shifts less breaks, day by day; a shift that ends before it begins ends the next day."""
    spans: list[tuple[int, int]] = []
    for day in range(-1, horizon // DAY + 1):
        for shift in calendar.shifts:
            if _weekday(plant, day) in shift.days:
                night = DAY if shift.end <= shift.begin else 0
                spans.append((day * DAY + shift.begin, day * DAY + shift.end + night))
    pauses = [
        (day * DAY + each.at, day * DAY + each.at + each.lasts)
        for day in range(-1, horizon // DAY + 1)
        for each in calendar.breaks
        if _weekday(plant, day) in each.days
    ]
    return list(_edges(spans, pauses))


def _weekday(plant: Plant, day: int) -> str:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return names[(plant.start + timedelta(days=day)).weekday()]


def _edges(
    spans: list[tuple[int, int]], pauses: list[tuple[int, int]]
) -> Iterator[tuple[int, bool]]:
    before: bool | None = None
    for t in sorted({0, *itertools.chain(*spans, *pauses)}):
        on = any(a <= t < b for a, b in spans) and not any(a <= t < b for a, b in pauses)
        if t >= 0 and on is not before:
            yield t, on
            before = on
