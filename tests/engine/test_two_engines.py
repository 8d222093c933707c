"""The reference and the native kernel tell the same story of random plants, event by event.

A failure names the seed; ``random_plants.numbered(seed)`` is the plant, and the first row of the
trace that differs comes with its rules. ``lockstep`` says what is compared.
"""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from carwright.compile.schema import OutRule
from carwright.engine import engine_class
from carwright.engine.protocol import Engine, Status
from carwright.engine.reference import ReferenceEngine
from engine.lockstep import Course, Difference, compare_counts, compare_tellings, merged, whole
from engine.random_plants import Trial, numbered, trials
from engine.rules_seen import CASES, ELSEWHERE, LABELS, Watched, rules_written

SEMANTICS = Path(__file__).parents[2] / "docs" / "semantics.md"

BLOCK = 25
COURSES = [range(n, n + BLOCK) for n in range(0, 250, BLOCK)]
"""Seeds of plants that are led along a random course."""

WATCHED = range(250, 650)
"""Seeds of plants that run in one go, with an eye on which rules they exercise."""

SANITIZED = range(1000, 1040)
LEAST = 5
"""Plants in which every case of every rule has to be exercised."""


class Reference(ReferenceEngine):
    """Gives up early, for no random plant may stall."""

    stall_events = 100_000


def engines() -> list[type[Engine]]:
    return [Reference, engine_class("native")]


def hold_equal(trial: Trial, seed: int, *, fork: bool) -> None:
    """Both engines along one course; without a fork, the whole in one go tells the same.

    The kernel has a loop of its own for runs without a trace.
    """
    course = Course(trial, engines(), seed).run(fork=fork)
    if not fork:
        for kind in engines():
            names = ("the course", f"{kind.name} in one go")
            compare_tellings(trial.program, names, course.tellings[0], whole(kind, trial))
            untraced = whole(kind, trial, trace_rows=0)
            compare_counts((names[0], f"{names[1]}, untraced"), course.tellings[0], untraced)


def hold_seeds_equal(seeds: range) -> None:
    for seed in seeds:
        try:
            hold_equal(numbered(seed), seed, fork=seed % 3 == 2)
        except Exception as error:
            error.add_note(f"seed {seed}: random_plants.numbered({seed}), fork={seed % 3 == 2}")
            raise


@pytest.mark.parametrize("seeds", COURSES, ids=str)
def test_engines_agree_along_any_course(seeds: range) -> None:
    hold_seeds_equal(seeds)


@pytest.mark.sanitize
def test_engines_agree_under_the_sanitizers() -> None:
    hold_seeds_equal(SANITIZED)


@given(trial=trials, seed=st.integers(0, 1000), fork=st.booleans())
@settings(
    max_examples=60,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
def test_engines_agree_on_whatever_hypothesis_finds(trial: Trial, seed: int, fork: bool) -> None:
    hold_equal(trial, seed, fork=fork)


def test_engines_agree_and_every_rule_is_exercised(capsys: pytest.CaptureFixture[str]) -> None:
    """Counts the plants that exercise each case of each rule; the table is printed."""
    found: Counter[str] = Counter()
    for seed in WATCHED:
        found.update(_rules_exercised(seed))
    table = "\n".join(f"{label:28} {found[label]:4}" for label in LABELS)
    with capsys.disabled():
        print(f"\nplants of {len(WATCHED)} that exercise each rule\n{table}")
    assert found.keys() <= set(LABELS)
    assert {label: found[label] for label in LABELS if found[label] < LEAST} == {}


def _rules_exercised(seed: int) -> set[str]:
    trial = numbered(seed)
    watched, native = whole(Watched, trial), whole(engine_class("native"), trial)
    try:
        compare_tellings(trial.program, ("reference", "native"), watched, native)
    except Difference as error:
        error.add_note(f"seed {seed}: random_plants.numbered({seed})")
        raise
    assert isinstance(watched.engine, Watched)
    exhausted = watched.engine.next_event() is None
    rules = watched.engine.finish([*watched.rows, *watched.states], exhausted=exhausted)
    if seed % 20 == 0:
        hold_equal(trial, seed, fork=False)
        rules |= {"T6", "N1"}
    if seed % 20 == 1:
        hold_equal(trial, seed, fork=True)
        rules |= {"T9"}
    return rules


def test_every_rule_of_the_document_is_counted() -> None:
    written = rules_written(SEMANTICS)
    assert len(written) == len(set(written)) > 100
    assert set(written) == CASES.keys() | ELSEWHERE.keys()
    files = ("test_rules_tallies.py", "../experiment/test_simulate.py")
    tests = "".join(Path(__file__).parent.joinpath(f).read_text("utf-8") for f in files)
    assert [test for test in ELSEWHERE.values() if f"def {test}(" not in tests] == []


# The comparison itself.


class Slips(Reference):
    """Takes ROUND_ROBIN for FIRST (F4)."""

    name = "slips"

    def tried_links(self, place, part):  # type: ignore[no-untyped-def]
        links = super().tried_links(place, part)
        turns = place.out_rule == OutRule.ROUND_ROBIN
        return sorted(links, key=lambda link: link.row) if turns else links


def test_a_slip_of_an_engine_is_found_and_told() -> None:
    def differs(seed: int) -> str:
        try:
            Course(numbered(seed), [Reference, Slips], seed).run()
        except Difference as error:
            return str(error)
        return ""

    told = next(filter(None, map(differs, range(200))))
    assert "F3-F9" in told
    assert "  slips:\n" in told


def test_intervals_of_one_state_that_meet_are_one() -> None:
    rows = [(9, 14, 0, 0, 5, 2), (5, 14, 0, 0, 0, 2), (12, 14, 0, 0, 9, 1), (5, 14, 0, 1, 0, 2)]
    assert merged(rows) == [(5, 14, 0, 1, 0, 2), (9, 14, 0, 0, 0, 2), (12, 14, 0, 0, 9, 1)]


def test_plants_live() -> None:
    """Most random plants do something to the end, or the comparison would be worth little."""
    lively = 0
    for seed in range(60):
        trial = numbered(seed)
        telling = whole(engine_class("native"), trial)
        lively += telling.engine.events > 100 and telling.engine.moves > 50
        assert telling.engine.advance(trial.horizon) in (Status.REACHED, Status.EXHAUSTED)
    assert lively > 25
