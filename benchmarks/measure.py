"""Runs one case in a process of its own, and knows what it must answer."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

HERE = Path(__file__).parent
BUILD = HERE.parent / "build" / "bench"
PEERS = BUILD / "peers" / "bin" / "python"

REFERENCE_DRAWS = 40_000_000
FEWEST_SEEDS, MOST_SEEDS = 12, 400
TOO_FAR = 5.0
"""Standard deviations from the known mean from which on a model counts as wrong."""


class FailedRunError(RuntimeError):
    """A contender's process ended with an error; its last words."""


def build_tool(name: str, *options: str) -> Path:
    """The C++ program of this folder, compiled if it is not."""
    source, made = HERE / f"{name}.cpp", BUILD / name
    newest = max(each.stat().st_mtime for each in (source, *HERE.glob("*.h")))
    if not made.exists() or made.stat().st_mtime < newest:
        BUILD.mkdir(parents=True, exist_ok=True)
        compiler = os.environ.get("CXX", "c++")
        subprocess.run([compiler, "-std=c++20", "-O3", *options, "-o", made, source], check=True)
    return made


@dataclass(frozen=True)
class Reference:
    """The known answer of a case; `horizon` is the mean makespan where parts are given."""

    horizon: float
    makespan_sd: float
    parts: float
    parts_sd: float
    visits: float
    seeds: int


def reference(workload: str, size: float, visits: float) -> Reference:
    """From a recursion with other random numbers than anybody's; kept between runs."""
    tool = build_tool("reference")
    seeds = min(max(int(REFERENCE_DRAWS / visits), FEWEST_SEEDS), MOST_SEEDS)
    kept = BUILD / "answers" / f"{workload}-{size:.0f}-{seeds}.json"
    if not kept.exists() or kept.stat().st_mtime < tool.stat().st_mtime:
        kept.parent.mkdir(parents=True, exist_ok=True)
        words = [tool, workload, f"{size:.0f}", str(seeds)]
        kept.write_bytes(subprocess.run(words, check=True, capture_output=True).stdout)
    return Reference(**json.loads(kept.read_text()), seeds=seeds)


@dataclass
class Case:
    """One contender on one workload; `size` is customers, parts or, for W3, seconds."""

    contender: str
    workload: str
    size: float
    system: str
    """The workload whose system it is: W5 is W2 many times."""
    replications: int
    stations: int
    parallel: bool = False
    runs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def python(self) -> Path:
        own = self.contender.startswith("carwright")
        return Path(sys.executable) if own else PEERS

    def known(self) -> Reference:
        """What one replication must answer."""
        visits = self.size * self.stations / (66.0 if self.system == "w3" else 1.0)
        return reference(self.system, self.size, visits)

    def run(self, seed: int) -> None:
        """Run once more, in a new process."""
        known = self.known() if self.system != "w4" else Reference(0, 0, 0, 0, 0, 0)
        horizon = self.size if self.system == "w3" else known.horizon
        words = [self.contender, self.workload, f"{self.size:.0f}", f"{horizon:.9g}", str(seed)]
        begun = time.perf_counter()
        done = subprocess.run(
            [self.python, HERE / "one.py", *words], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise FailedRunError(f"{' '.join(words)}: {done.stderr.strip()[-400:]}")
        found = json.loads(done.stdout.strip().splitlines()[-1])
        found["wall_s"] = time.perf_counter() - begun
        found["visits"] = self._visits(found, known)
        self.runs.append(found)

    def _visits(self, found: dict[str, Any], known: Reference) -> float:
        if found["visits"]:
            return float(found["visits"])
        if self.system == "w3":
            return known.visits * self.replications
        parts = self.size if found["makespan"] else found["parts"]
        return float(parts * self.stations * self.replications)

    def throughput(self) -> tuple[float, float, float] | None:
        """Parts in a unit of time, as answered and as known, and how many deviations between."""
        if self.system == "w4":
            return None
        known = self.known()
        if self.runs[0]["makespan"]:
            found = fmean(run["makespan"] for run in self.runs)
            told, sd, true = self.size / found, known.makespan_sd, known.horizon
            rates = (told, self.size / true)
        else:
            found = fmean(run["parts"] for run in self.runs)
            sd, true = known.parts_sd, known.parts
            rates = (found / known.horizon, true / known.horizon)
        values = len(self.runs) * self.replications
        error = sd * math.sqrt(1 / values + 1 / known.seeds)
        return (*rates, (found - true) / error)
