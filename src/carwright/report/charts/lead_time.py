"""How long cars take from their creation to the sink: a histogram with marked quantiles."""

from __future__ import annotations

from carwright.report.chart import Chart, Option, View, rounded
from carwright.report.charts.style import Item, base, shown, values
from carwright.report.content import LeadTime
from carwright.report.palette import ACCENT, FAINT, INK
from carwright.report.text import brief, full, number


def chart(lead: LeadTime) -> Chart:
    """Columns of equal width; lines at the quantiles."""
    option: Option = base(
        grid={"left": 58, "right": 24, "top": 34, "bottom": 48},
        xAxis=values("lead time, h", min="dataMin", nameGap=28, splitLine={"show": False}),
        yAxis=values("share of cars", min=0, nameGap=42, axisLabel=_percent()),
        series=[_columns(lead), _quantiles(lead)],
    )
    alt = f"Histogram of lead times of cars: mean {full(lead.mean)}."
    return Chart("lead-time", alt, (View("", option, 290),))


def _percent() -> Item:
    return {"color": FAINT, "formatter": "{value} %"}


def _columns(lead: LeadTime) -> Item:
    data = []
    for begin, end, share in lead.bins:
        right = end if end is not None else 2 * begin - lead.bins[-2][0]
        text = (
            f"{_hours(begin)} to {_hours(end)} h"
            if end is not None
            else f"{_hours(begin)} h or more"
        )
        value = [rounded(begin), rounded(right), shown(share)]
        tip = [text, f"{brief(share)} of the cars", f"n = {share.n}"]
        data.append({"value": value, "tip": tip})
    return {
        "type": "custom",
        "renderItem": "column",
        "encode": {"x": [0, 1], "y": 2},
        "data": data,
        "itemStyle": {"color": ACCENT},
        "clip": True,
    }


def _hours(value: float | None) -> str:
    if value is None:
        return ""
    return number(value, 1 if value % 1 else 0) if value >= 1 else number(value, 2)


def _quantiles(lead: LeadTime) -> Item:
    marks = [
        {
            "xAxis": shown(figure),
            "label": {"formatter": f"{name} {brief(figure)}", "distance": [0, 4 + 15 * (n % 2)]},
        }
        for n, (name, figure) in enumerate(lead.quantiles.items())
    ]
    return {
        "type": "line",
        "data": [],
        "markLine": {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": INK, "type": "dashed", "width": 1},
            "label": {"color": INK, "position": "end", "fontSize": 11},
            "data": marks,
        },
    }
