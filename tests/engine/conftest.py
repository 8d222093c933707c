"""Every test that takes `simulate` or `engine` holds each engine to the same rule."""

from collections.abc import Callable

import pytest

from carwright.compile.program import Program
from carwright.engine import ENGINES, engine_class
from carwright.engine.protocol import Engine
from engine.story import Story, tell


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> type[Engine]:
    """Each engine's class in turn."""
    return engine_class(request.param)


@pytest.fixture
def simulate(engine: type[Engine]) -> Callable[..., Story]:
    """Runs a program from 0 to `until` ms on each engine in turn and tells what happened."""

    def run(program: Program, until: int, seed: int = 1, period: int | None = None) -> Story:
        return tell(engine, program, until, seed=seed, period=period)

    return run
