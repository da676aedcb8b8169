"""Status, arrow, deviation, and what chance alone does."""
