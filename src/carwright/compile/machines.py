"""The tables ``machine`` and ``mode``: each machine with its own stops (rule D1).

Names: a station's only machine is called as the station, others ``press #2``; whether it is the
only one does not depend on the phase. A robot is ``press #2 R03``, a mode ``press #2 R03: servo``.
Streams are called ``press#2/work`` and ``press#2/R03/servo/between``; maintenance is set apart
from a failure of the same name by ``maintenance:``, which no given name can contain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from carwright.compile.layout import Layout
from carwright.compile.phases import machine_openings
from carwright.compile.schema import NONE, Clock, Start, StepWhat
from carwright.model import Distribution, Failure, Maintenance, Station

PURPOSES = ("work", "setup", "outcome", "detect")


def add_machines(layout: Layout, row: int, name: str, station: Station) -> tuple[int, int]:
    """Fill ``machine`` and ``mode`` for one station (its row and name); return its slice."""
    openings = machine_openings(layout.timeline, station)
    begin = layout.tables.count("machine")
    for number, opens in enumerate(openings, start=1):
        machine = begin + number - 1
        # What opens with its station needs no step of its own (rule P1.1).
        later = opens if opens > openings[0] and opens > _opens(layout, name) else 0
        if later:
            layout.steps.append((later, StepWhat.OPEN_MACHINE, machine, 0))
        title = name if _only_one(station) else f"{name} #{number}"
        layout.machines.append(title)
        mode_begin = layout.tables.count("mode")
        _add_stops(layout, machine, title, f"{name}#{number}", station)
        layout.tables.add(
            "machine",
            station=row,
            opens=later,
            mode_begin=mode_begin,
            mode_end=layout.tables.count("mode"),
            **{f"stream_{what}": layout.stream(f"{name}#{number}/{what}") for what in PURPOSES},
        )
    return begin, layout.tables.count("machine")


def _opens(layout: Layout, name: str) -> int:
    return layout.opens(layout.net.nodes[name])


def _only_one(station: Station) -> bool:
    counts = station.machines
    return max(counts.values() if isinstance(counts, Mapping) else (counts,)) == 1


def _add_stops(layout: Layout, machine: int, title: str, key: str, station: Station) -> None:
    """Modes of the machine itself, then of its robots, which count on where prefixes repeat."""
    modes = _Modes(layout, machine)
    modes.add(title, f"{key}/", NONE, station.failures, station.maintenance)
    numbers: Counter[str] = Counter()
    for group in station.robots:
        for _ in range(group.count):
            numbers[group.prefix] += 1
            robot = f"{group.prefix}{numbers[group.prefix]:02d}"
            layout.assets.append(f"{title} {robot}")
            asset = len(layout.assets) - 1
            modes.add(
                f"{title} {robot}", f"{key}/{robot}", asset, group.failures, group.maintenance
            )


class _Modes:
    """Writes the modes of one machine."""

    def __init__(self, layout: Layout, machine: int) -> None:
        self.layout = layout
        self.machine = machine

    def add(
        self,
        title: str,
        key: str,
        asset: int,
        failures: Iterable[str],
        maintenance: Iterable[str],
    ) -> None:
        """The failures and the maintenance of the machine or of one asset."""
        plant = self.layout.plant
        for name in failures:
            self._add(f"{title}: {name}", f"{key}/{name}", asset, plant.failures[name])
        for name in maintenance:
            stop = plant.maintenance[name]
            self._add(f"{title}: {name}", f"{key}/maintenance:{name}", asset, stop)

    def _add(self, title: str, key: str, asset: int, stop: Failure) -> None:
        layout = self.layout
        planned = isinstance(stop, Maintenance)
        first = stop.first if isinstance(stop, Maintenance) else None
        layout.tables.add(
            "mode",
            machine=self.machine,
            asset=asset,
            clock=Clock[stop.clock.upper()],
            start=Start[stop.start.upper()],
            planned=int(planned),
            first=NONE if first is None else self._time_to(first),
            between=self._time_to(stop.between),
            repair=layout.distributions.row(stop.repair),
            crew=layout.crew(stop.crew),
            people=stop.people,
            priority=stop.priority,
            stream_between=layout.stream(f"{key}/between"),
            stream_repair=layout.stream(f"{key}/repair"),
        )
        layout.modes.append(title)

    def _time_to(self, time: Distribution | int) -> int:
        """Row of a time to a stop, in ms or in cycles."""
        if isinstance(time, int):
            return self.layout.distributions.constant(time)
        return self.layout.distributions.row(time)
