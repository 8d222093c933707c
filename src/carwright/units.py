"""Quantities with units: the only place where carwright reads or writes one.

Inside, time is an integer count of milliseconds, length an integer count of millimetres, speed an
exact fraction of mm/s, a rate an exact fraction per hour, power a float in kW and a share a float
from 0 to 1. A decimal is read exactly and rounded once, halves up, at the end. What one function
writes its twin reads back to the same value.

Every function raises `UnitError` for what it can't read; the message names the value, what is
allowed and, where one comes near, the unit that was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from carwright.errors import UnitError, nearest

MS_PER_S = 1_000
MS_PER_MIN = 60 * MS_PER_S
MS_PER_H = 60 * MS_PER_MIN
MS_PER_DAY = 24 * MS_PER_H
MS_PER_WEEK = 7 * MS_PER_DAY

MAX_DURATION = 36_524_250 * MS_PER_DAY
"""Longest duration, ms: 100,000 Gregorian years, far below the 2**62 ms that never come."""

MAX_LENGTH = 1_000_000_000
"""Longest length, mm: 1000 km."""

MAX_POWER = 10**40
"""Largest power, kW: that of a galaxy."""

DURATION: Mapping[str, int] = {
    "ms": 1,
    "s": MS_PER_S,
    "min": MS_PER_MIN,
    "h": MS_PER_H,
    "d": MS_PER_DAY,
    "week": MS_PER_WEEK,
    "weeks": MS_PER_WEEK,
}
LENGTH: Mapping[str, int] = {"mm": 1, "cm": 10, "m": 1_000, "km": 1_000_000}
SPEED: Mapping[str, Fraction] = {
    "m/s": Fraction(1_000),
    "m/min": Fraction(1_000, 60),
    "km/h": Fraction(1_000_000, 3_600),
    "mm/s": Fraction(1),
}
RATE: Mapping[str, Fraction] = {
    "/h": Fraction(1),
    "/min": Fraction(60),
    "/s": Fraction(3_600),
    "/d": Fraction(1, 24),
    "/week": Fraction(1, 168),
}
POWER: Mapping[str, Fraction] = {"W": Fraction(1, 1_000), "kW": Fraction(1), "MW": Fraction(1_000)}

# What people write for a unit, where likeness of letters would not lead there.
_MEANT = {
    "m": "min",
    "sec": "s",
    "secs": "s",
    "second": "s",
    "seconds": "s",
    "minute": "min",
    "minutes": "min",
    "hour": "h",
    "hours": "h",
    "hr": "h",
    "hrs": "h",
    "day": "d",
    "days": "d",
    "w": "week",
    "wk": "week",
    "metre": "m",
    "metres": "m",
    "meter": "m",
    "meters": "m",
    "mps": "m/s",
    "kph": "km/h",
    "jph": "/h",
    "per hour": "/h",
}
_LONGEST_TEXT = 400  # keeps a hostile number from costing time before it is refused
_TERM = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*([^\s0-9.,+-]*)\s*")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,3}))?)?")

_DURATION_IS = "a duration (such as '76 s' or '1 h 30 min')"
_LENGTH_IS = "a length (such as '5.2 m')"
_SPEED_IS = "a speed (such as '1.2 m/s' or '6 m/min')"
_RATE_IS = "a rate (such as '40 /h')"
_POWER_IS = "a power (such as '15 kW')"
_SHARE_IS = "a share (such as '85 %' or 0.85)"
_CLOCK_IS = "a time of day ('00:00' to '24:00', such as '06:00')"


def parse_duration(text: object) -> int:
    """A duration in ms from text such as ``76 s``, ``1.5 h`` or ``1 h 30 min``.

    Units are ms, s, min, h, d and week; of several terms each unit is smaller than the one
    before. A duration is not negative, at most 100,000 years, and if not zero at least 0.5 ms.
    """
    terms = _terms(text, _DURATION_IS, DURATION)
    sizes = [DURATION[unit] for _, unit in terms]
    if any(later >= earlier for earlier, later in pairwise(sizes)):
        raise _refusal(text, _DURATION_IS, "its units don't fall: write the larger one first")
    return _whole(_sum(terms, DURATION), text, _DURATION_IS, MAX_DURATION, "100,000 years")


def format_duration(ms: int) -> str:
    """The shortest usual text for a duration in ms; `parse_duration` reads it back."""
    _check_range(ms, MAX_DURATION, _DURATION_IS)
    for unit, size in (
        ("week", MS_PER_WEEK),
        ("d", MS_PER_DAY),
        ("h", MS_PER_H),
        ("min", MS_PER_MIN),
    ):
        count = ms // size
        if 0 < count < 1_000 and ms % size == 0:
            return f"{count} {unit}{'s' if unit == 'week' and count > 1 else ''}"
    if 0 < ms < MS_PER_S:
        return f"{ms} ms"
    if ms < 1_000 * MS_PER_S:
        return f"{_decimal(Fraction(ms, MS_PER_S))} s"
    return _compound_duration(ms)


def parse_length(text: object) -> int:
    """A length in mm from text such as ``5.2 m``; units are mm, cm, m and km."""
    value = _single(text, _LENGTH_IS, LENGTH)
    return _whole(value, text, _LENGTH_IS, MAX_LENGTH, "1000 km")


def format_length(mm: int) -> str:
    """The text of a length in mm; `parse_length` reads it back."""
    _check_range(mm, MAX_LENGTH, _LENGTH_IS)
    return f"{mm} mm" if 0 < mm < 1_000 else f"{_decimal(Fraction(mm, 1_000))} m"


def parse_speed(text: object) -> Fraction:
    """A speed above zero in mm/s, exact, from ``1.2 m/s``, ``6 m/min``, ``3 km/h``, ``50 mm/s``."""
    return _above_zero(_single(text, _SPEED_IS, SPEED), text, _SPEED_IS)


def format_speed(speed: Fraction) -> str:
    """The text of a speed in mm/s; `parse_speed` reads it back."""
    return _shortest(speed, SPEED, _SPEED_IS)


def travel_time(length: int, speed: Fraction) -> int:
    """The time in ms to travel `length` (mm) at `speed` (mm/s), rounded once, halves up."""
    if length < 0 or speed <= 0:
        raise UnitError(f"no travel time over {length} mm at {speed} mm/s: both must be positive")
    time = _round(length * MS_PER_S / speed)
    _check_range(time, MAX_DURATION, "a travel time")
    return time


def parse_rate(text: object) -> Fraction:
    """A rate above zero, exact, per hour, from ``40 /h``; units are /s, /min, /h, /d, /week."""
    return _above_zero(_single(text, _RATE_IS, RATE), text, _RATE_IS)


def format_rate(rate: Fraction) -> str:
    """The text of a rate per hour; `parse_rate` reads it back."""
    return _shortest(rate, RATE, _RATE_IS)


def interval(rate: Fraction) -> int:
    """The mean time in ms between two events of a rate per hour, rounded once, halves up."""
    if rate <= 0:
        raise UnitError(f"no interval between events at {rate} /h: a rate is above zero")
    time = _round(MS_PER_H / rate)
    _check_range(time, MAX_DURATION, "an interval")
    return time


def parse_power(text: object) -> float:
    """A power in kW from text such as ``15 kW``; units are W, kW and MW."""
    value = _single(text, _POWER_IS, POWER)
    if value > MAX_POWER:
        raise _refusal(text, _POWER_IS, f"it is more than {MAX_POWER:,} kW")
    return float(value)


def format_power(power: float) -> str:
    """The text of a power in kW; `parse_power` reads it back."""
    _check_range(power, float(MAX_POWER), _POWER_IS)
    return f"{_decimal(Fraction(repr(power)))} kW"


def parse_share(value: object) -> float:
    """A share from 0 to 1, from ``85 %``, ``0.85`` or a number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        share = float(value) if abs(value) <= 1 else float("nan")
    else:
        exact = _single(value, _SHARE_IS, {"%": Fraction(1, 100), "": Fraction(1)})
        # Compared before it becomes a float, which can't hold every number that can be written.
        share = float(exact) if exact <= 1 else float("nan")
    if not 0.0 <= share <= 1.0:
        raise _refusal(value, _SHARE_IS, "a share lies from 0 to 1, that is from 0 % to 100 %")
    return share


def format_share(share: float) -> str:
    """The text of a share in per cent; `parse_share` reads it back."""
    _check_range(share, 1.0, _SHARE_IS)
    return f"{_decimal(Fraction(repr(share)) * 100)} %"


def parse_clock(text: object) -> int:
    """The time of day in ms after midnight, from ``06:00``, ``06:00:30`` or ``24:00``."""
    match = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise _refusal(text, _CLOCK_IS, "write hours and minutes, in quotes")
    hours, minutes, seconds, fraction = match.groups("0")
    time = int(hours) * MS_PER_H + int(minutes) * MS_PER_MIN + int(seconds) * MS_PER_S
    time += int(fraction.ljust(3, "0"))
    if time > MS_PER_DAY:
        raise _refusal(text, _CLOCK_IS, "a day ends at 24:00")
    return time


def format_clock(ms: int) -> str:
    """The text of a time of day in ms after midnight; `parse_clock` reads it back."""
    _check_range(ms, MS_PER_DAY, _CLOCK_IS)
    text = f"{ms // MS_PER_H:02}:{ms // MS_PER_MIN % 60:02}"
    if ms % MS_PER_MIN:
        text += f":{ms // MS_PER_S % 60:02}"
    return f"{text}.{ms % MS_PER_S:03}" if ms % MS_PER_S else text


def _terms(text: object, kind: str, units: Mapping[str, object]) -> list[tuple[Fraction, str]]:
    """The terms (number, unit) that a text consists of."""
    if not isinstance(text, str):
        raise _refusal(text, kind, f"give it a unit ({_listed(units)}), as text")
    if len(text) > _LONGEST_TEXT:
        raise _refusal(text[:20] + "...", kind, f"it has more than {_LONGEST_TEXT} characters")
    terms: list[tuple[Fraction, str]] = []
    rest = re.sub(r"\s*/\s*", "/", text.strip())
    while rest:
        match = _TERM.match(rest)
        if match is None:
            raise _refusal(text, kind, _why_no_number(rest))
        number, unit = match.groups()
        rest = rest[match.end() :]
        if rest and rest[0] in ",.+-":
            raise _refusal(text, kind, _why_no_number(rest))
        _check_unit(unit, units, text, kind)
        terms.append((Fraction(number), unit))
    if not terms:
        raise _refusal(text, kind, "it is empty")
    return terms


def _check_unit(unit: str, units: Mapping[str, object], text: object, kind: str) -> None:
    if unit in units:
        return
    if not unit:
        raise _refusal(text, kind, f"it has no unit: add one of {_listed(units)}")
    if unit in "eE":
        raise _refusal(text, kind, "write the number in full, without an exponent")
    meant = _MEANT.get(unit.casefold())
    meant = meant if meant in units else nearest(unit, [u for u in units if u])
    hint = f", did you mean {meant!r}?" if meant else ""
    raise _refusal(text, kind, f"{unit!r} is none of its units ({_listed(units)}){hint}")


def _why_no_number(rest: str) -> str:
    if rest.startswith("-"):
        return "it must not be negative"
    if rest.startswith(","):
        return "write a decimal with a point and thousands without a sign"
    return f"{rest!r} does not begin with a plain number such as 76 or 7.5"


def _listed(units: Mapping[str, object]) -> str:
    return ", ".join(unit for unit in units if unit and unit != "weeks")


def _refusal(value: object, kind: str, why: str) -> UnitError:
    return UnitError(f"{value!r} is not {kind}: {why}")


def _sum(terms: list[tuple[Fraction, str]], units: Mapping[str, int]) -> Fraction:
    return sum((number * units[unit] for number, unit in terms), Fraction(0))


def _single(text: object, kind: str, units: Mapping[str, int] | Mapping[str, Fraction]) -> Fraction:
    terms = _terms(text, kind, units)
    if len(terms) > 1:
        raise _refusal(text, kind, "write one number with one unit")
    ((number, unit),) = terms
    return number * units[unit]


def _above_zero(value: Fraction, text: object, kind: str) -> Fraction:
    if value == 0:
        raise _refusal(text, kind, "it must be above zero")
    return value


def _round(value: Fraction) -> int:
    """The nearest integer, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _whole(value: Fraction, text: object, kind: str, most: int, in_words: str) -> int:
    count = _round(value)
    if count > most:
        raise _refusal(text, kind, f"it is longer than {in_words}")
    if count == 0 and value > 0:
        raise _refusal(text, kind, "it would round to zero: write 0 or at least the smallest unit")
    return count


def _check_range(value: float, most: float, kind: str) -> None:
    """Refuses what no twin could have read, also NaN."""
    if not 0 <= value <= most:
        raise UnitError(f"{value!r} can't be written as {kind}: it must lie from 0 to {most}")


def _decimal(value: Fraction) -> str:
    """The exact decimal text of a fraction whose denominator divides a power of ten."""
    places = 0
    while value.denominator != 1:
        value *= 10
        places += 1
    digits = str(value.numerator).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def _shortest(value: Fraction, units: Mapping[str, Fraction], kind: str) -> str:
    """The shortest exact text of a value in one of the units, the first one listed if equal."""
    texts = [
        f"{_decimal(value / size)} {unit}"
        for unit, size in units.items()
        if _is_decimal(value / size)
    ]
    if value <= 0 or not texts:
        raise UnitError(f"{value} can't be written as {kind} exactly in {_listed(units)}")
    return min(texts, key=len)


def _is_decimal(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _compound_duration(ms: int) -> str:
    terms = []
    for unit, size in (("d", MS_PER_DAY), ("h", MS_PER_H), ("min", MS_PER_MIN)):
        count, ms = divmod(ms, size)
        if count:
            terms.append(f"{count} {unit}")
    if ms:
        terms.append(f"{_decimal(Fraction(ms, MS_PER_S))} s")
    return " ".join(terms)
