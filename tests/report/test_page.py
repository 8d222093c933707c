"""The page is whole, well-formed, self-contained and accessible."""

import base64
import hashlib
import math
import re
from dataclasses import replace
from typing import Any

import pytest

from carwright.report import content as c
from carwright.report.charts import bottleneck
from carwright.report.page import assemble
from report.example import example
from report.reading import Page

SECTIONS = [
    "targets",
    "rate",
    "states",
    "bottleneck",
    "buffers",
    "flow",
    "lead-time",
    "first-time",
    "stops",
    "energy",
    "inputs",
    "stamp",
]


@pytest.fixture(scope="module")
def small() -> Page:
    return Page(assemble(example(3)))


@pytest.fixture(scope="module")
def large() -> Page:
    return Page(assemble(example(48)))


def test_every_element_is_closed(small: Page) -> None:
    assert small.open == []


def test_the_answer_comes_first(small: Page) -> None:
    (heading,) = small.all("h1")
    answer, rest = example(3).headline.split("; ")
    assert heading.text == answer
    assert small.all("span", **{"class": "rest"})[0].text == f"; {rest}"
    tiles = small.all("li", **{"class": "tile"})
    assert len(tiles) == 6
    first_section = small.elements.index(small.all("section")[0])
    assert all(small.elements.index(element) < first_section for element in (heading, *tiles))


def test_sections_stand_in_their_order(small: Page) -> None:
    assert [section.attributes["id"] for section in small.all("section")] == SECTIONS


def test_navigation_leads_to_every_section(small: Page) -> None:
    links = [a.attributes["href"] for a in small.all("a") if "nav" in a.inside]
    assert links == ["#answer", *(f"#{name}" for name in SECTIONS)]
    ids = [element.attributes["id"] for element in small.with_attribute("id")]
    assert set(ids) >= {link.removeprefix("#") for link in links}
    assert len(ids) == len(set(ids))


def test_what_the_run_has_nothing_for_is_left_out() -> None:
    bare = replace(
        example(3), distances=(), rate=None, bottlenecks=None, stores=(), energy=None, stops={}
    )
    shown = [section.attributes["id"] for section in Page(assemble(bare)).all("section")]
    assert shown == ["states", "flow", "lead-time", "first-time", "inputs", "stamp"]


@pytest.mark.parametrize("which", ["small", "large"])
def test_every_chart_has_words_for_those_who_cannot_see_it(
    which: str, request: pytest.FixtureRequest
) -> None:
    shown: Page = request.getfixturevalue(which)
    figures = shown.with_attribute("data-chart")
    assert {figure.attributes["data-chart"] for figure in figures} == shown.charts.keys()
    plots = shown.all("div", **{"class": "plot"})
    assert len(plots) == len(figures)
    assert all(plot.attributes["role"] == "img" for plot in plots)
    assert all(len(plot.attributes["aria-label"]) > 20 for plot in plots)


def test_every_chart_has_its_table(small: Page) -> None:
    charted = [s for s in SECTIONS if s not in ("targets", "inputs", "stamp")]
    closed = [table for table in small.all("table") if "details" in table.inside]
    assert len(closed) >= len(charted)
    assert len(small.all("caption")) == len(small.all("table"))
    assert all("scope" in th.attributes for th in small.all("th"))


def test_buttons_say_which_view_is_shown(large: Page) -> None:
    for name, views in large.charts.items():
        assert views, name
    pressed = [b.attributes["aria-pressed"] for b in large.all("button") if "figure" in b.inside]
    assert pressed.count("true") == sum(len(v) > 1 for v in large.charts.values())
    assert len(pressed) == sum(len(v) for v in large.charts.values() if len(v) > 1)


def test_nothing_is_fetched(small: Page) -> None:
    assert [e for e in small.elements if e.tag in ("link", "iframe", "object", "embed")] == []
    assert small.with_attribute("src") == []
    assert small.with_attribute("srcset") == []
    outward = [e for e in small.with_attribute("href") if not e.attributes["href"].startswith("#")]
    assert all(element.tag == "a" for element in outward)
    (style,) = small.all("style")
    assert re.findall(r"url\(|@import", style.text) == []


def test_only_our_own_scripts_may_run(small: Page) -> None:
    (policy,) = small.all("meta", **{"http-equiv": "Content-Security-Policy"})
    rules = dict(rule.strip().split(" ", 1) for rule in policy.attributes["content"].split(";"))
    assert rules["default-src"] == "'none'"
    scripts = [s for s in small.all("script") if "type" not in s.attributes]
    digests = [hashlib.sha256(script.text.encode()).digest() for script in scripts]
    hashes = {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}
    assert len(scripts) == 2
    assert set(rules["script-src"].split()) == hashes


def test_echarts_comes_with_its_licence(small: Page) -> None:
    assert "Licensed to the Apache Software Foundation" in small.all("script")[1].text


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [n for each in value.values() for n in numbers(each)]
    if isinstance(value, list):
        return [n for each in value for n in numbers(each)]
    return [value] if isinstance(value, float | int) else []


def test_charts_hold_finite_numbers_only(large: Page) -> None:
    found = numbers(large.charts)
    assert len(found) > 1000
    assert all(math.isfinite(number) for number in found)


def test_nan_is_refused() -> None:
    content = example(3)
    store = replace(content.stores[0], bins=((0, 0, math.nan),))
    with pytest.raises(ValueError, match="not JSON compliant"):
        assemble(replace(content, stores=(store,)))


def test_a_page_of_a_real_plant_is_small(large: Page) -> None:
    assert len(example(48).stations) == 336
    assert len(large.source.encode()) < 5_000_000


def test_many_stations_are_shown_as_the_worst_and_in_a_frame(large: Page) -> None:
    worst, every = large.charts["states-worst"], large.charts["states-all"]
    assert len(worst[0]["option"]["yAxis"]["data"]) == 25
    assert len(every[0]["option"]["yAxis"]["data"]) == 336 + 7  # and the names of the shops
    scrolling = large.all("figure", **{"data-chart": "states-all"})
    assert [figure.attributes["class"] for figure in scrolling] == ["screen"]


def test_paper_shows_no_tools_and_breaks_no_chart(small: Page) -> None:
    (style,) = small.all("style")
    assert "@page { size: A4" in style.text
    paper = style.text.split("@media print", 1)[1]
    assert re.search(r"nav,.*details, \.screen \{ display: none", paper)
    assert "break-inside: avoid" in paper
    assert "beforeprint" in small.all("script")[2].text


def test_every_figure_of_a_tile_has_its_interval_and_n(small: Page) -> None:
    text = small.source.split("<section", 1)[0]
    assert "39.8–40.4" in text
    assert text.count("n = 20") == 6


def test_figures_without_interval_say_why() -> None:
    alone = c.Tile("WIP", c.Figure(12.5, None, None, 1, "cars", note="one replication"))
    unknown = c.Tile("Lead time", c.Figure(None, None, None, 0, "h", note="no car came out"))
    text = assemble(replace(example(3), tiles=(alone, unknown)))
    assert "no interval, n = 1" in text
    assert "no car came out" in text


def test_the_strip_of_bottlenecks_has_a_scale_that_shows_small_shares() -> None:
    """In a plant of 300 stations no period belongs to one of them alone."""
    strip = example(3).bottlenecks
    assert strip is not None
    for share, darkest in [(0.9, 100), (0.09, 10), (0.0, 2)]:
        rows = tuple(replace(row, over_time=((share, 0.0),)) for row in strip.rows)
        view = bottleneck.chart(replace(strip, rows=rows)).views[0]
        assert view.option["visualMap"]["max"] == darkest
        assert view.option["visualMap"]["text"][0] == f"{darkest} % of the period"
