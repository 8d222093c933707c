"""Looking at the whole: who waits for what, and whether the books balance (rules Z and N1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from carwright.compile.schema import FOREVER
from carwright.engine.protocol import Column, Stage
from carwright.engine.reference.clock import NEVER
from carwright.engine.reference.phases import Phases
from carwright.engine.reference.state import Buffer, Conveyor, Machine, Part, Place, Source, Station
from carwright.engine.reference.tally import CREATED, PIECES
from carwright.errors import RunError


def parts_of(place: Place) -> list[Part]:
    """Every created part that is at an object."""
    match place:
        case Source():
            return list(place.yard)
        case Buffer():
            return [*place.ready, *(part for _, part in place.coming)]
        case Conveyor():
            return [part for _, part in place.parts]
        case Station():
            return [part for machine in place.machines for part in machine.parts]
    return []


def waits(engine: Phases) -> dict[str, Column]:
    """The picture of `engine.deadlock`."""
    plant = engine.plant
    parts = [_waiting(engine, place) for place in plant.objects]
    rows = [row for waiting in parts for row in waiting]
    held = [
        (place.object, source, count)
        for place in plant.objects
        for source, count in sorted(Counter(part.source for part in parts_of(place)).items())
    ]
    ready = np.zeros((len(plant.buffers), plant.types), dtype=np.int64)
    for buffer in plant.buffers:
        for part in buffer.ready:
            ready[buffer.row, part.type] += 1
    columns: dict[str, list[int]] = {
        "slot": [FOREVER if time == NEVER else time for time in engine.slots],
        "exists": [place.exists for place in plant.objects],
        "level": [len(parts_of(place)) for place in plant.objects],
        "capacity": [buffer.capacity for buffer in plant.buffers],
        "stage": [machine.stage for machine in plant.machines],
        "in_hand": [engine.in_hand(machine) for machine in plant.machines],
        "opened": [machine.opened for machine in plant.machines],
        "operators": [machine.operators for machine in plant.machines],
        "mode_phase": [mode.phase for mode in plant.modes],
        "calendar_state": [calendar.state for calendar in plant.calendars],
        "crew_used": [crew.used for crew in plant.crews],
        "source_own": [source.own for source in plant.sources],
        "source_next": [source.next is not None for source in plant.sources],
        "wait_object": [row[0] for row in rows],
        "wait_machine": [row[1] for row in rows],
        "wait_type": [row[2] for row in rows],
        "wait_link": [row[3] for row in rows],
        "first_type": [_first(machine) for machine in plant.machines],
        "held_object": [row[0] for row in held],
        "held_source": [row[1] for row in held],
        "held_count": [row[2] for row in held],
        "stall": list(engine.last_objects),
    }
    arrays = {name: np.array(values, dtype=np.int64) for name, values in columns.items()}
    return {**arrays, "ready": ready}


def _first(machine: Machine) -> int:
    return machine.parts[0].type if machine.parts else -1


def _waiting(engine: Phases, place: Place) -> list[tuple[int, int, int, int]]:
    """Candidates (F6), a source's also while something holds it back."""
    if isinstance(place, Station):
        return [(place.object, m.row, part.type, part.link) for part, m in place.ready]
    if isinstance(place, Source):
        first = place.next or (place.yard[0] if place.yard else None)
        return [(place.object, -1, first.type, first.link)] if first else []
    return [(place.object, -1, part.type, part.link) for part in engine.candidates(place)]


def check(engine: Phases) -> None:
    """N1 and what must hold of every list and level."""
    for broken in _broken(engine):
        raise RunError(f"{broken} at {engine.now} ms")


def _broken(engine: Phases) -> Iterator[str]:
    plant = engine.plant
    ledger = engine.counts["ledger"]
    held = [part for place in plant.objects for part in parts_of(place)]
    born = int(ledger[CREATED] + ledger[PIECES])
    ended = int(ledger[PIECES + 1 :].sum())
    if born != len(held) + ended:
        yield f"N1: {born} parts came to be, {len(held)} are in the plant and {ended} ended"
    if engine.in_plant != len(held):
        yield f"N1: {len(held)} parts are in the plant, {engine.in_plant} are counted"
    if len({part.serial for part in held}) != len(held):
        yield "F1: a part is at two objects"
    types = plant.rows["type"]
    if engine.cars != sum(types[part.type]["car"] for part in held):
        yield f"N2: {engine.cars} cars are counted"
    if engine.ring:
        yield "T5: the ring is not empty"
    yield from _broken_sources(engine, held)
    for store in plant.stores:
        yield from _broken_store(store, forked=engine.forked)
    for machine in plant.machines:
        yield from _broken_machine(engine, machine)
    yield from _broken_crews(engine)


def _broken_sources(engine: Phases, held: list[Part]) -> Iterator[str]:
    own = Counter(part.source for part in held)
    for source in engine.plant.sources:
        if source.own + len(source.yard) != own[source.row]:
            yield f"Q6: source {source.row} counts {source.own} parts of its own"


def _broken_store(store: Buffer | Conveyor, *, forked: bool) -> Iterator[str]:
    """A fork or a step may bring a capacity below the level (B3, T9)."""
    if isinstance(store, Buffer):
        entries = [part.entered for part in store.ready]
        if entries != sorted(entries):
            yield f"B2: buffer {store.row} has lost its order"
        forked = forked or store.capacity_set is not None
    if store.level > store.capacity and not forked:
        yield f"F8: store {store.store} holds {store.level} of {store.capacity}"


def _broken_machine(engine: Phases, machine: Machine) -> Iterator[str]:
    station = engine.station_of(machine)
    batch, held = station.numbers["batch"], len(machine.parts)
    ready = sum(other is machine for _, other in station.ready)
    if (machine.stage == Stage.LOAD and held >= batch) or (
        machine.stage not in (Stage.LOAD, Stage.DONE) and held != batch
    ):
        yield f"W1: machine {machine.row} holds {held} parts in stage {machine.stage.name}"
    if ready != (held if machine.stage == Stage.DONE else 0):
        yield f"F6: machine {machine.row} has {ready} of its {held} parts ready"
    if machine.running and engine.stopped(machine) and machine.ends > engine.now:
        yield f"D5: machine {machine.row} works while it is stopped"
    idle = not machine.running and not engine.stopped(machine)
    if idle and machine.stage in (Stage.SETUP, Stage.WORK):
        yield f"W3: machine {machine.row} stands still in stage {machine.stage.name}"


def _broken_crews(engine: Phases) -> Iterator[str]:
    plant = engine.plant
    used: Counter[int] = Counter()
    for machine in plant.machines:
        used[engine.station_of(machine).numbers["crew"]] += machine.operators
    for mode in plant.modes:
        if mode.phase == mode.phase.REPAIR:
            used[mode.numbers["crew"]] += mode.people
    for crew in plant.crews:
        if used[crew.row] != crew.used:
            yield f"K1: crew {crew.row} has {crew.used} people in use, {used[crew.row]} are found"
