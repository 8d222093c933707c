#!/bin/sh
# Sets up the development environment, one step a call: `setup.sh packages`, `setup.sh build`.
# Called by make, which knows when a step is out of date.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
log=$venv/setup.log

fail() {
    printf 'carwright: %s\n' "$1" >&2
    exit 1
}

# What a candidate Python lacks, as words for the message; empty when it will do.
python_lacks() {
    "$1" - <<'PY' 2>/dev/null || echo "python >= 3.11"
import importlib.util, pathlib, sys, sysconfig
if sys.version_info < (3, 11):
    sys.exit(1)
lacking = []
if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
    lacking.append("its venv module (on Debian and Ubuntu: python3-venv)")
if not pathlib.Path(sysconfig.get_path("include"), "Python.h").exists():
    lacking.append("its C headers (on Debian and Ubuntu: python3-dev)")
if lacking:
    print(f"for python {sys.version_info.major}.{sys.version_info.minor}: " + " and ".join(lacking))
PY
}

# Sets `python` to the newest complete Python, or `python_missing` to what the best one lacks.
find_python() {
    python_missing="python >= 3.11"
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        lacking=$(python_lacks "$candidate")
        if [ -z "$lacking" ]; then
            python=$candidate
            python_missing=
            return
        elif [ "$python_missing" = "python >= 3.11" ]; then
            python_missing=$lacking
        fi
    done
}

has_cxx20() {
    for compiler in ${CXX:-c++ g++ clang++}; do
        if echo '#include <concepts>' | "$compiler" -std=c++20 -fsyntax-only -x c++ - 2>/dev/null
        then
            return 0
        fi
    done
    return 1
}

# Names everything that is missing at once: nobody likes to install things one message at a time.
check_machine() {
    missing=
    find_python
    [ -z "$python_missing" ] || missing="$python_missing"
    for tool in git make; do
        command -v "$tool" >/dev/null 2>&1 || missing="${missing:+$missing; }$tool"
    done
    has_cxx20 || missing="${missing:+$missing; }a C++20 compiler (g++ >= 10 or clang++ >= 12)"
    [ -z "$missing" ] || fail "missing on this machine: $missing"
}

install_packages() {
    check_machine
    echo "[1/3] Creating $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
    echo "[2/3] Installing the packages of requirements.lock"
    # uv installs the lock several times faster than pip. It does not read pip's settings, so
    # where only pip has been told of the package index, pip does the work.
    if ! { $venv/bin/python -m pip install -qq --disable-pip-version-check \
            -c requirements.lock uv &&
            $venv/bin/uv pip install -q --python $venv/bin/python -r requirements.lock
        } >"$log" 2>&1
    then
        $venv/bin/python -m pip install -qq --disable-pip-version-check -r requirements.lock \
            || fail "the packages could not be installed; uv's own words are in $log"
    fi
}

# An editable install: changes of Python files count at once.
build() {
    echo "[3/3] Building the kernel"
    if ! $venv/bin/uv pip install -q --python $venv/bin/python --reinstall-package carwright \
            --no-build-isolation --no-deps -e . >"$log" 2>&1
    then
        cat "$log" >&2
        fail "the build failed; its words are above and in $log"
    fi
}

case "${1:-}" in
    packages) install_packages ;;
    build) build ;;
    *) fail "usage: tools/setup.sh packages|build" ;;
esac
