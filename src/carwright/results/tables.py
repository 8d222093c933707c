"""The tables of one replication: what an engine counted, with names instead of ids.

Every table has the columns ``replication`` and, but for two, ``period`` (from 0). Times are ms.
`TABLES` says what is in each; the shapes and rules behind the counts are in `compile.tallies`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carwright.compile.program import Program
from carwright.compile.schema import FOREVER, State, StepWhat
from carwright.compile.tallies import LEVELS, TALLIES
from carwright.results.bins import lead_edges, level_edges
from carwright.results.columns import Labels, at, dense, named, pick, plant_wide, sparse

Tallies = Mapping[str, NDArray[np.int64]]

Standing = tuple[str, int, str, str]
"""An object of a ring (rule Z2): its name, its parts, the object that it waits for, and why."""

STATES = tuple(state.name.lower() for state in State)
"""Columns of table ``machines`` that hold the time in each state, in the order of `State`."""

TABLES: dict[str, str] = {
    "machines": "time in each state, parts, cycles and set-ups by station and machine",
    "bottleneck": "time as sole and as shifting bottleneck by station (rule Y4)",
    "tests": "outcomes by testing station",
    "modes": "stops, time down, and time of it without crew by failure mode or maintenance",
    "crews": "people x time in use by crew",
    "stores": "parts x time, time empty and full, parts in, by buffer or conveyor",
    "store_levels": "time in each bin of level by buffer or conveyor; bins without time left out",
    "sources": "parts out and arrivals lost by source",
    "sinks": "parts in, cars among them, and the sum of the cars' lead times by sink",
    "sink_types": "parts in by sink and type; car says whether the type is a car",
    "sink_hours": "parts in by sink and hour (of `Manifest.hour_ms`); no periods",
    "reworks": "cars in by sink and how often they were reworked (7: 7 or more)",
    "lead_times": "cars in by sink and bin of lead time, from_s <= s < to_s (null: no end)",
    "edges": "parts along each edge of the flow, joins and scrap included",
    "cars": "cars in the plant x time",
    "ledger": "parts created, pieces, sunk, scrapped, joined, lost in the whole run; no periods",
    "deadlock": "objects that wait only for each other at the end of the run, in order (rule Z2):"
    " their parts, the object that each waits for, and why; no periods",
}


class Keys(Labels):
    """What the tables of all replications of a program have in common."""

    @cached_property
    def stores(self) -> pl.Series:
        """Buffers, then conveyors."""
        return pl.concat([self.of("buffer.object"), self.of("conveyor.object")])

    @cached_property
    def capacity(self) -> NDArray[np.int64]:
        """Of each store."""
        columns = [self.column(f"{kind}.capacity") for kind in ("buffer", "conveyor")]
        return np.concatenate(columns).astype(np.int64)

    @cached_property
    def level_bins(self) -> tuple[pl.Series, pl.Series]:
        """Lowest and highest level of each bin, store by store; null where a phase changes it."""
        what, row = self.column("step.what"), self.column("step.row")
        changing = set(row[what == StepWhat.SET_CAPACITY].tolist())
        edges = [level_edges(int(each)) for each in self.capacity]
        low, high = (
            [
                None if n in changing or e == FOREVER else e
                for n, pair in enumerate(edges)
                for e in pair[side].tolist()
            ]
            for side in (0, 1)
        )
        return pl.Series(low, dtype=pl.Int64), pl.Series(high, dtype=pl.Int64)

    @cached_property
    def modes_of(self) -> dict[str, pl.Series]:
        """Whose each failure mode or maintenance is."""
        machine = self.column("mode.machine").astype(np.int64)
        return {
            "station": at(self.station_of_machine, machine),
            "machine": at(self.machines, machine),
            "asset": pick(named(self.names.assets), self.column("mode.asset")),
            "mode": self.modes,
            "planned": pl.Series(self.column("mode.planned").astype(bool)),
        }

    @cached_property
    def sinks(self) -> pl.Series:
        """Sinks by row."""
        return self.of("sink.object")

    @cached_property
    def sink_types(self) -> dict[str, pl.Series]:
        """Every sink with every type."""
        types = len(self.types)
        return {
            "sink": at(self.sinks, np.repeat(np.arange(len(self.sinks)), types)),
            "type": at(self.types, np.tile(np.arange(types), len(self.sinks))),
            "car": pl.Series(np.tile(self.column("type.car").astype(bool), len(self.sinks))),
        }

    @cached_property
    def edges(self) -> dict[str, pl.Series]:
        """The ends of each edge of the flow."""
        id_of = {name: n for n, name in enumerate(self.objects)}
        ends = [[id_of[edge[side]] for edge in self.names.edges] for side in (0, 1)]
        return {"from": pick(self.objects, ends[0]), "to": pick(self.objects, ends[1])}


def from_tallies(
    program: Program | Keys, tallies: Tallies, *, replication: int, ring: Sequence[Standing] = ()
) -> dict[str, pl.DataFrame]:
    """The tables of `TABLES` for one replication of a program.

    The `Keys` of a program do instead of it, and serve many replications. `tallies` are what
    `Engine.tallies` gave: every array of `compile.tallies.TALLIES`, int64.
    `ring` is what `engine.deadlock.find` found at the end, if anything.

    Raises:
        ValueError: if an array is missing, or its shape does not fit the program.
    """
    if missing := [tally.name for tally in TALLIES if tally.name not in tallies]:
        raise ValueError(f"tallies lack {', '.join(missing)}")
    labels = program if isinstance(program, Keys) else Keys(program)
    return {
        **_machines(labels, tallies, replication),
        **_stops(labels, tallies, replication),
        **_stores(labels, tallies, replication),
        **_ends(labels, tallies, replication),
        **_plant(labels, tallies, replication),
        "deadlock": _deadlock(labels, ring, replication),
    }


def _machines(labels: Keys, t: Tallies, replication: int) -> dict[str, pl.DataFrame]:
    keys = {"station": labels.station_of_machine, "machine": labels.machines}
    states = {name: t["machine_state"][:, :, n] for n, name in enumerate(STATES)}
    counts = {name: t[f"machine_{name}"] for name in ("parts", "cycles", "setups")}
    roser = {"sole": t["bottleneck_sole"], "shifting": t["bottleneck_shift"]}
    testing = np.flatnonzero(labels.column("station.test"))
    outcomes = ("passed", "passed_again", "rework", "scrap", "escaped")
    tests = {name: t[f"test_{name}"][:, testing] for name in outcomes}
    stations = at(labels.of("station.object"), testing)
    return {
        "machines": dense(replication, keys, **states, **counts),
        "bottleneck": dense(replication, {"station": labels.of("station.object")}, **roser),
        "tests": dense(replication, {"station": stations}, **tests),
    }


def _stops(labels: Keys, t: Tallies, replication: int) -> dict[str, pl.DataFrame]:
    counts = {name: t[f"mode_{name}"] for name in ("stops", "down", "wait")}
    crews = {"crew": named(labels.names.crews)}
    return {
        "modes": dense(replication, labels.modes_of, **counts),
        "crews": dense(replication, crews, busy=t["crew_busy"]),
    }


def _stores(labels: Keys, t: Tallies, replication: int) -> dict[str, pl.DataFrame]:
    keys = {"store": labels.stores}
    wide = {
        "level": t["store_level"],
        "parts_in": t["store_in"],
        "empty": t["store_time"][:, :, 0],
        # Without limit the last bin is that of very high levels, not of a full store.
        "full": np.where(labels.capacity < FOREVER, t["store_time"][:, :, LEVELS - 1], 0),
    }
    low, high = labels.level_bins
    levels = {"from_level": low, "to_level": high}
    return {
        "stores": dense(replication, keys, **wide),
        "store_levels": sparse(replication, keys, "bin", levels, time=t["store_time"]),
    }


def _ends(labels: Keys, t: Tallies, replication: int) -> dict[str, pl.DataFrame]:
    keys = {"sink": labels.sinks}
    periods = len(t["sink_parts"])
    is_car = labels.column("type.car").astype(bool)
    totals = {
        "parts": t["sink_parts"].sum(axis=2),
        "cars": t["sink_parts"][:, :, is_car].sum(axis=2),
    }
    types = t["sink_parts"].reshape(periods, -1)
    return {
        "sinks": dense(replication, keys, **totals, lead_sum=t["lead_sum"]),
        "sink_types": dense(replication, labels.sink_types, parts=types),
        "sink_hours": dense(replication, keys, "hour", parts=t["sink_hour"]),
        "reworks": sparse(replication, keys, "reworks", cars=t["sink_reworks"]),
        "lead_times": _lead_times(sparse(replication, keys, "bin", cars=t["lead_time"])),
    }


def _lead_times(counts: pl.DataFrame) -> pl.DataFrame:
    number = counts["bin"].to_numpy()
    from_s, to_s = lead_edges()
    begin, end = pl.Series("from_s", from_s), pl.Series("to_s", to_s)
    last = pl.Series(number == len(end) - 1)
    return counts.hstack([at(begin, number), at(end, number).set(last, None)])


def _plant(labels: Keys, t: Tallies, replication: int) -> dict[str, pl.DataFrame]:
    sources = {"source": labels.of("source.object")}
    names = ("created", "pieces", "sunk", "scrapped", "joined", "lost")
    ledger = {"replication": pl.Series([replication], dtype=pl.Int32)}
    ledger |= {name: pl.Series([int(t["ledger"][n])]) for n, name in enumerate(names)}
    return {
        "edges": dense(replication, labels.edges, parts=t["edge_parts"]),
        "sources": dense(replication, sources, out=t["source_out"], lost=t["source_lost"]),
        "cars": plant_wide(replication, car_time=t["cars"]),
        "ledger": pl.DataFrame(ledger),
    }


def _deadlock(labels: Labels, ring: Sequence[Standing], replication: int) -> pl.DataFrame:
    names, parts, waits_for, why = zip(*ring, strict=True) if ring else ((), (), (), ())
    kind = labels.objects.dtype
    return pl.DataFrame(
        {
            "replication": pl.Series([replication] * len(ring), dtype=pl.Int32),
            "object": pl.Series(names, dtype=kind),
            "parts": pl.Series(parts, dtype=pl.Int64),
            "waits_for": pl.Series(waits_for, dtype=kind),
            "why": pl.Series(why, dtype=pl.String),
        }
    )
