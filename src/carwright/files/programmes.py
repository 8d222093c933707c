"""``programme.yaml`` and its tables: read to a `Programme`, or all that is wrong at once."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

from carwright.errors import Finding, InvalidScenario
from carwright.files.documents import read_document
from carwright.files.emitting import emit
from carwright.files.findings import Findings
from carwright.files.nodes import Node
from carwright.files.parts import Read, read_part
from carwright.files.reading import MOST_CSV, UnreadableError, inside, read_text
from carwright.files.reference_tables import read_rows, write_rows
from carwright.files.saving import write_all
from carwright.files.scenarios import EVIDENCE_FILE, PLANT_FILE, folder_of
from carwright.model.fault import Fault
from carwright.model.programme import Programme, RampPoint, ReferenceCase
from carwright.model.programme.check import faults
from carwright.model.quantities import Part

PROGRAMME_FILE = "programme.yaml"

_APART = {"evidence": EVIDENCE_FILE, "cases": "a CSV table", "ramps": "a CSV table"}
_ROWS: dict[str, type[Part]] = {"cases": ReferenceCase, "ramps": RampPoint}


def load_programme(place: str | Path) -> Programme:
    """Read a programme from its folder, or from the library by name (``su7``).

    Nothing in the folder is run, and nothing outside it is read. The plant of the folder is not
    looked at.

    Raises:
        InvalidScenario: with every finding, each with its file and line.
    """
    return _Loading(_folder(place)).programme()


def has_programme(place: str | Path) -> bool:
    """Whether the scenario has a programme. Raises `InvalidScenario` if there is no scenario."""
    return (_folder(place) / PROGRAMME_FILE).is_file()


def has_plant(place: str | Path) -> bool:
    """Whether the scenario has a plant. Raises `InvalidScenario` if there is no scenario."""
    return (_folder(place) / PLANT_FILE).is_file()


def _folder(place: str | Path) -> Path:
    path = Path(place)
    return path.parent if path.name == PROGRAMME_FILE and path.is_file() else folder_of(place)


def save_programme(programme: Programme, folder: str | Path) -> None:
    """Write a programme so that `load_programme` reads back the same.

    The evidence of the folder is replaced by the programme's. Raises `InvalidScenario` if a table
    is not named like a CSV file within the folder, `OSError` if the folder can't be written.
    """
    target = Path(folder)
    texts: dict[Path, str] = {}
    if programme.evidence or (target / EVIDENCE_FILE).exists():
        entries = [each.model_dump(**_WRITTEN) for each in programme.evidence]
        texts[target / EVIDENCE_FILE] = emit({"evidence": entries})
    for key, kind in _ROWS.items():
        for name, rows in getattr(programme, key).items():
            texts[_table_path(target, name)] = write_rows(rows, kind)
    written = programme.model_dump(**_WRITTEN, exclude=set(_APART))
    texts[target / PROGRAMME_FILE] = emit({"carwright": programme.carwright} | written)
    write_all(texts)


_WRITTEN: dict[str, Any] = {"by_alias": True, "exclude_defaults": True, "mode": "json"}


def _table_path(folder: Path, name: str) -> Path:
    try:
        inside(folder, name)
    except UnreadableError as error:
        raise InvalidScenario([Finding(f"table {name!r}", error.what, error.mend)]) from None
    return folder / name


class _Loading:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings = Findings(PROGRAMME_FILE)
        self.csv_left = MOST_CSV
        self.root = Node({}, PROGRAMME_FILE, 1)
        self.row_lines: dict[tuple[str, str], array[int]] = {}

    def programme(self) -> Programme:
        document = read_document(self.folder, PROGRAMME_FILE, self.findings)
        if document is not None:
            self.root = document.root
            self._apart(document.root)
            read = read_part(Programme, document.root, document.unread, self.findings)
            if read.part is not None:
                programme = self._tables(read, read.part)
                for fault in faults(programme, read.unread):
                    self._tell(fault)
                if not len(self.findings):
                    return programme
        raise InvalidScenario(self.findings.sorted())

    def _apart(self, root: Node) -> None:
        """What has files of its own: refused in programme.yaml, evidence read from its file."""
        top = root.value
        if not isinstance(top, dict):
            return
        for key, home in _APART.items():
            node = top.pop(key, None)
            if node is not None:
                what = f"{key!r} does not stand here"
                self.findings.add(PROGRAMME_FILE, node.line, (), what, f"put it into {home}")
        file = self.folder / EVIDENCE_FILE
        if not file.exists() and not file.is_symlink():
            return
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

    def _tables(self, read: Read[Programme], programme: Programme) -> Programme:
        cases: dict[str, tuple[ReferenceCase, ...]] = {}
        for name, chosen in programme.reference_classes.items():
            if chosen.file not in cases:
                path = ("reference_classes", name, "file")
                cases[chosen.file] = self._rows("cases", chosen.file, path, ReferenceCase, read)
        ramps: dict[str, tuple[RampPoint, ...]] = {}
        ramp = programme.production.ramp
        if ramp:
            ramps[ramp] = self._rows("ramps", ramp, ("production", "ramp"), RampPoint, read)
        return programme.model_copy(update={"cases": cases, "ramps": ramps})

    def _rows(
        self, key: str, file: str, path: tuple[str, ...], kind: type[Any], read: Read[Programme]
    ) -> tuple[Any, ...]:
        named, before = self.root.at(path), len(self.findings)
        rows: tuple[Any, ...] = ()
        if not file.lower().endswith(".csv"):
            what = f"{file[:80]!r} is no CSV file"
            self.findings.add(named.file, named.line, path, what, "name a file such as cases.csv")
        else:
            try:
                text = read_text(self.folder, file, self.csv_left)
            except UnreadableError as error:
                where = (named.file, named.line) if error.line is None else (file, error.line)
                what = f"{file[:80]!r}: {error.what}" if error.line is None else error.what
                self.findings.add(*where, path if error.line is None else (), what, error.mend)
            else:
                self.csv_left -= len(text)
                rows, self.row_lines[key, file] = read_rows(text, file, kind, self.findings)
        if len(self.findings) > before:
            read.unread.add((key, file))
        return rows

    def _tell(self, fault: Fault) -> None:
        node = self.root.at(fault.path)
        self.findings.add(node.file, node.line, fault.path, fault.what, fault.mend)
