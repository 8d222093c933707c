"""Whatever a file holds, loading gives a plant or findings: never another error, never for long."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from carwright import files
from carwright.errors import Finding, InvalidScenario
from files.good import FILES

AT_MOST = 5.0
"""Seconds of processor time for one scenario; a usual one takes a fiftieth."""

ODD = [
    "", " ", "~", "null", "true", "-1", "0", "1e999", ".nan", ".inf", "9" * 400, "-0.0", "0x10",
    "''", '""', "[]", "{}", "[[]]", "{a: }", "- ", "? ", ": ", "&a", "*a", "!x", "%x", "@", "`",
    "|", ">", "#", "---", "...", "<<: *a", "<<: [1]", "é", "🚗", "\t", "\x85", "\u2028", "\ufeff",
    "\\", '"\\ud800"', '"\\0"', "a" * 2000, "-> ->", "(5)", "(0)", "x -> (5)", "default",
    "exponential()", "lognormal(1 s, cv=1e308)", "empirical(: 1)", "weibull(1 s, 0.001)",
    "uniform(5 s, 1 s)", "geometric(1 s, tick=0 s)", "76", "1 h 1 h", "5 %", "-5 %", "101 %",
    "2025-13-01", "0001-01-01", "9999-12-31", "24:00", "25:00", "..", "../plant.yaml",
    "plant.yaml", "/dev/zero", "orders.csv", "stations.csv", "a,b", ";", "*", "sedan", "repair",
]  # fmt: skip
names = st.sampled_from(sorted(FILES))


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, bytes]:
    """The good scenario after some accidents."""
    scenario = {name: text.encode() for name, text in FILES.items()}
    for _ in range(draw(st.integers(1, 4))):
        name = draw(names)
        accident = draw(st.sampled_from(ACCIDENTS))
        scenario[name] = accident(draw, scenario[name])
    return scenario


def _lines(draw: st.DrawFn, data: bytes) -> tuple[list[bytes], int]:
    lines = data.splitlines(keepends=True) or [b""]
    return lines, draw(st.integers(0, len(lines) - 1))


def without_a_line(draw: st.DrawFn, data: bytes) -> bytes:
    lines, at = _lines(draw, data)
    return b"".join(lines[:at] + lines[at + 1 :])


def a_line_twice(draw: st.DrawFn, data: bytes) -> bytes:
    lines, at = _lines(draw, data)
    return b"".join([*lines[: at + 1], *lines[at:]])


def lines_swapped(draw: st.DrawFn, data: bytes) -> bytes:
    lines, at = _lines(draw, data)
    other = draw(st.integers(0, len(lines) - 1))
    lines[at], lines[other] = lines[other], lines[at]
    return b"".join(lines)


def a_line_indented(draw: st.DrawFn, data: bytes) -> bytes:
    lines, at = _lines(draw, data)
    lines[at] = draw(st.sampled_from([b" ", b"  ", b"    ", b"\t"])) + lines[at]
    return b"".join(lines)


def a_word_renamed(draw: st.DrawFn, data: bytes) -> bytes:
    words = data.split(b" ")
    at = draw(st.integers(0, len(words) - 1))
    words[at] = words[at][:1] + draw(st.sampled_from([b"", b"x", b":", b"\n"])) + words[at][2:]
    return b" ".join(words)


def a_word_odd(draw: st.DrawFn, data: bytes) -> bytes:
    words = data.split(b" ")
    at = draw(st.integers(0, len(words) - 1))
    tail = words[at][-1:] if words[at][-1:] in b",:}]\n" else b""
    words[at] = draw(st.sampled_from(ODD)).encode() + tail
    return b" ".join(words)


def cut(draw: st.DrawFn, data: bytes) -> bytes:
    return data[: draw(st.integers(0, len(data)))]


def bytes_put_in(draw: st.DrawFn, data: bytes) -> bytes:
    at = draw(st.integers(0, len(data)))
    return data[:at] + draw(st.binary(min_size=1, max_size=6)) + data[at:]


def a_character_put_in(draw: st.DrawFn, data: bytes) -> bytes:
    at = draw(st.integers(0, len(data)))
    return data[:at] + draw(st.sampled_from("[]{}:,-'\"#&*!|>%@`?;=()\n\t ")).encode() + data[at:]


ACCIDENTS = [
    without_a_line,
    a_line_twice,
    lines_swapped,
    a_line_indented,
    a_word_renamed,
    a_word_odd,
    cut,
    bytes_put_in,
    a_character_put_in,
]


def load(scenario: dict[str, bytes]) -> tuple[Finding, ...]:
    """What is told of a scenario; nothing if it is good."""
    with TemporaryDirectory() as folder:
        for name, data in scenario.items():
            Path(folder, name).write_bytes(data)
        begin = time.process_time()
        try:
            files.load(folder)
        except InvalidScenario as invalid:
            return invalid.findings
        finally:
            assert time.process_time() - begin < AT_MOST
    return ()


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(mutated())
@example({"plant.yaml": b""})
def test_any_accident_gives_a_plant_or_findings(scenario: dict[str, bytes]) -> None:
    for finding in load(scenario):
        assert finding.where
        assert finding.what
        assert str(finding).isprintable()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode), names)
def test_any_bytes_give_a_plant_or_findings(data: bytes, name: str) -> None:
    load({file: text.encode() for file, text in FILES.items()} | {name: data})


@pytest.mark.slow
def test_every_line_can_be_missing() -> None:
    """All lines one by one: a slow but complete sweep of the shortest accidents."""
    for name, text in FILES.items():
        lines = text.splitlines(keepends=True)
        for at in range(len(lines)):
            data = "".join(lines[:at] + lines[at + 1 :])
            load({file: t.encode() for file, t in (FILES | {name: data}).items()})


@pytest.mark.parametrize("odd", ODD)
def test_every_value_can_be_odd(odd: str) -> None:
    lines = FILES["plant.yaml"].splitlines()
    for at, line in enumerate(lines):
        key, colon, _ = line.partition(": ")
        if colon and at % 12 == ODD.index(odd) % 12:  # other lines for each value
            text = "\n".join([*lines[:at], f"{key}: {odd}", *lines[at + 1 :]])
            load({f: t.encode() for f, t in (FILES | {"plant.yaml": text}).items()})
