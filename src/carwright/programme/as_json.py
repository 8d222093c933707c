"""Forecasts as JSON: dates as text, figures as {mean, low, high, n, unit, note}."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass
from typing import Any

from carwright.programme.ledger import Standing


def plain(value: Any) -> Any:
    """Any result as lists, mappings, texts and numbers."""
    if hasattr(value, "to_json"):
        return value.to_json()
    if isinstance(value, dt.date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def standing_json(standing: Standing) -> dict[str, Any]:
    """The ledger as it stood."""
    return {
        "as_of": standing.date.isoformat(),
        "known": len(standing.live) + len(standing.superseded),
        "live": [each.model_dump(mode="json", exclude_defaults=True) for each in standing.live],
        "superseded": [each.id for each in standing.superseded],
        "not_yet_known": standing.unknown,
        "rumours": [{"id": each.id, "credence": each.credence} for each in standing.rumours],
        "contested": [plain(each) for each in standing.contested],
    }
