"""Models in discrete time as plants in unit ticks.

Gershwin's deterministic line (Gershwin 1994, Manufacturing Systems Engineering, ch. 3): a cycle is
one tick; a machine that has a part and room behind it fails with probability p in a tick, and is
repaired with probability r. A machine blocks *before* service: with N parts between it and the
next one it does not begin. The next one's part counts among the N until it is done.

Bernoulli line (Li and Meerkov 2009, Production Systems Engineering, ch. 4): in each tick a machine
is up with probability p; it makes a part if it is up, has one, and the buffer behind it has room
or gives up a part in the same tick.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.theory.plants import UNIT_S, plant

from carwright.model import Plant

NEVER = "36000000 d"
SMALLEST = 1e-9
"""Weight of a point below which the rest of a geometric law is put on the last one."""


def tick() -> str:
    return f"{UNIT_S:g} s"


def _geometric(rate: float) -> str:
    return f"geometric({UNIT_S / rate:.6f} s, tick={tick()})"


def two_machines(p: Sequence[float], r: Sequence[float], n: int) -> Plant:
    """Gershwin's line of two, with blocking after service and n - 2 places between.

    The other two are on the machines: a finished part on the first, one in work on the second.
    """
    stops = {f"f{i}": _stop(p[i], r[i]) for i in range(2)}
    stations = {f"m{i}": {"cycle": tick(), "failures": [f"f{i}"]} for i in range(2)}
    between = f" -> ({n - 2}) -> " if n > 2 else " -> "
    return plant(stations, [f"in -> m0{between}m1 -> out"], failures=stops)


def _stop(p: float, r: float) -> dict[str, object]:
    return {"between": _geometric(p), "repair": _geometric(r)}


def gershwin(p: Sequence[float], r: Sequence[float], n: Sequence[int]) -> Plant:
    """Gershwin's line of any length: room behind a machine is a token that it needs to begin."""
    stops = {f"f{i}": _stop(p[i], r[i]) for i in range(len(p))}
    stations: dict[str, object] = {
        f"m{i}": {"cycle": tick(), "failures": [f"f{i}"]} | _needs(i, n) for i in range(len(p))
    }
    path = "in -> m0" + "".join(f" -> q{i} -> m{i}" for i in range(1, len(p))) + " -> out"
    queues = [f"q{i}" for i in range(1, len(p))]
    return _with_tokens(stations, [path], n, "m", queues, failures=stops)


def bernoulli(p: Sequence[float], n: Sequence[int]) -> Plant:
    """A station of no more than a tick's down time, then the tick in which the part is made.

    A token for the machine before comes free as the tick in which a part is made begins. One man
    a machine keeps its two stations from being at it at once.
    """
    stations: dict[str, object] = {}
    for i, up in enumerate(p):
        man = {"operators": {"crew": f"c{i}"}}
        stations[f"d{i}"] = {"cycle": _down(up)} | _needs(i, n) | man
        stations[f"m{i}"] = {"cycle": tick()} | man
    path = "in -> d0 -> m0"
    path += "".join(f" -> q{i} -> d{i} -> m{i}" for i in range(1, len(p))) + " -> out"
    queues = [f"q{i}" for i in range(1, len(p))]
    crews = {f"c{i}": {"size": 1} for i in range(len(p))}
    return _with_tokens(stations, [path], n, "d", queues, crews=crews)


def _down(up: float) -> str:
    """Ticks down before the first one up: 0, 1, 2, ... with probabilities p, p q, p q**2, ..."""
    if up >= 1:
        return "0 s"
    points, k, left = [], 0, 1.0
    while left * up > SMALLEST:
        points.append(f"{k * UNIT_S:g} s: {left * up:.15g}")
        left *= 1 - up
        k += 1
    return f"empirical({', '.join(points)})"


def _needs(i: int, n: Sequence[int]) -> dict[str, object]:
    return {"needs": [{"from": f"room{i}"}]} if i < len(n) else {}


def _with_tokens(
    stations: dict[str, object],
    flow: list[object],
    n: Sequence[int],
    freed_by: str,
    queues: list[str],
    **more: object,
) -> Plant:
    """Tokens: n[i] at the start, and one for each part that leaves the machine behind the room."""
    sources: dict[str, object] = {"in": {"makes": "car"}}
    buffers: dict[str, object] = {name: {} for name in queues}
    for i, size in enumerate(n):
        sources[f"first{i}"] = {"makes": f"t{i}", "first": "0 s", "every": NEVER, "lot": size}
        sources[f"freed{i}"] = {"makes": f"t{i}", "follows": f"{freed_by}{i + 1}"}
        buffers[f"room{i}"] = {}
        flow += [f"first{i} -> room{i}", f"freed{i} -> room{i}"]
    components = {f"t{i}": {} for i in range(len(n))}
    return plant(stations, flow, sources=sources, buffers=buffers, components=components, **more)
