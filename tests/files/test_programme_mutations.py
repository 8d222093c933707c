"""Whatever the files of a programme hold: a programme that can be forecast, or findings."""

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from carwright import files
from carwright.errors import CarwrightError, InvalidScenario
from carwright.programme import compare_options, forecast, readiness
from files.good_programme import FILES, write
from files.test_mutations import ACCIDENTS, ODD

names = st.sampled_from(sorted(FILES))
DATE = dt.date(2021, 9, 15)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, bytes]:
    """The good programme after some accidents."""
    scenario = {name: text.encode() for name, text in FILES.items()}
    for _ in range(draw(st.integers(1, 3))):
        name = draw(names)
        scenario[name] = draw(st.sampled_from(ACCIDENTS))(draw, scenario[name])
    return scenario


def ask(scenario: dict[str, bytes]) -> list[str]:
    """Load a programme and ask it everything: what is told of it; nothing if all was answered."""
    with TemporaryDirectory() as folder:
        for name, data in scenario.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        try:
            programme = files.load_programme(folder)
        except InvalidScenario as invalid:
            return [str(finding) if finding.what else "" for finding in invalid.findings]
    try:
        found = forecast(programme, DATE, draws=100)
        readiness(programme, DATE, draws=100)
        compare_options(programme, DATE, draws=100)
    except CarwrightError as error:
        return [str(error)]
    return [] if found.to_json() else ["no answer"]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=25, deadline=None)
@given(mutated())
@example({"programme.yaml": b""})
def test_any_accident_gives_a_forecast_or_findings(scenario: dict[str, bytes]) -> None:
    assert all(told and told.isprintable() for told in ask(scenario))


def test_the_good_one_answers() -> None:
    assert ask({name: text.encode() for name, text in FILES.items()}) == []


@pytest.mark.parametrize("file", ["programme.yaml", "evidence.yaml"])
def test_every_value_can_be_odd(file: str) -> None:
    """One odd value in every third line, going through the list of them."""
    lines = FILES[file].splitlines()
    for at, line in enumerate(lines):
        key, colon, _ = line.partition(": ")
        if colon and "{" not in key and at % 3 == 0:
            text = "\n".join([*lines[:at], f"{key}: {ODD[at * 7 % len(ODD)]}", *lines[at + 1 :]])
            told = ask({f: t.encode() for f, t in (FILES | {file: text}).items()})
            assert all(each.isprintable() for each in told)


def test_evidence_of_both_may_stand_in_one_folder(tmp_path: Path) -> None:
    """A pattern that leads into the programme is not looked up in the plant."""
    folder = files.new(tmp_path / "both")
    write(folder)
    plant = files.load(folder)
    assert "E2" in [each.id for each in plant.evidence]  # bears on programme.activities.*.duration
