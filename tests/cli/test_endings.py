"""How a run ends that does not come to its end: what is told, with which code, and what is kept."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from carwright.cli import main
from carwright.results import Run
from cli.typed import COMMAND, process, typed, wait_for

LONG = ("run", "small", "--days", 800, "-r", 50, "--threads", 2, "--no-page", "-o", "out")

DEADLOCK = """\
carwright: 1
name: ring
start: 2025-01-06
variants: {a: {}}
sources: {in: {makes: a}}
stations:
  press: {cycle: 60 s}
  weld: {cycle: 60 s}
  inspect: {cycle: 10 s, test: {rework: 0.02 %, rework_to: press}}
sinks: {out: {}}
flow: [in -> press -> weld -> inspect -> out]
"""

NO_TIME = """\
carwright: 1
name: no time
start: 2025-01-06
variants: {a: {}}
sources: {in: {makes: a}}
stations: {press: {cycle: 0 s}}
sinks: {out: {}}
flow: [in -> press -> out]
"""

FLOOD = """\
carwright: 1
name: flood
start: 2025-01-06
variants: {a: {}}
sources: {in: {makes: a, every: 10 ms}}
stations: {press: {cycle: 60 s}}
buffers: {queue: {}}
sinks: {out: {}}
flow: [in -> queue -> press -> out]
"""

unix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def scenario(text: str) -> None:
    Path("bad").mkdir()
    Path("bad/plant.yaml").write_text(text, "utf-8")


@unix
@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_soon_and_keeps_what_had_finished(how: signal.Signals) -> None:
    with process(*LONG) as running:
        wait_for(Path("out/ledger/r0001.parquet"), running)
        running.send_signal(how)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    assert "Traceback" not in err
    kept = len(Run.load("out").replications)
    assert f"{kept} of 50 replications had finished and are kept: carwright report out\n" in err
    assert "carwright: stopped at " in err
    assert "of 800 d 00:00:00" in err
    answer = typed("report", "out")
    assert answer.code == 0
    assert f"only {kept} of 50 replications" in answer.out


@unix
@pytest.mark.usefixtures("home")
def test_a_signal_before_the_first_replication_is_no_traceback() -> None:
    for wait in (0.1, 0.3, 0.9):
        with process(*LONG[:-1], f"out-{wait}") as running:
            time.sleep(wait)
            running.send_signal(signal.SIGINT)
            _, err = running.communicate(timeout=60)
        # Before Python has come to `main`, at once or later on a busy machine, Ctrl-C is Python's.
        if running.returncode != -signal.SIGINT:
            assert running.returncode == 130, err
            assert "Traceback" not in err


@unix
@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("gap", [0.0, 0.001, 0.01, 0.05])
def test_a_signal_sent_twice_is_told_once(gap: float) -> None:
    """As `timeout` does: to the process, and to the group in which it is."""
    with process(*LONG) as running:
        wait_for(Path("out/ledger/r0001.parquet"), running)
        for _ in range(2):
            running.send_signal(signal.SIGTERM)
            time.sleep(gap)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in err
    assert err.count("carwright: stopped at ") == 1
    assert Run.load("out").replications


@pytest.fixture
def signals() -> Iterator[None]:
    """Ctrl-C is heard, also in the background; what `main` leaves ignored is heard again."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for number, how in before.items():
        signal.signal(number, how)


@pytest.mark.usefixtures("home", "signals")
def test_an_interrupt_that_a_library_takes_for_a_fault_is_still_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def library(*_: object) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as interrupt:
            raise ValueError("a model can't be built") from interrupt

    monkeypatch.setattr("carwright.cli.app.app", library)
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, capsys.readouterr().err) == (130, "carwright: stopped\n")


@unix
@pytest.mark.usefixtures("home")
def test_a_run_that_was_killed_can_be_read() -> None:
    with process(*LONG) as running:
        wait_for(Path("out/ledger/r0001.parquet"), running)
        running.kill()
        running.communicate()
    stored = Run.load("out")
    assert {0, 1} & set(stored.replications)
    assert stored.frame("machines")["replication"].n_unique() == len(stored.replications)
    assert f"only {len(stored.replications)} of 50" in typed("report", "out").out


@pytest.mark.usefixtures("home")
def test_a_deadlock_names_its_ring_and_keeps_what_had_finished() -> None:
    scenario(DEADLOCK)
    answer = typed("run", "bad", "--days", 1, "-r", 60, "--threads", 1, "-o", "out")
    assert (answer.code, answer.out) == (3, "")
    assert "'press' waits for 'weld' waits for 'inspect' waits for 'press'" in answer.err
    kept = Run.load("out").replications
    assert kept == tuple(range(len(kept)))
    assert f"{len(kept)} of 60 replications had finished" in answer.err
    assert typed("report", "out").code == 0


@pytest.mark.usefixtures("home")
def test_time_that_stands_still_is_told() -> None:
    scenario(NO_TIME)
    answer = typed("run", "bad", "--days", 1, "-r", 1, "-o", "out")
    assert answer.code == 3
    told = "time stands still at 0 d 00:00:00: events without end among "
    assert told in answer.err
    assert "'press'" in answer.err.split(told)[1]  # the source's part may be left out (T8.1)


@pytest.mark.usefixtures("home")
def test_arrivals_that_outrun_the_plant_are_told_before_memory_is_full() -> None:
    scenario(FLOOD)
    with process("run", "bad", "--days", 9, "-r", 1, "-o", "out") as running:
        _, err = running.communicate(timeout=120)
    assert running.returncode == 3
    assert "overflow at 0 d 05:33:" in err
    assert "2,000,000 of them at 'queue'" in err
    resource = pytest.importorskip("resource")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert most < (600 << 20 if sys.platform == "darwin" else 600 << 10)


@unix
@pytest.mark.usefixtures("home")
def test_a_full_disk_keeps_what_had_finished() -> None:
    """No file may grow beyond 20 KB: the first tables fit, the page does not."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"
    command = [COMMAND[0], "-c", limit + COMMAND[2], *map(str, LONG[:2]), "--days", "1", "-r", "2"]
    ended = subprocess.run([*command, "-o", "out"], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stdout.startswith("small makes ")
    assert ended.stderr.startswith("carwright: out/report.html: File too large -> make room")
    assert len(Run.load("out").replications) == 2


@unix
@pytest.mark.usefixtures("home")
def test_a_reader_that_has_gone_is_no_fault() -> None:
    with process("run", "small", "--days", 1, "-r", 1, "--no-page") as running:
        assert running.stdout is not None
        running.stdout.close()
        running.stdout = None
        _, err = running.communicate(timeout=60)
    assert err == ""
    assert running.returncode in (0, -signal.SIGPIPE)


@unix
@pytest.mark.usefixtures("home")
def test_an_output_that_is_full_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*COMMAND, "check", "small"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (2, "carwright: output: No space left on device\n")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "environment",
    [{"NO_COLOR": "1", "TERM": "dumb", "LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}],
    ids=str,
)
def test_any_terminal_will_do(environment: dict[str, str]) -> None:
    words = ("run", "small", "--days", 1, "-r", 1, "--no-page", "-o", "out")
    with process(*words, **environment) as running:
        out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, "")
    assert out.startswith("small makes ")
    assert "\x1b" not in out
