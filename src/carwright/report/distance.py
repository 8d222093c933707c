"""How far a figure is from its target: in words, and as a small picture."""

from __future__ import annotations

from carwright.analysis.interval import Figure
from carwright.analysis.targets import Verdict
from carwright.report.content import Distance
from carwright.report.markup import Html, tag
from carwright.report.palette import ACCENT, INK, TARGET
from carwright.report.text import decimals, number, scale

_WIDTH, _HEIGHT, _MARGIN = 160, 22, 10


VERDICTS: dict[Verdict, tuple[str, str]] = {
    "met": ("met", "good"),
    "missed": ("missed", "bad"),
    "open": ("not decided: inside the interval", ""),
    "unknown": ("not known", ""),
}
"""Words for each verdict, and the class of their colour."""


def difference(figure: Figure | None, target: float) -> str:
    """``+0.4 (+1.0 %)``: figure less target, in the figure's unit and relative."""
    if figure is None or figure.mean is None:
        return ""
    factor = scale(figure.unit)
    gap = (figure.mean - target) * factor
    half = figure.half_width
    places = decimals(half * factor if half else None, figure.mean * factor)
    share = (figure.mean - target) / target
    return f"{_signed(gap, places)} ({_signed(100 * share, 1)} %)"


def _signed(value: float, places: int) -> str:
    text = number(value, places)
    return text if value < 0 and text.strip("0.-") else f"+{text.removeprefix('-')}"


def picture(each: Distance) -> Html:
    """The interval as a line, the mean as a dot, the target as a stroke across."""
    figure = each.figure
    if figure is None or figure.mean is None:
        return Html("")
    low = figure.low if figure.low is not None else figure.mean
    high = figure.high if figure.high is not None else figure.mean
    left, right = min(low, each.target), max(high, each.target)
    # At least a fiftieth of the target, so that a difference in rounding does not look like one.
    wider = max(0.0, abs(each.target) / 50 - (right - left)) / 2
    left, right = left - wider, right + wider
    span = right - left

    def x(value: float) -> str:
        return f"{_MARGIN + (value - left) / span * (_WIDTH - 2 * _MARGIN):.1f}"

    middle = _HEIGHT / 2
    shapes = [
        _line(x(low), middle, x(high), middle, ACCENT, 4),
        _line(x(each.target), 2, x(each.target), _HEIGHT - 2, TARGET, 2.5),
        tag("circle", cx=x(figure.mean), cy=f"{middle:g}", r="5", fill=INK),
    ]
    words = f"{each.label}: target {VERDICTS[each.verdict][0]}"
    box = f"0 0 {_WIDTH} {_HEIGHT}"
    return tag("svg", shapes, viewBox=box, role="img", aria_label=words, class_="distance")


def _line(x1: str, y1: float, x2: str, y2: float, colour: str, width: float) -> Html:
    ends = {"x1": x1, "y1": f"{y1:g}", "x2": x2, "y2": f"{y2:g}"}
    return tag("line", **ends, stroke=colour, stroke_width=f"{width:g}", stroke_linecap="round")
