"""Plants small enough to be run many times in a test."""

from carwright.model import Plant

LINE = {
    "name": "line",
    "start": "2025-01-06",
    "variants": {"car": {}},
    "failures": {"stop": {"between": "exponential(2 h)", "repair": "9 min"}},
    "sources": {"in": {"makes": "car"}},
    "stations": {
        "press": {"cycle": "exponential(60 s)"},
        "weld": {"cycle": "70 s", "failures": ["stop"]},
        "test": {"cycle": "40 s", "test": {"rework": "5 %", "rework_to": "mend"}},
        "repair": {"cycle": "5 min"},
    },
    "buffers": {"store": {"capacity": 5}, "mend": {}},
    "sinks": {"out": {}},
    "flow": ["in -> press -> store -> weld -> test -> out", "mend -> repair -> test"],
}


def line(**changes: object) -> Plant:
    """A line of three stations with repair, with parts of its description replaced."""
    return Plant.model_validate(LINE | changes)


def ring(rework: str) -> Plant:
    """A line that deadlocks as soon as one part is sent back."""
    stations = {
        "press": {"cycle": "60 s"},
        "test": {"cycle": "10 s", "test": {"rework": rework, "rework_to": "press"}},
    }
    return line(name="ring", stations=stations, buffers={}, flow=["in -> press -> test -> out"])


def two_lines(rework: str) -> Plant:
    """`ring`, and beside it a line that never stops."""
    beside = ring(rework)
    return beside.replace(
        sources=beside.sources | {"other in": beside.sources["in"]},
        stations=beside.stations | {"saw": beside.stations["press"]},
        flow=["in -> press -> test -> out", "other in -> saw -> out"],
    )
