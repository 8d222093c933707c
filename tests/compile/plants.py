"""Small plants for the tests of the compiler, and tables of a program as rows."""

from typing import Any

from carwright.compile.compiler import compile_plant
from carwright.compile.program import Program
from carwright.compile.schema import TABLES
from carwright.model import Plant

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
MONDAY = "2025-01-06"

Row = dict[str, Any]


def plant(**changes: Any) -> Plant:
    """``in -> weld -> out`` with one variant and one component, and what `changes` says."""
    base: dict[str, Any] = {
        "name": "small",
        "start": MONDAY,
        "variants": {"sedan": {}},
        "sources": {"in": {"makes": "sedan"}},
        "stations": {"weld": {"cycle": "60 s"}},
        "sinks": {"out": {}},
        "flow": ["in -> weld -> out"],
    }
    return Plant.model_validate(base | changes)


def compiled(*, horizon: int = 4 * WEEK, phase: str | None = None, **changes: Any) -> Program:
    return compile_plant(plant(**changes), horizon=horizon, phase=phase)


def rows(program: Program, table: str) -> list[Row]:
    """A table as a list of dicts, streams left out."""
    columns = next(t.columns for t in TABLES if t.name == table)
    return [
        {
            c.name: program.columns[f"{table}.{c.name}"][row].item()
            for c in columns
            if not c.name.startswith("stream")
        }
        for row in range(program.rows(table))
    ]


def picked(program: Program, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of a table, as tuples by row."""
    return [tuple(row[column] for column in columns) for row in rows(program, table)]


def streams(program: Program) -> dict[str, int]:
    """Every stream's key by a name of its owner and purpose that does not depend on rows."""
    names = program.names
    of_source = [names.objects[n] for (n,) in picked(program, "source", "object")]
    owners = {"object": names.objects, "source": of_source}
    owners |= {"machine": names.machines, "mode": names.modes}
    return {
        f"{owner} {column.name}": program.columns[f"{table.name}.{column.name}"][row].item()
        for table in TABLES
        for column in table.columns
        if column.name.startswith("stream")
        for row, owner in enumerate(owners[table.name])
    }
