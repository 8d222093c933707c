"""Writes ``docs/results.md``, the reference page of what a run gives.

``python -m carwright.analysis.reference`` writes it, with ``--check`` it only compares.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from carwright.analysis.keys import FIGURE, KEYS
from carwright.results import LAYOUT, TABLES

PLACE = Path("docs/results.md")

_HEAD = """\
# Results

Written by `python -m carwright.analysis.reference`; edit the tables that it is made from.

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
            *_table(("key", "type", "unit", "meaning"), keys),
            _TABLES,
            *_two_columns("table", TABLES),
            _LAYOUT,
            *_two_columns("table", LAYOUT),
            "",
        ]
    )


def _two_columns(first: str, rows: Mapping[str, str]) -> Iterator[str]:
    return _table((first, "meaning"), [(f"`{name}`", text) for name, text in rows.items()])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(_escaped(cell) for cell in row)} |"


def _escaped(cell: str) -> str:
    return cell.replace("|", r"\|")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the page below the working directory, the root of the repository."""
    parser = argparse.ArgumentParser(prog="python -m carwright.analysis.reference")
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    if not parser.parse_args(arguments).check:
        PLACE.write_text(page(), "utf-8")
        return 0
    if PLACE.read_text("utf-8") == page():
        return 0
    print(f"{PLACE} is out of date: run `{parser.prog}`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
