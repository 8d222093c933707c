"""Runs one plant many times: replications in threads, checkpoints, forks, and what goes wrong."""

from carwright.experiment.checkpoint import Checkpoint
from carwright.experiment.setting import Setting
from carwright.experiment.simulate import pause, resume, simulate
from carwright.experiment.throughput import Throughput, throughput

__all__ = ["Checkpoint", "Setting", "Throughput", "pause", "resume", "simulate", "throughput"]
