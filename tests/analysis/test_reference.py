"""The reference page of the results says what each key and table is."""

from carwright.analysis import reference
from carwright.analysis.keys import KEYS
from carwright.results import TABLES


def test_every_key_and_table_has_a_row() -> None:
    lines = reference.page().splitlines()
    for name in (*(key.path for key in KEYS), *TABLES):
        assert sum(line.startswith(f"| `{name}` |") for line in lines) == 1, name
