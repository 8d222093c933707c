"""Types of single values: read from a planner's text, kept in base units, written back as text.

Inside the model a duration is an int of milliseconds, a length an int of millimetres, a share a
float in 0..1. Every one reads the text that `carwright.units` understands and serialises to it.
"""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    Tag,
    model_validator,
)

from carwright import units
from carwright.errors import UnitError


class Part(BaseModel):
    """Base of all model classes: frozen, and no key but those that are declared.

    A key whose value is nothing (YAML ``note:``) counts as not written. A plain number is read as
    text where text is wanted.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        coerce_numbers_to_str=True,
        use_attribute_docstrings=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_not_written(cls, value: Any) -> Any:
        if not isinstance(value, dict) or None not in value.values():
            return value
        known = cls.model_fields.keys() | {f.alias for f in cls.model_fields.values()}
        return {key: v for key, v in value.items() if v is not None or key not in known}

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed, validated as if it had been read from a file.

        Raises `pydantic.ValidationError` if a change does not fit.
        """
        return type(self).model_validate(self.model_dump() | changes)


Name = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+/#-]*( [A-Za-z0-9_.+/#-]+)*$",
        max_length=80,
        strip_whitespace=True,
    ),
]
"""Name of an object: letters, digits, single blanks and ``_ . + / # -``."""


Duration = Annotated[
    int,
    BeforeValidator(units.parse_duration, json_schema_input_type=str),
    PlainSerializer(units.format_duration, return_type=str),
    Field(ge=0, json_schema_extra={"examples": ["76 s", "12 min", "1 h 30 min"]}),
]
"""Milliseconds; text such as ``"76 s"`` or ``"1 h 30 min"``."""

Length = Annotated[
    int,
    BeforeValidator(units.parse_length, json_schema_input_type=str),
    PlainSerializer(units.format_length, return_type=str),
    Field(gt=0, json_schema_extra={"examples": ["5.2 m", "800 mm"]}),
]
"""Millimetres; text such as ``"5.2 m"``."""

Speed = Annotated[
    Fraction,
    PlainValidator(units.parse_speed, json_schema_input_type=str),
    PlainSerializer(units.format_speed, return_type=str),
    Field(json_schema_extra={"examples": ["0.2 m/s", "6 m/min"]}),
]
"""Exact millimetres a second; text such as ``"0.2 m/s"`` or ``"6 m/min"``."""

Power = Annotated[
    float,
    BeforeValidator(units.parse_power, json_schema_input_type=str),
    PlainSerializer(units.format_power, return_type=str),
    Field(ge=0, allow_inf_nan=False, json_schema_extra={"examples": ["45 kW", "800 W"]}),
]
"""Kilowatts; text such as ``"45 kW"``."""

Share = Annotated[
    float,
    BeforeValidator(units.parse_share, json_schema_input_type=str | float),
    PlainSerializer(units.format_share, return_type=str),
    Field(ge=0, le=1, allow_inf_nan=False, json_schema_extra={"examples": ["85 %", 0.85]}),
]
"""0..1; text such as ``"85 %"`` or a plain number."""

ClockTime = Annotated[
    int,
    BeforeValidator(units.parse_clock, json_schema_input_type=str),
    PlainSerializer(units.format_clock, return_type=str),
    Field(ge=0, le=86_400_000, json_schema_extra={"examples": ["06:00", "24:00"]}),
]
"""Milliseconds since midnight; text such as ``"06:00"`` (``"24:00"`` is the end of the day)."""


def _parse_date(value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise UnitError(f"{value!r} is not a date: write year-month-day, such as 2024-03-28")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UnitError(f"{value!r} is not a date: the calendar has no such day") from None


Date = Annotated[
    dt.date,
    BeforeValidator(_parse_date, json_schema_input_type=str),
    PlainSerializer(dt.date.isoformat, return_type=str),
    Field(json_schema_extra={"format": "date", "examples": ["2024-03-28"]}),
]
"""A day; text such as ``2024-03-28``. Numbers are no dates."""

Count = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
"""A whole number of things, at least one."""


def _shape(value: object) -> str:
    return "<by name>" if isinstance(value, dict) else "<one>"


One = Tag("<one>")
ByName = Tag("<by name>")
by_shape = Discriminator(_shape)
"""Decides by shape alone, so that a fault in one reading is never told as one of the other."""

_T = TypeVar("_T")
Each = Annotated[
    Annotated[_T, One] | Annotated[dict[Name, _T], ByName],
    by_shape,
]
"""One value for all, or a mapping from name (of a variant, a phase, ...) to value."""
