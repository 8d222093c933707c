"""Ciw: nodes with Type I blocking (after service); all parts arrive at once before the first."""

import random
from collections.abc import Callable

import ciw
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

PACKAGE, TITLE = "ciw", "Ciw"
INFINITY = float("inf")


class Stopping(ciw.dists.Distribution):
    """A cycle with the stops that fall into it."""

    def __init__(self) -> None:
        # A function of its own: Ciw copies distributions deeply, and with a method it would copy
        # the generator, so that all stations would stop at the same instants.
        self.cycle = Cycle(lambda rate: random.expovariate(rate), W3_CYCLE, W3_BETWEEN, W3_REPAIR)

    def sample(self, t: float | None = None, ind: object = None) -> float:
        return self.cycle.sample()


def w1(customers: int, seed: int) -> Callable[[], Answer]:
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(ARRIVAL_RATE)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[1],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)

    def run() -> Answer:
        simulation.simulate_until_max_customers(customers, method="Finish")
        return Answer(makespan=max(each.exit_date for each in simulation.get_all_records()))

    return run


def _line(times: list[ciw.dists.Distribution], buffer: int, parts: int) -> ciw.Simulation:
    behind = len(times) - 1
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([0.0, INFINITY]), *[None] * behind],
        batching_distributions=[
            ciw.dists.Sequential([parts]),
            *[ciw.dists.Deterministic(1)] * behind,
        ],
        service_distributions=times,
        routing=[[float(to == n + 1) for to in range(len(times))] for n in range(len(times))],
        number_of_servers=[1] * len(times),
        queue_capacities=[INFINITY, *[buffer] * behind],
    )
    return ciw.Simulation(network)


def w2(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    ciw.seed(seed)
    line = _line([ciw.dists.Exponential(1.0) for _ in range(W2_STATIONS)], W2_BUFFER, parts)

    def run() -> Answer:
        line.simulate_until_max_customers(parts, method="Finish")
        return Answer(makespan=max(each.exit_date for each in line.get_all_records()))

    return run


def w3(horizon: float, seed: int) -> Callable[[], Answer]:
    ciw.seed(seed)
    most = int(horizon / W3_CYCLE) + 1
    line = _line([Stopping() for _ in range(W3_STATIONS)], W3_BUFFER, most)

    def run() -> Answer:
        line.simulate_until_max_time(horizon)
        return Answer(parts=sum(each.node == W3_STATIONS for each in line.get_all_records()))

    return run
