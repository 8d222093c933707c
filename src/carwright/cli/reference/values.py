"""What the types of the model's fields are in words: kind of value, units, default."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from carwright import units
from carwright.cli.reference.wording import anchor
from carwright.model import quantities
from carwright.model.distribution import Varying
from carwright.model.evidence import PublicationDate
from carwright.model.programme.activity import LinkText
from carwright.model.programme.amount import AmountText, Spread
from carwright.model.quantities import Part


def _units(known: Mapping[str, object]) -> str:
    return ", ".join(unit for unit in known if unit and unit != "weeks")


_TIME = _units(units.DURATION)

KNOWN: tuple[tuple[Any, str, str], ...] = (
    (quantities.Duration, "duration", _TIME),
    (Varying, "duration or [distribution](distributions.md)", _TIME),
    (quantities.Length, "length", _units(units.LENGTH)),
    (quantities.Speed, "speed", _units(units.SPEED)),
    (quantities.Power, "power", _units(units.POWER)),
    (quantities.Share, "share", "%, or a number from 0 to 1"),
    (quantities.ClockTime, "time of day", "hours:minutes"),
    (quantities.Date, "date", "year-month-day"),
    (PublicationDate, "date, month or year", "year-month-day"),
    (quantities.Name, "name", ""),
    (AmountText, "amount", "k, m, bn"),
    (Spread, "amount that may vary", "k, m, bn"),
    (LinkText, "predecessor, with a lag if wanted", ""),
)
"""Types that the model names, with their words and units."""

_PLAIN = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    Any: "any value",
}


def unit(hint: Any) -> str:
    """The units in which a value may be written; empty if it has none."""
    known = _known(hint)
    if known is not None:
        return known[1]
    found = dict.fromkeys(text for each in get_args(hint) if (text := unit(each)))
    return "; ".join(found)


def kind(hint: Any, notes: tuple[Any, ...] = ()) -> str:
    """What may stand there; `notes` hold the limits of a number."""
    known = _known(hint)
    if known is not None:
        return known[0]
    if isinstance(hint, type) and issubclass(hint, Part):
        return f"[{hint.__name__}]({anchor(hint.__name__)})"
    if hint in _PLAIN:
        return _PLAIN[hint] + _limits(notes)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return kind(arguments[0], arguments[1:])
    if origin is Literal:
        return ", ".join(f"`{each}`" for each in arguments)
    if origin in (Union, types.UnionType):
        several = [kind(each) for each in arguments if each is not types.NoneType]
        for place, words in enumerate(several[1:], 1):
            several[place] = words.replace(f"{several[0]} by name", "by name")
        return ", or ".join(several)
    if origin is dict:
        return f"{kind(arguments[1])} by {kind(arguments[0])}"
    if origin is tuple:
        is_pair = Ellipsis not in arguments
        return f"{'pair' if is_pair else 'list'} of {kind(arguments[0])}"
    raise TypeError(f"no words for {hint!r}: add them to KNOWN")


def default(field: FieldInfo, hint: Any) -> str:
    """The default as a file would say it; a dash if nothing is the default."""
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None or value == "" or value == () or value == {}:
        return "-"
    if isinstance(value, Part):
        return "its own defaults"
    written = TypeAdapter(hint).dump_python(value)
    if isinstance(written, bool):
        return f"`{str(written).lower()}`"
    return f"`{', '.join(written)}`" if isinstance(written, tuple | list) else f"`{written}`"


def _known(hint: Any) -> tuple[str, str] | None:
    """Words and units of a named type, also with more notes behind it."""
    if get_origin(hint) is not Annotated:
        return None
    base, *notes = get_args(hint)
    for named, words, its_units in KNOWN:
        its_base, *its_notes = get_args(named)
        if base == its_base and notes[: len(its_notes)] == its_notes:
            return words, its_units
    return None


def _limits(notes: tuple[Any, ...]) -> str:
    # A Field keeps its limits in `metadata`, each with one of these names.
    every = [each for note in notes for each in getattr(note, "metadata", [note])]
    found = {
        name: getattr(each, name)
        for each in every
        for name in ("gt", "ge", "lt", "le")
        if isinstance(getattr(each, name, None), int | float)
    }
    words = {"gt": "above", "ge": "from", "lt": "below", "le": "to"}
    return "".join(f" {words[name]} {found[name]:,}" for name in words if name in found)
