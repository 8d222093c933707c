import pytest

from carwright.analysis import Figure
from carwright.report import text


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (Figure(40.123, 39.823, 40.423, 20, "cars/h"), "40.1 cars/h (39.8–40.4; n = 20)"),
        (Figure(40.123, 40.108, 40.138, 20, "cars/h"), "40.12 cars/h (40.11–40.14; n = 20)"),
        (Figure(148_231, 147_380, 149_082, 5, "cars"), "148,200 cars (147,400–149,100; n = 5)"),
        (Figure(148_231, 148_226, 148_236, 5, "cars"), "148,231 cars (148,226–148,236; n = 5)"),
        (Figure(0.9312, 0.9262, 0.9362, 10, "share"), "93.1 % (92.6–93.6; n = 10)"),
        (Figure(0.5, -1.5, 2.5, 3, "h"), "0.5 h (-1.5 to 2.5; n = 3)"),
        (Figure(76.0, None, None, 0, "s", note="reckoned"), "76.0 s (reckoned)"),
        (Figure(3.0, None, None, 1, "h", note="alone"), "3.00 h (no interval, n = 1)"),
        (Figure(None, None, None, 0, "h", note="no car"), "– (no car)"),
        (Figure(0.0, 0.0, 0.0, 4, "share"), "0 % (0–0; n = 4)"),
        (None, "–"),
    ],
)
def test_figures_have_as_many_digits_as_their_interval_bears(
    figure: Figure | None, shown: str
) -> None:
    assert text.full(figure).replace(text.GAP, " ") == shown


def test_a_number_and_its_unit_are_not_torn_apart() -> None:
    assert text.with_unit(Figure(1.0, 0.7, 1.3, 4, "h")) == "1.0\u00a0h"


def test_targets_are_shown_as_they_were_given() -> None:
    given = {(47.4, "cars/h"): "47.4 cars/h", (150_000, "cars"): "150,000 cars"}
    given |= {(0.9, "share"): "90 %", (0.125, "share"): "12.5 %", (76, "s"): "76 s"}
    assert {key: text.value(*key).replace(text.GAP, " ") for key in given} == given
