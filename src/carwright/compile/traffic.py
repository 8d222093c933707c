"""Traffic equations: how often parts of a type pass each object, rework and scrap included.

In the steady state the arrivals a at the objects solve a = e + P'a, with e what sources put in and
P the mean number of parts that go from object to object for each that arrives (Jackson 1957; here
without queues, for only the routes matter). A part's state is its object and the fault that it
carries: none, one that can be mended, one that can not (rules X1 to X3).

Not in the equations: that a part is scrapped after `max_reworks` reworks (only 0 is seen). How
parts split where an object takes the first free way is not known before the run: by the speeds of
the stations behind the ways if each leads to one, else evenly.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, eye_array
from scipy.sparse.linalg import splu

from carwright.compile.means import mean_times
from carwright.compile.program import Program
from carwright.compile.schema import NONE, Kind, OutRule
from carwright.errors import Finding, InvalidScenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Move = tuple[int, int, int, float]
"""Fault before, object to, fault after, mean number of parts for each that arrives."""

SOUND, MENDABLE, GRAVE = range(3)
FAULTS = 3

_MOST_ROUNDS = 1e9
"""Arrivals at one object for each part put in, from which on they count as without end."""

_FARTHEST = 1_000
"""Objects in a row through which a way is followed to the station behind it."""


class Traffic:
    """The flows of a program's types, each by itself."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.objects = program.rows("object")
        self.types = int(program.columns["size.types"][0])
        self._known: dict[int, tuple[Ints, Ints, Floats]] = {}
        # Plain lists: single cells are read much faster from them.
        self.cells = {name: column.tolist() for name, column in program.columns.items()}
        means = [*mean_times(program).tolist(), float("nan")]
        self.cycle = np.array([means[row] for row in self.cells["work.dist"]]).reshape(
            -1, self.types
        )

    def arrivals(self, type_id: int, put_in: Floats) -> tuple[Floats, Floats]:
        """Parts of a type that arrive at, and that leave, each object, for what is put in there.

        Raises InvalidScenario if parts of the type go round for ever.
        """
        size = self.objects * FAULTS
        before, after, parts = self._moved(type_id)
        entering = np.zeros(size)
        entering[SOUND::FAULTS] = put_in
        equations = eye_array(size) - coo_array((parts, (after, before)), shape=(size, size))
        found = self._solved(equations.tocsc(), entering, type_id)
        leaving = np.bincount(before, weights=parts * found[before], minlength=size)
        return found.reshape(-1, FAULTS).sum(axis=1), leaving.reshape(-1, FAULTS).sum(axis=1)

    def _moved(self, type_id: int) -> tuple[Ints, Ints, Floats]:
        """State before, state after and mean number of parts of every move of a type."""
        # Kept: the rounds of `flows` ask again and again, and this takes longer than the solution.
        if type_id not in self._known:
            moved = [
                (place * FAULTS + fault, to * FAULTS + fault_after, mean)
                for place in range(self.objects)
                for fault, to, fault_after, mean in self.moves(place, type_id)
            ]
            before, after = (np.array([m[end] for m in moved], dtype=np.int64) for end in (0, 1))
            parts = np.array([m[2] for m in moved], dtype=np.float64)
            self._known[type_id] = before, after, parts
        return self._known[type_id]

    def _solved(self, equations: csc_array, entering: Floats, type_id: int) -> Floats:
        try:
            found: Floats = splu(equations).solve(entering)
        except RuntimeError:  # exactly singular
            found = np.full(len(entering), np.inf)
        if not np.all(found <= _MOST_ROUNDS * entering.sum()):
            name = self.program.names.types[type_id]
            what = f"parts of type {name!r} go round without end"
            mend = "let a share of them pass: rework below 100 %, or a limit on reworks"
            raise InvalidScenario([Finding("flow", what, mend)])
        return found

    def moves(self, place: int, type_id: int) -> Iterator[Move]:
        """Where parts of a type go from an object."""
        ways = self.split(place, type_id)
        if self.cells["object.kind"][place] != Kind.STATION:
            yield from ((f, to, f, share) for f in range(FAULTS) for to, share in ways)
            return
        station = self.cells["object.row"][place]
        work = station * self.types + type_id
        pieces = self.cells["station.pieces"][station]
        for fault in range(FAULTS):
            for after, share in self._passing(station, work, fault):
                yield from ((fault, to, after, share * part * pieces) for to, part in ways)
            link, share = self._reworked(station, work, fault)
            if share > 0.0:
                yield fault, self.cells["link.to"][link], SOUND, share * pieces

    def _tested(self, station: int, work: int, fault: int) -> tuple[float, float, float]:
        """Probabilities of no fault, a mendable and a grave one when the test looks."""
        if not self.cells["station.test"][station]:
            return tuple(float(fault == each) for each in range(FAULTS))  # type: ignore[return-value]
        rework, scrap = self.cells["work.rework"][work], self.cells["work.scrap"][work]
        if fault == SOUND:
            return 1.0 - rework - scrap, rework, scrap
        return (0.0, 1.0 - scrap, scrap) if fault == MENDABLE else (0.0, 0.0, 1.0)

    def _passing(self, station: int, work: int, fault: int) -> Iterator[tuple[int, float]]:
        """Fault and share of the parts that go on; a fault that is missed stays (X2)."""
        missed = 1.0
        if self.cells["station.test"][station]:
            missed = 1.0 - self.cells["station.coverage"][station]
        for after, share in enumerate(self._tested(station, work, fault)):
            yield after, share if after == SOUND else share * missed

    def _reworked(self, station: int, work: int, fault: int) -> tuple[int, float]:
        """The rework link and the share of parts that take it (X3)."""
        link = self.cells["work.rework_link"][work]
        if link == NONE or not self.cells["station.max_reworks"][station]:
            return NONE, 0.0
        share = self._tested(station, work, fault)[MENDABLE]
        return link, share * self.cells["station.coverage"][station]

    def split(self, place: int, type_id: int) -> list[tuple[int, float]]:
        """Destinations of a type from an object with the share that goes to each."""
        route = place * self.types + type_id
        links = range(self.cells["route.begin"][route], self.cells["route.end"][route])
        ends = [self.cells["link.to"][link] for link in links]
        match self.cells["object.out_rule"][place]:
            case OutRule.RANDOM:
                weights = np.diff([self.cells["link.weight"][link] for link in links], prepend=0.0)
            case OutRule.FIRST:
                weights = self._speeds(ends, type_id)
            case _:
                weights = np.ones(len(ends))
        return list(zip(ends, (weights / weights.sum()).tolist(), strict=True)) if ends else []

    def _speeds(self, ends: list[int], type_id: int) -> Floats:
        """Parts an hour of the station behind each way; all equal if one has no station."""
        speeds = np.array([self._speed(end, type_id) for end in ends])
        return speeds if np.all(np.isfinite(speeds) & (speeds > 0.0)) else np.ones(len(ends))

    def _speed(self, place: int, type_id: int) -> float:
        for _ in range(_FARTHEST):
            if self.cells["object.kind"][place] == Kind.STATION:
                return self.speed(self.cells["object.row"][place], type_id)
            route = place * self.types + type_id
            begin, end = self.cells["route.begin"][route], self.cells["route.end"][route]
            if end - begin != 1:
                break
            place = self.cells["link.to"][begin]
        return float("nan")

    def speed(self, station: int, type_id: int) -> float:
        """Parts of a type that a station's machines do together in an hour; NaN if none comes."""
        machines = self.cells["station.machine_end"][station]
        machines -= self.cells["station.machine_begin"][station]
        cycle = float(self.cycle[station, type_id])
        parts = machines * self.cells["station.batch"][station]
        return parts * 3_600_000.0 / cycle if cycle > 0.0 else float("nan")
