"""Turns a model into tables of integers: names become ids, texts become milliseconds.

`compile_plant` is the way in. It is loaded when first named: who takes only the tables of
`schema`, `tallies` and `program` from this room, as an engine does, loads no model.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carwright.compile.compiler import compile_plant

__all__ = ["compile_plant"]


def __getattr__(name: str) -> Any:
    if name == "compile_plant":
        from carwright.compile.compiler import compile_plant

        return compile_plant
    raise AttributeError(f"module 'carwright.compile' has no attribute {name!r}")
