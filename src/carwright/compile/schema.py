"""The one contract of the border between model and engine.

A `Program` is a plant as tables of integers: dense ids instead of names, milliseconds instead of
texts, compressed rows (``begin``/``end`` slices) instead of nested lists. This module says which
tables there are, what each column means and which codes it may hold. From it come the Python
`Program` (`program.py`), the C++ header of the kernel (``src/native/program.h``, by
``python -m carwright.compile.header``) and the reference page. The rules that give the columns
their meaning are numbered in ``docs/semantics.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

NONE = -1
"""An id column holds this where there is nothing to point at."""

FOREVER = 2**62
"""A time (ms) that never comes, and a capacity that is never reached."""


class Kind(IntEnum):
    """What an object is."""

    SOURCE = 0
    STATION = 1
    BUFFER = 2
    CONVEYOR = 3
    SINK = 4


class State(IntEnum):
    """What a machine does, in the words of plant engineers (rule S1)."""

    WORKING = 0
    SETTING_UP = 1
    WAITING = 2
    BLOCKED = 3
    FAILED = 4
    PAUSED = 5
    UNPLANNED = 6


class OutRule(IntEnum):
    """How an object chooses among several destinations (rule F4)."""

    FIRST = 0
    ROUND_ROBIN = 1
    RANDOM = 2


class InRule(IntEnum):
    """How an object chooses among several suppliers that wait for it (rule F5)."""

    LONGEST_WAITING = 0
    LISTED = 1


class SourceMode(IntEnum):
    """Where a source's parts come from (rules Q1-Q4)."""

    SATURATED = 0
    ARRIVALS = 1
    ORDERS = 2
    FOLLOWS = 3


class MixRule(IntEnum):
    """How a source draws the type of its next lot (rule Q5)."""

    RANDOM = 0
    LEVEL = 1


class WhenFull(IntEnum):
    """What an arriving part does that finds no room (rule Q2)."""

    WAIT = 0
    LOSE = 1


class KeyBy(IntEnum):
    """What makes two parts alike for batches and set-ups (rules W1, W4)."""

    NOTHING = 0
    TYPE = 1
    COLOUR = 2


class OffRule(IntEnum):
    """What a machine does with its work when its calendar stops it (rule C3)."""

    KEEP = 0
    FINISH = 1


class Clock(IntEnum):
    """What counts down to a failure or to maintenance (rule D2)."""

    OPERATION = 0
    CALENDAR = 1
    CYCLES = 2


class Start(IntEnum):
    """When a stop that is due begins (rule D3; the words are JaamSim's)."""

    IMMEDIATE = 0
    FORCED = 1
    OPPORTUNISTIC = 2


class Order(IntEnum):
    """Which ready part leaves a buffer first (rule B2)."""

    FIFO = 0
    LIFO = 1
    PRIORITY = 2


class CalendarState(IntEnum):
    """What a calendar says at an instant (rule C1)."""

    ON = 0
    BREAK = 1
    OFF = 2


class StepWhat(IntEnum):
    """What a dated step of a phase changes (rule P1)."""

    OPEN_OBJECT = 0
    OPEN_MACHINE = 1
    SET_CAPACITY = 2


class Dist(IntEnum):
    """Distribution of a duration; ``engine/draws.py`` states each one's formula."""

    CONSTANT = 0
    EXPONENTIAL = 1
    ERLANG = 2
    GAMMA = 3
    LOGNORMAL = 4
    TRIANGULAR = 5
    NORMAL = 6
    WEIBULL = 7
    UNIFORM = 8
    EMPIRICAL = 9
    GEOMETRIC = 10
    HYPEREXPONENTIAL = 11


CODES: tuple[type[IntEnum], ...] = (
    Kind,
    State,
    OutRule,
    InRule,
    SourceMode,
    MixRule,
    WhenFull,
    KeyBy,
    OffRule,
    Clock,
    Start,
    Order,
    CalendarState,
    StepWhat,
    Dist,
)


@dataclass(frozen=True)
class Column:
    """One column: its dtype (``i16 i32 i64 u64 f64``) and its meaning."""

    name: str
    dtype: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """Columns of equal length. Slices ``x_begin, x_end`` point into another table's rows."""

    name: str
    meaning: str
    columns: tuple[Column, ...]


def _table(name: str, meaning: str, *columns: tuple[str, str, str]) -> Table:
    return Table(name, meaning, tuple(Column(*c) for c in columns))


TABLES: tuple[Table, ...] = (
    _table(
        "object",
        "Every source, station, buffer, conveyor and sink, in the order of the scenario.",
        ("kind", "i32", "Kind"),
        ("row", "i32", "row in the table of its kind"),
        ("opens", "i64", "instant at which it begins to exist, ms (0: from the start)"),
        ("out_rule", "i32", "OutRule"),
        ("in_rule", "i32", "InRule"),
        ("supplier_begin", "i32", "suppliers in listed order: slice of `supplier`"),
        ("supplier_end", "i32", ""),
        ("user_begin", "i32", "stations that take components from it: slice of `user`"),
        ("user_end", "i32", ""),
        ("follower_begin", "i32", "sources that follow its departures: slice of `follower`"),
        ("follower_end", "i32", ""),
        ("stream_route", "u64", "random stream of its choices among destinations"),
    ),
    _table(
        "type",
        "A variant with its options, or a component: what a part can be.",
        ("car", "i32", "1 when it counts as a car in WIP and lead time"),
        ("priority", "i32", "smaller leaves a priority buffer first"),
    ),
    _table(
        "route",
        "Row object * types + type: where parts of this type go from this object.",
        ("begin", "i32", "slice of `link`"),
        ("end", "i32", ""),
    ),
    _table(
        "link",
        "One way of parts from an object to an object.",
        ("from", "i32", "object"),
        ("to", "i32", "object"),
        ("weight", "f64", "cumulative share within its route, last = 1 (OutRule.RANDOM)"),
        ("edge", "i32", "row in the tally of flows; links of several types may share one"),
    ),
    _table("supplier", "Objects with a link into an object.", ("object", "i32", "object")),
    _table("user", "Stations that take components from a buffer.", ("station", "i32", "station")),
    _table("follower", "Sources that follow an object.", ("source", "i32", "source")),
    _table(
        "source",
        "Where parts begin.",
        ("object", "i32", "object"),
        ("mode", "i32", "SourceMode"),
        ("dist", "i32", "time between arrivals (ARRIVALS)"),
        ("first", "i64", "instant of the first arrival, ms, or NONE: after one drawn time"),
        ("lot", "i32", "parts of one type and colour that come together"),
        ("when_full", "i32", "WhenFull"),
        ("limit", "i64", "most parts of this source in the plant (CONWIP), or FOREVER"),
        ("calendar", "i32", "calendar or NONE"),
        ("mix_rule", "i32", "MixRule"),
        ("mix_begin", "i32", "slice of `mix`"),
        ("mix_end", "i32", ""),
        ("colour_begin", "i32", "slice of `paint`, may be empty (colour 0)"),
        ("colour_end", "i32", ""),
        ("order_begin", "i32", "slice of `order` (ORDERS)"),
        ("order_end", "i32", ""),
        ("repeat", "i32", "1: the order list starts again when it ends"),
        ("follow_begin", "i32", "slice of `follow` with one row per type (FOLLOWS)"),
        ("stream_arrival", "u64", "random streams"),
        ("stream_mix", "u64", ""),
        ("stream_colour", "u64", ""),
    ),
    _table(
        "mix",
        "Shares of types of a source.",
        ("type", "i32", "type"),
        ("share", "f64", "share"),
        ("cumulative", "f64", "cumulative share, last = 1"),
    ),
    _table(
        "paint",
        "Shares of colours of a source.",
        ("colour", "i32", "colour"),
        ("cumulative", "f64", "cumulative share, last = 1"),
    ),
    _table(
        "order",
        "Order lists, in sequence.",
        ("type", "i32", "type"),
        ("colour", "i32", "colour"),
        ("due", "i64", "due instant, ms, or FOREVER"),
        ("release", "i64", "earliest release, ms, never falling within a list"),
    ),
    _table("follow", "Type to make for each type followed.", ("type", "i32", "type or NONE")),
    _table(
        "station",
        "Parallel machines that do one step.",
        ("object", "i32", "object"),
        ("machine_begin", "i32", "slice of `machine`"),
        ("machine_end", "i32", ""),
        ("batch", "i32", "parts that one machine works on together"),
        ("batch_by", "i32", "KeyBy: what must be equal within a batch"),
        ("pieces", "i32", "parts that leave for each part that entered"),
        ("setup_by", "i32", "KeyBy (TYPE: through `work.setup_key`)"),
        ("setup_begin", "i32", "first row of its n x n matrix in `setup`"),
        ("setup_keys", "i32", "n, number of set-up keys"),
        ("calendar", "i32", "calendar or NONE"),
        ("off_rule", "i32", "OffRule"),
        ("crew", "i32", "crew of its operators or NONE"),
        ("operators", "i32", "operators that one machine needs"),
        ("test", "i32", "1 when it tests"),
        ("coverage", "f64", "probability that the test finds a fault that is there"),
        ("max_reworks", "i32", "reworks after which a part is scrapped instead"),
    ),
    _table(
        "work",
        "Row station * types + type: what a station does to a part of this type.",
        ("dist", "i32", "cycle time, or NONE: this type never comes here"),
        ("setup_key", "i32", "set-up key when set-up is by type"),
        ("need_begin", "i32", "components: slice of `need`"),
        ("need_end", "i32", ""),
        ("rework", "f64", "probability of a fault that can be reworked"),
        ("scrap", "f64", "probability of a fault that can not"),
        ("rework_link", "i32", "link to the rework route or NONE"),
        ("scrap_edge", "i32", "row in the tally of flows for what is scrapped, or NONE"),
    ),
    _table(
        "need",
        "Components that join a part.",
        ("object", "i32", "buffer they are taken from"),
        ("quantity", "i32", "how many"),
        ("type", "i32", "type that is wanted, or NONE: the next ready one"),
        ("edge", "i32", "row in the tally of flows"),
    ),
    _table("setup", "Set-up times by (from, to).", ("dist", "i32", "dist or NONE")),
    _table(
        "machine",
        "One machine of a station.",
        ("station", "i32", "station"),
        ("opens", "i64", "instant at which it begins to exist, ms"),
        ("mode_begin", "i32", "slice of `mode`"),
        ("mode_end", "i32", ""),
        ("stream_work", "u64", "random streams"),
        ("stream_setup", "u64", ""),
        ("stream_outcome", "u64", ""),
        ("stream_detect", "u64", ""),
    ),
    _table(
        "mode",
        "One way in which one machine stops: a failure mode of an asset, or maintenance.",
        ("machine", "i32", "machine"),
        ("asset", "i32", "asset (robot, press, ...) or NONE"),
        ("clock", "i32", "Clock"),
        ("start", "i32", "Start"),
        ("planned", "i32", "1: maintenance (paused), 0: failure (failed)"),
        ("first", "i32", "dist of the first time to it, or NONE: as `between`"),
        ("between", "i32", "dist of the time (ms) or the cycles (counts) between two"),
        ("repair", "i32", "dist of its duration"),
        ("crew", "i32", "crew or NONE"),
        ("people", "i32", "people of the crew that it needs"),
        ("priority", "i32", "smaller is served first by the crew"),
        ("stream_between", "u64", "random streams"),
        ("stream_repair", "u64", ""),
    ),
    _table(
        "buffer",
        "A place where parts wait.",
        ("object", "i32", "object"),
        ("capacity", "i64", "parts, or FOREVER"),
        ("order", "i32", "Order"),
        ("by_due", "i32", "Order.PRIORITY: 1 by due instant, 0 by type's priority"),
        ("transit", "i64", "smallest time between entering and leaving, ms"),
    ),
    _table(
        "conveyor",
        "A belt or chain on which parts keep their order.",
        ("object", "i32", "object"),
        ("travel", "i64", "time from entry to exit, ms"),
        ("headway", "i64", "smallest time between two entries, ms"),
        ("capacity", "i64", "parts"),
        ("accumulating", "i32", "1: parts close up at the exit, 0: the whole belt stops"),
        ("calendar", "i32", "calendar or NONE"),
    ),
    _table("sink", "Where parts leave the plant.", ("object", "i32", "object")),
    _table(
        "crew",
        "People who repair or operate.",
        ("size", "i32", "people"),
        ("calendar", "i32", "calendar or NONE"),
    ),
    _table(
        "calendar",
        "When work goes on.",
        ("begin", "i32", "slice of `change`, first row at 0"),
        ("end", "i32", ""),
        ("loop", "i32", "row of `change` at which the repeating part begins, or NONE"),
        ("length", "i64", "length of the repeating part, ms (0: none)"),
    ),
    _table(
        "change",
        "A calendar's changes.",
        ("at", "i64", "instant, ms, rising within a calendar"),
        ("state", "i32", "CalendarState from then on"),
    ),
    _table(
        "step",
        "Dated changes of the plant (phases), rising in time.",
        ("at", "i64", "instant, ms"),
        ("what", "i32", "StepWhat"),
        ("row", "i32", "object, machine or buffer"),
        ("value", "i64", "new capacity (SET_CAPACITY)"),
    ),
    _table(
        "dist",
        "Distributions of durations; parameters in ms (or counts).",
        ("kind", "i32", "Dist"),
        ("a", "f64", "parameters, see engine/draws.py"),
        ("b", "f64", ""),
        ("c", "f64", ""),
        ("d", "f64", ""),
        ("begin", "i32", "slice of `point` (EMPIRICAL)"),
        ("end", "i32", ""),
    ),
    _table(
        "point",
        "Points of empirical distributions.",
        ("value", "i64", "value, ms"),
        ("cumulative", "f64", "cumulative probability, last = 1"),
    ),
    _table(
        "size",
        "Sizes that no table above has as its number of rows (one row).",
        ("types", "i32", "number of types"),
        ("colours", "i32", "number of colours"),
        ("edges", "i32", "number of edges in the tally of flows"),
        ("assets", "i32", "number of assets"),
        ("calendar", "i32", "calendar that paces the plant (Y4) or NONE: always"),
    ),
)
