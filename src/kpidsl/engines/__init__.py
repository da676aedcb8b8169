"""Rows in, the three tables out: the protocol, and the engine that reduces rows where they are stored."""
