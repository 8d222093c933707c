"""Options: what they name, what they change, and whether their network still holds."""

from __future__ import annotations

from carwright.model.programme.activity import START
from carwright.model.programme.checking.logic import Predecessors, circle, predecessors
from carwright.model.programme.checking.register import Register, quoted
from carwright.model.programme.option import Option
from carwright.model.programme.paths import PathError, changed


def check_options(register: Register) -> None:
    """Every option by itself, the choice and what may wait."""
    programme = register.programme
    for name, option in programme.options.items():
        _option(register, name, option)
    register.known(("choice",), programme.choice, "option", programme.options)
    waiting = programme.waiting
    if waiting is None:
        return
    register.all_known(("waiting", "options"), waiting.options, "option", programme.options)
    listed = [programme.options[name] for name in waiting.options if name in programme.options]
    if listed and not any(option.licence for option in listed) and not register.unread:
        what = "none of its options needs a licence, so no answer is waited for"
        register.add(("waiting", "options"), what, "add a licence to one, or leave 'waiting' out")


def _option(register: Register, name: str, option: Option) -> None:
    programme, path = register.programme, ("options", name)
    if option.walks_away and (option.licence or option.sets or option.without):
        what = "it walks away, so nothing else can hold"
        register.add(path, what, "keep 'walks_away' and 'sunk' only")
    if option.licence is not None:
        place = (*path, "licence", "activity")
        register.known(place, option.licence.activity, "activity", programme.activities)
        if option.licence.activity in option.without:
            what = "the option leaves out the activity that waits for its licence"
            register.add(place, what, "name another activity, or leave 'licence' out")
    register.all_known((*path, "without"), option.without or None, "activity", programme.activities)
    _sets(register, name, option)


def _sets(register: Register, name: str, option: Option) -> None:
    variant = register.programme
    before = len(register.faults)
    for key, value in option.sets.items():
        place = ("options", name, "sets", key)
        try:
            variant = changed(variant, {key: value})
        except PathError as error:
            register.add(place, error.what, error.mend)
    if len(register.faults) == before and not register.unread:
        links = predecessors(variant)
        unknown = _unknown(links) - _unknown(predecessors(register.programme))
        if unknown:
            what = f"it makes activities wait for {quoted(sorted(unknown))}, which are not there"
            register.add(("options", name, "sets"), what, "correct the names")
        elif (ring := circle(links)) and not circle(predecessors(register.programme)):
            what = f"it closes a circle: {' -> '.join(map(repr, ring))}"
            register.add(("options", name, "sets"), what, "cut one link")


def _unknown(links: Predecessors) -> set[str]:
    named = {link.name for after in links.values() for link in after}
    return named - links.keys() - {START}
