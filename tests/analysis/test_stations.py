"""Stations, assets, buffers, bottlenecks and flows from tallies whose answer is known."""

import numpy as np
import pytest

from analysis.made import line, run_of
from carwright.analysis import assets, bottlenecks, buffers, edges, gross, oee, scope, stations
from carwright.analysis.bottleneck import over_time
from carwright.analysis.buffers import level_distribution
from carwright.compile.schema import State
from carwright.compile.tallies import LEVELS
from carwright.results.tables import STATES
from results.synthetic import DAY, HOUR, Tallies, program, random_tallies

S = State


def worked(tallies: Tallies, number: int) -> None:
    """Ten days: press #1 fails, press #2 waits, the test blocks; replications differ a little."""
    time = tallies["machine_state"]
    time[:, 0, S.WORKING] = 12 * HOUR + number * HOUR
    time[:, 0, S.FAILED] = 4 * HOUR - number * HOUR
    time[:, 0, S.UNPLANNED] = 8 * HOUR
    time[:, 1, S.WORKING] = 8 * HOUR
    time[:, 1, S.WAITING] = 6 * HOUR
    time[:, 1, S.SETTING_UP] = 2 * HOUR
    time[:, 1, S.PAUSED] = 8 * HOUR
    time[:, 2, S.WORKING] = 12 * HOUR
    time[:, 2, S.BLOCKED] = 12 * HOUR
    cycles = tallies["machine_cycles"]
    cycles[:] = [600, 400, 960]
    tallies["machine_parts"][:] = cycles
    tallies["machine_setups"][:] = [0, 8, 0]
    tallies["test_passed"][:] = [0, 768]
    tallies["test_passed_again"][:] = [0, 96]
    tallies["test_rework"][:] = [0, 86]
    tallies["test_scrap"][:] = [0, 10]
    tallies["test_escaped"][:] = [0, 48]
    tallies["mode_stops"][:] = 6
    tallies["mode_down"][:] = 4 * HOUR
    tallies["mode_wait"][:] = HOUR


@pytest.fixture
def made() -> object:
    return scope(run_of(line(), worked))


def test_shares_of_states_are_of_all_time_and_both_machines(made: object) -> None:
    press, test = stations(made)
    shares = {state: figure.mean for state, figure in press.states.items()}
    assert list(shares) == list(STATES)
    assert shares == pytest.approx(
        {
            "working": 20 / 48,
            "setting_up": 2 / 48,
            "waiting": 6 / 48,
            "blocked": 0,
            "failed": 4 / 48,
            "paused": 8 / 48,
            "unplanned": 8 / 48,
        }
    )
    assert sum(f.mean for f in test.states.values()) == pytest.approx(1)


def test_oee_by_the_standard(made: object) -> None:
    press, test = stations(made)
    # PBT = 32 h, APT = 20 h; 1000 works of 60 s planned = 16.67 h; nothing is tested.
    assert press.availability.mean == pytest.approx(20 / 32)
    assert press.effectiveness.mean == pytest.approx(1000 / 60 / 20)
    assert press.quality.mean == 1
    assert press.oee.mean == pytest.approx(1000 / 60 / 32)
    assert press.technical_availability.mean == pytest.approx(28 / 32)
    # 960 tests of 45 s = 12 h in 24 h; 864 of 960 passed.
    assert test.availability.mean == pytest.approx(0.5)
    assert test.effectiveness.mean == pytest.approx(1)
    assert test.quality.mean == pytest.approx(0.9)
    assert test.oee.mean == pytest.approx(0.45)
    assert "APT / PBT" in oee.FORMULA


def test_oee_is_the_product_of_its_factors() -> None:
    """Of one sample; the mean of products is not the product of means."""
    plant = program()

    def fill(tallies: Tallies, number: int) -> None:
        tallies.update(random_tallies(plant, 9 * DAY, DAY, number))

    for station in stations(scope(run_of(plant, fill, horizon=9 * DAY))):
        factors = [station.availability.mean, station.effectiveness.mean, station.quality.mean]
        assert station.oee.mean == pytest.approx(np.prod(factors), rel=1e-9)


def test_rates(made: object) -> None:
    press, test = stations(made)
    assert press.parts_per_h.mean == pytest.approx(1000 / 16)  # both are planned 16 h a day
    # Alone: 1000 parts in 26 machine hours of work, set-up and failure, on two machines.
    assert press.stand_alone_rate.mean == pytest.approx(1000 / 26 * 2)
    assert test.stand_alone_rate.mean == pytest.approx(80)
    assert press.cycle.mean == pytest.approx(72)
    assert press.setups_per_h.mean == pytest.approx(0.5)


def test_shares_of_tests(made: object) -> None:
    press, test = stations(made)
    assert press.first_time_through is None
    assert test.first_time_through.mean == pytest.approx(768 / 874)
    assert test.reworked.mean == pytest.approx(86 / 960)
    assert test.scrapped.mean == pytest.approx(10 / 960)
    assert test.escaped.mean == pytest.approx(48 / 960)


def test_intervals_come_from_the_replications() -> None:
    press, _ = stations(scope(run_of(line(), worked, replications=(0, 1, 2))))
    failed = press.states["failed"]
    assert failed.n == 3
    assert failed.mean == pytest.approx(3 / 48)
    # Values 4, 3, 2 of 48: t(0.975, 2) = 4.3027.
    assert failed.half_width == pytest.approx(4.3027 / np.sqrt(3) / 48, rel=1e-4)


def test_a_station_that_never_did_anything() -> None:
    def idle(tallies: Tallies, _: int) -> None:
        tallies["machine_state"][:, :, S.UNPLANNED] = DAY

    press, test = stations(scope(run_of(line(), idle)))
    assert press.oee.mean is None
    assert press.oee.note == "no planned time"
    assert press.stand_alone_rate.note == "it did nothing"
    assert press.cycle.note == "it did no work"
    assert test.first_time_through.note == "nothing was tested"


def test_assets_by_downtime(made: object) -> None:
    (robot,) = assets(made)
    assert (robot.station, robot.machine, robot.asset) == ("press", "press.1", "R01")
    assert robot.planned is False
    assert robot.stops.mean == pytest.approx(250)
    assert robot.mtbf.mean == pytest.approx(2)  # 12 h of work, 6 stops
    assert robot.mttr.mean == pytest.approx(40)
    assert robot.waiting.mean == pytest.approx(0.25)
    assert robot.downtime.mean == pytest.approx(4 / 24)


def test_an_asset_that_never_stopped() -> None:
    (robot,) = assets(scope(run_of(line(), lambda tallies, _: None)))
    assert robot.mtbf.note == "it never stopped"
    assert robot.downtime.mean == 0


def test_stops_without_asset_are_those_of_the_machine() -> None:
    from engine.build import PlantBuilder

    plant = (
        PlantBuilder()
        .source("in", to="weld")
        .station("weld", to="out", machines=2)
        .sink("out")
        .mode("weld", between=HOUR, repair=60_000)
        .mode("weld", between=HOUR, repair=60_000, planned=True)
        .program()
    )

    def fill(tallies: Tallies, _: int) -> None:
        tallies["mode_down"][:] = [HOUR, 2 * HOUR, 3 * HOUR, HOUR // 2]

    found = [(each.asset, each.planned) for each in assets(scope(run_of(plant, fill)))]
    # Modes stand machine by machine: failure, maintenance of weld.1, then of weld.2.
    assert found == [("weld.2", False), ("weld.1", True), ("weld.1", False), ("weld.2", True)]


def test_buffers() -> None:
    def fill(tallies: Tallies, _: int) -> None:
        time = tallies["store_time"]
        time[:, 0, 0] = 6 * HOUR
        time[:, 0, 2] = 12 * HOUR
        time[:, 0, LEVELS - 1] = 6 * HOUR
        tallies["store_level"][:] = (2 * 12 + 5 * 6) * HOUR
        tallies["store_in"][:] = 108

    which = scope(run_of(line(), fill))
    (shelf,) = buffers(which)
    assert (shelf.store, shelf.kind, shelf.capacity) == ("shelf", "buffer", 5)
    assert shelf.level.mean == pytest.approx(54 / 24)
    assert shelf.empty.mean == shelf.full.mean == 0.25
    assert shelf.parts_per_h.mean == pytest.approx(4.5)
    assert shelf.stay.mean == pytest.approx(30)  # Little: 2.25 parts / 4.5 an hour
    assert level_distribution(which).rows() == [
        ("shelf", 0, 0, 0.25),
        ("shelf", 2, 2, 0.5),
        ("shelf", 5, None, 0.25),
    ]


def test_bottlenecks_are_ranked_with_their_lead() -> None:
    def fill(tallies: Tallies, number: int) -> None:
        tallies["bottleneck_sole"][:] = [2 * HOUR, (10 + number) * HOUR]
        tallies["bottleneck_shift"][:] = [4 * HOUR, 4 * HOUR]

    which = scope(run_of(line(), fill, replications=(0, 1)))
    ranking = bottlenecks(which)
    test, press = ranking.stations
    assert (test.station, press.station) == ("test", "press")
    # Held for 16 and 17 h: shifting time is there twice.
    assert test.sole.mean == pytest.approx((10 / 16 + 11 / 17) / 2)
    assert test.total.mean == pytest.approx((12 / 16 + 13 / 17) / 2)
    assert press.total.mean == pytest.approx((4 / 16 + 4 / 17) / 2)
    assert ranking.lead.mean == pytest.approx((8 / 16 + 9 / 17) / 2)
    assert ranking.lead.n == 2


def test_bottlenecks_over_time() -> None:
    def fill(tallies: Tallies, _: int) -> None:
        tallies["bottleneck_sole"][0] = [HOUR, 3 * HOUR]
        tallies["bottleneck_sole"][1] = [0, HOUR]

    frame = over_time(scope(run_of(line(), fill, horizon=3 * DAY)))
    assert frame.select("period", "station", "sole").rows() == [
        (0, "press", 0.25),
        (0, "test", 0.75),
        (1, "press", 0.0),
        (1, "test", 1.0),
        (2, "press", None),
        (2, "test", None),
    ]


def test_without_any_bottleneck_nothing_is_said() -> None:
    ranking = bottlenecks(scope(run_of(line(), lambda tallies, _: None)))
    assert ranking.lead is None
    assert ranking.stations[0].total.note == "no station was active"


def test_edges_are_parts_per_planned_hour() -> None:
    def fill(tallies: Tallies, _: int) -> None:
        tallies["edge_parts"][:] = np.arange(1, tallies["edge_parts"].shape[1] + 1) * 80

    found = edges(scope(run_of(line(calendar="day shift"), fill)))
    flow = {(each.start, each.end): each.parts_per_h.mean for each in found}
    assert flow["in", "press"] == pytest.approx(10)
    assert ("test", "scrap") in flow


def test_the_gross_rate_is_that_of_the_slowest_step() -> None:
    slow = gross(run_of(line(), lambda tallies, _: None))
    assert slow.rate == pytest.approx(80)  # 45 s; the two presses make 120
    assert slow.slowest == ("test",)
    even = gross(run_of(line(work=30_000), lambda tallies, _: None))
    assert even.rate == pytest.approx(120)
    assert even.slowest == ("press", "test")


def test_a_plant_without_work_has_no_gross_rate() -> None:
    from engine.build import PlantBuilder

    plant = PlantBuilder().source("in", to="out").sink("out").program()
    assert gross(run_of(plant, lambda tallies, _: None)).rate is None
