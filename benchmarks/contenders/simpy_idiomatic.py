"""SimPy as its documentation writes models: a process a customer, `Resource`, `Store`, timeouts."""

import random
from collections.abc import Callable, Iterator

import simpy
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

PACKAGE, TITLE = "simpy", "SimPy, idiomatic"
Process = Iterator[simpy.Event]


def w1(customers: int, seed: int) -> Callable[[], Answer]:
    random.seed(seed)
    env = simpy.Environment()
    server = simpy.Resource(env)

    def customer() -> Process:
        with server.request() as turn:
            yield turn
            yield env.timeout(random.expovariate(1.0))

    def arrivals() -> Process:
        for _ in range(customers):
            yield env.timeout(random.expovariate(ARRIVAL_RATE))
            env.process(customer())

    env.process(arrivals())

    def run() -> Answer:
        env.run()
        return Answer(makespan=env.now)

    return run


def w2(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    random.seed(seed)
    env = simpy.Environment()
    stores = [simpy.Store(env, W2_BUFFER) for _ in range(W2_STATIONS - 1)]
    done = env.event()

    def station(inbox: simpy.Store | None, outbox: simpy.Store | None) -> Process:
        for part in range(parts):
            if inbox is not None:
                yield inbox.get()
            yield env.timeout(random.expovariate(1.0))
            if outbox is not None:
                yield outbox.put(part)
        if outbox is None:
            done.succeed()

    for inbox, outbox in zip([None, *stores], [*stores, None], strict=True):
        env.process(station(inbox, outbox))

    def run() -> Answer:
        env.run(until=done)
        return Answer(makespan=env.now)

    return run


def w3(horizon: float, seed: int) -> Callable[[], Answer]:
    random.seed(seed)
    env = simpy.Environment()
    stores = [simpy.Store(env, W3_BUFFER) for _ in range(W3_STATIONS - 1)]
    out = [0]

    def station(inbox: simpy.Store | None, outbox: simpy.Store | None) -> Process:
        healthy = random.expovariate(1 / W3_BETWEEN)
        while True:
            if inbox is not None:
                yield inbox.get()
            work = W3_CYCLE
            while healthy <= work:
                yield env.timeout(healthy)
                work -= healthy
                yield env.timeout(random.expovariate(1 / W3_REPAIR))
                healthy = random.expovariate(1 / W3_BETWEEN)
            yield env.timeout(work)
            healthy -= work
            if outbox is not None:
                yield outbox.put(None)
            else:
                out[0] += 1

    for inbox, outbox in zip([None, *stores], [*stores, None], strict=True):
        env.process(station(inbox, outbox))

    def run() -> Answer:
        env.run(until=horizon)
        return Answer(parts=out[0])

    return run
