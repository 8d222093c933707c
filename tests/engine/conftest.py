"""Every test that takes `simulate` or `engine` holds each engine to the same rule."""

from collections.abc import Callable

import pytest

from carwright.compile.program import Program
from carwright.engine import ENGINES, engine_class
from carwright.engine.protocol import Engine
from engine.story import Story, tell


def available(name: str) -> bool:
    """False only while the native engine is not built."""
    try:
        engine_class(name)
    except ImportError:
        return False
    return True


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> type[Engine]:
    """Each engine's class in turn."""
    if not available(request.param):
        pytest.skip("the native engine is not built")
    return engine_class(request.param)


@pytest.fixture
def simulate(engine: type[Engine]) -> Callable[..., Story]:
    """Runs a program from 0 to `until` ms on each engine in turn and tells what happened."""

    def run(program: Program, until: int, seed: int = 1, period: int | None = None) -> Story:
        return tell(engine, program, until, seed=seed, period=period)

    return run
