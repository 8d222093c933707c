"""A programme so simple that its forecast can be worked out by hand."""

import datetime as dt
from typing import Any

from carwright.model import Evidence
from carwright.model.programme import Programme

ZERO = dt.date(2022, 1, 1)


def simple(**changes: Any) -> Programme:
    """develop (100 d) and licence (80 d) -> SOP -> 31 d -> delivery; all else by `changes`."""
    plain: dict[str, Any] = {
        "name": "Simple",
        "decision": ZERO,
        "currency": "EUR",
        "choice": "build",
        "activities": {
            "develop": {"duration": "100 d", "after": ["start"]},
            "licence": {"duration": "80 d", "after": ["start"]},
        },
        "milestones": {
            "SOP": {"after": ["develop", "licence"], "gate": True},
            "delivery": {"after": ["SOP + 31 d"], "planned": "2022-05-12"},
        },
        "production": {"start": "SOP", "first_delivery": "delivery", "months": 12},
        "options": {"build": {}},
    }
    for path, value in changes.items():
        keys = path.split("__")
        place = plain
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        place[keys[-1]] = value
    return Programme.model_validate(plain)


def claim(**given: Any) -> Evidence:
    """An entry of the ledger."""
    base = {"id": "X", "bears_on": ["programme.money"], "status": "press", "source": "s"}
    return Evidence.model_validate(base | given)
