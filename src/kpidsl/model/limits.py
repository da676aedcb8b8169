"""The boundaries between colours."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Range = tuple[Fraction | None, Fraction | None]
"""From and to, both included; None where it is open."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The ranges of raw values in which a figure is green, and in which it is green or amber; everything else is red.

    `amber` is None where the rule has no tolerance. `strict`: the target itself, where green ends, is not green.
    """

    green: Range
    amber: Range | None
    strict: bool = False
