"""Order lists: CSV files with the columns variant, colour, due, release.

A time is a date and time (``2024-06-03 06:00``), a date (00:00 of that day), or a duration from the
plant's start (``3 d 6 h``).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from array import array
from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError

from carwright import units
from carwright.errors import UnitError
from carwright.files.findings import Findings
from carwright.files.tables import rows
from carwright.files.words import in_words
from carwright.model import Order

COLUMNS = ("variant", "colour", "due", "release")

_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]+([0-9]{1,2}:[0-9:.]+))?")
_ORDER: TypeAdapter[Order] = TypeAdapter(Order)


def read_orders(
    text: str, file: str, start: dt.date | None, findings: Findings
) -> tuple[tuple[Order, ...], array[int]]:
    """The orders of a CSV text and the line of each; `start` is the plant's, None if unknown."""
    lines = rows(text, file, findings)
    line, header = next(lines, (1, []))
    orders: list[Order] = []
    places = array("q")
    if _header_fits(header, file, line, findings):
        for line, row in lines:
            order = _order(dict(zip(header, row, strict=False)), file, line, start, findings)
            if len(row) > len(header):
                what = f"the row has {len(row)} cells, the header {len(header)}"
                findings.add(file, line, (), what, "quote a cell that holds a comma")
            elif order is not None:
                orders.append(order)
                places.append(line)
        if not orders:
            findings.add(file, line, (), "the list holds no order", "write one order a row")
    return tuple(orders), places


def _header_fits(header: list[str], file: str, line: int, findings: Findings) -> bool:
    before = len(findings)
    if len(header) == 1 and ";" in header[0]:
        findings.add(file, line, (), "the columns are parted by ';'", "save it with commas")
        return False
    for title in header:
        if title not in COLUMNS:
            guess = findings.guess(title, COLUMNS)
            findings.add(file, line, (), f"there is no column {title[:80]!r}", guess)
        elif header.count(title) > 1:
            what = f"the column {title!r} stands here twice"
            findings.add(file, line, (), what, "keep one of the two")
    if "variant" not in header:
        mend = "name the columns in the first row"
        findings.add(file, line, (), "there is no column 'variant'", mend)
    return len(findings) == before


def _order(
    cells: dict[str, str], file: str, line: int, start: dt.date | None, findings: Findings
) -> Order | None:
    values: dict[str, str] = {key: cell for key, cell in cells.items() if cell}
    for key in ("due", "release"):
        try:
            if key in values:
                values[key] = units.format_duration(moment(values[key], start))
        except UnitError as error:
            findings.add(file, line, (key,), str(error))
            return None
    try:
        return _ORDER.validate_python(values)
    except ValidationError as invalid:
        for detail in invalid.errors(include_url=False):
            what, mend = in_words(detail, None)
            findings.add(file, line, tuple(detail["loc"]), what, mend)
        return None


def moment(text: str, start: dt.date | None) -> int:
    """Milliseconds from the plant's start. Raises `UnitError`."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return units.parse_duration(text)
    if start is None:
        return 0
    try:
        day = dt.date.fromisoformat(match[1])
    except ValueError:
        raise UnitError(f"{text!r} is no date: the calendar has no such day") from None
    if day < start:
        raise UnitError(f"{text!r} lies before the plant's start, {start}: leave it empty")
    return (day - start).days * units.MS_PER_DAY + (units.parse_clock(match[2]) if match[2] else 0)


def write_orders(orders: Sequence[Order]) -> str:
    """The CSV text of an order list; `read_orders` reads it back."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for order in orders:
        due = "" if order.due is None else units.format_duration(order.due)
        release = units.format_duration(order.release) if order.release else ""
        writer.writerow((order.variant, order.colour or "", due, release))
    return text.getvalue()
