"""Every command does what its help says, and prints what can be used."""

import json
import re
from pathlib import Path

import pytest

from carwright import __version__
from carwright.analysis.keys import FIGURE, KEYS, Key
from carwright.results import Run
from cli.typed import change, typed

COMMANDS = ("new", "check", "run", "throughput", "report", "compare", "schema")


def run(*words: object) -> Path:
    """Run the plant `small` for a few days, and give the folder."""
    folder = Path(f"run-{len(list(Path().iterdir()))}")
    answer = typed("run", "small", "--days", 3, "-r", 2, "-o", folder, "--no-page", *words)
    assert answer.code == 0, answer.err
    return folder


def test_help_names_every_command() -> None:
    answer = typed("--help")
    assert answer.code == 0
    assert all(re.search(rf"\b{name}\b", answer.out) for name in COMMANDS)
    assert typed("--version").out == f"carwright {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    answer = typed(command, "-h")
    assert (answer.code, answer.err) == (0, "")
    assert f"carwright {command}" in answer.out


@pytest.mark.usefixtures("home")
def test_new_writes_a_plant_that_is_checked_and_runs() -> None:
    assert "carwright run fresh" in typed("new", "fresh").out
    checked = typed("check", "fresh")
    assert checked.code == 0
    assert checked.out.startswith("fresh: no fault found.\n2 sources, 6 stations, 7 machines")
    answer = typed("run", "fresh", "--days", 3, "-r", 2, "-o", "out")
    assert answer.code == 0
    assert Path("out/report.html").stat().st_size > 100_000


@pytest.mark.usefixtures("home")
def test_the_first_line_is_the_answer_and_the_last_repeats_it() -> None:
    answer = typed("run", "small", "--days", 3, "-r", 2, "-o", "out")
    first, *_, last = answer.out.splitlines()
    assert re.match(r"small makes [\d.]+ cars an hour \(95 %: [\d.]+ to [\d.]+\)", first)
    assert "bottleneck is 'framing'" in first
    assert last == "Seed 1; repeat with: carwright run small --days 3 -r 2 -o out"
    for words in ("Cars a year", "First time through", "Against the targets", "Bottleneck"):
        assert words in answer.out
    assert answer.err == ""


@pytest.mark.usefixtures("home")
def test_report_gives_the_page_and_the_summary_again() -> None:
    first = typed("run", "small", "--days", 3, "-r", 2, "-o", "out")
    page = Path("out/report.html").read_bytes()
    Path("out/report.html").unlink()
    assert typed("report", "out").out == first.out
    assert Path("out/report.html").read_bytes() == page
    assert typed("report", "out", "-o", "elsewhere.html").code == 0
    assert Path("elsewhere.html").read_bytes() == page


@pytest.mark.usefixtures("home")
def test_json_has_the_documented_keys_and_nothing_else() -> None:
    answer = typed("run", "small", "--days", 3, "-r", 2, "--json")
    known = {key.path: key for key in KEYS}
    told = paths(json.loads(answer.out), "", known)
    # Only what a plant of these objects can't have may be missing.
    assert told - known.keys() == set()
    assert {path.split(".")[0] for path in known.keys() - told} <= {"slowest[]"}


def paths(value: object, path: str, known: dict[str, Key]) -> set[str]:
    if path in known:
        if known[path].kind.startswith("figure") and value is not None:
            assert isinstance(value, dict)
            assert list(value) == list(FIGURE), path
        return {path}
    if isinstance(value, dict):
        return {p for k, v in value.items() for p in paths(v, f"{path}.{k}".lstrip("."), known)}
    assert isinstance(value, list), f"{path} is not documented"
    return {p for each in value for p in paths(each, f"{path}[]", known)}


@pytest.mark.usefixtures("home")
def test_options_reach_the_run() -> None:
    told = Run.load(run("--seed", 2**64 - 1, "--warm-up", "1 d", "--threads", 1)).manifest
    assert (told.seed, told.replications, told.horizon_ms) == (2**64 - 1, 2, 3 * 86_400_000)
    assert told.warm_up_ms == 86_400_000
    other = Run.load(run("--seed", 2, "--engine", "reference", "--days", 0.3)).manifest
    assert (other.seed, other.warm_up_ms, other.engine[:9]) == (2, None, "reference")


@pytest.mark.usefixtures("home")
def test_throughput_says_what_the_plant_makes_and_leaves_nothing_behind() -> None:
    before = set(Path().iterdir())
    told = ("small", "--days", 3, "-r", 2, "--seed", 4, "--warm-up", "1 d")
    answer = typed("throughput", *told)
    assert answer.code == 0
    assert answer.out.startswith("Makes ")
    assert "2 x 3 days, 1 days warm-up by given, seed 4;" in answer.out
    assert "of CPU by events\n  because " in answer.out
    values = json.loads(typed("throughput", *told, "--json").out)
    assert values["rate"]["unit"] == "cars/h"
    assert values["method"] == "events"
    assert set(Path().iterdir()) == before
    assert typed("throughput", "nowhere").code == 2


@pytest.mark.usefixtures("home")
def test_runs_go_to_new_folders() -> None:
    for _ in range(2):
        assert typed("run", "small", "--days", 1, "-r", 1, "--no-page").code == 0
    assert len(list(Path("runs").iterdir())) == 2


@pytest.mark.usefixtures("home")
def test_compare_names_what_was_changed_and_what_it_did() -> None:
    before = run()
    change(Path("small"), "{sedan: 66 s, wagon: 70 s}", "{sedan: 46 s, wagon: 50 s}")
    after = run("--days", 4)
    answer = typed("compare", before, after)
    assert answer.code == 0
    assert "stations.framing.cycle.sedan: 66 s -> 46 s" in answer.out
    assert "run: days: 3 -> 4" in answer.out
    assert re.search(r"^= gross rate: \+.*; reckoned", answer.out, re.MULTILINE)
    told = json.loads(typed("compare", before, after, "--json").out)
    assert told["paired"] is True
    assert told["settings"] == ["run: days: 3 -> 4"]
    assert {each["figure"] for each in told["differences"]} >= {"jph_net", "lead_time"}


@pytest.mark.usefixtures("home")
def test_runs_that_cannot_be_compared_say_why_once() -> None:
    one = run("-r", 1)
    answer = typed("compare", one, one)
    assert "The plants are the same." in answer.out
    assert answer.out.count("needs two or more replications") == 1


@pytest.mark.usefixtures("home")
def test_the_schema_is_that_of_an_editor() -> None:
    printed = json.loads(typed("schema").out)
    assert "stations" in json.dumps(printed)
    assert typed("schema", "-o", "s.json").code == 0
    assert json.loads(Path("s.json").read_text("utf-8")) == printed


@pytest.mark.usefixtures("home")
def test_a_name_in_brackets_is_printed_as_it_is() -> None:
    change(Path("small"), "name: small", "name: '[red]small[/red]'")
    answer = typed("run", "small", "--days", 1, "-r", 1, "-o", "out")
    assert answer.out.startswith("[red]small[/red] makes ")


@pytest.mark.usefixtures("home")
def test_the_answer_stands_even_if_the_page_cannot_be_written() -> None:
    out = run()
    (out / "report.html").mkdir()
    answer = typed("report", out)
    assert answer.code == 2
    assert answer.out.startswith("small makes ")
    assert "report.html" in answer.err


@pytest.mark.usefixtures("home")
def test_check_notes_what_is_no_fault_but_starves_a_station() -> None:
    change(Path("small"), "    makes: door set", "    orders: doors.csv")
    Path("small/doors.csv").write_text("variant\n" + "door set\n" * 5, "utf-8")
    answer = typed("check", "small")
    assert answer.code == 0
    assert "small: no fault found." in answer.out
    note = "needs.1.from: the orders of 'door in' end after 5 parts"
    assert re.search(rf"^Note: plant.yaml:\d+ station 'door fit': {note}", answer.out, re.MULTILINE)
    assert f"stations.door fit.{note}" in typed("run", "small", "--days", 1, "-r", 1).out
