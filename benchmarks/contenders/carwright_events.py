"""carwright's event kernel, called as a user calls it: `carwright.simulate`."""

from collections.abc import Callable

import plants
from workloads import ARRIVAL_RATE, YEAR, Answer

import carwright as cw
import carwright.experiment  # at once: a run is timed without its imports

PACKAGE, TITLE = "carwright", "carwright, event kernel"


def _run(
    plant: cw.Plant, seconds: float, seed: int, replications: int = 1, threads: int = 1, **told: str
) -> Callable[[], Answer]:
    def run() -> Answer:
        found = cw.simulate(
            plant,
            days=seconds / plants.DAY,
            seed=seed,
            replications=replications,
            threads=threads,
            **told,
        )
        return Answer(
            parts=found.frame("sinks")["parts"].sum() / replications,
            visits=found.frame("machines")["cycles"].sum(),
            events=found.manifest.events,
            engine_cpu_s=found.manifest.cpu_s,
        )

    return run


def w1(customers: int, seed: int) -> Callable[[], Answer]:
    return _run(plants.w1(), customers / ARRIVAL_RATE * plants.UNIT, seed)


def w2(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    return _run(plants.line(), horizon * plants.UNIT, seed)


def w3(horizon: float, seed: int) -> Callable[[], Answer]:
    return _run(plants.w3(), horizon, seed)


def w4(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    return _run(cw.load("su7"), YEAR, seed, phase="phase 1")


def w5(
    parts: int, horizon: float, seed: int, *, replications: int, workers: int
) -> Callable[[], Answer]:
    return _run(plants.line(), horizon * plants.UNIT, seed, replications, workers)


def w7(parts: int, horizon: float, seed: int) -> Callable[[], Answer]:
    return _run(plants.fed(), horizon * plants.UNIT, seed)
