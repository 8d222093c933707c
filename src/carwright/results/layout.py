"""What a program says about the plant itself, as tables: the same for every replication.

Answers need it beside the counts: planned cycles for effectiveness and gross rates, calendars for
planned hours, the ways of parts for what lies on the cars' way. `LAYOUT` says what is in each.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carwright.compile.program import Program
from carwright.compile.schema import FOREVER, NONE, CalendarState, Kind, OutRule
from carwright.results.car_way import CarWay
from carwright.results.columns import Labels, pick
from carwright.results.planned import mean_times, type_weights
from carwright.results.shift_time import spans, time_in_states

LAYOUT: dict[str, str] = {
    "objects": "kind, calendar (null: always on), opening (ms), machines, batch, pieces, capacity,"
    " whether it tests; cars: car types come here; to_end: objects from here to the cars' sink;"
    " most_per_h: parts an hour that a conveyor can pass at most",
    "works": "planned (mean) cycle in ms by station and type; weight: lots of the type made for one"
    " lot of each source",
    "links": "ways of parts by type; share: planned share where the object chooses by share",
    "calendars": "time on, in breaks and off by period and calendar, ms",
    "days": "the same by day of 24 h since the start",
}

DAY = 86_400_000


def layout(program: Program, *, horizon: int, period: int) -> dict[str, pl.DataFrame]:
    """The tables of `LAYOUT`; `horizon` and `period` in ms."""
    labels = Labels(program)
    return {
        "objects": _objects(labels, horizon),
        "works": _works(labels),
        "links": _links(labels),
        "calendars": _calendars(labels, "period", spans(horizon, period)),
        "days": _calendars(labels, "day", spans(horizon, DAY)),
    }


def _objects(labels: Labels, horizon: int) -> pl.DataFrame:
    column = labels.column
    kind, row = column("object.kind"), column("object.row").astype(np.int64)
    way = CarWay(labels.program)
    stations = {
        "machines": _machines_open(labels, horizon),
        "batch": column("station.batch"),
        "pieces": column("station.pieces"),
        "test": column("station.test"),
    }
    conveyors, buffers = column("conveyor.capacity"), column("buffer.capacity")
    capacity = _by_kind(kind, row, {Kind.BUFFER: buffers, Kind.CONVEYOR: conveyors})
    calendar = {Kind.SOURCE: "source", Kind.STATION: "station", Kind.CONVEYOR: "conveyor"}
    ids = _by_kind(kind, row, {k: column(f"{t}.calendar") for k, t in calendar.items()})
    frame = pl.DataFrame(
        {
            "object": pick(labels.objects, np.arange(len(kind))),
            "kind": pl.Series([Kind(k).name.lower() for k in kind], dtype=_KINDS),
            "calendar": pick(labels.calendars, np.where(np.isnan(ids), NONE, ids).astype(np.int64)),
            "opens": pl.Series(column("object.opens")),
            "cars": pl.Series(way.passed),
            "to_end": pl.Series(way.to_end, dtype=pl.Int32),
            "capacity": pl.Series(np.where(capacity < FOREVER, capacity, np.nan), nan_to_null=True),
            "most_per_h": _by_kind(kind, row, {Kind.CONVEYOR: _most_per_h(labels)}),
        }
        | {name: _by_kind(kind, row, {Kind.STATION: values}) for name, values in stations.items()}
    )
    whole = pl.col("capacity", "machines", "batch", "pieces").cast(pl.Int64)
    return frame.fill_nan(None).with_columns(whole, pl.col("test").cast(pl.Boolean))


_KINDS = pl.Enum([kind.name.lower() for kind in Kind])


def _by_kind(
    kind: NDArray[np.generic], row: NDArray[np.int64], values: dict[Kind, NDArray[np.generic]]
) -> NDArray[np.float64]:
    """A column of the tables of some kinds, spread over all objects; NaN for the other kinds."""
    spread = np.full(len(kind), np.nan)
    for each, column in values.items():
        here = kind == each
        spread[here] = column[row[here]]
    return spread


def _machines_open(labels: Labels, horizon: int) -> NDArray[np.int64]:
    """Machines of each station that exist before the horizon."""
    station = labels.column("machine.station")
    counted = station[labels.column("machine.opens") < horizon]
    return np.bincount(counted, minlength=labels.program.rows("station"))


def _most_per_h(labels: Labels) -> NDArray[np.float64]:
    """Parts an hour that a conveyor can pass: one each headway, and a belt full each travel."""
    column = labels.column
    full = column("conveyor.travel") / column("conveyor.capacity")
    slowest = np.maximum(full, column("conveyor.headway"))
    with np.errstate(divide="ignore"):
        return np.where(slowest > 0, 3_600_000 / slowest, np.nan)


def _works(labels: Labels) -> pl.DataFrame:
    stations, types = labels.program.rows("station"), labels.size("types")
    dist = labels.column("work.dist").astype(np.int64)
    times = np.append(mean_times(labels.program), np.nan)
    frame = {
        "station": labels.of("station.object").gather(np.repeat(np.arange(stations), types)),
        "type": labels.types.gather(np.tile(np.arange(types), stations)),
        "car": pl.Series(np.tile(labels.column("type.car").astype(bool), stations)),
        "cycle": pl.Series(times[dist]),
        "weight": pl.Series(np.tile(type_weights(labels.program), stations)),
    }
    return pl.DataFrame(frame).filter(pl.Series(dist != NONE))


def _links(labels: Labels) -> pl.DataFrame:
    types = labels.size("types")
    begin, end = labels.column("route.begin"), labels.column("route.end")
    route = np.repeat(np.arange(len(begin)), end - begin)
    slices = [np.arange(b, e) for b, e in zip(begin, end, strict=True)]
    link = np.concatenate(slices) if slices else np.zeros(0, dtype=np.int64)
    weight = labels.column("link.weight")[link].astype(np.float64)
    share = np.diff(weight, prepend=0.0)
    first = np.diff(route, prepend=-1) > 0
    share[first] = weight[first]
    by_share = labels.column("object.out_rule")[route // types] == OutRule.RANDOM
    return pl.DataFrame(
        {
            "from": pick(labels.objects, labels.column("link.from")[link]),
            "to": pick(labels.objects, labels.column("link.to")[link]),
            "type": labels.types.gather(route % types),
            "car": pl.Series(labels.column("type.car")[route % types].astype(bool)),
            "share": pl.Series(np.where(by_share, share, np.nan), nan_to_null=True),
        }
    )


def _calendars(labels: Labels, unit: str, edges: NDArray[np.int64]) -> pl.DataFrame:
    """One row for each span and calendar; a plant without calendars has none."""
    count, pieces = len(labels.calendars), len(edges) - 1
    times = [time_in_states(labels.program, each, edges) for each in range(count)]
    stacked = np.concatenate(times or [np.zeros((0, 3), dtype=np.int64)])
    number = np.tile(np.arange(pieces, dtype=np.int32), count)
    return pl.DataFrame(
        {unit: pl.Series(number)}
        | {"calendar": labels.calendars.gather(np.repeat(np.arange(count), pieces))}
        | {each.name.lower(): pl.Series(stacked[:, each]) for each in CalendarState}
    )
