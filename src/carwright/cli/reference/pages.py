"""Which reference pages there are, and what each is made by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from carwright.analysis import reference as results
from carwright.cli.reference import command_line, distributions, program, python_api, scenario

PLACE = Path("docs/reference")

PAGES: dict[str, Callable[[], str]] = {
    "scenario.md": scenario.page,
    "programme.md": scenario.programme_page,
    "distributions.md": distributions.page,
    "command-line.md": command_line.page,
    "python.md": python_api.page,
    "results.md": results.page,
    "program.md": program.page,
}

_NOTE = "<!-- Made by `python -m carwright.cli.reference`: edit the code that it comes from. -->"


def outdated() -> dict[str, str]:
    """The pages that are missing or differ from what the code says, with what they should hold."""
    texts = {name: f"{_NOTE}\n\n{make().strip()}\n" for name, make in PAGES.items()}
    return {name: text for name, text in texts.items() if _held(PLACE / name) != text}


def _held(file: Path) -> str | None:
    return file.read_text("utf-8") if file.is_file() else None
