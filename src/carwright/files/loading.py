"""From a folder to a `Plant`, or to all that is wrong with it at once."""

from __future__ import annotations

import datetime as dt
import os
from array import array
from pathlib import Path

from carwright.errors import Finding, InvalidScenario
from carwright.files.documents import Document, read_document
from carwright.files.findings import Findings
from carwright.files.keys import mend_top
from carwright.files.nodes import Node
from carwright.files.objects import Reading, read_plant
from carwright.files.order_lists import read_orders
from carwright.files.reading import MOST_CSV, UnreadableError, read_text
from carwright.files.scenarios import EVIDENCE_FILE, PLANT_FILE, folder_of
from carwright.files.tables import read_table
from carwright.files.vocabulary import KEYS
from carwright.model import Order, Plant
from carwright.model.check import faults
from carwright.model.checking.hints import hints
from carwright.model.fault import Fault
from carwright.model.kinds import COLLECTIONS

MOST_TABLES = 1_000
"""CSV files that a scenario may name."""


def load_with_hints(place: str | Path) -> tuple[Plant, tuple[Finding, ...]]:
    """As `load`, and what a planner should look at again although the plant can be simulated.

    Raises:
        InvalidScenario: as `load`.
    """
    loading = _Loading(folder_of(place))
    plant = loading.plant()
    for hint in hints(plant):
        loading.tell(hint)
    return plant, tuple(loading.findings.sorted())


def load(place: str | Path) -> Plant:
    """Read a plant from its folder, or from the library by name (``su7``).

    Nothing in the folder is run, and nothing outside it is read.

    Raises:
        InvalidScenario: with every finding, each with its file and line, if the plant can't be
            simulated as it stands.
    """
    return _Loading(folder_of(place)).plant()


class _Loading:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings = Findings(PLANT_FILE)
        self.csv_left = MOST_CSV
        self.tables = 0
        self.root = Node({}, PLANT_FILE, 1)
        self.order_lines: dict[str, array[int]] = {}

    def plant(self) -> Plant:
        document = read_document(self.folder, PLANT_FILE, self.findings)
        if document is not None:
            reading = self._read(document)
            self._take_orders(reading)
            for fault in faults(reading.plant, reading.unread):
                self.tell(fault)
            if not len(self.findings):
                return reading.plant
        raise InvalidScenario(self.findings.sorted())

    def _read(self, document: Document) -> Reading:
        document.root = mend_top(document.root, KEYS, ("evidence",), self.findings)
        self.root = document.root
        top = document.root.value
        if isinstance(top, dict):
            self._take_tables(top, document)
            self._take_evidence(top, document)
        return read_plant(document.root, document.unread, self.findings)

    def _take_tables(self, top: dict[str, Node], document: Document) -> None:
        """Put the objects of CSV tables beside those of plant.yaml."""
        tables = top.pop("tables", None)
        if tables is None or tables.value is None:
            return
        if not isinstance(tables.value, dict):
            mend = "write 'stations: [stations.csv]' below it"
            self.findings.add(PLANT_FILE, tables.line, ("tables",), "this is no mapping", mend)
            document.unread |= {(key,) for key in COLLECTIONS}
            return
        for collection, files in tables.value.items():
            if collection not in COLLECTIONS:
                what = f"there are no tables of {collection[:80]!r}"
                mend = self.findings.guess(collection, COLLECTIONS)
                self.findings.add(PLANT_FILE, files.line, ("tables",), what, mend)
                document.unread |= {(key,) for key in COLLECTIONS}
            elif not self._take_files(collection, files, top):
                document.unread.add((collection,))

    def _take_files(self, collection: str, files: Node, top: dict[str, Node]) -> bool:
        listed = files.value if isinstance(files.value, list) else [files]
        seen: set[str] = set()
        complete = True
        for each in listed:
            path = ("tables", collection)
            if not isinstance(each.value, str) or not each.value.lower().endswith(".csv"):
                what = f"{str(each.value)[:80]!r} is no CSV file"
                self.findings.add(PLANT_FILE, each.line, path, what, "write [one.csv, two.csv]")
                complete = False
            elif each.value in seen:
                what = f"{each.value!r} is named twice"
                self.findings.add(PLANT_FILE, each.line, path, what, "keep one of the two")
            else:
                seen.add(each.value)
                complete &= self._take_table(collection, each.value, each, top)
        return complete

    def _take_table(self, collection: str, file: str, named: Node, top: dict[str, Node]) -> bool:
        text = self._csv(file, named, ("tables", collection))
        if text is None:
            return False
        group = top.setdefault(collection, Node({}, PLANT_FILE, named.line))
        if group.value is None:
            group.value = {}
        if not isinstance(group.value, dict):
            return True  # told when the collection is read
        before = len(self.findings)
        kind = COLLECTIONS[collection]
        for name, node in read_table(text, file, collection, kind, self.findings):
            first = group.value.get(name)
            if first is None:
                group.value[name] = node
            else:
                what = f"it stands here again (first in {first.file}:{first.line})"
                path = (collection, name)
                self.findings.add(file, node.line, path, what, "keep one of the two")
        return len(self.findings) == before

    def _csv(self, file: str, named: Node, path: tuple[str, ...]) -> str | None:
        """The text of a CSV file, which all together must not be too large."""
        self.tables += 1
        try:
            if self.tables > MOST_TABLES:
                raise UnreadableError(f"more than {MOST_TABLES:,} CSV files", "join some of them")
            text = read_text(self.folder, file, self.csv_left)
        except UnreadableError as error:
            if error.line is None:
                what = f"{file[:80]!r}: {error.what}"
                self.findings.add(named.file, named.line, path, what, error.mend)
            else:
                self.findings.add(file, error.line, (), error.what, error.mend)
            return None
        self.csv_left -= len(text)
        return text

    def _take_evidence(self, top: dict[str, Node], document: Document) -> None:
        inline = top.pop("evidence", None)
        if inline is not None:
            mend = f"put it into {EVIDENCE_FILE}"
            what = "evidence has a file of its own"
            self.findings.add(PLANT_FILE, inline.line, (), what, mend)
        if not os.path.lexists(self.folder / EVIDENCE_FILE):
            return  # but a link that leads nowhere is a fault
        evidence = read_document(self.folder, EVIDENCE_FILE, self.findings)
        if evidence is None or not isinstance(evidence.root.value, dict):
            return
        for key, node in evidence.root.value.items():
            if key == "evidence":
                top["evidence"] = node
            else:
                what = f"there is no key {key[:80]!r} here"
                mend = self.findings.guess(key, ["evidence"])
                self.findings.add(EVIDENCE_FILE, node.line, (), what, mend)
        if not evidence.root.value and not evidence.unread:
            what = "there is no key 'evidence'"
            self.findings.add(EVIDENCE_FILE, 1, (), what, "write 'evidence:' and a list below it")

    def _take_orders(self, reading: Reading) -> None:
        """Read every order list that a source names."""
        lists: dict[str, tuple[Order, ...]] = {}
        start = None if ("start",) in reading.unread else reading.plant.start
        for name, source in reading.plant.sources.items():
            if source.orders is not None and source.orders not in lists:
                path = ("sources", name, "orders")
                lists[source.orders] = self._orders(source.orders, path, start, reading)
        reading.plant = reading.plant.model_copy(update={"order_lists": lists})

    def _orders(
        self, file: str, path: tuple[str, ...], start: dt.date | None, reading: Reading
    ) -> tuple[Order, ...]:
        named = self.root.at(path)
        before = len(self.findings)
        orders: tuple[Order, ...] = ()
        if not file.lower().endswith(".csv"):
            what = f"{file[:80]!r} is no CSV file"
            self.findings.add(named.file, named.line, path, what, "name a file such as orders.csv")
        elif (text := self._csv(file, named, path)) is not None:
            orders, self.order_lines[file] = read_orders(text, file, start, self.findings)
        if start is None or len(self.findings) > before:
            reading.unread.add(("order_lists", file))
        return orders

    def tell(self, fault: Fault) -> None:
        """Note a fault with the file and line where it stands."""
        match fault.path:
            case ("order_lists", str(file), int(row), *rest) if file in self.order_lines:
                line = self.order_lines[file][row]
                self.findings.add(file, line, tuple(rest), fault.what, fault.mend)
            case _:
                node = self.root.at(fault.path)
                self.findings.add(node.file, node.line, fault.path, fault.what, fault.mend)
