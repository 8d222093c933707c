"""Units: what is read, what is refused and why, and that what is written reads back the same."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carwright import units
from carwright.errors import UnitError

DECIMALS = st.decimals(0, 10**6, places=6).map(lambda d: f"{d:f}")


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("76 s", 76_000),
        ("76s", 76_000),
        ("  76   s ", 76_000),
        ("0 s", 0),
        ("250 ms", 250),
        ("12 min", 720_000),
        ("1.5 h", 5_400_000),
        (".5 s", 500),
        ("1 h 30 min", 5_400_000),
        ("1h30min", 5_400_000),
        ("1 week 2 d 3 h 4 min 5 s 6 ms", 788_645_006),
        ("2 weeks", 1_209_600_000),
        ("0.5 ms", 1),
        ("1.0005 s", 1_001),
        ("1.00049 s", 1_000),
        ("36524250 d", units.MAX_DURATION),
    ],
)
def test_durations_read(text: str, ms: int) -> None:
    assert units.parse_duration(text) == ms


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-5 s", "must not be negative"),
        ("1 h -5 min", "must not be negative"),
        ("76", "no unit: add one of ms, s, min, h, d, week"),
        (76, "as text"),
        (True, "as text"),
        (None, "as text"),
        ("", "empty"),
        ("NaN s", "plain number"),
        ("inf s", "plain number"),
        ("٣ s", "plain number"),
        ("1e3 s", "without an exponent"),
        ("7,6 s", "with a point"),
        ("36524251 d", "longer than 100,000 years"),
        ("9" * 390 + " s", "longer than 100,000 years"),
        ("9" * 500 + " s", "more than 400 characters"),
        ("0.4 ms", "round to zero"),
        ("76 sec", "did you mean 's'"),
        ("76 Min", "did you mean 'min'"),
        ("76 m", "did you mean 'min'"),
        ("76 parsec", "none of its units"),
        ("30 min 1 h", "larger one first"),
        ("1 s 2 s", "larger one first"),
    ],
)
def test_durations_refused(text: object, why: str) -> None:
    with pytest.raises(UnitError, match="is not a duration") as caught:
        units.parse_duration(text)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 s"),
        (1, "1 ms"),
        (999, "999 ms"),
        (76_000, "76 s"),
        (76_300, "76.3 s"),
        (5_400_000, "90 min"),
        (5_400_500, "1 h 30 min 0.5 s"),
        (86_460_000, "1 d 1 min"),
        (604_800_000, "1 week"),
        (2 * 604_800_000, "2 weeks"),
    ],
)
def test_durations_written(ms: int, text: str) -> None:
    assert units.format_duration(ms) == text


@given(st.integers(0, units.MAX_DURATION))
def test_durations_round_trip(ms: int) -> None:
    assert units.parse_duration(units.format_duration(ms)) == ms


@given(DECIMALS, st.sampled_from(["ms", "s", "min", "h", "d", "week"]))
def test_durations_round_once_halves_up(number: str, unit: str) -> None:
    exact = Fraction(number) * units.DURATION[unit]
    if 0 < exact < Fraction(1, 2):
        with pytest.raises(UnitError, match="round to zero"):
            units.parse_duration(f"{number} {unit}")
    else:
        read = units.parse_duration(f"{number} {unit}")
        assert -Fraction(1, 2) < read - exact <= Fraction(1, 2)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No other error than UnitError may come of what stands in a file."""
    for read in READERS:
        try:
            value = read(text)
        except UnitError:
            continue
        assert value >= 0


READERS: list[Callable[[object], float | Fraction]] = [
    units.parse_duration,
    units.parse_length,
    units.parse_speed,
    units.parse_rate,
    units.parse_power,
    units.parse_share,
    units.parse_clock,
]


@pytest.mark.parametrize("value", [None, True, 76, 10**400, float("nan"), [1], b"76 s"])
@pytest.mark.parametrize("read", READERS)
def test_no_other_type_is_a_quantity(
    read: Callable[[object], float | Fraction], value: object
) -> None:
    with pytest.raises(UnitError):
        read(value)


@pytest.mark.parametrize(
    ("read", "unit"),
    [
        (units.parse_duration, "s"),
        (units.parse_length, "m"),
        (units.parse_power, "kW"),
        (units.parse_share, "%"),
        (units.parse_share, ""),
    ],
)
def test_no_number_is_too_large_to_be_refused(
    read: Callable[[object], float | Fraction], unit: str
) -> None:
    with pytest.raises(UnitError):
        read("9" * 390 + unit)


@pytest.mark.parametrize(
    ("text", "mm"), [("5.2 m", 5_200), ("0 m", 0), ("7 cm", 70), ("1 km", 1_000_000), ("3mm", 3)]
)
def test_lengths_read(text: str, mm: int) -> None:
    assert units.parse_length(text) == mm


def test_a_length_is_one_term() -> None:
    with pytest.raises(UnitError, match="one number with one unit"):
        units.parse_length("5 m 20 cm")


@given(st.integers(0, units.MAX_LENGTH))
def test_lengths_round_trip(mm: int) -> None:
    assert units.parse_length(units.format_length(mm)) == mm


@pytest.mark.parametrize(
    ("text", "speed"),
    [
        ("1.2 m/s", Fraction(1_200)),
        ("6 m/min", Fraction(100)),
        ("1 m / min", Fraction(50, 3)),
        ("1 km/h", Fraction(2_500, 9)),
        ("50 mm/s", Fraction(50)),
    ],
)
def test_speeds_read_exactly(text: str, speed: Fraction) -> None:
    assert units.parse_speed(text) == speed


@given(DECIMALS.filter(lambda d: Fraction(d) > 0), st.sampled_from(sorted(units.SPEED)))
def test_speeds_round_trip(number: str, unit: str) -> None:
    speed = units.parse_speed(f"{number} {unit}")
    assert speed == Fraction(number) * units.SPEED[unit]
    assert units.parse_speed(units.format_speed(speed)) == speed


def test_a_speed_that_no_unit_writes_exactly_is_refused() -> None:
    with pytest.raises(UnitError, match="exactly"):
        units.format_speed(Fraction(1, 7))


@pytest.mark.parametrize("text", ["0 m/s", "1 m", "1"])
def test_speeds_refused(text: str) -> None:
    with pytest.raises(UnitError, match="is not a speed"):
        units.parse_speed(text)


@pytest.mark.parametrize(
    ("length", "speed", "ms"),
    [
        (5_200, "6 m/min", 52_000),
        (1, "1 km/h", 4),  # 3.6
        (1, "2000 mm/s", 1),  # 0.5, half up
        (1, "2001 mm/s", 0),
        (0, "1 m/s", 0),
    ],
)
def test_travel_time(length: int, speed: str, ms: int) -> None:
    assert units.travel_time(length, units.parse_speed(speed)) == ms


@pytest.mark.parametrize(
    ("length", "speed"),
    [(-1, Fraction(1)), (1, Fraction(0)), (units.MAX_LENGTH, Fraction(1, 10**9))],
)
def test_travel_time_refused(length: int, speed: Fraction) -> None:
    with pytest.raises(UnitError):
        units.travel_time(length, speed)


def test_rates() -> None:
    assert units.parse_rate("40 /h") == 40
    assert units.parse_rate("1/min") == 60
    assert units.parse_rate("24 / d") == 1
    assert units.interval(units.parse_rate("40 /h")) == 90_000
    assert units.interval(units.parse_rate("7 /h")) == 514_286  # 514,285.71
    with pytest.raises(UnitError, match="did you mean '/h'"):
        units.parse_rate("40 JPH")
    with pytest.raises(UnitError, match="above zero"):
        units.parse_rate("0 /h")
    with pytest.raises(UnitError, match="above zero"):
        units.interval(Fraction(0))


@given(DECIMALS.filter(lambda d: Fraction(d) > 0), st.sampled_from(sorted(units.RATE)))
def test_rates_round_trip(number: str, unit: str) -> None:
    rate = units.parse_rate(f"{number} {unit}")
    assert units.parse_rate(units.format_rate(rate)) == rate


def test_power() -> None:
    assert units.parse_power("15 kW") == 15.0
    assert units.parse_power("750 W") == 0.75
    assert units.parse_power("1.2 MW") == 1200.0
    with pytest.raises(UnitError, match="did you mean 'kW'"):
        units.parse_power("15 kw")


@given(st.floats(0, 1e40))
def test_power_round_trips(power: float) -> None:
    assert units.parse_power(units.format_power(power)) == power


@pytest.mark.parametrize(
    ("value", "share"),
    [
        ("85 %", 0.85),
        ("85%", 0.85),
        (0.85, 0.85),
        ("0.85", 0.85),
        (1, 1.0),
        (0, 0.0),
        ("7 %", 0.07),
    ],
)
def test_shares_read(value: object, share: float) -> None:
    assert units.parse_share(value) == share


@pytest.mark.parametrize("value", [85, "85", -0.1, "101 %", float("inf"), "-1 %", 1.0000001])
def test_shares_refused(value: object) -> None:
    with pytest.raises(UnitError, match="is not a share"):
        units.parse_share(value)


@given(st.floats(0, 1))
def test_shares_round_trip(share: float) -> None:
    assert units.parse_share(units.format_share(share)) == share


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("06:00", 21_600_000),
        ("6:00", 21_600_000),
        ("00:00", 0),
        ("24:00", 86_400_000),
        ("23:59:59.999", 86_399_999),
    ],
)
def test_clock_times_read(text: str, ms: int) -> None:
    assert units.parse_clock(text) == ms


@pytest.mark.parametrize(
    "text", ["24:01", "25:00", "06:60", "6", "06.00", "-1:00", 360, "06:00 Uhr"]
)
def test_clock_times_refused(text: object) -> None:
    with pytest.raises(UnitError, match="is not a time of day"):
        units.parse_clock(text)


@given(st.integers(0, units.MS_PER_DAY))
def test_clock_times_round_trip(ms: int) -> None:
    assert units.parse_clock(units.format_clock(ms)) == ms


@pytest.mark.parametrize(
    ("write", "value"),
    [
        (units.format_duration, -1),
        (units.format_duration, units.MAX_DURATION + 1),
        (units.format_length, -1),
        (units.format_power, float("nan")),
        (units.format_share, 1.5),
        (units.format_clock, units.MS_PER_DAY + 1),
        (units.format_speed, Fraction(-1)),
        (units.format_rate, Fraction(0)),
    ],
)
def test_nothing_is_written_that_could_not_be_read(
    write: Callable[[object], str], value: object
) -> None:
    with pytest.raises(UnitError, match="can't be written"):
        write(value)
