"""Names are the user's: whatever stands in them is shown, never run."""

from dataclasses import replace

import pytest

from carwright.report import content as c
from carwright.report.markup import Html, tag
from carwright.report.page import assemble
from report.example import example
from report.reading import Element, Page

EVIL = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "<!--<script>",
    "$style ${charts} {b} %s",
]


def poisoned(name: str) -> c.Content:
    """The small plant with the name wherever a user can put one."""
    plain = example(3)
    assert plain.bottlenecks is not None
    assert plain.flow is not None
    assert plain.inputs is not None
    stop = next(iter(plain.stops.values()))[0]
    edges = tuple(replace(e, end=name) if e.end == "yard" else e for e in plain.flow.edges)
    doubtful = c.Input(name, 1, "assumed", (name,), name, (name, name), name, f"javascript:{name}")
    worst = replace(plain.bottlenecks.rows[0], name=name, shop=name)
    return replace(
        plain,
        title=name,
        headline=name,
        facts=(name,),
        warnings=(name,),
        distances=(replace(plain.distances[0], label=name, source=name),),
        stations=tuple(replace(s, name=name, shop=name) for s in plain.stations),
        bottlenecks=replace(plain.bottlenecks, rows=(worst,)),
        stores=(replace(plain.stores[0], name=name, shop=name),),
        flow=replace(plain.flow, edges=edges),
        tests=(replace(plain.tests[0], name=name, shop=name),),
        stops={name: (replace(stop, name=name, where=name),)},
        inputs=c.Inputs({"assumed": 1}, (doubtful,)),
        stamp=c.Stamp(((name, name),), name, name),
    )


def bones(shown: Page) -> list[tuple[str, tuple[str, ...]]]:
    return [(e.tag, tuple(sorted(e.attributes))) for e in shown.elements]


@pytest.mark.parametrize("name", EVIL)
def test_a_name_adds_no_element_and_no_attribute(name: str) -> None:
    evil, good = Page(assemble(poisoned(name))), Page(assemble(poisoned("harmless")))
    assert bones(evil) == bones(good)
    assert evil.open == []


@pytest.mark.parametrize("name", EVIL)
def test_a_name_is_shown_as_it_is(name: str) -> None:
    shown = Page(assemble(poisoned(name)))
    (heading,) = shown.all("h1")
    assert heading.text == name
    assert name in shown.charts["states"][0]["option"]["yAxis"]["data"]


def test_only_web_addresses_become_links() -> None:
    plain = example(3)
    urls = ["https://example.org/a?b=1&c=2", "javascript:alert(1)", "data:text/html,x", "file:///x"]
    rows = tuple(c.Input("a.b", 1, "assumed", source="said", url=url) for url in urls)
    shown = Page(assemble(replace(plain, inputs=c.Inputs({"assumed": 4}, rows))))
    links = [a.attributes["href"] for a in shown.all("a") if "nav" not in a.inside]
    assert [link for link in links if not link.startswith("#")] == urls[:1]


def test_markup_escapes_text_and_attributes() -> None:
    assert tag("p", "a < b & c", title='"x"') == '<p title="&quot;x&quot;">a &lt; b &amp; c</p>'
    assert tag("p", Html("<b>x</b>"), ["<", tag("i", ">")]) == "<p><b>x</b>&lt;<i>&gt;</i></p>"
    assert tag("input", disabled=True, hidden=False, id=None) == "<input disabled></input>"


def test_the_reader_of_these_tests_sees_scripts() -> None:
    found = Page("<p>a<script>x</script></p>").elements
    assert found == [Element("p", {}, "a"), Element("script", {}, "x", ("p",))]
