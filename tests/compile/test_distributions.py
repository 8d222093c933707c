import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from carwright.compile.distributions import Distributions, cumulated, sampler
from carwright.compile.schema import Dist
from carwright.compile.tables import Tables
from carwright.model import Distribution
from compile.plants import compiled, picked, rows


def read(text: str) -> tuple[Dist, tuple[float, ...]]:
    return sampler(Distribution.parse(text))


@pytest.mark.parametrize(
    ("text", "kind", "parameters"),
    [
        ("76 s", Dist.CONSTANT, (76_000,)),
        ("exponential(1 min)", Dist.EXPONENTIAL, (60_000,)),
        ("erlang(1 min, 3)", Dist.ERLANG, (60_000, 3)),
        ("gamma(60 s, cv=0.5)", Dist.GAMMA, (4, 15_000)),
        ("triangular(1 s, 2 s, 4 s)", Dist.TRIANGULAR, (1_000, 2_000, 4_000)),
        ("weibull(60 s, shape=1)", Dist.WEIBULL, (1, 60_000)),
        ("uniform(1 s, 2 s)", Dist.UNIFORM, (1_000, 2_000)),
        ("geometric(10 s, 2 s)", Dist.GEOMETRIC, (5, 2_000)),
        ("hyperexponential(0.2, 1 s, 9 s)", Dist.HYPEREXPONENTIAL, (0.2, 1_000, 9_000)),
        ("normal(60 s, sd=0 s)", Dist.CONSTANT, (60_000,)),
        ("empirical(1 s: 1, 2 s: 3)", Dist.EMPIRICAL, ()),
    ],
)
def test_parameters_by_hand(text: str, kind: Dist, parameters: tuple[float, ...]) -> None:
    found = read(text)
    assert found[0] is kind
    assert found[1] == pytest.approx(parameters, rel=1e-11)


def test_a_normal_tells_how_much_of_it_is_cut_off() -> None:
    kind, (mean, sd, cut) = read("normal(10 s, sd=5 s)")
    assert (kind, mean, sd) == (Dist.NORMAL, 10_000, 5_000)
    assert cut == pytest.approx(0.022750131948179195, rel=1e-12)


means = st.integers(1, 10**9)
cvs = st.floats(0.01, 20)


@given(means, cvs)
def test_lognormal_and_gamma_keep_mean_and_variation(mean: int, cv: float) -> None:
    _, (mu, sigma) = sampler(Distribution("lognormal", (mean, cv)))
    lognormal = stats.lognorm(sigma, scale=math.exp(mu))
    assert lognormal.mean() == pytest.approx(mean, rel=1e-9)
    assert lognormal.std() == pytest.approx(cv * mean, rel=1e-9)
    _, (shape, scale) = sampler(Distribution("gamma", (mean, cv)))
    gamma = stats.gamma(shape, scale=scale)
    assert gamma.mean() == pytest.approx(mean)
    assert gamma.std() == pytest.approx(cv * mean)


@given(means, st.floats(0.2, 20))
def test_weibull_keeps_its_mean(mean: int, shape: float) -> None:
    _, (a, b) = sampler(Distribution("weibull", (mean, shape)))
    assert stats.weibull_min(a, scale=b).mean() == pytest.approx(mean, rel=1e-9)


@given(st.lists(st.tuples(st.integers(0, 100), st.floats(1e-6, 1e6)), min_size=1, max_size=50))
def test_cumulated_weights_rise_to_exactly_one(points: list[tuple[int, float]]) -> None:
    found = cumulated(tuple(points))
    shares = [share for _, share in found]
    assert [value for value, _ in found] == [value for value, _ in points]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert shares[0] > 0.0


def test_equal_distributions_are_one_row() -> None:
    tables = Tables()
    found = Distributions(tables)
    texts = ["60 s", "exponential(60 s)", "60 s", "1 min", "empirical(1 s: 1, 2 s: 3)"]
    assert [found.row(Distribution.parse(text)) for text in texts] == [0, 1, 0, 0, 2]
    assert found.constant(60_000) == 0
    assert tables.count("dist") == 3


def test_points_of_empirical_tables_are_slices() -> None:
    stations = {
        "weld": {"cycle": "empirical(1 s: 1, 2 s: 3)"},
        "glue": {"cycle": "empirical(5 s: 2)"},
    }
    program = compiled(stations=stations, flow=["in -> weld -> glue -> out"])
    assert picked(program, "dist", "kind", "begin", "end") == [
        (Dist.EMPIRICAL, 0, 2),
        (Dist.EMPIRICAL, 2, 3),
    ]
    assert rows(program, "point") == [
        {"value": 1_000, "cumulative": 0.25},
        {"value": 2_000, "cumulative": 1.0},
        {"value": 5_000, "cumulative": 1.0},
    ]
