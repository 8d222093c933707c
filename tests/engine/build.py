"""A plant for a test, row by row, without the rooms above the engine.

`PlantBuilder` takes objects, crews, calendars and steps as keyword rows with defaults and fills the
tables of `carwright.compile.schema`. Names become ids in the order in which they are added; an
object may name another that comes later. Times are ms. A duration is an int (constant) or a tuple
``(Dist, a, b, c, d)``, or ``(Dist.EMPIRICAL, [(value, cumulative), ...])``.

    plant = (
        PlantBuilder()
        .source("in", to="weld")
        .station("weld", work=60_000, to="out")
        .sink("out")
        .program()
    )

A destination (`to`) is a name, a list of names, a list of ``(name, weight)``, or a dict of these by
type. Anything given "by type" may be one value for all types or a dict; a type that a dict leaves
out has no such thing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from carwright.compile.program import DTYPES, Names, Program
from carwright.compile.schema import (
    FOREVER,
    NONE,
    TABLES,
    CalendarState,
    Clock,
    Dist,
    InRule,
    KeyBy,
    Kind,
    MixRule,
    OffRule,
    Order,
    OutRule,
    SourceMode,
    Start,
    StepWhat,
    WhenFull,
)

Duration = Any
Row = dict[str, Any]


def key(*words: object) -> int:
    """A stream's 64-bit name; any injective-enough hash will do in a test."""
    text = "/".join(map(str, words)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


@dataclass
class _Mode:
    station: str
    machine: int
    name: str
    fields: Row


class PlantBuilder:
    """Collects a plant; `program()` fills the tables. Every method but that returns the builder."""

    def __init__(
        self,
        types: Sequence[str] = ("car",),
        colours: Sequence[str] = ("white",),
        cars: Sequence[str] | None = None,
        priority: Mapping[str, int] | None = None,
    ) -> None:
        self.types = tuple(types)
        self.colours = tuple(colours)
        self.cars = set(self.types if cars is None else cars)
        self.priority = dict(priority or {})
        self.objects: dict[str, Row] = {}
        self.crews: dict[str, Row] = {}
        self.calendars: dict[str, Row] = {}
        self.paced_by: str | None = None
        self.modes: list[_Mode] = []
        self.steps: list[tuple[int, int, str, int, int]] = []
        self.assets: list[str] = []

    def _object(self, name: str, kind: Kind, fields: Row) -> PlantBuilder:
        if name in self.objects:
            raise ValueError(f"{name!r} is there twice")
        self.objects[name] = {"kind": kind, **fields}
        return self

    def source(
        self,
        name: str,
        to: Any,
        *,
        mode: SourceMode = SourceMode.SATURATED,
        dist: Duration = None,
        first: int = NONE,
        lot: int = 1,
        when_full: WhenFull = WhenFull.WAIT,
        limit: int = FOREVER,
        calendar: str | None = None,
        mix: Mapping[str, float] | None = None,
        mix_rule: MixRule = MixRule.RANDOM,
        colours: Mapping[str, float] | None = None,
        orders: Sequence[tuple[Any, ...]] = (),
        repeat: bool = False,
        follows: str | None = None,
        follow: Mapping[str, str] | None = None,
        out_rule: OutRule = OutRule.FIRST,
        opens: int = 0,
    ) -> PlantBuilder:
        """`mix` and `colours` are shares by name (default: the first type, no colour).

        An order is ``(type, colour, due, release)``; what is left off at its end is the first
        colour, FOREVER, 0. `dist` makes the mode ARRIVALS, `orders` ORDERS and `follows` FOLLOWS
        with the type map `follow` (default: each type its own).
        """
        if dist is not None:
            mode = SourceMode.ARRIVALS
        elif orders:
            mode = SourceMode.ORDERS
        elif follows is not None:
            mode = SourceMode.FOLLOWS
        fields = {k: v for k, v in locals().items() if k not in ("self", "name")}
        return self._object(name, Kind.SOURCE, fields)

    def station(
        self,
        name: str,
        to: Any,
        *,
        work: Any = 1000,
        machines: int = 1,
        machine_opens: Sequence[int] | None = None,
        batch: int = 1,
        batch_by: KeyBy = KeyBy.NOTHING,
        pieces: int = 1,
        setup_by: KeyBy = KeyBy.NOTHING,
        setup: Sequence[Sequence[Duration]] = (),
        setup_key: Any = None,
        calendar: str | None = None,
        off_rule: OffRule = OffRule.KEEP,
        crew: str | None = None,
        operators: int = 0,
        test: bool = False,
        coverage: float = 1.0,
        max_reworks: int = 1_000,
        rework: Any = 0.0,
        scrap: Any = 0.0,
        rework_to: Any = None,
        needs: Any = (),
        out_rule: OutRule = OutRule.FIRST,
        in_rule: InRule = InRule.LONGEST_WAITING,
        suppliers: Sequence[str] | None = None,
        opens: int = 0,
    ) -> PlantBuilder:
        """`work`, `setup_key`, `rework`, `scrap`, `rework_to` and `needs` are by type.

        A need is ``(buffer, quantity)`` or ``(buffer, quantity, type)``. `setup` is a square
        matrix of durations, None where there is none.
        """
        fields = {k: v for k, v in locals().items() if k not in ("self", "name")}
        return self._object(name, Kind.STATION, fields)

    def buffer(
        self,
        name: str,
        to: Any = (),
        *,
        capacity: int = FOREVER,
        order: Order = Order.FIFO,
        by_due: bool = False,
        transit: int = 0,
        out_rule: OutRule = OutRule.FIRST,
        in_rule: InRule = InRule.LONGEST_WAITING,
        suppliers: Sequence[str] | None = None,
        users: Sequence[str] | None = None,
        opens: int = 0,
    ) -> PlantBuilder:
        """`users` gives the order of the stations that take components (default: as added)."""
        fields = {k: v for k, v in locals().items() if k not in ("self", "name")}
        return self._object(name, Kind.BUFFER, fields)

    def conveyor(
        self,
        name: str,
        to: Any,
        *,
        travel: int = 0,
        headway: int = 0,
        capacity: int = 2**31,
        accumulating: bool = True,
        calendar: str | None = None,
        out_rule: OutRule = OutRule.FIRST,
        in_rule: InRule = InRule.LONGEST_WAITING,
        suppliers: Sequence[str] | None = None,
        opens: int = 0,
    ) -> PlantBuilder:
        fields = {k: v for k, v in locals().items() if k not in ("self", "name")}
        return self._object(name, Kind.CONVEYOR, fields)

    def sink(
        self,
        name: str,
        *,
        in_rule: InRule = InRule.LONGEST_WAITING,
        suppliers: Sequence[str] | None = None,
        opens: int = 0,
    ) -> PlantBuilder:
        fields = {k: v for k, v in locals().items() if k not in ("self", "name")}
        return self._object(name, Kind.SINK, fields)

    def crew(self, name: str, size: int = 1, calendar: str | None = None) -> PlantBuilder:
        self.crews[name] = {"size": size, "calendar": calendar}
        return self

    def calendar(
        self,
        name: str,
        changes: Sequence[tuple[int, CalendarState]],
        *,
        loop: int = NONE,
        length: int = 0,
    ) -> PlantBuilder:
        """`changes` as (instant, state), the first at 0; `loop` counts from the first of them."""
        self.calendars[name] = {"changes": tuple(changes), "loop": loop, "length": length}
        return self

    def mode(
        self,
        station: str,
        *,
        between: Duration,
        repair: Duration,
        machine: int | None = None,
        clock: Clock = Clock.OPERATION,
        start: Start = Start.IMMEDIATE,
        planned: bool = False,
        first: Duration = None,
        crew: str | None = None,
        people: int = 1,
        priority: int = 0,
        asset: str | None = None,
    ) -> PlantBuilder:
        """One way to stop of one machine of the station (counted from 0), or of each (None)."""
        fields = {k: v for k, v in locals().items() if k not in ("self", "station", "machine")}
        count = self.objects[station]["machines"]
        for number in range(count) if machine is None else (machine,):
            self.modes.append(_Mode(station, number, f"mode {len(self.modes)}", fields))
        if asset is not None and asset not in self.assets:
            self.assets.append(asset)
        return self

    def paced(self, calendar: str) -> PlantBuilder:
        """The calendar that paces the plant (Y4.2)."""
        self.paced_by = calendar
        return self

    def capacity(self, at: int, buffer: str, value: int) -> PlantBuilder:
        """A dated step that changes a buffer's capacity."""
        self.steps.append((at, 2, buffer, 0, value))
        return self

    def program(self) -> Program:
        """The plant as tables."""
        return _Filler(self).program()


class _Filler:
    """Turns what a builder has collected into columns; used once."""

    def __init__(self, plant: PlantBuilder) -> None:
        self.plant = plant
        self.rows: dict[str, list[Row]] = {table.name: [] for table in TABLES}
        self.edges: dict[tuple[str, str], int] = {}
        self.dists: dict[Any, int] = {}
        self.ids = {name: n for n, name in enumerate(plant.objects)}
        self.rework_links: dict[tuple[str, str], int] = {}
        kinds: dict[Kind, int] = dict.fromkeys(Kind, 0)
        self.row_of: dict[str, int] = {}
        for name, fields in plant.objects.items():
            self.row_of[name] = kinds[fields["kind"]]
            kinds[fields["kind"]] += 1
        self.machine_names: list[str] = []
        self.mode_names: list[str] = []

    def program(self) -> Program:
        self._types()
        self._routes()
        self._objects()
        for name, fields in self.plant.objects.items():
            fill = {
                Kind.SOURCE: self._source,
                Kind.STATION: self._station,
                Kind.BUFFER: self._buffer,
                Kind.CONVEYOR: self._conveyor,
                Kind.SINK: self._sink,
            }[fields["kind"]]
            fill(name, fields)
        self._crews()
        self._calendars()
        self._steps()
        self.rows["size"] = [
            {
                "types": len(self.plant.types),
                "colours": len(self.plant.colours),
                "edges": len(self.edges),
                "assets": len(self.plant.assets),
                "calendar": self._calendar_id(self.plant.paced_by),
            }
        ]
        return Program(self._columns(), self._names())

    def _columns(self) -> dict[str, Any]:
        return {
            f"{table.name}.{column.name}": np.array(
                [row[column.name] for row in self.rows[table.name]], dtype=DTYPES[column.dtype]
            )
            for table in TABLES
            for column in table.columns
        }

    def _names(self) -> Names:
        return Names(
            objects=tuple(self.plant.objects),
            types=self.plant.types,
            colours=self.plant.colours,
            machines=tuple(self.machine_names),
            modes=tuple(self.mode_names),
            assets=tuple(self.plant.assets),
            crews=tuple(self.plant.crews),
            calendars=tuple(self.plant.calendars),
            edges=tuple(self.edges),
        )

    def _by_type(self, value: Any, type_name: str, missing: Any) -> Any:
        return value.get(type_name, missing) if isinstance(value, Mapping) else value

    def _edge(self, start: str, end: str) -> int:
        return self.edges.setdefault((start, end), len(self.edges))

    def _dist(self, duration: Duration) -> int:
        if duration is None:
            return NONE
        if isinstance(duration, int | float):
            duration = (Dist.CONSTANT, duration)
        kind, *parameters = duration
        points = tuple(map(tuple, parameters[0])) if kind == Dist.EMPIRICAL else ()
        if points:
            parameters = []
        wanted = (kind, *parameters, *(0.0,) * (4 - len(parameters)), points)
        if wanted not in self.dists:
            self.dists[wanted] = len(self.dists)
            begin = len(self.rows["point"])
            self.rows["point"] += [{"value": v, "cumulative": c} for v, c in points]
            row = dict(zip(("kind", "a", "b", "c", "d"), wanted, strict=False))
            self.rows["dist"].append({**row, "begin": begin, "end": begin + len(points)})
        return self.dists[wanted]

    def _types(self) -> None:
        for name in self.plant.types:
            self.rows["type"].append(
                {
                    "car": int(name in self.plant.cars),
                    "priority": self.plant.priority.get(name, 0),
                }
            )

    def _link(self, start: str, end: str, weight: float) -> int:
        self.rows["link"].append(
            {
                "from": self.ids[start],
                "to": self.ids[end],
                "weight": weight,
                "edge": self._edge(start, end),
            }
        )
        return len(self.rows["link"]) - 1

    def _routes(self) -> None:
        for name, fields in self.plant.objects.items():
            for type_name in self.plant.types:
                begin = len(self.rows["link"])
                ways = self._ways(fields.get("to", ()), type_name)
                total, so_far = sum(weight for _, weight in ways), 0.0
                for n, (end, weight) in enumerate(ways):
                    so_far += weight
                    self._link(name, end, 1.0 if n == len(ways) - 1 else so_far / total)
                self.rows["route"].append({"begin": begin, "end": len(self.rows["link"])})
        for name, fields in self.plant.objects.items():
            for type_name in self.plant.types:
                end = self._by_type(fields.get("rework_to"), type_name, None)
                if end is not None:
                    self.rework_links[name, type_name] = self._link(name, end, 1.0)

    def _ways(self, to: Any, type_name: str) -> list[tuple[str, float]]:
        ways = self._by_type(to, type_name, ())
        if isinstance(ways, str):
            ways = [ways]
        return [(way, 1.0) if isinstance(way, str) else (way[0], way[1]) for way in ways]

    def _objects(self) -> None:
        for name, fields in self.plant.objects.items():
            row: Row = {
                "kind": fields["kind"],
                "row": self.row_of[name],
                "opens": fields["opens"],
                "out_rule": fields.get("out_rule", OutRule.FIRST),
                "in_rule": fields.get("in_rule", InRule.LONGEST_WAITING),
                "stream_route": key(name, "route"),
            }
            for table, column, members in (
                ("supplier", "object", self._suppliers(name)),
                ("user", "station", self._users(name)),
                ("follower", "source", self._followers(name)),
            ):
                row[f"{table}_begin"] = len(self.rows[table])
                self.rows[table] += [{column: member} for member in members]
                row[f"{table}_end"] = len(self.rows[table])
            self.rows["object"].append(row)

    def _suppliers(self, name: str) -> list[int]:
        found = sorted({r["from"] for r in self.rows["link"] if r["to"] == self.ids[name]})
        listed = self.plant.objects[name].get("suppliers")
        if listed is None:
            return found
        wanted = [self.ids[supplier] for supplier in listed]
        if sorted(wanted) != found:
            raise ValueError(f"{name!r}: {listed} are not all its suppliers")
        return wanted

    def _needs(self, station: Row, type_name: str) -> list[tuple[Any, ...]]:
        return list(self._by_type(station["needs"], type_name, ()))

    def _users(self, name: str) -> list[int]:
        listed = self.plant.objects[name].get("users")
        if listed is None:
            listed = [
                other
                for other, fields in self.plant.objects.items()
                if fields["kind"] == Kind.STATION
                and any(
                    need[0] == name for t in self.plant.types for need in self._needs(fields, t)
                )
            ]
        return [self.row_of[station] for station in listed]

    def _followers(self, name: str) -> list[int]:
        return [
            self.row_of[other]
            for other, fields in self.plant.objects.items()
            if fields.get("follows") == name
        ]

    def _calendar_id(self, name: str | None) -> int:
        return NONE if name is None else list(self.plant.calendars).index(name)

    def _crew_id(self, name: str | None) -> int:
        return NONE if name is None else list(self.plant.crews).index(name)

    def _source(self, name: str, fields: Row) -> None:
        row: Row = {
            "object": self.ids[name],
            "mode": fields["mode"],
            "dist": self._dist(fields["dist"]),
            "calendar": self._calendar_id(fields["calendar"]),
            "repeat": int(fields["repeat"]),
            **{c: fields[c] for c in ("first", "lot", "when_full", "limit", "mix_rule")},
            **{f"stream_{p}": key(name, p) for p in ("arrival", "mix", "colour")},
        }
        mix = fields["mix"] or {self.plant.types[0]: 1.0}
        row["mix_begin"], row["mix_end"] = self._shares("mix", "type", self.plant.types, mix)
        paint = fields["colours"] or {}
        row["colour_begin"], row["colour_end"] = self._shares(
            "paint", "colour", self.plant.colours, paint
        )
        row["order_begin"] = len(self.rows["order"])
        for order in fields["orders"]:
            self.rows["order"].append(self._order(*order))
        row["order_end"] = len(self.rows["order"])
        row["follow_begin"] = len(self.rows["follow"])
        if fields["follows"] is not None:
            follow = fields["follow"] or dict(zip(self.plant.types, self.plant.types, strict=True))
            for type_name in self.plant.types:
                made = follow.get(type_name)
                self.rows["follow"].append(
                    {"type": NONE if made is None else self.plant.types.index(made)}
                )
        self.rows["source"].append(row)

    def _order(
        self, type_name: str, colour: str | None = None, due: int = FOREVER, release: int = 0
    ) -> Row:
        return {
            "type": self.plant.types.index(type_name),
            "colour": 0 if colour is None else self.plant.colours.index(colour),
            "due": due,
            "release": release,
        }

    def _shares(
        self, table: str, column: str, names: Sequence[str], shares: Mapping[str, float]
    ) -> tuple[int, int]:
        begin = len(self.rows[table])
        total, so_far = sum(shares.values()), 0.0
        for n, (name, share) in enumerate(shares.items()):
            so_far += share
            row: Row = {
                column: names.index(name),
                "cumulative": 1.0 if n == len(shares) - 1 else so_far / total,
            }
            if table == "mix":
                row["share"] = share / total
            self.rows[table].append(row)
        return begin, len(self.rows[table])

    def _station(self, name: str, fields: Row) -> None:
        machine_begin = len(self.rows["machine"])
        for number in range(fields["machines"]):
            self._machine(name, number, fields)
        setup_begin = len(self.rows["setup"])
        for line in fields["setup"]:
            self.rows["setup"] += [{"dist": self._dist(cell)} for cell in line]
        self.rows["station"].append(
            {
                "object": self.ids[name],
                "machine_begin": machine_begin,
                "machine_end": len(self.rows["machine"]),
                "setup_begin": setup_begin,
                "setup_keys": len(fields["setup"]),
                "calendar": self._calendar_id(fields["calendar"]),
                "crew": self._crew_id(fields["crew"]),
                "test": int(fields["test"]),
                **{c: fields[c] for c in ("batch", "batch_by", "pieces", "setup_by", "off_rule")},
                **{c: fields[c] for c in ("operators", "coverage", "max_reworks")},
            }
        )
        for number, type_name in enumerate(self.plant.types):
            self._work(name, number, type_name, fields)

    def _machine(self, name: str, number: int, fields: Row) -> None:
        opens = fields["machine_opens"]
        row = len(self.rows["machine"])
        mode_begin = len(self.rows["mode"])
        for mode in self.plant.modes:
            if (mode.station, mode.machine) == (name, number):
                self._mode(mode, row)
        purposes = ("work", "setup", "outcome", "detect")
        self.rows["machine"].append(
            {
                "station": self.row_of[name],
                "opens": 0 if opens is None else opens[number],
                "mode_begin": mode_begin,
                "mode_end": len(self.rows["mode"]),
                **{f"stream_{p}": key(name, number, p) for p in purposes},
            }
        )
        self.machine_names.append(f"{name}.{number + 1}")

    def _mode(self, mode: _Mode, machine: int) -> None:
        fields, full_name = mode.fields, f"{mode.station}.{mode.machine + 1}.{mode.name}"
        asset = fields["asset"]
        self.rows["mode"].append(
            {
                "machine": machine,
                "asset": NONE if asset is None else self.plant.assets.index(asset),
                "planned": int(fields["planned"]),
                "crew": self._crew_id(fields["crew"]),
                **{c: self._dist(fields[c]) for c in ("first", "between", "repair")},
                **{c: fields[c] for c in ("clock", "start", "people", "priority")},
                **{f"stream_{p}": key(full_name, p) for p in ("between", "repair")},
            }
        )
        self.mode_names.append(full_name)

    def _work(self, name: str, number: int, type_name: str, fields: Row) -> None:
        need_begin = len(self.rows["need"])
        for buffer, quantity, *wanted in self._needs(fields, type_name):
            self.rows["need"].append(
                {
                    "object": self.ids[buffer],
                    "quantity": quantity,
                    "type": self.plant.types.index(wanted[0]) if wanted else NONE,
                    "edge": self._edge(buffer, name),
                }
            )
        rework = self._by_type(fields["rework"], type_name, 0.0)
        scrap = self._by_type(fields["scrap"], type_name, 0.0)
        setup_key = self._by_type(fields["setup_key"], type_name, 0)
        self.rows["work"].append(
            {
                "dist": self._dist(self._by_type(fields["work"], type_name, None)),
                "setup_key": number if setup_key is None else setup_key,
                "need_begin": need_begin,
                "need_end": len(self.rows["need"]),
                "rework": rework,
                "scrap": scrap,
                "rework_link": self.rework_links.get((name, type_name), NONE),
                "scrap_edge": self._edge(name, "scrap") if fields["test"] else NONE,
            }
        )

    def _buffer(self, name: str, fields: Row) -> None:
        self.rows["buffer"].append(
            {
                "object": self.ids[name],
                "by_due": int(fields["by_due"]),
                **{c: fields[c] for c in ("capacity", "order", "transit")},
            }
        )

    def _conveyor(self, name: str, fields: Row) -> None:
        self.rows["conveyor"].append(
            {
                "object": self.ids[name],
                "accumulating": int(fields["accumulating"]),
                "calendar": self._calendar_id(fields["calendar"]),
                **{c: fields[c] for c in ("travel", "headway", "capacity")},
            }
        )

    def _sink(self, name: str, fields: Row) -> None:
        self.rows["sink"].append({"object": self.ids[name]})

    def _crews(self) -> None:
        for fields in self.plant.crews.values():
            self.rows["crew"].append(
                {"size": fields["size"], "calendar": self._calendar_id(fields["calendar"])}
            )

    def _calendars(self) -> None:
        for fields in self.plant.calendars.values():
            begin = len(self.rows["change"])
            self.rows["change"] += [{"at": at, "state": state} for at, state in fields["changes"]]
            loop = fields["loop"]
            self.rows["calendar"].append(
                {
                    "begin": begin,
                    "end": len(self.rows["change"]),
                    "loop": NONE if loop == NONE else begin + loop,
                    "length": fields["length"],
                }
            )

    def _steps(self) -> None:
        """Rising in time; at one instant objects, then machines, then capacities."""
        steps = list(self.plant.steps)
        for name, fields in self.plant.objects.items():
            if fields["opens"] > 0:
                steps.append((fields["opens"], 0, name, 0, 0))
            for number, opens in enumerate(fields.get("machine_opens") or ()):
                if opens > 0:
                    steps.append((opens, 1, name, number, 0))
        for at, rank, name, number, value in sorted(steps, key=lambda step: step[:2]):
            what = (StepWhat.OPEN_OBJECT, StepWhat.OPEN_MACHINE, StepWhat.SET_CAPACITY)[rank]
            row = self.ids[name] if rank == 0 else self.row_of[name]
            if rank == 1:
                row = self.rows["station"][row]["machine_begin"] + number
            self.rows["step"].append({"at": at, "what": what, "row": row, "value": value})
