"""Sections on what the plant puts out: targets, rate over time, lead time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from carwright.analysis.interval import Figure
from carwright.analysis.targets import Verdict
from carwright.report.charts import lead_time as lead_time_chart
from carwright.report.charts import rate as rate_chart
from carwright.report.content import Content, Distance, LeadTime
from carwright.report.distance import VERDICTS, difference, picture
from carwright.report.markup import Html, tag
from carwright.report.section import Section, drawing, note
from carwright.report.tables import Cell, behind, headed, samples, table
from carwright.report.text import brief, full, interval, percent, value, with_unit


def targets(content: Content) -> Section | None:
    """Each target beside what the plant reaches."""
    if not content.distances:
        return None
    finding = _tally(content.distances) if len(content.distances) > 1 else ""
    heads = (
        "Figure",
        "Simulated",
        "Target",
        "Difference",
        "Interval and target",
        "Verdict",
        "Target's source",
    )
    figures = [each.figure for each in content.distances]
    rows = [_distance(each) for each in content.distances]
    shown = table(samples(figures, content.level), heads, rows, is_open=True)
    return Section("targets", "Targets", "Distance to the targets", finding, [shown])


_COUNTED: tuple[tuple[Verdict, str], ...] = (
    ("met", "met"),
    ("missed", "missed"),
    ("open", "not decided"),
    ("unknown", "not measured"),
)


def _tally(distances: Sequence[Distance]) -> str:
    counts = Counter(each.verdict for each in distances)
    told = [f"{counts[verdict]} {word}" for verdict, word in _COUNTED if counts[verdict]]
    return f"Of {len(distances)} targets: {', '.join(told)}."


def _distance(each: Distance) -> list[Cell]:
    words, colour = VERDICTS[each.verdict]
    return [
        each.label,
        _simulated(each.figure),
        tag("span", value(each.target, each.unit), class_="whole"),
        tag("span", difference(each.figure, each.target), class_="whole"),
        picture(each),
        tag("span", words, class_=colour or None),
        each.source,
    ]


def _simulated(figure: Figure | None) -> Html:
    around = tag("small", interval(figure)) if interval(figure) else ""
    return tag("span", with_unit(figure), around, class_="whole")


def rate(content: Content) -> Section | None:
    """Cars per planned hour, period by period."""
    if content.rate is None or not content.rate.rates:
        return None
    shown = content.rate
    chart = rate_chart.chart(shown)
    finding = f"After the warm-up the plant makes {full(shown.net)}, per hour of its calendar."
    remark = (
        f"Line: mean of the replications; band (if more than one): its {percent(content.level)}"
        " interval."
        f" {shown.warm_up_text}"
        " Periods without planned hours are left out; the vertical axis may not begin at 0."
    )
    rows = list(zip(shown.labels, shown.rates, strict=True))
    heads = (shown.unit.capitalize(), headed("Cars per planned hour", shown.rates))
    body = [drawing(chart), note(remark), behind(samples(shown.rates, content.level), heads, rows)]
    return Section("rate", "Output", "Output over time", finding, body, [chart])


def _histogram(lead: LeadTime, level: float) -> Html:
    shares = [share for _, _, share in lead.bins]
    rows = [
        (f"{begin:,.4g} " + ("or more" if end is None else f"to {end:,.4g}"), share)
        for begin, end, share in lead.bins
    ]
    heads = (f"Lead time, {lead.unit}", headed("Share of cars", shares))
    return behind(samples(shares, level), heads, rows, title="Table: histogram")


def _half(lead: LeadTime) -> str:
    marks = [f"{name} {brief(figure)}" for name, figure in lead.quantiles.items()]
    return f"; quantiles: {', '.join(marks)}" if marks else ""


def lead_time(content: Content) -> Section | None:
    """Histogram of lead times."""
    lead = content.lead_time
    if lead is None or not lead.bins:
        return None
    chart = lead_time_chart.chart(lead)
    finding = f"A car takes {full(lead.mean)} from its start to the end of the line{_half(lead)}."
    quantiles: list[list[Cell]] = [[name, figure] for name, figure in lead.quantiles.items()]
    known = [figure for _, figure in lead.quantiles.items()]
    heads = ("Quantile", headed("Lead time", known))
    body = [
        drawing(chart),
        note(
            "Lead time runs on through nights and days off. The last column takes all slower cars."
        ),
        behind(samples(known, content.level), heads, quantiles, title="Table: quantiles"),
        _histogram(lead, content.level),
    ]
    return Section("lead-time", "Lead time", "Lead time of cars", finding, body, [chart])
