"""Exit codes of the command line, beside 0 for done."""

BAD_INPUT = 2
RUN_FAILED = 3
INTERRUPTED = 130
