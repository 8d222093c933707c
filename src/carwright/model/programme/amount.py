"""Amounts that may vary: ``10 bn``, ``triangular(8 bn, 10 bn, 14 bn)``, ``lognormal(90, cv=0.3)``.

They are numbers without a unit of their own: money in the programme's currency, cars, people,
factors. ``k``, ``m`` and ``bn`` stand for 1e3, 1e6 and 1e9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from carwright.errors import UnitError, nearest

SPREAD_FAMILIES: dict[str, tuple[str, ...]] = {
    "constant": ("value",),
    "triangular": ("low", "mode", "high"),
    "uniform": ("low", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("mean", "cv"),
}
"""Families of amounts and their parameters; ``cv`` is standard deviation / mean."""

_SCALE = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}
_NUMBER = re.compile(r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))\s*([A-Za-z]*)")
_LARGEST = 1e18


@dataclass(frozen=True)
class Amount:
    """A family with its parameters, all plain numbers."""

    family: str
    parameters: tuple[float, ...]

    def __str__(self) -> str:
        if self.family == "constant":
            return amount_text(self.parameters[0])
        names = SPREAD_FAMILIES[self.family]
        inside = (
            f"cv={value!r}" if name == "cv" else amount_text(value)
            for name, value in zip(names, self.parameters, strict=True)
        )
        return f"{self.family}({', '.join(inside)})"

    @classmethod
    def parse(cls, value: object) -> Amount:
        """Read a number or the text form. Raises `UnitError`."""
        if isinstance(value, Amount):
            return value
        if isinstance(value, str) and (call := re.fullmatch(r"\s*(\w+)\s*\((.*)\)\s*", value)):
            return _call(call[1].lower(), [part.strip() for part in call[2].split(",")])
        return cls("constant", (parse_amount(value),))

    @property
    def middle(self) -> float:
        """A typical value: mode of a triangular, middle of a uniform, else the mean."""
        if self.family == "uniform":
            return sum(self.parameters) / 2
        return self.parameters[1 if self.family == "triangular" else 0]

    @property
    def lowest(self) -> float:
        """The smallest value that it can have; minus infinity if there is none."""
        if self.family == "lognormal":
            return 0.0
        return float("-inf") if self.family == "normal" else self.parameters[0]


def parse_amount(value: object) -> float:
    """A number from ``12``, ``2.5 bn`` or ``300 k``. Raises `UnitError`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = float(value)
    else:
        match = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            raise UnitError(f"{_short(value)} is not an amount: write '300 k', '2.5 bn' or 1200")
        if match[2] not in _SCALE:
            guess = {"b": "bn", "billion": "bn", "million": "m", "mn": "m", "mio": "m"}
            meant = guess.get(match[2].lower(), nearest(match[2], ["k", "m", "bn"]))
            hint = f"; did you mean {meant!r}?" if meant else ""
            raise UnitError(f"{_short(value)} is not an amount: scales are k, m, bn{hint}")
        found = float(match[1]) * _SCALE[match[2]]
    if not abs(found) <= _LARGEST:
        raise UnitError(f"{_short(value)} is too large an amount: at most 1e18")
    return found


def amount_text(value: float) -> str:
    """The shortest text that `parse_amount` reads back to the same number."""
    for unit, scale in (("bn", 1e9), ("m", 1e6), ("k", 1e3), ("", 1.0)):
        number = value / scale
        text = f"{number:.12g}"
        small = abs(number) >= 1 or unit == ""
        if small and "e" not in text and float(text) * scale == value:
            return f"{text} {unit}".rstrip()
    return f"{value:.20f}".rstrip("0").rstrip(".")


def _call(family: str, inside: list[str]) -> Amount:
    if family not in SPREAD_FAMILIES:
        guess = nearest(family, SPREAD_FAMILIES)
        hint = f"did you mean {guess!r}?" if guess else "allowed: " + ", ".join(SPREAD_FAMILIES)
        raise UnitError(f"unknown distribution {family!r}; {hint}")
    names = SPREAD_FAMILIES[family]
    shape = f"{family}({', '.join(names)})"
    given: dict[str, float] = {}
    for position, argument in enumerate(inside):
        name, equals, value = (part.strip() for part in argument.rpartition("="))
        if not equals:
            name = names[position] if position < len(names) else "?"
        if name not in names or name in given:
            raise UnitError(f"argument {argument!r} does not fit {shape}")
        given[name] = parse_amount(value)
    if missing := [name for name in names if name not in given]:
        raise UnitError(f"{shape} lacks {', '.join(missing)}")
    values = tuple(given[name] for name in names)
    if family in ("triangular", "uniform") and list(values) != sorted(values):
        raise UnitError(f"{family} needs low <= mode <= high")
    if family in ("normal", "lognormal") and values[1] <= 0:
        raise UnitError(f"{family} needs {names[1]} above 0")
    if family == "lognormal" and values[0] <= 0:
        raise UnitError("lognormal needs a mean above 0")
    return Amount(family, values)


def _short(value: object) -> str:
    return repr(value)[:60]


def _written(value: float) -> int | float | str:
    text = amount_text(value)
    if text[-1].isalpha():
        return text
    return int(text) if text.lstrip("-").isdigit() else float(text)


def _amount_written(value: Amount) -> int | float | str:
    return _written(value.parameters[0]) if value.family == "constant" else str(value)


AmountText = Annotated[
    float,
    BeforeValidator(parse_amount),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "anyOf": [{"type": "number"}, {"type": "string"}],
            "title": "amount",
            "examples": ["300 k", "2.5 bn", 1200],
        }
    ),
]
"""A number, with k, m or bn if it is large."""

Spread = Annotated[
    Amount,
    BeforeValidator(Amount.parse),
    PlainSerializer(_amount_written),
    WithJsonSchema(
        {
            "anyOf": [{"type": "number"}, {"type": "string"}],
            "title": "amount or distribution of amounts",
            "description": "a number, or "
            + "; ".join(f"{f}({', '.join(p)})" for f, p in SPREAD_FAMILIES.items()),
            "examples": ["10 bn", "triangular(8 bn, 10 bn, 14 bn)"],
        }
    ),
]
"""An amount that may vary, as a field of the model."""


def not_negative(value: Any) -> Any:
    """A check behind `Spread`: no value below zero, nor a distribution that begins there."""
    if isinstance(value, Amount) and value.family != "normal" and value.lowest < 0:
        raise UnitError(f"{value} must not be negative")
    return value
