"""`Manifest`: what a run was, so that it can be told apart, trusted and done again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any, Self

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from carwright import __version__
from carwright.compile.program import Program
from carwright.model import Plant
from carwright.results.faults import UnreadableRun

FORMAT = 1
"""Version of the run folder; rises when a reader of the old one would misread the new one."""

NAME = "manifest.json"


class Manifest(BaseModel):
    """Everything about a run but its results; `manifest.json` of its folder.

    Times in simulated ms (``_ms``) or real seconds (``_s``). `Manifest.of` fills in what the
    program, the plant and the machine tell.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int = FORMAT
    carwright: str = __version__
    scenario: str
    plant: str = ""
    """SHA-256 of the plant's canonical JSON."""
    program: str = ""
    """SHA-256 of the program (`Program.digest`): equal digests and seeds give equal results."""
    phase: str | None = None
    seed: int = Field(ge=0)
    replications: int = Field(ge=1)
    """Replications wanted."""
    finished: int = Field(default=0, ge=0)
    """Replications finished when this file was last written; `Run.replications` counts anew."""
    horizon_ms: int = Field(gt=0)
    period_ms: int = Field(gt=0)
    hour_ms: int = Field(default=3_600_000, gt=0)
    """Length of the rows of table ``sink_hours``: one hour, or more in very long runs."""
    warm_up_ms: int | None = Field(default=None, ge=0)
    """Warm-up set by hand; None: found by MSER-5."""
    resumed_ms: int | None = Field(default=None, gt=0)
    """Instant at which it went on from a saved state; None: simulated from the start."""
    forked_from: str = ""
    """SHA-256 of the plant until then, if it was another (rule T9)."""
    engine: str = ""
    """``native`` or ``reference``, with the kernel's build."""
    command: str = ""
    started: str = ""
    """Coordinated universal time, ISO 8601."""
    wall_s: float | None = None
    cpu_s: float | None = None
    events: int | None = None
    versions: dict[str, str] = Field(default_factory=dict)
    platform: str = ""

    @property
    def periods(self) -> int:
        """Number of periods; the last one may be shorter than the others (rule Y1)."""
        return -(-self.horizon_ms // self.period_ms)

    @classmethod
    def of(cls, program: Program, *, plant: Plant | None = None, **told: Any) -> Self:
        """A manifest with digests, versions, platform and the present time filled in.

        `told` holds the other fields by name: at least seed, replications, horizon_ms, period_ms,
        and scenario if there is no plant.
        """
        found: dict[str, Any] = {
            "program": program.digest(),
            "started": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "versions": _versions(),
            "platform": f"{platform.platform()}, {os.cpu_count()} logical CPUs",
        }
        if plant is not None:
            found |= {"scenario": plant.name, "plant": plant_hash(plant)}
            found["warm_up_ms"] = plant.run.warm_up
        return cls(**found | told)

    def to_json(self) -> str:
        """The text of ``manifest.json``."""
        return self.model_dump_json(indent=1) + "\n"

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read ``manifest.json`` of a run's folder.

        Raises:
            UnreadableRun: if there is none, it is damaged, or its format is newer than this one.
        """
        path = folder / NAME
        try:
            told = json.loads(path.read_bytes())
            newer = _format(told) > FORMAT
            if not newer:
                return cls.model_validate(told)
        except FileNotFoundError as error:
            why = "there is no such folder" if not folder.exists() else f"no run: it has no {NAME}"
            mend = "name a folder that `carwright run` has written"
            raise UnreadableRun(folder, why, mend) from error
        except (OSError, ValueError, ValidationError) as error:
            raise UnreadableRun(path, f"damaged: {_first_line(error)}", "run it again") from error
        why = f"its format {told['format']} is newer than {FORMAT}, the newest known here"
        raise UnreadableRun(folder, why, f"read it with carwright {told.get('carwright')} or newer")


def plant_hash(plant: Plant) -> str:
    """SHA-256 of the plant's JSON with keys in order: equal plants have equal hashes."""
    text = json.dumps(plant.model_dump(mode="json", by_alias=True), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _versions() -> dict[str, str]:
    return {
        "python": sys.version.split()[0],
        "numpy": np.__version__,
        "polars": pl.__version__,
    }


def _format(told: Any) -> int:
    if not isinstance(told, dict) or not isinstance(told.get("format"), int):
        raise ValueError("no format number in it")
    return int(told["format"])


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error).splitlines()[0]
