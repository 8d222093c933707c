"""``make bench``: carwright and its peers side by side, scaling, start-up, ceilings.

Every case runs in processes of its own; the contenders of a workload take turns, so that a slow
spell of the machine meets all of them. Results: on screen, ``build/bench/results.json``, and the
marked tables of docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from statistics import median
from typing import Any

import ceilings
import scaling
import startup
import tables
from machine import machine
from measure import BUILD, TOO_FAR, Case, FailedRunError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from workloads import REPLICATIONS, W2_STATIONS, W3_STATIONS, YEAR

console = Console()

SYSTEM = {
    "w1": ("w1", 1, 1),
    "w2": ("w2", W2_STATIONS, 1),
    "w3": ("w3", W3_STATIONS, 1),
    "w4": ("w4", 1, 1),
    "w5": ("w2", W2_STATIONS, REPLICATIONS),
    "w6": ("w3", W3_STATIONS, REPLICATIONS),
    "w7": ("w7", 2 * W2_STATIONS, 1),
}

# Customers, parts or seconds. Slow peers run a smaller size of some seconds, and are compared by
# visits a second: their speed does not depend on it.
SIZES: dict[str, dict[str, float]] = {
    "w1": {
        "carwright_recursion": 1e6,
        "carwright_events": 1e6,
        "cimba_model": 1e6,
        "simpy_lean": 1e6,
        "simpy_idiomatic": 2e5,
        "ciw_model": 5e4,
        "simantha_model": 3e4,
        "simprocesd_model": 2e4,
        "salabim_model": 1e4,
    },
    "w2": {
        "carwright_recursion": 2e5,
        "carwright_events": 2e5,
        "cimba_model": 2e5,
        "simpy_lean": 1e5,
        "simpy_idiomatic": 2e4,
        "simantha_model": 2e3,
        "salabim_model": 2e3,
        "simprocesd_model": 2e3,
        "ciw_model": 2e3,
    },
    "w3": {
        "carwright_recursion": YEAR,
        "carwright_events": YEAR,
        "cimba_model": YEAR,
        "simpy_lean": 15 * 86_400,
        "simpy_idiomatic": 3 * 86_400,
        "simantha_model": 43_200,
        "salabim_model": 43_200,
        "simprocesd_model": 43_200,
        "ciw_model": 21_600,
    },
    "w4": {"carwright_events": 1},
    "w5": {
        "carwright_recursion": 2e5,
        "carwright_events": 2e4,
        "cimba_model": 2e4,
        "simpy_lean": 1e3,
    },
    "w6": {"carwright_recursion": YEAR},
    "w7": {"carwright_recursion": 2e5, "carwright_events": 1e5, "simpy_lean": 2e4},
}


def cases(only: list[str], share: float) -> list[list[Case]]:
    """The cases of each workload; `share` below 1 makes all smaller, to try things out."""
    listed = []
    for workload, sizes in SIZES.items():
        if only and workload not in only:
            continue
        system, stations, replications = SYSTEM[workload]
        listed.append(
            [
                Case(
                    name,
                    workload,
                    max(size * share, 20_000 if system == "w3" else 50),
                    system,
                    replications,
                    stations,
                )
                for name, size in sizes.items()
            ]
        )
    return listed


def run_all(groups: list[list[Case]], repeats: int) -> list[str]:
    """Run every case so often, the contenders in turn; returns what failed."""
    failed: list[str] = []
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=sum(map(len, groups)) * repeats)
        for group in groups:
            for seed in range(1, repeats + 1):
                for case in group:
                    progress.update(task, description=f"{case.workload} {case.contender}")
                    try:
                        case.run(seed)
                    except FailedRunError as error:
                        failed.append(str(error))
                        console.print(f"failed: {error}", markup=False)
                    progress.advance(task)
    return failed


def summary(case: Case, group: list[Case]) -> dict[str, Any]:
    """Medians over the repeats, and the ratio to the first contender run by run."""
    rates = [run["visits"] / run["cpu_s"] for run in case.runs]
    rival = next((c for c in group if c.contender == "cimba_model" and c.runs), None)
    told: dict[str, Any] = {
        "contender": case.contender,
        "title": case.runs[0]["title"],
        "version": case.runs[0]["version"],
        "workload": case.workload,
        "size": case.size,
        "visits": case.runs[0]["visits"],
        "per_cpu_s": median(rates),
        "per_cpu_s_low": min(rates),
        "per_cpu_s_high": max(rates),
        "per_wall_s": median(run["visits"] / run["run_s"] for run in case.runs),
        "wall_s": median(run["wall_s"] for run in case.runs),
        "peak_mib": median(run["peak_mib"] for run in case.runs),
        "runs": case.runs,
    }
    if case.runs[0]["engine_cpu_s"]:
        told["engine_per_cpu_s"] = median(r["visits"] / r["engine_cpu_s"] for r in case.runs)
    if case.runs[0]["events"]:
        told["events"] = median(run["events"] for run in case.runs)
        told["events_per_cpu_s"] = median(r["events"] / r["engine_cpu_s"] for r in case.runs)
    if rival is not None:
        theirs = [run["visits"] / run["cpu_s"] for run in rival.runs]
        ratios = [own / other for own, other in zip(rates, theirs, strict=False)]
        told["ratio"] = [median(ratios), min(ratios), max(ratios)]
    if (answer := case.throughput()) is not None:
        told["throughput"], told["known"], told["deviations"] = answer
    return told


def merged(results: dict[str, Any]) -> dict[str, Any]:
    """The results, with those of earlier runs for what was not measured now; kept for the next."""
    kept = BUILD / "results.json"
    earlier = json.loads(kept.read_text()) if kept.exists() else {"cases": []}
    now = {case["workload"] for case in results["cases"]}
    results["cases"] += [case for case in earlier["cases"] if case["workload"] not in now]
    results = earlier | results
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(results, indent=1))
    return results


def show(results: dict[str, Any], *, write: bool) -> None:
    """Print the tables, and put them into the page."""
    for title, block in tables.blocks(results).items():
        console.print(f"\n[bold]{title}[/bold]")
        console.print(block, markup=False, soft_wrap=True)
    if write:
        tables.write(Path(__file__).parent.parent / "docs" / "performance.md", results)


def main() -> None:
    """Read the options, run, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workloads", nargs="*", help="w1 ... w7, scaling, startup, ceilings; all")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--share", type=float, default=1.0, help="of the sizes, to try things out")
    parser.add_argument("--tables", action="store_true", help="write those of earlier runs only")
    parser.add_argument("--no-docs", action="store_true", help="leave docs/performance.md")
    told = parser.parse_args()
    if told.tables:
        show(json.loads((BUILD / "results.json").read_text()), write=not told.no_docs)
        return
    begun = time.time()
    wanted = told.workloads
    results: dict[str, Any] = {"machine": machine(), "repeats": told.repeats}
    results["load_before"] = os.getloadavg()
    console.print(f"{results['machine']['words']}; load {results['load_before'][0]:.1f}")
    if results["load_before"][0] > 1.0:
        console.print(
            "The machine is busy with other things: times will be too long.", style="bold"
        )
    groups = [] if wanted and not any(w in SIZES for w in wanted) else cases(wanted, told.share)
    failed = run_all(groups, told.repeats)
    results["cases"] = [summary(c, group) for group in groups for c in group if c.runs]
    for name, part in (("startup", startup), ("scaling", scaling), ("ceilings", ceilings)):
        if not wanted or name in wanted:
            console.print(f"{name} ...")
            load = os.getloadavg()[0]
            results[name] = part.measured(told.repeats, told.share) | {"load": load}
    results["load_after"], results["took_s"] = os.getloadavg(), time.time() - begun
    for case in results["cases"]:
        case["load"] = max(results["load_before"][0], results["load_after"][0])
    show(merged(results), write=not told.no_docs)
    wrong = [
        f"{c['title']} on {c['workload']}: {c['throughput']:.5g}, known {c['known']:.5g}"
        for c in results["cases"]
        if abs(c.get("deviations", 0.0)) > TOO_FAR
    ]
    for each in [*failed, *(f"wrong answer: {w}" for w in wrong)]:
        console.print(each, markup=False)
    raise SystemExit(1 if failed or wrong else 0)


if __name__ == "__main__":
    main()
