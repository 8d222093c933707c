"""The sections of a programme's page: the finding in words, the chart, the table behind it."""

from __future__ import annotations

from carwright.report.markup import Html, join, tag
from carwright.report.programme import charts
from carwright.report.programme.content import OptionRow, ProgrammeContent, Source, Tile
from carwright.report.section import Section, drawing, note
from carwright.report.tables import behind, table


def top(content: ProgrammeContent) -> Html:
    """Headline, short facts and six figures."""
    answer, semicolon, rest = content.headline.partition("; ")
    more = tag("span", f"{semicolon}{rest}", class_="rest") if rest else ""
    tiles = tag("ul", [_tile(tile) for tile in content.tiles], class_="tiles")
    head = tag(
        "header",
        tag("p", content.title, class_="plant"),
        tag("h1", answer, more),
        tag("p", [tag("span", fact) for fact in content.facts], class_="facts"),
        id="answer",
    )
    return join([head, tiles])


def _tile(tile: Tile) -> Html:
    lines = [tag("span", tile.around, class_="around")] if tile.around else []
    lines += [tag("span", tile.remark, class_="aim")] if tile.remark else []
    label = tag("span", tile.label, class_="label")
    return tag("li", label, tag("span", tile.number, class_="number"), lines, class_="tile")


def sections(content: ProgrammeContent) -> list[Section]:
    """All sections that the forecast has something for."""
    makers = (
        *(_gantt, _s_curve, _tornado, _cash, _ramp),
        *(_tests, _options, _evidence, _sources),
    )
    return [section for make in makers if (section := make(content)) is not None]


def _gantt(content: ProgrammeContent) -> Section:
    chart = charts.gantt(content)
    words = note(
        "Bars: median start to median finish; red where critical in half of the draws or more, grey"
        " where done. Lines: P10 to P90 of the finish; with an arrow where more than a tenth of the"
        " draws never come to it. Triangles: planned or stated dates."
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
    body = [drawing(chart), words, shown, _assessment(content)]
    return Section("schedule", "Schedule", "Schedule", "", body, (chart,), is_long=True)


def _assessment(content: ProgrammeContent) -> Html:
    if not content.assessment:
        return Html("")
    notes = [tag("li", text.replace(" -> ", " → ")) for text in content.assessment]
    return join([tag("h3", "Against scheduling practice"), tag("ul", notes, class_="remarks")])


def _s_curve(content: ProgrammeContent) -> Section:
    chart = charts.s_curve(content)
    outside = content.outside_curve or (0.0,) * len(content.s_curve)
    rows = [
        [label, f"{sop:.1%}", f"{first:.1%}", *([f"{view:.1%}"] if content.outside_curve else [])]
        for (label, sop, first), view in zip(content.s_curve, outside, strict=True)
    ]
    heads = ["By the end of", "Start of production", "First delivery"]
    heads += ["Outside view"] if content.outside_curve else []
    body = [drawing(chart), behind("Probability by month", heads, rows)]
    title = "Probability by date"
    return Section("probability", "By date", title, content.outside, body, (chart,))


def _cash(content: ProgrammeContent) -> Section:
    chart = charts.bands("cash", content.currency, content.cash, content.lowest_at)
    rows = [[m.label, f"{m.p10:,.0f}", f"{m.p50:,.0f}", f"{m.p90:,.0f}"] for m in content.cash]
    heads = ("Month", "P10", "P50", "P90")
    shown = behind(f"Cash at the end of each month, {content.currency}", heads, rows)
    words = note(
        "Line: median of the cash at the end of each month, with P10 to P90. Point: medians of the"
        " lowest cash of each draw and of its month."
    )
    body = [drawing(chart), words, shown]
    return Section("cash", "Cash", "Cash", content.lowest, body, (chart,))


def _ramp(content: ProgrammeContent) -> Section:
    people = charts.bands("people", "people", content.people)
    cars = charts.bands("cars", "cars a month", content.cars)
    heads = ("Year", "People at its end", "Cars", f"Cash at its end, {content.currency}")
    caption = "P50 (P10 to P90); the first and the last year may be parts of one"
    body = [
        tag("h3", "Staff"),
        drawing(people),
        join([note(text) for text in content.resources]),
        tag("h3", "Cars delivered"),
        drawing(cars),
        note(f"Cars: {content.output}."),
        tag("h3", "By year"),
        table(caption, heads, content.years, is_open=True),
    ]
    charts_shown = (people, cars)
    title = "Staff and cars"
    return Section("people", title, title, "", body, charts_shown, is_long=True)


def _tests(content: ProgrammeContent) -> Section | None:
    if not content.campaigns:
        return None
    body = [
        join([tag("h3", title), tag("ul", [tag("li", line) for line in lines], class_="remarks")])
        for title, lines in content.campaigns
    ]
    finding = "How long until the rate is shown, and what can be shown by the start of production."
    return Section("tests", "Tests", "Test campaigns", finding, body)


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
        "no cars" if row.fails == 1 else charts.dated(row.delivery),
        "–" if row.fails == 1 else likelihood(row.fails),
        money(row.value[1], currency),
        loss,
        money(row.lowest, currency),
        likelihood(row.best),
    ]


def _evidence(content: ProgrammeContent) -> Section | None:
    if not content.readings:
        return None
    chart = charts.timeline(content.readings)
    rows = [
        [
            r.date.isoformat(),
            charts.dated(r.delivery),
            _days(r.by_time),
            _days(r.by_news),
            join([tag("div", text) for text in r.evidence]),
        ]
        for r in content.readings
    ]
    heads = ("As of", "First delivery", "By time", "By news", "What became known")
    contested = [tag("li", text) for text in content.contested]
    listed = [tag("h3", "Contested"), tag("ul", contested, class_="remarks")] if contested else []
    caption = (
        "The forecast as of each day, and days by which P50 moved since the one before: by time"
        " that passed without news, and by what became known"
    )
    shown = table(caption, heads, rows, is_open=True)
    body = [drawing(chart), shown, join(listed)]
    finding = _largest_change(content)
    title = "What changed the forecast when"
    return Section("evidence", "Evidence", title, finding, body, (chart,), is_long=True)


def _largest_change(content: ProgrammeContent) -> str:
    moves = [(r.by_news, r) for r in content.readings if r.by_news]
    if not moves:
        return ""
    days, reading = max(moves, key=lambda move: abs(move[0]))
    said = f" {reading.evidence[0]}." if reading.evidence else ""
    return f"News moved it most on {reading.date}: {days:+,} days at the median.{said}"


def _days(days: int | None) -> str:
    return "–" if days is None else f"{days:+,}" if days else "0"


def _sources(content: ProgrammeContent) -> Section:
    rows = [[s.known, s.id, s.status, s.says, _link(s)] for s in content.sources]
    heads = ("Known from", "Id", "Status", "Says", "Source")
    shown = table("The ledger as it stood, the priors last", heads, rows)
    beyond = f"{content.elsewhere} more entries bear on the plant: its own report lists them."
    body = [shown, note(beyond)] if content.elsewhere else [shown]
    return Section("sources", "Sources", "Sources", "", body, is_long=True)


def _link(source: Source) -> Html | str:
    if not source.url.startswith(("https://", "http://")):
        return source.source
    return tag("a", source.source, href=source.url, rel="noreferrer")


def likelihood(share: float) -> str:
    """A probability in per cent, without false certainty at the ends."""
    if 0 < share < 0.005:
        return "below 1 %"
    if 0.995 < share < 1:
        return "above 99 %"
    return f"{share:.0%}".replace("%", "\u00a0%")


def money(value: float, currency: str) -> str:
    """An amount to three digits."""
    for unit, scale in ((" bn", 1e9), (" m", 1e6), (" k", 1e3)):
        if abs(value) >= scale:
            return f"{value / scale:,.3g}{unit} {currency}".rstrip()
    return f"{value:,.3g} {currency}".rstrip()


def _day(day: object) -> str:
    return str(day) if day is not None else "never"
