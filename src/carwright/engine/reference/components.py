"""Components that join a part (rules J)."""

from __future__ import annotations

from carwright.compile.schema import NONE
from carwright.engine.protocol import TraceCode
from carwright.engine.reference.clock import ROOM
from carwright.engine.reference.state import Buffer, Machine, Part, Row
from carwright.engine.reference.stores import Stores
from carwright.engine.reference.tally import JOINED


class Components(Stores):
    """Takes what an assembly needs, all together or not at all."""

    def needs(self, machine: Machine) -> list[Row]:
        """W2: the first loaded part decides."""
        station = self.station_of(machine)
        needs: list[Row] = station.works[machine.parts[0].type]["needs"]
        return needs

    def take_components(self, machine: Machine) -> bool:
        """J2, J2.1. Returns whether they could be taken."""
        picked = self._pick(self.needs(machine))
        if picked is None:
            return False
        station = self.station_of(machine).object
        for need, buffer, parts in picked:
            for part in parts:
                self.buffer_left(buffer, part)
                self.tell(TraceCode.JOIN, station, machine.row, part.serial, buffer.object)
                self.count("edge_parts", need["edge"])
                self.ends(part, JOINED)
            self.add(ROOM, buffer.object)
        return True

    def _pick(self, needs: list[Row]) -> list[tuple[Row, Buffer, list[Part]]] | None:
        """J1, J2.1: each need is tested on what those before it would leave."""
        taken: set[int] = set()
        picked: list[tuple[Row, Buffer, list[Part]]] = []
        for need in needs:
            buffer = self.plant.objects[need["object"]]
            assert isinstance(buffer, Buffer)  # noqa: S101 - J3, the compiler sees to it
            fitting = [
                part
                for part in self.in_order(buffer)
                if part.serial not in taken and need["type"] in (NONE, part.type)
            ]
            parts = fitting[: need["quantity"]]
            if len(parts) < need["quantity"]:
                return None
            taken.update(part.serial for part in parts)
            picked.append((need, buffer, parts))
        return picked
