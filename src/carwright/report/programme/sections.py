"""The sections of a programme's page: the finding in words, the chart, the table behind it."""

from __future__ import annotations

from carwright.report.markup import Html, join, tag
from carwright.report.programme import charts
from carwright.report.programme.content import OptionRow, ProgrammeContent, Source
from carwright.report.section import Section, drawing, note
from carwright.report.tables import behind, table


def top(content: ProgrammeContent) -> Html:
    """Headline, short facts, warnings."""
    answer, semicolon, rest = content.headline.partition("; ")
    more = tag("span", f"{semicolon}{rest}", class_="rest") if rest else ""
    warnings = [tag("li", text.replace(" -> ", " → ")) for text in content.warnings]
    return tag(
        "header",
        tag("p", content.title, class_="plant"),
        tag("h1", answer, more),
        tag("p", [tag("span", fact) for fact in content.facts], class_="facts"),
        tag("ul", warnings, class_="warnings") if warnings else "",
        id="answer",
    )


def sections(content: ProgrammeContent) -> list[Section]:
    """All sections that the forecast has something for."""
    makers = (_gantt, _s_curve, _cash, _ramp, _tornado, _options, _evidence, _sources)
    return [section for make in makers if (section := make(content)) is not None]


def _gantt(content: ProgrammeContent) -> Section:
    chart = charts.gantt(content)
    words = note(
        "Bars: median start to median finish, red where critical in half of the draws or more."
        " Lines: P10 to P90 of the finish; one that runs to the edge may never come. Triangles:"
        " planned or stated dates."
    )
    rows = [
        [
            bar.name,
            _day(bar.start),
            _day(bar.finish.p10),
            _day(bar.finish.p50),
            _day(bar.finish.p90),
            f"{bar.criticality:.0%}",
        ]
        for bar in content.bars
    ]
    heads = ("Name", "Start P50", "Finish P10", "P50", "P90", "Critical")
    shown = behind("Dates of all activities and milestones", heads, rows)
    body = [drawing(chart), words, shown]
    return Section("schedule", "Schedule", "Schedule", "", body, (chart,), is_long=True)


def _s_curve(content: ProgrammeContent) -> Section:
    chart = charts.s_curve(content)
    rows = [[label, f"{sop:.1%}", f"{first:.1%}"] for label, sop, first in content.s_curve]
    heads = ("By the end of", "Start of production", "First delivery")
    body = [drawing(chart), behind("Probability by month", heads, rows)]
    title = "Probability by date"
    return Section("probability", "By date", title, content.outside, body, (chart,))


def _cash(content: ProgrammeContent) -> Section:
    chart = charts.bands("cash", content.currency, content.cash, content.lowest_month)
    rows = [[m.label, f"{m.p10:,.0f}", f"{m.p50:,.0f}", f"{m.p90:,.0f}"] for m in content.cash]
    heads = ("Month", "P10", "P50", "P90")
    shown = behind(f"Cash at the end of each month, {content.currency}", heads, rows)
    return Section("cash", "Cash", "Cash", content.lowest, [drawing(chart), shown], (chart,))


def _ramp(content: ProgrammeContent) -> Section:
    people = charts.bands("people", "people", content.people)
    cars = charts.bands("cars", "cars a month", content.cars)
    body = [tag("h3", "Staff"), drawing(people), tag("h3", "Cars delivered"), drawing(cars)]
    return Section("people", "Staff and cars", "Staff and cars", "", body, (people, cars))


def _tornado(content: ProgrammeContent) -> Section | None:
    if not content.drivers:
        return None
    chart = charts.tornado(content.drivers)
    words = note(
        "Mean first delivery where an activity takes longest (a tenth of the draws) less where it"
        " is shortest; for risks, answers and claims: where it happens less where it does not."
    )
    rows = [[d.name, d.kind, f"{d.swing:+,.0f}", f"{d.share:.1%}"] for d in content.drivers]
    heads = ("Input", "Kind", "Days", "Share of variance")
    body = [drawing(chart), words, behind("What moves the first delivery", heads, rows)]
    first = content.drivers[0]
    finding = f"{first.name} moves the first delivery most: {first.swing:+,.0f} days."
    return Section("drivers", "Drivers", "What it depends on", finding, body, (chart,))


def _options(content: ProgrammeContent) -> Section | None:
    if not content.options:
        return None
    chart = charts.options(content.options, content.currency)
    heads = (
        "Option",
        "First delivery",
        "Fails",
        "Worth",
        "Lost if it fails",
        "Lowest cash",
        "Best",
    )
    rows = [_option(row, content.currency) for row in content.options]
    shown = table("On the same draws; money from the reading's date on", heads, rows, is_open=True)
    body = [drawing(chart), shown]
    title = "Options side by side"
    return Section("options", "Options", title, content.recommendation, body, (chart,))


def _option(row: OptionRow, currency: str) -> list[str | Html]:
    loss = "–" if row.loss is None else money(row.loss, currency)
    return [
        row.title,
        "no cars" if row.delivery.p10 is None else charts.dated(row.delivery),
        f"{row.fails:.0%}",
        money(row.value[1], currency),
        loss,
        money(row.lowest, currency),
        f"{row.best:.0%}",
    ]


def _evidence(content: ProgrammeContent) -> Section | None:
    if not content.readings:
        return None
    chart = charts.timeline(content.readings)
    rows = [
        [r.date.isoformat(), charts.dated(r.delivery), ", ".join(r.evidence)]
        for r in content.readings
    ]
    heads = ("As of", "First delivery", "What became known")
    contested = [tag("li", text) for text in content.contested]
    listed = [tag("h3", "Contested"), tag("ul", contested)] if contested else []
    body = [drawing(chart), behind("The forecast as of each day", heads, rows), join(listed)]
    finding = _largest_change(content)
    title = "What changed the forecast when"
    return Section("evidence", "Evidence", title, finding, body, (chart,), is_long=True)


def _largest_change(content: ProgrammeContent) -> str:
    moves = [
        ((b.delivery.p50 - a.delivery.p50).days, b)
        for a, b in zip(content.readings, content.readings[1:], strict=False)
        if a.delivery.p50 is not None and b.delivery.p50 is not None
    ]
    if not moves:
        return ""
    days, reading = max(moves, key=lambda move: abs(move[0]))
    return f"The largest change came by {reading.date}: {days:+,.0f} days at the median."


def _sources(content: ProgrammeContent) -> Section:
    rows = [[s.known, s.id, s.status, s.says, _link(s)] for s in content.sources]
    heads = ("Known from", "Id", "Status", "Says", "Source")
    shown = table("The ledger as it stood", heads, rows)
    return Section("sources", "Sources", "Sources", "", [shown], is_long=True)


def _link(source: Source) -> Html | str:
    if not source.url.startswith(("https://", "http://")):
        return source.source
    return tag("a", source.source, href=source.url, rel="noreferrer")


def money(value: float, currency: str) -> str:
    """An amount to three digits."""
    for unit, scale in ((" bn", 1e9), (" m", 1e6), (" k", 1e3)):
        if abs(value) >= scale:
            return f"{value / scale:,.3g}{unit} {currency}"
    return f"{value:,.3g} {currency}"


def _day(day: object) -> str:
    return str(day) if day is not None else "never"
