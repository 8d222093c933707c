"""Plain values as YAML text that a planner likes to read, and that reads back to the same values.

Short lists and mappings without others inside stand in one line; everything else stands in
blocks. A text is quoted whenever any reader of YAML 1.1 or 1.2 could take it for something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from carwright.files.nodes import resolve

_WIDTH = 96
_PLAIN = re.compile(
    r"[A-Za-z][A-Za-z0-9_./%+*>()=-]*( [A-Za-z0-9_./%+*>()=-]+)*"  # names, paths, simple texts
    r"|[0-9][0-9.]*( [A-Za-z%/]+( [0-9][0-9.]*)?)+"  # quantities
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}"  # dates
)
_PLAIN_BLOCK = re.compile(r"[A-Za-z][A-Za-z0-9_./%+*>()=-]*([,;]? [A-Za-z0-9_./%+*>()=-]+)*")
_OTHER_READERS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def emit(value: Mapping[str, Any]) -> str:
    """The YAML text of a mapping of texts, numbers, true, false, lists and mappings."""
    return "".join(f"{line}\n" for line in _block(value, ""))


def _block(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _entry(f"{indent}{scalar(key)}:", each, indent)
    else:
        for each in value:
            yield from _item(each, indent)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    line = _one_line(value, _PLAIN_BLOCK)
    # At the left margin stand the groups: they are opened up, their objects may be one line.
    short = indent != "" and line is not None and len(head) + len(line) < _WIDTH
    if line is not None and (short or not _many(value)):
        yield f"{head} {line}"
    else:
        yield head
        yield from _block(value, indent + "  ")


def _item(value: Any, indent: str) -> Iterator[str]:
    line = _one_line(value, _PLAIN_BLOCK)
    if line is not None and (not _many(value) or len(indent) + len(line) < _WIDTH):
        yield f"{indent}- {line}"
        return
    lines = list(_block(value, indent + "  "))
    yield f"{indent}- {lines[0].lstrip()}" if isinstance(value, Mapping) else f"{indent}-"
    yield from lines[1:] if isinstance(value, Mapping) else lines


def _many(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple) and len(value) > 0


def _one_line(value: Any, plain: re.Pattern[str]) -> str | None:
    """A scalar, or a collection without collections of its own, in one line; None for others."""
    if not isinstance(value, Mapping | list | tuple):
        return scalar(value, plain)
    inside = list(value.values()) if isinstance(value, Mapping) else list(value)
    if any(_many(each) for each in inside) and not _list_of_lists(value):
        return None
    if isinstance(value, Mapping):
        pairs = (f"{scalar(key)}: {_within(each)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(map(_within, inside))}]"


def _list_of_lists(value: Any) -> bool:
    """Lists of scalars may stand within a line; nothing that is deeper."""
    inside = value.values() if isinstance(value, Mapping) else value
    return all(
        not isinstance(each, Mapping) and not (_many(each) and any(_many(deep) for deep in each))
        for each in inside
    )


def _within(value: Any) -> str:
    """What stands within brackets, where a comma would end it."""
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(scalar, value))}]"
    return scalar(value)


def scalar(value: Any, unquoted: re.Pattern[str] = _PLAIN) -> str:
    """One text, number, true or false; a text that fits `unquoted` has no quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        text = repr(value)
        return text if isinstance(resolve(text), float) else quoted(text)
    plain = unquoted.fullmatch(value) or _PLAIN.fullmatch(value)
    plain = plain if value.lower() not in _OTHER_READERS else None
    return value if plain and isinstance(resolve(value), str) else quoted(value)


def quoted(text: str) -> str:
    """A text in double quotes."""
    return '"' + "".join(_ESCAPES.get(c) or (c if _readable(c) else _escape(c)) for c in text) + '"'


def _readable(character: str) -> bool:
    return character.isprintable()


def _escape(character: str) -> str:
    code = ord(character)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
