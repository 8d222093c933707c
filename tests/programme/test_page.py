"""The page of a programme: whole, escaped, and with the figures of the forecast."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from carwright.model.programme import Programme
from carwright.programme import compare_options, forecast
from carwright.programme.page import content_of, readings, write_page

DATE = dt.date(2021, 9, 15)


@pytest.fixture(scope="module")
def page(made_programme: Programme, tmp_path_factory: pytest.TempPathFactory) -> str:
    found = forecast(made_programme, DATE, draws=2000)
    compared = compare_options(made_programme, DATE, draws=1000)
    path = tmp_path_factory.mktemp("page") / "page.html"
    return write_page(made_programme, found, compared, path).read_text("utf-8")


def charts(page: str) -> dict[str, list[dict[str, object]]]:
    match = re.search(r'<script[^>]*id="chart-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert match is not None
    found: dict[str, list[dict[str, object]]] = json.loads(match[1])
    return found


def test_everything_is_on_it(page: str) -> None:
    names = {"gantt", "s-curve", "cash", "people", "cars", "tornado", "options"}
    assert charts(page).keys() == names | {"evidence-timeline"}
    said = ("First delivery by", "Take ", "lowest", "Walk", "E3", "Outside view")
    told = ("Stated date kept", "Against scheduling practice", "test drives", "By year", "workshop")
    for text in said + told + ("By news", "one look", "fleet"):
        assert text.lower() in page.lower()
    assert "http" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL).replace(
        "http-equiv", ""
    )


def test_it_says_what_the_forecast_says(made_programme: Programme) -> None:
    found = forecast(made_programme, DATE, draws=2000)
    content = content_of(made_programme, found, None)
    delivery = next(bar for bar in content.bars if bar.name == "delivery")
    assert delivery.finish.p50 == found.node("delivery").finish.p50
    assert content.options == ()
    assert content.s_curve[-1][2] == pytest.approx(found.success.mean, abs=0.11)
    assert str(delivery.finish.p50) in content.headline


def test_readings_stand_at_the_days_of_the_evidence(made_programme: Programme) -> None:
    found = readings(made_programme, DATE, "build")
    assert [each.date for each in found] == [
        dt.date(2021, 3, 31),
        dt.date(2021, 5, 1),
        dt.date(2021, 9, 1),
        DATE,
    ]
    told = [[text.partition(" ")[0].rstrip(":") for text in each.evidence] for each in found]
    assert told == [["E1"], ["E2"], ["E3"], []]


def test_what_moved_the_forecast_is_told_apart(made_programme: Programme) -> None:
    """E2 makes the search for the site 200 days long in two of five draws; E3 ends it."""
    first, rumour, fact, last = readings(made_programme, DATE, "build")
    assert (first.by_time, first.by_news) == (None, None)
    assert rumour.by_news is not None
    assert rumour.by_news > 0
    for each in (rumour, fact, last):
        assert each.by_time is not None
        assert each.by_news is not None
    assert last.by_news == 0  # nothing became known
    assert last.delivery.p50
    assert fact.delivery.p50
    moved = (last.by_time or 0) + (last.by_news or 0)
    assert moved == (last.delivery.p50 - fact.delivery.p50).days


def test_texts_of_the_scenario_are_escaped(made_programme: Programme, tmp_path: Path) -> None:
    hostile = made_programme.replace(name="<script>alert(1)</script>")
    found = forecast(hostile, DATE, draws=500)
    text = write_page(hostile, found, None, tmp_path / "page.html").read_text("utf-8")
    assert "<script>alert" not in text
