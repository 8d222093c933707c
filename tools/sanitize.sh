#!/bin/sh
# Builds the kernel with the address and undefined-behaviour sanitizers and its debug checks, and
# runs the tests marked `sanitize` against it.
#
# The sanitized package lives in an environment of its own that borrows the third-party packages
# of .venv, so that the product needs no switch to load another kernel and a process that a test
# starts is sanitized too.
set -eu
cd "$(dirname "$0")/.."
out=build/sanitize
python=$out/venv/bin/python

fail() {
    printf 'carwright: %s\n' "$1" >&2
    exit 1
}

[ "$(uname -s)" = Linux ] || fail "make sanitize needs Linux (it preloads the sanitizer's library)"

# Python itself is not sanitized, so the library has to be there before the kernel is loaded; and
# libstdc++ too, without which the sanitizer cannot intercept C++ exceptions.
preload=
for library in libasan.so libstdc++.so; do
    path=$("${CXX:-g++}" -print-file-name=$library)
    [ -e "$path" ] || fail "make sanitize needs g++ with its sanitizer library ($library not found)"
    preload="${preload:+$preload }$path"
done

echo "[1/2] Building the sanitized kernel"
[ -x $python ] || .venv/bin/python -m venv --without-pip $out/venv
site=$($python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))' >"$site/borrowed.pth"
CXX=${CXX:-g++} .venv/bin/uv pip install -q --python $python --reinstall-package carwright \
    --no-build-isolation --no-deps \
    -C build-dir=$out/cmake -C cmake.build-type=RelWithDebInfo \
    -C cmake.define.CARWRIGHT_SANITIZE=ON -C cmake.define.CARWRIGHT_DEBUG_CHECKS=ON .

# Python never frees some of what it allocates, hence no leak detection.
export ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=1:check_initialization_order=1
export UBSAN_OPTIONS=print_stacktrace=1
export LD_PRELOAD="$preload"

kernel=$($python -c 'from carwright.engine import _kernel; print(_kernel.__file__)')
grep -q __asan_init "$kernel" || fail "$kernel is not the sanitized kernel"
echo "[2/2] Running the tests marked sanitize"
# capture=sys leaves the sanitizer's report, which it writes past Python, on the screen.
exec $python -m pytest -m sanitize --capture=sys -p no:cacheprovider "$@"
