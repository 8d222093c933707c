"""What may still happen in a plant whose parts stand still (rule Z1).

A thing is *hopeful* if it may still change by what is under way: a running timer, a pending slot,
a crew that comes back, a calendar that will be on, a source that has parts to come. Hope is the
least fixpoint of the rules below, each with AND and OR over others (Knapp 1987, "Deadlock
detection in distributed databases", ACM Computing Surveys 19(4), 303-328). Where the picture does
not tell, a rule errs on the side of hope: what is called hopeless will never move again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from carwright.compile.program import Program
from carwright.compile.schema import (
    FOREVER,
    NONE,
    TABLES,
    CalendarState,
    Kind,
    OffRule,
    Order,
    SourceMode,
)
from carwright.engine.protocol import Column, ModePhase, Stage

Row = dict[str, int]

LOOKED_AT = (
    "object",
    "route",
    "link",
    "user",
    "follower",
    "source",
    "station",
    "work",
    "need",
    "machine",
    "mode",
    "buffer",
    "conveyor",
    "crew",
    "calendar",
    "size",
)
"""The tables that hope depends on."""

SLOT_CLASSES = ("calendar", "mode", "machine", "conveyor", "buffer", "source")
"""T3, after the one slot of the steps."""


@dataclass(frozen=True)
class Waiting:
    """A candidate (F6) that waits: on which machine, of what type, with what one link."""

    machine: int
    type: int
    link: int


class Plant:
    """Program and picture as plain rows, with the questions that both answer together."""

    def __init__(self, program: Program, picture: Mapping[str, Column]) -> None:
        self.rows: dict[str, list[Row]] = {name: _rows(program, name) for name in LOOKED_AT}
        self.now: dict[str, list[Any]] = {name: a.tolist() for name, a in picture.items()}
        self.types: int = self.rows["size"][0]["types"]
        self.objects = range(len(self.rows["object"]))
        self.slots: dict[str, int] = {}
        count = 1
        for table in SLOT_CLASSES:
            self.slots[table] = count
            count += len(self.rows[table])
        self.waiting: dict[int, list[Waiting]] = {n: [] for n in self.objects}
        columns = (self.now[f"wait_{c}"] for c in ("object", "machine", "type", "link"))
        for place, machine, kind, link in zip(*columns, strict=True):
            self.waiting[place].append(Waiting(machine, kind, link))
        self.into: dict[int, list[int]] = {n: [] for n in self.objects}
        for start, end in sorted({(link["from"], link["to"]) for link in self.rows["link"]}):
            self.into[end].append(start)

    def kind(self, n: int) -> int:
        """Kind of an object."""
        return self.rows["object"][n]["kind"]

    def row(self, n: int) -> int:
        """Row of an object in the table of its kind."""
        return self.rows["object"][n]["row"]

    def pending(self, table: str, row: int) -> bool:
        """Whether its slot is set."""
        return bool(self.now["slot"][self.slots[table] + row] < FOREVER)

    def step_to_come(self) -> bool:
        """P1. Any step is hope enough."""
        return bool(self.now["slot"][0] < FOREVER)

    def will_be_on(self, calendar: int) -> bool:
        """C1: it is on, or has changes to come."""
        if calendar == NONE or self.now["calendar_state"][calendar] == CalendarState.ON:
            return True
        return self.pending("calendar", calendar)

    def targets(self, n: int, waiting: Waiting) -> list[int]:
        """F3, F4: where a waiting part may go."""
        links = self.rows["link"]
        if waiting.link != NONE:
            return [links[waiting.link]["to"]]
        route = self.rows["route"][n * self.types + waiting.type]
        return [link["to"] for link in links[route["begin"] : route["end"]]]

    def station(self, machine: int) -> Row:
        """The station of a machine."""
        return self.rows["station"][self.rows["machine"][machine]["station"]]

    def machines(self, station: int) -> range:
        """The machines of a station."""
        row = self.rows["station"][station]
        return range(row["machine_begin"], row["machine_end"])

    def machines_at(self, n: int) -> range:
        """The machines of an object, none if it is no station."""
        return self.machines(self.row(n)) if self.kind(n) == Kind.STATION else range(0)

    def work(self, machine: int) -> Row:
        """W2: what the first loaded part asks for."""
        station = self.rows["machine"][machine]["station"]
        kind: int = self.now["first_type"][machine]
        return self.rows["work"][station * self.types + kind]

    def needs(self, machine: int) -> list[Row]:
        """J1: the components that the machine awaits, if it does."""
        if self.now["stage"][machine] != Stage.COMPONENTS:
            return []
        work = self.work(machine)
        return self.rows["need"][work["need_begin"] : work["need_end"]]

    def users(self, n: int) -> list[int]:
        """Machines that take components from a buffer."""
        place = self.rows["object"][n]
        users = self.rows["user"][place["user_begin"] : place["user_end"]]
        return [m for user in users for m in self.machines(user["station"])]

    def followed(self, source: int) -> list[int]:
        """Q4: the objects that a source follows."""
        if self.rows["source"][source]["mode"] != SourceMode.FOLLOWS:
            return []
        followers = self.rows["follower"]
        return [
            n
            for n, place in enumerate(self.rows["object"])
            for follower in followers[place["follower_begin"] : place["follower_end"]]
            if follower["source"] == source
        ]

    def holders(self, source: int) -> list[int]:
        """Q6: the objects at which a source's own parts are, its yard not counted."""
        held = zip(self.now["held_object"], self.now["held_source"], strict=True)
        yard = self.rows["source"][source]["object"]
        return [place for place, owner in held if owner == source and place != yard]

    def at_limit(self, source: int) -> bool:
        """Q6."""
        return bool(self.now["source_own"][source] >= self.rows["source"][source]["limit"])

    def operators_of(self, crew: int) -> list[int]:
        """Machines that have people of a crew."""
        return [
            m
            for m in range(len(self.rows["machine"]))
            if self.station(m)["crew"] == crew and self.now["operators"][m]
        ]

    def repairs_of(self, crew: int) -> list[int]:
        """Modes that have people of a crew."""
        return [
            a
            for a, mode in enumerate(self.rows["mode"])
            if mode["crew"] == crew and self.now["mode_phase"][a] == ModePhase.REPAIR
        ]


class Hope:
    """The least fixpoint: what may still take, give, get or be free."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.takes: set[int] = set()
        """Objects that may accept a part."""
        self.gives: set[int] = set()
        """Objects that a part may leave."""
        self.gets: set[int] = set()
        """Objects to which a part may come."""
        self.frees: set[int] = set()
        """Machines that may be open to a part."""
        self.crews: set[int] = set()
        """Crews of which people may be free."""
        # Hope spreads upstream for room and downstream for parts: turning about saves rounds.
        upstream, raised = True, 1
        while raised:
            raised = sum(map(self._raise, plant.objects[::-1] if upstream else plant.objects))
            raised += self._raise_each(self.crews, range(len(plant.rows["crew"])), self._crew)
            upstream = not upstream

    def _raise(self, n: int) -> int:
        """Raise hope at one object; returns how many things became hopeful."""
        machines = self.plant.machines_at(n)
        return (
            self._raise_each(self.frees, machines, self._frees)
            + self._raise_each(self.takes, [n], self._takes)
            + self._raise_each(self.gives, [n], self._gives)
            + self._raise_each(self.gets, [n], self._gets)
        )

    def _raise_each(
        self, hopeful: set[int], things: Iterable[int], rule: Callable[[int], bool]
    ) -> int:
        news = [n for n in things if n not in hopeful and rule(n)]
        hopeful.update(news)
        return len(news)

    # Objects.

    def _takes(self, n: int) -> bool:
        """F8, now or later."""
        plant, row = self.plant, self.plant.row(n)
        if not plant.now["exists"][n]:
            return plant.step_to_come()
        match plant.kind(n):
            case Kind.BUFFER:
                room = plant.now["level"][n] < plant.now["capacity"][row]
                return room or plant.step_to_come() or n in self.gives
            case Kind.CONVEYOR:
                room = plant.now["level"][n] < plant.rows["conveyor"][row]["capacity"]
                return (room and not self._shut(n)) or n in self.gives
            case Kind.STATION:
                return any(m in self.frees for m in plant.machines(row))
        return plant.kind(n) == Kind.SINK

    def _shut(self, n: int) -> bool:
        """V1, V2: the belt stands for its head, and its entry is proven shut: somebody who is
        free to go waits for it."""
        plant = self.plant
        if plant.rows["conveyor"][plant.row(n)]["accumulating"] or not plant.waiting[n]:
            return False
        return any(
            n in plant.targets(supplier, waiting)
            for supplier in plant.into[n]
            if plant.kind(supplier) != Kind.SOURCE
            for waiting in plant.waiting[supplier]
        )

    def _gives(self, n: int) -> bool:
        plant, row = self.plant, self.plant.row(n)
        out = any(self._way_out(n, waiting) for waiting in plant.waiting[n])
        match plant.kind(n):
            case Kind.SOURCE:
                return self._source_gives(n, row, out=out)
            case Kind.BUFFER:
                return out or self._buffer_changes(n, row) or self._components_go(n)
            case Kind.CONVEYOR:
                return out or self._comes_to_the_end(n, row)
            case Kind.STATION:
                return out or any(self._result_goes(m) for m in plant.machines(row))
        return False

    def _gets(self, n: int) -> bool:
        """Somebody may give it a part, and it may take one."""
        return n in self.takes and any(self.delivers(s) for s in self.plant.into[n])

    def delivers(self, n: int) -> bool:
        """Parts may leave it, those that are there or those to come."""
        return n in self.gives or n in self.gets

    def _way_out(self, n: int, waiting: Waiting) -> bool:
        return any(target in self.takes for target in self.plant.targets(n, waiting))

    def _buffer_changes(self, n: int, row: int) -> bool:
        """B1, B2: another candidate may take the place of one that waits, or of none."""
        fixed = self.plant.waiting[n] and self.plant.rows["buffer"][row]["order"] == Order.FIFO
        return not fixed and (self.plant.pending("buffer", row) or n in self.gets)

    def _comes_to_the_end(self, n: int, row: int) -> bool:
        """V3: a part is on its way to be ready."""
        comes = self.plant.now["level"][n] > 0 and not self.plant.waiting[n]
        return comes and self.plant.will_be_on(self.plant.rows["conveyor"][row]["calendar"])

    def _components_go(self, n: int) -> bool:
        """J2: a machine may take components of it, for what it holds or for a later part."""
        for m in self.plant.users(n):
            awaits = any(need["object"] == n for need in self.plant.needs(m))
            if m in self.frees or (awaits and self.finishes(m)):
                return True
        return False

    def _source_gives(self, n: int, row: int, *, out: bool) -> bool:
        plant = self.plant
        if not self._let_go(n):
            return False
        if plant.waiting[n]:
            return out
        followed = any(map(self.delivers, plant.followed(row)))
        return followed or plant.pending("source", row) or not plant.now["exists"][n]

    def _let_go(self, n: int) -> bool:
        """F6.1: nothing holds the source back for ever."""
        plant, row = self.plant, self.plant.row(n)
        if not plant.now["exists"][n]:
            return plant.step_to_come()
        if not plant.will_be_on(plant.rows["source"][row]["calendar"]):
            return False
        return not plant.at_limit(row) or any(p in self.gives for p in plant.holders(row))

    def _held_back(self, n: int) -> bool:
        """F6.1: it is a source that may give nothing now."""
        plant, row = self.plant, self.plant.row(n)
        if plant.kind(n) != Kind.SOURCE:
            return False
        calendar = plant.rows["source"][row]["calendar"]
        off = calendar != NONE and plant.now["calendar_state"][calendar] != CalendarState.ON
        return off or plant.at_limit(row) or plant.pending("source", row)

    # Machines.

    def _frees(self, m: int) -> bool:
        """W1: it may be open to some part again."""
        plant = self.plant
        if not self.starts_again(m):
            return False
        match plant.now["stage"][m]:
            case Stage.LOAD:
                return plant.now["first_type"][m] == NONE or self._fills(m)
            case Stage.DONE:
                place = plant.station(m)["object"]
                on_it = [w for w in plant.waiting[place] if w.machine == m]
                return all(self._way_out(place, waiting) for waiting in on_it)
        return self._result_goes(m)

    def _fills(self, m: int) -> bool:
        """W2: a part may still come for a batch that is begun. What waits for it now is not alike
        to it, unless the machine is stopped or something holds the part's source back."""
        suppliers = self.plant.into[self.plant.station(m)["object"]]
        return self._stands(m) or any(self.delivers(s) or self._brings(s) for s in suppliers)

    def _brings(self, n: int) -> bool:
        """F6: it may come up with a candidate that does not wait yet."""
        plant, row = self.plant, self.plant.row(n)
        match plant.kind(n):
            case Kind.SOURCE:
                return self._held_back(n) and self._let_go(n)
            case Kind.BUFFER:
                return self._buffer_changes(n, row)
            case Kind.CONVEYOR:
                return self._comes_to_the_end(n, row)
        return any(self.finishes(m) for m in plant.machines(row))

    def _result_goes(self, m: int) -> bool:
        """What it works on may leave it; of a test or a mixed batch this is not yet known."""
        plant, station = self.plant, self.plant.station(m)
        if not self.finishes(m):
            return False
        if station["test"] or station["batch"] > 1:
            return True
        return self._way_out(station["object"], Waiting(m, plant.now["first_type"][m], NONE))

    def finishes(self, m: int) -> bool:
        """W3: what it holds, all loaded, may be worked on to its end. A stop at the very instant
        at which the work ends does not hold it (D5)."""
        stage = self.plant.now["stage"][m]
        if stage == Stage.WORK and self.plant.pending("machine", m):
            return True
        if stage in (Stage.LOAD, Stage.DONE) or not self.starts_again(m):
            return False
        if stage == Stage.OPERATORS:
            return self.plant.station(m)["crew"] in self.crews
        return all(self.meets(need) for need in self.plant.needs(m))

    def meets(self, need: Row) -> bool:
        """J1: the buffer has it, or may still get something."""
        row = self.plant.row(need["object"])
        ready = self.plant.now["ready"][row]
        has = sum(ready) if need["type"] == NONE else ready[need["type"]]
        if has >= need["quantity"] or self.plant.pending("buffer", row):
            return True
        return need["object"] in self.gets

    def starts_again(self, m: int) -> bool:
        """D6, C3, P1: it exists or will, its calendar will be on, every stop may end."""
        plant, station = self.plant, self.plant.station(m)
        exists = plant.now["opened"][m] and plant.now["exists"][station["object"]]
        if not exists and not plant.step_to_come():
            return False
        finishing = station["off_rule"] == OffRule.FINISH and plant.now["in_hand"][m]
        if not finishing and not plant.will_be_on(station["calendar"]):
            return False
        machine = plant.rows["machine"][m]
        return all(self._stop_ends(a) for a in range(machine["mode_begin"], machine["mode_end"]))

    def _stands(self, m: int) -> bool:
        """D5, C3: it is stopped now."""
        plant, machine = self.plant, self.plant.rows["machine"][m]
        calendar = plant.station(m)["calendar"]
        off = calendar != NONE and plant.now["calendar_state"][calendar] != CalendarState.ON
        modes = plant.now["mode_phase"][machine["mode_begin"] : machine["mode_end"]]
        return off or any(phase in (ModePhase.CALLING, ModePhase.REPAIR) for phase in modes)

    def _stop_ends(self, a: int) -> bool:
        match self.plant.now["mode_phase"][a]:
            case ModePhase.CALLING:
                return self.plant.rows["mode"][a]["crew"] in self.crews
            case ModePhase.REPAIR:
                return self.plant.pending("mode", a)
        return True

    def _crew(self, c: int) -> bool:
        """K1: nobody has its people, or somebody may give them back."""
        plant = self.plant
        if not plant.will_be_on(plant.rows["crew"][c]["calendar"]):
            return False
        if not plant.now["crew_used"][c]:
            return True
        repairs = any(plant.pending("mode", a) for a in plant.repairs_of(c))
        return repairs or any(self.finishes(m) for m in plant.operators_of(c))


def _rows(program: Program, table: str) -> list[Row]:
    names = [c.name for t in TABLES if t.name == table for c in t.columns]
    columns: list[list[Any]] = [program.columns[f"{table}.{name}"].tolist() for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
