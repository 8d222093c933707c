"""The tables that a quick run gives: those of `tables.TABLES` that need no events.

Columns are those of `tables.from_tallies`, less what only the merged order of events tells.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carwright.compile.program import Program
from carwright.results.columns import Labels, dense, plant_wide
from carwright.results.tables import STATES

QUICK_TABLES: dict[str, str] = {
    "sinks": "parts in, cars among them, and the sum of the cars' lead times by sink",
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
    tallies: Mapping[str, NDArray[np.int64]],
    *,
    replication: int,
    of_stations: bool,
) -> dict[str, pl.DataFrame]:
    """`QUICK_TABLES` of one replication, and with `of_stations` `STATION_TABLES`.

    `tallies` are the event kernel's or those of `engine.recursion`.
    """
    labels = Labels(program)
    is_car = labels.column("type.car").astype(bool)
    counts = {
        "parts": tallies["sink_parts"].sum(axis=2),
        "cars": tallies["sink_parts"][:, :, is_car].sum(axis=2),
    }
    sinks, sources = {"sink": labels.of("sink.object")}, {"source": labels.of("source.object")}
    passed = {"out": tallies["source_out"], "lost": tallies["source_lost"]}
    found = {
        "sinks": dense(replication, sinks, **counts, lead_sum=tallies["lead_sum"]),
        "sources": dense(replication, sources, **passed),
        "cars": plant_wide(replication, car_time=tallies["cars"]),
    }
    return found | (_of_stations(labels, tallies, replication) if of_stations else {})


def _of_stations(
    labels: Labels, tallies: Mapping[str, NDArray[np.int64]], replication: int
) -> dict[str, pl.DataFrame]:
    machines = {"station": labels.station_of_machine, "machine": labels.machines}
    states = {name: tallies["machine_state"][:, :, n] for n, name in enumerate(STATES)}
    counts = {name: tallies[f"machine_{name}"] for name in ("parts", "cycles")}
    modes = {
        "machine": labels.machines.gather(labels.column("mode.machine").astype(np.int64)),
        "mode": labels.modes,
    }
    stops = {"stops": tallies["mode_stops"], "down": tallies["mode_down"]}
    stores = {
        "store": pl.concat([labels.of("buffer.object"), labels.of("conveyor.object")]),
    }
    levels = {"level": tallies["store_level"], "parts_in": tallies["store_in"]}
    id_of = {name: n for n, name in enumerate(labels.objects)}
    ends = [[id_of[edge[side]] for edge in labels.names.edges] for side in (0, 1)]
    edges = {"from": labels.objects.gather(ends[0]), "to": labels.objects.gather(ends[1])}
    return {
        "machines": dense(replication, machines, **states, **counts),
        "modes": dense(replication, modes, **stops),
        "stores": dense(replication, stores, **levels),
        "edges": dense(replication, edges, parts=tallies["edge_parts"]),
    }
