"""Targets: met, missed or open, and by how much, in words."""

import dataclasses

import pytest

from analysis.made import line, plant, run_of
from carwright.analysis import plantwide, scope
from carwright.analysis.interval import Figure, unknown
from carwright.analysis.plantwide import Plantwide
from carwright.analysis.targets import Distance, distances


@pytest.fixture(scope="module")
def base() -> Plantwide:
    return plantwide(scope(run_of(line(), lambda t, _: None)))


def distance(base: Plantwide, figure: str, value: float, reached: Figure) -> Distance:
    told = plant(targets=[{"figure": figure, "value": value, "source": "the board"}])
    (found,) = distances(told, dataclasses.replace(base, **{figure: reached}))
    return found


NET = Figure(38.2, 37.5, 38.9, 10, "cars/h")


@pytest.mark.parametrize(
    ("value", "verdict"), [(37.0, "met"), (37.5, "met"), (38.0, "open"), (40.0, "missed")]
)
def test_verdicts_by_the_interval(base: Plantwide, value: float, verdict: str) -> None:
    assert distance(base, "jph_net", value, NET).verdict == verdict


@pytest.mark.parametrize(("value", "verdict"), [(3.0, "met"), (2.0, "open"), (1.0, "missed")])
def test_a_lead_time_is_better_when_lower(base: Plantwide, value: float, verdict: str) -> None:
    assert distance(base, "lead_time", value, Figure(2, 1.5, 2.5, 10, "h")).verdict == verdict


def test_the_words(base: Plantwide) -> None:
    missed = distance(base, "jph_net", 40.0, NET)
    assert missed.text == (
        "net rate of 40 cars/h (the board): reached 38.2 cars/h [37.5, 38.9], 4.5 % below: missed"
    )
    assert missed.gap == pytest.approx(-0.045)
    unsure = distance(base, "jph_net", 38.0, NET)
    assert "can't be told yet whether it is met -> run more replications" in unsure.text
    share = distance(base, "first_time_through", 0.9, Figure(0.92, 0.91, 0.93, 10, ""))
    assert share.text == (
        "first time through of 90 % (the board): reached 92 % [91, 93], 2.2 % above: met"
    )


def test_a_target_is_met_within_its_own_rounding(base: Plantwide) -> None:
    """47.4 cars an hour is how 3600 s / 76 s is written."""
    reached = Figure(3600 / 76, None, None, 0, "cars/h")
    assert distance(base, "jph_gross", 47.4, reached).verdict == "met"
    assert distance(base, "jph_gross", 47.45, reached).verdict == "missed"
    assert distance(base, "takt", 76.0, Figure(76.0, None, None, 0, "s")).verdict == "met"
    # But never by more than a thousandth.
    assert distance(base, "oee", 0.9, Figure(0.87, None, None, 1, "")).verdict == "missed"


def test_without_an_interval_the_mean_decides(base: Plantwide) -> None:
    assert distance(base, "jph_net", 38.0, Figure(38.2, None, None, 1, "cars/h")).verdict == "met"


def test_nothing_reached(base: Plantwide) -> None:
    found = distance(base, "lead_time", 20.0, unknown("h", "no car left the plant"))
    assert (found.verdict, found.gap) == ("unknown", None)
    assert "no car left the plant" in found.text


def test_a_run_without_a_plant_has_no_targets(base: Plantwide) -> None:
    assert distances(None, base) == ()
