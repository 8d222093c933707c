"""What a notebook shows: the same figures as the screen, and nothing of a name as markup."""

import re
from html.parser import HTMLParser

from analysis.made import cars_out, line, plant, run_of
from carwright.analysis import compare, summarise
from carwright.results import Run
from results.synthetic import Tallies


class Cells(HTMLParser):
    """The rows of all tables, as texts; raises if a tag is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def run(base: int, **told: object) -> Run:
    def fill(tallies: Tallies, number: int) -> None:
        cars_out(tallies, base + number)
        tallies["bottleneck_sole"][:, 1] = 1000

    return run_of(line(), fill, replications=range(4), plant=plant(), **told)


def test_a_summary_shows_headline_figures_bottlenecks_and_notes() -> None:
    summary = summarise(run(400))
    html = summary._repr_html_()
    rows = Cells(html).rows
    net = next(row for row in rows if row[0] == "Cars an hour, net")
    figure = summary.plant.jph_net
    assert figure.mean is not None
    assert net[1] == f"{figure.mean:.4g} cars/h"
    assert re.fullmatch(r"[0-9.]+ to [0-9.]+", net[2])
    assert net[3] == "4"
    assert ["10 days, 4 replications, no warm-up cut off", "Mean", "95 % interval", "n"] in rows
    assert next(row for row in rows if row[0] == "test")[1] == "100.0 %"
    assert "cars an hour (95 %" in html
    assert all(finding.split(" -> ")[0] in html for finding in summary.findings)


def test_a_name_is_no_markup() -> None:
    summary = summarise(run(400, scenario="<script>alert(1)</script>"))
    assert "<script" not in summary._repr_html_()


def test_a_comparison_shows_both_runs_and_the_verdict() -> None:
    comparison = compare(run(400), run(405))
    rows = Cells(comparison._repr_html_()).rows
    assert rows[0] == ["Figure", "made", "made", "Change"]
    net = next(row for row in rows if row[0] == "net rate")
    assert net[1] != net[2]
    assert net[3].endswith("higher beyond chance")
    assert next(row for row in rows if row[0] == "reworks per car")[1] == "0"
