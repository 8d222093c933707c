"""The reference pages below ``docs/reference``, made from the code that they describe.

``python -m carwright.cli.reference`` writes them, with ``--check`` it only compares.
"""

from carwright.cli.reference.pages import PAGES, PLACE, outdated

__all__ = ["PAGES", "PLACE", "outdated"]
