"""How cost grows: with stations, with the horizon, and with threads."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

STATIONS = (10, 30, 100, 300, 1_000, 3_000, 10_000)
HORIZON_DAYS = (30, 300, 3_000)
EVENTS = 3e6
RUNS = 3


def measured(repeats: int, share: float) -> dict[str, Any]:
    """Medians; every run is a process of its own."""
    jobs = {
        "stations": [(str(n), str(EVENTS * share)) for n in STATIONS],
        "horizon": [(str(days * share),) for days in HORIZON_DAYS],
        "threads": [(str(threads), str(share)) for threads in (1, 2)],
    }
    found: dict[str, Any] = {}
    for what, listed in jobs.items():
        runs = [[_run(what, *job) for job in listed] for _ in range(repeats)]
        found[what] = [_median(each) for each in zip(*runs, strict=True)]
    return found


def _run(*words: str) -> dict[str, float]:
    script = [sys.executable, Path(__file__), *words]
    return json.loads(subprocess.run(script, check=True, capture_output=True, text=True).stdout)


def _median(runs: tuple[dict[str, float], ...]) -> dict[str, float]:
    return {name: median(run[name] for run in runs) for name in runs[0]}


def _stations(count: int, events: float) -> dict[str, float]:
    """Nanoseconds of CPU an event, in lines of 10 that have filled."""
    import plants

    from carwright.compile import compile_plant
    from carwright.engine import engine_class

    unit = plants.UNIT * 1000
    fill = 50 * unit
    horizon = fill + int(events / count * 1.3 * unit)
    program = compile_plant(plants.lines(count // 10), horizon=horizon)
    engine = engine_class("native")(program, 1, 0, horizon=horizon, period=horizon)
    engine.advance(fill)
    begun, before = time.thread_time(), engine.events
    engine.advance(horizon)
    spent, events = time.thread_time() - begun, engine.events - before
    return {"stations": count, "ns_per_event": 1e9 * spent / events, "events": events}


def _horizon(days: float) -> dict[str, float]:
    """Peak memory of the process after a run of W2."""
    import plants

    import carwright as cw

    run = cw.simulate(plants.line(), days=days, replications=1, threads=1, seed=1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"days": days, "events": run.manifest.events or 0, "peak_mib": peak}


def _threads(threads: int, share: float) -> dict[str, float]:
    """Wall seconds of the replications of W2 and of su7."""
    import plants

    import carwright as cw

    found: dict[str, float] = {"threads": threads}
    for name, plant, days, count in (
        ("w2", plants.line(), 93.0, 16),
        ("su7", cw.load("su7"), 120.0, 4),
    ):
        told = {"days": days * share, "replications": count, "threads": threads, "seed": 1}
        found[name] = cw.simulate(plant, **told).manifest.wall_s or 0.0
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    kind, *numbers = sys.argv[1:]
    job = {"stations": _stations, "horizon": _horizon, "threads": _threads}[kind]
    print(json.dumps(job(*(float(n) if "." in n else int(n) for n in numbers))))
