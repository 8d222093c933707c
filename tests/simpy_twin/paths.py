"""The same plant through carwright and through its twin, departure by departure."""

from __future__ import annotations

import numpy as np

from carwright.compile import compile_plant
from carwright.engine import run
from carwright.engine.protocol import TraceCode
from carwright.model import Plant
from simpy_twin.luck import Streams
from simpy_twin.translate import Twin

DAY = 86_400_000

Departures = dict[str, list[int]]


def carwright_departures(plant: Plant, horizon: int, seed: int) -> Departures:
    """Instants (ms) at which parts reach each sink."""
    program = compile_plant(plant, horizon=horizon)
    trace = run(program, seed, horizon, trace=True).trace
    assert trace is not None
    moves = trace["code"] == TraceCode.MOVE
    return {
        name: trace["time"][moves & (trace["object"] == program.names.objects.index(name))].tolist()
        for name in plant.sinks
    }


def twin_departures(plant: Plant, horizon: int, seed: int) -> Departures:
    twin = Twin(plant, Streams(seed), horizon)
    twin.run()
    return {name: [t for t, _, _ in rows] for name, rows in twin.departures.items()}


def first_difference(plant: Plant, horizon: int, seed: int) -> str:
    """Nothing if every departure agrees; else which one does not."""
    ours, theirs = (f(plant, horizon, seed) for f in (carwright_departures, twin_departures))
    for sink in plant.sinks:
        if ours[sink] == theirs[sink]:
            continue
        a, b = np.array(ours[sink]), np.array(theirs[sink])
        n = min(len(a), len(b))
        differs = np.flatnonzero(a[:n] != b[:n])
        at = int(differs[0]) if len(differs) else n
        told = f"first other is number {at}: {a[at : at + 3]} and {b[at : at + 3]}"
        return f"{sink}: {len(a)} and {len(b)} departures; {told}"
    return ""
