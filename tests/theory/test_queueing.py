"""Closed forms of queueing theory (``tests/data/queueing``) through the public API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.theory.estimate import LEVEL, estimate
from tests.theory.queues import KINDS

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data/queueing/cases.json").read_text()
)


EVERYDAY = {"M/M/1-1", "M/M/1-2", "M/M/1-4", "M/M/c-1"}
"""Cases of `make test`. The others belong to `make verify`: at high load the time in the system
varies so slowly that 200 to 1,500 million customers are needed for half a per cent.
"""


def cases() -> list[object]:
    """Every case; those of `make verify` marked."""
    return [
        pytest.param(
            case, id=case["id"], marks=() if case["id"] in EVERYDAY else pytest.mark.verify
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", cases())
def test_closed_form_lies_in_a_narrow_interval(case: dict[str, Any]) -> None:
    asked = KINDS[case["kind"]](case["params"], case["results"])
    measures = {name: measure for name, (measure, _) in asked.answers.items()}
    found = estimate(asked.plant, asked.length, measures)
    for name, (_, exact) in asked.answers.items():
        print(f"{case['id']} {name}: exact {exact:.6g}, {LEVEL:.1%} {found[name]}")
    for name, (_, exact) in asked.answers.items():
        assert found[name].agrees(exact), f"{name}: exact {exact:.6g}, found {found[name]}"
