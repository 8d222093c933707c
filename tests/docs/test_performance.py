"""The tables of `make bench` find their places in docs/performance.md, and only those change."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[2]
PAGE = REPOSITORY / "docs" / "performance.md"

CASE = {
    "contender": "cimba_model",
    "title": "cimba for Python",
    "version": "0.9.5",
    "workload": "w1",
    "size": 1_000_000,
    "per_cpu_s": 4.25e6,
    "per_cpu_s_low": 4.1e6,
    "per_cpu_s_high": 4.5e6,
    "ratio": [1.0, 1.0, 1.0],
    "wall_s": 3.0,
    "peak_mib": 270.0,
    "throughput": 0.9001,
    "known": 0.9,
    "deviations": 0.4,
    "runs": [{}] * 5,
}
RESULTS: dict[str, Any] = {
    "machine": {"words": "2.0 GHz core", "python": "Python 3.11"},
    "load_before": (0.1, 0.1, 0.1),
    "load_after": (0.2, 0.1, 0.1),
    "cases": [CASE],
}


@pytest.fixture(scope="module")
def tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tables", REPOSITORY / "benchmarks" / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_table_has_its_place(tables: ModuleType) -> None:
    text = PAGE.read_text("utf-8")
    for name in (*tables.WORKLOADS, "measured", "startup", "scaling", "ceilings"):
        assert text.count(f"<!-- bench {name} -->") == 1
        assert text.count(f"<!-- end {name} -->") == 1


def test_only_what_was_measured_is_written(tmp_path: Path, tables: ModuleType) -> None:
    page = tmp_path / "performance.md"
    page.write_text(PAGE.read_text("utf-8"), "utf-8")
    tables.write(page, RESULTS)
    before, after = PAGE.read_text("utf-8"), page.read_text("utf-8")
    for name in (*tables.WORKLOADS, "startup", "scaling", "ceilings"):
        piece = [each.split(f"<!-- bench {name} -->")[1] for each in (before, after)]
        old, new = (each.split(f"<!-- end {name} -->")[0] for each in piece)
        if name == "w1":
            assert "| cimba for Python | 1,000,000 customers | 4.25 (4.1-4.5) | 1 (1-1) |" in new
        else:
            assert new == old


def test_a_page_without_the_place_is_refused(tmp_path: Path, tables: ModuleType) -> None:
    page = tmp_path / "performance.md"
    page.write_text("no marks", "utf-8")
    with pytest.raises(RuntimeError, match="no place for w1"):
        tables.write(page, RESULTS)
