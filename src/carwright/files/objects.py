"""From nodes to the model, object by object, so that one fault hides no other."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pydantic import TypeAdapter, ValidationError

from carwright.files.findings import Findings
from carwright.files.keys import mend_keys
from carwright.files.nodes import Node
from carwright.files.vocabulary import LISTS, STAND_INS
from carwright.files.words import in_line, in_words, path_of
from carwright.model import Evidence, Plant, Target, Way
from carwright.model.kinds import COLLECTIONS, WORDS
from carwright.model.plant import FlowEntry
from carwright.model.quantities import Name, Part

Path = tuple[str | int, ...]

_NAME: TypeAdapter[str] = TypeAdapter(Name)
_ENTRIES: dict[str, tuple[TypeAdapter[Any], type[Part]]] = {
    "flow": (TypeAdapter(FlowEntry), Way),
    "targets": (TypeAdapter(Target), Target),
    "evidence": (TypeAdapter(Evidence), Evidence),
}
_REST: dict[str, TypeAdapter[Any]] = {
    key: TypeAdapter(field.rebuild_annotation())
    for key, field in Plant.model_fields.items()
    if key not in COLLECTIONS and key not in LISTS and key != "order_lists"
}
_STAND_INS: dict[str, Any] = {"name": "?", "start": "2000-01-01"}


@dataclass
class Reading:
    """A plant as far as it could be read, and the paths of all that could not."""

    plant: Plant
    unread: set[Path]


def read_plant(root: Node, lost: set[tuple[str, ...]], findings: Findings) -> Reading:
    """Validate every value below `root`; each fault is told.

    `lost` are paths of values that a fault of syntax has swallowed.
    """
    return _Objects(root, lost, findings).reading()


class _Objects:
    def __init__(self, root: Node, lost: set[tuple[str, ...]], findings: Findings) -> None:
        self.root = root
        self.findings = findings
        self.unread: set[Path] = set(lost)
        self.values: dict[str, Any] = {}

    def reading(self) -> Reading:
        top = self.root.value if isinstance(self.root.value, dict) else {}
        for key, node in top.items():
            if key in COLLECTIONS:
                self._collection(key, node)
            elif key in LISTS:
                self._list(key, node)
            elif key in _REST:
                self._value(key, node)
        self._required(top)
        defaults: dict[str, Any] = {
            key: {} if key in COLLECTIONS else () if key in LISTS else field.get_default()
            for key, field in Plant.model_fields.items()
        }
        plant: Plant = Plant.model_construct(None, **(defaults | self.values))
        return Reading(plant, self.unread)

    def _required(self, top: dict[str, Node]) -> None:
        for key, field in Plant.model_fields.items():
            lost = any(path[:1] == (key,) for path in self.unread)
            if field.is_required() and not self.values.get(key) and not lost:
                self.unread.add((key,))
                node = top.get(key, self.root)
                mend = f"add {key!r}: {in_line(str(field.description))}"
                self._tell((), node, f"{key!r} is not given", mend)
        for key, stand_in in _STAND_INS.items():
            if key not in self.values:
                self.values[key] = _REST[key].validate_python(stand_in)

    def _collection(self, key: str, node: Node) -> None:
        if node.value is None:
            return
        if not isinstance(node.value, dict):
            self.unread.add((key,))
            mend = f"write 'name:' below it for each {WORDS[key]}"
            self._tell((key,), node, "this is no mapping from names", mend)
            return
        found = {}
        for name, each in node.value.items():
            value = self._named(key, name, each)
            if value is not None:
                found[name.strip()] = value
        self.values[key] = found

    def _named(self, key: str, name: str, node: Node) -> Part | None:
        try:
            _NAME.validate_python(name)
        except ValidationError as invalid:
            for error in invalid.errors(include_url=False):
                self._tell((key, name), node, *in_words(error, None))
            self.unread.add((key, name))
        return self._object(COLLECTIONS[key], (key, name), node)

    def _object(self, kind: type[Part], path: Path, node: Node) -> Part | None:
        node = mend_keys(kind, path, node, self.findings)
        plain = {} if node.value is None else node.plain()
        try:
            return kind.model_validate(plain)
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False)
        for error in errors:
            self._refuse(error, kind, path, node)
        return self._salvaged(kind, path, plain, [path_of(error) for error in errors])

    def _refuse(self, error: Any, kind: type[Part] | None, path: Path, node: Node) -> None:
        within = path_of(error)
        gone = error["type"] == "missing"
        place = node.at(within[:-1] if gone else within)
        self.unread.add((*path, *within))
        shown = (*path, *within[:-1]) if gone else (*path, *within)
        self._tell(shown, place, *in_words(error, kind))

    def _salvaged(self, kind: type[Part], path: Path, plain: Any, wrong: list[Path]) -> Part | None:
        """The object without what is wrong with it, for the checks of all the rest.

        Of a mapping only the wrong entries are left out; if that will not do, the whole field.
        """
        given = plain if isinstance(plain, dict) else {}
        for places in (wrong, [each[:1] for each in wrong]):
            kept = reduce(_without, (each for each in places if each), given)
            with suppress(ValidationError):
                return kind.model_validate(STAND_INS.get(kind, {}) | kept)
        self.unread.add(path)
        return None

    def _list(self, key: str, node: Node) -> None:
        if node.value is None:
            return
        if not isinstance(node.value, list):
            self.unread.add((key,))
            self._tell((key,), node, "this is no list", "write one entry a line behind '- '")
            return
        adapter, kind = _ENTRIES[key]
        found = []
        for position, entry in enumerate(node.value):
            each = mend_keys(kind, (key, position), entry, self.findings)
            try:
                found.append(adapter.validate_python(each.plain()))
            except ValidationError as invalid:
                self.unread.add((key,))
                for error in invalid.errors(include_url=False):
                    self._refuse(error, kind, (key, position), each)
        self.values[key] = tuple(found)

    def _value(self, key: str, node: Node) -> None:
        if node.value is None:
            return
        holds = type(Plant.model_fields[key].default)
        kind = holds if issubclass(holds, Part) else None
        if kind is not None:
            node = mend_keys(kind, (key,), node, self.findings)
        try:
            self.values[key] = _REST[key].validate_python(node.plain())
        except ValidationError as invalid:
            self.unread.add((key,))
            for error in invalid.errors(include_url=False):
                self._refuse(error, kind, (key,), node)

    def _tell(self, path: Path, node: Node, what: str, mend: str = "") -> None:
        self.findings.add(node.file, node.line, path, what, mend)


def _without(value: dict[str, Any], path: Path) -> dict[str, Any]:
    """A mapping without the entry at a path, or without the list that the entry stands in."""
    key, rest = path[0], path[1:]
    inner = value.get(str(key))
    if rest and isinstance(inner, dict) and rest[0] in inner:
        return value | {str(key): _without(inner, rest)}
    return {name: each for name, each in value.items() if name != key}
