"""The checks of a programme, one subject to a file."""
