"""Reads a program's tables into the classes of `state`."""

from __future__ import annotations

from typing import Any, TypeVar

from carwright.compile.program import Program
from carwright.compile.schema import (
    NONE,
    TABLES,
    CalendarState,
    InRule,
    Kind,
    OutRule,
)
from carwright.engine.draws import Stream
from carwright.engine.reference.state import (
    Buffer,
    Calendar,
    Conveyor,
    Crew,
    Link,
    Machine,
    Mode,
    Place,
    Row,
    Sink,
    Source,
    Station,
)

P = TypeVar("P", bound=Place)


class Plant:
    """Every entity of a program in its state before time 0, and the numbering of slots (T3)."""

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication
        self.rows = {table.name: _rows(program, table.name) for table in TABLES}
        self.types: int = self.rows["size"][0]["types"]
        self.pacing: int = self.rows["size"][0]["calendar"]
        """The calendar that paces the plant (Y4.2), or NONE."""
        self._number_slots()
        self.calendars = [self._calendar(n) for n in range(len(self.rows["calendar"]))]
        self.crews = [Crew(row=n, numbers=row) for n, row in enumerate(self.rows["crew"])]
        self.modes = [self._mode(n) for n in range(len(self.rows["mode"]))]
        self.machines = [self._machine(n) for n in range(len(self.rows["machine"]))]
        self.links = [
            Link(n, row["to"], row["weight"], row["edge"])
            for n, row in enumerate(self.rows["link"])
        ]
        self.objects = [self._place(n) for n in range(len(self.rows["object"]))]
        # An object's row in the table of its kind need not be its turn among the objects.
        self.sources = self._of_kind(Source)
        self.stations = self._of_kind(Station)
        self.buffers = self._of_kind(Buffer)
        self.conveyors = self._of_kind(Conveyor)
        self.stores: list[Buffer | Conveyor] = [*self.buffers, *self.conveyors]

    def streams(self) -> list[Stream]:
        """Every stream, in an order that depends on the program alone."""
        found: list[Stream] = [place.choice for place in self.objects]
        for source in self.sources:
            found += [source.arrival, source.mixing, source.painting]
        for machine in self.machines:
            found += [machine.work, machine.setup, machine.outcome, machine.detect]
        for mode in self.modes:
            found += [mode.between, mode.repair]
        return found

    def _number_slots(self) -> None:
        """T3: steps, calendars, modes, machines, conveyors, buffers, sources."""
        self.first_slot: dict[str, int] = {"step": 0}
        count = 1
        for table in ("calendar", "mode", "machine", "conveyor", "buffer", "source"):
            self.first_slot[table] = count
            count += len(self.rows[table])
        self.slot_count = count

    def _of_kind(self, kind: type[P]) -> list[P]:
        found = [place for place in self.objects if isinstance(place, kind)]
        return sorted(found, key=lambda place: place.row)

    def _stream(self, key: int) -> Stream:
        return Stream(self.seed, key, self.replication)

    def _slice(self, table: str, row: Row, prefix: str) -> list[Row]:
        return self.rows[table][row[f"{prefix}_begin"] : row[f"{prefix}_end"]]

    def _calendar(self, n: int) -> Calendar:
        row = self.rows["calendar"][n]
        changes = self.rows["change"][row["begin"] : row["end"]]
        return Calendar(
            row=n,
            slot=self.first_slot["calendar"] + n,
            changes=changes,
            loop=NONE if row["loop"] == NONE else row["loop"] - row["begin"],
            length=row["length"],
            state=CalendarState(changes[0]["state"]),
        )

    def _mode(self, n: int) -> Mode:
        row = self.rows["mode"][n]
        return Mode(
            row=n,
            slot=self.first_slot["mode"] + n,
            machine=row["machine"],
            numbers=row,
            between=self._stream(row["stream_between"]),
            repair=self._stream(row["stream_repair"]),
        )

    def _machine(self, n: int) -> Machine:
        row = self.rows["machine"][n]
        return Machine(
            row=n,
            slot=self.first_slot["machine"] + n,
            station=row["station"],
            modes=self.modes[row["mode_begin"] : row["mode_end"]],
            work=self._stream(row["stream_work"]),
            setup=self._stream(row["stream_setup"]),
            outcome=self._stream(row["stream_outcome"]),
            detect=self._stream(row["stream_detect"]),
            opened=row["opens"] <= 0,
        )

    def _common(self, n: int) -> dict[str, Any]:
        row = self.rows["object"][n]
        routes = self.rows["route"][n * self.types : (n + 1) * self.types]
        return {
            "object": n,
            "row": row["row"],
            "exists": row["opens"] <= 0,
            "out_rule": OutRule(row["out_rule"]),
            "in_rule": InRule(row["in_rule"]),
            "suppliers": [s["object"] for s in self._slice("supplier", row, "supplier")],
            "users": [u["station"] for u in self._slice("user", row, "user")],
            "followers": [f["source"] for f in self._slice("follower", row, "follower")],
            "routes": [self.links[route["begin"] : route["end"]] for route in routes],
            "choice": self._stream(row["stream_route"]),
            "last_link": [NONE] * self.types,
        }

    def _place(self, n: int) -> Place:
        common = self._common(n)
        match self.rows["object"][n]["kind"]:
            case Kind.SOURCE:
                return self._source(common)
            case Kind.STATION:
                return self._station(common)
            case Kind.BUFFER:
                row = common["row"]
                return Buffer(
                    **common,
                    store=row,
                    slot=self.first_slot["buffer"] + row,
                    numbers=self.rows["buffer"][row],
                )
            case Kind.CONVEYOR:
                row = common["row"]
                return Conveyor(
                    **common,
                    store=len(self.rows["buffer"]) + row,
                    slot=self.first_slot["conveyor"] + row,
                    numbers=self.rows["conveyor"][row],
                )
        return Sink(**common)

    def _source(self, common: dict[str, Any]) -> Source:
        row = self.rows["source"][common["row"]]
        begin = row["follow_begin"]
        follow = self.rows["follow"][begin : begin + self.types]
        return Source(
            **common,
            slot=self.first_slot["source"] + common["row"],
            numbers=row,
            mix=self._slice("mix", row, "mix"),
            paints=self._slice("paint", row, "colour"),
            orders=self._slice("order", row, "order"),
            follow=[f["type"] for f in follow],
            arrival=self._stream(row["stream_arrival"]),
            mixing=self._stream(row["stream_mix"]),
            painting=self._stream(row["stream_colour"]),
            lots_of_type=[0] * self.types,
        )

    def _station(self, common: dict[str, Any]) -> Station:
        row = self.rows["station"][common["row"]]
        works = self.rows["work"][common["row"] * self.types : (common["row"] + 1) * self.types]
        begin, keys = row["setup_begin"], row["setup_keys"]
        return Station(
            **common,
            numbers=row,
            works=[{**work, "needs": self._slice("need", work, "need")} for work in works],
            setups=[setup["dist"] for setup in self.rows["setup"][begin : begin + keys * keys]],
            machines=self.machines[row["machine_begin"] : row["machine_end"]],
        )


def _rows(program: Program, table: str) -> list[Row]:
    """A table's rows as dicts of Python numbers."""
    names = [c.name for t in TABLES if t.name == table for c in t.columns]
    columns = [program.columns[f"{table}.{name}"].tolist() for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
