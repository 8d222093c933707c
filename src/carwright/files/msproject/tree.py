"""XML as a tree with lines, of which nothing is taken on trust.

A document type declaration is refused, and with it every entity of one's own (their expansion is
how XML files eat memory or read other files). Depth and size are limited.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

MOST_DEPTH = 32
MOST_ELEMENTS = 2_000_000


class XmlFault(Exception):  # noqa: N818 (says what is there)
    """Text that is no XML, or none that is read: the line, what is wrong, what to do."""

    def __init__(self, line: int, what: str, mend: str) -> None:
        super().__init__(line, what, mend)
        self.line = line
        self.what = what
        self.mend = mend


@dataclass
class Element:
    """An element without its namespace: name, text, children, line."""

    name: str
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, name: str) -> list[Element]:
        """Children of a name."""
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> Element | None:
        """The first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def value(self, name: str) -> str:
        """The text of the first child of a name; empty if there is none."""
        child = self.first(name)
        return child.text.strip() if child is not None else ""


def parse(text: str) -> Element:
    """The root of a document. Raises `XmlFault`."""
    return _Builder().parse(text)


class _Builder:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.buffer_text = True
        self.stack: list[Element] = []
        self.root: Element | None = None
        self.count = 0

    def parse(self, text: str) -> Element:
        try:
            # The declaration may name another encoding; what stands here is text already.
            self.parser.Parse(text.encode("utf-8"), True)
        except expat.ExpatError as error:
            what = f"this is not XML ({expat.errors.messages.get(error.code, 'fault')})"
            mend = "save the plan again as XML"
            raise XmlFault(error.lineno, what, mend) from None
        if self.root is None:
            raise XmlFault(1, "the file is empty", "save the plan again as XML")
        return self.root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        line = self.parser.CurrentLineNumber
        if len(self.stack) >= MOST_DEPTH or self.count > MOST_ELEMENTS:
            raise XmlFault(line, "there are too many elements", "split the plan")
        element = Element(name.rpartition(" ")[2], line)
        if self.stack:
            self.stack[-1].children.append(element)
        else:
            self.root = element
        self.stack.append(element)

    def _end(self, name: str) -> None:
        self.stack.pop()

    def _characters(self, text: str) -> None:
        if self.stack:
            self.stack[-1].text += text

    def _doctype(self, *declared: object) -> None:
        line = self.parser.CurrentLineNumber
        raise XmlFault(line, "a document type is declared", "remove it: entities are not read")
