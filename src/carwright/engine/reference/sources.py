"""Where parts begin (rules Q)."""

from __future__ import annotations

from carwright.compile.schema import FOREVER, NONE, MixRule, SourceMode, WhenFull
from carwright.engine.protocol import TraceCode
from carwright.engine.reference.clock import OFFER
from carwright.engine.reference.state import Part, Row, Source
from carwright.engine.reference.stations import Stations
from carwright.engine.reference.tally import CREATED, LOST


class Sources(Stations):
    """Makes parts and lets them go."""

    # Starting (T7, P1.1).

    def start_source(self, source: Source) -> None:
        """A source begins to exist, at time 0 or when it opens."""
        match source.numbers["mode"]:
            case SourceMode.SATURATED:
                self._draw_next(source)
            case SourceMode.ORDERS:
                self._next_order(source)
            case SourceMode.ARRIVALS:
                first = source.numbers["first"]
                if first == NONE:
                    self._schedule_arrival(source)
                else:
                    self.set_slot(source.slot, max(first, self.now))
        self.offer_source(source)

    def offer_source(self, source: Source) -> None:
        """If it has a part that may leave, let it try."""
        if self.can_leave(source):
            self.add(OFFER, source.object)

    def source_event(self, source: Source) -> None:
        """A lot arrives, or an order's release has come."""
        if source.numbers["mode"] == SourceMode.ARRIVALS:
            self._arrive(source)
        else:
            self.add(OFFER, source.object)  # Q3.1

    # The part that may leave next (F6.1).

    def can_leave(self, source: Source) -> Part | None:
        """F6.1, Q6: the first part, unless something holds the source back."""
        held = (
            not source.exists
            or not self.calendar_on(source.numbers["calendar"])
            or source.own >= source.numbers["limit"]
        )
        if held:
            return None
        if source.next is not None:
            released = source.next.since <= self.now
            return source.next if released else None
        return source.yard[0] if source.yard else None

    def source_left(self, source: Source, part: Part) -> None:
        """F9, Q1, Q3: it is gone; a part that was uncreated comes to be, the next is drawn."""
        source.own += 1
        self.count("source_out", source.row)
        if part is not source.next:
            if source.yard and source.yard[0] is part:
                source.yard.popleft()
        elif source.numbers["mode"] == SourceMode.SATURATED:
            self._draw_next(source)
        else:
            self._next_order(source)

    def create(self, source: Source, part: Part) -> None:
        """N1: from here on it is in the plant and has a serial number."""
        part.serial, part.born = self.new_serial(), self.now
        self.comes_to_be(part, CREATED)
        self.tell(TraceCode.CREATE, source.object, part.type, part.serial, part.colour)

    # SATURATED and ARRIVALS: types and colours are drawn (Q1, Q2, Q5).

    def _draw_next(self, source: Source) -> None:
        """Q1: the parts of a lot share one draw."""
        before = source.next
        if source.lot_left and before is not None:
            kind, colour = before.type, before.colour
        else:
            kind, colour = self._draw_kind(source)
            source.lot_left = source.numbers["lot"]
        source.lot_left -= 1
        source.next = Part(-1, kind, colour, FOREVER, source.row)
        self.starts_to_wait(source, source.next)

    def _draw_kind(self, source: Source) -> tuple[int, int]:
        """Q5: type and colour of the next lot."""
        kind = self._draw_type(source)
        source.lots += 1
        source.lots_of_type[kind] += 1
        return kind, self._draw_colour(source)

    def _draw_type(self, source: Source) -> int:
        mix: list[Row] = source.mix
        if source.numbers["mix_rule"] == MixRule.LEVEL:

            def lag(row: Row) -> float:
                due: float = (source.lots + 1) * row["share"]
                return due - source.lots_of_type[row["type"]]

            chosen = max(mix, key=lag)  # ties by listing: max keeps the first
        elif len(mix) > 1:
            u = source.mixing.uniform()
            chosen = next(row for row in mix if u <= row["cumulative"])
        else:
            chosen = mix[0]
        kind: int = chosen["type"]
        return kind

    def _draw_colour(self, source: Source) -> int:
        if not source.paints:
            return 0
        chosen = source.paints[0]
        if len(source.paints) > 1:
            u = source.painting.uniform()
            chosen = next(row for row in source.paints if u <= row["cumulative"])
        colour: int = chosen["colour"]
        return colour

    def _schedule_arrival(self, source: Source) -> None:
        interval = self.draw(source.numbers["dist"], source.arrival)
        self.set_slot(source.slot, self.now + interval)

    def _arrive(self, source: Source) -> None:
        """Q2, Q2.1."""
        self._schedule_arrival(source)
        kind, colour = self._draw_kind(source)
        lose = source.numbers["when_full"] == WhenFull.LOSE
        for _ in range(source.numbers["lot"]):
            part = Part(-1, kind, colour, FOREVER, source.row)
            self.create(source, part)
            self.starts_to_wait(source, part)
            if not lose:
                source.yard.append(part)
            elif not self._leaves_at_once(source, part):
                self._lose(source, part)
        if not lose:
            self.add(OFFER, source.object)

    def _leaves_at_once(self, source: Source, part: Part) -> bool:
        """Q2.1: F6.1 has its say, then the destinations."""
        source.yard.append(part)
        if self.can_leave(source) is part and self.send(source, part):
            return True
        source.yard.pop()
        return False

    def _lose(self, source: Source, part: Part) -> None:
        self.tell(TraceCode.LOST, source.object, part.type, part.serial, 0)
        self.count("source_lost", source.row)
        self.ends(part, LOST, left_source=False)

    # ORDERS (Q3) and FOLLOWS (Q4).

    def _next_order(self, source: Source) -> None:
        """Q3, Q3.1, F6.1."""
        source.next = None
        if source.order == len(source.orders):
            if not source.numbers["repeat"] or not source.orders:
                return
            source.order, source.repeating = 0, True
        row = source.orders[source.order]
        source.order += 1
        source.next = Part(-1, row["type"], row["colour"], row["due"], source.row)
        self.starts_to_wait(source, source.next)
        if not source.repeating and row["release"] > self.now:
            source.next.since = row["release"]
            self.set_slot(source.slot, row["release"])

    def follow(self, source: Source, followed: Part) -> None:
        """Q4, P1.1."""
        kind = source.follow[followed.type]
        if kind == NONE or not source.exists:
            return
        part = Part(-1, kind, followed.colour, followed.due, source.row)
        self.create(source, part)
        self.starts_to_wait(source, part)
        source.yard.append(part)
        self.add(OFFER, source.object)
