#!/bin/sh
# Where the time of W4 goes, by source file and by function of the kernel: needs perf (on Debian and
# Ubuntu: linux-perf). Builds the kernel once more, with line numbers, into build/bench/profile.
set -eu
cd "$(dirname "$0")/.."
there=build/bench/profile
.venv/bin/uv pip install -q --python .venv/bin/python --no-build-isolation --no-deps \
    --reinstall --target "$there" \
    --config-settings=cmake.build-type=Profile --config-settings=install.strip=false \
    --config-settings=cmake.define.CMAKE_CXX_FLAGS_PROFILE="-O3 -DNDEBUG -g" \
    --config-settings=build-dir=build/bench/profile-build .
kernel=$(basename "$there"/carwright/engine/_kernel*.so)
packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
# Without `site` the editable install of this checkout does not step in. The clock is sampled, not
# cycles: virtual machines often have no counters.
PYTHONPATH=$there:$packages perf record -q -e cpu-clock -F 997 -o "$there/perf.data" \
    .venv/bin/python -S benchmarks/w4_alone.py
for key in srcfile symbol; do
    perf report -q -i "$there/perf.data" --stdio --dsos "$kernel" --percentage relative \
        --sort "$key" | grep -v '^$' | head -25
done
