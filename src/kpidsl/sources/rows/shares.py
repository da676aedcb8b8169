"""How many rows do not hold, of all: the words for it, and when a source is refused for it."""

from __future__ import annotations

LEAST = 5
ONE_IN = 100


def too_many(count: int, rows: int) -> bool:
    """Whether so many rows of `rows` are no slip: at least five, and over one in a hundred."""
    return count >= LEAST and count * ONE_IN > rows


def share(count: int, rows: int) -> str:
    """The share in whole per cent, rounded half up; what is under one is said so. `rows` is not 0."""
    percent = (200 * count + rows) // (2 * rows)
    return f"{percent} %" if percent or not count else "< 1 %"
