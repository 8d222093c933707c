"""The reference engine: `docs/semantics.md` in plain Python, rule by rule, written to be read.

One class in layers, lowest first: `clock`, `tally`, `crews`, `stops`, `stores`, `components`,
`stations`, `sources`, `flow`, `phases`, `engine`. `state` and `tables` are what they work on,
`saving` and `picture` look at the whole from outside.
"""

from carwright.engine.reference.engine import ReferenceEngine

__all__ = ["ReferenceEngine"]
