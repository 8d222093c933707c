"""Which objects lie on the cars' way, and how far each is from its end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from carwright.compile.program import Program
from carwright.compile.schema import NONE, Kind, SourceMode


class CarWay:
    """The ways of car types through a program, by routes and rework links.

    `passed` says for each object whether cars can come there, `to_end` the fewest steps from there
    to a sink of theirs (None off the way).
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._types = int(program.columns["size.types"][0])
        self._cars = [int(n) for n in np.flatnonzero(program.columns["type.car"])]
        self._lists: dict[str, list[int]] = {}
        self.passed = self._passed()
        self.to_end = self._steps_to_end()

    def _column(self, name: str) -> list[int]:
        # Plain lists: walking a large plant reads single cells, which numpy does slowly.
        if name not in self._lists:
            self._lists[name] = self._program.columns[name].tolist()
        return self._lists[name]

    def _passed(self) -> NDArray[np.bool_]:
        passed = np.zeros(self._program.rows("object"), dtype=np.bool_)
        seen = set(self._begins())
        waiting = deque(seen)
        while waiting:
            here, type_id = waiting.popleft()
            passed[here] = True
            for there in self._ways(here, type_id):
                if (there, type_id) not in seen:
                    seen.add((there, type_id))
                    waiting.append((there, type_id))
        return passed

    def _steps_to_end(self) -> list[int | None]:
        steps: list[int | None] = [None] * len(self.passed)
        kind = self._column("object.kind")
        waiting = deque(n for n in np.flatnonzero(self.passed).tolist() if kind[n] == Kind.SINK)
        for sink in waiting:
            steps[sink] = 0
        before = self._suppliers()
        while waiting:
            there = waiting.popleft()
            for here in before[there]:
                if steps[here] is None:
                    steps[here] = (steps[there] or 0) + 1
                    waiting.append(here)
        return steps

    def _suppliers(self) -> list[set[int]]:
        """Objects of the cars' way from which some car goes straight to each object."""
        before: list[set[int]] = [set() for _ in self.passed]
        for here in np.flatnonzero(self.passed).tolist():
            for type_id in self._cars:
                for there in self._ways(here, type_id):
                    before[there].add(here)
        return before

    def _begins(self) -> Iterator[tuple[int, int]]:
        """(object, type) of every source and car type that it makes."""
        for source, here in enumerate(self._column("source.object")):
            for type_id in set(self._cars).intersection(self._made(source)):
                yield here, type_id

    def _made(self, source: int) -> list[int]:
        match self._column("source.mode")[source]:
            case SourceMode.ORDERS:
                return self._column("order.type")[self._rows("source.order", source)]
            case SourceMode.FOLLOWS:
                begin = self._column("source.follow_begin")[source]
                return self._column("follow.type")[begin : begin + self._types]
            case _:
                rows = self._rows("source.mix", source)
                shares = self._program.columns["mix.share"][rows]
                listed = zip(self._column("mix.type")[rows], shares, strict=True)
                return [type_id for type_id, share in listed if share > 0]

    def _ways(self, here: int, type_id: int) -> Iterator[int]:
        """Objects to which a part of this type goes straight from here."""
        begin, end = self._column("route.begin"), self._column("route.end")
        row = here * self._types + type_id
        yield from self._column("link.to")[begin[row] : end[row]]
        if self._column("object.kind")[here] == Kind.STATION:
            work = self._column("object.row")[here] * self._types + type_id
            link = self._column("work.rework_link")[work]
            if link != NONE:
                yield self._column("link.to")[link]

    def _rows(self, prefix: str, row: int) -> slice:
        return slice(self._column(f"{prefix}_begin")[row], self._column(f"{prefix}_end")[row])
