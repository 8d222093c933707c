"""From the decision to build a car to the money that comes back, as a distribution.

`as_of` reads a programme as it stood on a date; `forecast` says when the first cars come and what
that costs; `compare_options` lays the alternatives side by side on the same draws; `readiness`
tells for each gate how likely it is to be on time and what limits it.
"""

import importlib
from typing import Any

_OFFERED = {
    "Forecast": "forecasting",
    "Standing": "ledger",
    "as_of": "ledger",
    "compare_options": "options",
    "forecast": "forecasting",
    "readiness": "gates",
}

__all__ = list(_OFFERED)


def __getattr__(name: str) -> Any:
    # Late, so that one question does not load the libraries of all others.
    if name in _OFFERED:
        return getattr(importlib.import_module(f"carwright.programme.{_OFFERED[name]}"), name)
    raise AttributeError(f"module 'carwright.programme' has no attribute {name!r}")
