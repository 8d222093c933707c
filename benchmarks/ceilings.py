"""What this core can do at most with the pieces of a visit (`ceilings.cpp`)."""

from __future__ import annotations

import json
import platform
import subprocess
from statistics import median
from typing import Any

from measure import build_tool


def measured(repeats: int, share: float) -> dict[str, Any]:
    """Units a second, medians of several runs of the program."""
    wide = ["-mprefer-vector-width=512"] if platform.machine() == "x86_64" else []
    tool = build_tool("ceilings", "-march=native", *wide, "-ffp-contract=off", "-w")
    runs = [
        json.loads(subprocess.run([tool], check=True, capture_output=True).stdout)
        for _ in range(repeats)
    ]
    return {name: median(run[name] for run in runs) for name in runs[0]}
