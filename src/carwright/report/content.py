"""What the page shows, section by section, as plain values: between the run and the charts.

`gather` makes it from a run and its summary; charts and sections only draw it. Figures carry
their unit; times are days since the start unless the name says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

from carwright.analysis.interval import Figure
from carwright.analysis.targets import Verdict

STATES = ("working", "setting_up", "waiting", "blocked", "failed", "paused", "unplanned")


@dataclass(frozen=True)
class Tile:
    """One figure at the top. `target` in the figure's unit; `note` says what it is of."""

    label: str
    figure: Figure | None
    target: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Distance:
    """A figure beside what is reported or wanted."""

    label: str
    figure: Figure | None
    target: float
    unit: str
    source: str
    verdict: Verdict
    """As `carwright.analysis.targets` says; open: the interval holds the target."""


@dataclass(frozen=True)
class Rate:
    """Cars per planned hour, by period that has planned hours."""

    unit: str
    """What a period is: day, shift, hour."""
    labels: tuple[str, ...]
    """The number of each period."""
    rates: tuple[Figure, ...]
    warm_up: int
    """How many of them are warm-up."""
    warm_up_text: str
    net: Figure | None
    targets: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class StationStates:
    """How the time of a station's machines is shared among the states."""

    name: str
    shop: str
    machines: int
    shares: dict[str, Figure]
    """By `STATES`, of all time."""
    on_shift: dict[str, Figure]
    """The same without *unplanned*, of the rest of the time."""
    oee: Figure | None = None
    rate: Figure | None = None
    """Stand-alone rate."""


@dataclass(frozen=True)
class Bottleneck:
    """One machine or station as bottleneck (active-period method)."""

    name: str
    shop: str
    sole: Figure
    shifting: Figure
    total: Figure
    """Time alone and half of the time of shifting: totals of all machines sum to 1."""
    over_time: tuple[tuple[float, float] | None, ...]
    """(sole, shifting) share of each period; None where there was no bottleneck."""


@dataclass(frozen=True)
class Strip:
    """The bottlenecks, worst first, and the periods that `over_time` counts."""

    rows: tuple[Bottleneck, ...]
    lead: Figure | None
    """By how much the first is ahead of the second."""
    unit: str
    labels: tuple[str, ...]
    warm_up: int


@dataclass(frozen=True)
class Store:
    """Level of a buffer or conveyor. `bins` are (from level, to level, share of time)."""

    name: str
    shop: str
    capacity: int | None
    level: Figure
    empty: Figure
    full: Figure | None
    bins: tuple[tuple[int, int, float], ...]
    busy: bool = True
    """Whether enough goes through it for being empty or full to matter."""


@dataclass(frozen=True)
class Edge:
    """Parts per hour of planned time from one object to another."""

    begin: str
    end: str
    parts: Figure
    kind: str = "move"
    """``move``, ``rework``, ``scrap`` or ``join``."""


@dataclass(frozen=True)
class Flow:
    """The edges of the flow, and the shop of each object that has one."""

    edges: tuple[Edge, ...]
    shops: dict[str, str]


@dataclass(frozen=True)
class LeadTime:
    """Lead times of cars in `unit`. `bins` are (from, to or None, share of cars)."""

    unit: str
    bins: tuple[tuple[float, float | None, Figure], ...]
    mean: Figure | None
    quantiles: dict[str, Figure]


@dataclass(frozen=True)
class TestResult:
    """Outcomes of one test, shares of the parts tested."""

    name: str
    shop: str
    first_time: Figure
    rework: Figure
    scrap: Figure
    escaped: Figure | None = None


@dataclass(frozen=True)
class Stop:
    """What one failure mode (of one asset or of all) costs: hours a week of simulated time."""

    name: str
    where: str
    planned: bool
    down: Figure
    waiting: Figure
    stops: Figure


@dataclass(frozen=True)
class EnergyUse:
    """Energy of the plant and of its shops."""

    per_car: Figure | None
    total: Figure | None
    shops: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True)
class Input:
    """One input, or several of one kind, with what is known of where it comes from."""

    path: str
    count: int
    status: str
    names: tuple[str, ...] = ()
    """Objects that ``*`` in the path stands for."""
    value: str = ""
    range: tuple[str, str] | None = None
    source: str = ""
    url: str = ""


@dataclass(frozen=True)
class Inputs:
    """How many inputs have which status, and those that are assumed or without source."""

    counts: dict[str, int]
    doubtful: tuple[Input, ...]


@dataclass(frozen=True)
class Stamp:
    """From what the run can be repeated to the byte: facts by name, and the command."""

    facts: tuple[tuple[str, str], ...]
    command: str
    remark: str = ""


@dataclass(frozen=True)
class Content:
    """The whole page. Parts that the plant does not have are empty or None.

    `level` is the confidence level of all intervals.
    """

    title: str
    headline: str
    facts: tuple[str, ...]
    """Short facts under the headline: days, replications, warm-up."""
    warnings: tuple[str, ...]
    level: float
    tiles: tuple[Tile, ...]
    distances: tuple[Distance, ...]
    rate: Rate | None
    stations: tuple[StationStates, ...]
    bottlenecks: Strip | None
    stores: tuple[Store, ...]
    flow: Flow | None
    lead_time: LeadTime | None
    tests: tuple[TestResult, ...]
    stops: dict[str, tuple[Stop, ...]]
    energy: EnergyUse | None
    inputs: Inputs | None
    stamp: Stamp
