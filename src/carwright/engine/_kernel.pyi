"""Types of the native event kernel (src/native/bindings.cpp)."""

from types import ModuleType

draws: ModuleType
"""Batches of draws, for the tests (src/native/draws_bindings.h)."""

def version() -> str: ...
