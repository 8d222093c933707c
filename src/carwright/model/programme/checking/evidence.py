"""Evidence of a programme: on what it bears, when it counts, and what it sets."""

from __future__ import annotations

import re

from carwright.model.evidence import Evidence
from carwright.model.programme.checking.register import Path, Register
from carwright.model.programme.paths import PathError, changed, keys_of, paths

PREFIX = "programme."


def check_evidence(register: Register) -> None:
    """Every entry that bears on the programme; those of the plant are checked with the plant."""
    if register.damaged("evidence"):
        return
    entries = register.programme.evidence
    ids = [each.id for each in entries]
    known_paths = list(paths(register.programme))
    for number, each in enumerate(entries):
        path = ("evidence", number)
        if each.id in ids[:number]:
            what = f"the id {each.id!r} stands here again"
            register.add((*path, "id"), what, "give each its own")
        _bears_on(register, path, each, known_paths)
        _day(register, path, each)
        _values(register, path, each)
        for key in ("supersedes", "contradicts"):
            for position, name in enumerate(getattr(each, key)):
                place = (*path, key, position)
                if name == each.id:
                    register.add(place, "it names itself", "name another entry")
                else:
                    register.known(place, name, "evidence", ids)


def _bears_on(register: Register, path: Path, each: Evidence, known: list[str]) -> None:
    for position, target in enumerate(each.bears_on):
        if not target.startswith(PREFIX):
            continue
        wanted, place = target.removeprefix(PREFIX), (*path, "bears_on", position)
        if "*" in wanted:
            fits = re.compile(".*".join(map(re.escape, re.split(r"\*+", wanted))), re.DOTALL)
            if not any(map(fits.fullmatch, known)):
                what = f"nothing in the programme fits {wanted[:80]!r}"
                register.add(place, what, "write it such as 'programme.activities.*.duration'")
        else:
            try:
                keys = keys_of(register.programme, wanted)
            except PathError as error:
                register.add(place, error.what, error.mend)
                continue
            if ".".join(keys) not in known:
                register.add(place, f"nothing stands at {wanted[:80]!r}", "correct the path")


def _day(register: Register, path: Path, each: Evidence) -> None:
    if each.sets and each.known is None and each.status != "assumed":
        what = "it sets values, but from which day on is not said"
        register.add(path, what, "add 'known_from'")
    if each.outcome not in (None, "open") and each.outcome_known is None:
        what = "how it ended is said, but not when that was known"
        register.add((*path, "outcome"), what, "add 'outcome_known'")
    if each.outcome_known and each.known and each.outcome_known < each.known:
        what = f"it would have ended before it was known on {each.known}"
        register.add((*path, "outcome_known"), what, "correct one of the two")


def _values(register: Register, path: Path, each: Evidence) -> None:
    if each.sets and each.status == "rumour" and each.credence is None:
        what = "a rumour that sets values counts with its credence, and none is given"
        register.add(path, what, "add 'credence', from how often claims of its kind were true")
    for key, value in each.sets.items():
        try:
            changed(register.programme, {key: value})
        except PathError as error:
            register.add((*path, "sets", key), error.what, error.mend)
