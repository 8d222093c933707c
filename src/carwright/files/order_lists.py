"""Order lists: CSV files with the columns variant, colour, due, release.

A time is a date and time (``2024-06-03 06:00``), a date (00:00 of that day), or a duration from the
plant's start (``3 d 6 h``). An order without release is ready as soon as the one above has left: it
has that one's release (rule Q3).
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
from carwright.model.quantities import Name

COLUMNS = ("variant", "colour", "due", "release")

_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]+([0-9]{1,2}:[0-9:.]+))?")
NAME: TypeAdapter[str] = TypeAdapter(Name)
_MOST_REMEMBERED = 100_000


def read_orders(
    text: str, file: str, start: dt.date | None, findings: Findings
) -> tuple[tuple[Order, ...], array[int]]:
    """The orders of a CSV text and the line of each; `start` is the plant's, None if unknown."""
    lines = rows(text, file, findings)
    line, header = next(lines, (1, []))
    reader = _Rows(file, start, findings)
    if _header_fits(header, file, line, findings):
        for line, row in lines:
            if len(row) > len(header):
                what = f"the row has {len(row)} cells, the header {len(header)}"
                findings.add(file, line, (), what, "quote a cell that holds a comma")
            else:
                reader.take(line, dict(zip(header, row, strict=False)))
        if not reader.orders:
            findings.add(file, line, (), "the list holds no order", "write one order a row")
    return tuple(reader.orders), reader.lines


class _Rows:
    """Orders row by row. Lists are long and repeat themselves: what was read is remembered."""

    def __init__(self, file: str, start: dt.date | None, findings: Findings) -> None:
        self.file = file
        self.start = start
        self.findings = findings
        self.orders: list[Order] = []
        self.lines: array[int] = array("q")
        self._names: dict[str, str | None] = {"": None}
        self._times: dict[str, int | None] = {"": None}

    def take(self, line: int, cells: dict[str, str]) -> None:
        """Read one row; what is wrong with it is told, and the row left out."""
        before = len(self.findings)
        variant = self._name(line, "variant", cells)
        colour = self._name(line, "colour", cells)
        due = self._time(line, "due", cells)
        release = self._time(line, "release", cells)
        if variant is None and len(self.findings) == before:
            self._tell(line, (), "'variant' is not given", "name a variant or component")
        elif variant is not None and len(self.findings) == before:
            if release is None:
                release = self.orders[-1].release if self.orders else 0
            self.orders.append(Order(variant, colour, due, release))
            self.lines.append(line)

    def _name(self, line: int, key: str, cells: dict[str, str]) -> str | None:
        text = cells.get(key, "")
        if text not in self._names:
            try:
                self._names[text] = NAME.validate_python(text)
            except ValidationError as invalid:
                for error in invalid.errors(include_url=False):
                    self._tell(line, (key,), *in_words(error, None))
                return None
        return self._names[text]

    def _time(self, line: int, key: str, cells: dict[str, str]) -> int | None:
        text = cells.get(key, "")
        if text not in self._times:
            if len(self._times) > _MOST_REMEMBERED:
                self._times = {"": None}
            try:
                self._times[text] = moment(text, self.start)
            except UnitError as error:
                self._tell(line, (key,), str(error))
                return None
        return self._times[text]

    def _tell(self, line: int, path: tuple[str, ...], what: str, mend: str = "") -> None:
        self.findings.add(self.file, line, path, what, mend)


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
