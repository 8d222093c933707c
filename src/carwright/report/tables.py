"""Tables of the page: plain text, figures with their intervals, or HTML, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from carwright.analysis.interval import Figure
from carwright.report.markup import Html, tag
from carwright.report.text import interval, mean, percent, unit

Cell = str | Html | Figure | None


def table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, is_open: bool = False
) -> Html:
    """A table whose first column names its rows. `is_open`: as high as it is, for printing.

    Columns that hold figures are aligned to the right; what their unit is stands in the head.
    """
    listed = list(rows)
    numeric = [any(isinstance(row[n], Figure) for row in listed) for n in range(len(heads))]
    head = tag("tr", [_head(text, right) for text, right in zip(heads, numeric, strict=True)])
    body = [_row(row, numeric) for row in listed]
    whole = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body))
    return tag("div", whole, class_="table open" if is_open else "table", tabindex=0)


def behind(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "Table"
) -> Html:
    """The table behind a chart, closed until it is asked for."""
    return tag("details", tag("summary", title), table(caption, heads, rows))


def _head(text: str, right: bool) -> Html:
    return tag("th", text, scope="col", class_="num" if right else None)


def _row(row: Sequence[Cell], numeric: Sequence[bool]) -> Html:
    first = tag("th", _cell(row[0]), scope="row")
    rest = zip(row[1:], numeric[1:], strict=True)
    return tag("tr", first, [tag("td", _cell(c), class_="num" if n else None) for c, n in rest])


def _cell(cell: Cell) -> str | Html:
    if not isinstance(cell, Figure):
        return cell or ""
    around = interval(cell)
    return Html(tag("span", mean(cell)) + tag("small", around)) if around else mean(cell)


def samples(figures: Iterable[Figure | None], level: float) -> str:
    """What the figures of a table have in common: level and n, for its caption."""
    known = [figure for figure in figures if figure is not None and figure.mean is not None]
    counts = sorted({figure.n for figure in known if figure.half_width is not None})
    if not counts:
        return "no intervals: see the note of the run"
    many = f"n = {counts[0]}" if len(counts) == 1 else f"n = {counts[0]} to {counts[-1]}"
    return f"mean and {percent(level)} interval, {many}"


def headed(text: str, figures: Iterable[Figure | None]) -> str:
    """A column's head with the unit of its figures."""
    units = {unit(figure) for figure in figures if figure is not None}
    return f"{text}, {units.pop()}" if len(units) == 1 and units != {""} else text
