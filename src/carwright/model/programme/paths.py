"""Values of a programme by path: ``activities.build plant.duration``, ``money.reserve``.

Evidence and options change a programme in this one way. Names may hold dots, so every dot may be
the end of a name; the longest name that is there wins.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from carwright.errors import CarwrightError, nearest
from carwright.model.programme.programme import Programme
from carwright.model.quantities import Part

FIXED = ("carwright", "name", "currency", "evidence", "cases", "ramps", "options")
"""Keys of a programme that evidence and options can't change as a whole."""

_Model = TypeVar("_Model", bound=Part)


class PathError(CarwrightError, ValueError):
    """A path that leads nowhere, or a value that does not fit there; `mend` says what to do."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what, mend)
        self.what = what
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.what} -> {self.mend}" if self.mend else self.what


def changed(programme: Programme, sets: Mapping[str, Any]) -> Programme:
    """The programme with new values, each validated as if it had been read from a file.

    Nothing but the changed objects is looked at again. Raises `PathError`.
    """
    for path, value in sets.items():
        keys = keys_of(programme, path)
        if keys[0] in FIXED and len(keys) < 3:
            raise PathError(f"{path!r} can't be changed", "change what stands below it")
        programme = _with(programme, keys, value)
    return programme


def value_at(programme: Programme, path: str) -> Any:
    """The value at a path, as the model holds it. Raises `PathError`."""
    found: Any = programme
    for key in keys_of(programme, path):
        found = _below(found, key)
    return found


def keys_of(programme: Programme, path: str) -> tuple[str, ...]:
    """The keys on the way to a path; the last one may be new in a mapping. Raises `PathError`."""
    here: Any = programme
    keys: list[str] = []
    rest = path
    while rest:
        key, rest = _next_key(here, rest, path)
        keys.append(key)
        here = _below(here, key)
    if not keys:
        raise PathError("an empty path leads nowhere", "write such as 'money.reserve'")
    return tuple(keys)


def _next_key(here: Any, rest: str, path: str) -> tuple[str, str]:
    if isinstance(here, BaseModel):
        known = _fields(here)
        key, _, after = rest.partition(".")
        if key in known:
            return key, after
    elif isinstance(here, Mapping):
        known = {_key_text(key): "" for key in here}
        ends = [m.start() for m in re.finditer(r"\.", rest)] + [len(rest)]
        for end in reversed(ends):
            if rest[:end] in known:
                return rest[:end], rest[end + 1 :]
        if "." not in rest:
            return rest, ""  # a new name
    else:
        raise PathError(f"nothing stands below {path[: -len(rest) - 1]!r}", "shorten the path")
    return _unknown(rest, known)


def _unknown(rest: str, known: Mapping[str, Any]) -> tuple[str, str]:
    head = rest.partition(".")[0]
    close = nearest(head[:80], known)
    listed = ", ".join(list(known)[:30])
    mend = f"did you mean {close!r}?" if close else f"allowed: {listed}" if listed else ""
    raise PathError(f"no path leads over {head[:80]!r}", mend)


def _fields(part: BaseModel) -> dict[str, str]:
    return {field.alias or name: name for name, field in type(part).model_fields.items()}


def _key_text(key: Any) -> str:
    return key.isoformat() if isinstance(key, dt.date) else str(key)


def _below(here: Any, key: str) -> Any:
    if isinstance(here, BaseModel):
        return getattr(here, _fields(here)[key])
    if isinstance(here, Mapping):
        return next((value for each, value in here.items() if _key_text(each) == key), None)
    return None


def _with(part: _Model, keys: tuple[str, ...], value: Any) -> _Model:
    field = _fields(part)[keys[0]]
    held = getattr(part, field)
    if len(keys) == 1:
        return _replaced(part, field, value)
    if isinstance(held, Part):
        return part.model_copy(update={field: _with(held, keys[1:], value)})
    if not isinstance(held, Mapping):
        raise PathError(f"{keys[0]!r} is not given, so nothing below it can change", "give it")
    inner = _below(held, keys[1])
    if len(keys) == 2 or not isinstance(inner, Part):
        plain = {_key_text(key): each for key, each in held.items()} | {keys[1]: value}
        return _replaced(part, field, plain)
    key = next(each for each in held if _key_text(each) == keys[1])
    return part.model_copy(update={field: {**held, key: _with(inner, keys[2:], value)}})


def _replaced(part: _Model, field: str, value: Any) -> _Model:
    try:
        held = _adapter(type(part), field).validate_python(value)
    except ValidationError as invalid:
        error = invalid.errors(include_url=False)[0]
        cause = error.get("ctx", {}).get("error")
        raise PathError(str(cause) if cause else f"{repr(value)[:60]}: {error['msg']}") from None
    return part.model_copy(update={field: held})


@cache
def _adapter(kind: type[Part], field: str) -> TypeAdapter[Any]:
    return TypeAdapter(kind.model_fields[field].rebuild_annotation())


def paths(programme: Programme) -> Iterator[str]:
    """Every path that evidence may bear on."""
    for key in Programme.model_fields:
        if key not in ("evidence", "cases", "ramps", "carwright"):
            yield from _paths(key, getattr(programme, key))


def _paths(path: str, value: Any) -> Iterator[str]:
    yield path
    if isinstance(value, BaseModel):
        for key, field in _fields(value).items():
            yield from _paths(f"{path}.{key}", getattr(value, field))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _paths(f"{path}.{_key_text(name)}", each)
