"""All that can be wrong with a programme whose single values are right."""

from __future__ import annotations

from collections.abc import Collection

from carwright.model.fault import Fault
from carwright.model.programme.checking.evidence import check_evidence
from carwright.model.programme.checking.logic import check_logic
from carwright.model.programme.checking.options import check_options
from carwright.model.programme.checking.parts import (
    check_activities,
    check_dates,
    check_money,
    check_production,
    check_references,
    check_risks,
)
from carwright.model.programme.checking.register import Path, Register
from carwright.model.programme.programme import Programme

_CHECKS = (
    check_logic,
    check_activities,
    check_dates,
    check_production,
    check_money,
    check_risks,
    check_references,
    check_options,
    check_evidence,
)


def faults(programme: Programme, unread: Collection[Path] = ()) -> list[Fault]:
    """Every fault of a programme, each with what to do about it; empty if it can be forecast.

    `unread` are the paths of what a file holds but could not be read: nothing is told of it.
    """
    register = Register(programme, unread)
    for check in _CHECKS:
        check(register)
    return register.faults
