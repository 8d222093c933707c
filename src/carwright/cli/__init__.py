"""The command line: `carwright`."""

from carwright.cli.app import main

__all__ = ["main"]
