"""Activities, milestones and the links between them (activity-on-node network)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from carwright import units
from carwright.errors import UnitError
from carwright.model.distribution import Varying
from carwright.model.programme.amount import Spread, not_negative
from carwright.model.quantities import Count, Date, Name, Part

START = "start"
"""The day of the decision, as the name of a predecessor."""

LinkKind = Literal["FS", "SS", "FF", "SF"]

_LINK = re.compile(
    r"(?:(FS|SS|FF|SF)\s+)?(.*?)(?:\s+([+-])\s+([0-9][^+-]*))?",
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+/#-]*( [A-Za-z0-9_.+/#-]+)*")


@dataclass(frozen=True)
class Link:
    """One predecessor: finish-to-start unless said otherwise, with a lag in calendar days (ms).

    Text: ``"build plant"``, ``"build plant + 30 d"``, ``"SS build plant + 60 d"``,
    ``"FF winter test - 5 d"`` (a lead).
    """

    name: str
    kind: LinkKind = "FS"
    lag: int = 0

    def __str__(self) -> str:
        text = self.name if self.kind == "FS" else f"{self.kind} {self.name}"
        if not self.lag:
            return text
        return f"{text} {'+' if self.lag > 0 else '-'} {units.format_duration(abs(self.lag))}"

    @classmethod
    def parse(cls, value: object) -> Link:
        """Read the text form. Raises `UnitError`."""
        if isinstance(value, Link):
            return value
        match = _LINK.fullmatch(value.strip()) if isinstance(value, str) else None
        name = match[2] if match else ""
        if match is None or not _NAME.fullmatch(name) or " + " in name or len(name) > 80:
            raise UnitError(
                f"{repr(value)[:60]} is no predecessor: write 'name', 'name + 30 d' or"
                " 'SS name + 30 d' (FS, SS, FF or SF)"
            )
        lag = units.parse_duration(match[4]) if match[4] else 0
        kind: Any = match[1] or "FS"
        return cls(match[2], kind, -lag if match[3] == "-" else lag)


LinkText = Annotated[
    Link,
    BeforeValidator(Link.parse),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "title": "predecessor",
            "description": "name, or FS, SS, FF or SF before it, and + or - a lag behind it",
            "examples": ["build plant", "build plant + 30 d", "SS build plant + 60 d"],
        }
    ),
]
"""A predecessor with the kind of its link and its lag."""

Cost = Annotated[Spread, AfterValidator(not_negative)]


class Activity(Part):
    """Work that takes time. Its duration comes from one of ``duration``, ``reference_class`` and
    ``campaign``.
    """

    title: str = ""
    """What people call it; the name is used if not said."""
    duration: Varying | None = None
    """Calendar days, mostly as a distribution."""
    reference_class: Name | None = None
    """Reference class from which the duration is drawn, given that it ends: that work is given up
    is a risk."""
    campaign: Name | None = None
    """Test campaign that lasts until its rate is shown."""
    after: tuple[LinkText, ...] = ()
    """Predecessors; ``start`` is the day of the decision."""
    not_before: Date | None = None
    """A hard constraint: it can't start earlier."""
    finish_by: Date | None = None
    """A deadline against which float is reckoned; it moves nothing."""
    people: Annotated[Spread, AfterValidator(not_negative)] | None = None
    """People at work on it while it lasts, on average."""
    cost: Cost | None = None
    """Money spent evenly while it lasts, without its people."""
    resources: dict[Name, Count] = Field(default_factory=dict)
    """Units of limited resources that it holds while it lasts."""
    only: tuple[Name, ...] | None = None
    """Options to which it belongs; all if not said. In others it takes no time and no money."""
    started: Date | None = None
    """Day on which it really began, once that is known."""
    finished: Date | None = None
    """Day on which it was really done, once that is known."""
    hidden: bool = False
    """Whether it goes on out of sight: it may have begun, and even ended, before the day of a
    reading without anyone outside knowing. What is not hidden and not said to have begun, has not.
    """
    group: str = ""
    """Heading under which a chart shows it."""


class Milestone(Part):
    """A point in time: all its predecessors are done.

    It is as visible as the work before it: reached out of sight if any of that is ``hidden``. The
    first delivery is always seen.
    """

    title: str = ""
    """What people call it; the name is used if not said."""
    after: tuple[LinkText, ...] = Field(min_length=1)
    """Predecessors."""
    planned: Date | None = None
    """Day that was stated or is planned; on time means not later."""
    gate: bool = False
    """Whether it is a gate that the programme must pass, shown by ``readiness``."""
    not_before: Date | None = None
    """A hard constraint: it can't be earlier."""
    only: tuple[Name, ...] | None = None
    """Options to which it belongs; all if not said."""
    reached: Date | None = None
    """Day on which it was really reached, once that is known."""
