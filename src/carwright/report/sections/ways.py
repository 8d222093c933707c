"""Sections on the ways of parts: buffers, flow, tests."""

from __future__ import annotations

from carwright.report.charts import first_time as first_time_chart
from carwright.report.charts import flow as flow_chart
from carwright.report.charts import stores as stores_chart
from carwright.report.content import Content, Store
from carwright.report.markup import tag
from carwright.report.section import Section, drawing, legend, note
from carwright.report.tables import behind, headed, samples
from carwright.report.text import amount, brief, percent


def stores(content: Content) -> Section | None:
    """Levels of buffers and conveyors."""
    listed = content.stores
    if not listed:
        return None
    charts = stores_chart.charts(listed)
    body = [drawing(charts[0])]
    if len(charts) > 1:
        title = f"The {stores_chart.WORST} most often empty or full, of those that many parts pass"
        every = tag("h3", f"All {len(listed)} in the order of the flow", class_="screen")
        body = [tag("h3", title), drawing(charts[0]), every, drawing(charts[1])]
    figures = [figure for store in listed for figure in (store.level, store.empty, store.full)]
    heads = ("Buffer", "Shop", "Capacity", "Mean level, parts", "Empty, %", "Full, %")
    rows = [[s.name, s.shop, _room(s), s.level, s.empty, s.full] for s in listed]
    body += [
        note(
            "The darker, the more often at that level (each row by itself); orange stroke: mean"
            " level. A store without limit is drawn up to its highest level."
        ),
        behind(samples(figures, content.level), heads, rows),
    ]
    title = "How full buffers are"
    return Section("buffers", "Buffers", title, _fullest(listed), body, charts)


def _room(store: Store) -> str:
    return "no limit" if store.capacity is None else f"{store.capacity:,}"


def _fullest(listed: tuple[Store, ...]) -> str:
    busy = [store for store in listed if store.busy] or listed
    fullest = max(busy, key=lambda store: amount(store.full))
    emptiest = max(busy, key=lambda store: amount(store.empty))
    parts = []
    if fullest.full is not None and amount(fullest.full) > 0:
        parts.append(f"{fullest.name} is full most often, {brief(fullest.full)} of the time")
    if amount(emptiest.empty) > 0:
        parts.append(f"{emptiest.name} is empty most often, {brief(emptiest.empty)}")
    return "; ".join(parts) + "." if parts else "No buffer was ever full or empty."


def flow(content: Content) -> Section | None:
    """The Sankey diagram."""
    edges = content.flow.edges if content.flow else ()
    if content.flow is None or not any(amount(edge.parts) > 0 for edge in edges):
        return None
    chart = flow_chart.chart(content.flow)
    names = (
        ("way of parts", "move"),
        ("joins the car", "join"),
        ("rework", "rework"),
        ("scrap", "scrap"),
    )
    heads = ("From", "To", "Kind", headed("Parts", [edge.parts for edge in edges]))
    rows = [(edge.begin, edge.end, edge.kind, edge.parts) for edge in edges]
    body = [
        legend([(text, flow_chart.KINDS[kind]) for text, kind in names]),
        drawing(chart),
        note(
            "Width: parts an hour. A way that leads back ends at a node of its own, 'X (rework)';"
            " what comes back from there flows on from X. Objects in a row without branches are one"
            " node. Wide views scroll sideways."
        ),
        behind(samples([edge.parts for edge in edges], content.level), heads, rows),
    ]
    return Section("flow", "Flow", "Where parts go", _losses(content), body, [chart])


def _losses(content: Content) -> str:
    edges = content.flow.edges if content.flow else ()
    parts = []
    for kind, verb in (("rework", "go to rework"), ("scrap", "are scrapped")):
        total = sum(amount(edge.parts) for edge in edges if edge.kind == kind)
        if total > 0:
            parts.append(f"{total:.3g} parts an hour {verb}")
    return " and ".join(parts) + "." if parts else "Nothing is reworked or scrapped."


def first_time(content: Content) -> Section | None:
    """First-time-through of each test."""
    tests = content.tests
    if not tests:
        return None
    chart = first_time_chart.chart(tests)
    worst = min(tests, key=lambda test: amount(test.first_time))
    finding = f"Lowest at {worst.name}: {brief(worst.first_time)} pass it without any rework."
    figures = [test.first_time for test in tests]
    heads = (
        "Test",
        "Shop",
        "First time through, %",
        "Rework, %",
        "Scrap, %",
        "Passed with a fault, %",
    )
    rows = [[t.name, t.shop, t.first_time, t.rework, t.scrap, t.escaped] for t in tests]
    body = [
        drawing(chart),
        note(
            "First-time-through: passed without any rework before, here or earlier. Lowest first;"
            f" whiskers: {percent(content.level)} interval."
            " The axis may not begin at 0."
        ),
        behind(samples(figures, content.level), heads, rows),
    ]
    title = "First-time-through of each test"
    return Section("first-time", "Quality", title, finding, body, [chart])
