"""The scenarios that come with carwright, by name."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path

from carwright.errors import Finding, InvalidScenario, nearest

PLANT_FILE = "plant.yaml"
EVIDENCE_FILE = "evidence.yaml"


def _library() -> Path:
    # Not an import: the library stands on a higher floor, and only its data are wanted.
    return Path(str(resources.files("carwright") / "library"))


def names() -> tuple[str, ...]:
    """Names of all scenarios of the library."""
    folder = _library()
    if not folder.is_dir():
        return ()
    return tuple(sorted(each.parent.name for each in folder.glob(f"*/{PLANT_FILE}")))


def find(name: str) -> Path:
    """The folder of a scenario of the library. Raises `InvalidScenario` for an unknown name."""
    known = names()
    if name in known:
        return _library() / name
    guess = nearest(name[:80], known)
    listed = f"in the library are {', '.join(known)}" if known else "name a folder"
    mend = f"did you mean {guess!r}?" if guess else f"name a folder that is there; {listed}"
    raise InvalidScenario([Finding(repr(name[:200]), "neither a folder nor in the library", mend)])


def folder_of(place: str | Path) -> Path:
    """The folder that is meant by a path, by the path of its ``plant.yaml``, or by a name.

    Raises `InvalidScenario`.
    """
    # os.path takes any text, where pathlib raises for names that no system would have.
    path = Path(place)
    if os.path.isdir(place):
        return path
    if path.name == PLANT_FILE and os.path.isfile(place):
        return path.parent
    if os.path.exists(place):
        what = "a file, not a folder"
    elif isinstance(place, str) and len(path.parts) == 1:
        return find(place)
    else:
        what = "there is no such folder"
    mend = f"name the folder that holds {PLANT_FILE}"
    raise InvalidScenario([Finding(repr(str(place)[:200]), what, mend)])
