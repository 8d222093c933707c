"""Lines without events: departure-time recursion in the native kernel (``src/native/recursion``).

`recognise` of `carwright.compile.recursion` says which plants are such lines. Replications run
side by side in the lanes of vector registers, as many as the machine's instruction set has; a
single replication puts consecutive draws there instead. Every draw is the event kernel's (rule
R1), so the figures are the same to the millisecond.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from carwright.compile.line import Line
from carwright.compile.program import Program
from carwright.compile.schema import NONE, SourceMode, State
from carwright.engine._kernel import recursion
from carwright.engine.protocol import Column

INSTRUCTION_SETS: Mapping[str, int] = MappingProxyType(recursion.INSTRUCTION_SETS)
"""Lanes by name of each instruction set that this machine has, the fastest first."""

ARRIVAL, RELEASE, GONE, LOADED = range(4)
"""Points of a branch; parts are gone when they come into the sink or join another part."""

BEGIN, END, LEAVE = range(3)
"""Points of a place, behind those of the branches."""

Counts = NDArray[np.int64]


class Ending(IntEnum):
    """Why a run ended."""

    REACHED = 0
    INTERRUPTED = 1
    STANDING_STILL = 2
    """A million parts left the source at one instant: the event kernel must say why (rule T8)."""
    TOO_MANY = 3
    """More departures than there was room for."""


@dataclass(frozen=True)
class Passed:
    """What one replication gave: some of `compile.tallies.TALLIES`, and departures if asked for.

    `departures` are the instants (ms) at which parts came into the sink, in order.
    """

    tallies: dict[str, Column]
    departures: Counts | None
    visits: int
    """Works that ended, all stations together; without stations only those of parts that left."""


class RecursionEngine:
    """A line that is ready to run; several threads may run it at once.

    Raises ValueError for an instruction set that this machine does not have.
    """

    def __init__(self, program: Program, line: Line, instruction_set: str | None = None) -> None:
        self.instruction_set = instruction_set or next(iter(INSTRUCTION_SETS))
        if self.instruction_set not in INSTRUCTION_SETS:
            known = ", ".join(INSTRUCTION_SETS)
            raise ValueError(f"no instruction set {self.instruction_set!r} here; there are {known}")
        self.lanes = INSTRUCTION_SETS[self.instruction_set]
        self._program = program
        self._line = line
        self._native = recursion.Line(dict(line.columns))

    def points(self, of_stations: bool) -> int:
        """Points at which passages are counted, by period."""
        places = self._line.first_places[-1] if of_stations else 0
        return 4 * len(self._line.branches) + 3 * places

    def interrupt(self) -> None:
        """End every run, now and later, soon; may be called from another thread."""
        self._native.interrupt()

    def run(
        self,
        seed: int,
        replication: int,
        count: int,
        *,
        horizon: int,
        period: int,
        of_stations: bool = False,
        departures: bool = False,
    ) -> tuple[Ending, list[Passed]]:
        """Replications `replication` .. `replication + count - 1` (at most `lanes`) side by side.

        With `of_stations` the tallies of machines, buffers, stops and edges come as well as those
        of source and sink. If the ending is not REACHED there is nothing else.
        """
        given = (seed, replication, count, horizon, period)
        ending, arrays = self._native.run(self.instruction_set, *given, of_stations, 0)
        if ending != Ending.REACHED:
            return Ending(ending), []
        counted = _Counts(self._program, self._line, horizon, period, arrays)
        instants: list[Counts | None] = [None] * count
        if departures:
            # The same again, now that the room it takes is known.
            most = 1 + max(int(counted.number(n, GONE).sum()) for n in range(counted.lanes))
            ending, again = self._native.run(self.instruction_set, *given, False, most)
            if ending != Ending.REACHED:
                return Ending(ending), []
            rows = again["departed"][:-1].reshape(-1, most)
            instants = [row[row >= 0] for row in rows[:count]]
        return Ending.REACHED, [
            Passed(counted.tallies(n, of_stations), instants[n], counted.visits(n, of_stations))
            for n in range(count)
        ]


class _Counts:
    """Turns counts and sums of instants up to the end of each period into tallies."""

    def __init__(
        self, program: Program, line: Line, horizon: int, period: int, arrays: Mapping[str, Column]
    ) -> None:
        self.program = program
        self.line = line
        periods = -(-horizon // period)
        self.ends = np.minimum(np.arange(1, periods + 1, dtype=np.int64) * period, horizon)
        self.lanes = lanes = len(arrays["lead"]) // periods
        self._passages = arrays["passages"].reshape(lanes, periods, -1, 2)
        self._lead = arrays["lead"].reshape(lanes, periods)
        of_types = arrays["types"][:-1]
        self._types = of_types.reshape(lanes, periods, -1) if len(of_types) else None
        shape = (lanes, periods, len(line.modes))
        self._stops = arrays["stops"][:-1].reshape(shape)
        self._down = arrays["down"][:-1].reshape(shape)
        self._periods = periods

    def number(self, lane: int, point: int) -> Counts:
        """Parts that passed a point, by period."""
        return _by_period(self._passages[lane, :, point, 0])

    def content(self, lane: int, point_in: int, point_out: int, out: int = 1) -> Counts:
        """Parts x time between two points, by period; sums are exact modulo 2**64.

        At the second `out` of them go at each passage.
        """
        came, gone = self._passages[lane, :, point_in], self._passages[lane, :, point_out]
        inside = came - gone * np.array([out], dtype=np.uint64)  # how many, their instants
        ends = self.ends.astype(np.uint64)
        return _by_period(ends * inside[:, 0] - inside[:, 1])

    def _point(self, branch: int, which: int) -> int:
        return 4 * branch + which

    def _place(self, place: int, which: int) -> int:
        return 4 * len(self.line.branches) + 3 * place + which

    def _created(self, branch: int) -> int:
        """The point at which parts come to be: most wait in the source's yard first."""
        source = self.line.branches[branch].source
        waits = self.program.columns["source.mode"][source] in (
            SourceMode.ARRIVALS,
            SourceMode.FOLLOWS,
        )
        return self._point(branch, ARRIVAL if waits else RELEASE)

    def visits(self, lane: int, of_stations: bool) -> int:
        if of_stations:
            points = [self._place(j, END) for j in range(self.line.first_places[-1])]
            return sum(int(self.number(lane, point).sum()) for point in points)
        return int(self.number(lane, GONE).sum()) * self.line.works_for_one()

    def tallies(self, lane: int, of_stations: bool) -> dict[str, Column]:
        """What the event kernel would have tallied, as far as it can be told without events."""
        rows, types = self.program.rows, int(self.program.columns["size.types"][0])
        is_car = self.program.columns["type.car"].astype(bool)
        main = self.line.branches[0]
        sunk = self.number(lane, GONE)
        parts = np.zeros((self._periods, rows("sink"), types), dtype=np.int64)
        if self._types is None:
            parts[:, 0, main.types[0]] = sunk
        else:
            parts[:, 0, main.types] = self._types[lane]
        out = np.zeros((self._periods, rows("source")), dtype=np.int64)
        cars = np.zeros(self._periods, dtype=np.int64)
        created = joined = 0
        for n, branch in enumerate(self.line.branches):
            out[:, branch.source] = self.number(lane, self._point(n, RELEASE))
            created += int(self.number(lane, self._created(n)).sum())
            if branch.taker != NONE:
                joined += branch.quantity * int(self.number(lane, self._point(n, GONE)).sum())
            if is_car[branch.types[0]]:
                gone = self._point(n, GONE)
                cars += self.content(lane, self._created(n), gone, branch.quantity)
        found: dict[str, Column] = {
            "source_out": out,
            "source_lost": np.zeros_like(out),
            "sink_parts": parts,
            "lead_sum": int(is_car[main.types[0]]) * _by_period(self._lead[lane])[:, np.newaxis],
            "cars": cars,
            "ledger": np.array([created, 0, sunk.sum(), 0, joined, 0], dtype=np.int64),
        }
        return found | self._of_stations(lane) if of_stations else found

    def _of_stations(self, lane: int) -> dict[str, Column]:
        columns, rows = self.program.columns, self.program.rows
        shape = (self._periods, rows("machine"))
        state = np.zeros((*shape, len(State)), dtype=np.int64)
        parts = np.zeros(shape, dtype=np.int64)
        lengths = np.diff(self.ends, prepend=0)
        down = self._tally_of_modes(self._down[lane])
        machines = [machine for branch in self.line.branches for machine in branch.machines]
        for j, machine in enumerate(machines):
            begin, end, leave = (self._place(j, which) for which in (BEGIN, END, LEAVE))
            parts[:, machine] = self.number(lane, end)
            stopped = np.zeros(self._periods, dtype=np.int64)
            for mode in np.flatnonzero(columns["mode.machine"] == machine).tolist():
                is_planned = bool(columns["mode.planned"][mode])
                state[:, machine, State.PAUSED if is_planned else State.FAILED] += down[:, mode]
                stopped += down[:, mode]
            state[:, machine, State.WORKING] = self.content(lane, begin, end) - stopped
            state[:, machine, State.BLOCKED] = self.content(lane, end, leave)
            state[:, machine, State.WAITING] = lengths - self.content(lane, begin, leave)
        return {
            "machine_state": state,
            "machine_parts": parts,
            "machine_cycles": parts.copy(),
            "mode_stops": self._tally_of_modes(self._stops[lane]),
            "mode_down": down,
            **self._of_ways(lane),
        }

    def _tally_of_modes(self, counts: Counts) -> Counts:
        found = np.zeros((self._periods, self.program.rows("mode")), dtype=np.int64)
        found[:, list(self.line.modes)] = counts
        return found

    def _of_ways(self, lane: int) -> dict[str, Column]:
        rows = self.program.rows
        stores = rows("buffer") + rows("conveyor")
        level = np.zeros((self._periods, stores), dtype=np.int64)
        entered = np.zeros((self._periods, stores), dtype=np.int64)
        edges = int(self.program.columns["size.edges"][0])
        moved = np.zeros((self._periods, edges), dtype=np.int64)
        joins = {branch.taker: n for n, branch in enumerate(self.line.branches)}
        for n, branch in enumerate(self.line.branches):
            came = self._point(n, RELEASE)
            moved[:, branch.released] = self.number(lane, came)
            for j, buffer in enumerate(branch.buffers):
                place = self.line.first_places[n] + j
                feeder = joins.get(place)
                point = self._place(place, BEGIN)
                loaded = point if feeder is None else self._point(feeder, LOADED)
                if buffer != NONE:
                    level[:, buffer] = self.content(lane, came, loaded)
                    entered[:, buffer] = self.number(lane, came)
                came = self._place(place, LEAVE)
                moved[:, branch.into[j]] = self.number(lane, loaded)
                moved[:, branch.out_of[j]] = self.number(lane, came)
            if branch.taker != NONE:
                gone = self._point(n, GONE)
                level[:, branch.store] = self.content(lane, came, gone, branch.quantity)
                entered[:, branch.store] = self.number(lane, came)
                moved[:, branch.taken] = branch.quantity * self.number(lane, gone)
        return {"store_level": level, "store_in": entered, "edge_parts": moved}


def _by_period(upto: NDArray[np.uint64]) -> Counts:
    """What was added in each period, from sums up to each period's end, modulo 2**64."""
    return np.diff(upto, prepend=np.uint64(0)).view(np.int64)
