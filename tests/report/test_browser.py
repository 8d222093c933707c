"""The page in a browser, where there is one: it draws, says nothing, runs no name, and prints."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from carwright.report.page import assemble
from report.example import example
from report.reading import Page

BROWSER = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs Chromium or Chrome on the path"),
]

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--window-size=1366,768",
)

Browse = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def browse(tmp_path: Path) -> Browse:
    """Opens a page's text from disk; what the browser's console says is in stderr."""

    def opened(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        command = [str(BROWSER), *QUIET, profile, *arguments, file.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)

    return opened


def console(run: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in run.stderr.splitlines() if "CONSOLE" in line]


@pytest.mark.parametrize("per_shop", [3, 48])
def test_every_chart_is_drawn_and_the_console_is_silent(browse: Browse, per_shop: int) -> None:
    text = assemble(example(per_shop))
    seen = browse(text, "--dump-dom")
    assert console(seen) == []
    plots = seen.stdout.split('class="plot"')[1:]
    assert len(plots) == len(Page(text).charts)
    assert all(plot.split("</figure>")[0].count("<path") > 3 for plot in plots)


def test_the_console_is_heard(browse: Browse) -> None:
    assert console(browse("<script>nowhere()</script>", "--dump-dom")) != []


# Every view, and in it the tips of the first items of every series. Written as the page's own
# script would be: the policy that would forbid it is taken out.
PROBE = """<script>
let tips = 0;
const look = (plot) => {
  const chart = echarts.getInstanceByDom(plot);
  chart.getOption().series.forEach((series, seriesIndex) => {
    for (let dataIndex = 0; dataIndex < 4; dataIndex += 1) {
      chart.dispatchAction({ type: "showTip", seriesIndex, dataIndex });
      tips += [...plot.children].some((part) => part.textContent.includes("onerror"));
    }
  });
};
document.querySelectorAll("figure").forEach((figure) => {
  const buttons = figure.querySelectorAll(".views button");
  look(figure.querySelector(".plot"));
  buttons.forEach((button) => { button.click(); look(figure.querySelector(".plot")); });
});
document.documentElement.dataset.tips = tips;
</script>"""

NAME = "<img src=nowhere onerror='document.documentElement.dataset.ran = 1'>"


def at_the_end(text: str, more: str) -> str:
    """The page with more behind its own scripts (ECharts holds a ``</body>`` of its own)."""
    body, end, rest = text.rpartition("</body>")
    return f"{body}{more}{end}{rest}"


def probed() -> str:
    plain = example(3)
    stations = tuple(replace(s, name=NAME, shop=NAME) for s in plain.stations)
    stores = tuple(replace(s, name=NAME, shop=NAME) for s in plain.stores)
    tests = tuple(replace(t, name=NAME, shop=NAME) for t in plain.tests)
    stops = {k: tuple(replace(s, name=NAME) for s in v) for k, v in plain.stops.items()}
    text = assemble(replace(plain, stations=stations, stores=stores, tests=tests, stops=stops))
    open_to_all = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    assert open_to_all != text
    return at_the_end(open_to_all, PROBE)


def test_no_tip_runs_a_name(browse: Browse) -> None:
    seen = browse(probed(), "--virtual-time-budget=3000", "--dump-dom").stdout
    tips = re.search(r'data-tips="(\d+)"', seen)
    assert tips is not None
    assert int(tips[1]) > 10
    assert 'data-ran="1"' not in seen


def test_a_tip_that_did_run_a_name_would_be_seen(browse: Browse) -> None:
    careless = probed().replace("tip.map(plain)", "tip.map(String)")
    seen = browse(careless, "--virtual-time-budget=3000", "--dump-dom").stdout
    assert 'data-ran="1"' in seen


def test_the_policy_stops_what_is_not_ours(browse: Browse) -> None:
    script = "<script>document.documentElement.dataset.ran = 1</script>"
    image = "<img src=x onerror='document.documentElement.dataset.ran = 1'>"
    for intruder in (script, image):
        seen = browse(at_the_end(assemble(example(3)), intruder), "--dump-dom")
        assert 'data-ran="1"' not in seen.stdout
        assert any("Content Security Policy" in line for line in console(seen))
        assert "<path" in seen.stdout  # our own scripts ran


@pytest.mark.parametrize("per_shop", [3, 48])
def test_it_prints_on_a_few_sheets_of_a4(browse: Browse, per_shop: int, tmp_path: Path) -> None:
    file = tmp_path / "page.pdf"
    browse(assemble(example(per_shop)), "--no-pdf-header-footer", f"--print-to-pdf={file}")
    pdf = file.read_bytes()
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert 4 <= len(sheets) <= 9
    assert {(round(float(w)), round(float(h))) for w, h in sheets} == {(595, 842)}
