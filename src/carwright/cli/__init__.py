"""The command line: `carwright`."""

from carwright.cli.ending import main

__all__ = ["main"]
