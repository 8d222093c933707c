"""Runs a row as long as the wanted half-width needs, and scores it against the exact figure.

How long that is comes from pilot runs with other seeds and is fixed before the run that counts, so
the answer has no say in when it ends.
"""

from __future__ import annotations

import hashlib
import math
import time
from typing import Any

import numpy as np
from scipy import stats

from verification import measures
from verification.measures import Ran, Sample
from verification.rows import Row

WANTED = 0.002
"""Half of the 95 % interval, relative to the exact figure."""

AIM = 0.8
"""Of `WANTED`: the pilot knows the spread to about a tenth, and the final run has its own."""

REPLICATIONS = 256
SHORTEST = 8_000.0
LONGEST = 30_000_000.0
"""Units of model time of one replication."""

MOST_S = 600.0
"""CPU seconds for one row; what would take longer gets a wider interval."""

LEVEL = 0.95


def seed_of(row: Row, what: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{row.key}/{what}".encode(), digest_size=7).digest())


def _run(row: Row, length: float, what: str, threads: int) -> tuple[Ran, float]:
    """A run, and the CPU seconds that it took."""
    begun = time.process_time()
    ran = measures.run(
        row.plant(),
        length,
        seed=seed_of(row, what),
        replications=REPLICATIONS,
        threads=threads,
        machines=any(m is measures.share_up for m, _ in row.measures.values()),
    )
    return ran, time.process_time() - begun


def _half(sample: Sample) -> float:
    t = float(stats.t.ppf((1 + LEVEL) / 2, len(sample) - 1))
    return t * float(sample.std(ddof=1)) / math.sqrt(len(sample))


def length_for(row: Row, threads: int) -> tuple[float, float]:
    """(length, its share of what `WANTED` would need), by pilots up to a fifth of it."""
    length, pilot = SHORTEST, 0
    while True:
        ran, cpu = _run(row, length, f"pilot {pilot}", threads)
        widest = max(_half(measure(ran)) / x for measure, x in row.measures.values())
        needed = max(SHORTEST, length * (widest / (AIM * WANTED)) ** 2)
        allowed = min(needed, LONGEST, length * MOST_S / max(cpu, 1e-3))
        if allowed <= 5 * length:
            return allowed, allowed / needed
        length, pilot = allowed / 5, pilot + 1


def score(row: Row, threads: int = 1) -> dict[str, Any]:
    """What the row came to, ready to be kept."""
    length, share = length_for(row, threads)
    length *= row.longer
    ran, cpu = _run(row, length, "final", threads)
    figures = {name: _scored(measure(ran), x) for name, (measure, x) in row.measures.items()}
    return {
        "table": row.table,
        "name": row.name,
        "method": ran.told.method,
        "length": length,
        "share": share,
        "visits": ran.told.visits,
        "cpu_s": cpu,
        "figures": figures,
    }


def _scored(sample: Sample, exact: float) -> dict[str, float]:
    """The z-score is Student's t carried over to the normal distribution."""
    n, mean = len(sample), float(sample.mean())
    t = (mean - exact) / (float(sample.std(ddof=1)) / math.sqrt(n))
    tail = float(stats.t.sf(abs(t), n - 1))
    z = float(np.copysign(stats.norm.isf(tail), t))
    return {"exact": exact, "mean": mean, "relative half": _half(sample) / exact, "z": z}
