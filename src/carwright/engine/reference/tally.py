"""Counting (rules Y), the ledger (rules N) and the ends of parts."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carwright.compile.program import Program
from carwright.compile.schema import FOREVER, NONE, CalendarState, State
from carwright.compile.tallies import LEAD_BINS, LEVELS, REWORKS, TALLIES
from carwright.engine.protocol import HOUR, MOST_HOURS, TraceCode
from carwright.engine.reference.clock import OFFER, Clock
from carwright.engine.reference.state import Buffer, Conveyor, Machine, Part, Station

Counts = dict[str, NDArray[np.int64]]

CREATED, PIECES, SUNK, SCRAPPED, JOINED, LOST = range(6)
"""Entries of the ledger (N1)."""

ACTIVE = (State.WORKING, State.SETTING_UP, State.FAILED)
"""States of an active period (Y4)."""

SPARE = frozenset({State.WAITING, State.BLOCKED})
"""States of a machine that could do more (Y4)."""


def level_bin(level: int, capacity: int) -> int:
    """Bin of a buffer's level as `compile.tallies.LEVELS` says."""
    if level == 0:
        return 0
    if capacity >= FOREVER:
        return min(LEVELS - 1, level.bit_length())
    if level >= capacity:
        return LEVELS - 1
    width = max(1, -((1 - capacity) // 32))
    return 1 + (level - 1) // width


def lead_bin(lead: int) -> int:
    """Y3: bin of a lead time in ms."""
    s = lead // 1000
    if s < 64:
        return s
    k = s.bit_length() - 6
    return min(LEAD_BINS - 1, 64 + 32 * (k - 1) + ((s >> k) - 32))


class Tallying(Clock):
    """Keeps the tallies of `compile.tallies` up to `now`."""

    def __init__(
        self, program: Program, seed: int, replication: int, *, horizon: int, period: int
    ) -> None:
        super().__init__(program, seed, replication, horizon=horizon, period=period)
        self.hour_ms = HOUR
        while ceil(horizon / self.hour_ms) > MOST_HOURS:
            self.hour_ms *= 2
        rows, size = self.plant.rows, self.plant.rows["size"][0]
        letters: dict[str, int] = {
            "P": ceil(horizon / period),
            "H": ceil(horizon / self.hour_ms),
            "M": len(rows["machine"]),
            "S": len(rows["station"]),
            "A": len(rows["mode"]),
            "B": len(rows["buffer"]) + len(rows["conveyor"]),
            "C": len(rows["crew"]),
            "Q": len(rows["source"]),
            "K": len(rows["sink"]),
            "T": size["types"],
            "E": size["edges"],
            "G": LEVELS,
            "L": LEAD_BINS,
            "R": REWORKS,
        }
        self.counts: Counts = {
            tally.name: np.zeros(
                [letters[c] if c in letters else int(c) for c in tally.shape], dtype=np.int64
            )
            for tally in TALLIES
        }
        self.cars = 0
        self.cars_since = 0
        self.in_plant = 0
        self.bottleneck: int | None = None
        self.bottleneck_since = 0
        self.paced = False
        self.paced_since = 0
        self.unsettled: set[int] = set()

    # Y1: counting and sharing out.

    def count(self, name: str, *index: int, by: int = 1) -> None:
        """An event now, in its period."""
        self.counts[name][self.now // self.period, *index] += by

    def spread(self, counts: Counts, name: str, index: Any, begin: int, end: int, by: int) -> None:
        """Y1: an interval of time, shared out among the periods that it touches."""
        while begin < end:
            period = begin // self.period
            stop = min(end, (period + 1) * self.period)
            counts[name][period, *index] += (stop - begin) * by
            begin = stop

    # Parts (N).

    def new_serial(self) -> int:
        """Parts are numbered in the order of creation."""
        self.serial += 1
        return self.serial - 1

    def comes_to_be(self, part: Part, entry: int) -> None:
        """N1, N2: a part is in the plant from now on."""
        self.counts["ledger"][entry] += 1
        self.in_plant += 1
        self.count_cars(part, 1)

    def ends(self, part: Part, entry: int, left_source: bool = True) -> None:
        """N4: a part ends; at its source's limit another may come (Q6)."""
        self.counts["ledger"][entry] += 1
        self.in_plant -= 1
        self.count_cars(part, -1)
        if left_source:
            source = self.plant.sources[part.source]
            source.own -= 1
            if source.own == source.numbers["limit"] - 1:
                self.add(OFFER, source.object)

    def count_cars(self, part: Part, change: int) -> None:
        """N2."""
        if self.plant.rows["type"][part.type]["car"]:
            self.close_cars(self.counts)
            self.cars_since = self.now
            self.cars += change

    def close_cars(self, counts: Counts) -> None:
        """Cars in the plant until now."""
        self.spread(counts, "cars", (), self.cars_since, self.now, self.cars)

    # Levels of stores.

    def close_level(self, counts: Counts, store: Buffer | Conveyor) -> None:
        """The level until now."""
        begin, level = store.level_since, store.level
        bin_ = level_bin(level, store.capacity)
        self.spread(counts, "store_level", (store.store,), begin, self.now, level)
        self.spread(counts, "store_time", (store.store, bin_), begin, self.now, 1)

    def level_changes(self, store: Buffer | Conveyor) -> None:
        """Call it before a level or a capacity changes."""
        self.close_level(self.counts, store)
        store.level_since = self.now

    # States of machines (S, Y4).

    def state(self, machine: Machine) -> State:
        """S1. Stops know."""
        raise NotImplementedError

    def settle(self) -> None:
        """T6.2, S2.1: the instant is over; what its end leaves is what counts."""
        touched = set()
        for row in sorted(self.unsettled):
            machine = self.plant.machines[row]
            state = self.state(machine)
            if state != machine.shown:
                self.close_state(machine)
                machine.shown = state
                touched.add(machine.station)
        self.unsettled.clear()
        for station in touched:
            self._turn_active(self.plant.stations[station])
        self._find_bottleneck()

    def close_state(self, machine: Machine) -> None:
        """S2.1: the interval of the state that a machine has shown ends now."""
        if machine.shown_since < self.now:
            self.add_state_time(self.counts, machine)
            station: Station = self.plant.stations[machine.station]
            begin = machine.shown_since
            self.tell(TraceCode.STATE, station.object, machine.row, begin, machine.shown)
            machine.shown_since = self.now

    def add_state_time(self, counts: Counts, machine: Machine) -> None:
        """The present state until now."""
        index = (machine.row, machine.shown)
        self.spread(counts, "machine_state", index, machine.shown_since, self.now, 1)

    def _turn_active(self, station: Station) -> None:
        """Y4: a change among active states does not end an active period."""
        shown = {machine.shown for machine in station.machines}
        if shown.isdisjoint(ACTIVE) or not shown.isdisjoint(SPARE):
            station.active_since = None
        elif station.active_since is None:
            station.active_since = self.now

    def _find_bottleneck(self) -> None:
        """Y4, Y4.1, Y4.2."""
        paced = self._paced()
        if paced and not self.paced:
            self.paced_since = self.now
        self.paced = paced
        stations = self.plant.stations
        old = self.bottleneck
        if paced and old is not None and stations[old].active_since is not None:
            return
        active = [s for s in stations if paced and s.active_since is not None]
        new = min(active, key=lambda s: (self._active_from(s), s.row), default=None)
        overlap = self.now
        if old is not None and new is not None:
            overlap = max(self._active_from(new), self.bottleneck_since)
            for row in (old, new.row):
                self.spread(self.counts, "bottleneck_shift", (row,), overlap, self.now, 1)
        if old is not None:
            self.close_sole(self.counts, overlap)
        self.bottleneck = None if new is None else new.row
        self.bottleneck_since = self.now

    def _paced(self) -> bool:
        """Y4.2: the calendar that paces the plant is on."""
        row = self.plant.pacing
        return row == NONE or self.plant.calendars[row].state == CalendarState.ON

    def _active_from(self, station: Station) -> int:
        """Y4.2: where its active period begins to count."""
        return max(station.active_since or 0, self.paced_since)

    def close_sole(self, counts: Counts, end: int) -> None:
        """Y4: time as the only bottleneck, until `end`."""
        if self.bottleneck is not None:
            index = (self.bottleneck,)
            self.spread(counts, "bottleneck_sole", index, self.bottleneck_since, end, 1)
