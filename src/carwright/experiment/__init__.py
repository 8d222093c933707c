"""Runs one plant many times: replications in threads, checkpoints, forks, and what goes wrong."""

from carwright.experiment.checkpoint import Checkpoint
from carwright.experiment.setting import Setting
from carwright.experiment.simulate import pause, resume, simulate

__all__ = ["Checkpoint", "Setting", "pause", "resume", "simulate"]
