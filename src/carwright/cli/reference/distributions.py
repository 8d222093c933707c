"""The page of the distributions: families, parameters, formulas and limits."""

from __future__ import annotations

from dataclasses import dataclass

from carwright.analysis.reference import table
from carwright.cli.reference.wording import prose
from carwright.engine import draws
from carwright.model import FAMILIES
from carwright.model.distribution import LIMITS


@dataclass(frozen=True)
class Family:
    """An example, the distribution function F(t), and mean and variance as formulas of Python.

    The formulas hold before rounding to whole milliseconds. `G` is the gamma function, `phi` and
    `PHI` are density and distribution function of the standard normal.
    """

    example: str
    function: str
    mean: str
    variance: str
    use: str


EXPLAINED: dict[str, Family] = {
    "constant": Family("76 s", "0 below value, else 1", "value", "0", "automatic cycles"),
    "exponential": Family(
        "exponential(20 h)", "1 - exp(-t / mean)", "mean", "mean**2", "time between failures"
    ),
    "erlang": Family(
        "erlang(60 s, k=4)",
        "that of the sum of k exponentials of mean / k",
        "mean",
        "mean**2 / k",
        "work of several equal steps",
    ),
    "gamma": Family(
        "gamma(10 min, cv=0.5)",
        "that of the gamma distribution with shape 1 / cv**2 and scale mean * cv**2",
        "mean",
        "(cv * mean)**2",
        "repairs, manual work",
    ),
    "lognormal": Family(
        "lognormal(12 min, cv=0.8)",
        "PHI((log(t) - m) / s) with s**2 = log(1 + cv**2), m = log(mean) - s**2 / 2",
        "mean",
        "(cv * mean)**2",
        "repairs: most are short, a few are long",
    ),
    "triangular": Family(
        "triangular(50 s, 55 s, 70 s)",
        "(t - low)**2 / ((high - low) * (mode - low)) up to mode, "
        "then 1 - (high - t)**2 / ((high - low) * (high - mode))",
        "(low + mode + high) / 3",
        "(low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18",
        "manual work of which three times are known",
    ),
    "normal": Family(
        "normal(60 s, sd=8 s)",
        "(PHI((t - mean) / sd) - PHI(-mean / sd)) / PHI(mean / sd): cut at 0",
        "mean + sd * phi(mean / sd) / PHI(mean / sd)",
        "sd**2 * (1 - mean / sd * phi(mean / sd) / PHI(mean / sd) "
        "- (phi(mean / sd) / PHI(mean / sd))**2)",
        "measured times that spread evenly around a mean",
    ),
    "weibull": Family(
        "weibull(200 h, shape=2)",
        "1 - exp(-(t / scale)**shape) with scale = mean / G(1 + 1 / shape)",
        "mean",
        "mean**2 * (G(1 + 2 / shape) / G(1 + 1 / shape)**2 - 1)",
        "wear: shape above 1; early failures: below 1",
    ),
    "uniform": Family(
        "uniform(40 s, 60 s)",
        "(t - low) / (high - low)",
        "(low + high) / 2",
        "(high - low)**2 / 12",
        "nothing but two limits is known",
    ),
    "geometric": Family(
        "geometric(60 s, tick=10 s)",
        "1 - (1 - tick / mean)**n at t = n * tick, n = 1, 2, ...",
        "mean",
        "mean * (mean - tick)",
        "time in whole ticks, for comparison with models in discrete time",
    ),
    "hyperexponential": Family(
        "hyperexponential(0.9, 5 min, 1 h)",
        "1 - p * exp(-t / mean1) - (1 - p) * exp(-t / mean2)",
        "p * mean1 + (1 - p) * mean2",
        "2 * (p * mean1**2 + (1 - p) * mean2**2) - (p * mean1 + (1 - p) * mean2)**2",
        "small stops and large ones in one",
    ),
}
"""What the page says of each family of `carwright.model.FAMILIES`."""

_HEAD = """\
# Distributions

A duration that varies is a call: `lognormal(12 min, cv=0.8)`. Parameters stand in the order of the
table or are named. A family is drawn from anew for each part, each stop and each arrival.

In the formulas t is the time, `cv` the coefficient of variation (standard deviation / mean), `sd` a
standard deviation, G the gamma function; phi and PHI are density and distribution function of the
standard normal. Source: Law (2015), Simulation Modeling and Analysis, 6.2.2.
"""

_EMPIRICAL = """
`empirical(50 s: 0.2, 60 s: 0.7, 90 s: 0.1)` takes one of the listed durations, each with its
weight. Weights need not sum to 1.
"""

_DRAWS = """
## How they are drawn
"""


def page() -> str:
    """The whole page as Markdown."""
    named = [(f"`{name}`", _call(name), f"`{e.example}`", e.use) for name, e in EXPLAINED.items()]
    formulas = [
        (f"`{name}`", f"`{each.function}`", f"`{each.mean}`", f"`{each.variance}`")
        for name, each in EXPLAINED.items()
    ]
    limits = [(f"`{name}`", f"{low:g}", f"{high:g}") for name, (low, high) in LIMITS.items()]
    return "\n".join(
        [
            _HEAD,
            *table(("family", "parameters", "example", "good for"), named),
            _EMPIRICAL,
            "## Formulas\n",
            *table(("family", "P(time <= t)", "mean", "variance"), formulas),
            "\n## Limits\n",
            *table(("parameter", "lowest", "highest"), limits),
            _DRAWS,
            prose(draws.__doc__),
        ]
    )


def _call(family: str) -> str:
    return ", ".join(f"{name} ({kind})" for name, kind in FAMILIES[family])
