"""What pydantic found wrong, in the words of a planner."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from carwright.errors import nearest
from carwright.files.shapes import fields_at
from carwright.model.quantities import Part

Path = tuple[str | int, ...]

_NAME = "write letters, digits, single blanks and _ . + / # - (at most 80, a letter or digit first)"


def path_of(error: ErrorDetails) -> Path:
    """The place of an error by the keys of the file, without the marks of choices of forms."""
    return tuple(key for key in error["loc"] if not _is_mark(key))


def _is_mark(key: str | int) -> bool:
    return isinstance(key, str) and (key == "[key]" or re.fullmatch(r"<[a-z ]+>", key) is not None)


def in_words(error: ErrorDetails, kind: type[Part] | None) -> tuple[str, str]:
    """What is wrong, and what to do; `kind` is the class of the object that was read."""
    known = fields_at(kind, path_of(error)[:-1]) if kind is not None else {}
    match error["type"]:
        case "missing":
            key = str(path_of(error)[-1])
            return f"{key!r} is not given", _add(key, known)
        case "value_error" | "assertion_error":
            return str(error["ctx"]["error"]), ""
        case "literal_error":
            allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"]) or [
                error["ctx"]["expected"]
            ]
            what = f"{shown(error['input'])} is none of {', '.join(allowed)}"
            given = error["input"]
            close = nearest(given[:80], allowed) if isinstance(given, str) else None
            if len(allowed) == 1:
                return f"{shown(given)} is not {allowed[0]}", f"write {allowed[0]}"
            return what, f"did you mean {close!r}?" if close else "write one of these"
    return _simple(error)


def _add(key: str, known: Mapping[str, str]) -> str:
    meaning = known.get(key, "")
    return f"add {key!r}: {in_line(meaning)}" if meaning else f"add {key!r}"


def in_line(description: str) -> str:
    """The first sentence of a description, to stand within a message."""
    text = " ".join(description.split()).replace("``", "'")
    text = text.partition(". ")[0].removesuffix(".")
    return text[:1].lower() + text[1:]


def _simple(error: ErrorDetails) -> tuple[str, str]:
    value, limits = shown(error["input"]), error.get("ctx", {})
    kind = error["type"]
    if kind in _TYPES:
        what, mend = _TYPES[kind]
        return f"{value} {what}", mend
    if kind in _LIMITS:
        what, words, limit = _LIMITS[kind]
        return f"{value} {what}", f"{words} {limits[limit]:,}"
    if kind == "string_pattern_mismatch":
        if "A-Za-z" in limits["pattern"]:
            return f"{value} can't be a name", _NAME
        return f"{value} is no date", "write 2024-03-28, 2024-03 or 2024"
    if kind in ("too_short", "string_too_short"):
        return "nothing is given", "give at least one" if kind == "too_short" else "write a text"
    if kind in ("too_long", "string_too_long"):
        most = limits.get("max_length", "")
        return (
            f"{value} is too long",
            f"at most {most} {'characters' if 'string' in kind else ''}".rstrip(),
        )
    return f"{value}: {error['msg']}", ""


_NO_TEXT = ("is no text", "write a text, in quotes if it reads like something else")
_NO_WHOLE = ("is no whole number", "write a whole number, without unit or quotes")
_NO_NUMBER = ("is no number", "write a number")
_NO_LIST = ("is no list", "write [one, two], or one entry a line behind '- '")
_NO_MAPPING = ("is no mapping", "write 'key: value' lines below it")
_NO_CHOICE = ("is neither true nor false", "write true or false")
_TYPES = {
    "string_type": _NO_TEXT,
    "string_unicode": _NO_TEXT,
    "int_type": _NO_WHOLE,
    "int_from_float": _NO_WHOLE,
    "int_parsing": _NO_WHOLE,
    "int_parsing_size": _NO_WHOLE,
    "float_type": _NO_NUMBER,
    "float_parsing": _NO_NUMBER,
    "finite_number": _NO_NUMBER,
    "tuple_type": _NO_LIST,
    "list_type": _NO_LIST,
    "dict_type": _NO_MAPPING,
    "model_type": _NO_MAPPING,
    "model_attributes_type": _NO_MAPPING,
    "bool_type": _NO_CHOICE,
    "bool_parsing": _NO_CHOICE,
}
_LIMITS = {
    "greater_than_equal": ("is too small", "at least", "ge"),
    "greater_than": ("is too small", "more than", "gt"),
    "less_than_equal": ("is too large", "at most", "le"),
    "less_than": ("is too large", "less than", "lt"),
}


def shown(value: Any) -> str:
    """A value as it reads in the file, cut if long."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case str() if len(value) > 60:
            return repr(value[:57] + "...")
    return repr(value)[:60]
