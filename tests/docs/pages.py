"""Plays a page of the documentation: what it tells is done, what it shows is held.

Fenced blocks count, in order, each by its first words:

* ``console``: ``$ carwright ...`` lines are run, and the lines below are what they print.
* ``python``: is run, its names stay for the next; ``output`` behind it is what it prints.
* ``diff FILE``: lines with ``-`` give way to those with ``+``; the file must hold the old ones.
* ``yaml``: a piece of ``my-plant/plant.yaml``: mappings are merged, everything else is replaced.
* ``yaml FILE`` and ``csv FILE``: the whole file.

Any other block is refused, so that no example stands untried; ``text`` is for what is no example.
A line ``...`` stands for any lines. Figures of speed differ from run to run and are not compared.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from ruamel.yaml import YAML

from carwright import experiment, files
from carwright.cli import main, screen

PLANT = "my-plant"
_FENCE = re.compile(r"^```(?P<info>\S[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_RUNS = re.compile(r"(events in )[\d.]+( s \()[\d.]+( million)")
_NUMBERS = re.compile(r"[\d.,]+|\s+")


@dataclass(frozen=True)
class Block:
    """One fenced block: its words, its text and where the text stands in the page."""

    info: tuple[str, ...]
    text: str
    begin: int


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page that have words behind the fence."""
    return [
        Block(tuple(m["info"].split()), m["text"], m.start("text")) for m in _FENCE.finditer(page)
    ]


class UnplayableError(AssertionError):
    """A block that no rule covers, or an edit that does not fit."""


@dataclass
class Player:
    """Plays the blocks of one page in a folder; `shown` is what came, block by block."""

    folder: Path
    names: dict[str, Any] = field(default_factory=dict)
    shown: dict[int, str] = field(default_factory=dict)
    _changed: bool = False
    _printed: str = ""

    def play(self, page: str) -> None:
        """Carry out every block; a changed scenario is loaded and run before it is used."""
        for block in blocks(page):
            if block.info[0] in ("yaml", "console", "python"):
                self._settle()
            getattr(self, f"_{block.info[0]}", self._refuse)(block)
        self._settle()

    def _refuse(self, block: Block) -> None:
        raise UnplayableError(f"no rule for a block {' '.join(block.info)!r}")

    def _text(self, block: Block) -> None:
        """For the eye only."""

    def _console(self, block: Block) -> None:
        commands = [line[2:] for line in block.text.splitlines() if line.startswith("$ ")]
        if not commands:
            raise UnplayableError(f"no command in {block.text!r}")
        self.shown[block.begin] = "".join(f"$ {each}\n{self._run(each)}" for each in commands)

    def _run(self, command: str) -> str:
        words = shlex.split(command)
        if words[0] != "carwright":
            raise UnplayableError(f"only carwright is run, not {command!r}")
        with _at_home(self.folder, words) as printed:
            try:
                main()
                code: object = 0
            except SystemExit as end:
                code = end.code
        if code not in (None, 0, 2):
            raise UnplayableError(f"{command!r} ended with {code}: {printed.getvalue()}")
        return tidy(printed.getvalue())

    def _python(self, block: Block) -> None:
        with _at_home(self.folder, ["python"]) as printed:
            exec(compile(block.text, "<page>", "exec"), self.names)
        self._printed = tidy(printed.getvalue())

    def _output(self, block: Block) -> None:
        self.shown[block.begin] = self._printed

    def _diff(self, block: Block) -> None:
        file = self.folder / block.info[1]
        # An empty line of both has no blank before it: editors take it away.
        lines = [line if line.strip() else " \n" for line in block.text.splitlines(keepends=True)]
        old = "".join(line[1:] for line in lines if line[0] in " -")
        new = "".join(line[1:] for line in lines if line[0] in " +")
        text = file.read_text("utf-8")
        if text.count(old) != 1:
            raise UnplayableError(f"{file.name} holds this {text.count(old)} times:\n{old}")
        file.write_text(text.replace(old, new), "utf-8")

    def _csv(self, block: Block) -> None:
        self._write(block.info[1], block.text)

    def _yaml(self, block: Block) -> None:
        if len(block.info) > 1:
            self._write(block.info[1], block.text)
            return
        yaml = YAML()
        file = self.folder / PLANT / "plant.yaml"
        plant = yaml.load(file.read_text("utf-8"))
        _merge(plant, yaml.load(block.text))
        written = io.StringIO()
        yaml.dump(plant, written)
        self._write(f"{PLANT}/plant.yaml", written.getvalue())

    def _write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
        self._changed = True

    def _settle(self) -> None:
        """What the page has written must load and run."""
        if self._changed:
            plant = files.load(self.folder / PLANT)
            experiment.simulate(plant, days=2, replications=1)
        self._changed = False


@contextlib.contextmanager
def _at_home(folder: Path, words: list[str]) -> Iterator[io.StringIO]:
    """The folder, the command line and a screen of 80 columns, whose text is given."""
    printed = io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        mock.patch.object(sys, "argv", words),
        mock.patch.object(screen.console, "_width", 80),
    ):
        yield printed


def _merge(old: Any, new: Any) -> None:
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(old.get(key), dict):
            _merge(old[key], value)
        else:
            old[key] = value


def tidy(text: str) -> str:
    """Without blanks at line ends, and without empty lines at begin and end."""
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(lines).strip("\n") + "\n" if any(lines) else ""


def alike(told: str, shown: str) -> bool:
    """Whether what a page tells is what came, speed apart; ``...`` stands for any lines."""
    parts = [
        re.escape(part) for part in re.split(r"^\.\.\.\n", _timeless(told), flags=re.MULTILINE)
    ]
    return re.fullmatch("(?:.*\n)*?".join(parts), _timeless(shown)) is not None


def _timeless(text: str) -> str:
    return _RUNS.sub(r"\1#\2#\3", tidy(text))


def differences(page: str, shown: dict[int, str]) -> Iterator[str]:
    """What a page tells and what came instead, block by block."""
    for block in blocks(page):
        came = shown.get(block.begin)
        if came is not None and not alike(block.text, came):
            yield f"told:\n{block.text}\ncame:\n{came}"


def mended(page: str, shown: dict[int, str]) -> str:
    """The page with what came; beside ``...`` each line becomes the one that differs in numbers."""
    for block in reversed(blocks(page)):
        came = shown.get(block.begin)
        if came is None or alike(block.text, came):
            continue
        if "...\n" in block.text:
            like = {_NUMBERS.sub("#", line): line for line in came.splitlines()}
            lines = block.text.splitlines()
            came = "".join(f"{like.get(_NUMBERS.sub('#', line), line)}\n" for line in lines)
        page = page[: block.begin] + came + page[block.begin + len(block.text) :]
    return page
