"""The pages of the formats: every object of plant.yaml and programme.yaml with all its keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

from carwright.analysis.reference import table
from carwright.cli.reference import values
from carwright.cli.reference.wording import inline, prose
from carwright.files import cells, order_lists, tables
from carwright.files.vocabulary import APART
from carwright.model import Evidence, Plant, flow
from carwright.model.programme import Programme
from carwright.model.programme.amount import SPREAD_FAMILIES
from carwright.model.quantities import Name, Part

_HEAD = """\
# Scenario format

A scenario is a folder. `plant.yaml` holds the plant, `evidence.yaml` where its numbers come from;
CSV files hold tables of many objects and order lists. `carwright check FOLDER` names every fault,
`carwright schema` prints what an editor needs to complete and check the file.

Values are written as a planner writes them:

- A quantity has its unit: `76 s`, `1 h 30 min`, `5.2 m`, `6 m/min`, `45 kW`, `85 %`.
- Where a *duration or distribution* is asked for, a time may vary:
  `lognormal(70 s, cv=0.2)`; see [distributions](distributions.md).
- A time of day stands in quotes: `"06:00"`. A date is `2025-01-06`.
- A *name* has letters, digits, single blanks and `_ . + / # -`, and at most 80 characters.
- "X, or X by name" means one value for all, or a mapping: `cycle: 60 s`, or
  `cycle: {sedan: 60 s, default: 66 s}`.
- A key that is left out, or that holds nothing, takes the default.
"""

_TABLES = """
## tables

`tables` of `plant.yaml` names CSV files for collections:
`tables: {stations: [body.csv, paint.csv]}`.
"""


_PROGRAMME = """\
# Programme format

`programme.yaml` of a scenario's folder holds the programme. [The programme](../programme.md)
explains what is made of it; its evidence has the keys of [Evidence](scenario.md#evidence). Cases
and ramps of others stand in CSV files, whose columns are the keys of *ReferenceCase* and
*RampPoint*.

An *amount* is a number, with k, m or bn if it is large: `300 k`, `2.5 bn`. Where it may vary, it is
also one of these:
"""

_APART = (*APART, "cases", "ramps")
"""Fields that have files of their own."""


def programme_page() -> str:
    """The page of programme.yaml as Markdown."""
    families = [
        (f"`{name}`", f"`{name}({', '.join(parameters)})`")
        for name, parameters in SPREAD_FAMILIES.items()
        if name != "constant"
    ]
    lines = [_PROGRAMME, *table(("family", "written"), families)]
    for part in _parts(Programme):
        if part is not Evidence:
            lines += _section(part)
    return "\n".join(lines)


def page() -> str:
    """The page of plant.yaml and evidence.yaml as Markdown."""
    lines = [_HEAD]
    for part in _parts(Plant):
        lines += _section(part)
    lines += [_TABLES, prose(tables.__doc__), "", prose(cells.__doc__)]
    lines += ["\n## Order lists\n", prose(order_lists.__doc__)]
    lines += ["\n## Ways of parts\n", prose(flow.__doc__)]
    return "\n".join(lines)


def _section(part: type[Part]) -> Iterator[str]:
    yield f"\n## {part.__name__}\n\n{prose(part.__doc__)}\n"
    hints = get_type_hints(part, include_extras=True)
    rows = []
    for name, field in part.model_fields.items():
        if part in (Plant, Programme) and name in _APART:
            continue
        hint = hints[name]
        words = values.kind(hint, tuple(field.metadata))
        meaning = inline(field.description)
        cells_of_row = (values.unit(hint), values.default(field, hint), meaning)
        rows.append((f"`{field.alias or name}`", words, *cells_of_row))
    if part is Plant:
        text = "CSV files of objects, by collection: see [tables](#tables)."
        rows.append(("`tables`", "list of text by name", "", "-", text))
    if rows:
        yield from table(("key", "value", "unit", "default", "meaning"), rows)


def _parts(root: type[Part]) -> list[type[Part]]:
    """All classes that a class leads to, in the order in which its fields name them."""
    found: list[type[Part]] = []
    waiting: list[Any] = [root]
    while waiting:
        hint = waiting.pop(0)
        if isinstance(hint, type) and issubclass(hint, Part):
            if hint not in found:
                found.append(hint)
                hints = get_type_hints(hint, include_extras=True)
                waiting.extend(hints[name] for name in hint.model_fields)
        elif hint is not Name:
            waiting.extend(get_args(hint))
    return sorted(found, key=lambda part: part is Evidence)
