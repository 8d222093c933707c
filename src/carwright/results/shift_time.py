"""How long a calendar says on, break and off within spans of time (rules C1, C1.1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from carwright.compile.program import Program
from carwright.compile.schema import NONE, CalendarState

Ints = NDArray[np.int64]


def spans(horizon: int, length: int) -> Ints:
    """The instants 0, length, 2 length, ... and the horizon: edges of periods or days (ms)."""
    return np.append(np.arange(0, horizon, length), horizon).astype(np.int64)


def time_in_states(program: Program, calendar: int, edges: Ints) -> Ints:
    """Time (ms) in each `CalendarState` between neighbouring edges; shape (spans, 3).

    `edges` are instants in rising order, `calendar` is a row or NONE: always on (rule C2).
    """
    if calendar == NONE:
        states = np.zeros((len(edges) - 1, len(CalendarState)), dtype=np.int64)
        states[:, CalendarState.ON] = np.diff(edges)
        return states
    until = _until(program, calendar, edges)
    return until[1:] - until[:-1]


def _until(program: Program, calendar: int, instants: Ints) -> Ints:
    """Time in each state from 0 to each instant; shape (instants, 3).

    The repeating part is not rolled out: whole turns of it count as a product.
    """
    columns = program.columns
    begin, end = int(columns["calendar.begin"][calendar]), int(columns["calendar.end"][calendar])
    at = columns["change.at"][begin:end].astype(np.int64)
    state = columns["change.state"][begin:end]
    loop, length = (
        int(columns["calendar.loop"][calendar]),
        int(columns["calendar.length"][calendar]),
    )
    if loop == NONE or length <= 0:
        return _plainly(at, state, instants)
    first = int(columns["change.at"][loop])
    turns = np.maximum(0, (instants - first) // length)
    # One turn is what lies between the first change of the repeating part and that of the next.
    one, two = _plainly(at, state, np.array([first, first + length]))
    turn = two - one
    return _plainly(at, state, instants - turns * length) + np.outer(turns, turn)


def _plainly(at: Ints, state: NDArray[np.generic], instants: Ints) -> Ints:
    """The same for changes that happen once each, the last state lasting for ever."""
    kinds = np.eye(len(CalendarState), dtype=np.int64)[state.astype(np.int64)]
    so_far = np.zeros_like(kinds)
    so_far[1:] = np.cumsum(np.diff(at)[:, np.newaxis] * kinds[:-1], axis=0)
    row = np.searchsorted(at, instants, side="right") - 1
    until: Ints = so_far[row] + (instants - at[row])[:, np.newaxis] * kinds[row]
    return until
