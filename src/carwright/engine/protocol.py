"""What an engine is: the one interface of the reference and of the native kernel."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from carwright.compile.program import Program

Column = NDArray[Any]

STALL_EVENTS = 10_000_000
"""Events and ring entries at one instant after which time is said to stand still (rule T8)."""

STALL_NAMED = 100_000
"""How many of the last of them name the objects of a stall."""

PART_LIMIT = 2_000_000
"""Most parts in the plant at once: far more than a car plant holds, and about 220 MB of memory."""

TRACE_MARGIN = 4096
"""An engine asks for its trace to be taken when fewer rows than this are free."""

HOUR = 3_600_000
MOST_HOURS = 16_384
"""Most rows of the hourly tallies; above, the hour's length doubles until they suffice."""


class Status(IntEnum):
    """Why `Engine.advance` came back."""

    REACHED = 0
    """The clock stands at `until`."""
    TRACE_FULL = 1
    """Take the trace and go on."""
    INTERRUPTED = 2
    """`interrupt()` was called."""
    EXHAUSTED = 3
    """The clock stands at `until`, and nothing is left in the calendar (rule T6.1)."""
    STALLED = 4
    """Time stands still (rule T8)."""
    OVERFLOW = 5
    """More than `PART_LIMIT` parts are in the plant."""
    MAX_EVENTS = 6
    """As many events as were allowed have been carried out."""


class TraceCode(IntEnum):
    """What a row of the trace tells. Columns that a code does not name hold -1 or 0 as said.

    | code | object | row | part | value |
    |---|---|---|---|---|
    | CREATE | source | type | serial | colour |
    | MOVE | to | machine loaded or -1 | serial | from (object) |
    | SETUP | station | machine | first loaded part | duration |
    | WORK | station | machine | first loaded part | duration |
    | FINISH | station | machine | first loaded part | parts loaded |
    | OUTCOME | station | machine | serial | 0 pass, 1 rework, 2 scrap, 3 escaped |
    | JOIN | station | machine | component's serial | buffer (object) |
    | SPLIT | station | machine | new serial | parent's serial |
    | STOP | station | mode | -1 | 1 planned, 0 not |
    | REPAIR | station | mode | -1 | duration |
    | UP | station | mode | -1 | 0 |
    | CALENDAR | -1 | calendar | -1 | state |
    | LOST | source | type | serial | 0 |
    | STEP | -1 | step | -1 | what |
    | STATE | station | machine | begin of the interval that ends now | its State |

    "station" in the column object is the station's object. STATE rows of one instant are in no
    promised order among machines.
    """

    CREATE = 0
    MOVE = 1
    SETUP = 2
    WORK = 3
    FINISH = 4
    OUTCOME = 5
    JOIN = 6
    SPLIT = 7
    STOP = 8
    REPAIR = 9
    UP = 10
    CALENDAR = 11
    LOST = 12
    STEP = 13
    STATE = 14


class Outcome(IntEnum):
    """What a test says of a part (rule X)."""

    PASS = 0
    REWORK = 1
    SCRAP = 2
    ESCAPED = 3


class Stage(IntEnum):
    """Where a machine is with the parts that it holds (rule W3)."""

    LOAD = 0
    COMPONENTS = 1
    OPERATORS = 2
    SETUP = 3
    WORK = 4
    DONE = 5


class ModePhase(IntEnum):
    """Where a mode is with its next stop (rules D2, D3, D6)."""

    COUNTING = 0
    DUE = 1
    CALLING = 2
    """The stop is on and waits for its crew."""
    REPAIR = 3


TRACE_COLUMNS: dict[str, type[np.generic]] = {
    "time": np.int64,
    "code": np.int32,
    "object": np.int32,
    "row": np.int32,
    "part": np.int64,
    "value": np.int64,
}


class Engine(Protocol):
    """One replication of one program: advance it, read what it counted, save it.

    `horizon` is the end of the run and `period` the length of a period of the tallies, both in
    ms. With `trace_rows` > 0 the engine keeps a trace of about that many rows between two calls
    of `take_trace`.
    """

    name: ClassVar[str]

    def __init__(
        self,
        program: Program,
        seed: int,
        replication: int,
        *,
        horizon: int,
        period: int,
        trace_rows: int = 0,
    ) -> None: ...

    @property
    def now(self) -> int:
        """The clock, ms."""

    @property
    def events(self) -> int:
        """Calendar events carried out."""

    @property
    def moves(self) -> int:
        """Parts moved from object to object."""

    @property
    def hour_ms(self) -> int:
        """Length of a row of the tally ``sink_hour``, ms: one hour or a doubling of it."""

    def advance(self, until: int, max_events: int = 0) -> Status:
        """Carry out every event before `until`, at most `max_events` of them if not 0 (T6).

        Raises ValueError if `until` lies before the clock or beyond the horizon.
        """

    def interrupt(self) -> None:
        """Make `advance` come back soon; may be called from another thread."""

    def tallies(self) -> dict[str, Column]:
        """A copy of every tally of `compile.tallies`, with what is open at `now` closed in it."""

    def take_trace(self) -> dict[str, Column]:
        """The columns of `TRACE_COLUMNS` since the last call; empties the buffer."""

    def save(self) -> bytes:
        """The whole state."""

    @classmethod
    def load(cls, program: Program, data: bytes) -> Engine:
        """Go on from a saved state, perhaps with a program of other numbers (rule T9).

        Raises ValueError if `data` was not saved by this engine or the structure differs.
        """

    def waits(self) -> dict[str, Column]:
        """Who waits for what: the picture that `engine.deadlock` describes and reads."""

    def check(self) -> None:
        """Raise RunError naming the rule if conservation (N1) or an invariant is broken."""
