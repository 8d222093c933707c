"""salabim with stores; generators (its yieldless mode switches greenlets, slower), no monitors."""

import random
from collections.abc import Callable, Iterator

import salabim as sim
from cycle import Cycle
from workloads import (
    ARRIVAL_RATE,
    W2_BUFFER,
    W2_STATIONS,
    W3_BETWEEN,
    W3_BUFFER,
    W3_CYCLE,
    W3_REPAIR,
    W3_STATIONS,
    Answer,
)

PACKAGE, TITLE = "salabim", "salabim"
Process = Iterator[None]


class Part(sim.Component):
    pass


class Arrivals(sim.Component):
    def setup(self, queue: sim.Store, customers: int) -> None:
        self.queue, self.customers = queue, customers

    def process(self) -> Process:
        draw = self.env.draws.expovariate
        for _ in range(self.customers):
            yield self.hold(draw(ARRIVAL_RATE))
            yield self.to_store(self.queue, Part())


class Station(sim.Component):
    """`parts` are made; then the run ends if the station is the last."""

    def setup(
        self,
        inbox: sim.Store | None,
        outbox: sim.Store | None,
        time: Callable[[], float],
        parts: float,
    ) -> None:
        self.inbox, self.outbox, self.time, self.parts = inbox, outbox, time, parts
        self.made = 0

    def process(self) -> Process:
        while self.made < self.parts:
            if self.inbox is not None:
                part = yield self.from_store(self.inbox)
            else:
                part = Part()
            yield self.hold(self.time())
            if self.outbox is not None:
                yield self.to_store(self.outbox, part)
            self.made += 1
        if self.outbox is None:
            self.env.main().activate()


def _environment(seed: int) -> sim.Environment:
    sim.yieldless(False)
    env = sim.Environment(trace=False, random_seed=seed, blind_animation=True)
    env.draws = random.Random(seed)
    return env


def w1(customers: int, seed: int) -> Callable[[], Answer]:
    env = _environment(seed)
    queue = sim.Store("queue", monitor=False)
    Arrivals(queue=queue, customers=customers)
    draw = env.draws.expovariate
    Station(inbox=queue, outbox=None, time=lambda: draw(1.0), parts=customers)

    def run() -> Answer:
        env.run()
        return Answer(makespan=env.now())

    return run


def _line(stations: int, buffer: int, times: list[Callable[[], float]], parts: float) -> Station:
    stores = [sim.Store(f"b{n}", capacity=buffer, monitor=False) for n in range(stations - 1)]
    ends = zip([None, *stores], [*stores, None], times, strict=True)
    return [Station(inbox=i, outbox=o, time=t, parts=parts) for i, o, t in ends][-1]


def w2(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    env = _environment(seed)
    draw = env.draws.expovariate
    _line(W2_STATIONS, W2_BUFFER, [lambda: draw(1.0)] * W2_STATIONS, parts)

    def run() -> Answer:
        env.run()
        return Answer(makespan=env.now())

    return run


def w3(horizon: float, seed: int) -> Callable[[], Answer]:
    env = _environment(seed)
    cycles = [
        Cycle(env.draws.expovariate, W3_CYCLE, W3_BETWEEN, W3_REPAIR) for _ in range(W3_STATIONS)
    ]
    last = _line(W3_STATIONS, W3_BUFFER, [each.sample for each in cycles], float("inf"))

    def run() -> Answer:
        env.run(till=horizon)
        return Answer(parts=last.made)

    return run
