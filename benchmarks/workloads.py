"""What is run: the same systems for every contender.

* W1: M/M/1, arrival rate 0.9, service rate 1.
* W2: 20 stations with exponential service of mean 1, 19 buffers of 5, blocking after service, the
  first never starved, the last never blocked.
* W3: 100 stations of 60 s, 99 buffers of 2; each fails after exponential work (mean 6 h) and is
  repaired in exponential time (mean 5 min), after which the work goes on.
* W4: the reference plant su7, phase 1, one year.
* W5: 64 replications of W2. W6: 64 replications of W3.
* W7: W2 with a feeder for each station: one more such station behind which 5 parts may wait. Each
  part is joined by one of the feeder's before its work begins.
"""

from dataclasses import dataclass

ARRIVAL_RATE = 0.9
W2_STATIONS, W2_BUFFER = 20, 5
W3_STATIONS, W3_BUFFER, W3_CYCLE, W3_BETWEEN, W3_REPAIR = 100, 2, 60.0, 21_600.0, 300.0
W7_SHELF = 5
YEAR = 365 * 86_400
REPLICATIONS = 64


@dataclass(frozen=True)
class Answer:
    """What a run says: the time at which the last part left, or the parts out by the horizon.

    Of several replications the mean. Only carwright tells `visits` (works that ended),
    `events`, and the CPU time of the simulation itself, without compiling the plant and tables.
    """

    makespan: float | None = None
    parts: float | None = None
    visits: int | None = None
    events: int | None = None
    engine_cpu_s: float | None = None
