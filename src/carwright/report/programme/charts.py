"""The charts of a programme's page, as options of ECharts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from carwright.report.chart import Chart, View, rounded
from carwright.report.charts.style import ROW, Item, base, categories, rows, values
from carwright.report.palette import ACCENT, FAINT, INK, LINE, PALE, TARGET
from carwright.report.programme.content import (
    Bar,
    Day,
    Driver,
    MonthBand,
    OptionRow,
    ProgrammeContent,
    Reading,
    Spread,
)
from carwright.report.text import percent

CRITICAL, OPEN, DONE = "#dd8078", "#86acd4", "#b4bcc6"
"""Bars of the Gantt chart, light enough for the whiskers upon them."""

NAMES = 280
"""Room for the names of rows, px."""

_DATES = {"year": "{yyyy}", "month": "{yyyy}-{MM}", "day": "{yyyy}-{MM}-{dd}"}
_TITLES = {"licence": "licence", "rumour": "claim", "risk": "risk", "activity": "activity"}


def moment(day: dt.date) -> int:
    """Milliseconds since 1970, as an axis of time counts."""
    return (day - dt.date(1970, 1, 1)).days * 86_400_000


def dated(spread: Spread) -> str:
    """The median with its band, in words."""
    return f"{_said(spread.p50)} ({_said(spread.p10)} to {_said(spread.p90)})"


def _said(day: Day) -> str:
    return day.isoformat() if day else "never"


def _time_axis(days: Sequence[Day]) -> Item:
    known = [day for day in days if day is not None] or [dt.date(2000, 1, 1)]
    return {
        "type": "time",
        "min": moment(min(known) - dt.timedelta(days=20)),
        "max": moment(max(known) + dt.timedelta(days=40)),
        "axisLabel": {"color": FAINT, "hideOverlap": True, "formatter": _DATES},
        "axisLine": {"lineStyle": {"color": LINE}},
        "splitLine": {"show": True, "lineStyle": {"color": LINE}},
        "position": "top",
    }


def gantt(content: ProgrammeContent) -> Chart:
    """Bars from the median start to the median finish, whiskers P10 to P90 of the finish."""
    bars = content.bars
    ends = [bar.finish.p90 for bar in bars] + [bar.finish.p50 for bar in bars]
    axis = _time_axis([*ends, *(bar.start for bar in bars), *(bar.planned for bar in bars)])
    option = base(
        useUTC=True,
        grid={"left": NAMES, "right": 24, "top": 30, "bottom": 10},
        xAxis=axis,
        yAxis=rows([bar.name for bar in bars]),
        series=[*_spans(bars), *_ends(bars, axis["max"]), _today(content)],
    )
    alt = f"Gantt chart of {len(bars)} activities and milestones, with P10 to P90 of each finish."
    return Chart("gantt", alt, (View("", option, 44 + 20 * len(bars)),))


def _spans(bars: Sequence[Bar]) -> list[Item]:
    """Bars in three colours: done, critical in half of the draws or more, and all others."""
    found = []
    for colour in (DONE, CRITICAL, OPEN):
        data = [
            {"value": [moment(bar.start), moment(bar.finish.p50), row, 1], "tip": _tip(bar)}
            for row, bar in enumerate(bars)
            if bar.kind == "activity"
            and bar.start is not None
            and bar.finish.p50 is not None
            and _colour(bar) == colour
        ]
        found.append(_cells(data, colour))
    return found


def _colour(bar: Bar) -> str:
    if bar.done:
        return DONE
    return CRITICAL if bar.criticality >= 0.5 else OPEN


def _cells(data: list[Any], colour: str) -> Item:
    return {
        "type": "custom",
        "renderItem": "cell",
        "encode": {"x": [0, 1], "y": 2},
        "data": data,
        "itemStyle": {"color": colour},
        "clip": True,
    }


def _ends(bars: Sequence[Bar], latest: int) -> list[Item]:
    bands = [
        _band(bar.finish, latest, row)
        for row, bar in enumerate(bars)
        if bar.finish.p10 is not None and not bar.done
    ]
    points = [
        {"value": [moment(bar.finish.p50), row], "tip": _tip(bar)}
        for row, bar in enumerate(bars)
        if bar.kind != "activity" and bar.finish.p50 is not None
    ]
    stated = [
        {"value": [moment(bar.planned), row], "tip": [bar.name, f"planned for {bar.planned}"]}
        for row, bar in enumerate(bars)
        if bar.planned is not None
    ]
    return [
        _whiskers(bands),
        _points(points, "diamond", INK, 11),
        _points(stated, "triangle", TARGET, 9),
    ]


def _band(spread: Spread, latest: int, row: int) -> list[int]:
    """From P10 to P90; open at the edge of the chart where P90 is never."""
    low = latest if spread.p10 is None else moment(spread.p10)
    high = latest if spread.p90 is None else moment(spread.p90)
    return [low, high, row, int(spread.p90 is None)]


def _whiskers(data: list[Any]) -> Item:
    return {
        "type": "custom",
        "renderItem": "whisker",
        "encode": {"x": [0, 1], "y": 2},
        "data": data,
        "silent": True,
        "clip": True,
        "z": 5,
        "itemStyle": {"color": INK},
    }


def _points(data: list[Any], symbol: str, colour: str, size: int) -> Item:
    return {
        "type": "scatter",
        "symbol": symbol,
        "symbolSize": size,
        "itemStyle": {"color": colour},
        "data": data,
        "z": 6,
    }


def _today(content: ProgrammeContent) -> Item:
    line = {"xAxis": moment(content.as_of), "name": "as of"}
    return {
        "type": "scatter",
        "data": [],
        "markLine": {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": FAINT, "type": "dashed"},
            "label": {"formatter": "as of", "color": FAINT, "position": "start"},
            "data": [line],
        },
    }


def _tip(bar: Bar) -> list[str]:
    lines = [bar.name, f"done {dated(bar.finish)}" if not bar.done else f"done {bar.finish.p50}"]
    if bar.kind == "activity" and bar.start is not None:
        lines.insert(1, f"starts {bar.start} (median)")
    if not bar.done:
        lines.append(f"critical in {percent(round(bar.criticality, 2))} of the draws")
    return lines


def s_curve(content: ProgrammeContent) -> Chart:
    """Probability of SOP and of first delivery by the end of each month."""
    labels = [label for label, _, _ in content.s_curve]
    option = base(
        tooltip={"trigger": "axis", "confine": True},
        legend={"top": 0, "textStyle": {"color": FAINT}},
        grid={"left": 52, "right": 24, "top": 34, "bottom": 30},
        xAxis=categories(labels, boundaryGap=False, axisLabel={"color": FAINT}),
        yAxis=values("%", min=0, max=100, nameGap=34),
        series=_curves(content),
    )
    tips = [
        [label, f"start of production: {sop:.0%}", f"first delivery: {delivery:.0%}"]
        for label, sop, delivery in content.s_curve
    ]
    last = content.s_curve[-1] if content.s_curve else ("", 0.0, 0.0)
    alt = f"Probability of the first delivery by month; {last[2]:.0%} by {last[0]}."
    return Chart("s-curve", alt, (View("", option, 280, tips),))


def _curves(content: ProgrammeContent) -> list[Item]:
    first = _curve("first delivery", [delivery for _, _, delivery in content.s_curve], ACCENT)
    if content.planned_month in [label for label, _, _ in content.s_curve]:
        first["markLine"] = _mark(content.planned_month, "stated")
    curves = [_curve("start of production", [sop for _, sop, _ in content.s_curve], FAINT), first]
    if content.outside_curve:
        outside = _curve("first delivery, outside view", list(content.outside_curve), TARGET)
        outside["lineStyle"]["type"] = "dashed"
        curves.append(outside)
    return curves


def _mark(month: str, text: str) -> Item:
    """A vertical line at a month."""
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": TARGET, "type": "dotted"},
        "label": {"formatter": text, "color": TARGET, "position": "insideEndTop"},
        "data": [{"xAxis": month}],
    }


def _curve(name: str, shares: list[float], colour: str) -> Item:
    return {
        "type": "line",
        "name": name,
        "data": [rounded(100 * share, 4) for share in shares],
        "symbol": "none",
        "lineStyle": {"color": colour, "width": 2},
        "itemStyle": {"color": colour},
    }


def bands(
    name: str, unit: str, months: Sequence[MonthBand], lowest: tuple[str, float] | None = None
) -> Chart:
    """Median by month with the band from P10 to P90; `lowest` is a month and value to point at."""
    factor, prefix = _scale(months)
    unit = f"{prefix}{unit}"
    hidden = {"type": "line", "stack": "band", "symbol": "none", "lineStyle": {"opacity": 0}}
    low = [rounded(month.p10 / factor) for month in months]
    width = [rounded((month.p90 - month.p10) / factor) for month in months]
    area = {"areaStyle": {"color": ACCENT, "opacity": 0.18}, "stackStrategy": "all"}
    median: Item = {
        "type": "line",
        "data": [rounded(month.p50 / factor) for month in months],
        "symbol": "none",
        "lineStyle": {"color": ACCENT, "width": 1.8},
    }
    if lowest is not None:
        month, value = lowest
        median["markPoint"] = {
            "silent": True,
            "symbol": "circle",
            "symbolSize": 9,
            "itemStyle": {"color": TARGET},
            "label": {
                "formatter": f"lowest: {value / factor:,.3g} {unit}, {month}",
                "color": TARGET,
                "position": "bottom",
                "align": "right",
                "offset": [10, 4],
            },
            "data": [{"coord": [month, rounded(value / factor)]}],
        }
    option = base(
        tooltip={"trigger": "axis", "confine": True},
        grid={"left": 60, "right": 24, "top": 24, "bottom": 30},
        xAxis=categories([m.label for m in months], boundaryGap=False, axisLabel={"color": FAINT}),
        yAxis=values(unit, nameGap=42),
        series=[
            {**hidden, "data": low, "silent": True, "stackStrategy": "all"},
            {**hidden, **area, "data": width},
            median,
        ],
    )
    tips = [
        [
            m.label,
            f"P50 {m.p50 / factor:,.4g} {unit}",
            f"P10 {m.p10 / factor:,.4g}",
            f"P90 {m.p90 / factor:,.4g}",
        ]
        for m in months
    ]
    alt = f"{name.capitalize()} by month, median with P10 to P90, in {unit}."
    return Chart(name, alt, (View("", option, 260, tips),))


def _scale(months: Sequence[MonthBand]) -> tuple[float, str]:
    largest = max((max(abs(m.p10), abs(m.p90)) for m in months), default=0.0)
    for factor, prefix in ((1e9, "bn "), (1e6, "m ")):
        if largest >= factor:
            return factor, prefix
    return 1.0, ""


def tornado(drivers: Sequence[Driver]) -> Chart:
    """Days by which each input moves the first delivery."""
    data = [
        {
            "value": round(each.swing),
            "itemStyle": {"color": ACCENT if each.swing > 0 else PALE},
            "tip": [
                each.name,
                f"{each.swing:+,.0f} days ({_TITLES.get(each.kind, each.kind)})",
                f"explains {each.share:.0%} of the variance by itself",
            ],
        }
        for each in drivers
    ]
    option = base(
        grid={"left": NAMES, "right": 60, "top": 6, "bottom": 40},
        xAxis=values("days", nameGap=26),
        yAxis=rows([each.name for each in drivers]),
        series=[
            {
                "type": "bar",
                "data": data,
                "barWidth": "62%",
                "label": {"show": True, "position": "right", "color": INK},
            }
        ],
    )
    first = f"{drivers[0].name} by {drivers[0].swing:+,.0f} days" if drivers else "nothing"
    alt = f"Tornado of the first delivery; {first} moves it most."
    return Chart("tornado", alt, (View("", option, 60 + ROW * len(drivers)),))


def options(found: Sequence[OptionRow], currency: str) -> Chart:
    """Present value of each option: mean with P10 to P90."""
    factor = 1e9 if max(abs(v) for row in found for v in row.value) >= 1e9 else 1e6
    unit = f"{'bn' if factor == 1e9 else 'm'} {currency}"
    ends = [
        [rounded(r.value[0] / factor), rounded(r.value[2] / factor), n] for n, r in enumerate(found)
    ]
    points = [
        {
            "value": [rounded(row.value[1] / factor), n],
            "tip": [
                row.title,
                f"worth {row.value[1] / factor:,.3g} {unit} on average",
                f"first delivery {dated(row.delivery)}",
                f"best of all in {row.best:.0%} of the draws",
            ],
        }
        for n, row in enumerate(found)
    ]
    option = base(
        grid={"left": NAMES, "right": 40, "top": 6, "bottom": 44},
        xAxis=values(f"present value, {unit}", nameGap=28),
        yAxis=rows([row.title for row in found]),
        series=[_whiskers(ends), _points(points, "circle", ACCENT, 11)],
    )
    alt = f"Present value of {len(found)} options, mean with P10 to P90."
    return Chart("options", alt, (View("", option, 64 + 2 * ROW * len(found)),))


def timeline(readings: Sequence[Reading]) -> Chart:
    """The first delivery as forecast on each day on which something became known."""
    days: list[Day] = [d for r in readings for d in (r.delivery.p10, r.delivery.p50)]
    days += [r.delivery.p90 for r in readings]
    axis = _time_axis(days)
    data = [
        _band(r.delivery, axis["max"], row)
        for row, r in enumerate(readings)
        if r.delivery.p10 is not None
    ]
    points = [
        {
            "value": [moment(r.delivery.p50), row],
            "tip": [f"as of {r.date}", dated(r.delivery), *(text[:90] for text in r.evidence[:8])],
        }
        for row, r in enumerate(readings)
        if r.delivery.p50 is not None
    ]
    option = base(
        useUTC=True,
        grid={"left": 110, "right": 24, "top": 30, "bottom": 10},
        xAxis=axis,
        yAxis=rows([r.date.isoformat() for r in readings]),
        series=[_whiskers(data), _points(points, "circle", ACCENT, 10)],
    )
    alt = f"First delivery as forecast on {len(readings)} days on which evidence became known."
    return Chart("evidence-timeline", alt, (View("", option, 56 + ROW * len(readings)),))
