"""From the shell to the first result: small runs by everybody, and carwright's own commands."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from measure import Case

SMALL = 1_000
"""Customers of W1, or parts of W2, that the first result takes."""


def _time(*words: str | Path) -> float:
    begun = time.perf_counter()
    subprocess.run(words, check=True, capture_output=True)
    return time.perf_counter() - begun


def _commands(folder: Path) -> dict[str, list[str | Path]]:
    carwright = Path(sys.executable).with_name("carwright")
    plant, run = folder / "plant", folder / "run"
    subprocess.run([carwright, "new", plant], check=True, capture_output=True)
    return {
        "`python -c pass`": [sys.executable, "-c", "pass"],
        "`import carwright`": [sys.executable, "-c", "import carwright"],
        "`carwright --help`": [carwright, "--help"],
        "`carwright run` of the template (28 days, 10 replications)": [
            carwright, "run", plant, "--output", run,
        ],
        "`carwright run su7`, as `make run` does": [carwright, "run", "su7", "--output", run],
    }  # fmt: skip


def measured(repeats: int, share: float) -> dict[str, Any]:
    """Seconds of wall clock, medians."""
    cases = [
        Case("carwright_events", "w1", SMALL, "w1", 1, 1),
        Case("carwright_recursion", "w2", SMALL / 10, "w2", 1, 20),
        *(
            Case(name, "w1", SMALL, "w1", 1, 1)
            for name in (
                "cimba_model", "simpy_lean", "simpy_idiomatic", "salabim_model", "ciw_model",
                "simprocesd_model", "simantha_model",
            )
        ),
    ]  # fmt: skip
    for seed in range(1, repeats + 1):
        for case in cases:
            case.run(seed)
    first = {c.runs[0]["title"]: median(run["wall_s"] for run in c.runs) for c in cases}
    commands: dict[str, list[float]] = {}
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as name:
            for title, words in _commands(Path(name)).items():
                commands.setdefault(title, []).append(_time(*words))
                shutil.rmtree(Path(name, "run"), ignore_errors=True)
    return {"first": first, "commands": {t: median(s) for t, s in commands.items()}}
