"""What `make verify` has found so far: one JSON file a question under ``build/verify``.

A file belongs to the code that it was measured on: the folder is named by a digest of what decides
a sample path, so a change of the kernel begins anew and nothing old gets into the page.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

Finding = dict[str, Any]

ROOT = Path(__file__).parents[2]
DECIDES = ("src/native/**/*", "src/carwright/compile/**/*.py", "src/carwright/engine/**/*.py")


@cache
def digest() -> str:
    """Twelve digits of the sources that decide a sample path."""
    files = sorted(f for pattern in DECIDES for f in ROOT.glob(pattern) if f.is_file())
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()[:12]


def folder() -> Path:
    """Where the findings of this code are."""
    place = ROOT / "build/verify" / digest()
    place.mkdir(parents=True, exist_ok=True)
    return place


def _file(name: str) -> Path:
    return folder() / (re.sub(r"[^A-Za-z0-9.+=-]+", "_", name) + ".json")


def keep(name: str, finding: dict[str, Any]) -> None:
    """Write a finding, whole or not at all."""
    file = _file(name)
    beside = file.with_suffix(".tmp")
    beside.write_text(json.dumps(finding, indent=1))
    beside.replace(file)


def kept(name: str) -> dict[str, Any] | None:
    """A finding, None if there is none."""
    file = _file(name)
    return json.loads(file.read_text()) if file.exists() else None


def once(name: str, find: Callable[[], Finding]) -> Finding:
    """The finding if it is kept, else what `find` gives, which is then kept."""
    known = kept(name)
    if known is None:
        known = find()
        keep(name, known)
    return known


def digest_of(*patterns: str) -> str:
    """Eight digits of other sources that a finding depends on, for its name."""
    whole = hashlib.sha256()
    for file in sorted(f for pattern in patterns for f in ROOT.glob(pattern)):
        whole.update(file.read_bytes())
    return whole.hexdigest()[:8]
