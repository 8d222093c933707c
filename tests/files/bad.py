"""Reads the table of bad scenarios, ``bad_scenarios.txt``; other tests may use it, too."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from files.good import FILES, write

TABLE = Path(__file__).with_name("bad_scenarios.txt")


@dataclass
class Bad:
    """The good scenario with some edits in `file`, and what must be told about it."""

    kind: str
    file: str
    edits: list[tuple[list[str], list[str]]] = field(default_factory=list)
    where: str = ""
    words: list[str] = field(default_factory=list)

    def make(self, folder: Path) -> Path:
        """Write the bad scenario into a folder."""
        text = FILES[self.file]
        for old_lines, new_lines in self.edits:
            old, new = "\n".join(old_lines), "\n".join(new_lines)
            if not new_lines:
                old += "\n"
            if text.count(old) != 1:
                raise ValueError(f"{self.kind}: {old!r} stands {text.count(old)} times")
            text = text.replace(old, new)
        return write(folder, FILES | {self.file: text})


def cases() -> list[Bad]:
    """All bad scenarios of the table."""
    found: list[Bad] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark == "##":
            kind, file = re.fullmatch(r"(.*?)(?: \[(.*)\])?", text).groups()  # type: ignore[union-attr]
            found.append(Bad(kind, file or "plant.yaml"))
        elif mark == "-" and found:
            if not found[-1].edits or found[-1].edits[-1][1]:
                found[-1].edits.append(([], []))
            found[-1].edits[-1][0].append(text)
        elif mark == "+":
            found[-1].edits[-1][1].append(text)
        elif mark == ">":
            found[-1].where, *found[-1].words = text.split(" | ")
    return found
