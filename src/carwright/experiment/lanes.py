"""Runs the replications of a quick run: in the lanes of the recursion, or by events."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carwright import engine
from carwright.compile.program import Program
from carwright.engine.protocol import Column, TraceCode
from carwright.engine.recursion import Ending, Passed, RecursionEngine
from carwright.errors import CarwrightError, InterruptedRun
from carwright.experiment.replicate import POLL, Progress, Replications
from carwright.experiment.setting import Setting
from carwright.results.tables import Standing, Tallies
from carwright.results.trace import TraceWriter

Instants = NDArray[np.int64]

FEWEST_SIDE_BY_SIDE = 3
"""Replications from which on the lanes of a vector pay, even if some stay empty."""

MOST_NUMBERS = 100_000_000
"""Counts of 8 bytes that replications side by side may need."""


@dataclass
class Outcome:
    """What replications left: tallies and departures by number, and what they cost."""

    tallies: dict[int, Mapping[str, Column]]
    departures: dict[int, Instants]
    of_stations: bool
    visits: int = 0
    cpu_s: float = 0.0


class Lanes:
    """Runs the replications of a line in blocks of as many as there are lanes, over threads."""

    def __init__(
        self, runner: RecursionEngine, setting: Setting, stations: bool, departures: bool
    ) -> None:
        self.runner = runner
        self.setting = setting
        self.stations = stations
        self.departures = departures

    def run(self, progress: Progress | None = None) -> Outcome | None:
        """What came of them; None if time may be standing still.

        Raises:
            InterruptedRun: after Ctrl-C.
        """
        outcome = Outcome({}, {}, self.stations)
        with ThreadPoolExecutor(self.setting.threads) as pool:
            futures = {pool.submit(self._block, *block): block for block in self._blocks()}
            try:
                pending = set(futures)
                while pending:
                    _, pending = wait(pending, timeout=POLL)
                    if progress is not None:
                        progress(1.0 - len(pending) / len(futures))
            except BaseException as error:
                self.runner.interrupt()
                for future in futures:
                    future.cancel()
                if isinstance(error, KeyboardInterrupt):
                    raise InterruptedRun(None, self.setting.horizon) from error
                raise
        for future, (first, _) in futures.items():
            ending, found, spent = future.result()
            if ending != Ending.REACHED:
                return None
            outcome.cpu_s += spent
            for replication, passed in enumerate(found, start=first):
                outcome.tallies[replication] = passed.tallies
                outcome.visits += passed.visits
                if passed.departures is not None:
                    outcome.departures[replication] = passed.departures
        return outcome

    def _blocks(self) -> list[tuple[int, int]]:
        """(first replication, how many) of each block."""
        lanes, wanted = self._side_by_side(), self.setting.replications
        whole = [(first, lanes) for first in range(0, wanted - lanes + 1, lanes)]
        first, left = len(whole) * lanes, wanted % lanes
        if left >= FEWEST_SIDE_BY_SIDE and lanes > 1:
            return [*whole, (first, left)]
        return whole + [(first + n, 1) for n in range(left)]

    def _side_by_side(self) -> int:
        """As many as there are lanes, but one where they would take too much memory."""
        periods = -(-self.setting.horizon // self.setting.period)
        numbers = 2 * self.runner.lanes * periods * self.runner.points(self.stations)
        return self.runner.lanes if numbers <= MOST_NUMBERS else 1

    def _block(self, first: int, count: int) -> tuple[Ending, list[Passed], float]:
        begun = time.thread_time()
        ending, found = self.runner.run(
            self.setting.seed,
            first,
            count,
            horizon=self.setting.horizon,
            period=self.setting.period,
            of_stations=self.stations,
            departures=self.departures,
        )
        return ending, found, time.thread_time() - begun


class _Keeper:
    """Keeps the tallies of every finished replication."""

    def __init__(self) -> None:
        self.tallies: dict[int, Mapping[str, Column]] = {}

    def add(self, replication: int, tallies: Tallies, ring: Sequence[Standing]) -> None:
        self.tallies[replication] = tallies

    def trace(self, replication: int) -> TraceWriter:
        raise CarwrightError("a quick run leaves no trace -> simulate")


def by_events(
    program: Program,
    setting: Setting,
    stations: bool,
    departures: bool,
    progress: Progress | None = None,
) -> Outcome:
    """The replications in the event kernel.

    Raises:
        RunError: as `Replications.run`.
    """
    keeper = _Keeper()
    found = Replications(program, setting, keeper).run(progress)
    visits = sum(int(t["machine_parts"].sum()) for t in keeper.tallies.values())
    instants: dict[int, Instants] = {}
    if departures:
        instants = {n: _departures(program, setting, n) for n in range(setting.replications)}
    return Outcome(keeper.tallies, instants, stations, visits, found.cpu_s)


def _departures(program: Program, setting: Setting, replication: int) -> Instants:
    """When parts came into the sinks, from the trace."""
    pieces: list[Instants] = []

    def take(trace: Mapping[str, Column]) -> None:
        ends = np.isin(trace["object"], program.columns["sink.object"])
        pieces.append(trace["time"][(trace["code"] == TraceCode.MOVE) & ends])

    engine.run(
        program,
        setting.seed,
        setting.horizon,
        replication=replication,
        period=setting.period,
        engine=setting.engine,
        trace=take,
    )
    return np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int64)
