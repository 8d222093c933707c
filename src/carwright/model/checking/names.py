"""Names that must not mean two things."""

from __future__ import annotations

import re

from carwright.model.checking.register import Register
from carwright.model.kinds import PLACED, WORDS

_NUMBERED = re.compile(r"(.*?) ?#([0-9]+)(/.*)?")


def check_names(register: Register) -> None:
    """Objects that share a name, and names that look like those carwright gives itself."""
    _objects(register)
    _products(register)
    _colours(register)
    _machines(register)


def _objects(register: Register) -> None:
    first: dict[str, str] = {}
    for group in PLACED:
        for name in getattr(register.plant, group):
            if name in first:
                what = f"a {WORDS[first[name]]} has this name, too"
                register.add((group, name), what, "rename one of them")
                register.doubled.add(name)
            first.setdefault(name, group)


def _products(register: Register) -> None:
    plant = register.plant
    for name in plant.components:
        if name in plant.variants:
            register.add(("components", name), "a variant has this name, too", "rename one of them")
    for group in ("variants", "components", "options"):
        for name in getattr(plant, group):
            if " + " in name:
                what = "' + ' in a name stands between a variant and its options"
                register.add((group, name), what, "write it without blanks, or with '-'")
            if name == "default" and group != "options":
                what = "'default' stands for all variants that are not named"
                register.add((group, name), what, "give it another name")


def _colours(register: Register) -> None:
    colours = register.plant.colours
    for position, colour in enumerate(colours):
        if colour in colours[:position]:
            what = f"the colour {colour!r} is listed twice"
            register.add(("colours", position), what, "keep one of the two")


def _machines(register: Register) -> None:
    """``press #2`` and ``press#2`` are what carwright calls a machine of the station ``press``."""
    for group in ("sources", "stations"):
        for name in getattr(register.plant, group):
            match = _NUMBERED.fullmatch(name)
            if match and match[1] in register.plant.stations:
                what = f"this would be the name of a machine of the station {match[1]!r}"
                register.add((group, name), what, "give it a name without '#'")
