"""The page's sections in their order; one that the run has nothing for is left out."""

from __future__ import annotations

from carwright.report.content import Content
from carwright.report.section import Section
from carwright.report.sections.basis import energy, inputs, stamp
from carwright.report.sections.output import lead_time, rate, targets
from carwright.report.sections.stations import bottlenecks, states, stops
from carwright.report.sections.ways import first_time, flow, stores

ORDER = (
    targets,
    rate,
    states,
    bottlenecks,
    stores,
    flow,
    lead_time,
    first_time,
    stops,
    energy,
    inputs,
    stamp,
)


def sections(content: Content) -> list[Section]:
    """All sections that the run has something for."""
    return [section for make in ORDER if (section := make(content)) is not None]
