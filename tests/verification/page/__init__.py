"""Writes ``docs/verification.md`` from what is kept, and says what is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from verification.keep import ROOT, digest
from verification.page import coverage, exact, luck, mutants, twin
from verification.page.findings import Findings
from verification.page.text import say, title
from verification.rows import rows

PAGE = ROOT / "docs/verification.md"


def write() -> list[str]:
    """The page, and the faults that were found."""
    found = Findings()
    faults: list[str] = []
    parts = (
        _head(found),
        exact.chapter(found, faults, list(rows())),
        *(each.chapter(found, faults) for each in (twin, luck, coverage, mutants)),
    )
    text = "\n".join(chain.from_iterable(parts)).rstrip()
    PAGE.write_text(text + "\n")
    return faults


def _head(found: Findings) -> Iterator[str]:
    yield from title("<!-- Made by `make verify`: edit tests/verification/page instead. -->")
    yield from title("# Verification")
    yield from say(
        f"""How it is known that carwright computes what its [rules](semantics.md) say. Everything
        here is measured by `make verify` and `make mutants`; a call that is broken off goes on
        where it was. What every change has to pass (`make test`) is not repeated here. The digest
        of kernel, compiler and engines is `{digest()}`."""
    )
    if found.older:
        states = sorted({f["of"] for f in found.named.values()} - {digest()})
        yield from say(
            f"""{found.older:,} of {len(found.named):,} findings were made on a state of that code
            shortly before this one ({", ".join(f"`{state}`" for state in states)}); `make verify`
            and `make mutants` make them anew."""
        )
