"""The reference is made from the code, is up to date, and its formulas are those of the draws."""

import inspect
import math
from pathlib import Path
from statistics import NormalDist, fmean, pvariance

import pytest

import carwright
from carwright.cli import app, reference
from carwright.cli.reference import __main__ as command
from carwright.cli.reference.distributions import EXPLAINED
from carwright.compile.distributions import sampler
from carwright.engine.draws import Stream, sample
from carwright.model import FAMILIES, Distribution

REPOSITORY = Path(__file__).parents[2]
NORMAL = NormalDist()
FUNCTIONS = {
    "exp": math.exp,
    "sqrt": math.sqrt,
    "G": math.gamma,
    "phi": NORMAL.pdf,
    "PHI": NORMAL.cdf,
}
DRAWS = 20_000


def test_the_pages_are_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert list(reference.outdated()) == [], "run python -m carwright.cli.reference"


def test_there_are_no_other_pages() -> None:
    there = {page.name for page in (REPOSITORY / reference.PLACE).iterdir()}
    assert there == reference.PAGES.keys()


def test_old_pages_are_found_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert command.main([]) == 0
    assert command.main(["--check"]) == 0
    page = tmp_path / reference.PLACE / "scenario.md"
    page.write_text("old", "utf-8")
    assert list(reference.outdated()) == ["scenario.md"]


def test_every_command_and_public_name_has_a_title() -> None:
    commands = reference.PAGES["command-line.md"]()
    for each in app.app.registered_commands:
        assert each.callback is not None
        assert f"\n## {each.callback.__name__}\n" in commands
        for name in inspect.signature(each.callback).parameters:
            assert f"`{name.replace('_', '-')}`".upper() in commands.upper().replace("`--", "`")
    python = reference.PAGES["python.md"]()
    for name in set(carwright.__all__) - {"__version__"}:
        assert f"\n## {name}\n" in python


def test_every_family_is_explained() -> None:
    assert list(EXPLAINED) == list(FAMILIES)


@pytest.mark.parametrize("family", EXPLAINED)
def test_mean_and_variance_are_those_of_the_draws(family: str) -> None:
    """Both within 6 standard errors; that of the variance by the fourth moment of the draws."""
    told = EXPLAINED[family]
    varying = Distribution.parse(told.example)
    assert varying.family == family
    named = dict(zip((n for n, _ in FAMILIES[family]), varying.parameters, strict=True))
    mean, variance = (eval(text, FUNCTIONS | named) for text in (told.mean, told.variance))

    kind, given = sampler(varying)
    a, b, c = (*given, 0.0, 0.0)[:3]
    stream = Stream(seed=5, key=11, replication=0)
    drawn = [sample(kind, a, b, c, 0.0, [], [], stream) for _ in range(DRAWS)]

    spread = pvariance(drawn)
    fourth = fmean((x - mean) ** 4 for x in drawn)
    assert abs(fmean(drawn) - mean) <= 6 * math.sqrt(spread / DRAWS) + 1
    assert abs(spread - variance) <= 6 * math.sqrt(max(0.0, fourth - spread**2) / DRAWS) + 1
