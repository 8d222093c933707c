"""Types of single values: read from a planner's text, kept in base units, written back as text.

Inside the model a duration is an int of milliseconds, a length an int of millimetres, a share a
float in 0..1. Every one reads the text that `carwright.units` understands and serialises to it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
)

from carwright import units


class Part(BaseModel):
    """Base of all model classes: frozen, and no key but those that are declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed, validated as if it had been read from a file.

        Raises `pydantic.ValidationError` if a change does not fit.
        """
        return type(self).model_validate(self.model_dump() | changes)


Name = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_ .+/#-]*$", max_length=80, strip_whitespace=True
    ),
]
"""Name of an object: letters, digits, blanks and ``_ . + / # -``."""


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
    Field(gt=0),
]
"""Millimetres; text such as ``"5.2 m"``."""

Speed = Annotated[
    Fraction,
    PlainValidator(units.parse_speed, json_schema_input_type=str),
    PlainSerializer(units.format_speed, return_type=str),
]
"""Exact millimetres a second; text such as ``"0.2 m/s"`` or ``"6 m/min"``."""

Power = Annotated[
    float,
    BeforeValidator(units.parse_power, json_schema_input_type=str),
    PlainSerializer(units.format_power, return_type=str),
    Field(ge=0, allow_inf_nan=False),
]
"""Kilowatts; text such as ``"45 kW"``."""

Share = Annotated[
    float,
    BeforeValidator(units.parse_share, json_schema_input_type=str | float),
    PlainSerializer(units.format_share, return_type=str),
    Field(ge=0, le=1, allow_inf_nan=False),
]
"""0..1; text such as ``"85 %"`` or a plain number."""

ClockTime = Annotated[
    int,
    BeforeValidator(units.parse_clock, json_schema_input_type=str),
    PlainSerializer(units.format_clock, return_type=str),
    Field(ge=0, le=86_400_000),
]
"""Milliseconds since midnight; text such as ``"06:00"`` (``"24:00"`` is the end of the day)."""

Count = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
"""A whole number of things, at least one."""
