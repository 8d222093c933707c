"""The seven states are told apart by everyone: least distance in CIELAB, for each kind of sight."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from carwright.compile.schema import State
from carwright.report.content import STATES as ORDER
from carwright.report.palette import HEAT, STATES

# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color
# vision deficiency", IEEE TVCG 15(6), 1291-1298, table for severity 1.0; on linear RGB.
SIGHT = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ.sum(axis=1)
LEAST = 12.0  # CIE76; 2.3 is the least that is noticed side by side


def lab(colour: str, sight: str) -> NDArray[np.float64]:
    srgb = np.array([int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(SIGHT[sight]) @ linear, 0, 1)
    t = TO_XYZ @ seen / WHITE
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_states_are_those_of_the_engine_in_its_order() -> None:
    assert tuple(STATES) == ORDER == tuple(state.name.lower() for state in State)


@pytest.mark.parametrize("sight", SIGHT)
def test_states_are_told_apart(sight: str) -> None:
    seen = {name: lab(colour, sight) for name, colour in STATES.items()}
    near = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(seen, 2)}
    pair = min(near, key=near.__getitem__)
    assert near[pair] >= LEAST, f"{pair}: {near[pair]:.1f}"


def test_the_measure_finds_red_and_green_alike() -> None:
    red, green = lab("#b04a3a", "deuteranopia"), lab("#6f6f2f", "deuteranopia")
    assert np.linalg.norm(red - green) < LEAST
    assert np.linalg.norm(lab("#b04a3a", "normal") - lab("#6f6f2f", "normal")) > 2 * LEAST


@pytest.mark.parametrize("sight", SIGHT)
def test_heat_grows_darker(sight: str) -> None:
    lightness = [lab(colour, sight)[0] for colour in HEAT]
    assert all(a - b > LEAST for a, b in pairwise(lightness))
