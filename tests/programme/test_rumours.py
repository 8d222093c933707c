"""Credences of rumours: no credence knows its own end."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from carwright.model import Evidence
from carwright.programme.rumours import credence_of, credences, ended_claims, score_rumours

CLAIMS = Path(__file__).parents[1] / "data" / "rumours" / "claims.csv"


def claims(credence: float | None = None, **changed: str) -> list[Evidence]:
    with CLAIMS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        Evidence(
            id=row["id"],
            bears_on=("programme.name",),
            status="rumour",
            source="unnamed",
            known_from=row["known_from"],  # type: ignore[arg-type]
            credence=credence,
            outcome=changed.get(row["id"], row["outcome"]),  # type: ignore[arg-type]
            outcome_known=row["outcome_known"] or None,  # type: ignore[arg-type]
        )
        for row in rows
    ]


def test_the_tally_counts() -> None:
    ended = ended_claims(claims())
    assert [each.truth for each in ended].count(1.0) == 3
    assert [each.truth for each in ended].count(0.5) == 2
    assert [each.truth for each in ended].count(0.0) == 4
    assert len(claims()) == 13


def test_as_of_a_date_only_known_ends_count() -> None:
    ended = ended_claims(claims(), dt.date(2022, 9, 1))
    assert [each.name for each in ended] == ["EV002", "EV005", "EV014", "EV025"]


def test_scores_of_the_tally() -> None:
    """Of n = 9 with a mean truth of 4/9: one credence for all, by hand."""
    truths = [1, 0, 0, 0.5, 0.5, 0, 0, 1, 1]
    scores = score_rumours(ended_claims(claims(0.46)))
    assert scores["stated"].score == pytest.approx(sum((0.46 - y) ** 2 for y in truths) / 9)
    assert scores["one half"].score == pytest.approx(7 * 0.25 / 9)
    others = [(4 - y + 0.5) / 9 for y in truths]
    assert scores["others"].score == pytest.approx(
        sum((p - y) ** 2 for p, y in zip(others, truths, strict=True)) / 9
    )
    assert scores["earlier"].n == 9


def test_credence_of_nothing_is_one_half() -> None:
    assert credence_of([]) == 0.5
    assert credence_of([1, 1, 0]) == pytest.approx(2.5 / 4)


def test_no_credence_knows_its_own_end_nor_a_later_one() -> None:
    base = credences(ended_claims(claims()))
    for name in base["claim"]:
        truth = base.filter(claim=name)["truth"].item()
        other = "refuted" if truth > 0 else "confirmed"
        changed = credences(ended_claims(claims(**{name: other})))
        for column in ("others", "earlier"):
            before, after = (t.filter(claim=name)[column].item() for t in (base, changed))
            assert before == pytest.approx(after)
    # EV002 ended before EV014 was made and so moves its credence; EV026 ended later.
    moved = credences(ended_claims(claims(EV002="refuted", EV026="refuted")))
    row = {
        name: t.filter(claim="EV014")["earlier"].item() for name, t in (("a", base), ("b", moved))
    }
    assert (row["a"], row["b"]) == (0.75, 0.25)


def test_what_is_no_rumour_is_not_scored() -> None:
    official = [each.replace(status="official") for each in claims()]
    assert ended_claims(official) == []
    assert score_rumours([]) == {}
    assert credences([]).height == 0
