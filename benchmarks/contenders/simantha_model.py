"""Simantha: machines and buffers; the cycle time is drawn by a machine of one's own."""

import random
from collections.abc import Callable

from cycle import Cycle
from simantha import Buffer, Machine, Sink, Source, System
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

PACKAGE, TITLE = "simantha", "Simantha"
Time = Callable[[], float]


class Station(Machine):
    """Its built-in distributions are whole numbers of time units only."""

    def __init__(self, name: str, time: Time) -> None:
        self.time = time
        super().__init__(name=name)

    def get_cycle_time(self) -> float:
        return self.time()


def _line(buffers: list[float], times: list[Time], horizon: float) -> Callable[[], Answer]:
    stations = [Station(f"s{n}", time) for n, time in enumerate(times)]
    stores = [Buffer(f"b{n}", capacity) for n, capacity in enumerate(buffers)]
    source, sink = Source(), Sink()
    chain = [source, stations[0]]
    for store, station in zip(stores, stations[1:], strict=True):
        chain += [store, station]
    chain.append(sink)
    source.define_routing(downstream=[chain[1]])
    sink.define_routing(upstream=[chain[-2]])
    for before, here, behind in zip(chain, chain[1:], chain[2:], strict=False):
        here.define_routing(upstream=[before], downstream=[behind])
    system = System(objects=chain)

    def run() -> Answer:
        system.simulate(simulation_time=horizon, verbose=False, collect_data=False)
        return Answer(parts=sink.level)

    return run


def w1(customers: int, seed: int) -> Callable[[], Answer]:
    """Arrivals are the work of a machine that is never starved."""
    random.seed(seed)
    draw = random.expovariate
    times = [lambda: draw(ARRIVAL_RATE), lambda: draw(1.0)]
    return _line([float("inf")], times, customers / ARRIVAL_RATE)


def w2(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    random.seed(seed)
    draw = random.expovariate
    return _line([W2_BUFFER] * (W2_STATIONS - 1), [lambda: draw(1.0)] * W2_STATIONS, horizon)


def w3(horizon: float, seed: int) -> Callable[[], Answer]:
    random.seed(seed)
    draw = random.expovariate
    cycles = [Cycle(draw, W3_CYCLE, W3_BETWEEN, W3_REPAIR) for _ in range(W3_STATIONS)]
    return _line([W3_BUFFER] * (W3_STATIONS - 1), [each.sample for each in cycles], horizon)
