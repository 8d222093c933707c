"""A good scenario as texts, with something of everything; tests make one fault at a time in it."""

from pathlib import Path

PLANT = """\
carwright: 1
name: Test plant
start: 2025-01-06
variants:
  sedan: {title: Saloon, priority: 1}
  wagon:
options:
  sunroof: {share: 25 %, variants: [sedan]}
components:
  door set:
  battery:
colours: [white, grey]
phases:
  one: {from: 2025-01-06}
  two: {from: 2025-07-01, title: Second line}
calendars:
  day:
    shifts:
      - {name: early, from: "06:00", to: "14:00"}
      - {name: late, days: [mon, tue], from: "14:00", to: "22:00"}
    breaks:
      - {at: "10:00", for: 30 min}
    days_off:
      - {from: 2025-04-18, to: 2025-04-21}
    overtime:
      - {date: 2025-03-01, from: "06:00", to: "12:00"}
crews:
  repair crew: {size: 2, calendar: day}
  line crew: {size: 4}
failures:
  robot stop: {between: exponential(20 h), repair: 8 min, crew: repair crew, people: 2}
  gun wear: {between: 2000, repair: 4 min, clock: cycles}
maintenance:
  dressing: {between: 4 h, repair: 3 min, first: 1 h}
shops:
  body: {calendar: day}
  assembly:
sources:
  body in:
    shop: body
    makes: {sedan: 60 %, wagon: 40 %}
    colours: {white: 70 %, grey: 30 %}
    every: exponential(70 s)
    when_full: lose
    limit: 60
  door in: {follows: frame, follow_as: {sedan: door set, wagon: door set}}
  battery in: {makes: battery}
  special in: {orders: orders.csv}
tables:
  stations: [stations.csv]
stations:
  frame:
    shop: body
    cycle: {sedan: 60 s, default: 66 s}
    option_time: {sunroof: 4 s}
    setup: {by: variant, time: 30 s, times: {"wagon -> *": 40 s}}
    robots:
      - {count: 6, does: spot welding, failures: [robot stop, gun wear]}
      - {count: 2, prefix: H, failures: [robot stop]}
    maintenance: [dressing]
    energy: {working: 45 kW}
  paint:
    cycle: 90 s
    machines: {one: 1, two: 2}
    batch: 2
    batch_by: colour
    choose: share
  trim:
    shop: assembly
    cycle: 60 s
    operators: {crew: line crew, people: 2}
    needs:
      - {component: door set, from: door store}
      - {component: battery, from: battery store, quantity: {sedan: 1, wagon: 2}}
  final test:
    cycle: 50 s
    test: {rework: {sedan: 5 %}, scrap: 1 %, coverage: 95 %, rework_to: repair}
buffers:
  body store: {capacity: {one: 20, two: 40}}
  door store: {capacity: 12}
  battery store: {capacity: 4, order: lifo, transit: 10 s}
conveyors:
  belt: {length: 40 m, speed: 6 m/min, pitch: 5 m, calendar: day}
sinks:
  out:
  shipped:
flow:
  - body in -> frame -> body store -> paint
  - special in -> frame
  - {path: paint -> belt -> trim, share: 80 %}
  - {path: paint -> (3) -> trim, share: 20 %}
  - trim -> (4) -> final test -> out
  - repair -> shipped
  - door in -> door store
  - battery in -> cell test -> battery store
targets:
  - {figure: oee, value: 0.85, source: plan}
run: {days: 20, replications: 4, seed: 7, warm_up: 2 d}
"""

STATIONS = """\
name,shop,cycle,failures,robots,operators,test.scrap
repair,assembly,"lognormal(10 min, cv=0.5)",,,1 x line crew,
cell test,,20 s,robot stop,2xR handling @ robot stop + gun wear,,1 %
"""

ORDERS = """\
variant,colour,due,release
sedan,white,2025-02-03 14:00,
wagon,grey,40 d,12 h
sedan + sunroof,,2025-02-20,2025-01-07
"""

EVIDENCE = """\
evidence:
  - id: frame cycle
    bears_on: [stations.frame.cycle, "failures.*.between"]
    status: press
    source: a newspaper
    date: 2024-11
    range: [55 s, 70 s]
  - {id: paint, bears_on: [stations.paint], status: assumed, source: a guess}
"""

FILES = {
    "plant.yaml": PLANT,
    "stations.csv": STATIONS,
    "orders.csv": ORDERS,
    "evidence.yaml": EVIDENCE,
}


def write(folder: Path, files: dict[str, str] = FILES) -> Path:
    """Write the files of a scenario into a folder."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
