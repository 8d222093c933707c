"""How often a 95 % interval holds the truth, warm-up found by MSER-5 included.

Each case is run as a planner would, once a seed, through `simulate` and the figures of the plant.
A minute is the unit of the closed forms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from scipy import stats

import carwright as cw
from carwright.analysis.planned_time import planned_time
from carwright.analysis.plantwide import plantwide
from carwright.analysis.scope import net_throughput, scope
from carwright.analysis.warmup import mser
from carwright.model import Plant
from carwright.results import Run

MINUTES_A_DAY = 1440


@dataclass(frozen=True)
class Case:
    """A plant, how it is run, and its true figures by their names in `Plantwide`.

    `warm_up` (ms) is found as for any planner unless it is given.
    """

    plant: Callable[[], Plant]
    days: int
    replications: int
    truth: dict[str, float]
    warm_up: Callable[[Run], int] | None = None


def queue(load: float) -> Plant:
    """M/M/1 with a mean service of a minute."""
    return Plant.model_validate(
        {
            "name": "M/M/1",
            "start": "2024-01-01",
            "variants": {"car": {}},
            "sources": {"in": {"makes": "car", "every": f"exponential({60_000 / load:.3f} ms)"}},
            "stations": {"s": {"cycle": "exponential(1 min)"}},
            "buffers": {"q": {}},
            "sinks": {"out": {}},
            "flow": ["in -> q -> s -> out"],
        }
    )


def truth_of_queue(load: float) -> dict[str, float]:
    """Hours and cars; W = 1 / (mu - lambda), L = lambda W."""
    lead = 1 / (1 - load) / 60
    return {"jph_net": 60 * load, "lead_time": lead, "wip": load / (1 - load)}


def line(stations: int, buffer: int, failures: tuple[float, float] | None = None) -> Plant:
    """Exponential service of a minute, buffers between; (fail rate, repair rate) per minute."""
    between = f" -> ({buffer}) -> " if buffer else " -> "
    told: dict[str, object] = {"cycle": "exponential(1 min)"}
    stops: dict[str, object] = {}
    if failures is not None:
        told["failures"] = ["f"]
        fail, repair = (f"exponential({1 / rate} min)" for rate in failures)
        stops["f"] = {"between": fail, "repair": repair}
    names = [f"s{n}" for n in range(stations)]
    return Plant.model_validate(
        {
            "name": "line",
            "start": "2024-01-01",
            "variants": {"car": {}},
            "failures": stops,
            "sources": {"in": {"makes": "car"}},
            "stations": {name: dict(told) for name in names},
            "sinks": {"out": {}},
            "flow": ["in -> " + between.join(names) + " -> out"],
        }
    )


def always_cut(run: Run) -> int:
    """MSER-5 without the question whether the beginning stands out (ms)."""
    rates = net_throughput(run, planned_time(run))["rate"].to_list()
    return mser(rates).at * run.manifest.period_ms


FAILING = {"jph_net": 60 * 0.65588208192457}
"""`unreliable_exp_2machine`: rates of failure 0.01 and of repair 0.1, one place between."""

CASES = {
    "M/M/1 at 0.5, 10 replications": Case(lambda: queue(0.5), 4, 10, truth_of_queue(0.5)),
    "M/M/1 at 0.8, 10 replications": Case(lambda: queue(0.8), 28, 10, truth_of_queue(0.8)),
    "M/M/1 at 0.8, 5 replications": Case(lambda: queue(0.8), 28, 5, truth_of_queue(0.8)),
    "M/M/1 at 0.8, 5 short replications": Case(lambda: queue(0.8), 14, 5, truth_of_queue(0.8)),
    "M/M/1 at 0.5, one replication": Case(lambda: queue(0.5), 28, 1, truth_of_queue(0.5)),
    "M/M/1 at 0.8, one replication": Case(lambda: queue(0.8), 100, 1, truth_of_queue(0.8)),
    "3 exponential stations, no buffers": Case(
        lambda: line(3, 0), 4, 10, {"jph_net": 60 * 22 / 39}
    ),
    "2 stations that fail, buffer 1": Case(lambda: line(2, 1, (0.01, 0.1)), 7, 10, FAILING),
    "2 stations that fail, buffer 1, one replication": Case(
        lambda: line(2, 1, (0.01, 0.1)), 70, 1, FAILING
    ),
}

ALTERNATIVES = {
    "2 stations that fail, buffer 1, one replication, always cut by MSER-5": Case(
        lambda: line(2, 1, (0.01, 0.1)), 70, 1, FAILING, always_cut
    ),
    "2 stations that fail, buffer 1, one replication, never cut": Case(
        lambda: line(2, 1, (0.01, 0.1)), 70, 1, FAILING, lambda run: 0
    ),
}
"""Rules of warm-up that carwright does not follow, measured beside its own; nothing is asked."""


@dataclass
class Count:
    """Of `seeds` intervals: how many held the truth, lay below it, lay above it; mean error."""

    seeds: int = 0
    held: int = 0
    below: int = 0
    above: int = 0
    none: int = 0
    error: float = 0.0
    """Sum of (mean - truth) / truth."""

    @property
    def share(self) -> float:
        return self.held / self.seeds


def run(case: Case, seeds: range) -> tuple[dict[str, Count], Counter[int]]:
    """Counts by figure, and how long the warm-ups were (periods)."""
    counts = {name: Count() for name in case.truth}
    cuts: Counter[int] = Counter()
    plant = case.plant()
    for seed in seeds:
        told = cw.simulate(
            plant, days=case.days, replications=case.replications, seed=seed, threads=1
        )
        counted = scope(told, warm_up=case.warm_up(told) if case.warm_up else None)
        cuts[counted.warm_up.periods] += 1
        figures = plantwide(counted)
        for name, exact in case.truth.items():
            _count(counts[name], getattr(figures, name), exact)
    return counts, cuts


def _count(count: Count, figure: cw.analysis.Figure, exact: float) -> None:
    count.seeds += 1
    if figure.mean is None or figure.low is None or figure.high is None:
        count.none += 1
        return
    count.error += (figure.mean - exact) / exact
    count.below += figure.high < exact
    count.above += figure.low > exact
    count.held += figure.low <= exact <= figure.high


def interval(count: Count) -> tuple[float, float]:
    """Clopper and Pearson's 99 % interval of the share."""
    told = stats.binomtest(count.held, count.seeds).proportion_ci(0.99)
    return float(told.low), float(told.high)
