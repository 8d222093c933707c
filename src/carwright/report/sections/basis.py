"""Sections on what the answer rests on: energy, inputs and their sources, and the stamp."""

from __future__ import annotations

from carwright.report.charts import energy as energy_chart
from carwright.report.content import Content, Input
from carwright.report.markup import Html, tag
from carwright.report.palette import ACCENT
from carwright.report.section import Section, drawing, note
from carwright.report.tables import Cell, behind, headed, samples, table
from carwright.report.text import full

SHOWN = 30
"""Doubtful inputs that are listed in the open; the others stand in a closed table."""

NAMED = 4
"""Names that are written out for a row that stands for several objects."""

STATUSES = {
    "official": "official",
    "press": "press",
    "rumour": "rumour",
    "estimate": "estimate",
    "assumed": "assumed",
    "unsourced": "no source",
}


def energy(content: Content) -> Section | None:
    """Energy by shop, if stations have powers."""
    use = content.energy
    if use is None:
        return None
    finding = f"A car takes {full(use.per_car)}; the plant takes {full(use.total)}."
    if not use.shops:
        return Section("energy", "Energy", "Energy", finding, [])
    chart = energy_chart.chart(use)
    figures = [figure for _, figure in use.shops]
    rows = [(name, figure) for name, figure in use.shops]
    heads = ("Shop", headed("Energy", figures))
    body = [drawing(chart), behind(samples(figures, content.level), heads, rows)]
    return Section("energy", "Energy", "Energy", finding, body, [chart])


def inputs(content: Content) -> Section | None:
    """Which inputs are guesses: counts by status, then those that are assumed or unsourced."""
    told = content.inputs
    if told is None:
        return None
    total = sum(told.counts.values())
    weak = told.counts.get("assumed", 0) + told.counts.get("unsourced", 0)
    finding = f"{weak:,} of {total:,} inputs are assumed or have no source."
    heads = ("Input", "Inputs", "Status", "Value", "Range", "Why, or who says so")
    rows = [_input(each) for each in told.doubtful]
    body: list[Html] = [_counts(told.counts, total)]
    if rows:
        body.append(tag("h3", "Assumed, or without source"))
        body.append(table(f"{len(rows):,} rows", heads, rows[:SHOWN], is_open=True))
    if len(rows) > SHOWN:
        body.append(_rest(heads, rows[SHOWN:]))
        body.append(tag("p", f"{len(rows) - SHOWN:,} more on screen.", class_="note paper"))
    return Section("inputs", "Inputs", "What was assumed", finding, body, is_long=True)


def _rest(heads: tuple[str, ...], rows: list[list[Cell]]) -> Html:
    summary = tag("summary", f"{len(rows):,} more")
    return tag("details", summary, table(f"{len(rows):,} rows", heads, rows))


def _counts(counts: dict[str, int], total: int) -> Html:
    rows = []
    for status, text in STATUSES.items():
        count = counts.get(status, 0)
        width = 200 * count / total if total else 0
        bar = tag("i", class_="bar", style=f"width:{width:.0f}px;background:{ACCENT}")
        share = f"{count / total:.0%}" if total else ""
        rows.append([text, tag("span", bar, f"{count:,} ({share})")])
    return table("Inputs by the status of their source", ("Status", "Inputs"), rows, is_open=True)


def _input(each: Input) -> list[Cell]:
    low_high = f"{each.range[0]} to {each.range[1]}" if each.range else ""
    status = tag("span", STATUSES.get(each.status, each.status), class_=f"status {each.status}")
    web = each.url.startswith(("https://", "http://"))
    source = tag("a", each.source, href=each.url, rel="noreferrer") if web else each.source
    path = tag("span", each.path, _names(each))
    return [path, f"{each.count:,}", status, each.value, low_high, source]


def _names(each: Input) -> str | Html:
    """The first few objects that the row stands for."""
    if not each.names:
        return ""
    more = f" and {len(each.names) - NAMED} more" if len(each.names) > NAMED else ""
    return tag("small", f"{', '.join(each.names[:NAMED])}{more}")


def stamp(content: Content) -> Section:
    """From what this can be repeated to the byte."""
    told = content.stamp
    button = tag("button", "Copy", type="button", class_="copy", data_copy="command")
    command = tag("div", tag("pre", told.command, id="command"), button, class_="command")
    facts = tag("dl", [(tag("dt", name), tag("dd", text)) for name, text in told.facts])
    finding = "This command gives the same results to the byte:"
    remark = [note(told.remark)] if told.remark else []
    return Section("stamp", "Repeat it", "Stamp", finding, [command, *remark, facts])
