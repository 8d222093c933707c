"""How full buffers and conveyors are: distribution of the level, and time empty and full."""

from __future__ import annotations

from collections.abc import Sequence

from carwright.analysis.interval import Figure
from carwright.report.chart import Chart, Option, View, rounded
from carwright.report.charts.style import ROW, Item, base, rows, shown, values, whiskers
from carwright.report.content import Store
from carwright.report.palette import ACCENT, FAINT, HEAT, STATES
from carwright.report.text import amount, brief

_SHADES = {
    "type": "continuous",
    "show": False,
    "seriesIndex": 0,
    "dimension": 3,
    "min": 0,
    "max": 100,
    "inRange": {"color": list(HEAT)},
}

READABLE = 36
WORST = 25


def charts(stores: Sequence[Store]) -> list[Chart]:
    """All stores in the order of the flow; if they are many, first those that hold up most."""
    if len(stores) <= READABLE:
        return [_chart("stores", "Levels of all buffers", stores, False)]
    worst = sorted(stores, key=lambda store: (store.busy, harm(store)), reverse=True)[:WORST]
    return [
        _chart(
            "stores-worst",
            f"Levels of the {WORST} busy buffers most often empty or full",
            worst,
            False,
        ),
        _chart("stores-all", f"Levels of all {len(stores)} buffers", stores, True),
    ]


def harm(store: Store) -> float:
    """Share of time in which it can't decouple: empty or full."""
    return amount(store.empty) + amount(store.full)


def _chart(name: str, alt: str, stores: Sequence[Store], scrolls: bool) -> Chart:
    names = [store.name for store in stores]
    gap = {"top": 46, "bottom": 8}
    widths = (("23%", "38%"), ("66%", "13%"), ("84%", "13%"))
    titles = ("level, % of capacity", "time empty", "time full")
    # Labels at the ends stay inside of their grid: the grids are close together.
    ends = {"alignMinLabel": "left", "alignMaxLabel": "right"}
    percent = {"color": FAINT, "formatter": "{value} %", **ends}
    option: Option = base(
        grid=[{**gap, "left": left, "width": width} for left, width in widths],
        title=[_title(text, left) for text, (left, _) in zip(titles, widths, strict=True)],
        xAxis=[
            values(
                gridIndex=n,
                min=0,
                max=100,
                interval=50 if n else 20,
                position="top",
                axisLabel=percent,
            )
            for n in range(len(widths))
        ],
        yAxis=[
            rows(names, gridIndex=0),
            *({**rows(names, gridIndex=n), "axisLabel": {"show": False}} for n in (1, 2)),
        ],
        visualMap=_SHADES,
        series=[_cells(stores), _means(stores), *_bars(stores)],
    )
    return Chart(name, alt, (View("", option, 60 + ROW * len(stores)),), scrolls)


def _title(text: str, left: str) -> Item:
    style = {"fontSize": 12, "fontWeight": "normal", "color": FAINT}
    return {"text": text, "left": left, "top": 4, "padding": 0, "textStyle": style}


def top_level(store: Store) -> int:
    """Level at the right end of the strip: the capacity, or the highest level seen."""
    return store.capacity or max((high for _, high, _ in store.bins), default=1)


def _cells(stores: Sequence[Store]) -> Item:
    """Level k of a store for c parts takes up the k-th of c + 1 equal stretches.

    Its shade is its share of time per level, relative to that of the row's most frequent level: a
    wide distribution would be too pale to see on a scale that all rows share.
    """
    data = []
    for row, store in enumerate(stores):
        most = max((share / (high - low + 1) for low, high, share in store.bins), default=1.0)
        stretch = 100 / (top_level(store) + 1)
        for low, high, share in store.bins:
            levels = f"level {low}" if low == high else f"level {low} to {high}"
            data.append(
                {
                    "value": [
                        rounded(low * stretch, 4),
                        rounded((high + 1) * stretch, 4),
                        row,
                        rounded(100 * share / (high - low + 1) / most, 3),
                    ],
                    "tip": [store.name, f"{levels}: {share:.1%} of the time"],
                }
            )
    return {
        "type": "custom",
        "renderItem": "cell",
        "encode": {"x": [0, 1], "y": 2},
        "data": data,
        "clip": True,
    }


def _means(stores: Sequence[Store]) -> Item:
    data = [
        {
            "value": [rounded(100 * (amount(s.level) + 0.5) / (top_level(s) + 1), 4), row],
            "tip": _tip(s),
        }
        for row, s in enumerate(stores)
    ]
    return {
        "type": "scatter",
        "symbol": "rect",
        "symbolSize": [3, ROW - 5],
        "itemStyle": {"color": STATES["blocked"]},
        "data": data,
        "z": 4,
    }


def _bars(stores: Sequence[Store]) -> list[Item]:
    columns: list[tuple[int, str, list[Figure | None]]] = [
        (1, STATES["waiting"], [store.empty for store in stores]),
        (2, STATES["blocked"], [store.full for store in stores]),
    ]
    drawn = []
    for axis, colour, figures in columns:
        where = {"xAxisIndex": axis, "yAxisIndex": axis}
        data = [
            {"value": shown(figure), "tip": _tip(store)} if figure else None
            for store, figure in zip(stores, figures, strict=True)
        ]
        style = {"color": colour, "borderColor": ACCENT, "borderWidth": 0}
        drawn.append({"type": "bar", "barWidth": "60%", "itemStyle": style, "data": data, **where})
        drawn.append(whiskers([(n, f) for n, f in enumerate(figures) if f], **where))
    return drawn


def _tip(store: Store) -> list[str]:
    room = f"of {store.capacity:,}" if store.capacity else "without limit"
    return [
        store.name,
        *([store.shop] if store.shop else []),
        f"mean level: {brief(store.level)}, {room}",
        f"empty: {brief(store.empty)} of the time",
        *([f"full: {brief(store.full)} of the time"] if store.full else []),
        f"n = {store.level.n}",
    ]
