"""Every slip in a programme is told once, at its file and line, with the words of the cure."""

from pathlib import Path

import pytest

from carwright import files
from carwright.errors import InvalidScenario
from files.good_programme import FILES, write

P, E, C = "programme.yaml", "evidence.yaml", "reference/programmes.csv"
R = "reference/ramps.csv"

# kind: file, text that is replaced, what replaces it, where it is told, words of the finding
SLIPS: dict[str, tuple[str, str, str, str, list[str]]] = {
    "unknown key": (P, "currency: EUR", "curency: EUR", "programme.yaml:3", ["currency"]),
    "unknown key below": (
        P,
        "    duration: uniform(100 d, 300 d)\n    after: [site]",
        "    durations: uniform(100 d, 300 d)\n    after: [site]",
        "programme.yaml:31 activity 'licence'",
        ["'durations'", "did you mean 'duration'?"],
    ),
    "missing key": (P, "choice: build\n", "", "programme.yaml:1", ["'choice' is not given"]),
    "no duration text": (
        P,
        "duration: 90 d",
        "duration: ninety",
        "programme.yaml:38 activity 'series trials'",
        ["duration", "'ninety'"],
    ),
    "duration without unit": (
        P,
        "duration: 90 d",
        "duration: 90",
        "programme.yaml:38 activity 'series trials'",
        ["duration", "unit"],
    ),
    "wrong order of a triangular": (
        P,
        "triangular(80 m, 100 m, 150 m)",
        "triangular(180 m, 100 m, 150 m)",
        "programme.yaml:27 activity 'plant'",
        ["cost", "low <= mode <= high"],
    ),
    "unknown distribution of an amount": (
        P,
        "price: triangular(",
        "price: triangle(",
        "programme.yaml:60",
        ["money.price", "did you mean 'triangular'?"],
    ),
    "unknown scale": (
        P,
        "running: 5 m",
        "running: 5 mio",
        "programme.yaml:59",
        ["did you mean 'm'?"],
    ),
    "negative cost": (
        P,
        "running: 5 m",
        "running: -5 m",
        "programme.yaml:59",
        ["must not be negative"],
    ),
    "share above one": (
        P,
        "probability: 20 %",
        "probability: 120 %",
        "programme.yaml:72 risk 'late chips'",
        ["probability"],
    ),
    "unknown predecessor": (
        P,
        "after: [prototype]\n    resources",
        "after: [prototyp]\n    resources",
        "programme.yaml:35 activity 'test drives'",
        ["no activity or milestone is called 'prototyp'", "did you mean 'prototype'?"],
    ),
    "no predecessor text": (
        P,
        "after: [site]",
        "after: [site + x]",
        "programme.yaml:32 activity 'licence'",
        ["is no predecessor"],
    ),
    "waits for itself": (
        P,
        "after: [site]",
        "after: [site, licence]",
        "programme.yaml:32 activity 'licence'",
        ["can't wait for itself"],
    ),
    "predecessor twice": (
        P,
        "after: [site]",
        "after: [site, site + 3 d]",
        "programme.yaml:32 activity 'licence'",
        ["twice"],
    ),
    "circle": (
        P,
        "after: [site]",
        "after: [site, SOP]",
        "programme.yaml:32 activity 'licence'",
        ["circle", "'licence'", "'SOP'", "cut one link"],
    ),
    "nothing before": (
        P,
        "    duration: 100 d\n    after: [start]\n",
        "    duration: 100 d\n",
        "programme.yaml:18 activity 'site'",
        ["dangling", "after: [start]"],
    ),
    "no driving predecessor": (
        P,
        "after: [site]",
        "after: [FF site]",
        "programme.yaml:32 activity 'licence'",
        ["no predecessor drives its start"],
    ),
    "nothing behind": (
        P,
        "[series trials, licence]",
        "[series trials]",
        "programme.yaml:30 activity 'licence'",
        ["nothing waits for it", "dangling"],
    ),
    "finish drives nothing": (
        P,
        "[series trials, licence]",
        "[series trials, SS licence]",
        "programme.yaml:30 activity 'licence'",
        ["its finish drives nothing"],
    ),
    "end tied to the decision": (
        P,
        "after: [site]",
        "after: [site, FF start]",
        "programme.yaml:32 activity 'licence'",
        ["FF start", "finish_by"],
    ),
    "name of both kinds": (
        P,
        "milestones:\n",
        "milestones:\n  concept: {after: [site]}\n",
        "programme.yaml:41 milestone 'concept'",
        ["an activity has this name, too"],
    ),
    "name is reserved": (
        P,
        "milestones:\n",
        "milestones:\n  start: {after: [concept]}\n",
        "programme.yaml:41 milestone 'start'",
        ["day of the decision"],
    ),
    "no duration": (
        P,
        "    duration: 90 d\n",
        "",
        "programme.yaml:37 activity 'series trials'",
        ["nothing says how long it takes"],
    ),
    "two durations": (
        P,
        "    campaign: fleet\n",
        "    campaign: fleet\n    duration: 5 d\n",
        "programme.yaml:33 activity 'test drives'",
        ["'duration' and 'campaign'", "keep one"],
    ),
    "unknown reference class": (
        P,
        "reference_class: plants\n",
        "reference_class: plantes\n",
        "programme.yaml:25 activity 'plant'",
        ["did you mean 'plants'?"],
    ),
    "unknown campaign": (
        P,
        "campaign: fleet\n",
        "campaign: flotte\n",
        "programme.yaml:34 activity 'test drives'",
        ["no test campaign is called 'flotte'"],
    ),
    "unknown resource": (
        P,
        "    after: [prototype]\n    resources: {workshop: 1}",
        "    after: [prototype]\n    resources: {workshops: 1}",
        "programme.yaml:36 activity 'test drives'",
        ["did you mean 'workshop'?"],
    ),
    "more than there is": (
        P,
        "    after: [prototype]\n    resources: {workshop: 1}",
        "    after: [prototype]\n    resources: {workshop: 2}",
        "programme.yaml:36 activity 'test drives'",
        ["it needs 2, and there are 1"],
    ),
    "unknown option": (
        P,
        "activity: plant, only: [build]",
        "activity: plant, only: [built]",
        "programme.yaml:57",
        ["did you mean 'build'?"],
    ),
    "constraint before the decision": (
        P,
        "not_before: 2021-06-01",
        "not_before: 2020-06-01",
        "programme.yaml:29 activity 'plant'",
        ["before the decision on 2021-01-04"],
    ),
    "no such day": (
        P,
        "not_before: 2021-06-01",
        "not_before: 2021-06-31",
        "programme.yaml:29 activity 'plant'",
        ["2021-06-31"],
    ),
    "production starts with an activity": (
        P,
        "  start: SOP",
        "  start: plant",
        "programme.yaml:45",
        ["is an activity"],
    ),
    "delivery without production": (
        P,
        "after: [SOP + 30 d]",
        "after: [concept]",
        "programme.yaml:43 milestone 'delivery'",
        ["does not wait for 'SOP'"],
    ),
    "investment in nothing": (
        P,
        "activity: plant,",
        "activity: palnt,",
        "programme.yaml:57",
        ["did you mean 'plant'?"],
    ),
    "unit costs out of order": (
        P,
        '{cars: 50 k, cost: "',
        '{cars: 0, cost: "',
        "programme.yaml:63",
        ["rising 'cars'"],
    ),
    "risk without effect": (
        P,
        ', delay: "triangular(20 d, 40 d, 90 d)"',
        "",
        "programme.yaml:72 risk 'late chips'",
        ["no effect"],
    ),
    "risk hits nothing": (
        P,
        "hits: [site]",
        "hits: [sites]",
        "programme.yaml:73 risk 'site lost'",
        ["did you mean 'site'?"],
    ),
    "correlated with nothing": (
        P,
        "activities: [concept, prototype]",
        "activities: [concept, prototypes]",
        "programme.yaml:76 correlation 1",
        ["did you mean 'prototype'?"],
    ),
    "correlated twice": (
        P,
        "correlations:\n",
        "correlations:\n  - {activities: [concept, site], rho: 0.1}\n",
        "programme.yaml:77 correlation 2",
        ["'concept' stands in group 1 already"],
    ),
    "unknown choice": (
        P,
        "choice: build",
        "choice: built",
        "programme.yaml:4",
        ["did you mean 'build'?"],
    ),
    "licence of nothing": (
        P,
        "{activity: licence, probability: 60 %",
        "{activity: license, probability: 60 %",
        "programme.yaml:80 option 'build'",
        ["did you mean 'licence'?"],
    ),
    "option sets nothing": (
        P,
        "activities.licence.duration: 60 d",
        "activities.licence.durat: 60 d",
        "programme.yaml:85 option 'contract'",
        ["did you mean 'duration'?"],
    ),
    "option sets nonsense": (
        P,
        "activities.licence.duration: 60 d",
        "activities.licence.duration: soon",
        "programme.yaml:85 option 'contract'",
        ["'soon'"],
    ),
    "option closes a circle": (
        P,
        "activities.licence.duration: 60 d",
        "activities.site.after: [SOP]",
        "programme.yaml:84 option 'contract'",
        ["circle"],
    ),
    "walks away and builds": (
        P,
        "{walks_away: true,",
        "{walks_away: true, without: [plant],",
        "programme.yaml:88 option 'walk away'",
        ["walks away"],
    ),
    "nothing to wait for": (
        P,
        "options: [build, contract, walk away]",
        "options: [walk away]",
        "programme.yaml:91",
        ["none of its options needs a licence"],
    ),
    "table outside": (
        P,
        "ramp: reference/ramps.csv",
        "ramp: ../ramps.csv",
        "programme.yaml:49",
        ["out of the"],
    ),
    "table is not there": (
        P,
        "ramp: reference/ramps.csv",
        "ramp: reference/r.csv",
        "programme.yaml:49",
        ["no such"],
    ),
    "table is no table": (
        P,
        "ramp: reference/ramps.csv",
        "ramp: evidence.yaml",
        "programme.yaml:49",
        ["no CSV file"],
    ),
    "no case of the kind": (
        P,
        "kind: plant build}",
        "kind: plants}",
        "programme.yaml:97 reference class 'plants'",
        ["allowed: car, plant build"],
    ),
    "outside view to nowhere": (
        P,
        "  milestone: delivery",
        "  milestone: deliver",
        "programme.yaml:100",
        ["'delivery'"],
    ),
    "evidence in the wrong file": (
        P,
        "choice: build\n",
        "choice: build\nevidence: []\n",
        "programme.yaml:5",
        [E],
    ),
    "not YAML": (P, "currency: EUR", "currency: [EUR", "programme.yaml:3", ["bracket"]),
    "column misspelt": (C, "company,", "compny,", f"{C}:1", ["did you mean 'company'?"]),
    "column missing": (
        R,
        "maker,model,period,",
        "maker,model,note,",
        f"{R}:1",
        ["the column 'note' stands twice"],
    ),
    "outcome unknown": (C, ",built,own,,h,", ",bult,own,,h,", f"{C}:9", ["did you mean 'built'?"]),
    "cell too many": (C, "h,press", "h,i,press", f"{C}:9", ["cells"]),
    "cars are no number": (R, "2015-07,month,400", "2015-07,month,many", f"{R}:3", ["number"]),
    "evidence twice": (E, "id: E4", "id: E1", "evidence.yaml:27 evidence 4", ["again"]),
    "evidence on nothing": (
        E,
        "programme.activities.*.duration",
        "programme.activites.*.duration",
        "evidence.yaml:9 evidence 2",
        ["nothing in the programme fits"],
    ),
    "evidence on nothing exact": (
        E,
        "[programme.activities.site.duration]",
        "[programme.activities.sites.duration]",
        "evidence.yaml:19 evidence 3",
        ["'site'"],
    ),
    "evidence sets nothing": (
        E,
        "{milestones.delivery.planned: 2023-06-30}",
        "{milestones.delivery.plan: 2023-06-30}",
        "evidence.yaml:7 evidence 1",
        ["did you mean 'planned'?"],
    ),
    "evidence sets nonsense": (
        E,
        "{milestones.delivery.planned: 2023-06-30}",
        "{milestones.delivery.planned: summer}",
        "evidence.yaml:7 evidence 1",
        ["'summer'"],
    ),
    "rumour without credence": (
        E,
        "    credence: 40 %\n",
        "",
        "evidence.yaml:8 evidence 2",
        ["credence"],
    ),
    "evidence of no day": (
        E,
        "    date: 2021-03\n",
        "",
        "evidence.yaml:2 evidence 1",
        ["known_from"],
    ),
    "ended before it was known": (
        E,
        "outcome_known: 2021-09-01",
        "outcome_known: 2021-04-01",
        "evidence.yaml:17 evidence 2",
        ["before it was known"],
    ),
    "ended on no day": (
        E,
        "    outcome_known: 2021-09-01\n",
        "",
        "evidence.yaml:16 evidence 2",
        ["outcome_known"],
    ),
    "supersedes nothing": (
        E,
        "supersedes: [E2]",
        "supersedes: [E9]",
        "evidence.yaml:26 evidence 3",
        ["'E9'"],
    ),
    "contradicts itself": (
        E,
        "contradicts: [E3]",
        "contradicts: [E2]",
        "evidence.yaml:15 evidence 2",
        ["itself"],
    ),
}


def test_the_good_programme_is_good_and_saved_whole(tmp_path: Path) -> None:
    programme = files.load_programme(write(tmp_path))
    files.save_programme(programme, tmp_path / "again")
    assert files.load_programme(tmp_path / "again") == programme
    assert files.has_programme(tmp_path)


def test_there_are_many_kinds() -> None:
    assert len(SLIPS) >= 60


@pytest.mark.parametrize("kind", SLIPS)
def test_one_slip_is_told_once(kind: str, tmp_path: Path) -> None:
    file, old, new, where, words = SLIPS[kind]
    assert FILES[file].count(old) == 1
    write(tmp_path, FILES | {file: FILES[file].replace(old, new)})
    with pytest.raises(InvalidScenario) as raised:
        files.load_programme(tmp_path)
    findings = raised.value.findings
    assert [finding.where for finding in findings] == [where], str(raised.value)
    assert [word for word in words if word not in str(findings[0])] == [], str(findings[0])


def test_slips_are_told_together(tmp_path: Path) -> None:
    text = FILES[P].replace("duration: 90 d", "duration: ninety").replace("[site]", "[sity]")
    write(tmp_path, FILES | {P: text.replace("choice: build", "choice: built")})
    with pytest.raises(InvalidScenario) as raised:
        files.load_programme(tmp_path)
    told = str(raised.value)
    assert all(word in told for word in ("'ninety'", "'sity'", "'built'"))
