"""CSV tables of programmes and ramps of others: one row a case, columns are fields of the model."""

from __future__ import annotations

import csv
import io
from array import array
from typing import TypeVar

from pydantic import ValidationError

from carwright.files.findings import Findings
from carwright.files.shapes import fields
from carwright.files.words import in_words, path_of
from carwright.model.quantities import Part

_Row = TypeVar("_Row", bound=Part)

MOST_ROWS = 100_000
"""Rows of one table."""


def read_rows(
    text: str, file: str, kind: type[_Row], findings: Findings
) -> tuple[tuple[_Row, ...], array[int]]:
    """Rows of a table and the line of each; every fault is told. Empty cells are not given."""
    rows: list[_Row] = []
    lines: array[int] = array("q")
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if not _header(header, file, kind, findings):
            return (), lines
        for cells in reader:
            if len(rows) >= MOST_ROWS:
                what = f"more than {MOST_ROWS:,} rows"
                findings.add(file, reader.line_num, (), what, "split the table")
                break
            row = _row(header, cells, file, reader.line_num, kind, findings)
            if row is not None:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        mend = "close quotes, and put texts with commas in quotes"
        findings.add(file, reader.line_num, (), f"this is not CSV ({error})", mend)
    return tuple(rows), lines


def _header(header: list[str], file: str, kind: type[Part], findings: Findings) -> bool:
    known = fields(kind)
    before = len(findings)
    if not any(header):
        findings.add(file, 1, (), "the table is empty", f"begin with {','.join(known)}")
        return False
    for position, name in enumerate(header):
        if name not in known:
            what = f"there is no column {name[:80]!r} here"
            findings.add(file, 1, (), what, findings.guess(name, known))
        elif name in header[:position]:
            findings.add(file, 1, (), f"the column {name!r} stands twice", "keep one of the two")
    for name, field in known.items():
        if field.is_required() and name not in header:
            close = findings.close(name, header) if len(findings) > before else None
            if close is None:
                findings.add(file, 1, (), f"the column {name!r} is missing", "add it")
    return len(findings) == before


def _row(
    header: list[str], cells: list[str], file: str, line: int, kind: type[_Row], findings: Findings
) -> _Row | None:
    if not any(cell.strip() for cell in cells):
        return None
    if len(cells) != len(header):
        what = f"{len(cells)} cells stand below {len(header)} columns"
        findings.add(file, line, (), what, "quote texts that hold commas")
        return None
    given = {name: cell.strip() for name, cell in zip(header, cells, strict=True) if cell.strip()}
    try:
        return kind.model_validate(given)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            what, mend = in_words(error, kind)
            findings.add(file, line, path_of(error), what, mend)
    return None


def write_rows(rows: tuple[Part, ...], kind: type[Part]) -> str:
    """The table that `read_rows` reads back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header = list(fields(kind))
    writer.writerow(header)
    for row in rows:
        written = row.model_dump(mode="json", by_alias=True)
        writer.writerow(["" if written[key] is None else written[key] for key in header])
    return out.getvalue()
