"""Keys that nobody knows: told, and read as the valid one that comes near."""

from __future__ import annotations

from collections.abc import Collection

from carwright.files.findings import Findings, Path
from carwright.files.nodes import Node
from carwright.files.shapes import fields, parts_below
from carwright.model.quantities import Part


def mend_keys(kind: type[Part], path: Path, node: Node, findings: Findings) -> Node:
    """The description of an object with known keys only; each other one is told.

    So one misspelt key brings no further findings, and what stands below it is checked all the
    same.
    """
    if not isinstance(node.value, dict):
        return node
    known = fields(kind)
    kept: dict[str, Node] = {}
    for key, each in node.value.items():
        name: str | None = key
        if key not in known:
            what = f"there is no key {key[:80]!r} here"
            findings.add(each.file, each.line, path, what, findings.guess(key, known))
            name = findings.close(key, known.keys() - node.value.keys())
        if name is not None and name not in kept:
            kept[name] = _below(kind, (*path, name), name, each, findings)
    return Node(kept, node.file, node.line, node.size)


def mend_top(
    root: Node, known: Collection[str], besides: Collection[str], findings: Findings
) -> Node:
    """As `mend_keys` for the top level of a file; keys in `besides` are left, but not proposed."""
    if not isinstance(root.value, dict):
        return root
    kept = {key: each for key, each in root.value.items() if key in known or key in besides}
    for key, each in root.value.items():
        if key in kept:
            continue
        what = f"there is no key {key[:80]!r} here"
        findings.add(each.file, each.line, (), what, findings.guess(key, known))
        close = findings.close(key, [name for name in known if name not in kept])
        if close is not None:
            kept[close] = each
    return Node(kept, root.file, root.line, root.size)


def _below(kind: type[Part], path: Path, key: str, node: Node, findings: Findings) -> Node:
    inner, many = parts_below(kind).get(key, (None, False))
    if inner is None:
        return node
    if many and isinstance(node.value, list):
        items = [mend_keys(inner, (*path, n), each, findings) for n, each in enumerate(node.value)]
        return Node(items, node.file, node.line, node.size)
    return node if many else mend_keys(inner, path, node, findings)
