"""How often intervals hold the truth."""

from __future__ import annotations

from collections.abc import Iterator

from verification.coverage import ALTERNATIVES, CASES, Case
from verification.keep import Finding
from verification.page.findings import Findings
from verification.page.text import say, table, title

WORDS = {"jph_net": "net rate", "lead_time": "lead time", "wip": "cars in the plant"}


def chapter(found: Findings, faults: list[str]) -> Iterator[str]:
    done = {each["case"]: each for each in found.whose("case")}
    if not done:
        return
    yield from title("## Coverage of intervals")
    yield from say(
        """How often the 95 % interval of the report holds the true value, warm-up found by MSER-5
        included. Wanted: 93 to 97 %. "Below" and "above" count the intervals on either side."""
    )
    yield from _covered(CASES, done)
    for name, figure, share in _shares(CASES, done):
        if not 0.93 <= share <= 0.97:
            faults.append(f"coverage of {name}, {figure}: {share:.1%}")
    if any(_shares(ALTERNATIVES, done)):
        yield from say(
            """The interval of a single replication is made of the spread of its batches, and MSER-5
            picks the cut that leaves the smallest spread. So carwright cuts a single replication
            only where its beginning stands out (`analysis.warmup.stands_out`). The last case above
            with other rules:"""
        )
        yield from _covered(ALTERNATIVES, done)


def _covered(cases: dict[str, Case], done: dict[str, Finding]) -> Iterator[str]:
    head = ("case", "days", "figure", "seeds", "held", "below", "above", "mean error")
    lines = []
    for name, case in cases.items():
        counts = done.get(f"{name}, {case.days} days", {"counts": {}})["counts"]
        for figure, c in counts.items():
            told = [name, str(case.days), WORDS[figure], f"{c['seeds']:,}"]
            told += [f"{c['held'] / c['seeds']:.1%}", str(c["below"]), str(c["above"])]
            lines.append([*told, f"{c['error'] / c['seeds']:+.2%}"])
    yield from table(head, lines)


def _shares(cases: dict[str, Case], done: dict[str, Finding]) -> Iterator[tuple[str, str, float]]:
    """(case, figure, share of intervals that held)."""
    for name, case in cases.items():
        counts = done.get(f"{name}, {case.days} days", {"counts": {}})["counts"]
        for figure, count in counts.items():
            yield name, figure, count["held"] / count["seeds"]
