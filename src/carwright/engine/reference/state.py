"""The plant as objects that can be read: every table row with its state beside its numbers.

A class lists what changes during a run in ``STATE``; everything else comes from the program.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, ClassVar

from carwright.compile.schema import NONE, CalendarState, InRule, OutRule, State
from carwright.engine.draws import Stream
from carwright.engine.protocol import ModePhase, Stage

Row = dict[str, Any]


@dataclass(slots=True, eq=False)
class Part:
    """A car, a body, a component. `serial` is -1 until it is created (Q1, Q3)."""

    serial: int
    type: int
    colour: int
    due: int
    source: int
    born: int = 0
    reworks: int = 0
    fault: int = 0
    """0 none, 1 mendable, 2 not (X1)."""
    since: int = 0
    """Since when it waits to leave (F1)."""
    link: int = NONE
    """The one link it may take, drawn (F4) or to rework (X3)."""
    entered: int = 0
    """The how manieth to enter its buffer."""


@dataclass(slots=True)
class Link:
    """One way from object to object."""

    row: int
    to: int
    weight: float
    edge: int


@dataclass(slots=True, kw_only=True)
class Place:
    """What every object has in common."""

    STATE: ClassVar[tuple[str, ...]] = ("exists", "last_link")
    object: int
    row: int
    exists: bool
    out_rule: OutRule
    in_rule: InRule
    suppliers: list[int]
    users: list[int]
    """Rows of the stations that take components from it."""
    followers: list[int]
    routes: list[list[Link]]
    """Links by type."""
    choice: Stream
    last_link: list[int]
    """By type, the position in its route of the link used last (ROUND_ROBIN)."""


@dataclass(slots=True, kw_only=True)
class Sink(Place):
    """Where parts leave the plant."""


@dataclass(slots=True, kw_only=True)
class Source(Place):
    """Where parts begin (rules Q)."""

    STATE: ClassVar[tuple[str, ...]] = (
        *Place.STATE,
        "lot_left",
        "lots",
        "lots_of_type",
        "order",
        "repeating",
        "own",
    )
    slot: int
    numbers: Row
    mix: list[Row]
    paints: list[Row]
    orders: list[Row]
    follow: list[int]
    arrival: Stream
    mixing: Stream
    painting: Stream
    yard: deque[Part] = field(default_factory=deque)
    next: Part | None = None
    """The part that waits uncreated (SATURATED, ORDERS)."""
    lot_left: int = 0
    """Parts still to come of the lot drawn last (SATURATED)."""
    lots: int = 0
    lots_of_type: list[int] = field(default_factory=list)
    order: int = 0
    """Place in the list of the order that is next."""
    repeating: bool = False
    own: int = 0
    """Parts of its own that have left it and not ended (Q6)."""


@dataclass(slots=True, kw_only=True)
class Buffer(Place):
    """A place where parts wait (rules B)."""

    STATE: ClassVar[tuple[str, ...]] = (*Place.STATE, "capacity_set", "entries", "level_since")
    store: int
    """Row in the tallies of stores."""
    slot: int
    numbers: Row
    capacity_set: int | None = None
    """The capacity that a step has set, if any."""
    ready: list[Part] = field(default_factory=list)
    """Ready parts in the order of entering."""
    coming: list[tuple[int, Part]] = field(default_factory=list)
    """Parts that are not ready yet, each with its instant, in the order of entering."""
    entries: int = 0
    level_since: int = 0

    @property
    def level(self) -> int:
        """Parts in it (B1.1)."""
        return len(self.ready) + len(self.coming)

    @property
    def capacity(self) -> int:
        """Parts that it holds at most now (P1)."""
        return int(self.numbers["capacity"]) if self.capacity_set is None else self.capacity_set


@dataclass(slots=True, kw_only=True)
class Conveyor(Place):
    """A belt (rules V). `clock` is its own time at the instant `read`."""

    STATE: ClassVar[tuple[str, ...]] = (
        *Place.STATE,
        "clock",
        "read",
        "head_value",
        "head_ready",
        "last_entry",
        "last_left",
        "told",
        "level_since",
    )
    store: int
    slot: int
    numbers: Row
    parts: deque[tuple[int, Part]] = field(default_factory=deque)
    """Parts with the clock value at which each entered; the head is first."""
    clock: int = 0
    read: int = 0
    head_value: int = 0
    head_ready: bool = False
    last_entry: int | None = None
    last_left: int | None = None
    told: bool = True
    """Whether those who wait have heard that the entry's headway is over (V4.1)."""
    level_since: int = 0

    @property
    def level(self) -> int:
        """Parts on it."""
        return len(self.parts)

    @property
    def capacity(self) -> int:
        """Parts that it holds at most."""
        return int(self.numbers["capacity"])


@dataclass(slots=True, kw_only=True)
class Mode:
    """One way in which one machine stops (rules D)."""

    STATE: ClassVar[tuple[str, ...]] = ("phase", "left", "began", "people")
    row: int
    slot: int
    machine: int
    numbers: Row
    between: Stream
    repair: Stream
    phase: ModePhase = ModePhase.COUNTING
    left: int = 0
    """What is left on its clock: ms of work, or cycles; of CALENDAR what it began with."""
    began: int = 0
    """When its stop began."""
    people: int = 0
    """People of its crew that it has."""


@dataclass(slots=True, kw_only=True)
class Machine:
    """One machine of a station (rules W)."""

    STATE: ClassVar[tuple[str, ...]] = (
        "opened",
        "stage",
        "entered",
        "running",
        "ends",
        "left",
        "resumed",
        "operators",
        "last_key",
        "failures",
        "maintenances",
        "shown",
        "shown_since",
    )
    row: int
    slot: int
    station: int
    modes: list[Mode]
    work: Stream
    setup: Stream
    outcome: Stream
    detect: Stream
    opened: bool
    parts: list[Part] = field(default_factory=list)
    stage: Stage = Stage.LOAD
    entered: bool = False
    """Whether the stage set-up or work has been entered (W3)."""
    running: bool = False
    """Whether a timed stage elapses now."""
    ends: int = 0
    left: int = 0
    """Time left of a suspended stage (W8)."""
    resumed: int = 0
    """Since when the timed stage has run without interruption."""
    operators: int = 0
    """Operators that it has."""
    last_key: int | None = None
    failures: int = 0
    """Unplanned stops that are on."""
    maintenances: int = 0
    shown: State = State.UNPLANNED
    """Its state at the end of the last instant (S2.1)."""
    shown_since: int = 0


@dataclass(slots=True, kw_only=True)
class Station(Place):
    """Parallel machines that do one step."""

    STATE: ClassVar[tuple[str, ...]] = (*Place.STATE, "active_since")
    numbers: Row
    works: list[Row]
    """By type; with the slice of needs as rows in ``needs``."""
    setups: list[int]
    machines: list[Machine]
    active_since: int | None = None
    """Begin of its present active period (Y4)."""
    ready: list[tuple[Part, Machine]] = field(default_factory=list)
    """Ready parts in the order in which they became ready (F6)."""


@dataclass(slots=True)
class Request:
    """Somebody waits for people: a mode (`mode` >= 0) or a machine (rule K1)."""

    priority: int
    instant: int
    order: int
    people: int
    mode: int
    machine: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """Who is served before whom."""
        return self.priority, self.instant, self.order


@dataclass(slots=True, kw_only=True)
class Crew:
    """People who repair or operate (rules K)."""

    STATE: ClassVar[tuple[str, ...]] = ("used", "used_since", "asked")
    row: int
    numbers: Row
    used: int = 0
    used_since: int = 0
    asked: int = 0
    """Requests so far."""
    queue: list[Request] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Calendar:
    """When work goes on (rules C). `at` is the row of its last change, `offset` its repetition."""

    STATE: ClassVar[tuple[str, ...]] = ("at", "offset", "state")
    row: int
    slot: int
    changes: list[Row]
    loop: int
    """Place in `changes` at which the repeating part begins, or NONE."""
    length: int
    at: int = 0
    offset: int = 0
    state: CalendarState = CalendarState.ON
