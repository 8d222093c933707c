"""Energy by shop."""

from __future__ import annotations

from carwright.report.chart import Chart, Option, View
from carwright.report.charts.style import ROW, base, rows, shown, told, values, whiskers
from carwright.report.content import EnergyUse
from carwright.report.palette import ACCENT
from carwright.report.text import bare, brief, full, unit


def chart(energy: EnergyUse) -> Chart:
    """Bars with intervals, in the unit of the figures."""
    figures = [figure for _, figure in energy.shops]
    option: Option = base(
        grid={"left": "23%", "right": 150, "top": 44, "bottom": 10},
        xAxis=values(unit(figures[0]), min=0, position="top", nameGap=26),
        yAxis=[rows([name for name, _ in energy.shops]), told([bare(f) for f in figures])],
        series=[
            {
                "type": "bar",
                "barWidth": "60%",
                "itemStyle": {"color": ACCENT},
                "data": [
                    {"value": shown(f), "tip": [name, brief(f), f"n = {f.n}"]}
                    for name, f in energy.shops
                ],
            },
            whiskers(enumerate(figures)),
        ],
    )
    alt = f"Energy by shop in {unit(figures[0])}; the plant takes {full(energy.total)}."
    return Chart("energy", alt, (View("", option, 64 + ROW * len(figures)),))
