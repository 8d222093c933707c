"""What the programme's commands share: reading a date, and words for dates, money and shares."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from carwright.analysis import Figure
    from carwright.model.programme import Programme
    from carwright.programme.bands import Band, Dates
    from carwright.programme.flows import Output

Scenario = Annotated[str, typer.Argument(help="Folder of a scenario, or a library name: su7")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Day of the reading: only what was known by then counts"),
]
Option = Annotated[str | None, typer.Option("--option", help="Option; the programme's choice")]
Draws = Annotated[int, typer.Option(min=100, max=2_000_000, help="Draws of the Monte Carlo")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the random numbers")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead")]


RunFolder = Annotated[
    Path | None,
    typer.Option("--run", help="Folder of a plant's run: its cars a month cap the deliveries"),
]


def plant_of(run: Path | None, programme: Programme, date: dt.date) -> Output | None:
    """What a stored run of the plant makes, if one was named."""
    if run is None:
        return None
    from carwright.programme.plant_output import PlantCapacity
    from carwright.results import Run

    return PlantCapacity.of(Run.load(run), programme, date)


def read(scenario: str, as_of: str | None) -> tuple[Programme, dt.date]:
    """The programme and the day of the reading (the decision if not said)."""
    from carwright.files import load_programme

    programme = load_programme(scenario)
    return programme, programme.decision if as_of is None else parsed(as_of, "--as-of")


def parsed(text: str, option: str) -> dt.date:
    """A date of the command line. Raises `CarwrightError`."""
    from carwright.errors import CarwrightError

    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CarwrightError(
            f"{option} {text!r} is not a date -> write year-month-day, such as 2022-09-01"
        ) from None


def day(date: dt.date | None) -> str:
    """A date, or that there is none."""
    return date.isoformat() if date else "never"


def span(dates: Dates) -> str:
    """P50 with the band P10 to P90."""
    return f"{day(dates.p50)} [{day(dates.p10)} to {day(dates.p90)}]"


def percent(share: float) -> str:
    """A probability in words: no false certainty at the ends."""
    if 0 < share < 0.005:
        return "below 1 %"
    if 0.995 < share < 1:
        return "above 99 %"
    return f"{share:.0%}".replace("%", " %")


def likely(figure: Figure | None) -> str:
    """A probability that may not have been asked for."""
    return "-" if figure is None or figure.mean is None else percent(figure.mean)


def amounts(band: Band) -> str:
    """P50 with P10 to P90, without a unit."""
    low, middle, high = (money(value, "") for value in (band.p10, band.p50, band.p90))
    return f"{middle} [{low} to {high}]"


def money(value: float | None, currency: str) -> str:
    """An amount to three digits: 12.3 bn CNY."""
    if value is None:
        return "unknown"
    for unit, scale in ((" bn", 1e9), (" m", 1e6), (" k", 1e3)):
        if abs(value) >= scale:
            return f"{value / scale:,.3g}{unit} {currency}".rstrip()
    return f"{value:,.3g} {currency}".rstrip()
