"""Runs a compiled program: the same numbered semantics, written in Python and in C++."""
