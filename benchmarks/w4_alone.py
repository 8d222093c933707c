"""The engine on su7, phase 1, and nothing else: for a profiler."""

import time

from carwright import files
from carwright.compile import compile_plant
from carwright.engine import engine_class
from carwright.experiment.setting import Setting

DAYS = 365

setting = Setting.of(files.load("su7"), days=DAYS, replications=1, phase="phase 1")
program = compile_plant(files.load("su7"), horizon=setting.horizon, phase=setting.phase)
engine = engine_class("native")(program, 7, 0, horizon=setting.horizon, period=setting.period)
begun = time.process_time()
engine.advance(setting.horizon)
spent = time.process_time() - begun
print(f"{engine.events:,} events, {engine.events / spent / 1e6:.2f} million a CPU second")
