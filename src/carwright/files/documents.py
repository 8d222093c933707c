"""A YAML file as nodes, read on behind a fault of syntax where its layout allows.

A file that is no YAML as a whole is cut at its top-level keys, and a part that is none at the keys
or dashes one level below. Each piece is read by itself, so that one slip hides no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from carwright.files.findings import Findings
from carwright.files.nodes import Node, SyntaxFault, compose
from carwright.files.reading import MOST_YAML, UnreadableError, read_text

MOST_SYNTAX_FAULTS = 100
"""Faults of syntax after which a file is given up."""


class Document:
    """The top level of one YAML file: its values, and what in it could not be read."""

    def __init__(self, file: str) -> None:
        self.root = Node({}, file, 1)
        self.unread: set[tuple[str, ...]] = set()
        """Keys, or keys with a key below, whose values are lost to a fault of syntax."""


def read_document(folder: Path, file: str, findings: Findings) -> Document | None:
    """The mapping that a YAML file of `folder` holds; None if there is nothing to go on with."""
    try:
        text = read_text(folder, file, MOST_YAML)
    except UnreadableError as error:
        findings.add(file, error.line, (), error.what, error.mend)
        return None
    return _Reading(file, findings).whole(text)


class _Reading:
    def __init__(self, file: str, findings: Findings) -> None:
        self.file = file
        self.findings = findings
        self.document = Document(file)

    def tell(self, line: int, what: str, mend: str) -> None:
        self.findings.add(self.file, line, (), what, mend)

    def whole(self, text: str) -> Document | None:
        told: list[tuple[int, str, str]] = []
        try:
            root = compose(text, self.file, lambda *finding: told.append(finding))
        except SyntaxFault as fault:
            return self._in_pieces(text, fault)
        for finding in told:
            self.tell(*finding)
        if root is None or root.value is None:
            self.tell(1, "the file is empty", "write 'key: value' lines, or copy a scenario")
            return None
        if not isinstance(root.value, dict):
            self.tell(root.line, "the file holds no mapping", "write 'key: value' lines")
            return None
        self.document.root = root
        return self.document

    def _in_pieces(self, text: str, fault: SyntaxFault) -> Document | None:
        """Read every part by itself; the fault of the whole is told if no part has one."""
        before = len(self.findings)
        for line, piece in _pieces(text, 1, ""):
            if len(self.findings) - before >= MOST_SYNTAX_FAULTS:
                self.tell(line, "the rest of the file is not read", "mend the faults above first")
                return None
            self._piece(line, piece)
        if len(self.findings) == before:
            self.tell(fault.line, fault.what, fault.mend)
            return None
        return self.document

    def _piece(self, line: int, piece: str) -> None:
        try:
            self._merge(compose(piece, self.file, self.tell, line, piece=True), piece)
        except SyntaxFault as fault:
            if not self._below(line, piece):
                self._lose(fault, {(_key(piece),)})

    def _lose(self, fault: SyntaxFault, paths: set[tuple[str, ...]]) -> None:
        self.document.unread |= paths
        if fault.what:
            self.tell(fault.line, fault.what, fault.mend)

    def _merge(self, node: Node | None, piece: str) -> None:
        root = self.document.root.value
        if node is None or node.value is None or not isinstance(root, dict):
            return
        if not isinstance(node.value, dict):
            self.tell(node.line, "this is no 'key: value' line", "write 'key: value', or indent it")
            return
        for key, value in node.value.items():
            if key in root:
                what = f"the key {key[:80]!r} stands here again (first in line {root[key].line})"
                self.tell(value.line, what, "keep one of the two")
            else:
                root[key] = value

    def _below(self, line: int, piece: str) -> bool:
        """Read the entries below a top-level key one by one; False if none has the fault."""
        head, _, rest = piece.partition("\n")
        key = _key(head)
        first = re.search(r"^( *)(?=[^\s#])", rest, re.MULTILINE)
        if first is None or not re.fullmatch(r"[^:]+:\s*(#.*)?", head):
            return False
        found: list[Node] = []
        faulty = False
        for at, entry in _pieces(rest, line + 1, first[1]):
            try:
                node = compose(entry, self.file, self.tell, at, piece=True)
            except SyntaxFault as fault:
                faulty = True
                self._lose(fault, {(key, name) for name in _keys(entry)})
                continue
            if node is not None:
                found.append(node)
        if faulty and (whole := _joined(found)) is not None:
            whole.line = line
            self._merge(Node({key: whole}, self.file, line), head)
        elif faulty:
            self.document.unread.add((key,))
        return faulty


def _pieces(text: str, line: int, indent: str) -> Iterator[tuple[int, str]]:
    """Line and text of each part that begins with a key or dash right behind `indent`."""
    begins = re.compile(rf"{indent}[^\s#\]}})]")
    piece: list[str] = []
    at = line
    for number, each in enumerate(text.splitlines(keepends=True), line):
        # A list may stand as far left as the key that it belongs to.
        if begins.match(each) and piece and not (indent == "" and each.startswith("- ")):
            yield at, "".join(piece)
            piece, at = [], number
        piece.append(each)
    if piece:
        yield at, "".join(piece)


def _key(piece: str) -> str:
    """The key that a piece begins with, behind comments."""
    for line in piece.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return line.partition(":")[0].strip().strip("'\"")
    return ""


def _keys(piece: str) -> set[str]:
    """All that could be a key in a piece."""
    return {_key(line) for line in piece.splitlines()} - {""}


def _joined(nodes: list[Node]) -> Node | None:
    """Entries of one list or one mapping put together again."""
    if not nodes or len({type(node.value) for node in nodes}) > 1:
        return None
    whole = nodes[0]
    for node in nodes[1:]:
        if isinstance(whole.value, dict) and isinstance(node.value, dict):
            whole.value |= {k: v for k, v in node.value.items() if k not in whole.value}
        elif isinstance(whole.value, list) and isinstance(node.value, list):
            whole.value += node.value
    return whole if isinstance(whole.value, dict | list) else None
