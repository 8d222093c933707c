"""First-time-through of each test: a point with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence

from carwright.report.chart import Chart, Option, View
from carwright.report.charts.style import ROW, Item, base, rows, shown, told, values, whiskers
from carwright.report.content import TestResult
from carwright.report.palette import ACCENT, FAINT
from carwright.report.text import amount, brief

READABLE = 40


def chart(tests: Sequence[TestResult]) -> Chart:
    """Points, not bars: so the axis may begin where the lowest of them lies."""
    listed = sorted(tests, key=lambda test: amount(test.first_time))[:READABLE]
    lows = [100 * (t.first_time.low if t.first_time.low is not None else 1) for t in listed]
    lows += [100 * amount(t.first_time) for t in listed]
    start = max(0, math.floor((min(lows) - 0.5) / 5) * 5)
    percent = {"color": FAINT, "formatter": "{value} %"}
    option: Option = base(
        grid={"left": "23%", "right": 150, "top": 26, "bottom": 10},
        xAxis=values(min=start, max=100, position="top", axisLabel=percent),
        yAxis=[
            rows([test.name for test in listed], splitLine={"show": True}),
            told([brief(test.first_time) for test in listed]),
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
