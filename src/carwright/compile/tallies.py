"""What an engine counts: one array per tally, periods first, in constant memory.

Both engines return ``dict[str, numpy.ndarray]`` with exactly these names, int64 throughout, so that
they can be compared cell by cell. Times are ms. Letters of the shape: P periods, H hours, M
machines, S stations, A modes, B buffers then conveyors (in this order), C crews, Q sources,
K sinks, T types, E edges, G levels, L lead-time bins, R rework counts. Rule Y of
``docs/semantics.md`` says how time is shared out among periods.
"""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = 34
"""Bins of a buffer's level: 0, then 32 equal bins of 1..capacity-1, then full.

With capacity c < FOREVER and width w = max(1, ceil((c - 1) / 32)) a level n in 1..c-1 is in bin
1 + (n - 1) // w, and n >= c in bin 33. Without limit (FOREVER) a level n >= 1 is in bin
min(33, bit length of n).
"""

LEAD_BINS = 64 + 32 * 20
"""Bins of lead time by rule Y3: s = ms // 1000; s < 64: bin s; else with k = bit length of s - 6,
bin 64 + 32 * (k - 1) + ((s >> k) - 32), at most the last. (64 <= s < 128: k = 1, bins of 2 s.)"""

REWORKS = 8
"""Cars by their count of reworks, 0..6 and 7 or more."""


@dataclass(frozen=True)
class Tally:
    """One array of counts: its shape in letters and its meaning."""

    name: str
    shape: str
    meaning: str


TALLIES: tuple[Tally, ...] = (
    Tally("machine_state", "PM7", "time in each State"),
    Tally("machine_parts", "PM", "parts whose work ended on it"),
    Tally("machine_cycles", "PM", "works that ended on it"),
    Tally("machine_setups", "PM", "set-ups that ended on it"),
    Tally("bottleneck_sole", "PS", "time as the only bottleneck (Y4)"),
    Tally("bottleneck_shift", "PS", "time as bottleneck while it passes on (Y4)"),
    Tally("test_passed", "PS", "parts that passed a test without having been reworked before"),
    Tally("test_passed_again", "PS", "parts that passed a test after one rework or more"),
    Tally("test_rework", "PS", "parts sent to rework"),
    Tally("test_scrap", "PS", "parts scrapped"),
    Tally("test_escaped", "PS", "parts that passed with a fault (counted in passed as well)"),
    Tally("mode_stops", "PA", "stops that began"),
    Tally(
        "mode_down", "PA", "time from the begin of the stop to its end, waiting for crew included"
    ),
    Tally("mode_wait", "PA", "time of it spent waiting for the crew"),
    Tally("crew_busy", "PC", "people x time in use"),
    Tally("store_level", "PB", "parts x time"),
    Tally("store_time", "PBG", "time in each bin of level"),
    Tally("store_in", "PB", "parts that entered"),
    Tally("source_out", "PQ", "parts that left the source's object"),
    Tally("source_lost", "PQ", "arrivals lost"),
    Tally("sink_parts", "PKT", "parts of any type that arrived"),
    Tally("sink_hour", "HK", "parts that arrived, by hour since the start"),
    Tally("sink_reworks", "PKR", "cars that arrived, by their count of reworks (N5)"),
    Tally("lead_time", "PKL", "cars that arrived, by bin of lead time (N5)"),
    Tally("lead_sum", "PK", "sum of the lead times of cars (N5)"),
    Tally("cars", "P", "cars in the plant x time (N2)"),
    Tally("edge_parts", "PE", "parts that went along an edge of the flow"),
    Tally("ledger", "6", "created, pieces, sunk, scrapped, joined, lost: whole run (N1)"),
)
