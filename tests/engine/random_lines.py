"""Lines that the departure-time recursion can run, at random.

Times are a few milliseconds, so that many things happen at one instant, and capacities are small,
so that stations block and wait. A saturated source needs a first station that takes time.
"""

from __future__ import annotations

import random
from typing import Any

from carwright.compile.program import Program
from carwright.compile.schema import (
    FOREVER,
    NONE,
    CalendarState,
    Dist,
    MixRule,
    OffRule,
    SourceMode,
)
from engine.build import PlantBuilder
from engine.dice import Dice


def a_time(dice: Dice, mean: float) -> Any:
    """A distribution of any family with about this mean, ms."""
    return dice.pick(
        (
            round(mean),
            (Dist.EXPONENTIAL, mean),
            (Dist.ERLANG, mean, float(dice.whole(1, 19))),
            (Dist.GAMMA, dice.pick((0.4, 1.0, 3.5)), mean),
            (Dist.LOGNORMAL, dice.pick((0.5, 2.5)), dice.pick((0.3, 1.5))),
            (Dist.TRIANGULAR, 0.0, mean, 2 * mean),
            (Dist.NORMAL, mean, mean / 2, 0.022750131948179212),
            (Dist.WEIBULL, dice.pick((0.7, 2.0)), mean),
            (Dist.UNIFORM, 0.0, 2 * mean),
            (Dist.EMPIRICAL, ((0, 0.2), (round(2 * mean), 0.7), (round(mean), 1.0))),
            (Dist.GEOMETRIC, dice.pick((1.0, 2.5)), mean),
            (Dist.HYPEREXPONENTIAL, 0.3, 2 * mean, mean / 2),
        )
    )


ALIKE = {"car": ("car", "suv", "van"), "part": ("part", "bit")}
"""Types that go the same ways."""


def random_line(
    seed: int, *, special: bool = False, feeders: bool = False, typed: bool = False
) -> Program:
    """One to seven stations with or without buffers, fed by a saturated source or by arrivals.

    With `special` some have calendars, parallel machines of constant times, or slow buffers. With
    `feeders` some join parts of lines of their own, and those may do so as well. With `typed` a
    source makes several types, which take differently long.
    """
    dice = Dice(random.Random(seed))
    cars = [name for name in ("car", "part") if dice.chance(0.9 if name == "car" else 0.2)]
    types = [each for alike in ALIKE.values() for each in alike] if typed else ALIKE
    if typed:
        cars = [each for name in cars for each in ALIKE[name]]
    plant = PlantBuilder(types=tuple(types), cars=cars)
    calendars = [_calendar(dice, plant, n) for n in range(2)] if special else []
    grower = _Grower(dice, plant, calendars, special=special, feeders=12 if feeders else 0)
    grower.typed = typed
    grower.line("", "out", makes="car", most=7)
    if feeders and not grower.fed and "s0" in grower.alone:  # at least one where that is possible
        grower.feed("s0", ["in"])
    plant.sink("out")
    return plant.program()


class _Grower:
    """Adds lines to a plant; `feeders` is how many of them may feed others."""

    def __init__(
        self, dice: Dice, plant: PlantBuilder, calendars: list[str], *, special: bool, feeders: int
    ) -> None:
        self.dice = dice
        self.plant = plant
        self.calendars = calendars
        self.special = special
        self.feeders = feeders
        self.fed = 0
        self.typed = False
        self.alone: list[str] = []  # stations of one machine

    def line(
        self, name: str, end: str, *, makes: str, most: int, follows: str | None = None
    ) -> None:
        """A source and up to `most` stations in a row, up to `end`."""
        dice, plant = self.dice, self.plant
        stations = dice.whole(0 if name else 1, most)
        saturated = follows is None and dice.chance(0.5)
        rooms = [a_room(dice, none=j == 0 and saturated) for j in range(stations)]
        names = [each for j in range(stations) for each in _named(f"{name}{{}}{j}", rooms[j])]
        behind = plant.objects[end]["capacity"] if name else FOREVER
        several = _parallel(dice, rooms, behind) if self.special else set()
        first = [*names, end][0]
        if follows is None:
            _source(dice, plant, f"{name}in", first, makes, saturated)
            if self.typed:
                self.mix(f"{name}in", makes, at_once=0 in several and not rooms[0])
        else:
            follow = dict.fromkeys(plant.types, makes)
            plant.source(f"{name}in", to=first, follows=follows, follow=follow)
        calendar = _one_or_none(dice, self.calendars)
        differ = self.typed or not saturated
        plant.objects[f"{name}in"]["calendar"] = None if 0 in several and differ else calendar
        for j, room in enumerate(rooms):
            station, store = f"{name}s{j}", f"{name}b{j}"
            if room:
                transit = dice.whole(1, 20) if self.special and dice.chance(0.3) else 0
                plant.buffer(store, to=station, capacity=room, transit=transit)
            to = [*names, end][names.index(station) + 1]
            never_ends = (saturated and j == 0) or j + 1 in several
            self.station(station, to, parallel=j in several, never_ends=never_ends)
        joined = [f"{name}s{j}" for j in range(stations) if j not in several]
        self.alone += joined
        for station in joined:
            before = [f"{name}in", *(f"{name}s{j}" for j in range(int(station[-1])))]
            for _ in range(dice.pick((0, 0, 0, 1, 2)) if self.feeders else 0):
                self.feed(station, before)

    def station(self, name: str, to: str, *, parallel: bool, never_ends: bool) -> None:
        """One machine, which may fail, or several of constant time."""
        dice, plant = self.dice, self.plant
        work = dice.whole(1, 9) if never_ends else a_time(dice, dice.whole(0, 12) + 0.4)
        if self.typed and not parallel and dice.chance(0.6):
            work = self.times(never_ends)
        if parallel:
            work = dice.pick((1, 2, 5, 10, dice.whole(1, 40)))
            plant.station(name, work=work, to=to, machines=dice.whole(2, 5))
        else:
            plant.station(name, work=work, to=to)
        if self.special:
            plant.objects[name]["calendar"] = _one_or_none(dice, self.calendars)
            rule = dice.pick((OffRule.KEEP, OffRule.FINISH))
            plant.objects[name]["off_rule"] = OffRule.KEEP if parallel else rule
        for _ in range(0 if parallel else dice.pick((0, 0, 1, 1, 2, 3))):
            _failure(dice, plant, name)

    def times(self, never_ends: bool) -> dict[str, Any]:
        """Work on each type: on some constant, on some drawn."""
        dice = self.dice
        drawn = 0.0 if never_ends else dice.pick((0.0, 0.5, 1.0))
        return {
            each: a_time(dice, mean + 0.4) if dice.chance(drawn) else mean
            for each in self.plant.types
            for mean in [dice.whole(1, 12)]
        }

    def mix(self, source: str, makes: str, *, at_once: bool) -> None:
        """Lets a source make types of one kind by lots, drawn or in turn."""
        dice = self.dice
        shares = [float(dice.whole(1, 5)) for _ in ALIKE[makes][: dice.whole(1, 3)]]
        mix = {each: n / sum(shares) for each, n in zip(ALIKE[makes], shares, strict=False)}
        rule = dice.pick((MixRule.RANDOM, MixRule.LEVEL))
        self.plant.objects[source] |= {"mix": mix, "mix_rule": rule}
        if dice.chance(0.3):
            self.list_of(source, list(mix), at_once=at_once)

    def list_of(self, source: str, types: list[str], *, at_once: bool) -> None:
        """Lets a source work off a list, once or again and again; `at_once`: no release."""
        dice, release = self.dice, 0
        orders: list[tuple[Any, ...]] = []
        for _ in range(dice.pick((1, 7, 300))):
            release += dice.pick((0, 0, 5, 10, dice.whole(1, 40)))
            orders.append((dice.pick(types), None, FOREVER, 0 if at_once else release))
        made = self.plant.objects[source]
        again = made["mode"] == SourceMode.SATURATED and dice.chance(0.5)
        made |= {"mode": SourceMode.ORDERS, "dist": None, "orders": orders, "repeat": again}

    def feed(self, station: str, before: list[str]) -> None:
        """A line whose parts join those of the station; its source may follow what is before."""
        dice, number = self.dice, self.fed
        if number == self.feeders:
            return
        self.fed += 1
        follows = dice.pick(before) if dice.chance(0.3) else None
        quantity = 1 if follows else dice.pick((1, 1, 2, 3))
        shelf = f"shelf {number}"
        transit = dice.whole(1, 20) if self.special and dice.chance(0.3) else 0
        capacity = dice.pick((quantity, quantity + 1, quantity + 4, 40, FOREVER))
        self.plant.buffer(shelf, capacity=capacity, transit=transit)
        wanted = ("part",) if dice.chance(0.5) and not self.typed else ()
        self.plant.objects[station]["needs"] += ((shelf, quantity, *wanted),)
        if capacity == FOREVER and not follows:  # what is always ready would fill it at once
            self.plant.source(f"f{number}in", to=f"f{number}slow", mix={"part": 1.0})
            self.plant.station(f"f{number}slow", work=dice.whole(1, 9), to=shelf)
        else:
            self.line(f"f{number}", shelf, makes="part", most=3, follows=follows)


def _parallel(dice: Dice, rooms: list[int], behind: int) -> set[int]:
    """Stations with parallel machines: not blocked, and fed by one machine of constant time."""
    found: set[int] = set()
    for j in range(len(rooms)):
        unblocked = [*rooms, behind][j + 1] == FOREVER
        if unblocked and j - 1 not in found and dice.chance(0.6):
            found.add(j)
    return found


def _one_or_none(dice: Dice, calendars: list[str]) -> str | None:
    return dice.pick(calendars) if calendars and dice.chance(0.5) else None


def _calendar(dice: Dice, plant: PlantBuilder, number: int) -> str:
    """On, breaks and off in any order, once or for ever; the last state is on.

    One calendar changes at even instants, the other at odd ones: see `compile.recursion`.
    """
    states = [CalendarState.ON, CalendarState.BREAK, CalendarState.OFF]
    length = 2 * dice.whole(20, 200)
    instants = [0, *sorted(dice.some(range(2 + number, length, 2)))[: dice.whole(1, 6)]]
    changes = [(at, dice.pick(states)) for at in instants]
    loops = dice.chance(0.8)
    changes[-1] = (changes[-1][0], CalendarState.ON)
    # That of row 0 would come again at even instants.
    least = min(number, len(changes) - 1)
    loop = dice.whole(least, len(changes) - 1) if number or dice.chance(0.3) else 0
    name = f"c{number}"
    if loops:
        lasts = length - instants[loop]
        plant.calendar(name, changes, loop=loop, length=lasts + lasts % 2)
    else:
        plant.calendar(name, changes)
    return name


def a_room(dice: Dice, *, none: bool) -> int:
    """Capacity of the buffer before a station; 0: there is none."""
    sizes = (0, 0, 1, 2, 5, 40)  # 40: more than a row for each part (src/native/recursion/run.h)
    sizes = sizes if none else (*sizes, FOREVER)
    return int(dice.pick(sizes))


def _named(pattern: str, room: int) -> list[str]:
    return [pattern.format("b"), pattern.format("s")] if room else [pattern.format("s")]


def _source(
    dice: Dice,
    plant: PlantBuilder,
    name: str,
    to: str,
    makes: str,
    saturated: bool,
) -> None:
    mix = {makes: 1.0}
    if saturated:
        plant.source(name, to=to, lot=dice.whole(1, 3), mix=mix)
    else:
        first = dice.pick((NONE, 0, dice.whole(1, 500)))
        every = a_time(dice, dice.whole(4, 15))
        plant.source(name, to=to, dist=every, first=first, lot=dice.pick((1, 1, 2, 5)), mix=mix)


def _failure(dice: Dice, plant: PlantBuilder, station: str) -> None:
    plant.mode(
        station,
        between=a_time(dice, dice.whole(5, 200)),
        repair=a_time(dice, dice.whole(0, 60) + 0.4),
        first=a_time(dice, dice.whole(0, 50) + 0.4) if dice.chance(0.3) else None,
        planned=dice.chance(0.2),
    )
