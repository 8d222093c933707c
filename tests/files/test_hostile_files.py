"""Files that are no files, too large, elsewhere or full of rubbish are refused at once."""

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from carwright import files
from carwright.errors import InvalidScenario
from files.good import EVIDENCE, FILES, ORDERS, PLANT, STATIONS, write

Spoil = Callable[[Path], None]

AT_ONCE = 2.0
"""Seconds of processor time; the slowest of these takes half a second."""


def bytes_in(name: str, data: bytes) -> Spoil:
    return lambda folder: (folder / name).write_bytes(data) and None


def text_in(name: str, text: str) -> Spoil:
    return bytes_in(name, text.encode())


def sparse(name: str, size: int) -> Spoil:
    def spoil(folder: Path) -> None:
        with (folder / name).open("wb") as file:
            file.truncate(size)

    return spoil


def replaced(name: str, make: Callable[[Path], object]) -> Spoil:
    def spoil(folder: Path) -> None:
        (folder / name).unlink()
        make(folder / name)

    return spoil


def link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def bound_socket(path: Path) -> None:
    # A bound socket's name must be short, and a test's folder is not.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(path.name)
    finally:
        os.chdir(here)


def changed(name: str, old: str, new: str, encoding: str = "utf-8") -> Spoil:
    text = FILES[name].replace(old, new)
    return bytes_in(name, text.encode(encoding))


def more(name: str, text: str) -> Spoil:
    return text_in(name, FILES[name] + text)


BOMB = "note:\n  a: &a [x, x]\n" + "".join(
    f"  {name}: &{name} [{', '.join(['*' + before] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
DEEP = "note: " + "[" * 5000 + "]" * 5000 + "\n"

NINES = "seed: " + "9" * 10_000
ORDERED = "plant.yaml:48 source 'special in'"
RED = "plant.yaml:85 sink '\\x1b[31mout'"

CASES: list[tuple[str, Spoil, str, tuple[str, ...]]] = [
    ("no plant.yaml", lambda f: (f / "plant.yaml").unlink(), "plant.yaml", ("no such file",)),
    ("2 GB of YAML", sparse("plant.yaml", 2**31), "plant.yaml", ("2,147,483,648", "16,777,216")),
    ("2 GB of evidence", sparse("evidence.yaml", 2**31), "evidence.yaml", ("2,147,483,648",)),
    ("2 GB of table", sparse("stations.csv", 2**31), "plant.yaml:50", ("stations.csv", "bytes")),
    ("2 GB of orders", sparse("orders.csv", 2**31), ORDERED, ("orders.csv", "bytes")),
    ("pipe", replaced("plant.yaml", os.mkfifo), "plant.yaml", ("a pipe",)),
    ("pipe of evidence", replaced("evidence.yaml", os.mkfifo), "evidence.yaml", ("a pipe",)),
    ("pipe of a table", replaced("stations.csv", os.mkfifo), "plant.yaml:50", ("a pipe",)),
    ("pipe of orders", replaced("orders.csv", os.mkfifo), ORDERED, ("a pipe",)),
    ("folder", replaced("plant.yaml", os.mkdir), "plant.yaml", ("a folder",)),
    ("folder of evidence", replaced("evidence.yaml", os.mkdir), "evidence.yaml", ("a folder",)),
    ("socket", replaced("plant.yaml", bound_socket), "plant.yaml", ("a socket",)),
    ("device", replaced("plant.yaml", link_to("/dev/zero")), "plant.yaml", ("out of the",)),
    ("link out", replaced("stations.csv", link_to("/etc/passwd")), "plant.yaml:50", ("out of",)),
    ("link out of evidence", replaced("evidence.yaml", link_to("../x")), "evidence.yaml", ("out",)),
    ("link to itself", replaced("plant.yaml", link_to("plant.yaml")), "plant.yaml", ("found",)),
    ("link to nothing", replaced("evidence.yaml", link_to("none")), "evidence.yaml", ("no such",)),
    ("UTF-16", bytes_in("plant.yaml", PLANT.encode("utf-16")), "plant.yaml", ("UTF-16", "UTF-8")),
    ("Latin-1", changed("plant.yaml", "Saloon", "Käfig", "latin-1"), "plant.yaml:5", ("0xe4",)),
    ("Latin-1 table", changed("stations.csv", "20", "2§", "latin-1"), "stations.csv:3", ("0xa7",)),
    ("NUL", changed("plant.yaml", "Saloon", "a\0b"), "plant.yaml:5", ("NUL",)),
    ("NUL in orders", changed("orders.csv", "grey", "\0"), "orders.csv:3", ("NUL",)),
    ("empty file", bytes_in("plant.yaml", b""), "plant.yaml:1", ("empty",)),
    ("comments only", bytes_in("plant.yaml", b"# nothing\n\n"), "plant.yaml:1", ("empty",)),
    ("list at the top", bytes_in("plant.yaml", b"- a\n- b\n"), "plant.yaml:1", ("no mapping",)),
    ("text at the top", bytes_in("plant.yaml", b"a plant\n"), "plant.yaml:1", ("no mapping",)),
    ("empty evidence", bytes_in("evidence.yaml", b""), "evidence.yaml:1", ("empty",)),
    ("empty table", bytes_in("stations.csv", b""), "stations.csv:1", ("'name'",)),
    ("empty orders", bytes_in("orders.csv", b""), "orders.csv:1", ("'variant'",)),
    ("orders without any", bytes_in("orders.csv", b"variant\n"), "orders.csv:1", ("no order",)),
    ("bomb", more("plant.yaml", BOMB), "plant.yaml:106", ("aliases repeat", "1,000,000")),
    ("deep", more("plant.yaml", DEEP), "plant.yaml:99", ("24 levels", "flatter")),
    ("anchor in itself", more("plant.yaml", "note: &a [*a]\n"), "plant.yaml:99", ("'&a'",)),
    ("long number", changed("plant.yaml", "seed: 7", NINES), "plant.yaml:98", ("whole number",)),
    ("long key", more("plant.yaml", "k" * 900 + ": 1\n"), "plant.yaml:99", ("no key",)),
    ("long cell", more("stations.csv", "x" * 200_000), "stations.csv:4", ("not CSV", "131072")),
    ("rubbish", bytes_in("plant.yaml", bytes(range(1, 128))), "plant.yaml:1", ("U+0001",)),
    ("table of YAML", bytes_in("stations.csv", PLANT.encode()), "stations.csv:1", ("'name'",)),
    ("name with a colour", changed("plant.yaml", "  out:", '  "\\e[31mout":'), RED, ("name",)),
]


@pytest.mark.skipif(sys.platform == "win32", reason="has no pipes, sockets and devices as files")
@pytest.mark.parametrize(
    ("spoil", "where", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_it_is_refused_at_once(
    spoil: Spoil, where: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    folder = tmp_path / "scenario"
    folder.mkdir()
    spoil(write(folder))
    begin = time.process_time()
    with pytest.raises(InvalidScenario) as raised:
        files.load(folder)
    assert time.process_time() - begin < AT_ONCE
    assert where in [finding.where for finding in raised.value.findings], str(raised.value)
    told = next(str(f) for f in raised.value.findings if f.where == where)
    assert [word for word in words if word not in told] == [], told
    assert told.isprintable()


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
    assert files.load(tmp_path) == files.load(write(tmp_path))


def test_line_ends_of_other_systems_are_no_fault(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_bytes(text.replace("\n", "\r\n").encode())
    assert files.load(tmp_path) == files.load(write(tmp_path))


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "stations.csv").rename(tmp_path / "cells.csv")
    (tmp_path / "stations.csv").symlink_to("cells.csv")
    assert "cell test" in files.load(tmp_path).stations


def test_all_tables_together_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carwright.files.loading.MOST_CSV", len(STATIONS) + len(ORDERS) - 1)
    with pytest.raises(InvalidScenario, match=r"orders.csv.*bytes"):
        files.load(write(tmp_path))


def test_the_rest_of_the_findings_are_counted(tmp_path: Path) -> None:
    write(tmp_path, FILES | {"orders.csv": "variant\n" + "coupe\n" * 5000})
    with pytest.raises(InvalidScenario) as raised:
        files.load(tmp_path)
    assert len(raised.value.findings) == 1001
    assert "and 4,000 more findings" in str(raised.value.findings[-1])


PLACES = [
    ("", "no such folder"),
    ("nowhere/at/all", "no such folder"),
    ("suu7", "neither a folder nor in the library"),
    ("a\0b", "neither a folder nor in the library"),
    ("x" * 5000, "neither a folder nor in the library"),
    (Path("nowhere"), "no such folder"),
    (__file__, "a file, not a folder"),
]


@pytest.mark.parametrize(("place", "what"), PLACES)
def test_no_scenario_is_there(place: str | Path, what: str) -> None:
    with pytest.raises(InvalidScenario) as raised:
        files.load(place)
    assert what in str(raised.value)


def test_the_file_itself_may_be_named(tmp_path: Path) -> None:
    assert files.load(write(tmp_path) / "plant.yaml") == files.load(str(tmp_path))


def test_nothing_is_told_of_other_evidence(tmp_path: Path) -> None:
    write(tmp_path, FILES | {"evidence.yaml": EVIDENCE + "  - {id: more}\n"})
    with pytest.raises(InvalidScenario) as raised:
        files.load(tmp_path)
    wheres = {finding.where for finding in raised.value.findings}
    assert wheres == {"evidence.yaml:9 evidence 3"}
