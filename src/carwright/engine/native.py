"""The native engine: the kernel of ``src/native`` behind the interface of every engine."""

from __future__ import annotations

from typing import ClassVar

from carwright.compile.program import Program
from carwright.engine import protocol
from carwright.engine._kernel import Kernel
from carwright.engine.fork import structure
from carwright.engine.protocol import Column, Status
from carwright.errors import RunError

_MARK = b"carwright native state 1\n"
_DIGEST = 64
"""Characters of a SHA-256 in hexadecimal: the head names structure and program (rule T9)."""


class NativeEngine:
    """One replication in the native kernel; see `carwright.engine.protocol.Engine`.

    `advance` releases the interpreter's lock. While it runs, other threads may call `interrupt`;
    anything else raises RuntimeError.
    """

    name: ClassVar[str] = "native"
    stall_events: ClassVar[int] = protocol.STALL_EVENTS
    part_limit: ClassVar[int] = protocol.PART_LIMIT

    def __init__(
        self,
        program: Program,
        seed: int,
        replication: int,
        *,
        horizon: int,
        period: int,
        trace_rows: int = 0,
    ) -> None:
        self._program = program
        self._kernel = Kernel(
            dict(program.columns),
            seed,
            replication,
            horizon=horizon,
            period=period,
            trace_rows=trace_rows,
            stall_events=self.stall_events,
            stall_named=protocol.STALL_NAMED,
            part_limit=self.part_limit,
        )

    @property
    def now(self) -> int:
        """See `Engine.now`."""
        return self._kernel.now

    @property
    def events(self) -> int:
        """See `Engine.events`."""
        return self._kernel.events

    @property
    def moves(self) -> int:
        """See `Engine.moves`."""
        return self._kernel.moves

    @property
    def hour_ms(self) -> int:
        """See `Engine.hour_ms`."""
        return self._kernel.hour_ms

    def advance(self, until: int, max_events: int = 0) -> Status:
        """See `Engine.advance`."""
        return Status(self._kernel.advance(until, max_events))

    def interrupt(self) -> None:
        """See `Engine.interrupt`."""
        self._kernel.interrupt()

    def tallies(self) -> dict[str, Column]:
        """See `Engine.tallies`."""
        return self._kernel.tallies()

    def take_trace(self) -> dict[str, Column]:
        """See `Engine.take_trace`."""
        return self._kernel.take_trace()

    def waits(self) -> dict[str, Column]:
        """See `Engine.waits`."""
        return self._kernel.waits()

    def check(self) -> None:
        """See `Engine.check`."""
        if broken := self._kernel.check():
            raise RunError(f"{broken} at {self.now} ms")

    def save(self) -> bytes:
        """See `Engine.save`."""
        head = structure(self._program) + self._program.digest()
        return _MARK + head.encode() + self._kernel.save()

    @classmethod
    def load(cls, program: Program, data: bytes) -> NativeEngine:
        """See `Engine.load`."""
        begin, middle = len(_MARK), len(_MARK) + _DIGEST
        if not data.startswith(_MARK):
            raise ValueError("this is no saved state of the native engine")
        if data[begin:middle] != structure(program).encode():
            raise ValueError("the saved state belongs to a program of another structure")
        changed = data[middle : middle + _DIGEST] != program.digest().encode()
        engine = cls.__new__(cls)
        engine._program = program
        image = data[middle + _DIGEST :]
        engine._kernel = Kernel.restored(dict(program.columns), image, changed)
        return engine
