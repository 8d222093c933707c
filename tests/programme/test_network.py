"""The critical path method and path theory, against hand calculation and closed forms."""

import math

import numpy as np
import pytest

from carwright.model.programme import Link
from carwright.programme.draws import Draws
from carwright.programme.network import Network

N = 200_000


def network(**after: str) -> Network:
    """A network from ``b="a + 3 d, SS c"``."""
    return Network(
        {
            name: tuple(Link.parse(text) for text in texts.split(", ") if text)
            for name, texts in after.items()
        }
    )


def lengths(**days: float) -> dict[str, np.ndarray]:
    return {name: np.array([float(value)]) for name, value in days.items()}


def test_serial_and_parallel_paths_with_slack() -> None:
    net = network(a="start", b="a", c="a", d="b, c")
    times = net.forward(lengths(a=3, b=4, c=6, d=2), floor={})
    assert {name: times.start[name][0] for name in "abcd"} == {"a": 0, "b": 3, "c": 3, "d": 9}
    room = net.total_float(times, "d")
    assert {name: room[name][0] for name in "abcd"} == {"a": 0, "b": 2, "c": 0, "d": 0}
    assert [name for name in "abcd" if net.critical(times, "d")[name][0]] == ["a", "c", "d"]


@pytest.mark.parametrize(
    ("link", "start", "slack"),
    [
        ("a", 10, 0),
        ("a + 5 d", 15, 0),
        ("a - 4 d", 6, 0),
        ("SS a", 0, 0),
        ("SS a + 3 d", 3, 0),
        ("FF a", 6, 0),  # ends with a, so it starts 10 - 4
        ("FF a + 2 d", 8, 0),
        ("SF a + 9 d", 5, 0),  # ends 9 days after a began
    ],
)
def test_every_kind_of_link(link: str, start: float, slack: float) -> None:
    """b lasts 4 days, a 10; the end waits for b only, so a's float is that of its link."""
    net = network(a="start", b=f"start, {link}", end="b")
    times = net.forward(lengths(a=10, b=4, end=0), floor={})
    assert times.start["b"][0] == start
    room = net.total_float(times, "end")
    assert room["a"][0] == pytest.approx(slack)


def test_float_through_a_start_to_start_link() -> None:
    net = network(a="start", b="SS a + 3 d", c="start", end="b, c")
    times = net.forward(lengths(a=30, b=4, c=12, end=0), floor={})
    assert net.total_float(times, "end")["a"][0] == 5  # 12 - (3 + 4)


def test_floors_and_known_days() -> None:
    net = network(a="start", b="a", c="b")
    times = net.forward(
        lengths(a=3, b=4, c=1), floor={"c": 20.0}, fixed={"a": (1.0, 9.0), "b": (5.0, None)}
    )
    assert [times.start[name][0] for name in "abc"] == [1, 5, 20]
    assert [times.finish[name][0] for name in "abc"] == [9, 9, 21]


def test_a_serial_path_adds_means_and_variances() -> None:
    """PERT (Malcolm et al. 1959): of independent activities in a row both add up, exactly."""
    draws = Draws(N, 7)
    net = network(a="start", b="a", c="b + 2 d")
    days = {name: 10 + 6 * draws.uniform(name) for name in "abc"}
    total = net.forward(days, floor={}).finish["c"]
    mean, variance = 3 * 13 + 2, 3 * 36 / 12
    assert total.mean() == pytest.approx(mean, abs=4 * math.sqrt(variance / N))
    assert total.var() == pytest.approx(variance, rel=0.02)


def test_merge_bias_of_two_uniform_paths() -> None:
    """The maximum of two uniforms on [0, L] has the mean 2 L / 3, not L / 2."""
    draws = Draws(N, 8)
    net = network(a="start", b="start", end="a, b")
    days = {"a": 60 * draws.uniform("a"), "b": 60 * draws.uniform("b"), "end": np.zeros(N)}
    times = net.forward(days, floor={})
    end = times.finish["end"]
    assert end.mean() == pytest.approx(40, abs=4 * 60 / math.sqrt(18 * N))
    critical = net.critical(times, "end")
    assert critical["a"].mean() == pytest.approx(0.5, abs=0.006)
    assert (critical["a"] | critical["b"]).all()


@pytest.mark.parametrize("rho", [0.0, 0.5, 1.0])
def test_merge_bias_of_two_normal_paths(rho: float) -> None:
    """Clark (1961): E max(X, Y) = mu + sd sqrt((1 - rho) / pi) for equal normal X and Y."""
    from scipy.special import ndtri

    draws = Draws(N, 9)
    common, one, two = (ndtri(draws.uniform(name)) for name in ("f", "a", "b"))
    net = network(a="start", b="start", end="a, b")
    share, own = math.sqrt(rho), math.sqrt(1 - rho)
    days = {"a": 100 + 10 * (share * common + own * one), "end": np.zeros(N)}
    days["b"] = 100 + 10 * (share * common + own * two)
    end = net.forward(days, floor={}).finish["end"]
    expected = 100 + 10 * math.sqrt((1 - rho) / math.pi)
    assert end.mean() == pytest.approx(expected, abs=4 * 10 / math.sqrt(N))
