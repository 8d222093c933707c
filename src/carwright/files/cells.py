"""Compact texts of table cells: several names, robots, operators and needs in one cell.

* names: ``robot stop; gun``
* robots: ``6xR spot welding @ robot stop + gun; 2xH handling`` (count x prefix does @ failures)
* operators: ``2 x line crew``
* needs: ``1 x battery from battery store; 4 x wheel from wheel store``
"""

from __future__ import annotations

import re
from typing import Any

_ROBOTS = re.compile(r"([0-9]{1,7})\s*x\s*(\S*)(?:\s+([^@]*))?(?:@(.*))?", re.DOTALL)
_OPERATORS = re.compile(r"(?:([0-9]{1,7})\s+x\s+)?(\S.*)", re.DOTALL)
_NEED = re.compile(r"([0-9]{1,7})\s+x\s+(.*?)\s*\bfrom\s+(\S.*)", re.DOTALL)


class CellError(ValueError):
    """A cell that does not read as it should; the text says how it should."""


def names(cell: str) -> list[str]:
    """Names parted by ``;``."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def robots(cell: str) -> list[dict[str, Any]]:
    """Groups of robots. Raises `CellError`."""
    return [_robot_group(part) for part in names(cell)]


def _robot_group(text: str) -> dict[str, Any]:
    match = _ROBOTS.fullmatch(text)
    if match is None or "@" in (match[2] or ""):
        raise CellError(f"robots {text!r} must read '6xR spot welding @ robot stop + gun'")
    group: dict[str, Any] = {"count": int(match[1])}
    if match[2]:
        group["prefix"] = match[2]
    if match[3] and match[3].strip():
        group["does"] = match[3].strip()
    if match[4] is not None:
        group["failures"] = [name.strip() for name in match[4].split("+") if name.strip()]
    return group


def operators(cell: str) -> dict[str, Any]:
    """People and their crew. Raises `CellError`."""
    match = _OPERATORS.fullmatch(cell.strip())
    if match is None:
        raise CellError(f"operators {cell!r} must read '2 x line crew'")
    return {"people": int(match[1] or 1), "crew": match[2].strip()}


def needs(cell: str) -> list[dict[str, Any]]:
    """Components with their buffers. Raises `CellError`."""
    return [_need(part) for part in names(cell)]


def _need(text: str) -> dict[str, Any]:
    match = _NEED.fullmatch(text)
    if match is None:
        raise CellError(f"need {text!r} must read '1 x battery from battery store'")
    need: dict[str, Any] = {"quantity": int(match[1]), "from": match[3].strip()}
    if match[2].strip():
        need["component"] = match[2].strip()
    return need
