"""carwright's fast path: departure-time recursion, several replications side by side."""

from collections.abc import Callable

import plants
from workloads import ARRIVAL_RATE, Answer

import carwright as cw
import carwright.experiment  # at once: a run is timed without its imports

PACKAGE, TITLE = "carwright", "carwright, fast path"


def _run(
    plant: cw.Plant, seconds: float, seed: int, replications: int = 1, threads: int = 1
) -> Callable[[], Answer]:
    days = seconds / plants.DAY

    def run() -> Answer:
        found = cw.throughput(
            plant, days=days, seed=seed, replications=replications, threads=threads
        )
        if found.method != "recursion":
            raise RuntimeError(f"not by recursion: {found.reasons}")
        return Answer(
            parts=found.frame("sinks")["parts"].sum() / replications,
            visits=found.visits,
            engine_cpu_s=found.cpu_s,
        )

    return run


def w1(customers: int, seed: int) -> Callable[[], Answer]:
    return _run(plants.w1(), customers / ARRIVAL_RATE * plants.UNIT, seed)


def w2(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    return _run(plants.line(), horizon * plants.UNIT, seed)


def w3(horizon: float, seed: int) -> Callable[[], Answer]:
    return _run(plants.w3(), horizon, seed)


def w5(
    parts: int, horizon: float, seed: int, *, replications: int, workers: int
) -> Callable[[], Answer]:
    return _run(plants.line(), horizon * plants.UNIT, seed, replications, workers)


def w6(
    parts: int, horizon: float, seed: int, *, replications: int, workers: int
) -> Callable[[], Answer]:
    return _run(plants.w3(), horizon, seed, replications, workers)


def w7(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    return _run(plants.fed(), horizon * plants.UNIT, seed)
