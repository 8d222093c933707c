"""Types of the native event kernel (src/native/bindings.cpp)."""

from types import ModuleType
from typing import Any

from numpy.typing import NDArray

from carwright.engine.protocol import Column

draws: ModuleType  # batches of draws; only the tests use them, and they know no types

TRACE_CODES: dict[str, int]

def version() -> str: ...

class Kernel:
    def __init__(
        self,
        columns: dict[str, NDArray[Any]],
        seed: int,
        replication: int,
        horizon: int,
        period: int,
        trace_rows: int,
        stall_events: int,
        stall_named: int,
        part_limit: int,
    ) -> None: ...
    @staticmethod
    def restored(columns: dict[str, NDArray[Any]], image: bytes, changed: bool) -> Kernel: ...
    @property
    def now(self) -> int: ...
    @property
    def events(self) -> int: ...
    @property
    def moves(self) -> int: ...
    @property
    def hour_ms(self) -> int: ...
    def advance(self, until: int, max_events: int) -> int: ...
    def interrupt(self) -> None: ...
    def tallies(self) -> dict[str, Column]: ...
    def take_trace(self) -> dict[str, Column]: ...
    def waits(self) -> dict[str, Column]: ...
    def check(self) -> str: ...
    def save(self) -> bytes: ...

class _Line:
    def __init__(self, columns: dict[str, NDArray[Any]]) -> None: ...
    def interrupt(self) -> None: ...
    def run(
        self,
        instruction_set: str,
        seed: int,
        replication: int,
        count: int,
        horizon: int,
        period: int,
        of_places: bool,
        most_departed: int,
    ) -> tuple[int, dict[str, Column]]: ...

class recursion:  # noqa: N801 (a module)
    Line = _Line
    INSTRUCTION_SETS: dict[str, int]
