"""The figures of a summary as rows of text, for a screen and for a notebook.

A notebook shows `Summary` and `Comparison` by ``_repr_html_``, which Jupyter asks for (IPython,
"Rich display"). The HTML has no script and takes its colours from the notebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from carwright.analysis.bottleneck import Ranking
from carwright.analysis.interval import Figure, in_digits
from carwright.analysis.plantwide import SHARES, Plantwide
from carwright.analysis.stations import StationFigures

MOST_BOTTLENECKS = 5

TITLES: Mapping[str, str] = {
    "jph_net": "Cars an hour, net",
    "jph_gross": "Cars an hour, gross",
    "takt": "Takt, gross",
    "cars_per_shift": "Cars a shift",
    "cars_per_day": "Cars a day",
    "cars_per_month": "Cars a month",
    "cars_per_year": "Cars a year",
    "first_time_through": "First time through",
    "lead_time": "Lead time",
    "wip": "Cars in the plant",
    "oee": "OEE of the line",
    "energy_per_car": "Energy a car",
}
"""The figures of `Plantwide` that a planner reads first, and what heads their rows."""

BOTTLENECK_COLUMNS = ("Bottleneck", "Share of time", "alone", "OEE", "blocked", "waiting", "failed")

BOTTLENECK_CAPTION = "blocked, waiting, failed: mean share of the station's shift time"


def figure_rows(plant: Plantwide) -> Iterator[tuple[str, str, str, str]]:
    """Title, mean, interval and n of each figure that is known."""
    for name, title in TITLES.items():
        figure: Figure = getattr(plant, name)
        if figure.mean is not None:
            yield (title, *cells(name, figure))


def cells(name: str, figure: Figure) -> tuple[str, str, str]:
    """Mean, interval and n of a figure of `Plantwide` that is known."""
    scale, unit = (100.0, "%") if name in SHARES else (1.0, figure.unit)
    digits = [None if x is None else in_digits(x * scale) for x in (figure.low, figure.high)]
    interval = f"{digits[0]} to {digits[1]}" if digits[0] is not None else figure.note
    if figure.low == figure.high:
        interval = "exact"
    mean = in_digits((figure.mean or 0.0) * scale)
    return f"{mean} {unit}".rstrip(), interval, str(figure.n) if interval != "exact" else ""


def interval_title(level: float) -> str:
    """The head of the column of intervals."""
    return f"{100 * level:g} % interval"


def run_title(days: float, replications: int, warm_up: int) -> str:
    """How long, how often, and what was cut off (ms)."""
    cut = warm_up / 86_400_000
    return (
        f"{_counted(days, 'day')}, {_counted(replications, 'replication')}, "
        f"{f'warm-up of {cut:.3g} d' if cut else 'no warm-up'} cut off"
    )


def _counted(number: float, what: str) -> str:
    return f"{number:g} {what}{'' if number == 1 else 's'}"


def bottleneck_rows(
    ranking: Ranking, stations: Iterable[StationFigures]
) -> Iterator[tuple[str, ...]]:
    """One row of `BOTTLENECK_COLUMNS` for each of the first stations that ever were one."""
    figures = {station.station: station for station in stations}
    for each in ranking.stations[:MOST_BOTTLENECKS]:
        if each.total.mean:
            station = figures[each.station]
            lost = _losses(station.states)
            shown = (each.total.mean, each.sole.mean, station.oee.mean, *lost)
            yield (each.station, *map(_percent, shown))


def _losses(states: Mapping[str, Figure]) -> Iterator[float | None]:
    """Shares of shift time, as on the page: a night off is no loss, and would hide the others."""
    planned = 1.0 - (states["unplanned"].mean or 0.0)
    for name in ("blocked", "waiting", "failed"):
        share = states[name].mean
        yield None if share is None or not planned else share / planned


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def paragraph(text: str, tag: str = "p") -> str:
    """A text in HTML."""
    return f"<{tag}>{escape(text)}</{tag}>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], left: Sequence[int] = (0,)) -> str:
    """A table in HTML whose columns but those of `left` hold numbers, and are set right."""

    def row(tag: str, cells: Sequence[str]) -> str:
        return "".join(
            f'<{tag} style="text-align: {"left" if n in left else "right"}">{escape(cell)}</{tag}>'
            for n, cell in enumerate(cells)
        )

    body = "".join(f"<tr>{row('td', cells)}</tr>" for cells in rows)
    return f"<table><thead><tr>{row('th', heads)}</tr></thead><tbody>{body}</tbody></table>"
