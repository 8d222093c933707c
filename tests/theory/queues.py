"""A plant, and what to measure on it, for each kind of closed form in ``tests/data/queueing``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.theory.estimate import (
    Measure,
    in_system,
    lead_time,
    share_of_state,
    throughput,
)
from tests.theory.plants import plant, time

from carwright.model import Plant

Case = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A plant, how long to run it (units of model time) and (measure, exact value) by name."""

    plant: Plant
    length: float
    answers: dict[str, tuple[Measure, float]]


def exponential(mean: float) -> str:
    return f"exponential({time(mean)})"


def general(mean: float, scv: float) -> str:
    """A service time with this mean and squared coefficient of variation."""
    if scv == 0:
        return time(mean)
    if scv == 1:
        return exponential(mean)
    return f"gamma({time(mean)}, cv={scv**0.5!r})"


def arrivals(rate: float, **more: object) -> dict[str, object]:
    return {"makes": "car", "every": exponential(1 / rate)} | more


def _queue(rate: float, station: dict[str, object], **more: object) -> Plant:
    return plant(
        {"s": station},
        ["in -> q -> s -> out"],
        sources={"in": arrivals(rate)},
        buffers={"q": {}},
        **more,
    )


def _time_and_number(results: Case) -> dict[str, tuple[Measure, float]]:
    return {"W": (lead_time, float(results["W"])), "L": (in_system, float(results["L"]))}


def mmc(params: Case, results: Case) -> Question:
    station = {"cycle": exponential(1 / params["mu"]), "machines": params.get("c", 1)}
    load = params["lam"] / params["mu"] / params.get("c", 1)
    length = 60_000 / params["lam"] / (1 - load) ** 2
    return Question(_queue(params["lam"], station), length, _time_and_number(results))


def mmck(params: Case, results: Case) -> Question:
    waiting = params["K"] - params["c"]
    station = {"cycle": exponential(1 / params["mu"]), "machines": params["c"]}
    loss = plant(
        {"s": station},
        ["in -> q -> s -> out"],
        sources={"in": arrivals(params["lam"], when_full="lose")},
        buffers={"q": {"capacity": waiting}},
    )
    answers = _time_and_number(results) | {"X": (throughput, float(results["throughput"]))}
    return Question(loss, 60_000 / params["lam"], answers)


def mg1(params: Case, results: Case) -> Question:
    service = general(params["mean_service"], params["scv"])
    load = params["lam"] * params["mean_service"]
    length = 25_000 * (1 + params["scv"]) / params["lam"] / (1 - load) ** 2
    return Question(_queue(params["lam"], {"cycle": service}), length, _time_and_number(results))


def priority(params: Case, results: Case) -> Question:
    classes = range(len(params["lam"]))
    services = {f"c{n}": general(params["mean_service"][n], params["scv"][n]) for n in classes}
    asked = plant(
        {"s": {"cycle": services}},
        [f"in{n} -> q" for n in classes]
        + ["q -> s"]
        + [{"path": f"s -> out{n}", "variants": [f"c{n}"]} for n in classes],
        variants={f"c{n}": {"priority": n} for n in classes},
        sources={f"in{n}": arrivals(params["lam"][n], makes=f"c{n}") for n in classes},
        buffers={"q": {"order": "priority"}},
        sinks={f"out{n}": {} for n in classes},
    )
    answers = {
        f"W{n}": (_lead_at(f"out{n}"), float(results["Wq_nonpreemptive"][n]) + each)
        for n, each in enumerate(params["mean_service"])
    }
    return Question(asked, 1_000_000, answers)


def _lead_at(sink: str) -> Measure:
    return lambda run, replication: lead_time(run, replication, sink)


def _failing(mttf: float, mttr: float, **more: object) -> dict[str, object]:
    """The failure that runs on by the calendar, also while the machine is idle."""
    failure = {"between": exponential(mttf), "repair": exponential(mttr), "clock": "calendar"}
    return {"f": failure | more}


def _up(run: Any, replication: int) -> float:
    return 1 - share_of_state(run, replication, "failed")


def repairman(params: Case, results: Case) -> Question:
    failures = _failing(1 / params["fail_rate"], 1 / params["repair_rate"], crew="fitters")
    machines = {"cycle": time(1), "failures": ["f"], "machines": params["N_machines"]}
    asked = plant(
        {"s": machines},
        ["in -> s -> out"],
        failures=failures,
        crews={"fitters": {"size": params["crew"]}},
    )
    return Question(asked, 30_000, {"availability": (_up, float(results["availability"]))})


def breakdowns(params: Case, results: Case) -> Question:
    failures = _failing(1 / params["fail"], 1 / params["repair"])
    station = {"cycle": exponential(1 / params["mu"]), "failures": ["f"]}
    asked = _queue(params["lam"], station, failures=failures)
    return Question(asked, 400_000, _time_and_number(results))


def effective_time(params: Case, results: Case) -> Question:
    """The mean only: the variance of the effective time is no figure of the model's."""
    repair = general(params["mttr"], params["cr_sq"])
    failure = {"between": exponential(params["mttf"]), "repair": repair}
    station = {"cycle": general(params["t0"], params["c0_sq"]), "failures": ["f"]}
    asked = plant({"s": station}, ["in -> s -> out"], failures={"f": failure})
    return Question(asked, 1_000_000, {"X": (throughput, 1 / float(results["te"]))})


def availability(params: Case, results: Case) -> Question:
    failure = {"between": exponential(params["mttf"]), "repair": exponential(params["mttr"])}
    station = {"cycle": time(1), "failures": ["f"]}
    asked = plant({"s": station}, ["in -> s -> out"], failures={"f": failure})
    return Question(asked, 500_000, {"A": (throughput, float(results["A"]))})


def jackson(params: Case, results: Case) -> Question:
    count = range(len(params["mu"]))
    stations: dict[str, object] = {
        f"s{n}": {
            "cycle": exponential(1 / params["mu"][n]),
            "machines": params["servers"][n],
            "choose": "share",
        }
        for n in count
    }
    flow: list[object] = [f"q{n} -> s{n}" for n in count]
    for n in count:
        shares = {f"q{m}": share for m, share in enumerate(params["routing"][n]) if share}
        if (rest := 1 - sum(shares.values())) > 1e-9:
            shares["out"] = round(rest, 9)
        flow += [{"path": f"s{n} -> {to}", "share": share} for to, share in shares.items()]
    fed = [n for n in count if params["gamma"][n]]
    flow += [f"in{n} -> q{n}" for n in fed]
    asked = plant(
        stations,
        flow,
        sources={f"in{n}": arrivals(params["gamma"][n]) for n in fed},
        buffers={f"q{n}": {} for n in count},
    )
    answers = {
        "W": (lead_time, float(results["W_total"])),
        "L": (in_system, float(results["L_total"])),
    }
    return Question(asked, 1_200_000, answers)


def _closed(stations: dict[str, object], flow: list[object], parts: int, exact: float) -> Question:
    queues = {f"q{n}": {} for n in range(len(stations))}
    source = {"in": {"makes": "car", "limit": parts}}
    asked = plant(stations, flow, sources=source, buffers=queues)
    return Question(asked, 30_000 / exact, {"X": (throughput, exact)})


def mva(params: Case, results: Case) -> Question:
    machines = {"q": 1, "d": params["N"]}
    stations: dict[str, object] = {
        f"s{n}": {"cycle": exponential(demand), "machines": machines[kind]}
        for n, (demand, kind) in enumerate(zip(params["demands"], params["kinds"], strict=True))
    }
    ways = " -> ".join(f"q{n} -> s{n}" for n in range(len(stations)))
    exact = float(results["throughput_by_N"][params["N"] - 1])
    return _closed(stations, [f"in -> {ways} -> out"], params["N"], exact)


def buzen(params: Case, results: Case) -> Question:
    """Visits of 1 are a plain loop; visits of 1.25, 1.25, 1 send a fifth back from the second."""
    stations: dict[str, object] = {
        f"s{n}": {"cycle": exponential(1 / mu), "machines": servers, "choose": "share"}
        for n, (mu, servers) in enumerate(zip(params["mu"], params["servers"], strict=True))
    }
    ways = ["in -> q0 -> s0 -> q1 -> s1", "q2 -> s2 -> out"]
    again = round(1 - 1 / params["visits"][0], 9)
    back: list[object] = [{"path": "s1 -> q2", "share": 1 - again}]
    back += [{"path": "s1 -> q0", "share": again}] if again else []
    exact = float(results["throughput_by_N"][params["N"] - 1])
    return _closed(stations, [*ways, *back], params["N"], exact)


KINDS: dict[str, Callable[[Case, Case], Question]] = {
    "M/M/1": mmc,
    "M/M/c": mmc,
    "M/M/c/K": mmck,
    "M/G/1": mg1,
    "M/G/1 priority": priority,
    "machine repairman M/M/c//N": repairman,
    "M/M/1 breakdowns (fail even idle)": breakdowns,
    "effective process time (preemptive outages)": effective_time,
    "Jackson open network": jackson,
    "closed product-form MVA (load independent)": mva,
    "Gordon-Newell (Buzen)": buzen,
    "availability": availability,
}
