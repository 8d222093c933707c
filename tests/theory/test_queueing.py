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
"""Cases that take seconds. `make verify` runs all (`tests/verification`): at high load the time in
the system varies so slowly that 200 to 1,500 million customers are needed for half a per cent.
"""


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["id"] in EVERYDAY], ids=lambda case: case["id"]
)
def test_closed_form_lies_in_a_narrow_interval(case: dict[str, Any]) -> None:
    asked = KINDS[case["kind"]](case["params"], case["results"])
    measures = {name: measure for name, (measure, _) in asked.answers.items()}
    found = estimate(asked.plant, asked.length, measures)
    for name, (_, exact) in asked.answers.items():
        print(f"{case['id']} {name}: exact {exact:.6g}, {LEVEL:.1%} {found[name]}")
    for name, (_, exact) in asked.answers.items():
        assert found[name].agrees(exact), f"{name}: exact {exact:.6g}, found {found[name]}"
