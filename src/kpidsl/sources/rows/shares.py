"""The share of invalid rows: as text, and the limit at which a source is refused."""

from __future__ import annotations

LEAST = 5
ONE_IN = 100


def too_many(count: int, rows: int) -> bool:
    """Return whether `count` of `rows` are too many to be a slip: at least five, and more than one in a hundred."""
    return count >= LEAST and count * ONE_IN > rows


def share(count: int, rows: int) -> str:
    """Return the share as a whole percentage, rounded half up; `< 1 %` for less than that. `rows` must not be 0."""
    percent = (200 * count + rows) // (2 * rows)
    return f"{percent} %" if percent or not count else "< 1 %"
