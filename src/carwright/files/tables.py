"""CSV tables of objects: the column ``name`` and columns that are fields of the object.

A nested field is named by dots (``test.rework``, ``cycle.sedan``); an empty cell is not given.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from carwright.files import cells
from carwright.files.findings import Findings
from carwright.files.nodes import Node, resolve
from carwright.files.shapes import fields, is_list, is_mapping, is_single, part_in
from carwright.model import Need, Operators, Robots
from carwright.model.quantities import Part

Read = Callable[[str], Any]

_COMPACT: dict[type[Part], Read] = {
    Robots: cells.robots,
    Operators: cells.operators,
    Need: cells.needs,
}


@dataclass(frozen=True)
class Column:
    """Where a column's cells go within an object, and how they are read."""

    header: str
    path: tuple[str, ...]
    read: Read


def rows(text: str, file: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row of a CSV text that is not empty; tells where it can't go on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, [cell.strip() for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        findings.add(file, line, (), f"not CSV: {error}", "close the quotes; write a quote as two")


def read_table(
    text: str, file: str, collection: str, kind: type[Part], findings: Findings
) -> list[tuple[str, Node]]:
    """Name and description of each object of a CSV table; every fault is told."""
    lines = rows(text, file, findings)
    line, header = next(lines, (1, []))
    columns = _columns(header, file, line, kind, findings)
    if columns is None:
        return []
    found = []
    for line, row in lines:
        if len(row) > len(header):
            what = f"the row has {len(row)} cells, the header {len(header)}"
            findings.add(file, line, (), what, "quote a cell that holds a comma")
            continue
        found.append(_object(row, columns, file, line, collection, findings))
    return [each for each in found if each is not None]


def _columns(
    header: list[str], file: str, line: int, kind: type[Part], findings: Findings
) -> list[Column | None] | None:
    """One column for each cell of the header, None for one that is not read."""
    if len(header) == 1 and ";" in header[0]:
        what = "the columns are parted by ';'"
        findings.add(file, line, (), what, "save it with commas, and decimals with a point")
        return None
    if "name" not in header:
        mend = "name the columns in the first row"
        findings.add(file, line, (), "there is no column 'name'", mend)
        return None
    seen: set[str] = set()
    columns: list[Column | None] = []
    for title in header:
        column = None
        if title in seen:
            what = f"the column {title[:80]!r} stands here twice"
            findings.add(file, line, (), what, "keep one of the two")
        elif title:
            column = _column(title, file, line, kind, findings)
        seen.add(title)
        columns.append(column)
    return columns


def _column(
    title: str, file: str, line: int, kind: type[Part], findings: Findings
) -> Column | None:
    if title == "name":
        return Column(title, (), str)
    first, _, rest = title.partition(".")
    field = fields(kind).get(first)
    if field is None:
        guess = findings.guess(title, ["name", *fields(kind)])
        findings.add(file, line, (), f"there is no column {title[:80]!r}", guess)
        # Read as the one that was meant, so that its values are checked, too.
        meant = findings.close(first, fields(kind))
        if meant is None:
            return None
        title = f"{meant}.{rest}" if rest else meant
        return _column(title, file, line, kind, findings)
    holds = field.annotation
    inner = part_in(holds)
    if rest and inner is not None and not is_list(holds):
        below = _column(rest, file, line, inner, findings)
        return None if below is None else Column(title, (first, *below.path), below.read)
    if rest and is_mapping(holds):
        return Column(title, (first, rest), resolve)
    read = None if rest else _reader(holds, inner)
    if read is None:
        what, mend = _unfit(first, rest, inner)
        findings.add(file, line, (), f"column {title[:80]!r}: {what}", mend)
        return None
    return Column(title, (first,), read)


def _reader(holds: Any, inner: type[Part] | None) -> Read | None:
    if inner in _COMPACT:
        return _COMPACT[inner]
    if inner is not None:
        return None
    if is_list(holds):
        return cells.names
    return resolve if is_single(holds) else None


def _unfit(first: str, rest: str, inner: type[Part] | None) -> tuple[str, str]:
    if rest:
        return f"{first!r} has no parts", f"call the column {first!r}"
    if inner is not None:
        parts = ", ".join(f"{first}.{key}" for key in list(fields(inner))[:3])
        return "it has several parts", f"give each a column ({parts}, ...), or use plant.yaml"
    return "it has one value for each name", f"give each a column, such as '{first}.sedan'"


def _object(
    row: list[str],
    columns: list[Column | None],
    file: str,
    line: int,
    collection: str,
    findings: Findings,
) -> tuple[str, Node] | None:
    node = Node({}, file, line)
    name = ""
    complaints = []
    for column, cell in zip(columns, row, strict=False):
        if column is None or not cell:
            continue
        if not column.path:
            name = cell
            continue
        try:
            _put(node, column.path, column.read(cell))
        except cells.CellError as error:
            complaints.append((column.path, str(error)))
    if not name:
        findings.add(file, line, (), "the row has no name", "fill the column 'name'")
        return None
    for path, what in complaints:
        findings.add(file, line, (collection, name, *path), what)
    return name, node


def _put(node: Node, path: tuple[str, ...], value: Any) -> None:
    for key in path[:-1]:
        if not isinstance(node.value, dict):
            break
        node = node.value.setdefault(key, Node({}, node.file, node.line))
    if not isinstance(node.value, dict) or path[-1] in node.value:
        raise cells.CellError("it is given as a whole and in parts: keep one of the two")
    node.value[path[-1]] = as_node(value, node.file, node.line)


def as_node(value: Any, file: str, line: int) -> Node:
    """A plain value as nodes that all stand in one line."""
    match value:
        case dict():
            return Node({key: as_node(v, file, line) for key, v in value.items()}, file, line)
        case list():
            return Node([as_node(v, file, line) for v in value], file, line)
    return Node(value, file, line)
