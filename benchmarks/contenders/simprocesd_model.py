"""SimPROCESD: devices in a row; each received part sets the cycle time by a callback."""

import random
from collections.abc import Callable

from cycle import Cycle
from simprocesd.model import System
from simprocesd.model.factory_floor import Buffer, PartProcessor, Sink, Source
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

PACKAGE, TITLE = "simprocesd", "SimPROCESD"
Time = Callable[[], float]


def _station(name: str, upstream: object, time: Time) -> PartProcessor:
    station = PartProcessor(name, [upstream])

    def set_time(device: PartProcessor, part: object) -> None:
        device.cycle_time = time()

    station.add_receive_part_callback(set_time)
    return station


def _line(buffers: list[int | None], times: list[Time], horizon: float) -> Callable[[], Answer]:
    system = System()
    last = _station("s0", Source(), times[0])
    for n, (capacity, time) in enumerate(zip(buffers, times[1:], strict=True), start=1):
        last = _station(f"s{n}", Buffer(f"b{n}", [last], capacity=capacity), time)
    sink = Sink("sink", [last])

    def run() -> Answer:
        system.simulate(horizon, print_summary=False)
        return Answer(parts=sink.received_parts_count)

    return run


def w1(customers: int, seed: int) -> Callable[[], Answer]:
    """Arrivals are the work of a machine that is never starved."""
    draw = random.Random(seed).expovariate
    times = [lambda: draw(ARRIVAL_RATE), lambda: draw(1.0)]
    return _line([None], times, customers / ARRIVAL_RATE)


def w2(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    draw = random.Random(seed).expovariate
    return _line([W2_BUFFER] * (W2_STATIONS - 1), [lambda: draw(1.0)] * W2_STATIONS, horizon)


def w3(horizon: float, seed: int) -> Callable[[], Answer]:
    draw = random.Random(seed).expovariate
    cycles = [Cycle(draw, W3_CYCLE, W3_BETWEEN, W3_REPAIR) for _ in range(W3_STATIONS)]
    return _line([W3_BUFFER] * (W3_STATIONS - 1), [each.sample for each in cycles], horizon)
