"""The independent SimPy model."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simpy_twin.means import VARIED, holm
from verification.goodness import whole
from verification.keep import Finding
from verification.page.findings import Findings
from verification.page.text import LEAST_P, in_digits, number, say, table, title


def chapter(found: Findings, faults: list[str]) -> Iterator[str]:
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
        yield from _means(means, faults)


def _means(plants: list[Finding], faults: list[str]) -> Iterator[str]:
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
        Holm's procedure at a family-wise 1 %. The scores as a whole should be standard normal:"""
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
