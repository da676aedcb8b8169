"""A number with the noun in its form."""

from __future__ import annotations


def counted(count: int | str, one: str, several: str) -> str:
    """`1 row`, `2 rows`, `0 rows`; a number of more than three digits in groups: `16 196 rows`."""
    shown = f"{count:,}".replace(",", " ") if isinstance(count, int) else count
    return f"{shown} {one if shown == '1' else several}"
