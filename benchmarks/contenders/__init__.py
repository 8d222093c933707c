"""One module for each contender: the same workloads, each in the contender's own words.

A module has `PACKAGE` (its distribution), `TITLE`, and for each workload that it can run a function
``w1(customers, seed)``, ``w2(parts, horizon, seed)`` or ``w3(horizon, seed)``. It builds the model
and gives a function back that runs it and returns what came out (`workloads.Answer`): only that
function is timed. Times are in units of mean service (W1, W2) or seconds (W3).
"""
