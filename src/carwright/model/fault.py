"""`Fault`: what is wrong at one place of a plant, before anyone knows in which file that stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault of a plant.

    `path` leads from the `Plant` to the place by the keys of the scenario (aliases as written,
    list positions as ints), such as ``("stations", "roof weld", "calendar")``. `what` says what is
    wrong, `mend` what to do about it (may be empty).
    """

    path: tuple[str | int, ...]
    what: str
    mend: str = ""
