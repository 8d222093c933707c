"""What activities, risks, money and campaigns name must be there, and fit."""

from __future__ import annotations

from itertools import pairwise

from carwright.model.programme.checking.logic import before, place_of, predecessors
from carwright.model.programme.checking.register import Path, Register


def check_activities(register: Register) -> None:
    """One source of the duration, known names, and dates in order."""
    programme = register.programme
    for name, each in programme.activities.items():
        path = ("activities", name)
        ways = ("duration", "reference_class", "campaign")
        given = [key for key in ways if getattr(each, key) is not None]
        if not given and not any(register.damaged(*path, key) for key in ways):
            mend = "add 'duration', 'reference_class' or 'campaign'"
            register.add(path, "nothing says how long it takes", mend)
        elif len(given) > 1:
            what = f"{' and '.join(map(repr, given))} both say how long it takes"
            register.add(path, what, "keep one")
        if each.reference_class is not None:
            classes = programme.reference_classes
            place = (*path, "reference_class")
            register.known(place, each.reference_class, "reference class", classes)
        if each.campaign is not None:
            campaigns = programme.test_campaigns
            register.known((*path, "campaign"), each.campaign, "test campaign", campaigns)
        register.all_known((*path, "only"), each.only, "option", programme.options)
        for resource, units in each.resources.items():
            held: Path = (*path, "resources", resource)
            there = register.known(held, resource, "resource", programme.resources)
            if there and units > programme.resources[resource]:
                what = f"it needs {units}, and there are {programme.resources[resource]}"
                register.add(held, what, "raise the limit under 'resources', or need fewer")


def check_dates(register: Register) -> None:
    """What is said about time must be in order."""
    programme = register.programme
    if register.damaged("decision"):
        return
    for name, each in programme.activities.items():
        path = ("activities", name)
        if each.finished is not None and each.started is None:
            what = "it has a day on which it was finished, but none on which it started"
            register.add((*path, "finished"), what, "add 'started'")
        elif each.started and each.finished and each.finished < each.started:
            what = f"it would be finished before it started on {each.started}"
            register.add((*path, "finished"), what, "correct one of the two")
        for key in ("not_before", "finish_by"):
            _after_decision(register, (*path, key), getattr(each, key))
    for name, milestone in programme.milestones.items():
        for key in ("planned", "not_before"):
            _after_decision(register, ("milestones", name, key), getattr(milestone, key))
        register.all_known(
            ("milestones", name, "only"), milestone.only, "option", programme.options
        )


def _after_decision(register: Register, path: tuple[str, ...], day: object) -> None:
    decision = register.programme.decision
    if day is not None and str(day) < str(decision):
        what = f"{day} lies before the decision on {decision}"
        register.add(path, what, "correct the date")


def check_production(register: Register) -> None:
    """The milestones of production are there, one after the other, in every option."""
    programme = register.programme
    production = programme.production
    both = True
    for key in ("start", "first_delivery"):
        name, path = getattr(production, key), ("production", key)
        if name in programme.activities:
            register.add(path, f"{name!r} is an activity, not a milestone", "name a milestone")
            both = False
        else:
            both &= register.known(path, name, "milestone", programme.milestones)
            if name in programme.milestones and programme.milestones[name].only is not None:
                what = "the money needs this milestone in every option"
                register.add(("milestones", name, "only"), what, "leave 'only' out here")
    if not both or register.unread:
        return
    if production.start == production.first_delivery:
        return
    if production.start not in before(predecessors(programme), production.first_delivery):
        what = f"it does not wait for {production.start!r}"
        mend = f"add 'after: [{production.start}]' to it"
        register.add(place_of(programme, production.first_delivery), what, mend)


def check_money(register: Register) -> None:
    """Items belong to activities; unit costs stand in order."""
    programme = register.programme
    for name, each in programme.money.investments.items():
        path = ("money", "investments", name)
        register.known((*path, "activity"), each.activity, "activity", programme.activities)
        register.all_known((*path, "only"), each.only, "option", programme.options)
    steps = [each.cars for each in programme.money.unit_cost]
    for position, (low, high) in enumerate(pairwise(steps)):
        if high <= low:
            what = f"{high:g} cars do not come after {low:g}"
            register.add(("money", "unit_cost", position + 1), what, "list them by rising 'cars'")
    told = register.damaged("money", "price")
    if programme.money.unit_cost and programme.money.price is None and not told:
        register.add(("money",), "cars cost something but bring nothing", "add 'price'")


def check_risks(register: Register) -> None:
    """Risks and correlations name activities, and do something."""
    programme = register.programme
    for name, risk in programme.risks.items():
        path = ("risks", name)
        register.all_known((*path, "hits"), risk.hits, "activity", programme.activities)
        register.all_known((*path, "only"), risk.only, "option", programme.options)
        effects = ("delay", "factor", "cost", "stops")
        lost = any(register.damaged(*path, key) for key in effects)
        if not lost and not any(getattr(risk, key) for key in effects):
            register.add(path, "it has no effect", "add 'delay', 'factor', 'cost' or 'stops'")
    seen: dict[str, int] = {}
    for number, group in enumerate(programme.correlations):
        for position, name in enumerate(group.activities):
            place = ("correlations", number, "activities", position)
            if not register.known(place, name, "activity", programme.activities):
                continue
            if name in seen:
                what = f"{name!r} stands in group {seen[name] + 1} already"
                register.add(place, what, "join the groups, or keep it in one")
            seen.setdefault(name, number)


def check_references(register: Register) -> None:
    """Reference classes have cases, and the outside view leads to a milestone."""
    programme = register.programme
    for name, chosen in programme.reference_classes.items():
        if chosen.file in programme.cases and not register.damaged("cases", chosen.file):
            kinds = sorted({case.kind for case in programme.cases[chosen.file]})
            path = ("reference_classes", name)
            if chosen.kind not in kinds:
                what = f"{chosen.file} has no row of the kind {chosen.kind!r}"
                register.add((*path, "kind"), what, f"allowed: {', '.join(kinds)}")
    outside = programme.outside
    if outside is not None:
        classes = programme.reference_classes
        register.known(
            ("outside", "reference_class"), outside.reference_class, "reference class", classes
        )
        register.known(
            ("outside", "milestone"), outside.milestone, "milestone", programme.milestones
        )
