"""The page put together: one HTML file that needs nothing else, neither network nor folder."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from string import Template

from carwright import __version__
from carwright.report.chart import to_json
from carwright.report.content import Content
from carwright.report.markup import Html, join, tag
from carwright.report.section import Section
from carwright.report.sections import sections
from carwright.report.sections.top import top


def assemble(content: Content) -> str:
    """The whole page as text.

    Raises:
        ValueError: if a chart holds NaN or infinity.
    """
    title = f"{content.title}: simulation report"
    return put_together(title, top(content), sections(content))


def put_together(title: str, head: Html, parts: list[Section]) -> str:
    """A page of any subject: its title, its top and its sections.

    Raises:
        ValueError: if a chart holds NaN or infinity.
    """
    echarts, script = (
        _file("vendor", "echarts", "echarts.min.js"),
        _file("page.js"),
    )
    charts = to_json(chart for part in parts for chart in part.charts)
    return Template(_file("template.html")).substitute(
        policy=_policy(echarts, script),
        generator=join(f"carwright {__version__}"),
        title=join(title),
        style=_file("style.css"),
        navigation=_navigation(parts),
        content=join([head, *(part.html() for part in parts)]),
        footer=_footer(),
        charts=charts,
        echarts=echarts,
        script=script,
    )


@cache
def _file(*path: str) -> str:
    return resources.files("carwright.report").joinpath(*path).read_text("utf-8")


def _policy(*scripts: str) -> str:
    """Only our own two scripts run, and nothing is fetched: even if escaping should ever fail."""
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in scripts)
    return f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:"


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _navigation(parts: list[Section]) -> Html:
    links = [("answer", "Answer"), *((part.name, part.short) for part in parts)]
    items = [tag("li", tag("a", text, href=f"#{name}")) for name, text in links]
    return tag("nav", tag("ul", items), aria_label="Sections")


def _footer() -> Html:
    return join(
        f"Made by carwright {__version__}."
        " Charts by Apache ECharts (Apache-2.0), which is in this file."
    )
