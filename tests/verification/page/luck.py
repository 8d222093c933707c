"""Random numbers: samplers and streams."""

from __future__ import annotations

from collections.abc import Iterator

from verification.keep import Finding
from verification.page.findings import Findings
from verification.page.text import LEAST_P, in_digits, say, table, title


def chapter(found: Findings, faults: list[str]) -> Iterator[str]:
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
