"""The page of the command line: every command with its arguments and options."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

from carwright.analysis.reference import table
from carwright.cli import app as root
from carwright.cli.reference.wording import inline, prose

_WORDS = {str: "text", int: "whole number", float: "number", Path: "path"}

_HEAD = """\
# Command line

`carwright COMMAND --help` says the same on the screen. Every command prints to the standard output;
findings, errors and the progress bar go to the error stream.
"""

_EXIT = """
## Exit codes
"""


def page() -> str:
    """The whole page as Markdown."""
    lines = [_HEAD]
    for command in root.app.registered_commands:
        if command.callback is not None:
            lines += _command(command.callback)
    codes = [
        ("0", "done"),
        (str(root.BAD_INPUT), "bad input: a fault in the scenario, an unknown option, no such run"),
        (str(root.RUN_FAILED), "a run that could not go on: deadlock, stall, overflow"),
        (str(root.INTERRUPTED), "stopped by Ctrl-C; finished replications are kept"),
    ]
    return "\n".join([*lines, _EXIT, *table(("code", "meaning"), codes)])


def _command(call: Callable[..., Any]) -> Iterator[str]:
    hints = get_type_hints(call, include_extras=True)
    parameters = inspect.signature(call).parameters.values()
    rows = [_Parameter(p, *_told(hints[p.name])) for p in parameters]
    arguments = [row for row in rows if row.is_argument]
    usage = " ".join(["carwright", call.__name__, *(row.usage for row in arguments), "[OPTIONS]"])
    yield f"\n## {call.__name__}\n\n{prose(call.__doc__)}\n\n```text\n{usage}\n```\n"
    cells = [(row.name, row.kind, row.default, inline(row.help)) for row in rows]
    yield from table(("argument or option", "value", "default", "meaning"), cells)


def _told(hint: Any) -> tuple[Any, ArgumentInfo | OptionInfo]:
    kind, *notes = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    found = next((n for n in notes if isinstance(n, ArgumentInfo | OptionInfo)), None)
    return kind, found or OptionInfo()


class _Parameter:
    """One argument or option of a command, in words."""

    def __init__(
        self, parameter: inspect.Parameter, kind: Any, info: ArgumentInfo | OptionInfo
    ) -> None:
        self.is_argument = isinstance(info, ArgumentInfo)
        self.help = info.help or ""
        self._parameter = parameter
        self._type = _single(kind)
        self._info = info

    @property
    def name(self) -> str:
        plain = self._parameter.name.replace("_", "-")
        if self.is_argument:
            return f"`{plain.upper()}`"
        # typer takes the first name for a default, and sets it right when it builds the command.
        given = (self._info.default, *(self._info.param_decls or ()))
        names = [n for n in given if isinstance(n, str) and n.startswith("-")] or [f"--{plain}"]
        if self._type is bool and self._parameter.default is True:
            names.append(f"--no-{plain}")
        return ", ".join(f"`{name}`" for name in names)

    @property
    def usage(self) -> str:
        is_needed = self._parameter.default is inspect.Parameter.empty
        name = self.name.strip("`")
        return name if is_needed else f"[{name}]"

    @property
    def kind(self) -> str:
        if self._type is bool:
            return ""
        if isinstance(self._type, type) and issubclass(self._type, Enum):
            return ", ".join(f"`{each.value}`" for each in self._type)
        least, most = (_plain(getattr(self._info, end, None)) for end in ("min", "max"))
        limits = f" from {least}" if least else ""
        return _WORDS[self._type] + limits + (f" to {most}" if most else "")

    @property
    def default(self) -> str:
        value = self._parameter.default
        if value is inspect.Parameter.empty:
            return "required"
        if value is None or value is False:
            return ""
        return "on" if value is True else f"`{value}`"


def _plain(limit: float | None) -> str:
    return "" if limit is None else f"{limit:,}"


def _single(kind: Any) -> Any:
    """The type of an optional one."""
    if get_origin(kind) in (Union, types.UnionType):
        return next(each for each in get_args(kind) if each is not types.NoneType)
    return kind
