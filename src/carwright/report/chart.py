"""`Chart`: one figure of the page as plain data, ready to be written as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Option = dict[str, Any]
"""An option of ECharts: JSON only, no functions. Names of custom series are those of page.js."""


@dataclass(frozen=True)
class View:
    """One way to look at a chart.

    `height` in CSS pixels; `width` is the least width, if what is drawn needs more than the page
    has. `tips` are lines of text by position on the category axis, shown where
    the pointer is; an item of a series may hold its own under the key ``tip``.
    """

    label: str
    option: Option
    height: int
    tips: Sequence[Sequence[str]] = ()
    width: int = 0


@dataclass(frozen=True)
class Chart:
    """A chart with its views (the first is shown and printed) and what it shows, in words."""

    name: str
    alt: str
    views: tuple[View, ...]
    scrolls: bool = False
    """Too high for a page: it scrolls in a frame of its own and is not printed."""


def to_json(charts: Iterable[Chart]) -> str:
    """All charts as JSON that may stand inside a ``<script>`` element.

    Raises:
        ValueError: if an option holds NaN or infinity: a figure without value must be left out.
    """
    plain = {
        chart.name: [
            {"option": v.option, "height": v.height, "width": v.width, "tips": list(v.tips)}
            for v in chart.views
        ]
        for chart in charts
    }
    text = json.dumps(plain, allow_nan=False, separators=(",", ":"), ensure_ascii=False)
    # "</script>" and "<!--" would end the element or change how it is read.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def rounded(value: float | None, digits: int = 5) -> float | None:
    """A number with few digits: the page is a picture, the Parquet tables are the numbers."""
    return None if value is None else float(f"{value:.{digits}g}")
