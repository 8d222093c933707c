"""The workloads as carwright's plants, from Python."""

from workloads import (
    ARRIVAL_RATE,
    W2_BUFFER,
    W2_STATIONS,
    W3_BUFFER,
    W3_STATIONS,
    W7_SHELF,
)

import carwright as cw

DAY = 86_400
UNIT = 60
"""Seconds that stand for one unit of time of W1 and W2: milliseconds are 1 / 60,000 of it."""


def _plant(name: str, stations: dict[str, object], flow: list[str], **more: object) -> cw.Plant:
    given: dict[str, object] = {
        "name": name,
        "start": "2024-01-01",
        "variants": {"car": {}},
        "sources": {"in": {"makes": "car"}},
        "sinks": {"out": {}},
        "stations": stations,
        "flow": flow,
    }
    return cw.Plant.model_validate(given | more)


def _path(stations: int, buffer: int) -> str:
    between = f" -> ({buffer}) -> " if buffer else " -> "
    return "in -> " + between.join(f"s{n}" for n in range(stations)) + " -> out"


def w1() -> cw.Plant:
    sources = {"in": {"makes": "car", "every": f"exponential({UNIT / ARRIVAL_RATE:.9f} s)"}}
    return _plant(
        "W1",
        {"server": {"cycle": f"exponential({UNIT} s)"}},
        ["in -> queue -> server -> out"],
        sources=sources,
        buffers={"queue": {}},
    )


def line(stations: int = W2_STATIONS, buffer: int = W2_BUFFER) -> cw.Plant:
    """Stations with exponential cycles in a row."""
    cycle = {"cycle": f"exponential({UNIT} s)"}
    return _plant("W2", {f"s{n}": cycle for n in range(stations)}, [_path(stations, buffer)])


def lines(count: int, stations: int = 10) -> cw.Plant:
    """`count` lines side by side, each like W2 but shorter: large, and soon full."""
    names = [[f"{n}.s{m}" for m in range(stations)] for n in range(count)]
    between = f" -> ({W2_BUFFER}) -> "
    return _plant(
        "lines",
        {name: {"cycle": f"exponential({UNIT} s)"} for line in names for name in line},
        [f"{n}.in -> {between.join(line)} -> out" for n, line in enumerate(names)],
        sources={f"{n}.in": {"makes": "car"} for n in range(count)},
    )


def w3() -> cw.Plant:
    station = {"cycle": "60 s", "failures": ["stop"]}
    failures = {"stop": {"between": "exponential(6 h)", "repair": "exponential(5 min)"}}
    stations = {f"s{n}": station for n in range(W3_STATIONS)}
    return _plant("W3", stations, [_path(W3_STATIONS, W3_BUFFER)], failures=failures)


def fed() -> cw.Plant:
    """W2 with a feeder for each station."""
    cycle = {"cycle": f"exponential({UNIT} s)"}
    lines = range(W2_STATIONS)
    needs = {n: [{"component": "part", "from": f"shelf {n}"}] for n in lines}
    feeders = {f"f{n}": cycle for n in lines}
    flow = [f"f{n} in -> f{n} -> shelf {n}" for n in lines]
    return _plant(
        "W7",
        {f"s{n}": {**cycle, "needs": needs[n]} for n in lines} | feeders,
        [_path(W2_STATIONS, W2_BUFFER), *flow],
        components={"part": {}},
        sources={"in": {"makes": "car"}} | {f"f{n} in": {"makes": "part"} for n in lines},
        buffers={f"shelf {n}": {"capacity": W7_SHELF} for n in lines},
    )
