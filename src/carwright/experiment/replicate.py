"""Runs the replications of a plant in threads, and keeps each one as soon as it is finished."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import astuple, dataclass, field
from typing import Protocol

from carwright.compile.program import Program
from carwright.engine import deadlock, engine_class
from carwright.engine.drive import Drive
from carwright.engine.protocol import Engine
from carwright.errors import CarwrightError, InterruptedRun
from carwright.experiment.setting import Setting
from carwright.results.tables import Standing, Tallies
from carwright.results.trace import TraceWriter

TRACE_ROWS = 200_000
"""Rows of trace that an engine holds between two writes."""

POLL = 0.05
"""Seconds between two looks at the replications; also how soon Ctrl-C is passed on."""

Progress = Callable[[float], None]
"""Told the share of the whole experiment that is done, 0..1."""


class Keeper(Protocol):
    """Takes in what replications leave; may be called from several threads."""

    def add(self, replication: int, tallies: Tallies, ring: Sequence[Standing]) -> object: ...

    def trace(self, replication: int) -> TraceWriter: ...


@dataclass
class Outcome:
    """What an experiment came to: which replications finished, at what cost.

    `cpu_s` is the time that the engines alone took, added up over the threads.
    """

    finished: list[int] = field(default_factory=list)
    events: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    states: dict[int, bytes] = field(default_factory=dict)
    """Saved states by replication, where the experiment was to pause."""


class Replications:
    """The replications of one setting on one program.

    `resume` holds saved states by replication, to go on from instead of starting anew. `pause_at`
    (ms) ends each replication there and saves its state in place of its tallies.
    """

    def __init__(
        self,
        program: Program,
        setting: Setting,
        keeper: Keeper,
        *,
        resume: dict[int, bytes] | None = None,
        pause_at: int | None = None,
    ) -> None:
        self.program = program
        self.setting = setting
        self.keeper = keeper
        self.resume = resume or {}
        self.pause_at = pause_at
        self.outcome = Outcome()
        self._engines: dict[int, Engine] = {}
        self._stop = threading.Event()
        self._failure: BaseException | None = None
        self._lock = threading.Lock()

    def run(self, progress: Progress | None = None) -> Outcome:
        """Run them all; replications that finish are kept whatever happens to the others.

        Raises:
            InterruptedRun: after Ctrl-C, when every thread has stopped.
            RunError: the first that a replication met (deadlock, stall, overflow, full disk).
        """
        begun = time.perf_counter()
        with ThreadPoolExecutor(self.setting.threads) as pool:
            futures = [pool.submit(self._try, n) for n in range(self.setting.replications)]
            with self._stopping(futures):
                self._watch(futures, progress)
        self.outcome.wall_s = time.perf_counter() - begun
        self.outcome.finished.sort()
        return self.outcome

    def _try(self, replication: int) -> None:
        """The first failure stops the others at once: none begins after it."""
        try:
            self._one(replication)
        except BaseException as error:
            with self._lock:
                if not self._stop.is_set():
                    self._failure = error
                self._stop.set()
            raise

    def _one(self, replication: int) -> None:
        if self._stop.is_set():
            return
        engine = self._engine(replication)
        with self._lock:
            self._engines[replication] = engine
        traced = replication < self.setting.trace
        trace = self.keeper.trace(replication) if traced else None
        take = trace.take if trace is not None else None
        drive = Drive(self.program, engine, self.setting.period, take, self._stop.is_set)
        begun = time.thread_time()
        drive.to(self.setting.horizon if self.pause_at is None else self.pause_at)
        spent = time.thread_time() - begun
        if trace is not None:
            trace.close()
        self._keep(replication, engine, spent)

    def _engine(self, replication: int) -> Engine:
        make = engine_class(self.setting.engine)
        if replication in self.resume:
            try:
                return make.load(self.program, self.resume[replication])
            except ValueError as error:
                why = f"the saved state of replication {replication} is damaged: {error}"
                raise CarwrightError(f"{why} -> pause anew") from error
        return make(
            self.program,
            self.setting.seed,
            replication,
            horizon=self.setting.horizon,
            period=self.setting.period,
            trace_rows=TRACE_ROWS if replication < self.setting.trace else 0,
        )

    def _keep(self, replication: int, engine: Engine, cpu_s: float) -> None:
        state = engine.save() if self.pause_at is not None else b""
        if self.pause_at is None:
            # Z2: while other parts move, a ring is looked for at the end alone.
            ring = deadlock.find(self.program, engine.waits()) or ()
            self.keeper.add(replication, engine.tallies(), [astuple(held) for held in ring])
        with self._lock:
            self.outcome.finished.append(replication)
            self.outcome.events += engine.events
            self.outcome.cpu_s += cpu_s
            if state:
                self.outcome.states[replication] = state
            # The share done counts what is no longer running as a whole replication.
            del self._engines[replication]

    def _watch(self, futures: list[Future[None]], progress: Progress | None) -> None:
        pending = set(futures)
        while pending:
            done, pending = wait(pending, timeout=POLL)
            if self._failure is not None:
                raise self._failure
            for future in done:
                future.result()
            if progress is not None:
                progress(self._share_done())

    def _share_done(self) -> float:
        with self._lock:
            running = sum(engine.now for engine in self._engines.values())
            done = len(self.outcome.finished)
        goal = self.setting.horizon if self.pause_at is None else self.pause_at
        return min(1.0, (done + running / max(1, goal)) / self.setting.replications)

    @contextlib.contextmanager
    def _stopping(self, futures: list[Future[None]]) -> Iterator[None]:
        """Whatever ends the watch early (Ctrl-C, a deadlock) ends the other replications too."""
        try:
            yield
        except BaseException as error:
            self._stop.set()
            while not all(future.done() for future in futures):
                for engine in list(self._engines.values()):
                    engine.interrupt()
                wait(futures, timeout=POLL)
            if isinstance(error, KeyboardInterrupt):
                furthest = max((e.now for e in self._engines.values()), default=0)
                raise InterruptedRun(furthest, self.setting.horizon) from error
            raise
