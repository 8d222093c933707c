#!/bin/sh
# Builds the source archive, from it the wheel, and tries the wheel as a user would: installed
# into an empty environment and called from outside the source tree.
set -eu
cd "$(dirname "$0")/.."
tree=$PWD
out=$tree/build/wheel
uv=$tree/.venv/bin/uv

rm -rf "$out"
echo "[1/3] Building the source archive and the wheel"
"$uv" build -q --python .venv/bin/python --build-constraints requirements.lock --out-dir "$out" .
ls "$out"

echo "[2/3] Installing the wheel into an empty environment"
"$uv" venv -q --python .venv/bin/python "$out/venv"
"$uv" pip install -q --python "$out/venv/bin/python" --constraints requirements.lock "$out"/*.whl

echo "[3/3] Calling it from outside the source tree"
outside=$(mktemp -d)
trap 'rm -rf "$outside"' EXIT
cd "$outside"
"$out/venv/bin/carwright" --version
"$out/venv/bin/python" -I - "$out/venv" <<'PY'
import sys
import carwright
from carwright.engine import _kernel

for module in (carwright, _kernel):
    if not module.__file__.startswith(sys.argv[1]):
        sys.exit(f"{module.__name__} came from {module.__file__}, not from the wheel")
if _kernel.version() != carwright.__version__:
    sys.exit(f"kernel {_kernel.version()} in carwright {carwright.__version__}")
print("the wheel works")
PY
