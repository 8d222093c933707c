"""How parts move from object to object (rules F)."""

from __future__ import annotations

from carwright.compile.schema import NONE, InRule, OutRule
from carwright.engine.protocol import Stage, TraceCode
from carwright.engine.reference.clock import IDLE, OFFER, ROOM, Entry
from carwright.engine.reference.sources import Sources
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
from carwright.engine.reference.tally import SUNK, lead_bin


class Flow(Sources):
    """Who gives what to whom."""

    # Who may leave, and where to (F3, F4, F6).

    def candidates(self, place: Place) -> list[Part]:
        """F6: the parts that may leave now, in order."""
        match place:
            case Buffer():
                return self.in_order(place)[:1]
            case Conveyor():
                return [place.parts[0][1]] if place.head_ready else []
            case Source():
                part = self.can_leave(place)
                return [part] if part else []
            case Station():
                return [part for part, _ in place.ready]
        return []

    def tried_links(self, place: Place, part: Part) -> list[Link]:
        """F3, F4: the links that the part tries, in order."""
        if part.link != NONE:
            return [self.plant.links[part.link]]
        links = place.routes[part.type]
        if place.out_rule == OutRule.ROUND_ROBIN:
            after = place.last_link[part.type] + 1
            return links[after:] + links[:after]
        return links

    # Who accepts (F8).

    def accepts(self, place: Place, part: Part) -> bool:
        """F8."""
        if not place.exists:
            return False
        match place:
            case Buffer():
                return place.level < place.capacity
            case Conveyor():
                return place.level < place.capacity and self.entry_open(place)
            case Station():
                return self.open_machine(place, part) is not None
        return isinstance(place, Sink)

    # The ring (T5).

    def carry_out(self, entry: Entry) -> None:
        """One entry of the ring."""
        kind, row = entry
        if kind == OFFER:
            self.offer(self.plant.objects[row])
        elif kind == ROOM:
            self.room(self.plant.objects[row])
        elif kind == IDLE:
            self.idle(self.plant.machines[row])
        else:
            self.serve(self.plant.crews[row])

    def offer(self, place: Place) -> None:
        """F7: every part that can leave does; then components are tried."""
        while any(self.send(place, part) for part in self.candidates(place)):
            self.note(place.object)
            if self.stalled():  # T8.1
                return
        for user in place.users:
            for machine in self.plant.stations[user].machines:
                if machine.stage == Stage.COMPONENTS and not self.stopped(machine):
                    self.try_components(machine)

    def send(self, place: Place, part: Part) -> bool:
        """F7: move the part along the first tried link that leads to an open door."""
        for link in self.tried_links(place, part):
            if self.accepts(self.plant.objects[link.to], part):
                self.move(place, part, link)
                return True
        return False

    def room(self, place: Place) -> None:
        """F5, F5.1."""
        while (found := self._next_for(place)) is not None and not self.stalled():  # T8.1
            supplier, part, link = found
            self.move(supplier, part, link)
            self.note(place.object)
            if isinstance(supplier, Buffer) and supplier.ready:
                self.add(OFFER, supplier.object)

    def _next_for(self, place: Place) -> tuple[Place, Part, Link] | None:
        """F5: the supplier's part that is taken next, if any."""
        found = [
            offer
            for supplier in place.suppliers
            if (offer := self._first_for(place, self.plant.objects[supplier])) is not None
        ]
        if place.in_rule == InRule.LONGEST_WAITING:
            return min(found, key=lambda offer: offer[1].since, default=None)
        return found[0] if found else None

    def _first_for(self, place: Place, supplier: Place) -> tuple[Place, Part, Link] | None:
        """F6: the supplier's first candidate that may go to `place` and that it accepts."""
        for part in self.candidates(supplier):
            for link in self.tried_links(supplier, part):
                if link.to == place.object and self.accepts(place, part):
                    return supplier, part, link
        return None

    # The move (F9, F9.1).

    def move(self, place: Place, part: Part, link: Link) -> None:
        """F9, in the order that the rule gives."""
        target = self.plant.objects[link.to]
        machine = self.open_machine(target, part) if isinstance(target, Station) else None
        if part.serial < 0 and isinstance(place, Source):
            self.create(place, part)
        row = NONE if machine is None else machine.row
        self.tell(TraceCode.MOVE, target.object, row, part.serial, place.object)
        self.moves += 1
        self.count("edge_parts", link.edge)
        if part.link == NONE and place.out_rule == OutRule.ROUND_ROBIN:  # F4.1
            place.last_link[part.type] = place.routes[part.type].index(link)
        part.link = NONE
        self._leaves(place, part)
        for follower in place.followers:
            self.follow(self.plant.sources[follower], part)
        self._enters(target, part, machine)

    def _leaves(self, place: Place, part: Part) -> None:
        match place:
            case Station():
                self.station_left(place, part)
            case Buffer():
                self.buffer_left(place, part)
            case Conveyor():
                self.conveyor_left(place)
            case Source():
                self.source_left(place, part)
                self.offer_source(place)
                return
        self.add(ROOM, place.object)

    def _enters(self, place: Place, part: Part, machine: Machine | None) -> None:
        match place:
            case Buffer():
                self.buffer_entered(place, part)
            case Conveyor():
                self.conveyor_entered(place, part)
            case Sink():
                self._sinks(place, part)
            case _ if machine is not None:
                self.station_entered(machine, part)

    def _sinks(self, sink: Sink, part: Part) -> None:
        """N3, N5."""
        self.count("sink_parts", sink.row, part.type)
        self.counts["sink_hour"][self.now // self.hour_ms, sink.row] += 1
        if self.plant.rows["type"][part.type]["car"]:
            lead = self.now - part.born
            self.count("sink_reworks", sink.row, min(part.reworks, 7))
            self.count("lead_time", sink.row, lead_bin(lead))
            self.count("lead_sum", sink.row, by=lead)
        self.ends(part, SUNK)
