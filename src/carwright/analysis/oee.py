"""Overall equipment effectiveness by ISO 22400-2:2014, section 6 (key performance indicators).

The standard's times, in the states of `compile.schema.State`:

| ISO 22400-2 | here |
|---|---|
| planned busy time, PBT | all time less *unplanned* and *paused* |
| actual production time, APT | *working* |
| planned run time per item, PRI | the mean of the planned cycle time |
| produced quantity, PQ; good quantity, GQ | parts worked on; those that passed the station's test |

*Setting-up*, *waiting*, *blocked* and *failed* lie within the planned busy time and lower the
availability, as the standard has it. `technical_availability` is what a maintenance engineer calls
availability: only failures lower it.
"""

from __future__ import annotations

import polars as pl

from carwright.analysis.scope import Measure, ratio, share

FORMULA = """\
OEE index     = availability x effectiveness x quality ratio          (ISO 22400-2:2014)
availability  = APT / PBT
effectiveness = PRI x PQ / APT
quality ratio = GQ / PQ
PBT  planned busy time: all time less unplanned and paused
APT  actual production time: working
PRI  planned run time per item: mean of the planned cycle time
PQ   produced quantity;  GQ  good quantity: what passed (all, where nothing is tested)
"""
"""The formulas in plain text, for reports."""

PLANNED = pl.sum_horizontal("working", "setting_up", "waiting", "blocked", "failed")
"""Planned busy time on sums of table ``machines``."""

_NEVER_PLANNED = "no planned time"
_NEVER_WORKED = "it did no work"


def measures() -> tuple[Measure, ...]:
    """Availability, effectiveness, quality, OEE and technical availability, all as shares.

    On sums of table ``machines`` with the columns planned_run (ms: PRI x PQ), good and tested
    (parts; 0 tested where the station does not test).
    """
    quality = pl.when(pl.col("tested") > 0).then(pl.col("good") / pl.col("tested")).otherwise(1.0)
    return (
        share("availability", ratio(pl.col("working"), PLANNED), _NEVER_PLANNED),
        Measure(
            "effectiveness", "", ratio(pl.col("planned_run"), pl.col("working")), _NEVER_WORKED
        ),
        share("quality", quality, _NEVER_WORKED),
        Measure("oee", "", ratio(pl.col("planned_run") * quality, PLANNED), _NEVER_PLANNED),
        share("technical_availability", ratio(PLANNED - pl.col("failed"), PLANNED), _NEVER_PLANNED),
    )
