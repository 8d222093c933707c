"""What rumours are worth: credences from a tally of how earlier ones ended, and their score.

A credence must not know how the claim itself ended. So besides the credence of the whole tally,
which does a little, two are scored that don't: that of all other claims, and that of the claims
that had ended before the claim was made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from carwright.model import Evidence
from carwright.programme.scoring import Brier, brier

TRUTH = {"confirmed": 1.0, "partly": 0.5, "refuted": 0.0}
"""How true each outcome was; what is open has none yet."""


@dataclass(frozen=True)
class Ended:
    """A claim whose end is known: when it was made, when that was known, how true it was."""

    name: str
    made: dt.date
    known: dt.date | None
    truth: float
    credence: float | None


def ended_claims(evidence: Sequence[Evidence], as_of: dt.date | None = None) -> list[Ended]:
    """Rumours of which the end is known (by a date), in the order in which they were made.

    One whose end has no date counts as ended only where no date is asked for.
    """
    found = []
    for each in evidence:
        truth = TRUTH.get(each.outcome or "open")
        late = as_of is not None and (each.outcome_known is None or each.outcome_known > as_of)
        if each.status == "rumour" and truth is not None and each.known is not None and not late:
            found.append(Ended(each.id, each.known, each.outcome_known, truth, each.credence))
    return sorted(found, key=lambda claim: claim.made)


def credence_of(truths: Sequence[float]) -> float:
    """Probability that the next claim is true: (sum + 1/2) / (n + 1), Jeffreys' prior.

    Jeffreys (1961, "Theory of Probability", 3.10): one half of nothing known.
    """
    return (sum(truths) + 0.5) / (len(truths) + 1)


def credences(claims: Sequence[Ended]) -> pl.DataFrame:
    """For each claim the credence as stated, of the others, of those ended before, and the truth.

    Columns: claim, made, truth, stated, others, earlier, earlier_n.
    """
    rows = []
    for claim in claims:
        others = [each.truth for each in claims if each is not claim]
        earlier = [e.truth for e in claims if e.known is not None and e.known <= claim.made]
        rows.append(
            {
                "claim": claim.name,
                "made": claim.made,
                "truth": claim.truth,
                "stated": claim.credence,
                "others": credence_of(others),
                "earlier": credence_of(earlier),
                "earlier_n": len(earlier),
            }
        )
    schema = {
        "claim": pl.String,
        "made": pl.Date,
        "truth": pl.Float64,
        "stated": pl.Float64,
        "others": pl.Float64,
        "earlier": pl.Float64,
        "earlier_n": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema)


def score_rumours(claims: Sequence[Ended]) -> dict[str, Brier]:
    """Brier score of each kind of credence, and of one half for all; without claims none."""
    table = credences(claims)
    found: dict[str, Brier] = {}
    for column in ("stated", "others", "earlier"):
        given = table.filter(pl.col(column).is_not_null())
        if given.height:
            found[column] = brier(given[column].to_numpy(), given["truth"].to_numpy())
    if table.height:
        found["one half"] = brier([0.5] * table.height, table["truth"].to_numpy())
    return found
