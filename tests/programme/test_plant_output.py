"""The port for a plant's own answer: capacity and ramp-up from runs of a simulated plant."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

import carwright as cw
from carwright import files
from carwright.errors import CarwrightError
from carwright.model.programme import Programme
from carwright.programme import compare_options, forecast
from carwright.programme.plant_output import PlantCapacity, PlantRamp, cars_by_month
from carwright.results import Run

DATE = dt.date(2021, 5, 15)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = files.new(tmp_path_factory.mktemp("plant") / "line")
    return cw.simulate(files.load(folder), days=100, replications=3)


def test_cars_by_month_are_the_cars_of_the_run(run: Run) -> None:
    found = cars_by_month(run)
    assert found.shape == (3, 3)  # 100 days hold three whole months
    made = run.frame("sinks").group_by("replication").sum().sort("replication")["cars"].to_numpy()
    share = 3 * 30.436875 / 100
    assert found.sum(axis=0) == pytest.approx(made * share, rel=0.06)


def test_cars_rise_to_what_the_plant_reaches(run: Run, made_programme: Programme) -> None:
    plant = PlantCapacity.of(run, made_programme, DATE)
    reached = plant.reached.mean
    assert reached is not None
    assert reached > 5000
    u = np.array([0.2, 0.5, 0.8])
    cars = plant.cars(u, np.full(3, 0.5), 48)
    assert (np.diff(cars, axis=0) >= 0).all()
    assert cars[-1] == pytest.approx(np.full(3, reached), rel=0.01)
    assert cars[2, 0] < cars[2, 1] < cars[2, 2]  # slow to fast


def test_the_forecast_takes_it_instead_of_the_stated_capacity(
    run: Run, made_programme: Programme
) -> None:
    plain = made_programme.production
    free = made_programme.replace(production=plain.replace(demand=None))
    stated = forecast(free, DATE, draws=1000)
    plant = PlantCapacity.of(run, free, DATE)
    found = forecast(free, DATE, draws=1000, output=plant)
    assert plant.reached.mean is not None
    most = max(band.p90 for band in found.cars)
    assert most == pytest.approx(plant.reached.mean, rel=0.02)
    assert max(band.p90 for band in stated.cars) < 6100  # as the programme states
    assert "run of 'line'" in found.output
    assert found.node("delivery").finish == stated.node("delivery").finish
    compared = compare_options(free, DATE, draws=400, output=plant)
    assert compared.option("build").value.mean != pytest.approx(
        compare_options(free, DATE, draws=400).option("build").value.mean
    )


def test_demand_still_caps_what_the_plant_could_make(run: Run, made_programme: Programme) -> None:
    found = forecast(
        made_programme, DATE, draws=400, output=PlantCapacity.of(run, made_programme, DATE)
    )
    assert max(band.p90 for band in found.cars) == pytest.approx(4500)


def test_a_ramp_up_run_is_the_s_curve() -> None:
    by_month = np.array([[1.0, 2.0], [4.0, 6.0], [8.0, 9.0], [9.0, 10.0]])
    ramp = PlantRamp(by_month)
    cars = ramp.cars(np.array([0.1, 0.9]), np.array([0.5, 0.5]), 6)
    assert cars[:4] == pytest.approx(by_month)
    assert cars[4:] == pytest.approx(np.array([[7.0, 25 / 3]] * 2))
    assert ramp.cars(np.array([0.9]), np.array([0.5]), 2)[:, 0] == pytest.approx([2.0, 6.0])


def test_its_s_curve_reaches_the_forecast(run: Run, made_programme: Programme) -> None:
    ramp = PlantRamp.of(run)
    free = made_programme.replace(production=made_programme.production.replace(demand=None))
    found = forecast(free, DATE, draws=400, output=ramp)
    settled = ramp.by_month[-3:].mean()
    assert max(band.p90 for band in found.cars) == pytest.approx(settled, rel=0.1)
    assert "3 replications" in found.output


def test_a_run_too_short_is_refused(tmp_path: Path) -> None:
    folder = files.new(tmp_path / "line")
    short = cw.simulate(files.load(folder), days=5)
    with pytest.raises(CarwrightError, match="three months or more"):
        PlantRamp.of(short)
