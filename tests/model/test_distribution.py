import pytest
from hypothesis import given

from carwright.errors import UnitError
from carwright.model import Distribution
from strategies import distributions


@given(distributions())
def test_its_text_is_read_back(distribution: Distribution) -> None:
    assert Distribution.parse(str(distribution)) == distribution


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("76 s", "constant(76 s)"),
        ("LogNormal( 12 min , cv = 0.8 )", "lognormal(12 min, 0.8)"),
        ("triangular(low=1 s, high=3 s, mode=2 s)", "triangular(1 s, 2 s, 3 s)"),
        ("empirical(50 s: 1, 60 s: 3)", "empirical( 50 s:1.0,60 s:3.0 )"),
    ],
)
def test_it_may_be_written_in_several_ways(text: str, same: str) -> None:
    assert Distribution.parse(text) == Distribution.parse(same)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (76, "with its unit"),
        (None, "with its unit"),
        ("", "empty"),
        ("()", "number"),
        ("normale(1 s, 1 s)", "did you mean 'normal'"),
        ("xyzzy(1 s)", "allowed: constant, exponential"),
        ("exponential()", "duration"),
        ("exponential(1 s, 2 s)", "does not fit exponential(mean)"),
        ("exponential(mean=1 s, mean=2 s)", "does not fit"),
        ("exponential(0 s)", "above 0"),
        ("exponential(5)", "no unit"),
        ("gamma(1 s, cv=1e-200)", "from 0.001 to 100"),
        ("lognormal(1 s, cv=1e300)", "from 0.001 to 100"),
        ("lognormal(1 s, cv=nan)", "from 0.001 to 100"),
        ("weibull(1 s, 0.001)", "from 0.01 to 1000"),
        ("hyperexponential(2, 1 s, 1 s)", "from 1e-06 to 1"),
        ("erlang(1 s, 2.5)", "whole number from 1 to 64"),
        ("erlang(1 s, 65)", "whole number from 1 to 64"),
        ("uniform(2 s, 1 s)", "low <= mode <= high"),
        ("triangular(1 s, 3 s, 2 s)", "low <= mode <= high"),
        ("geometric(1 s, tick=2 s)", "0 < tick <= mean"),
        ("empirical()", "duration: weight"),
        ("empirical(1 s)", "duration: weight"),
        ("empirical(1 s: 0)", "duration: weight"),
        ("empirical(1 s: 1e308, 2 s: 1e308)", "duration: weight"),
        ("empirical(x: 1)", "number"),
        ("exponential(1 s", "number"),
        ("exponential(1 s) + 3 s", "number"),
    ],
)
def test_what_is_wrong_is_told(text: object, why: str) -> None:
    with pytest.raises(UnitError) as raised:
        Distribution.parse(text)
    assert why in str(raised.value)
