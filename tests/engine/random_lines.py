"""Lines that the departure-time recursion can run, at random.

Times are a few milliseconds, so that many things happen at one instant, and capacities are small,
so that stations block and wait. A saturated source needs a first station that takes time.
"""

from __future__ import annotations

import random
from typing import Any

from carwright.compile.program import Program
from carwright.compile.schema import FOREVER, NONE, CalendarState, Dist, OffRule
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


def random_line(seed: int, *, special: bool = False) -> Program:
    """One to seven stations with or without buffers, fed by a saturated source or by arrivals.

    With `special` some have calendars, parallel machines of constant times, or slow buffers.
    """
    dice = Dice(random.Random(seed))
    stations = dice.whole(1, 7)
    saturated = dice.chance(0.5)
    plant = PlantBuilder(cars=("car",) if dice.chance(0.9) else ())
    rooms = [a_room(dice, none=j == 0 and saturated) for j in range(stations)]
    names = [name for j in range(stations) for name in _named(j, rooms[j])]
    several = _parallel(dice, rooms) if special else set()
    calendars = [_calendar(dice, plant, n) for n in range(2)] if special else []
    _source(dice, plant, names[0], saturated, calendars)
    for j, room in enumerate(rooms):
        if room:
            transit = dice.whole(1, 20) if special and dice.chance(0.3) else 0
            plant.buffer(f"b{j}", to=f"s{j}", capacity=room, transit=transit)
        to = [*names, "out"][names.index(f"s{j}") + 1]
        never_ends = (saturated and j == 0) or j + 1 in several
        work = dice.whole(1, 9) if never_ends else a_time(dice, dice.whole(0, 12) + 0.4)
        parallel = j in several
        if parallel:
            plant.station(f"s{j}", work=dice.whole(1, 40), to=to, machines=dice.whole(2, 5))
        else:
            plant.station(f"s{j}", work=work, to=to)
        if special:
            plant.objects[f"s{j}"]["calendar"] = _one_or_none(dice, calendars)
            plant.objects[f"s{j}"]["off_rule"] = dice.pick((OffRule.KEEP, OffRule.FINISH))
        for _ in range(0 if parallel else dice.pick((0, 0, 1, 1, 2, 3))):
            _failure(dice, plant, f"s{j}")
    return plant.sink("out").program()


def _parallel(dice: Dice, rooms: list[int]) -> set[int]:
    """Stations with parallel machines: not blocked, and fed by one machine of constant time."""
    found: set[int] = set()
    for j in range(len(rooms)):
        unblocked = j + 1 == len(rooms) or rooms[j + 1] == FOREVER
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


def _named(j: int, room: int) -> list[str]:
    return [f"b{j}", f"s{j}"] if room else [f"s{j}"]


def _source(
    dice: Dice, plant: PlantBuilder, to: str, saturated: bool, calendars: list[str]
) -> None:
    if saturated:
        plant.source("in", to=to, lot=dice.whole(1, 3))
    else:
        first = dice.pick((NONE, 0, dice.whole(1, 500)))
        every = a_time(dice, dice.whole(4, 15))
        plant.source("in", to=to, dist=every, first=first, lot=dice.pick((1, 1, 2, 5)))
    plant.objects["in"]["calendar"] = _one_or_none(dice, calendars)


def _failure(dice: Dice, plant: PlantBuilder, station: str) -> None:
    plant.mode(
        station,
        between=a_time(dice, dice.whole(5, 200)),
        repair=a_time(dice, dice.whole(0, 60) + 0.4),
        first=a_time(dice, dice.whole(0, 50) + 0.4) if dice.chance(0.3) else None,
        planned=dice.chance(0.2),
    )
