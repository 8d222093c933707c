"""The whole state as JSON and back: exact, readable, and never code (rule T9)."""

from __future__ import annotations

import base64
import json
import zlib
from collections import deque
from collections.abc import Iterable
from dataclasses import fields
from enum import IntEnum
from typing import Any

import numpy as np

from carwright.compile.program import Program
from carwright.engine.fork import structure
from carwright.engine.reference.phases import Phases
from carwright.engine.reference.state import Buffer, Conveyor, Part, Request, Source, Station

FORMAT = "carwright reference state 1"

SCALARS = (
    "now",
    "events",
    "moves",
    "serial",
    "step",
    "started",
    "forked",
    "at_instant",
    "cars",
    "cars_since",
    "in_plant",
    "bottleneck",
    "bottleneck_since",
    "paced",
    "paced_since",
)

PART = [f.name for f in fields(Part)]
REQUEST = [f.name for f in fields(Request)]


def save(engine: Phases) -> bytes:
    """The state of an engine between two calls of `advance`."""
    plant = engine.plant
    for store in plant.stores:
        engine.level_changes(store)  # a fork may count what follows in other bins
    document = {
        "format": FORMAT,
        "structure": structure(engine.program),
        "digest": engine.program.digest(),
        "seed": plant.seed,
        "replication": plant.replication,
        "horizon": engine.horizon,
        "period": engine.period,
        "trace_rows": engine.trace_rows,
        "scalars": {name: getattr(engine, name) for name in SCALARS},
        "unsettled": sorted(engine.unsettled),
        "last_objects": list(engine.last_objects),
        "slots": engine.slots,
        "ring": list(engine.ring),
        "trace": engine.trace,
        "streams": [stream.count for stream in plant.streams()],
        "entities": [_entity(entity) for entity in _entities(engine)],
        "parts": _parts(engine),
        "queues": [[_values(request, REQUEST) for request in c.queue] for c in plant.crews],
        "counts": {name: _packed(array) for name, array in engine.counts.items()},
    }
    return zlib.compress(json.dumps(document).encode())


def read(program: Program, data: bytes) -> dict[str, Any]:
    """What was saved; ValueError if it is something else or of another structure."""
    try:
        document = json.loads(zlib.decompress(data))
    except (zlib.error, ValueError) as error:
        raise ValueError("this is no saved state of the reference engine") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"this is no saved state of the format {FORMAT!r}")
    if document["structure"] != structure(program):
        raise ValueError("the saved state belongs to a program of another structure")
    return document


def restore(engine: Phases, document: dict[str, Any]) -> None:
    """Put a state into a new engine; wake everything if the program is another (T9)."""
    plant = engine.plant
    for name, value in document["scalars"].items():
        setattr(engine, name, value)
    engine.unsettled = set(document["unsettled"])
    engine.last_objects.extend(document["last_objects"])
    for slot, time in enumerate(document["slots"]):
        engine.set_slot(slot, time)
    for kind, row in document["ring"]:
        engine.add(kind, row)
    engine.trace = [tuple(row) for row in document["trace"]]
    for stream, count in zip(plant.streams(), document["streams"], strict=True):
        stream.count = count
    for entity, values in zip(_entities(engine), document["entities"], strict=True):
        _restore_entity(entity, values)
    _restore_parts(engine, document["parts"])
    for crew, queue in zip(plant.crews, document["queues"], strict=True):
        crew.queue = [Request(*values) for values in queue]
    for name, text in document["counts"].items():
        array = np.frombuffer(base64.b64decode(text), dtype="<i8").astype(np.int64)
        engine.counts[name] = array.reshape(engine.counts[name].shape)
    if document["digest"] != engine.program.digest() and engine.started:
        _fork(engine)


def _fork(engine: Phases) -> None:
    """T9."""
    engine.forked = True
    engine.set_step_slot()
    for calendar in engine.plant.calendars:
        engine.set_slot(calendar.slot, max(engine.now, engine.next_change(calendar)))
    for conveyor in engine.plant.conveyors:
        engine.read_clock(conveyor, ran=engine.runs(conveyor))
        engine.set_conveyor_slot(conveyor)
    engine.wake_everything()


def _entities(engine: Phases) -> Iterable[Any]:
    plant = engine.plant
    return [*plant.objects, *plant.machines, *plant.modes, *plant.crews, *plant.calendars]


def _values(thing: Any, names: Iterable[str]) -> list[Any]:
    return [getattr(thing, name) for name in names]


def _entity(entity: Any) -> list[Any]:
    return _values(entity, entity.STATE)


def _restore_entity(entity: Any, values: list[Any]) -> None:
    for name, value in zip(entity.STATE, values, strict=True):
        kind = type(getattr(entity, name))
        setattr(entity, name, kind(value) if issubclass(kind, IntEnum) else value)


def _packed(array: Any) -> str:
    return base64.b64encode(array.astype("<i8").tobytes()).decode()


# Parts: written where they are; a station's ready parts are named by serial number and machine.


def _part(part: Part | None) -> list[Any] | None:
    return None if part is None else _values(part, PART)


def _parts(engine: Phases) -> dict[str, Any]:
    plant = engine.plant
    return {
        "yards": [[_part(part) for part in source.yard] for source in plant.sources],
        "next": [_part(source.next) for source in plant.sources],
        "ready": [[_part(part) for part in buffer.ready] for buffer in plant.buffers],
        "coming": [[[at, _part(part)] for at, part in b.coming] for b in plant.buffers],
        "belts": [[[at, _part(part)] for at, part in c.parts] for c in plant.conveyors],
        "machines": [[_part(part) for part in machine.parts] for machine in plant.machines],
        "done": [[[p.serial, m.row] for p, m in station.ready] for station in plant.stations],
    }


def _restore_parts(engine: Phases, parts: dict[str, Any]) -> None:
    plant = engine.plant
    for source, yard, following in zip(plant.sources, parts["yards"], parts["next"], strict=True):
        _restore_source(source, yard, following)
    for buffer, ready, coming in zip(plant.buffers, parts["ready"], parts["coming"], strict=True):
        _restore_buffer(buffer, ready, coming)
    for conveyor, belt in zip(plant.conveyors, parts["belts"], strict=True):
        _restore_conveyor(conveyor, belt)
    for machine, held in zip(plant.machines, parts["machines"], strict=True):
        machine.parts = [Part(*values) for values in held]
    for station, done in zip(plant.stations, parts["done"], strict=True):
        _restore_station(station, done)


def _restore_source(source: Source, yard: list[Any], following: list[Any] | None) -> None:
    source.yard = deque(Part(*values) for values in yard)
    source.next = None if following is None else Part(*following)


def _restore_buffer(buffer: Buffer, ready: list[Any], coming: list[Any]) -> None:
    buffer.ready = [Part(*values) for values in ready]
    buffer.coming = [(at, Part(*values)) for at, values in coming]


def _restore_conveyor(conveyor: Conveyor, belt: list[Any]) -> None:
    conveyor.parts = deque((at, Part(*values)) for at, values in belt)


def _restore_station(station: Station, done: list[list[int]]) -> None:
    machines = {machine.row: machine for machine in station.machines}
    for serial, row in done:
        part = next(part for part in machines[row].parts if part.serial == serial)
        station.ready.append((part, machines[row]))
