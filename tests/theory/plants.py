"""Plants whose figures are known exactly. One unit of model time is 1000 s, so that rounding to
milliseconds is below one part in a million."""

from __future__ import annotations

from collections.abc import Sequence

from carwright.model import Plant

UNIT_S = 1000.0


def time(units: float) -> str:
    """A duration of so many units of model time, to the microsecond."""
    return f"{units * UNIT_S:.6f} s"


def service(rate: float, k: int) -> str:
    """Erlang-k service with this rate."""
    mean = time(1 / rate)
    return f"exponential({mean})" if k == 1 else f"erlang({mean}, k={k})"


def line(
    rates: Sequence[float],
    buffers: Sequence[int],
    ks: Sequence[int],
    fail: Sequence[float],
    repair: Sequence[float],
) -> Plant:
    """A saturated line with blocking after service; failures while working."""
    stations: dict[str, object] = {}
    failures: dict[str, object] = {}
    for n, (rate, k, p, r) in enumerate(zip(rates, ks, fail, repair, strict=True), start=1):
        stations[f"s{n}"] = {"cycle": service(rate, k), "failures": [f"f{n}"] if p else []}
        if p:
            failures[f"f{n}"] = {
                "between": f"exponential({time(1 / p)})",
                "repair": f"exponential({time(1 / r)})",
            }
    path = "in -> s1"
    for n, size in enumerate(buffers, start=2):
        path += f" -> ({size}) -> s{n}" if size else f" -> s{n}"
    return plant(stations, [path + " -> out"], failures=failures)


def plant(stations: dict[str, object], flow: list[object], **more: object) -> Plant:
    """A plant of one variant with source ``in`` and sink ``out`` unless told otherwise."""
    given: dict[str, object] = {
        "name": "theory",
        "start": "2024-01-01",
        "variants": {"car": {}},
        "sources": {"in": {"makes": "car"}},
        "sinks": {"out": {}},
        "stations": stations,
        "flow": flow,
    }
    return Plant.model_validate(given | more)
