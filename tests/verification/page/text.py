"""Paragraphs, tables and figures in Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

LEAST_P = 0.001
"""p of a test of many z-scores together below which something is wrong."""


def say(text: str) -> Iterator[str]:
    """A paragraph."""
    yield from textwrap.wrap(
        " ".join(text.split()), 100, break_long_words=False, break_on_hyphens=False
    )
    yield ""


def title(text: str) -> Iterator[str]:
    yield text
    yield ""


def table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = list(head)
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for line in lines:
        yield f"| {' | '.join(line)} |"
    yield ""


def in_digits(p: float) -> str:
    """A probability; what is far below any doubt is not told to the digit."""
    if p < 1e-9:
        return "< 1e-9"
    return f"{p:.2f}" if p >= 0.01 else f"{p:.1e}"


def number(things: list[Any]) -> str:
    return str(len(things)) if things else "none"
