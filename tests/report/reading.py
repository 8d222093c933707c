"""Reads a page as a browser would: elements with their attributes, and the charts' JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"br", "col", "hr", "img", "meta"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: tuple[str, ...] = ()


@dataclass
class Page(HTMLParser):
    """Elements in their order; `text` of an element is what stands directly in it."""

    source: str
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside = tuple(element.tag for element in self.open)
        element = Element(tag, {name: value or "" for name, value in attrs}, inside=inside)
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].tag != tag:
            raise ValueError(f"</{tag}> closes {self.open[-1].tag if self.open else 'nothing'}")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].text += data

    def all(self, tag: str, **wanted: str) -> list[Element]:
        found = [element for element in self.elements if element.tag == tag]
        return [e for e in found if all(e.attributes.get(k) == v for k, v in wanted.items())]

    def with_attribute(self, name: str) -> list[Element]:
        return [element for element in self.elements if name in element.attributes]

    @property
    def charts(self) -> dict[str, Any]:
        (data,) = self.all("script", id="chart-data")
        specs: dict[str, Any] = json.loads(data.text)
        return specs
