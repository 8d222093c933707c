import numpy as np
import pytest

from carwright.compile.means import mean_times
from carwright.compile.program import Program
from carwright.engine.draws import Stream, sample
from compile.plants import compiled


def drawn_from(text: str) -> Program:
    return compiled(stations={"weld": {"cycle": text}})


@pytest.mark.parametrize(
    ("text", "mean"),
    [
        ("76 s", 76_000),
        ("exponential(60 s)", 60_000),
        ("erlang(60 s, k=3)", 60_000),
        ("gamma(60 s, cv=0.5)", 60_000),
        ("lognormal(60 s, cv=0.8)", 60_000),
        ("triangular(1 s, 2 s, 6 s)", 3_000),
        ("weibull(60 s, shape=1.5)", 60_000),
        ("uniform(1 s, 2 s)", 1_500),
        ("geometric(10 s, tick=2 s)", 10_000),
        ("hyperexponential(0.25, 4 s, 8 s)", 7_000),
        ("empirical(1 s: 1, 2 s: 3)", 1_750),
        # Half of a normal around zero would have the mean sd * sqrt(2 / pi) (Johnson et al. 10.1).
        ("normal(0 s, sd=10 s)", 10_000 * np.sqrt(2 / np.pi)),
    ],
)
def test_the_mean_is_the_one_that_was_asked_for(text: str, mean: float) -> None:
    assert mean_times(drawn_from(text)) == pytest.approx([mean], rel=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "erlang(60 s, k=3)",
        "gamma(60 s, cv=0.5)",
        "lognormal(60 s, cv=0.5)",
        "triangular(1 s, 2 s, 60 s)",
        "normal(10 s, sd=10 s)",
        "weibull(60 s, shape=1.5)",
        "uniform(1 s, 200 s)",
        "geometric(10 s, tick=2 s)",
        "hyperexponential(0.25, 40 s, 80 s)",
        "empirical(10 s: 1, 20 s: 3)",
    ],
)
def test_the_sampler_keeps_the_mean(text: str) -> None:
    program = drawn_from(text)
    kind, a, b, c, d = (program.columns[f"dist.{name}"][0].item() for name in ("kind", *"abcd"))
    points = [program.columns[f"point.{name}"].tolist() for name in ("value", "cumulative")]
    stream = Stream(seed=1, key=2, replication=3)
    times = np.array([sample(kind, a, b, c, d, *points, stream) for _ in range(4_000)])
    tolerance = 4 * times.std() / np.sqrt(len(times)) + 0.5
    assert abs(times.mean() - mean_times(program)[0]) < tolerance
