"""Random small plants that use every object and every rule of ``docs/semantics.md``.

`trial(rnd)` turns any source of randomness into a plant with the times to run it for; `numbered`
takes a seed, `trials` is a Hypothesis strategy over the same generator, so that a failure shrinks.
Each plant has a random half of the features, for a plant that has a bit of everything seldom gets
into the corner of anything (Groce et al. 2012, "Swarm testing", ISSTA).

Durations are small multiples of one unit, so that events coincide all the time. Zero durations are
wanted too, but time must not stand still: what gives parts without end (a saturated source, a list
of orders that repeats) feeds only what takes finitely many in an instant, `Flow.is_bounded`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from carwright.compile.program import Program
from carwright.compile.schema import (
    FOREVER,
    NONE,
    CalendarState,
    Clock,
    Dist,
    InRule,
    KeyBy,
    MixRule,
    OffRule,
    Order,
    OutRule,
    Start,
    WhenFull,
)
from engine.build import PlantBuilder
from engine.dice import NEVER_ENDS, Dice
from engine.random_flow import Flow, random_flow

FEATURES = {
    "batches": 0.6,
    "calendars": 0.6,
    "colours": 0.6,
    "components": 0.6,
    "crews": 0.6,
    "limits": 0.5,
    "loops": 0.3,
    "phases": 0.6,
    "pieces": 0.5,
    "rules": 0.6,
    "set-ups": 0.6,
    "stops": 0.7,
    "tests": 0.6,
    "types": 0.6,
}
"""How many plants have each; ways back and pieces make plants that soon are deadlocked."""

UNITS = (1, 1, 1, 1, 7, 1000, 20_000, 900_000, 2_000_000_000)
"""Units of time, ms: hours, lead times of days and years have bins of their own (rules Y2, Y3)."""


@dataclass(frozen=True)
class Trial:
    """A plant and how to run it; times in ms."""

    program: Program
    seed: int
    replication: int
    horizon: int
    period: int
    unit: int


def numbered(seed: int) -> Trial:
    """The trial of a fixed seed."""
    return trial(random.Random(seed))


def trial(rnd: random.Random) -> Trial:
    """A trial made of nothing but `rnd`."""
    return _Maker(Dice(rnd)).trial()


trials = st.randoms(use_true_random=False).map(trial)


class _Maker:
    """Makes one plant; used once."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        dice.unit = dice.pick(UNITS)
        self.span = dice.whole(60, 700)
        self.has = {feature: dice.chance(p) for feature, p in FEATURES.items()}
        cars = dice.whole(1, 3) if self.has["types"] else 1
        parts = dice.whole(1, 2) if self.has["components"] else 0
        self.types = [f"car {n}" for n in range(cars)] + [f"part {n}" for n in range(parts)]
        colours = dice.whole(2, 3) if self.has["colours"] or self.has["set-ups"] else 1
        self.colours = [f"colour {n}" for n in range(colours)]
        self.flow: Flow = random_flow(dice, self.types, self.has)
        self.plant = PlantBuilder(
            types=self.types,
            colours=self.colours,
            cars=self.types[:cars],
            priority={name: dice.whole(0, 2) for name in self.types},
        )
        self.calendars: list[str] = []
        self.crews: dict[str, int] = {}
        self.made: dict[str, set[str]] = {}

    def trial(self) -> Trial:
        """The frame first, then objects in any order, then what needs them."""
        dice, flow = self.dice, self.flow
        self._frame()
        sources = {name: self._source(name) for name in flow.of_kind("source")}
        arriving = flow.types_at(self.made)
        names = list(flow.kinds) if dice.chance(0.7) else dice.shuffled(list(flow.kinds))
        for name in names:
            match flow.kinds[name]:
                case "source":
                    self.plant.source(name, **sources[name], **self._ways(name))
                case "station":
                    self._station(name, arriving[name])
                case "buffer":
                    self._buffer(name)
                case "conveyor":
                    self._conveyor(name)
                case _:
                    self.plant.sink(name, **self._ends(name))
        for name in flow.of_kind("station"):
            self._modes(name)
        return self._timed()

    def _timed(self) -> Trial:
        dice = self.dice
        horizon = self.span * dice.unit + (1 if dice.chance(0.2) else 0)
        lengths = [horizon, 10 * dice.unit, horizon // 3 + 1, horizon // 7 + 1]
        return Trial(
            program=self.plant.program(),
            seed=dice.whole(0, 2**64 - 1),
            replication=dice.whole(0, 3),
            horizon=horizon,
            period=dice.pick(lengths),
            unit=dice.unit,
        )

    # The frame: calendars and crews.

    def _frame(self) -> None:
        dice = self.dice
        for n in range(dice.whole(1, 3) if self.has["calendars"] else 0):
            self.calendars.append(f"calendar {n}")
            self._calendar(self.calendars[-1])
        if self.calendars and dice.chance(0.5):
            self.plant.paced(dice.pick(self.calendars))
        for n in range((2 if dice.chance(0.3) else 1) if self.has["crews"] else 0):
            name = f"crew {n}"
            self.crews[name] = dice.pick([1, 1, 2, 3])
            self.plant.crew(name, self.crews[name], self._calendar_or_none(0.7))

    def _calendar(self, name: str) -> None:
        """On at least once; changes may be none, and most calendars repeat."""
        dice = self.dice
        rows = dice.whole(1, 5)
        states = [dice.pick([CalendarState.ON, *CalendarState]) for _ in range(rows)]
        at = [0]
        for _ in range(rows):
            at.append(at[-1] + dice.ms(1, 25))
        loop, length = NONE, 0
        if dice.chance(0.8):
            loop = dice.whole(0, rows - 1)
            length = at[-1] - at[loop]
        states[dice.whole(max(loop, 0), rows - 1)] = CalendarState.ON
        changes = list(zip(at[:-1], states, strict=True))
        self.plant.calendar(name, changes, loop=loop, length=length)

    def _calendar_or_none(self, p: float) -> str | None:
        chosen = bool(self.calendars) and self.dice.chance(p)
        return self.dice.pick(self.calendars) if chosen else None

    def _crew_or_none(self, p: float) -> str | None:
        chosen = bool(self.crews) and self.dice.chance(p)
        return self.dice.pick(list(self.crews)) if chosen else None

    # What objects share.

    def _instant(self) -> int:
        """One of few instants, so that steps coincide with each other and with the rest."""
        return self.dice.pick([10, 1, 4, 10, 20, 30, self.span // 2]) * self.dice.unit

    def _opens(self) -> int:
        late = self.has["phases"] and self.dice.chance(0.2)
        return self._instant() if late else 0

    def _ends(self, name: str) -> dict[str, Any]:
        """Since when and how it takes parts."""
        dice = self.dice
        fields: dict[str, Any] = {"opens": self._opens()}
        if self.has["rules"]:
            fields["in_rule"] = dice.pick(list(InRule))
            fields["suppliers"] = dice.shuffled(self.flow.suppliers(name))
        return fields

    def _ways(self, name: str) -> dict[str, Any]:
        """Where it gives parts, with shares that matter to RANDOM alone."""
        dice = self.dice
        ways = {
            kind: [(target, dice.pick([1.0, 1.0, 0.5, 3.0])) for target in targets]
            for kind, targets in self.flow.ways[name].items()
        }
        rule = dice.pick([*OutRule, OutRule.RANDOM]) if self.has["rules"] else OutRule.FIRST
        return {"out_rule": rule, "to": ways}

    # Sources.

    def _source(self, name: str) -> dict[str, Any]:
        """Everything but its ways. Followers get the types that may leave what they follow."""
        dice, flow = self.dice, self.flow
        followed = flow.follows.get(name)
        targets = flow.targets(name)
        bounded = all(flow.is_bounded(target) for target in targets)
        fields: dict[str, Any] = {"opens": self._opens()}
        fields["calendar"] = self._calendar_or_none(0.3)
        if self.has["limits"] and dice.chance(0.5):
            fields["limit"] = dice.whole(1, 4)
        if followed is not None:
            follow = {kind: dice.pick(self._types_for(name)) for kind in dice.some(self.types)}
            self.made[name] = set(follow.values())
            return {**fields, "follows": followed, "follow": follow}
        if dice.chance(0.25):
            return {**fields, **self._orders(name, may_repeat=bounded)}
        mix = dice.shares(self._types_for(name))
        self.made[name] = set(mix)
        fields |= {"mix": mix, "mix_rule": dice.pick(list(MixRule))}
        fields["lot"] = dice.whole(2, 4) if dice.chance(0.3) else 1
        if len(self.colours) > 1 and dice.chance(0.8):
            fields["colours"] = dice.shares(self.colours)
        if bounded and dice.chance(0.5):
            return fields
        return {**fields, **self._arrivals()}

    def _types_for(self, name: str) -> list[str]:
        """Cars on the main line, mostly components towards a buffer that supplies them."""
        parts = [kind for kind in self.types if kind.startswith("part")]
        supplies = any(self.flow.is_reached(supply, name) for supply in self.flow.supplies)
        if supplies and name not in self.flow.of_kind("source")[:1] and self.dice.chance(0.8):
            return parts
        if self.dice.chance(0.15):
            return self.types
        return [kind for kind in self.types if kind not in parts]

    def _arrivals(self) -> dict[str, Any]:
        dice = self.dice
        return {
            "dist": dice.duration(1, 12),
            "first": dice.ms(0, 20) if dice.chance(0.5) else NONE,
            "when_full": dice.pick(list(WhenFull)),
        }

    def _orders(self, name: str, *, may_repeat: bool) -> dict[str, Any]:
        dice = self.dice
        release, orders = 0, []
        for _ in range(dice.whole(1, 25)):
            release += dice.ms(1, 12) if dice.chance(0.4) else 0
            due = dice.ms(0, 30) if dice.chance(0.8) else FOREVER
            orders.append((dice.pick(self._types_for(name)), dice.pick(self.colours), due, release))
        self.made[name] = {order[0] for order in orders}
        return {"orders": orders, "repeat": may_repeat and dice.chance(0.6)}

    # Stations.

    def _station(self, name: str, arriving: set[str]) -> None:
        dice, flow = self.dice, self.flow
        machines = dice.whole(2, 3) if dice.chance(0.3) else 1
        known = self.types if dice.chance(0.5) else sorted(arriving)
        low = 1 if name in flow.slow else 0
        fields: dict[str, Any] = {
            "machines": machines,
            "work": {kind: dice.duration(low, 2 if low == 0 else 9) for kind in known},
            "calendar": self._calendar_or_none(0.6),
            "off_rule": dice.pick(list(OffRule)),
        }
        if dice.chance(0.01):
            fields["work"] = NEVER_ENDS
        if self.has["phases"] and dice.chance(0.3):
            fields["machine_opens"] = [
                self._instant() if dice.chance(0.5) else 0 for _ in range(machines)
            ]
        if self.has["batches"] and dice.chance(0.4):
            fields |= {"batch": dice.whole(2, 3), "batch_by": dice.pick(list(KeyBy))}
        if self.has["pieces"] and dice.chance(0.3):
            fields["pieces"] = dice.whole(2, 3)
        fields |= self._setup() | self._test(name) | self._team()
        if name in flow.needs:
            fields["needs"] = flow.needs[name]
        self.plant.station(name, **fields, **self._ends(name), **self._ways(name))

    def _setup(self) -> dict[str, Any]:
        """By what there are several of."""
        dice = self.dice
        several = [KeyBy.TYPE] if len(self.types) > 1 else []
        several += [KeyBy.COLOUR] if len(self.colours) > 1 else []
        if not (several and self.has["set-ups"] and dice.chance(0.7)):
            return {}
        by = dice.pick(several)
        keys = len(self.colours) if by == KeyBy.COLOUR else dice.whole(1, 3)
        matrix = [
            [None if dice.chance(0.15) else dice.duration(0, 12) for _ in range(keys)]
            for _ in range(keys)
        ]
        return {
            "setup_by": by,
            "setup": matrix,
            "setup_key": {kind: dice.whole(0, keys - 1) for kind in self.types},
        }

    def _test(self, name: str) -> dict[str, Any]:
        """Endless reworks only where pieces don't multiply on the way round."""
        dice = self.dice
        if name not in self.flow.reworks:
            return {}
        most = dice.whole(0, 3)
        return {
            "test": True,
            "coverage": dice.pick([1.0, 0.6, 0.0]),
            "max_reworks": 1000 if dice.chance(0.3) and not self.has["pieces"] else most,
            "rework": {kind: dice.pick([0.3, 0.0, 0.5]) for kind in self.types},
            "scrap": {kind: dice.pick([0.0, 0.1, 0.3]) for kind in self.types},
            "rework_to": self.flow.reworks[name],
        }

    def _team(self) -> dict[str, Any]:
        crew = self._crew_or_none(0.6)
        if crew is None:
            return {}
        operators = 0 if self.dice.chance(0.1) else self.dice.whole(1, self.crews[crew])
        return {"crew": crew, "operators": operators}

    def _modes(self, name: str) -> None:
        """Up to three on each machine or on one; some come in pairs that fall due together."""
        dice = self.dice
        machines = self.plant.objects[name]["machines"]
        most = dice.whole(1 if name in self.flow.needs else 0, 3)
        for _ in range(most if self.has["stops"] else 0):
            clock = dice.pick(list(Clock))
            crew = self._crew_or_none(0.6)
            fields: dict[str, Any] = {
                "machine": None if dice.chance(0.5) else dice.whole(0, machines - 1),
                "clock": clock,
                "start": dice.pick(list(Start)),
                "planned": dice.chance(0.4),
                "between": self._between(clock),
                "first": self._between(clock) if dice.chance(0.3) else None,
                "repair": dice.duration(0, 8),
                "crew": crew,
                "people": 1 if crew is None else dice.whole(1, self.crews[crew]),
                "priority": dice.whole(0, 2),
                "asset": dice.pick([None, f"robot of {name}"]),
            }
            self.plant.mode(name, **fields)
            if dice.chance(0.15):
                fields |= {"clock": Clock.OPERATION, "start": Start.IMMEDIATE, "first": None}
                fields["between"] = dice.ms(2, 15)
                self.plant.mode(name, **fields).mode(name, **fields)

    def _between(self, clock: Clock) -> Any:
        """Works are counted as such, whatever the unit."""
        dice = self.dice
        if dice.chance(0.02):
            return NEVER_ENDS
        if clock != Clock.CYCLES:
            return dice.duration(2, 25)
        unit, dice.unit = dice.unit, 1
        cycles = dice.duration(0, 5)
        dice.unit = unit
        return cycles

    # Buffers and conveyors.

    def _buffer(self, name: str) -> None:
        dice, flow = self.dice, self.flow
        least = 4 if name in flow.supplies else 1
        capacity = FOREVER if name in flow.endless else dice.whole(least, least + 3)
        if dice.chance(0.02) and name not in flow.endless:
            capacity = 0
        self.plant.buffer(
            name,
            capacity=capacity,
            order=dice.pick(list(Order)),
            by_due=dice.chance(0.5),
            transit=dice.ms(1, 6) if name in flow.slow else 0,
            users=self._users(name),
            **self._ends(name),
            **self._ways(name),
        )
        if self.has["phases"] and name not in flow.endless and dice.chance(0.5):
            for _ in range(dice.whole(1, 3)):
                self.plant.capacity(self._instant(), name, dice.whole(0, 5))

    def _users(self, name: str) -> list[str] | None:
        users = [
            station
            for station, needs in self.flow.needs.items()
            if any(need[0] == name for listed in needs.values() for need in listed)
        ]
        return self.dice.shuffled(users) if self.dice.chance(0.3) else None

    def _conveyor(self, name: str) -> None:
        """A slow one lets one part in at a time, or holds it for a while."""
        dice, slow = self.dice, name in self.flow.slow
        headway = dice.ms(1, 3) if slow and dice.chance(0.7) else 0
        travel = dice.ms(1 if slow and not headway else 0, 8)
        self.plant.conveyor(
            name,
            travel=travel,
            headway=headway,
            capacity=dice.whole(1, 4),
            accumulating=dice.chance(0.5),
            calendar=self._calendar_or_none(0.7),
            **self._ends(name),
            **self._ways(name),
        )


def other_numbers(program: Program, unit: int, rnd: random.Random) -> Program:
    """The same plant with other numbers, as a fork may have them (rule T9).

    What keeps time from standing still is kept: a positive duration stays positive, a limit stays
    a limit.
    """
    columns = {name: array.copy() for name, array in program.columns.items()}

    def vary(name: str, least: int, *, by: int = 1, most: int = FOREVER) -> None:
        """Some of a column's numbers, but for NONE and what is without limit."""
        column = columns[name]
        for row, value in enumerate(column.tolist()):
            if 0 <= value < most and rnd.random() < 0.3:
                column[row] = max(least * min(by, value), value + rnd.randint(-2, 2) * by)

    vary("buffer.capacity", 1)
    vary("conveyor.capacity", 1)
    vary("conveyor.travel", 1, by=unit)
    vary("conveyor.headway", 1, by=unit)
    vary("buffer.transit", 1, by=unit)
    vary("source.limit", 1)
    vary("source.lot", 1)
    vary("crew.size", 1)
    vary("need.quantity", 1)
    vary("station.operators", 0)
    vary("station.max_reworks", 0, most=10)
    vary("mode.priority", 0)
    vary("type.priority", 0)
    vary("order.due", 0, by=unit)
    vary("mode.people", 1)
    vary("source.first", 0, by=unit)
    vary("point.value", 1, by=unit)
    for name in ("link.weight", "mix.share", "mix.cumulative", "paint.cumulative"):
        columns[name] **= rnd.choice([1.0, 2.0])
    columns["point.cumulative"] **= rnd.choice([1.0, 2.0])
    constant = columns["dist.kind"] == Dist.CONSTANT
    for row in np.flatnonzero(constant & (columns["dist.a"] < FOREVER)).tolist():
        columns["dist.a"][row] += rnd.choice([0, 0, unit])
        if rnd.random() < 0.1:
            columns["dist.kind"][row] = Dist.EXPONENTIAL
    if rnd.random() < 0.5:
        for name in ("object.opens", "machine.opens", "step.at", "change.at", "calendar.length"):
            columns[name] *= 2
    if rnd.random() < 0.3:
        columns["change.state"] = np.roll(columns["change.state"], 1)
        columns["step.value"] += 1
    if rnd.random() < 0.5:
        rework, scrap = columns["work.rework"], columns["work.scrap"]
        columns["work.rework"], columns["work.scrap"] = scrap, rework
        columns["station.coverage"][:] = rnd.choice([0.5, 1.0])
    return Program(columns, program.names)
