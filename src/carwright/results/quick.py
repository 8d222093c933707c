"""The tables that a quick run gives: those of `tables.TABLES` that need no events.

Columns are those of `tables.from_tallies`, less what only the merged order of events tells.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carwright.compile.program import Program
from carwright.results.columns import dense, plant_wide
from carwright.results.tables import STATES, Keys

QUICK_TABLES: dict[str, str] = {
    "sinks": "parts in, cars among them, and the sum of the cars' lead times by sink",
    "sink_types": "parts in by sink and type",
    "sources": "parts out and arrivals lost by source",
    "cars": "cars in the plant x time",
}
STATION_TABLES: dict[str, str] = {
    "machines": "time in each state, parts and cycles by station and machine",
    "modes": "stops and time down by failure mode or maintenance",
    "stores": "parts x time and parts in, by buffer or conveyor",
    "edges": "parts along each edge of the flow",
}
"""Given only if they are asked for."""


def quick_tables(
    program: Program,
    tallies: Mapping[int, Mapping[str, NDArray[np.int64]]],
    *,
    of_stations: bool,
) -> dict[str, pl.DataFrame]:
    """`QUICK_TABLES` of all replications together, and with `of_stations` `STATION_TABLES`.

    `tallies` by replication are the event kernel's or those of `engine.recursion`.
    """
    keys, listed = Keys(program), sorted(tallies)

    def t(name: str) -> NDArray[np.int64]:
        return np.concatenate([tallies[n][name] for n in listed])

    is_car = keys.column("type.car").astype(bool)
    sunk = t("sink_parts")
    counts = {"parts": sunk.sum(axis=2), "cars": sunk[:, :, is_car].sum(axis=2)}
    passed = {"out": t("source_out"), "lost": t("source_lost")}
    found = {
        "sinks": dense(listed, {"sink": keys.sinks}, **counts, lead_sum=t("lead_sum")),
        "sink_types": dense(listed, keys.sink_types, parts=sunk.reshape(len(sunk), -1)),
        "sources": dense(listed, {"source": keys.of("source.object")}, **passed),
        "cars": plant_wide(listed, car_time=t("cars")),
    }
    if not of_stations:
        return found
    state = t("machine_state")
    states = {name: state[:, :, n] for n, name in enumerate(STATES)}
    works = {name: t(f"machine_{name}") for name in ("parts", "cycles")}
    machines = {"station": keys.station_of_machine, "machine": keys.machines}
    modes = {name: keys.modes_of[name] for name in ("machine", "mode")}
    levels = {"level": t("store_level"), "parts_in": t("store_in")}
    return found | {
        "machines": dense(listed, machines, **states, **works),
        "modes": dense(listed, modes, stops=t("mode_stops"), down=t("mode_down")),
        "stores": dense(listed, {"store": keys.stores}, **levels),
        "edges": dense(listed, keys.edges, parts=t("edge_parts")),
    }
