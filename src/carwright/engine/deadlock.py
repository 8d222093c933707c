"""Finds objects that hold parts which wait only for each other (rule Z1).

The *picture*, `Engine.waits()`, is taken between two calls of `advance`, when nothing that may
happen at once is left to do. It is a dict of int64 arrays; ids, codes and rows are those of
`compile.schema`, -1 where there is none:

| array | one number for each | meaning |
|---|---|---|
| ``slot`` | slot (T3) | instant of its event, FOREVER if none |
| ``exists``, ``level`` | object | 1 if open; created parts at it |
| ``capacity`` | buffer | capacity in force |
| ``ready`` | buffer x type (2-D) | ready parts |
| ``stage``, ``in_hand``, ``opened`` | machine | `protocol.Stage`; W3.1; P1 |
| ``operators``, ``first_type`` | machine | operators that it has; type of its first part |
| ``mode_phase`` | mode | `protocol.ModePhase` |
| ``calendar_state`` | calendar | CalendarState |
| ``crew_used`` | crew | people in use |
| ``source_own``, ``source_next`` | source | own parts (Q6); 1 if an uncreated part waits |
| ``wait_object``, ``wait_machine`` | waiting candidate (F6), by object | where it waits |
| ``wait_type``, ``wait_link`` | the same | its type; the one link that it may take |
| ``held_object``, ``held_source``, ``held_count`` | object and source with parts | how many |
| ``stall`` | -- | objects of the last events of this instant (T8), first to last |

A source's first part is told also while something holds it back. From the picture, `hope` works
out what may still happen; among what may not, this module looks for a ring. Parts that wait in
vain without a ring (an assembly whose component will never come again) are no deadlock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from carwright.compile.program import Program
from carwright.compile.schema import NONE, Kind
from carwright.engine.hope import Hope, Plant
from carwright.engine.protocol import Column, ModePhase, Stage

Wait = tuple[int, str]
"""The object that is waited for, and why."""


@dataclass(frozen=True)
class Held:
    """One object of a ring: how many parts it holds, which object it waits for, and why."""

    name: str
    parts: int
    waits_for: str
    why: str


def find(program: Program, picture: Mapping[str, Column]) -> list[Held] | None:
    """The ring of objects that wait only for each other, in order, or None if there is none.

    Each waits for the next and the last for the first, which is the one that the scenario names
    first. If there are several rings it is that of the first object that holds a part.
    """
    plant = Plant(program, picture)
    hope = Hope(plant)
    ring = _ring(plant, hope)
    if ring is None:
        return None
    first = ring.index(min(ring))
    ring = ring[first:] + ring[:first]
    names, level = program.names.objects, plant.now["level"]
    return [
        Held(names[n], level[n], names[after], why)
        for (n, why), (after, _) in zip(ring, [*ring[1:], ring[0]], strict=True)
    ]


def _ring(plant: Plant, hope: Hope) -> list[Wait] | None:
    """Depth-first search; each object of the ring with its reason to wait for the next."""
    done: set[int] = set()
    for start in plant.objects:
        if start in done or not plant.now["level"][start]:
            continue
        path: list[Wait] = []
        trail = [(start, _waits_in_vain(plant, hope, start))]
        while trail:
            n, waits = trail[-1]
            target, why = next(waits, (NONE, ""))
            if target == NONE:
                done.add(n)
                trail.pop()
                if path:
                    path.pop()
            elif target in (on_path := [place for place, _ in trail]):
                return [*path, (n, why)][on_path.index(target) :]
            elif target not in done:
                path.append((n, why))
                trail.append((target, _waits_in_vain(plant, hope, target)))
    return None


def _waits_in_vain(plant: Plant, hope: Hope, n: int) -> Iterator[Wait]:
    """What a hopeless object waits for that is hopeless too."""
    if n in hope.gives:
        return
    if plant.kind(n) == Kind.SOURCE:
        yield from _source_waits(plant, hope, plant.row(n))
    for waiting in plant.waiting[n]:
        for target in plant.targets(n, waiting):
            if target not in hope.takes:
                yield target, "a part waits for room"
    match plant.kind(n):
        case Kind.STATION:
            for m in plant.machines(plant.row(n)):
                yield from _machine_waits(plant, hope, m)
        case Kind.BUFFER:
            yield from _buffer_waits(plant, hope, n)


def _machine_waits(plant: Plant, hope: Hope, m: int) -> Iterator[Wait]:
    station, machine = plant.station(m), plant.rows["machine"][m]
    for need in plant.needs(m):
        if not hope.meets(need):
            yield need["object"], "a part waits for components"
    begun = plant.now["stage"][m] == Stage.LOAD and plant.now["first_type"][m] != NONE
    if begun and m not in hope.frees:
        for supplier in plant.into[station["object"]]:
            yield supplier, "a batch waits to be complete"
    if plant.now["stage"][m] == Stage.OPERATORS:
        yield from _crew_waits(plant, hope, station["crew"], "a part waits for operators")
    for a in range(machine["mode_begin"], machine["mode_end"]):
        if plant.now["mode_phase"][a] == ModePhase.CALLING:
            crew = plant.rows["mode"][a]["crew"]
            yield from _crew_waits(plant, hope, crew, "a stop waits for its crew")


def _crew_waits(plant: Plant, hope: Hope, crew: int, why: str) -> Iterator[Wait]:
    if crew not in hope.crews:
        for m in plant.operators_of(crew):
            yield plant.station(m)["object"], why


def _buffer_waits(plant: Plant, hope: Hope, n: int) -> Iterator[Wait]:
    if n in hope.takes:
        for supplier in plant.into[n]:
            if not hope.delivers(supplier):
                yield supplier, "components do not come"
        return
    for m in plant.users(n):
        if m not in hope.frees:
            yield plant.station(m)["object"], "it is full of components"


def _source_waits(plant: Plant, hope: Hope, source: int) -> Iterator[Wait]:
    if plant.at_limit(source):
        for place in plant.holders(source):
            if place not in hope.gives:
                yield place, "its limit is reached"
    for place in plant.followed(source):
        if not hope.delivers(place):
            yield place, "it follows"
