"""Writes ``docs/verification.md`` from what is kept, and says what is not as it should be."""

from __future__ import annotations

import json
import textwrap
import tomllib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np
from scipy import stats

from simpy_twin.means import VARIED, holm
from verification.coverage import CASES, LIMITS, Case
from verification.exact import WANTED
from verification.goodness import whole
from verification.keep import ROOT, Finding, digest, folder
from verification.rows import NOT_EXPRESSED, SECOND_LOOK, Row, rows

PAGE = ROOT / "docs/verification.md"
LEAST_P = 0.001
"""p of a test of many z-scores together below which something is wrong."""

WORDS = {"jph_net": "net rate", "lead_time": "lead time", "wip": "cars in the plant"}


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


def write() -> list[str]:
    """The page, and the faults that were found."""
    found, asked = Findings(), list(rows())
    faults: list[str] = []
    parts = (
        _head(found),
        _tables(found, asked, faults),
        _twin(found, faults),
        _random(found, faults),
        _coverage(found, faults),
        _mutants(found),
    )
    text = "\n".join(chain.from_iterable(parts)).rstrip()
    PAGE.write_text(text + "\n")
    return faults


def say(text: str) -> Iterator[str]:
    """A paragraph."""
    yield from textwrap.wrap(
        " ".join(text.split()), 100, break_long_words=False, break_on_hyphens=False
    )
    yield ""


def title(text: str) -> Iterator[str]:
    yield text
    yield ""


def table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = list(head)
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for line in lines:
        yield f"| {' | '.join(line)} |"
    yield ""


def in_digits(p: float) -> str:
    return f"{p:.2f}" if p >= 0.01 else f"{p:.1e}"


def number(things: list[Any]) -> str:
    return str(len(things)) if things else "none"


def _head(found: Findings) -> Iterator[str]:
    yield from title("<!-- Made by `make verify`: edit tests/verification/page.py instead. -->")
    yield from title("# Verification")
    yield from say(
        f"""How it is known that carwright computes what its [rules](semantics.md) say. Everything
        here is measured by `make verify` and `make mutants`; a call that is broken off goes on
        where it was. What every change has to pass (`make test`) is not repeated here. The digest
        of kernel, compiler and engines is `{digest()}`."""
    )
    if found.older:
        before = len({f["of"] for f in found.named.values()} - {digest()})
        yield from say(
            f"""{found.older} of {len(found.named)} findings were made on {before} states of that
            code shortly before this one; `make verify` makes them anew."""
        )


def first_z(row: Finding) -> float:
    """The score of the first figure; the others of a row come from the same runs."""
    return float(next(iter(row["figures"].values()))["z"])


def _tables(found: Findings, asked: list[Row], faults: list[str]) -> Iterator[str]:
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
    yield from _second_look(found, faults)
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


def _second_look(found: Findings, faults: list[str]) -> Iterator[str]:
    first, second = found.rows(SECOND_LOOK), found.rows(f"second look at {SECOND_LOOK}")
    if len(second) < 5:
        return
    scores = {
        what: [first_z(row) for row in rows_] for what, rows_ in (("1", first), ("2", second))
    }
    p = {what: whole(z) for what, z in scores.items()}
    both = whole(scores["1"] + scores["2"])
    yield from say(
        f"""The scores of `{SECOND_LOOK}` are the least normal of all tables (KS p =
        {in_digits(p["1"][0])}, mean of z {np.mean(scores["1"]):+.3f}), which one of so many tests
        is by chance now and then. A second look at its {len(second)} rows with other seeds, planned
        before it was taken: mean of z {np.mean(scores["2"]):+.3f}, standard deviation
        {np.std(scores["2"]):.3f}, KS p = {in_digits(p["2"][0])}, AD p = {in_digits(p["2"][1])};
        both looks together: mean of z {np.mean(scores["1"] + scores["2"]):+.3f}, KS p =
        {in_digits(both[0])}, AD p = {in_digits(both[1])}."""
    )
    if min(p["2"]) < 0.01:
        faults.append(f"scores of {SECOND_LOOK} are not normal at second look: {p['2']}")


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
        figures: the mean of z is {np.mean(scores):+.2f}, KS p = {ks:.1e}, AD p = {ad:.1e}.
        {"It is seen." if max(ks, ad) < LEAST_P else "It is NOT seen."}"""
    )
    if max(ks, ad) >= LEAST_P:
        faults.append("a bias of 0.3 % is not seen")


def _twin(found: Findings, faults: list[str]) -> Iterator[str]:
    kinds = ("fixed times", "random times")
    paths = [(what, each) for what in kinds for each in found.named_like(f"twin_{what.split()[0]}")]
    means = found.whose("twin plant")
    if not (paths or means):
        return
    yield from title("## An independent SimPy model")
    yield from say(
        """`tests/simpy_twin` builds a SimPy model from a plant. It was written from the rules and
        shares no code with the engines. Random plants have stations with parallel machines,
        buffers, set-ups, failures by working time, calendar and cycles (immediate, forced,
        opportunistic), assembly, tests with rework and scrap, shifts, two sources, splits and
        merges."""
    )
    for what, each in paths:
        yield from say(
            f"""- {each["plants"]} plants with {what}, both on the streams of rule R1: of
            {each["departures"]:,} departures from the sinks {number(each["differ"])} differ by a
            millisecond or more."""
        )
        faults += each["differ"]
    if means:
        yield from _twin_means(means, faults)


def _twin_means(plants: list[Finding], faults: list[str]) -> Iterator[str]:
    """Expectations, the twin drawing from NumPy's generator."""
    ours, theirs = plants[0]["replications"]
    every = [each for plant in plants for each in plant["differences"]]
    told = [
        (f"plant {p['twin plant']}, {d['figure']}", d) for p in plants for d in p["differences"]
    ]
    fallen = [told[n][0] for n in holm([d["p"] for d in every], 0.01)]
    yield from say(
        f"""- {len(plants)} more plants with random times, the twin with random numbers of its own
        (NumPy's PCG64 and its variates): {ours} replications by carwright against {theirs} by the
        twin, means compared by Welch's t. Of {len(every)} comparisons {number(fallen)} fall by
        Holm's procedure at a family-wise 1 %, and the scores as a whole are standard normal:"""
    )
    head = ("figure", "plants", "scored", "mean of z", "sd", "worst abs(z)", "KS", "AD")
    lines = []
    for figure in dict.fromkeys(d["figure"] for d in every):
        mine = [d for d in every if d["figure"] == figure]
        scores = [d["z"] for d in mine if d["varied"]]
        ks, ad = whole(scores)
        most = max(map(abs, scores))
        line = [figure, str(len(mine)), str(len(scores)), f"{np.mean(scores):+.3f}"]
        lines.append([*line, f"{np.std(scores):.3f}", f"{most:.2f}", in_digits(ks), in_digits(ad)])
        if min(ks, ad) < LEAST_P:
            faults.append(f"scores of the twin's {figure} are not normal: KS {ks:.2g}, AD {ad:.2g}")
    yield from table(head, lines)
    yield from say(
        f"""Not scored are figures of fewer than {VARIED} different values in all replications (a
        source that makes a few parts only): their t has no such law. The two figures of a plant
        come from the same runs, so each is judged apart."""
    )
    faults += fallen


def _random(found: Findings, faults: list[str]) -> Iterator[str]:
    samplers, streams = found.named_like("samplers"), found.named_like("streams")
    if samplers or streams:
        yield from title("## Random numbers")
    for each in samplers:
        yield from _samplers(each)
    for each in streams:
        yield from _streams(each)
        if each["uniform p"] < LEAST_P:
            faults.append("p-values of the streams are not uniform")


def _samplers(found: Finding) -> Iterator[str]:
    yield from say(
        f"""Quantiles of the families that one uniform decides agree with SciPy's to 1e-9 for
        uniforms from 2**-53 to 1 - 2**-53; the law of the gamma rejection, summed up from what it
        accepts, agrees in both tails down to 1e-9 (`tests/verification/test_samplers.py`, in `make
        test`). Samples of {found["n"]:,} each, p-values of Kolmogorov and Smirnov's and of Anderson
        and Darling's test, and of the counts in the tails. All are made of the same uniforms, so
        families that one uniform decides agree in their p-values too:"""
    )
    names = {"ks": "KS", "ad": "AD", "low 0.001": "below 1e-3", "high 0.001": "above 1 - 1e-3"}
    names |= {"low 1e-05": "below 1e-5", "high 1e-05": "above 1 - 1e-5"}
    lines = ((f"`{t}`", *(in_digits(p[c]) for c in names)) for t, p in found["p"].items())
    yield from table(("family", *names.values()), lines)


def _streams(found: Finding) -> Iterator[str]:
    axes, tests = (dict.fromkeys(key.split(": ", 1)[n] for key in found["p"]) for n in (0, 1))
    yield from say(
        f"""Streams are addressed by seed, name, replication and number of the draw. A battery of
        {len(tests)} tests (spectral, serial, gaps, collisions, birthday spacings, bits;
        `tests/verification/battery.py`) on {found["n"]:,} uniforms along each axis
        ({", ".join(axes)}): the smallest of {len(found["p"])} p-values is {found["least"]:.2g}
        ({found["worst"]}), and all of them together are uniform with p =
        {in_digits(found["uniform p"])} (KS)."""
    )


def _coverage(found: Findings, faults: list[str]) -> Iterator[str]:
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
    if any(_shares(LIMITS, done)):
        yield from say(
            """Two limits, measured to be told. Means of runs that are short for their load are
            skewed, which no quantile of t mends: the longer runs above hold what they promise. And
            a single replication was once cut wherever MSER-5 said: it picks the cut that leaves the
            smallest spread, and the interval is made of that very spread. It is now cut only where
            its beginning stands out (`analysis.warmup.stands_out`)."""
        )
        yield from _covered(LIMITS, done)


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


def _mutants(found: Findings) -> Iterator[str]:
    planned = tomllib.loads((ROOT / "tests/mutation/mutants.toml").read_text())["mutant"]
    known = {(m["rule"], m["what"]) for m in planned}
    caught = [each for each in found.whose("catcher") if (each["rule"], each["what"]) in known]
    done = sorted(caught, key=lambda each: str(each["rule"]))
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
    return f"`{test}`" if "::" in test else told
