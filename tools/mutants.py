"""Puts small faults into the kernel, one at a time, and sees that the tests catch each.

The faults are in ``tests/mutation/mutants.toml``. Each is built in a scratch copy with the compiler
calls of the last ordinary build, without optimisation to speak of, and only what includes the
changed file; then the tests of `TESTS` run against it until the first fails. What is found stands
in ``build/verify`` for ``docs/verification.md``. `make mutants` calls this.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from verification.keep import keep, kept  # noqa: E402

SCRATCH = ROOT / "build/mutants"
SOURCE = SCRATCH / "native"
PYTHON = SCRATCH / "venv/bin/python"

TESTS = (
    "tests/engine/test_draws.py",
    "tests/engine/test_streams.py",
    "tests/engine/test_rules_work.py",
    "tests/engine/test_rules_flow.py",
    "tests/engine/test_rules_stores.py",
    "tests/engine/test_rules_sources.py",
    "tests/engine/test_rules_stops.py",
    "tests/engine/test_rules_tallies.py",
    "tests/engine/test_two_engines.py",
    "tests/engine/test_deadlock.py",
    "tests/engine/test_recursion.py",
)
"""Quickest first, but those of the rule that is broken before all (`home`)."""

HOME = {
    **dict.fromkeys("WXJ", "tests/engine/test_rules_work.py"),
    "F": "tests/engine/test_rules_flow.py",
    **dict.fromkeys("BV", "tests/engine/test_rules_stores.py"),
    **dict.fromkeys("QP", "tests/engine/test_rules_sources.py"),
    **dict.fromkeys("DCK", "tests/engine/test_rules_stops.py"),
    **dict.fromkeys("YTSN", "tests/engine/test_rules_tallies.py"),
}
"""Where the tests of a rule are, by its letter."""

HANGS_S = 300
"""Seconds after which the tests of a mutant are said to hang, which is caught as well."""


@dataclass(frozen=True)
class Mutant:
    """One fault: what it breaks, where, and what stands in place of what."""

    rule: str
    what: str
    file: str
    find: str
    put: str

    @property
    def name(self) -> str:
        return f"{self.rule} {self.what}"

    def applied(self, text: str) -> str:
        """The file with the fault in it.

        Raises:
            ValueError: if the place is not there exactly once: the kernel was changed, and the
                mutant has to be written anew.
        """
        words = (re.escape(word) for word in self.find.split())
        place = re.compile(r"\s+".join(words))
        if (count := len(place.findall(text))) != 1:
            raise ValueError(f"mutant {self.name!r}: {count} places in {self.file}, not one")
        return place.sub(lambda _: self.put, text)


def mutants() -> list[Mutant]:
    """All of them, in the order of the file."""
    told = tomllib.loads((ROOT / "tests/mutation/mutants.toml").read_text())
    return [Mutant(**each) for each in told["mutant"]]


def stale(asked: list[Mutant]) -> Iterator[str]:
    """Mutants whose place is gone, all at once."""
    for mutant in asked:
        try:
            mutant.applied((ROOT / "src/native" / mutant.file).read_text())
        except ValueError as error:
            yield str(error)


class Kernel:
    """The scratch build: objects of the sources without fault, made once."""

    def __init__(self) -> None:
        shutil.rmtree(SOURCE, ignore_errors=True)
        shutil.copytree(ROOT / "src/native", SOURCE)
        self.build = next((ROOT / "build").glob("cp*"))
        self.calls = self._calls()
        self.link = self._link()
        _environment()
        for file in self.calls:
            self.compile(file)

    def _calls(self) -> dict[str, list[str]]:
        """Compiler calls by source file, as the build tool would make them."""
        asked = [sys.executable, "-m", "ninja", "-t", "compdb"]
        told = subprocess.run(asked, cwd=self.build, capture_output=True, text=True, check=False)
        if told.returncode:
            asked[:3] = [str(Path(sys.executable).parent / "ninja")]
            told = subprocess.run(asked, cwd=self.build, capture_output=True, text=True, check=True)
        found = {}
        for entry in json.loads(told.stdout):
            here = str(ROOT / "src/native") + os.sep
            if entry["file"].startswith(here) and entry["file"].endswith(".cpp"):
                found[entry["file"].removeprefix(here)] = shlex.split(entry["command"])
        return found

    def _link(self) -> Path:
        return SCRATCH / f"_kernel{sysconfig.get_config_var('EXT_SUFFIX')}"

    def compile(self, file: str) -> None:
        """One source file, to an object beside a list of what it includes."""
        call = [each for each in self.calls[file] if each not in ("-O3", "-Werror")]
        out = SCRATCH / f"{file}.o"
        out.parent.mkdir(parents=True, exist_ok=True)
        call = call[: call.index("-o")] if "-o" in call else call
        call = [each.replace(str(ROOT / "src/native"), str(SOURCE)) for each in call]
        call += ["-O1", "-w", "-MMD", "-MF", f"{out}.d", "-o", str(out), "-c", str(SOURCE / file)]
        subprocess.run(call, check=True, capture_output=True, text=True, cwd=self.build)

    def includes(self, file: str, header: str) -> bool:
        named = (SCRATCH / f"{file}.o.d").read_text()
        return str(SOURCE / header) in named

    def link_all(self) -> None:
        compiler = next(iter(self.calls.values()))[0]
        objects = [str(SCRATCH / f"{file}.o") for file in self.calls]
        library = str(self.build / "libnanobind-static.a")
        call = [compiler, "-shared", "-fPIC", "-o", str(self.link), *objects, library]
        subprocess.run(call, check=True, capture_output=True, text=True)
        shutil.copy(self.link, _package() / "engine")

    def put(self, file: str, text: str) -> dict[Path, bytes]:
        """Write one file, compile what includes it, link; give back the objects as they were."""
        changed = [each for each in self.calls if each == file or self.includes(each, file)]
        old = {SCRATCH / f"{each}.o": (SCRATCH / f"{each}.o").read_bytes() for each in changed}
        (SOURCE / file).write_text(text)
        for each in changed:
            self.compile(each)
        self.link_all()
        return old


def _package() -> Path:
    return next((SCRATCH / "venv/lib").glob("python*/site-packages")) / "carwright"


def _environment() -> None:
    """An environment of its own that borrows the packages of this one, as `make sanitize` does."""
    if not PYTHON.exists():
        subprocess.run(
            [sys.executable, "-m", "venv", "--without-pip", SCRATCH / "venv"], check=True
        )
    package = _package()
    (package.parent / "borrowed.pth").write_text(sysconfig.get_path("platlib"))
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(ROOT / "src/carwright", package, ignore=shutil.ignore_patterns("*.so"))
    meta = next(Path(sysconfig.get_path("platlib")).glob("carwright-*.dist-info"))
    shutil.copytree(meta, package.parent / meta.name, dirs_exist_ok=True)


def home(mutant: Mutant) -> str:
    """The tests that should catch it."""
    if mutant.file.startswith("recursion/"):
        return "tests/engine/test_recursion.py"
    return HOME.get(mutant.rule[0], TESTS[0])


def caught_by(first: str = TESTS[0]) -> str:
    """The first test that fails against the kernel as it is in the scratch copy, or nothing.

    Tests of the reference engine alone say nothing of the kernel and are left out.
    """
    files = dict.fromkeys([first, *TESTS])
    options = ["-x", "-q", "--tb=no", "-p", "no:cacheprovider", "-k", "not reference"]
    asked = [PYTHON, "-m", "pytest", *options, *files]
    try:
        told = subprocess.run(
            asked,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=HANGS_S,
            env=os.environ | {"CI": "1"},
        )
    except subprocess.TimeoutExpired:
        return "the tests hang"
    if told.returncode == 0:
        return ""
    failed = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", told.stdout, re.MULTILINE)
    return failed[1] if failed else f"the tests end with {told.returncode}"


def try_one(kernel: Kernel, mutant: Mutant) -> str:
    """Who catches it; "" if nobody does."""
    whole = (SOURCE / mutant.file).read_text()
    old = kernel.put(mutant.file, mutant.applied(whole))
    try:
        return caught_by(home(mutant))
    finally:
        (SOURCE / mutant.file).write_text(whole)
        for file, content in old.items():
            file.write_bytes(content)


def main() -> int:
    """0 if the kernel passes as it is and every mutant is caught."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="mutants whose rule or words contain this")
    only = parser.parse_args().only
    asked = [m for m in mutants() if only in m.name]
    if faults := list(stale(asked)):
        print("\n".join(faults))
        return 1
    kernel = Kernel()
    kernel.link_all()
    if catcher := caught_by():
        print(f"the kernel as it is fails: {catcher}")
        return 1
    survivors = 0
    for number, mutant in enumerate(asked, start=1):
        known = kept(f"mutant {mutant.name}")
        begun = time.perf_counter()
        catcher = known["catcher"] if known else try_one(kernel, mutant)
        if catcher:
            told = {"rule": mutant.rule, "what": mutant.what, "catcher": catcher}
            keep(f"mutant {mutant.name}", told | {"file": mutant.file})
        survivors += not catcher
        took = time.perf_counter() - begun
        print(
            f"{number}/{len(asked)} {mutant.name}: {catcher or 'NOBODY'} ({took:.0f} s)", flush=True
        )
    print(f"{len(asked) - survivors} of {len(asked)} caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
