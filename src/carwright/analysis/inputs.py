"""Where the numbers of a plant come from, and which have no source at all."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, get_args

from pydantic import BaseModel

from carwright.model import Distribution, Evidence, Plant
from carwright.model.checking.evidence import ELSEWHERE
from carwright.model.evidence import Status

Standing = Literal[Status, "unsourced"]
STANDINGS: tuple[Standing, ...] = (*get_args(Status), "unsourced")
"""From the surest to the least sure."""

_NO_INPUTS = frozenset({"carwright", "run", "targets", "evidence", "order_lists"})


@dataclass(frozen=True)
class Input:
    """One number of the scenario: its path, its value as written, and what stands behind it.

    `status` is that of the evidence whose path fits best (the most letters besides ``*``, the
    surer of two alike); `evidence` names all that bear on it, the best first.
    """

    path: str
    value: str
    status: Standing
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class _Target:
    """A path that evidence bears on; `beginning` is what stands before its first ``*``."""

    evidence: Evidence
    path: str
    pattern: re.Pattern[str]
    beginning: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "beginning", self.path.partition("*")[0])


@dataclass(frozen=True)
class Inputs:
    """All numbers of a scenario; `counts` by status, and `loose`: evidence that bears on none."""

    inputs: tuple[Input, ...]
    counts: Mapping[Standing, int]
    loose: tuple[str, ...]

    def weak(self) -> tuple[Input, ...]:
        """Inputs that are assumed or have no source."""
        return tuple(each for each in self.inputs if each.status in ("assumed", "unsourced"))


def inputs(plant: Plant) -> Inputs:
    """Every number that was written into the scenario, with its evidence.

    A number is a time, date, distribution, length, speed, power, share or count; defaults, names
    and choices are none, nor are settings of the run, targets and order lists. Evidence bears on a
    number if one of its paths fits the number's path or the beginning of it up to a point, so that
    ``stations.roof weld`` bears on all of that station; ``*`` fits any run of characters.
    """
    listed = [(path, text) for key in _sections(plant) for path, text in _numbers(plant, key)]
    targets = [_Target(e, p, _pattern(p)) for e in plant.evidence for p in e.bears_on]
    found = tuple(_input(path, text, targets) for path, text in listed)
    counts = Counter(each.status for each in found)
    used = {name for each in found for name in each.evidence}
    loose = tuple(e.id for e in plant.evidence if e.id not in used and _bears_on_plant(e))
    return Inputs(found, {standing: counts[standing] for standing in STANDINGS}, loose)


def _bears_on_plant(evidence: Evidence) -> bool:
    """Not on the programme alone, whose paths are looked up elsewhere."""
    return not all(path.partition(".")[0] in ELSEWHERE for path in evidence.bears_on)


def _sections(plant: Plant) -> list[str]:
    return [name for name in type(plant).model_fields if name not in _NO_INPUTS]


def _numbers(plant: Plant, section: str) -> Iterator[tuple[str, str]]:
    written = plant.model_dump(mode="json", by_alias=True, include={section}).get(section)
    yield from _leaves(section, getattr(plant, section), written)


def _leaves(path: str, value: Any, written: Any) -> Iterator[tuple[str, str]]:
    """The numbers below a place: values as the model holds them tell what is one."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            key = field.alias or name
            held = getattr(value, name)
            if name in value.model_fields_set and held != field.get_default(
                call_default_factory=True
            ):
                yield from _leaves(f"{path}.{key}", held, written[key])
    elif isinstance(value, Mapping):
        for key, held in value.items():
            yield from _leaves(f"{path}.{key}", held, written[key])
    elif isinstance(value, list | tuple):
        for number, held in enumerate(value):
            yield from _leaves(f"{path}.{number}", held, written[number])
    elif isinstance(value, int | float | Fraction | Distribution | dt.date) and not isinstance(
        value, bool
    ):
        yield path, str(written)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, path.split("*"))) + r"(\..*)?", re.DOTALL)


def _input(path: str, value: str, targets: list[_Target]) -> Input:
    # Most targets differ from the path in their first letters, which is told much faster.
    near = (t for t in targets if path.startswith(t.beginning))
    fitting = [(t.evidence, t.path) for t in near if t.pattern.fullmatch(path)]
    fitting.sort(key=lambda pair: (-len(pair[1].replace("*", "")), STANDINGS.index(pair[0].status)))
    names = tuple(dict.fromkeys(evidence.id for evidence, _ in fitting))
    return Input(path, value, fitting[0][0].status if fitting else "unsourced", names)
