"""Rows in, the three tables out: readers, and the engine that reduces where the rows are."""
