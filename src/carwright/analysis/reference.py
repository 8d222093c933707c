"""The reference page of what a run gives: keys of the summary, tables of the run folder.

``python -m carwright.cli.reference`` writes it with the other pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from carwright.analysis.keys import FIGURE, KEYS
from carwright.results import LAYOUT, TABLES

_HEAD = """\
# Results

## Summary as JSON

What `--json` prints and `Summary.to_json()` gives. Joined keys have a dot between them, `[]` stands
for the entries of a list. A *figure* is an object with these keys:
"""

_TABLES = """
## Tables of a run

`Run.frame(name)` gives a table as a Polars frame, `Run.query(sql)` answers DuckDB's SQL over all of
them. Times are ms, `replication` and `period` count from 0. One for each replication:
"""

_LAYOUT = """
The same for all replications:
"""


def page() -> str:
    """The whole page as Markdown."""
    keys = [(f"`{k.path}`", k.kind, k.unit, k.meaning) for k in KEYS]
    return "\n".join(
        [
            _HEAD,
            *_two_columns("key", FIGURE),
            "",
            *table(("key", "type", "unit", "meaning"), keys),
            _TABLES,
            *_two_columns("table", TABLES),
            _LAYOUT,
            *_two_columns("table", LAYOUT),
            "",
        ]
    )


def _two_columns(first: str, rows: Mapping[str, str]) -> Iterator[str]:
    return table((first, "meaning"), [(f"`{name}`", text) for name, text in rows.items()])


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table in Markdown."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(_escaped(cell) for cell in row)} |"


def _escaped(cell: str) -> str:
    return cell.replace("|", r"\|")
