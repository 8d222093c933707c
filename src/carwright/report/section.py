"""`Section`: a part of the page with its heading, its finding in words, and its charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from carwright.report.chart import Chart, View
from carwright.report.markup import Html, join, tag


@dataclass(frozen=True)
class Section:
    """`name` is the anchor, `short` the word in the navigation, `finding` the answer in words."""

    name: str
    short: str
    title: str
    finding: str
    body: Sequence[Html]
    charts: Sequence[Chart] = field(default=())
    is_long: bool = False
    """It may be broken between two printed pages."""

    def html(self) -> Html:
        """The section as an element."""
        heading = f"{self.name}-title"
        finding = tag("p", self.finding, class_="finding") if self.finding else ""
        return tag(
            "section",
            tag("h2", self.title, id=heading),
            finding,
            join(self.body),
            id=self.name,
            aria_labelledby=heading,
            class_="long" if self.is_long else None,
        )


def drawing(chart: Chart) -> Html:
    """Where page.js draws a chart, with buttons for its views. Its height is reserved."""
    buttons = [_button(n, view) for n, view in enumerate(chart.views)]
    views = tag("div", buttons, class_="views", role="group", aria_label="View")
    style = f"height:{chart.views[0].height}px"
    plot = tag("div", class_="plot", role="img", aria_label=chart.alt, style=style)
    frame: Html = plot
    if chart.scrolls or any(view.width for view in chart.views):
        frame = tag("div", plot, class_="scroll" if chart.scrolls else "wide", tabindex=0)
    screen = "screen" if chart.scrolls else None
    shown = views if len(chart.views) > 1 else ""
    return tag("figure", shown, frame, data_chart=chart.name, class_=screen)


def _button(number: int, view: View) -> Html:
    return tag("button", view.label, type="button", aria_pressed="false" if number else "true")


def note(text: str) -> Html:
    """A remark in small print."""
    return tag("p", text, class_="note")


def legend(colours: Sequence[tuple[str, str]]) -> Html:
    """Swatches with their meaning: (meaning, colour) each."""
    items = [tag("li", tag("i", style=f"background:{colour}"), text) for text, colour in colours]
    return tag("ul", items, class_="legend")
