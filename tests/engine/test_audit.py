"""Traces and tallies of random plants, audited by a third reader of the semantics."""

import dataclasses

import pytest

from carwright.compile.schema import Kind
from carwright.engine import engine_class
from carwright.engine.protocol import TraceCode
from engine.audit import Audit
from engine.lockstep import Telling, whole
from engine.random_plants import Trial, numbered

BLOCKS = [range(n, n + 100) for n in range(3000, 3300, 100)]


def run(seed: int) -> tuple[Trial, Telling]:
    trial = numbered(seed)
    return trial, whole(engine_class("native"), trial)


def faults(trial: Trial, told: Telling) -> list[str]:
    audit = Audit(trial.program, trial.horizon, trial.period)
    return audit.run(told.rows, told.states, told.engine.tallies())


@pytest.mark.parametrize("seeds", BLOCKS, ids=str)
def test_the_books_are_right(seeds: range) -> None:
    for seed in seeds:
        assert faults(*run(seed)) == [], f"seed {seed}"


WEIGHED = [
    TraceCode.MOVE,
    TraceCode.FINISH,
    TraceCode.OUTCOME,
    TraceCode.JOIN,
    TraceCode.STOP,
    TraceCode.UP,
    TraceCode.LOST,
]


@pytest.mark.parametrize("code", WEIGHED)
def test_a_missing_row_is_a_fault(code: TraceCode) -> None:
    """The last row of its kind is left out, after which little can trip over its absence."""
    for seed in range(40):
        trial, told = run(seed)
        places = [n for n, row in enumerate(told.rows) if row[1] == code]
        if places:
            rows = told.rows[: places[-1]] + told.rows[places[-1] + 1 :]
            assert faults(trial, dataclasses.replace(told, rows=rows)) != []
            return
    pytest.fail("no plant has such a row")


def test_a_missing_state_is_a_fault() -> None:
    trial, told = run(0)
    assert told.states
    assert faults(trial, dataclasses.replace(told, states=told.states[:-1])) != []


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ("buffer.capacity", "F8"),
        ("conveyor.capacity", "V2"),
        ("conveyor.travel", "V3"),
        ("buffer.transit", "B1"),
        ("source.limit", "Q6"),
        ("object.opens", "P1"),
    ],
)
def test_a_broken_rule_is_named(column: str, rule: str) -> None:
    """The trace is held against a program that is stricter than the one that made it."""
    named = False
    for seed in range(20):
        trial, told = run(seed)
        audit = Audit(trial.program, trial.horizon, trial.period)
        table, name = column.split(".")
        longer = 10**9 if name in ("travel", "transit") else 0
        for row in audit.table[table]:
            row[name] = longer
        audit.capacity = [row["capacity"] for row in audit.table["buffer"]]
        if column == "object.opens":
            sinks = [n for n, row in enumerate(audit.table["object"]) if row["kind"] == Kind.SINK]
            audit.opened |= dict.fromkeys(sinks, trial.horizon)
        found = audit.run(told.rows, told.states, told.engine.tallies())
        named = named or any(fault.startswith(f"{rule}:") for fault in found)
    assert named
