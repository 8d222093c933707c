#!/bin/sh
# Makes the pictures of docs/pictures anew: the report page of `su7` at its defaults, in a browser
# without a window. Needs Chromium or Chrome, as `chromium` or in $BROWSER.
set -eu
cd "$(dirname "$0")/.."
out=$PWD/build/pictures

fail() {
    printf 'carwright: %s\n' "$1" >&2
    exit 1
}

browser=
for candidate in ${BROWSER:-chromium chromium-browser google-chrome}; do
    if command -v "$candidate" >/dev/null 2>&1; then
        browser=$candidate
        break
    fi
done
[ -n "$browser" ] || fail "make pictures needs Chromium or Chrome (name it: BROWSER=...)"

rm -rf "$out"
mkdir -p "$out"
echo "[1/2] Simulating su7"
.venv/bin/carwright run su7 --output "$out/su7" >"$out/summary.txt"
echo "[2/2] Taking docs/pictures/report.png"
# The time is the page's own: charts are drawn and have come to rest.
"$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
    --window-size=1060,1440 --virtual-time-budget=10000 --user-data-dir="$out/profile" \
    --screenshot="$PWD/docs/pictures/report.png" "file://$out/su7/report.html" 2>"$out/browser.log" \
    || fail "the browser failed; its words are in $out/browser.log"
