"""Codes of the Project XML Data Interchange Schema that are read and written."""

from __future__ import annotations

from carwright.model.programme.activity import LinkKind

NAMESPACE = "http://schemas.microsoft.com/project"

LINK_KINDS: dict[str, LinkKind] = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
LINK_CODES = {kind: code for code, kind in LINK_KINDS.items()}

LAG_UNITS_A_DAY = 24 * 60 * 10
"""Lags are tenths of a minute."""

DAYS, ELAPSED_DAYS = "7", "8"
"""Formats of durations and lags: in working days, and in calendar days."""

ELAPSED = {"4", "6", "8", "10", "12", "36", "38", "40", "42", "44"}
"""Formats that count calendar time (elapsed minutes to months; 32 more where estimated)."""

PERCENT = {"19", "20", "51", "52"}
"""Lags in per cent of the predecessor's duration."""

AS_SOON_AS_POSSIBLE, MUST_START_ON, START_NO_EARLIER_THAN = "0", "2", "4"

DURATION_FIELD = "188743731"
"""Text1: holds the duration as carwright writes it, so that a distribution survives."""

DURATION_ALIAS = "carwright duration"
