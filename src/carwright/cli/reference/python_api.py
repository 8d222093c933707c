"""The page of the Python API: what the package and its rooms offer, with signatures."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from carwright.analysis.reference import table
from carwright.cli.reference.wording import anchor, first_line, prose
from carwright.model.quantities import Part

ROOMS = ("model", "files", "experiment", "results", "analysis", "report", "engine", "errors")
"""Rooms whose public names are listed; the first page has what most people need."""

_HEAD = """\
# Python

```text
import carwright as cw
```

`carwright` offers the names of the first part. Each room, such as `carwright.analysis`, is imported
when it is first named and offers more. Times are whole milliseconds.
"""


def page() -> str:
    """The whole page as Markdown."""
    # The root is described here, not used: rooms import from rooms.
    root = sys.modules[__name__.partition(".")[0]]
    lines = [_HEAD]
    for name in root.__all__:
        if name != "__version__":
            lines += _entry(name, getattr(root, name))
    lines.append("\n## Rooms")
    for room in ROOMS:
        lines += _room(room)
    return "\n".join(lines)


def _entry(name: str, thing: Any) -> Iterator[str]:
    yield f"\n## {name}\n"
    if inspect.isclass(thing):
        yield prose(thing.__doc__)
        if issubclass(thing, BaseModel):
            yield "\nIts fields are the keys of [plant.yaml](scenario.md#plant)."
        yield from _members(thing)
        return
    yield f"```text\n{name}{_signature(thing)}\n```\n\n{prose(thing.__doc__)}"


def _members(kind: type) -> Iterator[str]:
    for name, member in _own(kind):
        if isinstance(member, property):
            yield f"\n### {kind.__name__}.{name}\n\n{prose(member.__doc__)}"
        else:
            call = f"{name}{_signature(getattr(kind, name))}"
            yield f"\n### {kind.__name__}.{name}()\n\n```text\n{call}\n```\n"
            yield prose(member.__doc__)


def _own(kind: type) -> Iterator[tuple[str, Any]]:
    """Public methods and properties that carwright itself defines, its base classes' included."""
    homes = [each for each in kind.__mro__ if each.__module__.startswith("carwright")]
    for home in homes:
        for name, member in vars(home).items():
            plain = member.__func__ if isinstance(member, classmethod | staticmethod) else member
            is_shown = inspect.isfunction(plain) or isinstance(plain, property)
            if is_shown and not name.startswith("_") and plain.__doc__:
                yield name, plain


def _room(room: str) -> Iterator[str]:
    module = importlib.import_module(f"carwright.{room}")
    yield f"\n### carwright.{room}\n\n{first_line(module)}\n"
    names = getattr(module, "__all__", None) or [
        name for name, each in vars(module).items() if _is_of(module, name, each)
    ]
    things = [(name, getattr(module, name)) for name in names]
    yield from table(("name", "what it is"), [_row(name, thing) for name, thing in things])


def _is_of(module: Any, name: str, thing: Any) -> bool:
    is_named = inspect.isclass(thing) or inspect.isfunction(thing)
    return is_named and not name.startswith("_") and thing.__module__ == module.__name__


def _row(name: str, thing: Any) -> tuple[str, str]:
    if inspect.isclass(thing):
        told = first_line(thing)
        shown = [f"`{name}`" for name in getattr(thing, "__dataclass_fields__", ())]
        fields = f" Fields: {', '.join(shown)}." if shown else ""
        link = f" [Keys](scenario.md{anchor(name)})." if issubclass(thing, Part) else ""
        return f"`{name}`", f"{told}{fields}{link}"
    if inspect.isfunction(thing):
        return f"`{name}{_signature(thing)}`", first_line(thing)
    return f"`{name}`", f"mapping of {', '.join(f'`{key}`' for key in thing)}"


def _signature(call: Any) -> str:
    """As in the source, without ``self``: annotations there are text, and stay so."""
    signature = inspect.signature(call)
    parameters = [
        each.replace(annotation=_Bare(each.annotation))
        for each in signature.parameters.values()
        if each.name != "self"
    ]
    returned = _Bare(signature.return_annotation)
    return str(signature.replace(parameters=parameters, return_annotation=returned))


class _Bare:
    """An annotation that is written without quotes around it."""

    def __init__(self, annotation: Any) -> None:
        self._text = str(annotation)

    def __repr__(self) -> str:
        return self._text
