"""Sections on stations: what they do with their time, who holds the plant back, what stops them."""

from __future__ import annotations

from carwright.report.charts import bottleneck as bottleneck_chart
from carwright.report.charts import states as states_chart
from carwright.report.charts import stops as stops_chart
from carwright.report.content import STATES, Content, StationStates, Stop, Strip
from carwright.report.markup import Html, tag
from carwright.report.palette import ACCENT, PALE
from carwright.report.palette import STATES as COLOURS
from carwright.report.section import Section, drawing, legend, note
from carwright.report.tables import Cell, behind, headed, samples
from carwright.report.text import brief, percent

MEANING = {
    "working": "working",
    "setting_up": "setting-up",
    "waiting": "waiting (for parts or people)",
    "blocked": "blocked (no room ahead)",
    "failed": "failed",
    "paused": "paused (break, maintenance)",
    "unplanned": "unplanned (off shift)",
}


def states(content: Content) -> Section | None:
    """Stacked bars of states."""
    stations = content.stations
    if not stations:
        return None
    charts = states_chart.charts(stations)
    swatches = legend([(MEANING[state], COLOURS[state]) for state in STATES])
    body = [swatches, drawing(charts[0])]
    if len(charts) > 1:
        body = [tag("h3", f"The {states_chart.WORST} stations that lose most by themselves"), *body]
        body += [
            tag("h3", f"All {len(stations)} stations in the order of the flow", class_="screen"),
            drawing(charts[1]),
        ]
    body.append(note("Mean of a station's machines. Point at a bar for intervals."))
    body.append(_table(content))
    worst = max(stations, key=states_chart.losses)
    return Section(
        "states", "Stations", "What stations do with their time", _losses(worst), body, charts
    )


def _losses(worst: StationStates) -> str:
    shares = worst.on_shift or worst.shares
    own = [s for s in ("failed", "setting_up") if s in shares and (shares[s].mean or 0) > 0]
    if not own:
        return "No station fails or sets up: what is lost is lost by waiting for each other."
    parts = " and ".join(f"{MEANING[state]} {brief(shares[state])}" for state in own)
    basis = "of its shift time" if worst.on_shift else "of the time"
    return f"{worst.name} loses most by itself: {parts} {basis}."


def _table(content: Content) -> Html:
    figures = [figure for station in content.stations for figure in station.shares.values()]
    rates = [station.rate for station in content.stations]
    heads = ["Station", "Shop", *(f"{states_chart.spoken(s)}, %" for s in STATES), "OEE, %"]
    rows = [
        [s.name, s.shop, *(s.shares.get(state) for state in STATES), s.oee, s.rate]
        for s in content.stations
    ]
    caption = f"Share of all time; {samples(figures, content.level)}"
    return behind(caption, [*heads, headed("Stand-alone rate", rates)], rows)


def bottlenecks(content: Content) -> Section | None:
    """Strip over time and ranking."""
    strip = content.bottlenecks
    if strip is None or not strip.rows:
        return None
    chart = bottleneck_chart.chart(strip)
    figures = [figure for row in strip.rows for figure in (row.total, row.sole)]
    heads = ("Station", "Shop", "Bottleneck, % of the time", "alone, %", "shifting, %")
    rows = [(row.name, row.shop, row.total, row.sole, row.shifting) for row in strip.rows]
    body = [
        legend([("alone", ACCENT), ("half of the time of shifting to or from another", PALE)]),
        drawing(chart),
        note(
            "Active-period method (Roser, Nakano and Tanaka 2002): at every instant the machine"
            " that has been active longest without a break is the bottleneck; it passes on where"
            f" active periods overlap. Cells: mean of the replications."
            f" Whiskers: {percent(content.level)} interval of the total."
        ),
        behind(samples(figures, content.level), heads, rows),
    ]
    title = "Who holds the plant back"
    return Section("bottleneck", "Bottleneck", title, _first(strip), body, [chart])


def _first(strip: Strip) -> str:
    first, *others = strip.rows
    text = f"{first.name} is the bottleneck for {brief(first.total)} of the time"
    if not others:
        return f"{text}."
    lead = strip.lead
    told = lead is None or lead.low is None or lead.low > 0
    doubt = "" if told else "; the run can't tell which of the two comes first"
    return f"{text}, then {others[0].name} for {brief(others[0].total)}{doubt}."


def stops(content: Content) -> Section | None:
    """What failures and maintenance cost."""
    lists = {label: stops for label, stops in content.stops.items() if stops}
    if not lists:
        return None
    chart = stops_chart.chart(lists)
    head = next(iter(lists.values()))[0]
    where = f" of {head.where}" if head.where else ""
    finding = f"Most time goes to '{head.name}'{where}: {brief(head.down)} down."
    figures = [f for listed in lists.values() for stop in listed for f in (stop.down, stop.stops)]
    tables = [_stops_table(each, listed, content.level) for each, listed in lists.items()]
    body = [
        legend([(part, colour) for part, colour in stops_chart.COLOURS.items()]),
        drawing(chart),
        note(f"The {stops_chart.SHOWN} that cost most; {samples(figures, content.level)}."),
        *tables,
    ]
    return Section("stops", "Stops", "What stops machines", finding, body, [chart])


def _stops_table(label: str, listed: tuple[Stop, ...], level: float) -> Html:
    columns = {
        "Down": [stop.down for stop in listed],
        "of it without crew": [stop.waiting for stop in listed],
        "Stops": [stop.stops for stop in listed],
    }
    heads = ["Stop", "Where", "Kind", *(headed(name, each) for name, each in columns.items())]
    rows: list[list[Cell]] = [
        [s.name, s.where, "maintenance" if s.planned else "failure", s.down, s.waiting, s.stops]
        for s in listed
    ]
    return behind(samples(columns["Down"], level), heads, rows, title=f"Table: {label.lower()}")
