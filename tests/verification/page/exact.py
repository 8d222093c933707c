"""Exact results, row by row of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np
from scipy import stats

from verification.exact import REPLICATIONS, WANTED
from verification.goodness import whole
from verification.keep import Finding
from verification.page.findings import Findings
from verification.page.text import LEAST_P, in_digits, say, table, title
from verification.rows import LOOKS, NOT_EXPRESSED, SECOND_LOOK, Row


def first_z(row: Finding) -> float:
    """The score of the first figure; the others of a row come from the same runs."""
    return float(next(iter(row["figures"].values()))["z"])


def chapter(found: Findings, faults: list[str], asked: list[Row]) -> Iterator[str]:
    yield from title("## Exact results")
    yield from say(
        """Every row of `tests/data/exact` and `tests/data/queueing` is built as a plant and run
        through `carwright.throughput`: by departure-time recursion where the plant is a line, else
        by events. Pilot runs with other seeds fix the length beforehand, 256 replications make the
        interval, and each row has seeds of its own, so its score z = (mean - exact) / standard
        error is independent of the others. If the engine is right, the scores are standard normal.
        Half-widths are those of the 95 % interval, relative to the exact figure. KS and AD: p of
        Kolmogorov and Smirnov's and of Anderson and Darling's test of the rows' scores."""
    )
    names = dict.fromkeys(row.table for row in asked)
    of = {name: sum(row.table == name for row in asked) for name in names}
    done = {name: found.rows(name) for name in names if found.rows(name)}
    head = ("table", "rows", "figures", "widest half-width", "worst abs(z)", "KS", "AD")
    yield from table(head, (_line_of(name, rows, of[name]) for name, rows in done.items()))
    every = list(chain.from_iterable(done.values()))
    if len(every) < 2:
        return
    yield from _together(every, faults)
    yield from _wide(every, faults)
    yield from _queueing(done.get("queueing", []))
    yield from _second_look(found, done, faults)
    yield from _left_out(asked, every)
    yield from _discrete()
    yield from _bias(found, faults)


def _together(done: list[Finding], faults: list[str]) -> Iterator[str]:
    scores = [first_z(row) for row in done]
    ks, ad = whole(scores)
    most = max(abs(z) for z in scores)
    limit = float(stats.norm.isf(0.0005 / len(scores)))
    visits = sum(row["visits"] for row in done) / 1e9
    yield from say(
        f"""All {len(scores)} rows together: mean of z {np.mean(scores):+.3f}, standard deviation
        {np.std(scores):.3f}, **KS p = {in_digits(ks)}, AD p = {in_digits(ad)}**; worst abs(z)
        {most:.2f}, where one above {limit:.2f} would come by chance once in a thousand calls.
        {visits:.1f} thousand million station visits were simulated for it."""
    )
    if min(ks, ad) < LEAST_P or most > limit:
        faults.append(f"scores are not standard normal: KS {ks:.2g}, AD {ad:.2g}, {most:.2f}")


def _queueing(done: list[Finding]) -> Iterator[str]:
    """In the words of the question asked of closed forms: within 99.9 %, and how narrow."""
    if not done:
        return
    figures = [figure for row in done for figure in row["figures"].values()]
    within = sum(abs(figure["z"]) <= stats.norm.isf(0.0005) for figure in figures)
    wider = stats.t.ppf(0.9995, REPLICATIONS - 1) / stats.t.ppf(0.975, REPLICATIONS - 1)
    yield from say(
        f"""Closed forms of queueing: {within} of {len(figures)} figures lie within their 99.9 %
        interval, whose half-width is at most {widest(done) * wider:.2%} of the figure."""
    )


def _second_look(
    found: Findings, done: dict[str, list[Finding]], faults: list[str]
) -> Iterator[str]:
    """Whether the least normal table is so again."""
    first = found.rows(SECOND_LOOK)
    looks = {what: found.rows(f"{what} at {SECOND_LOOK}") for what in LOOKS}
    looks = {what: rows_ for what, rows_ in looks.items() if len(rows_) == len(first) > 0}
    if not looks:
        return
    ks = whole([first_z(row) for row in first])[0]
    tables = sum(len(rows_) > 4 for rows_ in done.values())
    by_chance = -np.expm1(tables * np.log1p(-ks))
    yield from say(
        f"""The scores of `{SECOND_LOOK}` are the least normal of all. The smallest KS p of {tables}
        tables is so small by chance in {by_chance:.0%} of all calls. Further looks with other
        seeds, planned before they were taken, tell chance from a fault; a bias would show in scores
        that grow with the root of the length:"""
    )
    lines = []
    for what, rows_ in {"first look": first, **looks}.items():
        scores = [first_z(row) for row in rows_]
        p = whole(scores)
        line = [what, f"{LOOKS.get(what, 1.0):g}", f"{np.mean(scores):+.3f}"]
        lines.append([*line, f"{np.std(scores):.3f}", *(in_digits(each) for each in p)])
        if what in looks and min(p) < 0.01:
            faults.append(f"scores of {SECOND_LOOK} are not normal: {what}, {p}")
    yield from table(("look", "length", "mean of z", "sd", "KS", "AD"), lines)


def _line_of(name: str, done: list[Finding], of: int) -> list[str]:
    figures = [figure for row in done for figure in row["figures"].values()]
    ks, ad = whole([first_z(row) for row in done])
    return [
        f"`{name}`",
        f"{len(done)}" if len(done) == of else f"{len(done)} of {of}",
        str(len(figures)),
        f"{widest(done):.3%}",
        f"{max(abs(f['z']) for f in figures):.2f}",
        in_digits(ks) if len(done) > 4 else "-",
        in_digits(ad) if len(done) > 4 else "-",
    ]


def widest(done: list[Finding]) -> float:
    return max(f["relative half"] for row in done for f in row["figures"].values())


def _wide(done: list[Finding], faults: list[str]) -> Iterator[str]:
    """Rows whose interval is wider than wanted: those cut short for time, and others."""
    late = [row for row in done if widest([row]) > WANTED and row["share"] < 0.99]
    luck = [row for row in done if widest([row]) > WANTED and row["share"] >= 0.99]
    for rows_, why in (
        (late, "because they would take more than ten minutes each"),
        (luck, "by the luck of the final run, which was fixed beforehand"),
    ):
        if rows_:
            told = ", ".join(f"{r['table']} {r['name']} ({widest([r]):.2%})" for r in rows_)
            yield from say(f"Wider than {WANTED:.1%}, {why}: {told}.")
    faults += [f"too wide: {r['table']} {r['name']}" for r in luck if widest([r]) > 1.2 * WANTED]


def _left_out(asked: list[Row], done: list[Finding]) -> Iterator[str]:
    yield from say(
        "Not expressed: " + " ".join(f"`{name}`: {why}" for name, why in NOT_EXPRESSED.items())
    )
    known = {(row["table"], row["name"]) for row in done}
    missing = [row.key for row in asked if (row.table, row.name) not in known]
    if missing:
        first = ", ".join(missing[:8])
        yield from say(f"Not yet run: {len(missing)} rows, {first} among them.")


def _discrete() -> Iterator[str]:
    yield from say(
        """Models in discrete time are plants in unit ticks (`tests/verification/ticks.py`).
        Gershwin's line of two machines with storage N is a line that blocks after service with N -
        2 places between. His longer lines and Bernoulli lines block before service: room is a
        token that a machine needs to begin, and that comes back from the machine behind."""
    )


def _bias(found: Findings, faults: list[str]) -> Iterator[str]:
    done = [row for row in found.whose("figures") if row["table"].startswith("slowed")]
    if len(done) < 5:
        return
    scores = [first_z(row) for row in done]
    ks, ad = whole(scores)
    yield from title("### Would a hidden bias be seen?")
    yield from say(
        f"""The {len(done)} balanced lines again, with every time longer by 0.3 % and the old exact
        figures: the mean of z is {np.mean(scores):+.2f}, p {in_digits(ks)} (KS) and
        {in_digits(ad)} (AD).
        {"It is seen." if max(ks, ad) < LEAST_P else "It is NOT seen."}"""
    )
    if max(ks, ad) >= LEAST_P:
        faults.append("a bias of 0.3 % is not seen")
