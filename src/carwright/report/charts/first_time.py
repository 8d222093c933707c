"""First-time-through of each test: a point with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence

from carwright.report.chart import Chart, Option, View
from carwright.report.charts.style import ROW, Item, base, rows, shown, told, values, whiskers
from carwright.report.content import TestResult
from carwright.report.palette import ACCENT, FAINT
from carwright.report.text import amount, bare, brief

READABLE = 36


def chart(tests: Sequence[TestResult]) -> Chart:
    """Points, not bars: so the axis may begin where the lowest of them lies."""
    listed = sorted(tests, key=lambda test: amount(test.first_time))[:READABLE]
    lows = [100 * (t.first_time.low if t.first_time.low is not None else 1) for t in listed]
    lows += [100 * amount(t.first_time) for t in listed]
    step = 10 if min(lows) < 60 else 5 if min(lows) < 80 else 2
    start = max(0, math.floor((min(lows) - 0.2) / step) * step)
    percent = {"color": FAINT, "formatter": "{value} %"}
    option: Option = base(
        grid={"left": "23%", "right": 130, "top": 26, "bottom": 10},
        xAxis=values(min=start, max=100, interval=step, position="top", axisLabel=percent),
        yAxis=[
            rows([test.name for test in listed], splitLine={"show": True}),
            told([bare(test.first_time) for test in listed]),
        ],
        series=[_points(listed), whiskers((n, t.first_time) for n, t in enumerate(listed))],
    )
    alt = f"First-time-through of {len(listed)} tests; lowest {listed[0].name}."
    return Chart("first-time", alt, (View("", option, 46 + ROW * len(listed)),))


def _points(tests: Sequence[TestResult]) -> Item:
    data = [
        {
            "value": [shown(test.first_time), n],
            "tip": _tip(test),
        }
        for n, test in enumerate(tests)
    ]
    return {
        "type": "scatter",
        "symbolSize": 9,
        "itemStyle": {"color": ACCENT},
        "data": data,
        "z": 6,
    }


def _tip(test: TestResult) -> list[str]:
    return [
        test.name,
        *([test.shop] if test.shop else []),
        f"first time through: {brief(test.first_time)}",
        f"sent to rework: {brief(test.rework)}",
        f"scrapped: {brief(test.scrap)}",
        *([f"passed with a fault: {brief(test.escaped)}"] if test.escaped else []),
        f"n = {test.first_time.n}",
    ]
