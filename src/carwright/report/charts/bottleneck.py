"""Who holds the plant back: a strip over time on the left, the ranking on the right."""

from __future__ import annotations

from collections.abc import Sequence

from carwright.report.chart import Chart, Option, View, rounded
from carwright.report.charts.style import ROW, Item, base, numbered, rows, shown, values, whiskers
from carwright.report.content import Bottleneck, Strip
from carwright.report.palette import ACCENT, FAINT, HEAT, PALE
from carwright.report.text import brief

SHOWN = 12
_STRIP, _RANKING = 0, 1


def chart(strip: Strip) -> Chart:
    """Rows are the worst machines; a cell's colour is the share of its period as bottleneck."""
    listed = strip.rows[:SHOWN]
    alt = f"Bottlenecks over {len(strip.labels)} periods and their ranking; first {listed[0].name}."
    views = (
        _view("Alone and shifting", strip, listed, (1, 0.5)),
        _view("Alone", strip, listed, (1, 0)),
        _view("Shifting", strip, listed, (0, 1)),
    )
    return Chart("bottleneck", alt, views)


def _view(
    label: str, strip: Strip, listed: Sequence[Bottleneck], counted: tuple[float, float]
) -> View:
    names = [row.name for row in listed]
    gap = {"top": 40, "bottom": 72}
    hidden = {"show": False}
    cells = _cells(listed, strip, counted)
    option: Option = base(
        grid=[
            {**gap, "left": "23%", "width": "47%"},
            {**gap, "left": "73%", "right": 22},
        ],
        title=[_title("over time", "23%"), _title("share of the time", "73%")],
        xAxis=[
            numbered(strip.unit, strip.labels, gridIndex=_STRIP),
            values(
                gridIndex=_RANKING,
                min=0,
                splitNumber=3,
                axisLabel={"color": FAINT, "formatter": "{value} %"},
            ),
        ],
        yAxis=[
            rows(names, gridIndex=_STRIP),
            {**rows(names, gridIndex=_RANKING), "axisLabel": hidden},
        ],
        visualMap=_colours(_darkest(cells)),
        series=[cells, *_ranking(listed)],
    )
    return View(label, option, 112 + ROW * len(listed))


def _title(text: str, left: str) -> Item:
    style = {"fontSize": 12, "fontWeight": "normal", "color": FAINT}
    return {"text": text, "left": left, "top": 12, "padding": 0, "textStyle": style}


def _darkest(cells: Item) -> int:
    """The round percentage that gets the darkest colour: a plant of 300 stations has no 100 %."""
    most = max((each["value"][2] for each in cells["data"]), default=0.0)
    return next((scale for scale in (2, 5, 10, 20, 50) if most <= scale), 100)


def _colours(darkest: int) -> Item:
    return {
        "type": "continuous",
        "seriesIndex": 0,
        "dimension": 2,
        "min": 0,
        "max": darkest,
        "calculable": False,
        "orient": "horizontal",
        "left": "23%",
        "bottom": 0,
        "itemHeight": 120,
        "itemWidth": 10,
        "text": [f"{darkest} % of the period", "0"],
        "textStyle": {"color": FAINT},
        "inRange": {"color": list(HEAT)},
    }


def _cells(listed: Sequence[Bottleneck], strip: Strip, counted: tuple[float, float]) -> Item:
    data = []
    for row, each in enumerate(listed):
        for period, shares in enumerate(each.over_time):
            if shares is None:
                continue
            sole, shifting = shares
            share = counted[0] * sole + counted[1] * shifting
            parts = f"sole {sole:.0%}, shifting {shifting:.0%}"
            where = f"{strip.unit} {strip.labels[period]}" + (
                ", warm-up" if period < strip.warm_up else ""
            )
            tip = [each.name, f"{where}: {parts} of the time"]
            data.append({"value": [period, row, rounded(100 * share, 3)], "tip": tip})
    return {
        "type": "heatmap",
        "xAxisIndex": _STRIP,
        "yAxisIndex": _STRIP,
        "data": data,
        "itemStyle": {"borderWidth": 0},
        "emphasis": {"disabled": True},
    }


def _ranking(listed: Sequence[Bottleneck]) -> list[Item]:
    axes = {"xAxisIndex": _RANKING, "yAxisIndex": _RANKING}
    half = [each.shifting.times(0.5, each.shifting.unit) for each in listed]
    parts = (("sole", ACCENT, [each.sole for each in listed]), ("shifting", PALE, half))
    bars = [
        {
            "type": "bar",
            "name": name,
            "stack": "share",
            "barWidth": "60%",
            **axes,
            "itemStyle": {"color": colour},
            "data": [
                {"value": shown(f), "tip": _tip(row)}
                for f, row in zip(figures, listed, strict=True)
            ],
        }
        for name, colour, figures in parts
    ]
    return [*bars, whiskers(((n, row.total) for n, row in enumerate(listed)), **axes)]


def _tip(row: Bottleneck) -> list[str]:
    return [
        row.name,
        *([row.shop] if row.shop else []),
        f"bottleneck: {brief(row.total)} of the time",
        f"alone: {brief(row.sole)}",
        f"shifting to or from another: {brief(row.shifting)}, of which half counts",
        f"n = {row.sole.n}",
    ]
