"""Which failure modes and assets cost most: hours down a week, repair and waiting for a crew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from carwright.report.chart import Chart, Option, View, rounded
from carwright.report.charts.style import ROW, Item, base, rows, told, values, whiskers
from carwright.report.content import Stop
from carwright.report.palette import STATES
from carwright.report.text import amount, bare, brief

SHOWN = 20
_REPAIR, _WAIT, _PLANNED = "repair", "waiting for a crew", "maintenance"
COLOURS = {_REPAIR: STATES["failed"], _WAIT: "#eaa79f", _PLANNED: STATES["paused"]}


def chart(lists: Mapping[str, Sequence[Stop]]) -> Chart:
    """One view for each way to group the stops, by its label."""
    views = tuple(_view(label, stops[:SHOWN]) for label, stops in lists.items() if stops)
    first = next(stops for stops in lists.values() if stops)[0]
    alt = f"Stops that cost most time; first {first.name}: {brief(first.down)}."
    return Chart("stops", alt, views)


def _view(label: str, stops: Sequence[Stop]) -> View:
    names = [f"{stop.where}: {stop.name}" if stop.where else stop.name for stop in stops]
    option: Option = base(
        tooltip={"trigger": "axis", "axisPointer": {"type": "shadow"}, "confine": True},
        grid={"left": "30%", "right": 140, "top": 44, "bottom": 8},
        xAxis=values("hours down per week", min=0, position="top", nameGap=26),
        yAxis=[rows(names), told([bare(stop.down) for stop in stops])],
        series=[
            *(_bars(part, stops) for part in COLOURS),
            whiskers((n, stop.down) for n, stop in enumerate(stops)),
        ],
    )
    return View(label, option, 64 + ROW * len(stops), [_tip(stop) for stop in stops])


def _bars(part: str, stops: Sequence[Stop]) -> Item:
    return {
        "type": "bar",
        "name": part,
        "stack": "down",
        "barWidth": "66%",
        "itemStyle": {"color": COLOURS[part]},
        "data": [rounded(_hours(part, stop)) for stop in stops],
    }


def _hours(part: str, stop: Stop) -> float | None:
    wait = amount(stop.waiting)
    match part, stop.planned:
        case ("waiting for a crew", _):
            return wait if wait > 0 else None
        case ("repair", False) | ("maintenance", True):
            return max(0.0, amount(stop.down) - wait)
    return None


def _tip(stop: Stop) -> list[str]:
    return [
        stop.name,
        *([stop.where] if stop.where else []),
        "maintenance" if stop.planned else "failure",
        f"down: {brief(stop.down)}",
        f"of it waiting for a crew: {brief(stop.waiting)}",
        f"stops: {brief(stop.stops)}",
        f"n = {stop.down.n}",
    ]
