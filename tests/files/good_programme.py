"""A small programme without faults, as files."""

from pathlib import Path

PROGRAMME = """\
name: Test programme
decision: 2021-01-04
currency: EUR
choice: build
activities:
  concept:
    group: Car
    duration: triangular(200 d, 250 d, 400 d)
    after: [start]
    people: 100
  prototype:
    group: Car
    duration: lognormal(120 d, cv=0.3)
    after: [SS concept + 90 d, FF concept + 20 d]
    people: 200
    finish_by: 2022-06-30
    resources: {workshop: 1}
  site:
    group: Plant
    duration: 100 d
    after: [start]
    only: [build]
  plant:
    group: Plant
    reference_class: plants
    after: [site + 10 d, concept - 30 d]
    cost: triangular(80 m, 100 m, 150 m)
    only: [build]
    not_before: 2021-06-01
  licence:
    duration: uniform(100 d, 300 d)
    after: [site]
  test drives:
    campaign: fleet
    after: [prototype]
    resources: {workshop: 1}
  series trials:
    duration: 90 d
    after: [gate A, test drives]
milestones:
  gate A: {after: [prototype, plant], planned: 2022-09-01, gate: true}
  SOP: {after: [series trials, licence], gate: true, planned: 2023-01-01}
  delivery: {after: [SOP + 30 d], planned: 2023-03-01, gate: true}
production:
  start: SOP
  first_delivery: delivery
  capacity: triangular(4 k, 5 k, 6 k)
  demand: 4.5 k
  ramp: reference/ramps.csv
  without: [Own Maker]
  months: 24
money:
  reserve: 900 m
  discount: 8 %
  per_person_month: 8 k
  investments:
    presses: {amount: 60 m, activity: plant, only: [build]}
    launch: {amount: 20 m, activity: series trials, paid: at finish}
  running: 5 m
  price: triangular(28 k, 30 k, 33 k)
  unit_cost:
    - {cars: 0, cost: 32 k}
    - {cars: 50 k, cost: "triangular(23 k, 25 k, 28 k)"}
  supplier_terms: 60 d
  shutdown: 30 %
staff:
  2021-01-04: 50
  2023-01-01: 600
resources:
  workshop: 1
risks:
  late chips: {probability: 20 %, hits: [series trials], delay: "triangular(20 d, 40 d, 90 d)"}
  site lost: {probability: 5 %, hits: [site], stops: true, only: [build]}
  software trouble: {probability: 30 %, hits: [prototype], factor: "uniform(1.1, 1.5)", cost: 5 m}
correlations:
  - {activities: [concept, prototype], rho: 0.5, because: one team}
options:
  build:
    title: Own plant
    licence: {activity: licence, probability: 60 %, refused: 200 d, refused_cost: 30 m}
  contract:
    title: Contract manufacturer
    licence: {activity: licence, probability: 95 %}
    sets:
      activities.licence.duration: 60 d
      money.unit_cost: [{cars: 0, cost: 33 k}, {cars: 50 k, cost: 28 k}]
      money.investments.tools: {amount: 30 m, activity: series trials}
  walk away: {walks_away: true, sunk: 2 m}
waiting:
  answer: uniform(100 d, 300 d)
  options: [build, contract, walk away]
  cost: 1 m
test_campaigns:
  fleet: {fleet: 40, km_per_day: 300, event_rate: 2.5, true_rate: 0.3, longest: 300 d}
reference_classes:
  cars: {file: reference/programmes.csv, until: first_delivery, without: [Own Maker]}
  plants: {file: reference/programmes.csv, kind: plant build}
outside:
  reference_class: cars
  milestone: delivery
  since: 2020-06-01
"""

EVIDENCE = """\
evidence:
  - id: E1
    bears_on: [programme.milestones.delivery.planned]
    status: official
    source: Press conference
    date: 2021-03
    sets: {milestones.delivery.planned: 2023-06-30}
  - id: E2
    bears_on: [programme.activities.*.duration]
    status: rumour
    source: A paper
    known_from: 2021-05-01
    credence: 40 %
    sets: {activities.site.duration: 200 d}
    contradicts: [E3]
    outcome: refuted
    outcome_known: 2021-09-01
  - id: E3
    bears_on: [programme.activities.site.duration]
    status: press
    source: Another paper
    known_from: 2021-09-01
    sets:
      activities.site.started: 2021-01-10
      activities.site.finished: 2021-08-20
    supersedes: [E2]
  - id: E4
    bears_on: [programme.money]
    status: assumed
    source: Nobody knows
"""

CASES = """\
company,model,kind,start_event,started,announced_target,target_stated_on,sop,first_delivery,ended,outcome,route,note,source,confidence
A,One,car,founding,2012-01,2014-12,2013-01,2015-05,2015-06,,delivered,own,,a,press
B,Two,car,founding,2013,2016,2014,2016-10,2016-12,,delivered,contract,,b,press
C,Three,car,founding,2014-05,2017,2015,,,2018-03,cancelled,own,,c,press
D,Four,car,founding,2015-02,2018,2016,2018-02,2018-04-10,,delivered,own,,d,press
E,Five,car,founding,2018-02,2021,2019,,,2020-12,open,own,,e,press
F,Site,plant build,ground-breaking,2016-01-01,,,,2017-03-01,,built,own,,f,press
G,Site,plant build,ground-breaking,2017-01-01,,,,2018-01-15,,built,own,,g,press
H,Site,plant build,ground-breaking,2018-05-01,,,,2019-12-01,,built,own,,h,press
"""

RAMPS = """\
maker,model,period,period_type,cars,basis,source,confidence,note
A,One,2015-06,month,100,deliveries,a,press,
A,One,2015-07,month,400,deliveries,a,press,
A,One,2015-08,month,900,deliveries,a,press,
A,One,2015-09,month,1600,deliveries,a,press,
A,One,2015-10,month,2100,deliveries,a,press,
A,One,2015-11,month,2400,deliveries,a,press,
A,One,2015-12,month,2500,deliveries,a,press,
D,Four,2018Q2,quarter,300,production,d,press,
D,Four,2018Q3,quarter,2800,production,d,press,
D,Four,2018Q4,quarter,6000,production,d,press,
D,Four,2019Q1,quarter,7500,production,d,press,
"""

FILES = {
    "programme.yaml": PROGRAMME,
    "evidence.yaml": EVIDENCE,
    "reference/programmes.csv": CASES,
    "reference/ramps.csv": RAMPS,
}


def write(folder: Path, files: dict[str, str] = FILES) -> Path:
    """Write the programme's files into a folder and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
