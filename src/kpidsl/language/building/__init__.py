"""One reading of a line → its tree."""
