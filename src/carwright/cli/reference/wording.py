"""Docstrings and types of the code as Markdown."""

from __future__ import annotations

import inspect
import re
from typing import Any


def prose(text: str | None) -> str:
    """A docstring as Markdown: literals in single backticks, ``Raises:`` as a list."""
    lines = inspect.cleandoc(text or "").replace("``", "`").splitlines()
    told: list[str] = []
    in_raises = False
    for line in lines:
        if line == "Raises:":
            in_raises = True
            told.append("Raises:\n")
        elif in_raises and re.match(r" {4}\w", line):
            told.append(f"- {line.strip()}")
        elif in_raises:
            told.append(f"  {line.strip()}".rstrip())
        else:
            told.append(line)
    return "\n".join(told)


def first_line(thing: Any) -> str:
    """The first sentence of a docstring, in one line."""
    paragraph = prose(getattr(thing, "__doc__", "")).partition("\n\n")[0]
    return " ".join(paragraph.split())


def inline(text: str | None) -> str:
    """A docstring as one line, for a cell of a table."""
    return " ".join(prose(text).split())


def anchor(title: str) -> str:
    """The link that a title gets."""
    return "#" + re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
