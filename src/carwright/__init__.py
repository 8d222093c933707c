"""carwright plans, simulates and runs a car company's factory.

Importing this package loads none of its rooms: each (`carwright.model`, `carwright.files`, ...)
is imported when it is first named, so that `import carwright` stays light.
"""

import importlib
from typing import Any

_ROOMS = frozenset(
    {
        "analysis",
        "compile",
        "connectors",
        "elementary",
        "engine",
        "errors",
        "experiment",
        "files",
        "library",
        "model",
        "planning",
        "programme",
        "report",
        "results",
        "units",
    }
)

_OFFERED = {
    "Plant": "model",
    "Run": "results",
    "compare": "analysis",
    "load": "files",
    "pause": "experiment",
    "resume": "experiment",
    "save": "files",
    "simulate": "experiment",
    "summarise": "analysis",
    "throughput": "experiment",
}
"""Names of the first page of the reference, and the room that each comes from."""

__all__ = ["__version__", *_OFFERED]


def __getattr__(name: str) -> Any:
    if name in _OFFERED:
        return getattr(importlib.import_module(f"carwright.{_OFFERED[name]}"), name)
    if name == "__version__":
        # Reading the metadata costs more than the rest of this module together.
        return importlib.import_module("importlib.metadata").version("carwright")
    if name in _ROOMS:
        return importlib.import_module(f"carwright.{name}")
    raise AttributeError(f"module 'carwright' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS, *__all__})
