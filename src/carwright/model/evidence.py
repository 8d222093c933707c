"""Where a number comes from: what bears on which parameter, who said it, and how sure it is."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from carwright.model.quantities import Date, Name, Part, Share

Status = Literal["official", "press", "rumour", "estimate", "assumed"]
"""Said by the maker or an authority, by the press, by hearsay; reckoned; guessed."""


def _as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


PublicationDate = Annotated[
    str,
    BeforeValidator(_as_text, json_schema_input_type=str),
    StringConstraints(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"),
    Field(json_schema_extra={"examples": ["2024-03-28", "2024-03", "2024"]}),
]
"""A day, a month or a year as text, or nothing: sources are rarely more precise."""

Outcome = Literal["confirmed", "refuted", "partly", "open"]
"""How a claim ended, as far as it is known today."""


class Evidence(Part):
    """One sourced or assumed input."""

    id: Name
    """What it is called in reports."""
    bears_on: tuple[str, ...] = Field(min_length=1)
    """Paths of the inputs, such as ``stations.roof weld.cycle``; ``*``: any run of characters."""
    status: Status
    """How sure it is."""
    source: str = Field(min_length=1)
    """Who says so; of an assumption: why this value."""
    url: str = ""
    """Where it can be read."""
    date: PublicationDate = ""
    """When it was published: day, month or year."""
    value: str = ""
    """What the source says, in its own words and units."""
    range: tuple[str, str] | None = None
    """Lowest and highest value that could be true; wide when assumed."""
    note: str = ""
    """For readers."""
    said_by: str = ""
    """Who made the claim, if that is not who published it."""
    known_from: Date | None = None
    """Day from which the public could know it; the last day of ``date`` if not said."""
    credence: Share | None = None
    """Probability that it is true, from how often claims of its kind were; never from how this one
    ended."""
    sets: dict[str, Any] = Field(default_factory=dict)
    """Values of the programme that it gives, by path: ``activities.build plant.duration``."""
    supersedes: tuple[Name, ...] = ()
    """Ids of evidence that no longer counts once this is known."""
    contradicts: tuple[Name, ...] = ()
    """Ids of evidence that can't be true at the same time."""
    outcome: Outcome | None = None
    """How the claim ended; used for scoring only, and invisible before ``outcome_known``."""
    outcome_known: Date | None = None
    """Day from which that was known."""

    @property
    def known(self) -> dt.date | None:
        """The day from which it counts: None for an assumption without date, which always does."""
        return self.known_from or (last_day(self.date) if self.date else None)


def last_day(text: str) -> dt.date | None:
    """The last day of a day, month or year written as text; None if there is no such day."""
    try:
        match [int(part) for part in text.split("-")]:
            case [year]:
                return dt.date(year, 12, 31)
            case [year, month]:
                first = dt.date(year, month, 1)
                return (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
            case [year, month, day]:
                return dt.date(year, month, day)
    except ValueError:
        pass
    return None
