"""One reading of a line to its tree."""
