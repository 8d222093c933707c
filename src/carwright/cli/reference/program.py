"""The page of the inner tables: what the compiler gives the engine, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from carwright.analysis.reference import table
from carwright.cli.reference.wording import inline, prose
from carwright.compile import schema, tallies
from carwright.engine.protocol import TraceCode
from carwright.results.trace import EVENTS, TraceWriter

_HEAD = """\
# Tables of the program

For those who read the engine or write one. [From plant to program](../from-plant-to-program.md)
says what the compiler makes of a plant, [semantics](../semantics.md) what an engine does with it.
"""


def page() -> str:
    """The whole page as Markdown."""
    lines = [_HEAD, prose(schema.__doc__)]
    for each in schema.TABLES:
        lines += [f"\n## {each.name}\n\n{each.meaning}\n"]
        rows = [(f"`{c.name}`", c.dtype, c.meaning) for c in each.columns]
        lines += table(("column", "type", "meaning"), rows)
    lines += ["\n## Codes\n", f"`NONE` is {schema.NONE}, `FOREVER` is 2**62.\n"]
    lines += table(("code", "meaning", "values"), [_code(code) for code in schema.CODES])
    lines += _tallies()
    lines += ["\n## Trace of an engine\n", prose(TraceCode.__doc__)]
    lines += ["\n## Trace in a run folder\n", prose(TraceWriter.__doc__)]
    lines += ["", f"Events, in the order of the codes: {', '.join(f'`{e}`' for e in EVENTS)}."]
    return "\n".join(lines)


def _code(code: type[IntEnum]) -> tuple[str, str, str]:
    listed = ", ".join(f"{member.value} {member.name}" for member in code)
    return f"`{code.__name__}`", inline(code.__doc__), listed


def _tallies() -> Iterator[str]:
    yield f"\n## Tallies\n\n{prose(tallies.__doc__)}\n"
    rows = [(f"`{t.name}`", t.shape, t.meaning) for t in tallies.TALLIES]
    yield from table(("tally", "shape", "meaning"), rows)
