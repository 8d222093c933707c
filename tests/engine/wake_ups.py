"""An oracle of lost wake-ups: at the end of an instant nothing that may happen is left undone.

Written from ``docs/semantics.md`` alone and on the reference's state alone: it asks none of the
engine's own methods who accepts what, so that a slip there is no excuse here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from carwright.compile.schema import (
    NONE,
    CalendarState,
    KeyBy,
    OffRule,
    Order,
    OutRule,
    SourceMode,
    Start,
)
from carwright.engine.protocol import ModePhase, Stage
from carwright.engine.reference import ReferenceEngine
from carwright.engine.reference.state import (
    Buffer,
    Conveyor,
    Link,
    Machine,
    Part,
    Place,
    Sink,
    Source,
    Station,
)


def undone(engine: ReferenceEngine) -> list[str]:
    """What ought to have happened by the end of this instant, each with its rule."""
    return list(_Looker(engine).undone())


class _Looker:
    def __init__(self, engine: ReferenceEngine) -> None:
        self.plant = engine.plant
        self.now = engine.now

    def undone(self) -> Iterator[str]:
        for place in self.plant.objects:
            yield from self._moves(place)
        for machine in self.plant.machines:
            yield from self._work(machine)
        for crew in self.plant.crews:
            free = crew.numbers["size"] - crew.used
            on = self._on(crew.numbers["calendar"])
            if on and crew.queue and crew.queue[0].people <= free:
                yield f"K4: crew {crew.row} has {free} people free and a request at its head"

    # Moves (F).

    def _moves(self, place: Place) -> Iterator[str]:
        for part in self._candidates(place):
            for link in self._links(place, part):
                target = self.plant.objects[link.to]
                if self._accepts(target, part):
                    yield f"F5/F7: part {part.serial} could go from {place.object} to {link.to}"

    def _candidates(self, place: Place) -> list[Part]:
        """F6, F6.1."""
        if isinstance(place, Buffer):
            return self._first(place)
        if isinstance(place, Conveyor):
            # V4.1: a head whose value is reached is ready by the end of the instant.
            head = place.parts[0][1] if place.parts else None
            return [head] if head and self._clock(place) >= place.head_value else []
        if isinstance(place, Station):
            done = [m.parts for m in place.machines if m.stage == Stage.DONE]
            return [part for parts in done for part in parts]
        return self._source_part(place) if isinstance(place, Source) else []

    def _first(self, buffer: Buffer) -> list[Part]:
        """B2."""
        return self._in_order(buffer)[:1]

    def _in_order(self, buffer: Buffer) -> list[Part]:
        """B1, B2: the parts that are ready by the end of the instant."""
        keys: dict[int, Callable[[Part], tuple[int, ...]]] = {
            Order.FIFO: lambda part: (part.entered,),
            Order.LIFO: lambda part: (-part.entered,),
            Order.PRIORITY: lambda part: (self._rank(buffer, part), part.entered),
        }
        due = [part for at, part in buffer.coming if at <= self.now]
        return sorted([*buffer.ready, *due], key=keys[buffer.numbers["order"]])

    def _rank(self, buffer: Buffer, part: Part) -> int:
        if buffer.numbers["by_due"]:
            return part.due
        rank: int = self.plant.rows["type"][part.type]["priority"]
        return rank

    def _source_part(self, source: Source) -> list[Part]:
        """F6.1; parts that have left and not ended are found where they are (Q6)."""
        numbers = source.numbers
        away = sum(part.source == source.row for part in self._all_parts())
        if not (source.exists and self._on(numbers["calendar"]) and away < numbers["limit"]):
            return []
        if numbers["mode"] in (SourceMode.SATURATED, SourceMode.ORDERS):
            part = source.next
            return [part] if part and part.since <= self.now else []
        return list(source.yard)[:1]

    def _all_parts(self) -> Iterator[Part]:
        """Parts outside of yards."""
        for place in self.plant.objects:
            if isinstance(place, Buffer):
                yield from place.ready
                yield from (part for _, part in place.coming)
            elif isinstance(place, Conveyor):
                yield from (part for _, part in place.parts)
            elif isinstance(place, Station):
                for machine in place.machines:
                    yield from machine.parts

    def _links(self, place: Place, part: Part) -> list[Link]:
        """F3, F4: in any order, for one open door is enough."""
        links = place.routes[part.type]
        if part.link != NONE:
            return [self.plant.links[part.link]]
        if place.out_rule == OutRule.RANDOM and links:
            raise AssertionError(f"F4: ready part {part.serial} has drawn no link")
        return links

    # Accepting (F8).

    def _accepts(self, place: Place, part: Part) -> bool:
        if not place.exists:
            return False
        if isinstance(place, Buffer):
            capacity = place.numbers["capacity"]
            if place.capacity_set is not None:
                capacity = place.capacity_set
            return len(place.ready) + len(place.coming) < capacity
        if isinstance(place, Conveyor):
            free = len(place.parts) < place.numbers["capacity"]
            last = place.last_entry
            return free and (last is None or self._clock(place) >= last + place.numbers["headway"])
        if isinstance(place, Station):
            return any(self._open(place, machine, part) for machine in place.machines)
        return isinstance(place, Sink)

    def _clock(self, conveyor: Conveyor) -> int:
        """V1: it has gone on since it was read if it moves."""
        stands = not conveyor.numbers["accumulating"] and conveyor.head_ready
        moves = self._on(conveyor.numbers["calendar"]) and not stands
        return conveyor.clock + (self.now - conveyor.read if moves else 0)

    def _open(self, station: Station, machine: Machine, part: Part) -> bool:
        """W1."""
        if self._stopped(machine) or machine.stage != Stage.LOAD:
            return False
        if len(machine.parts) >= station.numbers["batch"]:
            return False
        by = station.numbers["batch_by"]
        for other in machine.parts:
            if by == KeyBy.TYPE and other.type != part.type:
                return False
            if by == KeyBy.COLOUR and other.colour != part.colour:
                return False
        return True

    # Machines (W3, J2, D3).

    def _work(self, machine: Machine) -> Iterator[str]:
        for mode in machine.modes:
            if mode.phase == ModePhase.DUE:
                yield from self._due(machine, mode.row, mode.numbers["start"])
        if self._stopped(machine):
            return
        if machine.stage == Stage.COMPONENTS and self._could_join(machine):
            yield f"J2: machine {machine.row} could take its components"
        if machine.stage in (Stage.SETUP, Stage.WORK) and not machine.running:
            yield f"W3: machine {machine.row} stands still in stage {machine.stage.name}"

    def _due(self, machine: Machine, mode: int, start: int) -> Iterator[str]:
        """D3, D4."""
        if start == Start.OPPORTUNISTIC and not machine.parts:
            yield f"D3: mode {mode} is due and machine {machine.row} holds no part"
        if start == Start.FORCED and not self._in_hand(machine):
            yield f"D3: mode {mode} is due and machine {machine.row} has nothing in hand"

    def _could_join(self, machine: Machine) -> bool:
        """J1, J2.1: each need has what those before it leave."""
        station = self.plant.stations[machine.station]
        stocks: dict[int, list[Part]] = {}
        for need in station.works[machine.parts[0].type]["needs"]:
            buffer = self.plant.objects[need["object"]]
            assert isinstance(buffer, Buffer)
            stock = stocks.setdefault(buffer.object, self._in_order(buffer))
            fitting = [part for part in stock if need["type"] in (NONE, part.type)]
            if len(fitting) < need["quantity"]:
                return False
            for part in fitting[: need["quantity"]]:
                stock.remove(part)
        return True

    def _in_hand(self, machine: Machine) -> bool:
        """W3.1: in set-up or work, be it suspended."""
        entered = machine.entered or machine.stage == Stage.WORK
        return machine.stage in (Stage.SETUP, Stage.WORK) and entered

    def _stopped(self, machine: Machine) -> bool:
        """D5, C3, P1.1."""
        station = self.plant.stations[machine.station]
        if not (machine.opened and station.exists):
            return True
        if any(mode.phase in (ModePhase.CALLING, ModePhase.REPAIR) for mode in machine.modes):
            return True
        finishing = station.numbers["off_rule"] == OffRule.FINISH and self._in_hand(machine)
        return not self._on(station.numbers["calendar"]) and not finishing

    def _on(self, calendar: int) -> bool:
        """C2."""
        if calendar == NONE:
            return True
        return self.plant.calendars[calendar].state == CalendarState.ON
