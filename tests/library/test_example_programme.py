"""The example of a programme that is nobody's: it loads, is marked as invented and forecasts."""

import datetime as dt
from pathlib import Path

import pytest

from carwright.files import load_programme
from carwright.model.programme import Programme
from carwright.programme import compare_options, forecast

FOLDER = Path(__file__).parents[2] / "examples" / "van_by_contract"
DATE = dt.date(2026, 3, 1)


@pytest.fixture(scope="module")
def van() -> Programme:
    return load_programme(FOLDER)


def test_all_of_it_is_marked_as_invented(van: Programme) -> None:
    assert "invented" in van.name
    assert all("Invented" in each.source for each in van.evidence)
    for cases in van.cases.values():
        assert all("(invented)" in each.company for each in cases)
    for points in van.ramps.values():
        assert all("(invented)" in each.maker for each in points)


def test_it_forecasts(van: Programme) -> None:
    found = forecast(van, DATE, draws=2000)
    first = found.node("first van")
    assert first.planned == dt.date(2027, 8, 31)
    assert first.finish.p10
    assert first.finish.p50
    assert DATE < first.finish.p10 < first.finish.p50
    assert found.success.mean == pytest.approx(0.9, abs=0.03)


def test_its_options_differ_in_date_and_money(van: Programme) -> None:
    found = compare_options(van, DATE, draws=2000)
    contract, hall = found.option("contract"), found.option("own hall")
    assert contract.first_delivery.p50 != hall.first_delivery.p50
    assert hall.value.mean
    assert contract.value.mean
    assert hall.value.mean < contract.value.mean
