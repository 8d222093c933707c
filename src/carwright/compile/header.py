"""The kernel's side of the border: ``src/native/program.h``, made from the schema.

``python -m carwright.compile.header`` writes it, ``--check`` only says whether it is up to date
(exit status 1 if not). The text is laid out as clang-format would.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from enum import IntEnum
from pathlib import Path

from carwright.compile.schema import CODES, FOREVER, NONE, TABLES, Table
from carwright.compile.tallies import LEAD_BINS, LEVELS, REWORKS, TALLIES

PLACE = Path("src/native/program.h")

_TYPES = {
    "i16": "std::int16_t",
    "i32": "std::int32_t",
    "i64": "std::int64_t",
    "u64": "std::uint64_t",
    "f64": "double",
}

_HEAD = """\
// Made by `python -m carwright.compile.header` from carwright/compile/schema.py and tallies.py,
// where every column is explained. Do not edit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace carwright {
"""


def header() -> str:
    """The whole text of ``program.h``."""
    return "\n".join((_HEAD, *_constants(), *_enums(), *_tables(), *_program(), *_tallies()))


def _constants() -> Iterator[str]:
    yield f"constexpr std::int32_t kNone = {NONE};"
    yield f"constexpr std::int64_t kForever = std::int64_t{{1}} << {FOREVER.bit_length() - 1};"
    yield f"constexpr int kLevels = {LEVELS};"
    yield f"constexpr int kLeadBins = {LEAD_BINS};"
    yield f"constexpr int kReworks = {REWORKS};"
    yield ""


def _enums() -> Iterator[str]:
    for codes in CODES:
        yield from _enum(codes)


def _enum(codes: type[IntEnum]) -> Iterator[str]:
    yield f"enum class {codes.__name__} : std::uint8_t {{"
    for code in codes:
        yield f"    {code.name} = {code.value},"
    yield "};"
    yield f"constexpr int k{codes.__name__}Count = {len(codes)};"
    yield ""


def _tables() -> Iterator[str]:
    for table in TABLES:
        yield f"struct {_struct(table)} {{"
        for column in table.columns:
            yield f"    std::vector<{_TYPES[column.dtype]}> {column.name};"
        yield f"    std::size_t rows() const {{ return {table.columns[0].name}.size(); }}"
        yield "};"
        yield ""


def _struct(table: Table) -> str:
    return f"{table.name.capitalize()}Table"


def _program() -> Iterator[str]:
    yield "struct Program {"
    for table in TABLES:
        yield f"    {_struct(table)} {table.name};"
    yield "};"
    yield ""
    yield '// Calls visit("table.column", vector) for every column, in the order of the schema.'
    yield "template <class Visit>"
    yield "void each_column(Program& program, Visit&& visit) {"
    for table in TABLES:
        for column in table.columns:
            yield f'    visit("{table.name}.{column.name}", program.{table.name}.{column.name});'
    yield "}"
    yield ""


def _tallies() -> Iterator[str]:
    yield "enum class Tally : std::uint8_t {"
    for tally in TALLIES:
        yield f"    {tally.name},"
    yield "};"
    yield f"constexpr int kTallyCount = {len(TALLIES)};"
    yield ""
    yield "struct TallyShape {"
    yield "    const char* name;"
    yield "    const char* shape;"
    yield "};"
    yield ""
    yield "// clang-format off"
    yield "constexpr TallyShape kTallies[kTallyCount] = {"
    for tally in TALLIES:
        yield f'    {{"{tally.name}", "{tally.shape}"}},'
    yield "};"
    yield "// clang-format on"
    yield ""
    yield "}  // namespace carwright"
    yield ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the header below the working directory, the root of the repository."""
    parser = argparse.ArgumentParser(prog="python -m carwright.compile.header")
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    check = parser.parse_args(arguments).check
    if check:
        if PLACE.read_text("utf-8") == header():
            return 0
        print(f"{PLACE} is out of date: run `python -m carwright.compile.header`", file=sys.stderr)
        return 1
    PLACE.write_text(header(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
