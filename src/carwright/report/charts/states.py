"""What stations do with their time: one stacked bar each, seven states in fixed colours."""

from __future__ import annotations

from collections.abc import Sequence

from carwright.analysis.interval import Figure
from carwright.report.chart import Chart, Option, View
from carwright.report.charts.style import ROW, Item, base, heading, rows, shown, values
from carwright.report.content import STATES, StationStates
from carwright.report.palette import STATES as COLOURS
from carwright.report.text import amount, brief

READABLE = 36
"""Stations that fit into one readable chart, and on one printed page."""

WORST = 25


def charts(stations: Sequence[StationStates]) -> list[Chart]:
    """All stations by shop in the order of the flow; if they are many, the worst ones first."""
    if len(stations) <= READABLE:
        return [_chart("states", "Time of each station by state", _by_shop(stations), False)]
    worst = sorted(stations, key=losses, reverse=True)[:WORST]
    alt = f"Time by state of the {WORST} stations that lose most"
    every = f"Time by state of all {len(stations)} stations"
    return [
        _chart("states-worst", alt, list(worst), False),
        _chart("states-all", every, _by_shop(stations), True),
    ]


def losses(station: StationStates) -> tuple[float, float]:
    """What a station loses by itself (failed, setting up), then what others make it lose."""
    shares = station.on_shift or station.shares
    own, others = ("failed", "setting_up"), ("blocked", "waiting")
    return _sum(shares, own), _sum(shares, others)


def _sum(shares: dict[str, Figure], states: tuple[str, ...]) -> float:
    return sum(amount(shares[state]) for state in states if state in shares)


Row = StationStates | str


def _by_shop(stations: Sequence[StationStates]) -> list[Row]:
    """Stations with a heading before each group of one shop."""
    listed: list[Row] = []
    shop = None if any(station.shop for station in stations) else ""
    for station in stations:
        if station.shop != shop:
            shop = station.shop
            listed.append(shop or "no shop")
        listed.append(station)
    return listed


def _chart(name: str, alt: str, listed: Sequence[Row], scrolls: bool) -> Chart:
    shifts = any(isinstance(row, StationStates) and row.on_shift for row in listed)
    all_time = _view("All time", listed, on_shift=False)
    views = (_view("Shift time", listed, on_shift=True), all_time) if shifts else (all_time,)
    return Chart(name, alt, views, scrolls)


def _view(label: str, listed: Sequence[Row], *, on_shift: bool) -> View:
    names = [heading(row) if isinstance(row, str) else row.name for row in listed]
    shares = [_shares(row, on_shift) for row in listed]
    option: Option = base(
        tooltip={"trigger": "axis", "axisPointer": {"type": "shadow"}, "confine": True},
        grid={"left": "23%", "right": 22, "top": 24, "bottom": 8},
        xAxis=values(min=0, max=100, position="top", axisLabel={"formatter": "{value} %"}),
        yAxis=rows(names),
        series=[
            _series(state, shares) for state in STATES if not (on_shift and state == "unplanned")
        ],
    )
    tips = [_tip(row, share) for row, share in zip(listed, shares, strict=True)]
    return View(label, option, 40 + ROW * len(listed), tips)


def _shares(row: Row, on_shift: bool) -> dict[str, Figure]:
    if isinstance(row, str):
        return {}
    return row.on_shift if on_shift else row.shares


def _series(state: str, shares: Sequence[dict[str, Figure]]) -> Item:
    return {
        "type": "bar",
        "name": spoken(state),
        "stack": "time",
        "barWidth": "72%",
        "itemStyle": {"color": COLOURS[state]},
        "data": [shown(share[state]) if state in share else None for share in shares],
    }


def spoken(state: str) -> str:
    """The state's name as people write it."""
    return state.replace("_", "-")


def _tip(row: Row, shares: dict[str, Figure]) -> list[str]:
    if isinstance(row, str):
        return [row]
    head = row.name if row.machines == 1 else f"{row.name}, {row.machines} machines"
    lines = [
        f"{spoken(s)}: {brief(shares[s])}" for s in STATES if s in shares and amount(shares[s]) > 0
    ]
    n = next((figure.n for figure in shares.values()), 0)
    return [head, *([row.shop] if row.shop else []), *lines, f"n = {n}"]
