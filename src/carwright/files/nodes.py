"""A value as it stands in a file: plain data that knows its line.

`compose` reads YAML 1.2 without building anything but text, numbers, true, false, nothing, lists
and mappings. Keys are always text as written. A number counts as a number only if writing it again
gives the same characters; ``007`` or ``1.10`` stay text, so that no name changes on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

MOST_DEPTH = 24
"""Levels of lists and mappings within each other; a plant needs six."""

MOST_REPEATED = 1_000_000
"""Values that aliases may repeat in all."""

Scalar = str | int | float | bool | None
Tell = Callable[[int, str, str], None]
"""Takes a finding: line, what is wrong, what to do."""

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,19})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,19})\.[0-9]{1,20}")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(slots=True)
class Node:
    """A value with its place: in a mapping the line of its key, else its own."""

    value: Scalar | list[Node] | dict[str, Node]
    file: str
    line: int
    size: int = 1

    def plain(self) -> Any:
        """The value without places."""
        match self.value:
            case dict():
                return {key: node.plain() for key, node in self.value.items()}
            case list():
                return [node.plain() for node in self.value]
        return self.value

    def at(self, path: tuple[str | int, ...]) -> Node:
        """The deepest node on the way to `path`."""
        node = self
        for key in path:
            match node.value, key:
                case dict() as mapping, str() if key in mapping:
                    node = mapping[key]
                case list() as items, int() if 0 <= key < len(items):
                    node = items[key]
                case _:
                    break
        return node


def resolve(text: str) -> Scalar:
    """The value of a text that stands without quotes."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


class SyntaxFault(Exception):  # noqa: N818 (says what is there)
    """Text that is no YAML from a line on."""

    def __init__(self, line: int, what: str, mend: str) -> None:
        super().__init__(line, what, mend)
        self.line = line
        self.what = what
        self.mend = mend


def compose(
    text: str, file: str, tell: Tell, first_line: int = 1, *, piece: bool = False
) -> Node | None:
    """The value of a YAML text, or None if it is empty; `tell` gets what is wrong but readable.

    Raises `SyntaxFault` where the text can't be read on; its `what` is empty if an anchor is
    missing from a `piece` of a file, which may stand in another.
    """
    builder = _Builder(file, tell, first_line, piece)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        raise _syntax_fault(error, first_line) from None
    except ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        what = f"the character U+{int(error.character):04X} is not allowed here"
        raise SyntaxFault(line, what, "remove it, or write it as an escape in quotes") from None
    except (YAMLError, ValueError, TypeError, LookupError, AttributeError, AssertionError) as error:
        # The parser has bugs of its own on text that is far from YAML.
        what = f"this is not YAML ({type(error).__name__})"
        raise SyntaxFault(first_line, what, "write 'key: value' lines") from None
    return builder.root


# What the parser says, as it stands in its message, what that means, and what to do.
_PROBLEMS = (
    ("\\t", "a tab stands where blanks should", "indent with blanks, never with tabs"),
    (
        "while parsing a flow",
        "the bracket that opens here is not closed as it should be",
        "close brackets and quotes, part entries by commas, quote texts that hold ': '",
    ),
    (
        "quoted scalar",
        "the quotes that open here are not closed as they should be",
        "close them, and write a quote within them as two",
    ),
    (
        "mapping values are not allowed",
        "a ':' is not allowed here",
        "align the line with its neighbours, and quote a text that holds ': '",
    ),
    (
        "could not find expected ':'",
        "a ':' is missing behind a key",
        "write 'key: value' on one line",
    ),
    (
        "block",
        "this line does not stand in line with those before it",
        "indent all entries of one list or mapping alike",
    ),
    (
        "cannot start any token",
        "this begins with a character that needs quotes",
        "put the text in quotes",
    ),
)


def _syntax_fault(error: MarkedYAMLError, first_line: int) -> SyntaxFault:
    said = f"{error.context} {error.problem}"
    mark = error.problem_mark or error.context_mark
    if error.context_mark and ("flow" in said or "quoted" in said):
        mark = error.context_mark  # where the bracket or the quotes open
    line = first_line + (mark.line if mark else 0)
    for key, what, mend in _PROBLEMS:
        if key in said:
            return SyntaxFault(line, what, mend)
    parts = [part for part in (error.context, error.problem) if part]
    what = f"this is not YAML ({', '.join(parts)})"
    return SyntaxFault(line, what, "correct the line, or the one before it")


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being filled."""

    node: Node
    anchor: str | None
    key: str | None = None
    key_line: int = 0
    skip: bool = False
    """The key was refused: its value is read and dropped."""
    merged: list[Node] = field(default_factory=list)


class _Builder:
    def __init__(self, file: str, tell: Tell, first_line: int, piece: bool) -> None:
        self.piece = piece
        self.file = file
        self.tell = tell
        self.first_line = first_line
        self.root: Node | None = None
        self.stack: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.repeated = 0
        self.documents = 0

    def take(self, event: Event) -> None:
        line = self.first_line + (event.start_mark.line if event.start_mark else 0)
        match event:
            case DocumentStartEvent():
                self._document(line)
            case AliasEvent():
                self._put(self._alias(event.anchor, line), None)
            case ScalarEvent():
                self._refuse_tag(event.tag, line)
                plain = not event.style
                value = resolve(event.value) if plain else event.value
                self._put(Node(value, self.file, line), event.anchor, event.value)
            case MappingStartEvent() | SequenceStartEvent():
                self._refuse_tag(event.tag, line)
                self._open(
                    Node({} if isinstance(event, MappingStartEvent) else [], self.file, line),
                    event.anchor,
                )
            case MappingEndEvent() | SequenceEndEvent():
                self._close()

    def _document(self, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            raise SyntaxFault(line, "a second document begins", "keep one, without '---' between")

    def _refuse_tag(self, tag: object, line: int) -> None:
        if tag is not None and str(tag) != "None":
            self.tell(line, f"the tag {str(tag)[:80]!r} is not read", "leave it out")

    def _open(self, node: Node, anchor: str | None) -> None:
        if len(self.stack) >= MOST_DEPTH:
            what = f"more than {MOST_DEPTH} levels stand within each other"
            raise SyntaxFault(node.line, what, "write it flatter")
        self.stack.append(_Open(node, anchor))

    def _close(self) -> None:
        done = self.stack.pop()
        if isinstance(done.node.value, dict):
            # What stands in the mapping itself wins over what is merged in, whichever comes first.
            for each in done.merged:
                if isinstance(each.value, dict):
                    for key, value in each.value.items():
                        done.node.value.setdefault(key, value)
                else:
                    self.tell(each.line, "'<<' takes in mappings only", "write '<<: *anchor'")
        self._put(done.node, done.anchor)

    def _alias(self, anchor: str, line: int) -> Node:
        found = self.anchors.get(anchor)
        if found is None and self.piece:
            raise SyntaxFault(line, "", "")
        if found is None:
            self.tell(line, f"the anchor '&{anchor}' is not known (yet)", "define it above")
            return Node(None, self.file, line)
        self.repeated += found.size
        if self.repeated > MOST_REPEATED:
            what = f"aliases repeat more than {MOST_REPEATED:,} values"
            raise SyntaxFault(line, what, "write the values once, or put them into a table")
        return found

    def _put(self, node: Node, anchor: str | None, written: str | None = None) -> None:
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        parent.node.size += node.size
        match parent.node.value:
            case list() as items:
                items.append(node)
            case dict() as mapping if parent.key is None:
                self._key(mapping, parent, node, written)
            case dict() as mapping:
                self._enter(mapping, parent, node)

    def _key(
        self, mapping: dict[str, Node], parent: _Open, node: Node, written: str | None
    ) -> None:
        key = written if written is not None else node.value
        parent.key, parent.key_line = (key if isinstance(key, str) else ""), node.line
        parent.skip = True
        if not isinstance(key, str):
            self.tell(node.line, "a list or mapping can't be a key", "write a text before the ':'")
        elif not key:
            self.tell(node.line, "a key is missing before the ':'", "write one")
        elif key in mapping:
            what = f"the key {key[:80]!r} stands here again (first in line {mapping[key].line})"
            self.tell(node.line, what, "keep one of the two")
        else:
            parent.skip = False

    def _enter(self, mapping: dict[str, Node], parent: _Open, node: Node) -> None:
        key, parent.key = parent.key, None
        if parent.skip or key is None:
            return
        if key == "<<":
            parent.merged += node.value if isinstance(node.value, list) else [node]
        else:
            mapping[key] = replace(node, line=parent.key_line)
