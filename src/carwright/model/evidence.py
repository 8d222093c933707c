"""Where a number comes from: what bears on which parameter, who said it, and how sure it is."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from carwright.model.quantities import Name, Part

Status = Literal["official", "press", "rumour", "estimate", "assumed"]


class Evidence(Part):
    """One sourced or assumed input. ``bears_on`` are paths such as ``stations.roof weld.cycle``;
    ``*`` stands for any run of characters."""

    id: Name
    bears_on: tuple[str, ...] = Field(min_length=1)
    status: Status
    source: str = Field(min_length=1)
    url: str = ""
    date: dt.date | str = ""
    value: str = ""
    range: tuple[str, str] | None = None
    """Lowest and highest value that could be true; wide when assumed."""
    note: str = ""
