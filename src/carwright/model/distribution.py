"""Durations that vary: ``"76 s"``, ``"exponential(60 s)"``, ``"lognormal(12 min, cv=0.8)"``.

One text form serves YAML, CSV and Python alike. `FAMILIES` lists each family's parameters; the
compiler turns them into the parameters of the samplers in ``engine/draws.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from carwright import units
from carwright.errors import UnitError, nearest

FAMILIES: dict[str, tuple[tuple[str, str], ...]] = {
    "constant": (("value", "duration"),),
    "exponential": (("mean", "duration"),),
    "erlang": (("mean", "duration"), ("k", "count")),
    "gamma": (("mean", "duration"), ("cv", "number")),
    "lognormal": (("mean", "duration"), ("cv", "number")),
    "triangular": (("low", "duration"), ("mode", "duration"), ("high", "duration")),
    "normal": (("mean", "duration"), ("sd", "duration")),
    "weibull": (("mean", "duration"), ("shape", "number")),
    "uniform": (("low", "duration"), ("high", "duration")),
    "geometric": (("mean", "duration"), ("tick", "duration")),
    "hyperexponential": (("p", "number"), ("mean1", "duration"), ("mean2", "duration")),
}
"""Families and their parameters in order; ``empirical`` (pairs of value and weight) comes apart.

``normal`` is cut at zero and its parameters are those before the cut; ``cv`` is the coefficient of
variation (standard deviation / mean); ``geometric`` counts whole ticks 1, 2, ... of mean mean/tick.
"""


LIMITS: dict[str, tuple[float, float]] = {
    "k": (1, 64),
    "cv": (0.001, 100),
    "shape": (0.01, 1000),
    "p": (0.000001, 1),
}
"""Lowest and highest value of parameters that are numbers; beyond them a sampler loses its mean."""

_WEIGHTS = (1e-9, 1e9)


@dataclass(frozen=True)
class Distribution:
    """A family with its parameters: durations in ms, numbers as given.

    ``points`` holds (ms, weight) pairs of an ``empirical`` table, else nothing.
    """

    family: str
    parameters: tuple[float, ...] = ()
    points: tuple[tuple[int, float], ...] = ()

    def __str__(self) -> str:
        if self.family == "constant":
            return units.format_duration(int(self.parameters[0]))
        if self.family == "empirical":
            inside = ", ".join(f"{units.format_duration(v)}: {w!r}" for v, w in self.points)
            return f"empirical({inside})"
        named = zip(FAMILIES[self.family], self.parameters, strict=True)
        return f"{self.family}({', '.join(_written(*item) for item in named)})"

    @classmethod
    def parse(cls, text: object) -> Distribution:
        """Read the text form. Raises `UnitError` that says what is wrong and what is allowed."""
        if isinstance(text, Distribution):
            return text
        if not isinstance(text, str):
            raise UnitError(f"{text!r} is not a duration: write it with its unit, such as '76 s'")
        call = re.fullmatch(r"\s*([a-zA-Z_]\w*)\s*\((.*)\)\s*", text, re.DOTALL)
        if call is None:
            return cls("constant", (units.parse_duration(text),))
        family, inside = call[1].lower(), [s.strip() for s in call[2].split(",")]
        if family == "empirical":
            return cls(family, (), tuple(_point(p) for p in inside))
        if family not in FAMILIES:
            guess = nearest(family, [*FAMILIES, "empirical"])
            hint = f"did you mean {guess!r}?" if guess else "allowed: " + ", ".join(FAMILIES)
            raise UnitError(f"unknown distribution {family!r}; {hint}")
        return cls(family, _arguments(family, inside))


def _written(spec: tuple[str, str], value: float) -> str:
    name, kind = spec
    if kind == "duration":
        text = units.format_duration(int(value))
        return text if name in ("mean", "low", "mode", "high", "value") else f"{name}={text}"
    return f"{name}={value!r}" if kind == "number" else f"{name}={int(value)}"


def _point(text: str) -> tuple[int, float]:
    value, colon, weight = text.rpartition(":")
    try:
        share = float(weight)
    except ValueError:
        share = -1.0
    if not colon or not _WEIGHTS[0] <= share <= _WEIGHTS[1]:
        raise UnitError(
            f"empirical point {text[:40]!r} must read 'duration: weight', such as '50 s: 0.2'"
        )
    return units.parse_duration(value), share


def _arguments(family: str, inside: list[str]) -> tuple[float, ...]:
    wanted = FAMILIES[family]
    shape = f"{family}({', '.join(name for name, _ in wanted)})"
    given: dict[str, str] = {}
    for position, argument in enumerate(inside):
        name, equals, value = (s.strip() for s in argument.rpartition("="))
        if not equals:
            name = wanted[position][0] if position < len(wanted) else "?"
        if name not in dict(wanted) or name in given:
            raise UnitError(f"argument {argument!r} does not fit {shape}")
        given[name] = value
    if missing := [name for name, _ in wanted if name not in given]:
        raise UnitError(f"{shape} lacks {', '.join(missing)}")
    values = tuple(_number(given[name], kind, name) for name, kind in wanted)
    _check(family, values)
    return values


def _number(text: str, kind: str, name: str) -> float:
    if kind == "duration":
        return units.parse_duration(text)
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    low, high = LIMITS[name]
    if not low <= value <= high or (kind == "count" and value != int(value)):
        need = "a whole number" if kind == "count" else "a number"
        raise UnitError(f"{name}={text[:40]} must be {need} from {low:g} to {high:g}")
    return value


def _check(family: str, values: tuple[float, ...]) -> None:
    rising = family not in ("triangular", "uniform") or list(values) == sorted(values)
    if not rising:
        raise UnitError(f"{family} needs low <= mode <= high")
    if family == "geometric" and not 0 < values[1] <= values[0]:
        raise UnitError("geometric needs 0 < tick <= mean")
    if family not in ("constant", "uniform", "triangular", "normal") and 0 in values:
        raise UnitError(f"{family} needs parameters above 0")


def _parse(value: Any) -> Distribution:
    return Distribution.parse(value)


Varying = Annotated[
    Distribution,
    BeforeValidator(_parse),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "title": "duration or distribution",
            "description": "'76 s' or one of: "
            + "; ".join(f"{f}({', '.join(n for n, _ in p)})" for f, p in FAMILIES.items())
            + "; empirical(50 s: 0.2, 60 s: 0.8)",
            "examples": ["76 s", "exponential(60 s)", "lognormal(12 min, cv=0.8)"],
        }
    ),
]
"""A duration that may vary, as a field of the model."""
