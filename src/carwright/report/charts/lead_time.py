"""How long cars take from their creation to the sink: a histogram with marked quantiles."""

from __future__ import annotations

from carwright.report.chart import Chart, Option, View, rounded
from carwright.report.charts.style import Item, base, shown, values
from carwright.report.content import LeadTime
from carwright.report.palette import ACCENT, FAINT, INK
from carwright.report.text import brief, full, with_unit


def chart(lead: LeadTime) -> Chart:
    """Columns of equal width; lines at the quantiles."""
    option: Option = base(
        grid={"left": 58, "right": 24, "top": 52, "bottom": 48},
        xAxis=values(
            f"lead time, {lead.unit}", min="dataMin", nameGap=28, splitLine={"show": False}
        ),
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
        right = 2 * begin - lead.bins[-2][0] if end is None else end
        more = "or more" if end is None else f"to {end:,.4g}"
        value = [rounded(begin), rounded(right), shown(share)]
        tip = [f"{begin:,.4g} {more} {lead.unit}", f"{brief(share)} of the cars", f"n = {share.n}"]
        data.append({"value": value, "tip": tip})
    return {
        "type": "custom",
        "renderItem": "column",
        "encode": {"x": [0, 1], "y": 2},
        "data": data,
        "itemStyle": {"color": ACCENT},
        "clip": True,
    }


def _quantiles(lead: LeadTime) -> Item:
    marks = [
        {
            "xAxis": shown(figure),
            "label": {"formatter": f"{name}: {with_unit(figure)}", "distance": [0, 4 + 15 * n]},
        }
        for n, (name, figure) in enumerate(lead.quantiles.items())
        if figure.mean is not None
    ]
    return {
        "type": "line",
        "data": [],
        "markLine": {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": INK, "type": "dashed", "width": 1},
            "label": {"color": INK, "position": "end", "fontSize": 11, "align": "left"},
            "data": marks,
        },
    }
