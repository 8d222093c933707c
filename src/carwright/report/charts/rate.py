"""Cars per planned hour over time: mean with its interval, targets, warm-up shaded."""

from __future__ import annotations

import math

from carwright.report.chart import Chart, View, rounded
from carwright.report.charts.style import Item, base, numbered, shown, values
from carwright.report.content import Rate
from carwright.report.palette import ACCENT, FAINT, TARGET, WARM_UP
from carwright.report.text import brief, full, value


def chart(rate: Rate) -> Chart:
    """A line with a band; its axis begins near the lowest figure after the warm-up."""
    low, high = _range(rate)
    step = _step(high - low)
    option = base(
        tooltip={"trigger": "axis", "confine": True},
        grid={"left": 52, "right": 128, "top": 16, "bottom": 46},
        xAxis=numbered(rate.unit, rate.labels, boundaryGap=False),
        yAxis=values("cars/h", min=low, max=high, interval=step, nameGap=34),
        series=[*_band(rate), _line(rate)],
    )
    alt = f"Cars per planned hour in {len(rate.rates)} periods. After the warm-up {full(rate.net)}."
    return Chart("rate", alt, (View("", option, 300, _tips(rate)),))


def _range(rate: Rate) -> tuple[float, float]:
    steady = rate.rates[rate.warm_up :] or rate.rates
    ends = [target for _, target in rate.targets]
    for figure in steady:
        ends += [end for end in (figure.low, figure.mean, figure.high) if end is not None]
    low, high = min(ends), max(ends)
    step = _step(high - low)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return max(0.0, low), high if high > low else low + 5 * step


def _step(span: float) -> float:
    """The round step (1, 2 or 5 times a power of ten) that cuts a span into at most five."""
    power = 10.0 ** math.floor(math.log10(max(span, 1.0) / 5))
    return next(power * k for k in (1, 2, 5, 10) if power * k * 5 >= span)


def _band(rate: Rate) -> list[Item]:
    """The interval as an invisible line at its low end and an area of its width on top."""
    bottom = [rounded(figure.low) for figure in rate.rates]
    width = [rounded(2 * half) if (half := f.half_width) is not None else None for f in rate.rates]
    hidden = {"type": "line", "stack": "interval", "symbol": "none", "lineStyle": {"opacity": 0}}
    area = {"areaStyle": {"color": ACCENT, "opacity": 0.18}}
    return [{**hidden, "data": bottom, "silent": True}, {**hidden, **area, "data": width}]


def _line(rate: Rate) -> Item:
    targets = [
        {
            "yAxis": target,
            "name": name,
            "label": {"formatter": f"{name}\n{value(target, 'cars/h')}"},
        }
        for name, target in rate.targets
    ]
    shade = [{"xAxis": 0, "name": "warm-up"}, {"xAxis": max(0, rate.warm_up - 1)}]
    return {
        "type": "line",
        "data": [shown(figure) for figure in rate.rates],
        "symbol": "none" if len(rate.rates) > 60 else "circle",
        "symbolSize": 4,
        "itemStyle": {"color": ACCENT},
        "lineStyle": {"color": ACCENT, "width": 1.8},
        "markLine": {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": TARGET, "type": "dashed", "width": 1.4},
            "label": {"position": "end", "color": TARGET, "lineHeight": 16},
            "data": targets,
        },
        "markArea": {
            "silent": True,
            "itemStyle": {"color": WARM_UP},
            "label": {"color": FAINT, "position": "insideTop"},
            "data": [shade] if rate.warm_up else [],
        },
    }


def _tips(rate: Rate) -> list[list[str]]:
    return [
        [
            f"{rate.unit} {label}",
            brief(figure),
            *(["warm-up: not counted"] if n < rate.warm_up else []),
        ]
        for n, (label, figure) in enumerate(zip(rate.labels, rate.rates, strict=True))
    ]
