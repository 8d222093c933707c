"""The results as tables of Markdown, and their places in docs/performance.md."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

WORKLOADS = {
    "w1": "W1: M/M/1, arrival rate 0.9, service rate 1",
    "w2": "W2: 20 exponential stations, 19 buffers of 5",
    "w3": "W3: 100 stations of 60 s that fail, buffers of 2",
    "w4": "W4: su7, phase 1, one year",
    "w5": "W5: 64 replications of W2",
    "w6": "W6: 64 replications of W3",
    "w7": "W7: W2 with a feeder for each station",
}
BUSY = (os.cpu_count() or 1) + 0.5
"""Load from which on wall clock is not to be trusted; the benchmark keeps every core at work."""

UNITS = {"w1": "customers", "w2": "parts", "w3": "days", "w5": "parts", "w6": "days", "w7": "parts"}


def blocks(results: dict[str, Any]) -> dict[str, str]:
    """The tables by name, of what was measured."""
    found = {
        name: _workload(name, [c for c in results["cases"] if c["workload"] == name])
        for name in WORKLOADS
        if any(c["workload"] == name for c in results["cases"])
    }
    makers = {"startup": _startup, "scaling": _scaling, "ceilings": _ceilings}
    found |= {name: make(results) for name, make in makers.items() if name in results}
    if found:
        found["measured"] = _measured(results)
    return found


def write(page: Path, results: dict[str, Any]) -> None:
    """Put the tables between their marks; those that were not measured stay as they are."""
    text = page.read_text("utf-8")
    for name, block in blocks(results).items():
        begin, end = f"<!-- bench {name} -->", f"<!-- end {name} -->"
        if begin not in text or end not in text:
            raise RuntimeError(f"{page} has no place for {name}: {begin} ... {end}")
        place = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        filled = f"{begin}\n\n{block}\n\n{end}"
        text = place.sub(lambda _, filled=filled: filled, text)
    page.write_text(text, "utf-8")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _measured(results: dict[str, Any]) -> str:
    told = results["machine"]
    versions = {
        c["title"].split(",")[0]: c["version"]
        for c in results["cases"]
        if not c["contender"].startswith("carwright")
    }
    peers = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    repeats = min(len(case["runs"]) for case in results["cases"])
    load = max(case.get("load", results["load_before"][0]) for case in results["cases"])
    return (
        f"Measured on a {told['words']}; {told['python']}; {repeats} repeats or more; load "
        f"of the machine (processes that want to run) at most {load:.1f} before and after. {peers}."
    )


def _workload(name: str, cases: list[dict[str, Any]]) -> str:
    if name == "w4":
        return _w4(cases)
    head = ["", "size", "million visits a CPU second", "times cimba's", "wall, s", "memory, MiB"]
    if name in ("w5", "w6"):
        head.insert(3, "a second of wall clock")
    head += ["throughput", "known", "deviations"]
    return _table(head, [_row(name, case) for case in cases])


def _row(name: str, case: dict[str, Any]) -> list[str]:
    engine = case.get("engine_per_cpu_s")
    rate = _spread(*(case[k] / 1e6 for k in ("per_cpu_s", "per_cpu_s_low", "per_cpu_s_high")))
    if engine:
        rate += f"; engine alone {_number(engine / 1e6)}"
    ratio = _spread(*case["ratio"]) if "ratio" in case else "-"
    row = [case["title"], _size(name, case["size"]), rate, ratio]
    row += [_number(case["wall_s"]), f"{case['peak_mib']:.0f}"]
    if name in ("w5", "w6"):
        row.insert(3, _number(case["per_wall_s"] / 1e6))
    scale, unit = (3600.0, "/h") if name in ("w3", "w6") else (1.0, "")
    row += [f"{case[k] * scale:.4g}{unit}" for k in ("throughput", "known")]
    return [*row, f"{case['deviations']:+.1f}"]


def _w4(cases: list[dict[str, Any]]) -> str:
    head = ["", "million events", "million events a CPU second", "million works ended", "wall, s",
            "memory, MiB"]  # fmt: skip
    rows = [
        [
            c["title"],
            _number(c["events"] / 1e6),
            _spread(*_event_rates(c)),
            _number(c["visits"] / 1e6),
            _number(c["wall_s"]),
            f"{c['peak_mib']:.0f}",
        ]
        for c in cases
    ]
    return _table(head, rows)


def _event_rates(case: dict[str, Any]) -> tuple[float, float, float]:
    rates = sorted(run["events"] / run["engine_cpu_s"] / 1e6 for run in case["runs"])
    return rates[len(rates) // 2], rates[0], rates[-1]


def _startup(results: dict[str, Any]) -> str:
    found = results["startup"]
    first = _table(
        ["from the shell to the first result", "s"],
        [[title, f"{s:.2f}"] for title, s in sorted(found["first"].items(), key=lambda p: p[1])],
    )
    commands = _table(["command", "s"], [[t, f"{s:.2f}"] for t, s in found["commands"].items()])
    return f"{first}\n\n{commands}{_busy(found)}"


def _scaling(results: dict[str, Any]) -> str:
    found = results["scaling"]
    first = found["stations"][0]["ns_per_event"]
    stations = _table(
        ["stations", "ns an event", "times that of 10"],
        [
            [
                f"{s['stations']:,.0f}",
                f"{s['ns_per_event']:.0f}",
                f"{s['ns_per_event'] / first:.2f}",
            ]
            for s in found["stations"]
        ],
    )
    horizon = _table(
        ["days of W2", "events", "peak memory, MiB"],
        [
            [f"{h['days']:,.0f}", f"{h['events']:,.0f}", f"{h['peak_mib']:.0f}"]
            for h in found["horizon"]
        ],
    )
    one, two = found["threads"]
    threads = _table(
        ["", "1 thread, s", "2 threads, s", "speed-up"],
        [
            [title, f"{one[key]:.2f}", f"{two[key]:.2f}", f"{one[key] / two[key]:.2f}"]
            for key, title in (("w2", "W2, 16 times 93 days"), ("su7", "su7, 4 times 120 days"))
        ],
    )
    return f"{stations}\n\n{horizon}\n\n{threads}{_busy(found)}"


def _busy(found: dict[str, Any]) -> str:
    """A warning below times of wall clock that were taken beside other work."""
    load = found.get("load", 0.0)
    if load <= BUSY:
        return ""
    return (
        f"\n\n*Taken while the machine was busy with other things (load {load:.0f}): seconds of "
        "wall clock are several times too long, and the speed-up of threads says nothing.*"
    )


def _ceilings(results: dict[str, Any]) -> str:
    c = results["ceilings"]
    rows = [
        ["uniform random numbers (Philox4x32-10)", *_pair(c, "draws")],
        ["logarithms", *_pair(c, "logs")],
        ["exponential times, number and logarithm", "-", f"{c['exponentials_lanes'] / 1e6:,.0f}"],
        ["W2, bare departure-time recursion, one replication", f"{c['recursion'] / 1e6:,.0f}", "-"],
    ]
    pieces = _table(["million a second", "one by one", "in lanes"], rows)
    sizes = (("bytes_16k", "16 KiB"), ("bytes_512k", "512 KiB"), ("bytes_8m", "8 MiB"),
             ("bytes_512m", "512 MiB"))  # fmt: skip
    memory = _table(
        ["working set", "GB read a second"], [[w, f"{c[k] / 1e9:.0f}"] for k, w in sizes]
    )
    tables = (pieces, _loops(results), _calendar(c), memory, _limits(results))
    return "\n\n".join(table for table in tables if table)


def _loops(results: dict[str, Any]) -> str:
    """The event kernel against loops that can do nothing but one workload."""
    c = results["ceilings"]
    engines = {
        case["workload"]: case["engine_per_cpu_s"]
        for case in results["cases"]
        if case["contender"] == "carwright_events" and "engine_per_cpu_s" in case
    }
    rows = [
        [
            WORKLOADS[name].partition(":")[0],
            f"{c[f'loop_{name}'] / 1e6:.1f}",
            f"{c[f'counted_{name}'] / 1e6:.1f}",
            f"{engines[name] / 1e6:.1f}",
            f"{100 * engines[name] / c[f'counted_{name}']:.0f} %",
        ]
        for name in ("w1", "w2", "w3")
        if name in engines
    ]
    head = ["million visits a CPU second", "bare event loop", "and what must be counted",
            "event kernel", "share"]  # fmt: skip
    return _table(head, rows) if rows else ""


def _calendar(c: dict[str, float]) -> str:
    """What an event costs in the calendar, by the number of slots that are set."""
    counts = [int(name.removeprefix("calendar_")) for name in c if name.startswith("calendar_")]
    least = c[f"calendar_{counts[0]}"]
    rows = [
        [
            f"{count:,}",
            f"{1e9 / c[f'calendar_{count}']:.1f}",
            f"{least / c[f'calendar_{count}']:.2f}",
            f"{math.log2(count) / math.log2(counts[0]):.2f}",
        ]
        for count in counts
    ]
    head = ["calendar alone, slots", "ns an event", f"times that of {counts[0]}", "logarithms"]
    return _table(head, rows)


def _limits(results: dict[str, Any]) -> str:
    """The fast path against what its arithmetic and its bytes would allow at best."""
    c = results["ceilings"]
    engines = {
        case["workload"]: case.get("engine_per_cpu_s", 0.0)
        for case in results["cases"]
        if case["contender"] == "carwright_recursion"
    }
    bytes_a_visit = {"w5": 5 * 8, "w6": 4 * 8}
    limits = {
        "w5": min(c["exponentials_lanes"], c["bytes_16k"] / bytes_a_visit["w5"]),
        "w6": c["bytes_16k"] / bytes_a_visit["w6"],
    }
    rows = [
        [
            WORKLOADS[name].partition(":")[2].strip(),
            "1 and 1" if name == "w5" else "1/180 and 1/180",
            str(bytes_a_visit[name]),
            f"{limits[name] / 1e6:,.0f}",
            f"{engines[name] / 1e6:,.0f}",
            f"{100 * engines[name] / limits[name]:.0f} %",
        ]
        for name in ("w5", "w6")
        if engines.get(name)
    ]
    head = ["fast path", "random numbers and logarithms a visit", "bytes a visit",
            "limit, million visits a second", "reached", "share"]  # fmt: skip
    return _table(head, rows) if rows else ""


def _pair(c: dict[str, float], name: str) -> tuple[str, str]:
    return f"{c[f'{name}_scalar'] / 1e6:,.0f}", f"{c[f'{name}_lanes'] / 1e6:,.0f}"


def _size(name: str, size: float) -> str:
    return f"{size / 86_400:,.4g} days" if UNITS[name] == "days" else f"{size:,.0f} {UNITS[name]}"


def _number(x: float) -> str:
    return f"{x:,.0f}" if x >= 100 else f"{x:.3g}"


def _spread(middle: float, low: float, high: float) -> str:
    return f"{_number(middle)} ({_number(low)}-{_number(high)})"
