"""Where the colours meet."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Range = tuple[Fraction | None, Fraction | None]
"""From and to, both included; None where it is open."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the colours of a figure meet, as raw values: green, and green or amber; all else is red.

    `amber` is None without a tolerance.
    """

    green: Range
    amber: Range | None
