"""Runs one workload by one contender in this process, and prints what it took as JSON.

``python one.py CONTENDER WORKLOAD SIZE HORIZON SEED``: SIZE is customers (W1) or parts (W2, W5),
HORIZON the time that is simulated by contenders that can't stop at a number of parts, and by W3.
"""

import contextlib
import importlib
import importlib.metadata
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

from workloads import REPLICATIONS, Answer

KIB = 1024


def model_of(
    contender: ModuleType, workload: str, size: int, horizon: float, seed: int
) -> Callable[[], Answer]:
    """The workload as the contender's model, ready to be run."""
    match workload:
        case "w1":
            return contender.w1(size, seed)
        case "w3":
            return contender.w3(horizon, seed)
        case "w5" | "w6":
            build = getattr(contender, workload)
            cores = os.cpu_count() or 1
            return build(size, horizon, seed, replications=REPLICATIONS, workers=cores)
    return getattr(contender, workload)(size, horizon, seed)


def main() -> None:
    name, workload, size, horizon, seed = sys.argv[1:]
    # Peers print what they like; only the last line of this process is read.
    with contextlib.redirect_stdout(sys.stderr):
        contender = importlib.import_module(f"contenders.{name}")
        run = model_of(contender, workload, int(size), float(horizon), int(seed))
        wall, cpu = time.perf_counter(), time.process_time()
        answer = run()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        json.dumps(
            {
                "cpu_s": cpu + children.ru_utime + children.ru_stime,
                "run_s": wall,
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB,
                **asdict(answer),
                "version": importlib.metadata.version(contender.PACKAGE),
                "title": contender.TITLE,
            }
        )
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
