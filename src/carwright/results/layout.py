"""What a program says about the plant itself, as tables: the same for every replication.

Answers need it beside the counts: planned cycles for effectiveness and gross rates, calendars for
planned hours, the ways of parts for what lies on the cars' way. `LAYOUT` says what is in each.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carwright.compile.car_way import CarWay
from carwright.compile.describe import Rates, rates
from carwright.compile.pacing import pacing_calendar
from carwright.compile.program import Program
from carwright.compile.schema import FOREVER, NONE, CalendarState, Kind, OutRule
from carwright.results.columns import Labels, pick
from carwright.results.shift_time import spans, time_in_states

LAYOUT: dict[str, str] = {
    "objects": "kind, calendar (null: always on), opening (ms), machines, batch, pieces, capacity,"
    " whether it tests; cars: car types come here; to_end: steps from here to the cars' sink;"
    " jph: cars an hour that it could keep up at planned cycles (null: it sets no limit);"
    " paces: it is the last object on the cars' way with the calendar that paces the plant (Y4.2)",
    "works": "planned (mean) cycle in ms by station and type; visits: works for each car made",
    "links": "ways of parts by type; share: planned share where the object chooses by share",
    "calendars": "time on, in breaks and off by period and calendar, ms",
    "days": "the same by day of 24 h since the start, for the first 100 years",
}

DAY = 86_400_000
MOST_DAYS = 36_525
"""Rows of ``days`` for each calendar: a horizon of ten thousand years takes no more memory."""


def layout(program: Program, *, horizon: int, period: int) -> dict[str, pl.DataFrame]:
    """The tables of `LAYOUT`; `horizon` and `period` in ms.

    Raises:
        InvalidScenario: if parts of the program can go round for ever (`compile.describe.rates`).
    """
    labels = Labels(program)
    planned = rates(program)
    return {
        "objects": _objects(labels, planned, horizon),
        "works": _works(labels, planned),
        "links": _links(labels),
        "calendars": _calendars(labels, "period", spans(horizon, period)),
        "days": _calendars(labels, "day", spans(min(horizon, MOST_DAYS * DAY), DAY)),
    }


def _objects(labels: Labels, planned: Rates, horizon: int) -> pl.DataFrame:
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
            "jph": pl.Series(_jph(labels, planned)),
            "paces": pl.Series(_paces(labels, ids, way)),
        }
        | {name: _by_kind(kind, row, {Kind.STATION: values}) for name, values in stations.items()}
    )
    whole = pl.col("capacity", "machines", "batch", "pieces").cast(pl.Int64)
    return frame.fill_nan(None).with_columns(whole, pl.col("test").cast(pl.Boolean))


def _paces(labels: Labels, ids: NDArray[np.float64], way: CarWay) -> list[bool]:
    """Objects at the end of the cars' way whose calendar paces the plant."""
    paced = pacing_calendar(labels.program)
    steps = [n if c == paced and c != NONE else None for n, c in zip(way.to_end, ids, strict=True)]
    last = min((n for n in steps if n is not None), default=None)
    return [n is not None and n == last for n in steps]


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


def _works(labels: Labels, planned: Rates) -> pl.DataFrame:
    stations, types = planned.cycle.shape
    frame = {
        "station": labels.of("station.object").gather(np.repeat(np.arange(stations), types)),
        "type": labels.types.gather(np.tile(np.arange(types), stations)),
        "car": pl.Series(np.tile(labels.column("type.car").astype(bool), stations)),
        "cycle": pl.Series(planned.cycle.reshape(-1)),
        "visits": pl.Series(planned.visits.reshape(-1)),
    }
    return pl.DataFrame(frame).filter(pl.col("cycle").is_not_nan())


def _jph(labels: Labels, planned: Rates) -> NDArray[np.float64]:
    """Cars an hour that each object could keep up; NaN where no car depends on it, or it can all.

    Stations by `compile.describe.rates`; conveyors by how many parts they can pass.
    """
    jph = np.full(labels.program.rows("object"), np.nan)
    jph[labels.column("station.object")] = planned.jph
    belts = labels.column("conveyor.object")
    if len(belts):
        jph[belts] = _most_per_h(labels) / _visits(labels, planned)[belts]
    return np.where(np.isfinite(jph), jph, np.nan)


def _visits(labels: Labels, planned: Rates) -> NDArray[np.float64]:
    """Parts that come to each object for each car that comes to a sink; NaN if none does."""
    arriving = planned.arriving
    is_car = labels.column("type.car").astype(bool)
    ends = labels.column("object.kind") == Kind.SINK
    out = arriving[np.ix_(is_car, ends)].sum()
    visits: NDArray[np.float64] = arriving.sum(axis=0) / (out or np.nan)
    return np.where(visits > 0, visits, np.nan)


def _most_per_h(labels: Labels) -> NDArray[np.float64]:
    """Parts an hour that a conveyor can pass: one each headway, and a belt full each travel."""
    full = labels.column("conveyor.travel") / labels.column("conveyor.capacity")
    slowest = np.maximum(full, labels.column("conveyor.headway"))
    return 3_600_000 / np.where(slowest > 0, slowest, np.nan)


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
