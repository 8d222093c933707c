"""Small faults of the kernel, and the tests that caught them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from verification.keep import ROOT
from verification.page.findings import Findings
from verification.page.text import say, table, title


def chapter(found: Findings, faults: list[str]) -> Iterator[str]:
    planned = tomllib.loads((ROOT / "tests/mutation/mutants.toml").read_text())["mutant"]
    known = {(m["rule"], m["what"]) for m in planned}
    caught = [each for each in found.whose("catcher") if (each["rule"], each["what"]) in known]
    done = sorted(caught, key=lambda each: (str(each["rule"]), str(each["what"])))
    if not done:
        return
    yield from title("## Faults put into the kernel")
    yield from say(
        f"""`make mutants` builds the kernel with one small fault after the other
        (`tests/mutation/mutants.toml`) and runs its tests until the first fails. Of {len(planned)}
        faults {len(done)} are known to be caught{
            ":"
            if len(done) == len(planned)
            else "; the others have not been tried yet, or nobody catches them:"
        }"""
    )
    yield from table(
        ("rule", "fault", "file", "caught by"),
        ([m["rule"], m["what"], f"`{m['file']}`", _catcher(m["catcher"])] for m in done),
    )


def _catcher(told: str) -> str:
    """The test without its folder and parameters; what is none stays as it is."""
    test = told.partition("[")[0].rpartition("/")[2]
    return f"`{test}`" if "::" in test else told.replace("end with -", "crash with signal ")
