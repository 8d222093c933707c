"""From nodes to one model class as a whole: every fault told, the rest kept for the checks."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import ValidationError

from carwright.files.findings import Findings, Path
from carwright.files.keys import mend_keys
from carwright.files.nodes import Node
from carwright.files.shapes import fields, is_list, is_mapping, part_in
from carwright.files.words import in_words, path_of
from carwright.model.quantities import Part

_Kind = TypeVar("_Kind", bound=Part)

_MOST_ROUNDS = 20
"""Rounds of leaving out what is wrong; each ends with fewer values than the one before."""


class Read(Generic[_Kind]):
    """A part as far as it could be read (None: not at all), and the paths of all that was not."""

    def __init__(self) -> None:
        self.part: _Kind | None = None
        self.unread: set[Path] = set()


def read_part(
    kind: type[_Kind], root: Node, lost: set[tuple[str, ...]], findings: Findings
) -> Read[_Kind]:
    """Validate every value below `root`; each fault is told once, with its line.

    `lost` are paths of values that a fault of syntax has swallowed.
    """
    found: Read[_Kind] = Read()
    found.unread |= lost
    node = mended(kind, (), root, findings)
    for round_ in range(_MOST_ROUNDS):
        try:
            found.part = kind.model_validate(node.plain())
        except ValidationError as invalid:
            if not _leave_out(invalid, kind, node, found, findings if round_ == 0 else None):
                break
        else:
            break
    return found


def mended(kind: type[Part], path: Path, node: Node, findings: Findings) -> Node:
    """As `mend_keys`, also in mappings from names to parts, however deep."""
    node = mend_keys(kind, path, node, findings)
    if not isinstance(node.value, dict):
        return node
    for key, each in node.value.items():
        holds = fields(kind)[key].annotation
        inner = part_in(holds)
        if inner is None or not isinstance(each.value, dict):
            continue
        if is_mapping(holds) and not is_list(holds):
            for name, part in each.value.items():
                each.value[name] = mended(inner, (*path, key, name), part, findings)
        else:
            node.value[key] = mended(inner, (*path, key), each, findings)
    return node


def _leave_out(
    invalid: ValidationError,
    kind: type[Part],
    node: Node,
    found: Read[_Kind],
    findings: Findings | None,
) -> bool:
    """Take what is wrong out of the nodes; False if nothing was left to take out."""
    any_left = False
    for error in invalid.errors(include_url=False):
        within = path_of(error)
        missing = error["type"] == "missing"
        holder = within[:-1] if missing else within
        place = node.at(holder)
        if findings is not None and not _swallowed(within, found.unread):
            findings.add(place.file, place.line, holder, *in_words(error, kind))
        found.unread.add(within)
        any_left |= _remove(node, holder)
    return any_left


def _swallowed(path: Path, unread: set[Path]) -> bool:
    return any(path[: len(each)] == each for each in unread)


def _remove(node: Node, path: Path) -> bool:
    """Take the value at a path out, or the whole list that it stands in."""
    for cut in range(len(path)):
        above = node.at(path[:cut]).value
        key = path[cut]
        if isinstance(above, dict) and isinstance(key, str):
            last = cut == len(path) - 1 or isinstance(path[cut + 1], int)
            if last:
                return above.pop(key, None) is not None
    return False
