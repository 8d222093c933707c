"""Plants at random: what the check lets pass compiles to tables that hold together and run."""

from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from carwright.compile import compile_plant
from carwright.compile.describe import rates
from carwright.compile.program import Program
from carwright.compile.schema import FOREVER, NONE
from carwright.engine.protocol import Status
from carwright.engine.reference import ReferenceEngine
from carwright.model import Plant
from carwright.model.check import faults
from compile.plants import HOUR, MONDAY, picked, streams

POINTS_AT = {
    "supplier.object": "object",
    "user.station": "station",
    "follower.source": "source",
    "follow.type": "type",
    "link.from": "object",
    "link.to": "object",
    "mix.type": "type",
    "order.type": "type",
    "work.dist": "dist",
    "work.rework_link": "link",
    "need.object": "object",
    "need.type": "type",
    "setup.dist": "dist",
    "machine.station": "station",
    "mode.machine": "machine",
    "mode.first": "dist",
    "mode.between": "dist",
    "mode.repair": "dist",
    "mode.crew": "crew",
    "source.object": "object",
    "source.dist": "dist",
    "source.calendar": "calendar",
    "station.object": "object",
    "station.calendar": "calendar",
    "station.crew": "crew",
    "buffer.object": "object",
    "conveyor.object": "object",
    "conveyor.calendar": "calendar",
    "sink.object": "object",
    "crew.calendar": "calendar",
}
MAY_BE_NONE = {
    "follow.type",
    "work.dist",
    "work.rework_link",
    "need.type",
    "setup.dist",
    "mode.first",
    "mode.crew",
    "source.dist",
    "source.calendar",
    "station.calendar",
    "station.crew",
    "conveyor.calendar",
    "crew.calendar",
}
COUNTED = {
    "link.edge": "edges",
    "need.edge": "edges",
    "work.scrap_edge": "edges",
    "mode.asset": "assets",
    "paint.colour": "colours",
    "order.colour": "colours",
}

phases = st.none() | st.sampled_from(["now", "soon", "late"])
by_phase = st.fixed_dictionaries({"now": st.integers(1, 2), "soon": st.integers(2, 3)})
times = st.sampled_from(["5 s", "60 s", "exponential(60 s)", "lognormal(50 s, cv=0.4)"])
tests = st.fixed_dictionaries(
    {
        "rework": st.sampled_from([0.0, 0.3, {"wagon": 0.5}]),
        "scrap": st.sampled_from([0.0, 0.1]),
        "coverage": st.sampled_from([1.0, 0.8]),
    },
    optional={"rework_to": st.sampled_from(["s0", "s1"])},
)
stations = st.fixed_dictionaries(
    {"cycle": times | st.fixed_dictionaries({"sedan": times, "default": times})},
    optional={
        "machines": st.integers(1, 3) | by_phase,
        "phase": phases,
        "batch": st.integers(1, 3),
        "batch_by": st.sampled_from(["nothing", "variant", "colour"]),
        "setup": st.fixed_dictionaries(
            {"by": st.sampled_from(["variant", "colour", "family"]), "time": times}
        ),
        "failures": st.just(["jam"]),
        "maintenance": st.just(["lube"]),
        "robots": st.just([{"count": 2, "failures": ["tip"]}]),
        "operators": st.just({"crew": "team"}),
        "calendar": st.sampled_from(["day", "break"]),
        "off_shift": st.sampled_from(["keep", "finish"]),
        "needs": st.just([{"from": "store", "quantity": {"sedan": 2, "wagon": 1}}]),
        "test": tests,
        "choose": st.sampled_from(["first", "round robin"]),
    },
)
sources = st.fixed_dictionaries(
    {"makes": st.sampled_from(["sedan", {"sedan": 0.25, "wagon": 0.75}])},
    optional={
        "sequence": st.sampled_from(["random", "level"]),
        "colours": st.just({"white": 0.5, "red": 0.5}),
        "every": times,
        "lot": st.integers(1, 3),
        "limit": st.integers(4, 9),
        "phase": st.sampled_from(["now", "soon"]),
        "calendar": st.just("day"),
    },
)
between = st.sampled_from([" -> ", " -> (2) -> ", " -> belt -> ", " -> rack -> "])


@st.composite
def plants(draw: st.DrawFn) -> Plant:
    line = {f"s{n}": draw(stations) for n in range(draw(st.integers(2, 4)))}
    path, used = "in", set()
    for name in (*line, "out"):
        step = draw(between)
        step = step if step not in used else " -> "
        used |= {step} - {" -> ", " -> (2) -> "}
        path += step + name
    fields: dict[str, Any] = {
        "name": "random",
        "start": MONDAY,
        "variants": {"sedan": {"priority": 2}, "wagon": {}},
        "options": draw(st.sampled_from([{}, {"roof": {"share": 0.3}}])),
        "components": {"door": {}},
        "colours": ["white", "red"],
        "phases": {
            "now": {"from": "2025-01-01"},
            "soon": {"from": "2025-01-07"},
            "late": {"from": "2025-01-08"},
        },
        "calendars": {
            "day": {"shifts": [{"from": "06:00", "to": "22:00"}]},
            "break": {"breaks": [{"at": "09:00", "for": "1 h"}]},
        },
        "crews": {"team": {"size": 2, "calendar": draw(st.sampled_from([None, "day"]))}},
        "failures": {
            "jam": {"between": "exponential(2 h)", "repair": "5 min", "crew": "team"},
            "tip": {"between": 9, "clock": "cycles", "repair": "30 s", "start": "forced"},
        },
        "maintenance": {"lube": {"between": "8 h", "repair": "10 min"}},
        "sources": {"in": draw(sources), "doors": {"makes": "door"}},
        "stations": line,
        "buffers": {"store": {"capacity": 4}},
        "sinks": {"out": {}},
        "flow": [path, "doors -> store"],
    }
    if "belt" in path:
        fields["conveyors"] = {"belt": {"length": "9 m", "speed": "0.1 m/s", "capacity": 3}}
    if "rack" in path:
        capacity = draw(st.sampled_from([3, {"now": 1, "soon": 4}]))
        order = draw(st.sampled_from(["fifo", "lifo", "priority"]))
        fields["buffers"]["rack"] = {"capacity": capacity, "order": order, "transit": "20 s"}
    return Plant.model_validate(fields)


def holds_together(program: Program) -> None:
    columns = program.columns
    for name, table in POINTS_AT.items():
        least = NONE if name in MAY_BE_NONE else 0
        assert np.all((columns[name] >= least) & (columns[name] < program.rows(table))), name
    for name, size in COUNTED.items():
        assert np.all((columns[name] >= NONE) & (columns[name] < columns[f"size.{size}"][0])), name
    for name in ("mix.cumulative", "paint.cumulative", "point.cumulative", "link.weight"):
        assert np.all((columns[name] > 0) & (columns[name] <= 1)), name
    assert program.rows("route") == program.rows("object") * program.rows("type")
    assert program.rows("work") == program.rows("station") * program.rows("type")
    assert np.all(np.diff(columns["step.at"]) >= 0)
    assert len(set(streams(program).values())) == len(streams(program))
    assert all(start != end for start, end in picked(program, "link", "from", "to"))
    assert np.all((columns["buffer.capacity"] > 0) & (columns["buffer.capacity"] <= FOREVER))


@settings(max_examples=60)
@given(plants(), st.sampled_from([None, "now", "late"]), st.integers(1, 60))
def test_what_the_check_lets_pass_compiles_and_runs(
    plant: Plant, phase: str | None, hours: int
) -> None:
    assume(not faults(plant))
    program = compile_plant(plant, horizon=hours * HOUR, phase=phase)
    holds_together(program)
    assert np.all(rates(program).visits >= -1e-12)
    until = min(hours, 12) * HOUR
    engine = ReferenceEngine(program, 1, 0, horizon=until, period=until)
    while engine.advance(until, max_events=500) == Status.MAX_EVENTS and engine.events < 3_000:
        engine.check()
    engine.check()
