"""SimPy with a lean hand: counters instead of stores, an event only for who waits.

Stops of W3 are folded into the time of the cycle in which they fall: one event a part.
"""

import math
import random
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from statistics import fmean

import simpy
from cycle import Cycle
from simpy.events import Event, Timeout
from workloads import (
    ARRIVAL_RATE,
    W2_BUFFER,
    W2_STATIONS,
    W3_BETWEEN,
    W3_BUFFER,
    W3_CYCLE,
    W3_REPAIR,
    W3_STATIONS,
    W7_SHELF,
    Answer,
)

PACKAGE, TITLE = "simpy", "SimPy, hand-lean"
Process = Iterator[Event]


def w1(customers: int, seed: int) -> Callable[[], Answer]:
    draw = random.Random(seed).expovariate
    env = simpy.Environment()
    queue: deque[float] = deque()
    idle: list[Event] = []

    def arrivals() -> Process:
        for _ in range(customers):
            yield Timeout(env, draw(ARRIVAL_RATE))
            queue.append(env.now)
            if idle:
                idle.pop().succeed()

    def server() -> Process:
        for _ in range(customers):
            if not queue:
                idle.append(Event(env))
                yield idle[0]
            queue.popleft()
            yield Timeout(env, draw(1.0))

    env.process(arrivals())
    env.process(server())

    def run() -> Answer:
        env.run()
        return Answer(makespan=env.now)

    return run


class _Line:
    """Stations in a row; `level` is what stands before each, `starved` and `blocked` who waits."""

    def __init__(self, env: simpy.Environment, stations: int, buffer: int) -> None:
        self.env = env
        self.last = stations - 1
        self.buffer = buffer
        self.level = [0] * (stations + 1)
        self.starved: list[Event | None] = [None] * (stations + 1)
        self.blocked: list[Event | None] = [None] * (stations + 1)
        self.done = Event(env)
        self.shelves: list[_Shelf] = []

    def station(self, n: int, time: Callable[[], float], parts: float) -> Process:
        env, level, starved, blocked = self.env, self.level, self.starved, self.blocked
        buffer, first, last, behind = self.buffer, n == 0, n == self.last, n + 1
        made = 0
        while made < parts:
            if not first:
                if not level[n]:
                    starved[n] = event = Event(env)
                    yield event
                level[n] -= 1
                if blocked[n] is not None:
                    blocked[n].succeed()
                    blocked[n] = None
            if self.shelves:
                yield from self.shelves[n].take()
            yield Timeout(env, time())
            if not last:
                if level[behind] == buffer:
                    blocked[behind] = event = Event(env)
                    yield event
                level[behind] += 1
                if starved[behind] is not None:
                    starved[behind].succeed()
                    starved[behind] = None
            made += 1
            if last:
                level[behind] = made
        if last:
            self.done.succeed()


class _Shelf:
    """What a feeder has made and nobody has taken yet; `waiting` is who waits for it to change."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self.parts = 0
        self.waiting: Event | None = None

    def _changed(self) -> None:
        if self.waiting is not None:
            self.waiting.succeed()
            self.waiting = None

    def take(self) -> Process:
        if not self.parts:
            self.waiting = event = Event(self.env)
            yield event
        self.parts -= 1
        self._changed()

    def feeder(self, time: Callable[[], float]) -> Process:
        env = self.env
        while True:
            yield Timeout(env, time())
            if self.parts == W7_SHELF:
                self.waiting = event = Event(env)
                yield event
            self.parts += 1
            self._changed()


def w2(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    draw = random.Random(seed).expovariate
    env = simpy.Environment()
    line = _Line(env, W2_STATIONS, W2_BUFFER)
    for n in range(W2_STATIONS):
        env.process(line.station(n, lambda: draw(1.0), parts))

    def run() -> Answer:
        env.run(until=line.done)
        return Answer(makespan=env.now)

    return run


def _makespan(case: tuple[int, int]) -> float:
    made = w2(case[0], 0.0, case[1])().makespan
    return made if made is not None else math.nan


def w5(
    parts: int, horizon: float, seed: int, *, replications: int, workers: int
) -> Callable[[], Answer]:
    """A process for each core, as SimPy has no threads of its own."""
    cases = [(parts, seed * replications + n) for n in range(replications)]

    def run() -> Answer:
        with ProcessPoolExecutor(workers) as pool:
            return Answer(makespan=fmean(pool.map(_makespan, cases)))

    return run


def w3(horizon: float, seed: int) -> Callable[[], Answer]:
    env = simpy.Environment()
    line = _Line(env, W3_STATIONS, W3_BUFFER)
    draw = random.Random(seed).expovariate
    for n in range(W3_STATIONS):
        cycle = Cycle(draw, W3_CYCLE, W3_BETWEEN, W3_REPAIR)
        env.process(line.station(n, cycle.sample, float("inf")))

    def run() -> Answer:
        env.run(until=horizon)
        return Answer(parts=line.level[W3_STATIONS])

    return run


def w7(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    draw = random.Random(seed).expovariate
    env = simpy.Environment()
    line = _Line(env, W2_STATIONS, W2_BUFFER)
    for n in range(W2_STATIONS):
        line.shelves.append(_Shelf(env))
        env.process(line.shelves[n].feeder(lambda: draw(1.0)))
        env.process(line.station(n, lambda: draw(1.0), parts))

    def run() -> Answer:
        env.run(until=line.done)
        return Answer(makespan=env.now)

    return run
