"""What all charts have in common: fonts, axes, grids, whiskers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from carwright.analysis.interval import Figure
from carwright.report.chart import Option, rounded
from carwright.report.palette import FAINT, INK, LINE
from carwright.report.text import scale

ROW = 21
"""Height of a row of a chart with one row for each object, px."""

TICKS = 12
"""Most periods that are numbered on an axis."""

Item = dict[str, Any]


def base(**parts: Any) -> Option:
    """An option with the page's manner; `parts` are its components."""
    return {
        "animation": False,
        "textStyle": {"color": INK, "fontSize": 12},
        "tooltip": {"trigger": "item", "confine": True},
        **parts,
    }


def values(name: str = "", **more: Any) -> Item:
    """An axis of numbers; `name` is written at its end."""
    return {
        "type": "value",
        "name": name,
        "nameLocation": "middle",
        "nameTextStyle": {"color": FAINT},
        "axisLabel": {"color": FAINT, "hideOverlap": True},
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "splitLine": {"lineStyle": {"color": LINE}},
        **more,
    }


def categories(names: Sequence[str | Item], **more: Any) -> Item:
    """An axis of names, one for each row or column."""
    return {
        "type": "category",
        "data": list(names),
        "axisLine": {"lineStyle": {"color": LINE}},
        "axisTick": {"show": False},
        "axisLabel": {"color": INK},
        **more,
    }


def numbered(name: str, numbers: Sequence[str], **more: Any) -> Item:
    """An axis of periods: their numbers, as many as there is room for, and what they count."""
    label = {"color": FAINT, "interval": max(0, -(-len(numbers) // TICKS) - 1)}
    named = {
        "name": name,
        "nameLocation": "middle",
        "nameGap": 26,
        "nameTextStyle": {"color": FAINT},
    }
    return categories(numbers, axisLabel=label, **named, **more)


def told(texts: Sequence[str], **more: Any) -> Item:
    """A second vertical axis that writes a text at the right end of each row."""
    hidden = {"show": False}
    label = {"color": INK, "interval": 0, "margin": 10}
    return categories(
        texts, inverse=True, position="right", axisLabel=label, **(more | {"axisLine": hidden})
    )


def rows(names: Sequence[str | Item], **more: Any) -> Item:
    """A vertical axis of names, the first on top; page.js cuts names that are too long."""
    label = {"color": INK, "interval": 0, "overflow": "truncate", "width": 160}
    return categories(names, inverse=True, axisLabel=label, **more)


def heading(name: str) -> Item:
    """A row of an axis that names the group of rows below it."""
    return {"value": name, "textStyle": {"fontWeight": "bold", "color": FAINT}}


def whiskers(figures: Iterable[tuple[int, Figure]], **more: Any) -> Item:
    """Intervals as horizontal lines with caps: (row, figure) each, in shown units."""
    data = [
        [rounded(figure.low * scale(figure.unit)), rounded(figure.high * scale(figure.unit)), row]
        for row, figure in figures
        if figure.low is not None and figure.high is not None
    ]
    return {
        "type": "custom",
        "renderItem": "whisker",
        "encode": {"x": [0, 1], "y": 2},
        "data": data,
        "silent": True,
        "clip": True,
        "z": 5,
        "itemStyle": {"color": INK},
        **more,
    }


def shown(figure: Figure) -> float | None:
    """The mean in its shown unit (percent for a share)."""
    return None if figure.mean is None else rounded(figure.mean * scale(figure.unit))
