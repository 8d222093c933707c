"""Nothing that may happen is left undone at the end of an instant: no wake-up is ever lost."""

from collections.abc import Iterator

import pytest

from carwright.engine.protocol import Status
from carwright.engine.reference import ReferenceEngine
from engine.lockstep import begin
from engine.random_plants import numbered
from engine.wake_ups import undone

SEEDS = [range(n, n + 50) for n in range(2000, 2200, 50)]


def left_undone(kind: type[ReferenceEngine], seed: int) -> Iterator[str]:
    """Event by event; looks whenever time is about to go on."""
    trial = numbered(seed)
    engine = begin(kind, trial)
    assert isinstance(engine, ReferenceEngine)
    status = Status.MAX_EVENTS
    while status == Status.MAX_EVENTS:
        status = engine.advance(trial.horizon, max_events=1)
        following = engine.next_event()
        if following is None or following[0] > engine.now:
            yield from undone(engine)


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_no_wake_up_is_lost(seeds: range) -> None:
    for seed in seeds:
        assert next(left_undone(ReferenceEngine, seed), None) is None, f"seed {seed}"


class Forgets(ReferenceEngine):
    """Adds no entry to the ring when a machine is free (W7)."""

    def _free(self, machine):  # type: ignore[no-untyped-def]
        super()._free(machine)
        self.ring.clear()
        self.in_ring.clear()


def test_a_lost_wake_up_is_found() -> None:
    assert any(next(left_undone(Forgets, seed), None) for seed in range(20))
