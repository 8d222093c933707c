"""What every key of a summary's JSON means: the reference page is made from this table."""

from __future__ import annotations

from dataclasses import dataclass

from carwright.analysis.plantwide import MEANING


@dataclass(frozen=True)
class Key:
    """One key of `Summary.to_json()`.

    `path` joins keys by dots; ``[]`` stands for the entries of a list. `kind` is ``figure`` (an
    object as `FIGURE` says, in `unit`) or the type of the value; ``or null`` where it may be null.
    """

    path: str
    kind: str
    unit: str
    meaning: str


FIGURE: dict[str, str] = {
    "mean": "the estimate, or null",
    "low": "lower end of its confidence interval at `level`, or null where none can be given",
    "high": "upper end",
    "n": "independent values behind it: replications, or batches of one; 0 if it was not estimated",
    "unit": 'its unit; "" for a share or a plain number',
    "note": "why something is null, or how it was reckoned",
}
"""The keys of every figure."""

_PLANT_UNITS = {
    "jph_gross": "cars/h",
    "takt": "s",
    "jph_net": "cars/h",
    "oee": "",
    "cars_per_shift": "cars",
    "cars_per_day": "cars",
    "cars_per_month": "cars",
    "cars_per_year": "cars",
    "first_time_through": "",
    "reworks_per_car": "",
    "scrapped": "",
    "escaped": "",
    "wip": "cars",
    "lead_time": "h",
    "lead_time_p5": "h",
    "lead_time_p50": "h",
    "lead_time_p95": "h",
    "energy_per_car": "kWh",
}

_STATES = {
    "working": "in work",
    "setting_up": "in set-up",
    "waiting": "without a part, components or operators",
    "blocked": "with finished parts that can't leave",
    "failed": "stopped by a failure, waiting for the crew included",
    "paused": "in a break or in maintenance",
    "unplanned": "outside its shifts, or not built yet",
}


def _figures(prefix: str, *rows: tuple[str, str, str]) -> tuple[Key, ...]:
    return tuple(Key(f"{prefix}.{name}", "figure", unit, meaning) for name, unit, meaning in rows)


def _values(prefix: str, *rows: tuple[str, str, str]) -> tuple[Key, ...]:
    return tuple(
        Key(f"{prefix}.{name}".lstrip("."), kind, "", meaning) for name, kind, meaning in rows
    )


KEYS: tuple[Key, ...] = (
    Key("headline", "text", "", "one sentence: output, bottleneck, targets"),
    *_values(
        "run",
        ("scenario", "text", "name of the plant"),
        ("carwright", "text", "version that simulated it"),
        ("seed", "integer", "seed of all random numbers"),
        ("replications", "integer", "replications that were finished and count"),
        ("replications_wanted", "integer", "replications that were asked for"),
        ("days", "number", "simulated days, warm-up included"),
        ("period_h", "number", "hours of one period of the tables"),
        ("calendar", "text or null", "calendar of the plant's planned time; null: round the clock"),
        ("planned_hours_per_week", "number", "planned hours in an average week of the run"),
    ),
    Key("level", "number", "", "confidence level of all intervals"),
    *_values(
        "warm_up",
        ("periods", "integer", "periods cut off the beginning"),
        ("ms", "integer", "the same in ms"),
        ("method", "text", "given or MSER-5"),
        ("reached", "true or false", "whether a steady state was reached"),
        ("finding", "text", "what is wrong with the warm-up, if anything"),
    ),
    *(Key(f"plant.{name}", "figure", _PLANT_UNITS[name], MEANING[name]) for name in MEANING),
    Key("slowest[]", "text", "", "steps that limit the gross rate"),
    *_values(
        "stations[]",
        ("station", "text", "name of the station, in the order of the plant"),
        ("machines", "integer", "machines at the end of the run"),
    ),
    *_figures(
        "stations[].states", *((s, "", f"share of all time {m}") for s, m in _STATES.items())
    ),
    *_figures(
        "stations[]",
        ("availability", "", "working / planned busy time (ISO 22400-2)"),
        ("effectiveness", "", "planned cycle x works / working (ISO 22400-2)"),
        ("quality", "", "good / tested parts; 1 where nothing is tested (ISO 22400-2)"),
        ("oee", "", "availability x effectiveness x quality (ISO 22400-2)"),
        ("technical_availability", "", "share of planned busy time without failure"),
        ("parts_per_h", "/h", "parts per hour of planned busy time"),
        ("stand_alone_rate", "/h", "parts per hour if it never waited and were never blocked"),
        ("cycle", "s", "working time per work"),
        ("setups_per_h", "/h", "set-ups per hour of planned busy time"),
    ),
    *(
        Key(f"stations[].{name}", "figure or null", "", f"{meaning}; null: it does not test")
        for name, meaning in (
            ("first_time_through", "parts passed without any rework / (parts passed + scrapped)"),
            ("reworked", "share of tests that send to rework"),
            ("scrapped", "share of tests that scrap"),
            ("escaped", "share of tests that miss a fault"),
        )
    ),
    *_values(
        "buffers[]",
        ("store", "text", "name of the buffer or conveyor"),
        ("kind", "text", "buffer or conveyor"),
        ("capacity", "integer or null", "parts; null: no limit"),
    ),
    *_figures(
        "buffers[]",
        ("level", "parts", "mean level over all time"),
        ("empty", "", "share of time without any part"),
        ("full", "", "share of time without room"),
        ("parts_per_h", "/h", "parts that enter per hour of all time"),
        ("stay", "min", "mean time of a part in it"),
    ),
    *_values(
        "assets[]",
        ("station", "text", "station of the asset; the 20 assets with most downtime are listed"),
        ("machine", "text", "machine of the asset"),
        ("asset", "text", "robot or other asset; the machine itself for its own stops"),
        ("planned", "true or false", "maintenance or failures: both are listed apart"),
    ),
    *_figures(
        "assets[]",
        ("stops", "/1000 h", "stops per 1000 h of all time"),
        ("mtbf", "h", "working time of the machine per stop"),
        ("mttr", "min", "time per stop, waiting for the crew included"),
        ("waiting", "", "share of the downtime spent waiting for the crew"),
        ("downtime", "", "share of all time"),
    ),
    Key("bottlenecks.stations[].station", "text", "", "stations, the tightest bottleneck first"),
    *_figures(
        "bottlenecks.stations[]",
        ("sole", "", "share of time as the only bottleneck (Roser, Nakano and Tanaka 2002)"),
        ("shifting", "", "share of time as one of two between which it shifts"),
        ("total", "", "sole + half of shifting: sums to 1 over all stations"),
    ),
    Key(
        "bottlenecks.lead",
        "figure or null",
        "",
        "by how much the first is ahead of the second; null: there is no second",
    ),
    *_values(
        "targets[]",
        ("figure", "text", "key of the figure below plant"),
        ("target", "number", "what was wanted or reported"),
        ("unit", "text", "unit of target and figure"),
        ("source", "text", "who wants or reports it"),
    ),
    Key("targets[].reached", "figure", "that of the target", "the figure below plant"),
    *_values(
        "targets[]",
        ("gap", "number or null", "reached / target - 1"),
        ("verdict", "text", "met, missed, open (the interval holds the target) or unknown"),
        ("text", "text", "all of it in words"),
    ),
    *_values(
        "inputs",
        ("official", "integer", "numbers of the scenario whose best evidence is official"),
        ("press", "integer", "from the press"),
        ("rumour", "integer", "from hearsay"),
        ("estimate", "integer", "reckoned"),
        ("assumed", "integer", "guessed, and said so"),
        ("unsourced", "integer", "without any evidence"),
    ),
    Key("findings[]", "text", "", "what to know before trusting the figures"),
)
"""Every key of `Summary.to_json()`, in order."""
