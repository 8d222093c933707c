"""The colours of the page. Those of the states are told apart by colour-blind readers as well.

`tests/report/test_palette.py` measures it: the states' smallest distance in CIELAB as seen with
normal vision and with the three dichromacies (Machado, Oliveira and Fernandes 2009).
"""

STATES: dict[str, str] = {
    "working": "#1b8a6b",
    "setting_up": "#5ab4e6",
    "waiting": "#f4e08a",
    "blocked": "#e79a1c",
    "failed": "#b3261e",
    "paused": "#a9b0ba",
    "unplanned": "#e3e6ea",
}
"""By the names of table ``machines``, in the order in which they are stacked."""

INK = "#1c2530"
FAINT = "#5b6672"
LINE = "#d9dee4"
ACCENT = "#1f5a96"
PALE = "#c9dbee"
TARGET = "#8a2f6b"
WARM_UP = "rgba(91,102,114,0.10)"
HEAT = ("#f3f6fa", "#9cc0e2", "#3a7ab8", "#0d3c6e")
"""From nothing to everything: one hue, falling lightness, so that it prints in grey as well."""
