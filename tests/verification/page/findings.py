"""What is kept, as the page asks for it."""

from __future__ import annotations

import json

from verification.keep import Finding, digest, folder


class Findings:
    """What is kept, by what it is about: of this code, else of the code before it.

    `older` says how many come from an earlier kernel; only a page that has none is whole.
    """

    def __init__(self) -> None:
        self.named: dict[str, Finding] = {}
        folders = sorted(folder().parent.iterdir(), key=lambda f: f.stat().st_mtime)
        for place in [*(f for f in folders if f != folder()), folder()]:
            for file in place.glob("*.json"):
                self.named[file.stem] = json.loads(file.read_text()) | {"of": place.name}
        self.older = sum(f["of"] != digest() for f in self.named.values())

    def rows(self, table: str) -> list[Finding]:
        return [f for f in self.named.values() if f.get("table") == table]

    def whose(self, key: str) -> list[Finding]:
        return [f for f in self.named.values() if key in f]

    def named_like(self, start: str) -> list[Finding]:
        return [f for name, f in sorted(self.named.items()) if name.startswith(start)]
