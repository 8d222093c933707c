"""Parts that become ready, and people who are asked for (rules F1, F4, K)."""

from __future__ import annotations

from carwright.compile.schema import NONE, CalendarState, OutRule
from carwright.engine.reference.clock import SERVE
from carwright.engine.reference.state import Crew, Machine, Mode, Part, Place, Request
from carwright.engine.reference.tally import Counts, Tallying


class Crews(Tallying):
    """Draws among destinations; queues of crews."""

    def starts_to_wait(self, place: Place, part: Part) -> None:
        """F1, F4: the part is ready now; under RANDOM its link is drawn."""
        part.since = self.now
        links = place.routes[part.type]
        if part.link != NONE or place.out_rule != OutRule.RANDOM or not links:
            return
        chosen = links[0]
        if len(links) > 1:  # R2
            u = place.choice.uniform()
            chosen = next(link for link in links if u <= link.weight)
        part.link = chosen.row

    def calendar_on(self, calendar: int) -> bool:
        """C2: no calendar is always on."""
        return calendar == NONE or self.plant.calendars[calendar].state == CalendarState.ON

    def ask(self, crew: Crew, people: int, priority: int, asker: Mode | Machine) -> None:
        """K1, K4: join the queue; asking serves at once."""
        mode, machine = (asker.row, NONE) if isinstance(asker, Mode) else (NONE, asker.row)
        request = Request(priority, self.now, crew.asked, people, mode, machine)
        crew.asked += 1
        crew.queue.append(request)
        crew.queue.sort(key=lambda waiting: waiting.rank)
        self.serve(crew)

    def serve(self, crew: Crew) -> None:
        """K4, K4.1: nobody overtakes the head of the queue."""
        if not self.calendar_on(crew.numbers["calendar"]):
            return
        while crew.queue and crew.queue[0].people <= crew.numbers["size"] - crew.used:
            request = crew.queue.pop(0)
            self.use(crew, request.people)
            self.granted(request)

    def release(self, crew: Crew, people: int) -> None:
        """K4."""
        self.use(crew, -people)
        self.add(SERVE, crew.row)

    def use(self, crew: Crew, people: int) -> None:
        """More or fewer people are in use from now on."""
        self.close_use(self.counts, crew)
        crew.used_since = self.now
        crew.used += people

    def close_use(self, counts: Counts, crew: Crew) -> None:
        """People in use until now."""
        self.spread(counts, "crew_busy", (crew.row,), crew.used_since, self.now, crew.used)
