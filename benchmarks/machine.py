"""The machine by its class, not by its name."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path
from typing import Any

_CPU = Path("/proc/cpuinfo")
_SETS = (("avx512f", "AVX-512"), ("avx2", "AVX2"), ("asimd", "NEON"))


def machine() -> dict[str, Any]:
    """Architecture, clock, vector instructions, cores, memory, system and Python."""
    text = _CPU.read_text() if _CPU.exists() else ""
    flags = set(re.findall(r"\w+", "".join(re.findall(r"^(?:flags|Features).*$", text, re.M))))
    vectors = next((words for flag, words in _SETS if flag in flags), "no known vector unit")
    clock = re.search(r"@ ([\d.]+)GHz", text)
    mhz = re.search(r"^cpu MHz\s*: ([\d.]+)", text, re.M)
    ghz = float(clock[1]) if clock else float(mhz[1]) / 1000 if mhz else None
    speed = f"{ghz:.1f} GHz " if ghz else ""
    architecture = platform.machine().replace("_", "-")
    cores = os.cpu_count() or 1
    words = f"{speed}{architecture} core with {vectors}, {cores} cores"
    python = f"Python {platform.python_version()} on {platform.system()}"
    return {"words": words, "ghz": ghz, "cores": cores, "vectors": vectors, "python": python}
