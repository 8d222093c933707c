"""Runs a compiled program: the same numbered semantics, written in Python and in C++.

`run` carries out one replication from beginning to end. Who wants to hold the reins takes an
engine (`engine_class`) and advances it herself; `carwright.engine.protocol` says what it can do,
``docs/semantics.md`` what it does. `ENGINES` names both; the native one is imported when it is
first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

import numpy as np

from carwright.compile.program import Program
from carwright.engine.drive import Drive, Taker
from carwright.engine.protocol import Column, Engine, Status

__all__ = ["ENGINES", "Engine", "Replication", "Status", "engine_class", "run"]

ENGINES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "native": ("carwright.engine.native", "NativeEngine"),
        "reference": ("carwright.engine.reference", "ReferenceEngine"),
    }
)
"""Module and class of each engine by name."""

DAY = 86_400_000
TRACE_ROWS = 65_536
"""Rows that an engine keeps before `run` takes them away."""


@dataclass(frozen=True)
class Replication:
    """What one run gave: `tallies` as `carwright.compile.tallies` says, times in ms.

    `trace` holds the columns of `protocol.TRACE_COLUMNS` if all of it was asked for, else None.
    """

    engine: str
    seed: int
    replication: int
    horizon: int
    period: int
    hour_ms: int
    events: int
    moves: int
    tallies: dict[str, Column]
    trace: dict[str, Column] | None


def engine_class(name: str) -> type[Engine]:
    """The engine of that name; ValueError if there is none."""
    if name not in ENGINES:
        raise ValueError(f"engine {name!r} is unknown; there are {', '.join(ENGINES)}")
    module, attribute = ENGINES[name]
    found: type[Engine] = getattr(import_module(module), attribute)
    return found


def run(
    program: Program,
    seed: int,
    until: int,
    *,
    replication: int = 0,
    period: int | None = None,
    engine: str = "native",
    trace: bool | Taker = False,
) -> Replication:
    """One replication from 0 to `until` (ms), tallied by periods of `period` ms (default a day).

    With ``trace=True`` the whole trace comes back; a function instead is called with one piece of
    it after the other, so that it need not fit in memory.

    Raises DeadlockError, StallError, PlantOverflow or InterruptedRun where the run can't go on
    (rules Z1, T8), and ValueError for a time that is not positive or an unknown engine.
    """
    length = min(until, DAY) if period is None else period
    kept: list[dict[str, Column]] = []
    take: Taker = trace if callable(trace) else kept.append
    rows = TRACE_ROWS if trace else 0
    running = engine_class(engine)(
        program, seed, replication, horizon=until, period=length, trace_rows=rows
    )
    Drive(program, running, length, take if rows else None).to(until)
    return Replication(
        engine=engine,
        seed=seed,
        replication=replication,
        horizon=until,
        period=length,
        hour_ms=running.hour_ms,
        events=running.events,
        moves=running.moves,
        tallies=running.tallies(),
        trace=_joined(kept) if trace is True else None,
    )


def _joined(pieces: list[dict[str, Column]]) -> dict[str, Column]:
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
