"""What the answer rests on: facts of the run, energy, inputs, the stamp."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

import polars as pl

from carwright.analysis import Scope, Summary
from carwright.analysis import inputs as inputs_of
from carwright.analysis.energy import energy as energy_of
from carwright.analysis.inputs import Input
from carwright.analysis.scope import Measure, ratio
from carwright.model import Evidence, Plant
from carwright.report import content
from carwright.report.gather.places import Places
from carwright.results import Run
from carwright.units import format_duration

_HOUR = 3_600_000
_DAY = 24 * _HOUR


def facts(run: Run, summary: Summary) -> tuple[str, ...]:
    """What was simulated, in a few words each."""
    told = summary.run
    phase = run.manifest.phase
    count = f"{told.replications} replication" + ("" if told.replications == 1 else "s")
    how = "set by hand" if summary.warm_up.method == "given" else summary.warm_up.method
    return (
        f"{told.days:,.4g} days simulated",
        *([f"phase {phase}"] if phase else []),
        count,
        f"seed {told.seed}",
        f"warm-up {summary.warm_up.ms / _DAY:.3g} days ({how})",
        f"{told.planned_hours_per_week:.4g} planned hours a week",
        f"figures: mean and {100 * summary.level:g} % interval",
    )


def energy(scope: Scope, summary: Summary, where: Places) -> content.EnergyUse | None:
    """Energy per car, by shop, and the plant's mean power; None if no station says its power."""
    used = energy_of(scope)
    if used is None:
        return None
    shops = pl.Series("shop", [where.shop(name) or "no shop" for name in used["station"]])
    cars = scope.sums(scope.run.lazy("sinks").select("replication", "period", "cars"))
    sums = used.with_columns(shops).group_by("shop", "sample", maintain_order=True)
    by_shop = sums.agg(pl.col("kwh").sum()).join(cars, on="sample", maintain_order="left")
    per_car = Measure("energy", "kWh/car", ratio(pl.col("kwh"), pl.col("cars")))
    whole = scope.with_time(used.group_by("sample").agg(pl.col("kwh").sum()))
    power = Measure("power", "kW", ratio(pl.col("kwh"), pl.col("ms"), _HOUR))
    found = [(key["shop"], f["energy"]) for key, f in scope.estimate(by_shop, ["shop"], [per_car])]
    ((_, total),) = scope.estimate(whole, [], [power])
    known = [(shop, figure) for shop, figure in found if figure.mean is not None]
    ordered = tuple(sorted(known, key=lambda pair: -(pair[1].mean or 0.0)))
    return content.EnergyUse(summary.plant.energy_per_car, total["power"], ordered)


def inputs(plant: Plant | None) -> content.Inputs | None:
    """Counts by status, and the inputs that are assumed or unsourced, alike ones together."""
    if plant is None:
        return None
    found = inputs_of(plant)
    groups: dict[tuple[object, ...], list[Input]] = {}
    for each in found.weak():
        section, _, rest = _parts(each.path)
        groups.setdefault((section, rest, each.status, each.evidence), []).append(each)
    known = {evidence.id: evidence for evidence in plant.evidence}
    rows = [_group(alike, known) for alike in groups.values()]
    rows.sort(key=lambda row: (row.status != "unsourced", -row.count))
    return content.Inputs({str(k): n for k, n in found.counts.items()}, tuple(rows))


def _parts(path: str) -> tuple[str, str, str]:
    """Section, name of the object and the rest: ``stations``, ``roof weld``, ``cycle``."""
    section, _, below = path.partition(".")
    name, _, rest = below.partition(".")
    return section, name, rest


def _group(alike: Sequence[Input], known: dict[str, Evidence]) -> content.Input:
    first = alike[0]
    names = list(dict.fromkeys(_parts(each.path)[1] for each in alike))
    section, _, rest = _parts(first.path)
    together = ".".join(part for part in (section, "*", rest) if part)
    evidence = known[first.evidence[0]] if first.evidence else None
    return content.Input(
        path=first.path if len(names) == 1 else together,
        names=tuple(names) if len(names) > 1 else (),
        count=len(alike),
        status=first.status,
        value=_few(list(dict.fromkeys(each.value for each in alike))),
        range=evidence.range if evidence else None,
        source=evidence.source if evidence else "",
        url=evidence.url if evidence else "",
    )


def _few(texts: Sequence[str], most: int = 3) -> str:
    more = f", and {len(texts) - most} other values" if len(texts) > most else ""
    return "; ".join(texts[:most]) + more


def stamp(run: Run) -> content.Stamp:
    """All that is needed to do the run again."""
    told = run.manifest
    versions = {"carwright": told.carwright, **told.versions}
    seconds = (
        f"{told.wall_s:.3g} s" + (f", {told.cpu_s:.3g} s of CPU" if told.cpu_s else "")
        if (told.wall_s is not None)
        else ""
    )
    listed = (
        ("Scenario", told.scenario),
        ("Plant (SHA-256)", told.plant),
        ("Program (SHA-256)", told.program),
        ("Phase", told.phase or "as dated"),
        ("Seed", str(told.seed)),
        ("Replications", f"{len(run.replications)} finished of {told.replications}"),
        ("Horizon", f"{told.horizon_ms / _DAY:g} days, in periods of {told.period_ms / _HOUR:g} h"),
        ("Resumed", _resumed(run)),
        ("Engine", told.engine),
        ("Versions", ", ".join(f"{name} {version}" for name, version in versions.items())),
        ("Platform", told.platform),
        ("Command", told.command),
        ("Started", told.started),
        ("Took", seconds),
        ("Events", f"{told.events:,}" if told.events is not None else ""),
    )
    return content.Stamp(tuple(pair for pair in listed if pair[1]), _again(run), _remark(run))


def _resumed(run: Run) -> str:
    told = run.manifest
    if told.resumed_ms is None:
        return ""
    when = f"from a state saved at {format_duration(told.resumed_ms)}"
    return f"{when} of the plant {told.forked_from}" if told.forked_from else when


def _again(run: Run) -> str:
    """The command that gives the same results, from the scenario as it was simulated."""
    told = run.manifest
    if told.forked_from:
        return told.command or "carwright run --resume FILE RUN/plant"
    folder = run.folder.name if run.folder is not None else "RUN"
    words = ["carwright", "run", f"{folder}/plant"]
    words += ["--days", f"{told.horizon_ms / _DAY!r}".removesuffix(".0")]
    words += ["--replications", str(told.replications), "--seed", str(told.seed)]
    words += ["--phase", told.phase] if told.phase is not None else []
    words += ["--engine", "reference"] if told.engine.startswith("reference") else []
    return shlex.join(words)


def _remark(run: Run) -> str:
    told = run.manifest
    if told.forked_from:
        return (
            "The run was forked: it went on with this plant from the saved state of another. That"
            " file is needed as well, unchanged."
        )
    where = (
        "Run it in the folder that holds the run's folder"
        if run.folder is not None
        else "RUN is the folder that the run was saved to"
    )
    paused = "This run was paused and resumed, which leaves no mark. " if told.resumed_ms else ""
    return (
        f"{where}, with carwright {told.carwright}. {paused}It gives the"
        " same bytes if the program's digest is the same; the number of threads does not matter."
    )
