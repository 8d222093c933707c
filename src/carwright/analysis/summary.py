"""`Summary`: everything that a run says, as values, as JSON and as one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from carwright.analysis.assets import AssetFigures, assets
from carwright.analysis.bottleneck import Ranking, bottlenecks
from carwright.analysis.buffers import BufferFigures, buffers
from carwright.analysis.display import (
    BOTTLENECK_CAPTION,
    BOTTLENECK_COLUMNS,
    bottleneck_rows,
    figure_rows,
    interval_title,
    paragraph,
    run_title,
    table,
)
from carwright.analysis.findings import findings
from carwright.analysis.gross import gross
from carwright.analysis.headline import headline
from carwright.analysis.inputs import inputs
from carwright.analysis.interval import LEVEL, Figure
from carwright.analysis.plantwide import Plantwide, plantwide
from carwright.analysis.scope import Scope, scope
from carwright.analysis.stations import StationFigures, stations
from carwright.analysis.targets import Distance, distances
from carwright.analysis.warmup import WarmUp
from carwright.results import Run

MOST_ASSETS = 20


@dataclass(frozen=True)
class RunFacts:
    """What was simulated; `planned_time` explains calendar and planned_hours_per_week."""

    scenario: str
    carwright: str
    seed: int
    replications: int
    replications_wanted: int
    days: float
    period_h: float
    calendar: str | None
    planned_hours_per_week: float


@dataclass(frozen=True)
class Summary:
    """What a run says; `keys.KEYS` describes every key of its JSON.

    `slowest` names the steps that limit the gross rate; `assets` are the `MOST_ASSETS` with most
    downtime (`assets.assets` has all); `inputs` counts the scenario's numbers by what stands
    behind them, and is empty for a run without a plant.
    """

    run: RunFacts
    level: float
    warm_up: WarmUp
    plant: Plantwide
    slowest: tuple[str, ...]
    stations: tuple[StationFigures, ...]
    buffers: tuple[BufferFigures, ...]
    assets: tuple[AssetFigures, ...]
    bottlenecks: Ranking
    targets: tuple[Distance, ...]
    inputs: Mapping[str, int]
    findings: tuple[str, ...]

    def headline(self) -> str:
        """One sentence: what the plant makes, what holds it back, and whether targets are met."""
        return headline(self.run.scenario, self.plant, self.bottlenecks, self.targets)

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON, never NaN: see `keys.KEYS`."""
        return {"headline": self.headline(), **_plain(self)}

    def _repr_html_(self) -> str:
        facts = self.run
        title = run_title(facts.days, facts.replications, self.warm_up.ms)
        heads = (title, "Mean", interval_title(self.level), "n")
        parts = [
            paragraph(self.headline(), "h4"),
            table(heads, figure_rows(self.plant)),
            *(paragraph(target.text) for target in self.targets),
        ]
        rows = list(bottleneck_rows(self.bottlenecks, self.stations))
        if rows:
            parts += [table(BOTTLENECK_COLUMNS, rows), paragraph(BOTTLENECK_CAPTION, "small")]
        parts += [paragraph(f"Note: {finding}") for finding in self.findings]
        return f"<div>{''.join(parts)}</div>"


def summarise(run: Run, *, level: float = LEVEL, warm_up: int | None = None) -> Summary:
    """Everything that a run says, with intervals at `level`; `warm_up` (ms) as in `scope`.

    Raises:
        CarwrightError: if a warm-up that was set leaves nothing, or `level` is not between 0 and 1.
        UnreadableRun: if a file of the run is damaged.
    """
    which = scope(run, level=level, warm_up=warm_up)
    ideal = gross(run)
    figures = plantwide(which, ideal)
    plant = run.plant()
    ranking = bottlenecks(which)
    sources = inputs(plant) if plant else None
    return Summary(
        run=_facts(which),
        level=level,
        warm_up=which.warm_up,
        plant=figures,
        slowest=ideal.slowest,
        stations=stations(which),
        buffers=buffers(which),
        assets=assets(which)[:MOST_ASSETS],
        bottlenecks=ranking,
        targets=distances(plant, figures),
        inputs={str(k): n for k, n in sources.counts.items()} if sources else {},
        findings=findings(which, figures, ranking, sources),
    )


def _facts(which: Scope) -> RunFacts:
    told = which.run.manifest
    return RunFacts(
        scenario=told.scenario,
        carwright=told.carwright,
        seed=told.seed,
        replications=len(which.replications),
        replications_wanted=told.replications,
        days=told.horizon_ms / 86_400_000,
        period_h=told.period_ms / 3_600_000,
        calendar=which.planned.calendar,
        planned_hours_per_week=which.planned.hours_per_week,
    )


def _plain(value: Any) -> Any:
    """Dataclasses as dicts, figures as their own JSON, sequences as lists."""
    if isinstance(value, Figure):
        return value.to_json()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value
