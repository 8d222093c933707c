"""Numbers as people read them: no more digits than the interval bears, with unit and n."""

from __future__ import annotations

import math

from carwright.analysis.interval import Figure

UNKNOWN = "–"

GAP = "\u00a0"
"""Between a number and its unit: a space at which no line is broken."""

_SHOWN_AS: dict[str, tuple[float, str]] = {"share": (100.0, "%"), "1": (1.0, "")}
"""Units that are shown as others: what to multiply by, and the unit's text."""


def number(value: float | None, decimals: int = 0) -> str:
    """``148,200`` or ``40.12``; negative `decimals` round to tens, hundreds, ...

    >>> number(148_231, -2), number(-0.4, 0), number(float("nan"))
    ('148,200', '0', '–')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    rounded = round(value, decimals) + 0.0  # makes -0.0 a plain 0
    return f"{rounded:,.{max(0, decimals)}f}"


def decimals(half: float | None, value: float) -> int:
    """Decimals to write a value that is known to within `half`.

    The first digit of `half` is the last that is written, or its second if the first is 1 or 2
    (as the Particle Data Group rounds), but nobody reads decimals beyond four significant digits.
    Without an interval, or with one of no width: three significant digits.
    """
    if not half:
        return min(4, max(0, 2 - _magnitude(value))) if value else 0
    magnitude = _magnitude(half)
    first = round(half / 10.0**magnitude, 6)  # 0.3 / 0.1 is a little less than 3
    most = max(0, 3 - _magnitude(value)) if value else 4
    return min(most, -magnitude + (1 if first < 3 else 0))


def _magnitude(value: float) -> int:
    return math.floor(math.log10(abs(value)))


def unit(figure: Figure) -> str:
    """The unit as shown: ``%`` for a share."""
    return _SHOWN_AS.get(figure.unit, (1.0, figure.unit))[1]


def scale(unit: str) -> float:
    """What a value in this unit is multiplied by to be shown."""
    return _SHOWN_AS.get(unit, (1.0, unit))[0]


def amount(figure: Figure | None) -> float:
    """The mean, or 0 where nothing is known: to sort and to add up."""
    return 0.0 if figure is None or figure.mean is None else figure.mean


def places(figure: Figure) -> int:
    """Decimals to show the figure with, in its shown unit."""
    factor = scale(figure.unit)
    half = figure.half_width
    return decimals(half * factor if half else None, amount(figure) * factor)


def mean(figure: Figure | None) -> str:
    """The mean alone, without unit: for cells and labels."""
    if figure is None or figure.mean is None:
        return UNKNOWN
    return number(figure.mean * scale(figure.unit), places(figure))


def interval(figure: Figure | None) -> str:
    """``40.09–40.15``, in the shown unit; empty if there is none."""
    if figure is None or figure.low is None or figure.high is None:
        return ""
    factor, digits = scale(figure.unit), places(figure)
    low, high = (number(end * factor, digits) for end in (figure.low, figure.high))
    between = " to " if low.startswith("-") else "–"
    return f"{low}{between}{high}"


def with_unit(figure: Figure | None) -> str:
    """``40.12 cars/h`` or ``93.1 %``."""
    if figure is None or figure.mean is None:
        return UNKNOWN
    return f"{mean(figure)}{GAP}{unit(figure)}".rstrip()


def brief(figure: Figure | None) -> str:
    """``40.12 cars/h (40.09–40.15)``: for sentences and tips."""
    around = interval(figure)
    return f"{with_unit(figure)} ({around})" if around else with_unit(figure)


def bare(figure: Figure | None) -> str:
    """``40.12 (40.09–40.15)``: where the unit stands in a head or on an axis."""
    around = interval(figure)
    return f"{mean(figure)} ({around})" if around else mean(figure)


def basis(figure: Figure) -> str:
    """What the figure rests on: ``n = 20``, or that there is no interval, or no simulation."""
    if figure.half_width is not None:
        return f"n = {figure.n}"
    return f"no interval, n = {figure.n}" if figure.n else figure.note or "no interval"


def full(figure: Figure | None) -> str:
    """``40.12 cars/h (40.09–40.15; n = 20)``."""
    if figure is None:
        return UNKNOWN
    inside = [part for part in (interval(figure), basis(figure)) if part]
    return f"{with_unit(figure)} ({'; '.join(inside)})"


def percent(share: float) -> str:
    """``95 %``: a share that is given, not estimated."""
    return value(share, "share")


def value(amount: float, unit: str) -> str:
    """A number without interval, such as a target, as it was given: ``40 cars/h``."""
    factor, text = _SHOWN_AS.get(unit, (1.0, unit))
    shown = number(amount * factor, 6).rstrip("0").rstrip(".")
    return f"{shown}{GAP}{text}".rstrip()
