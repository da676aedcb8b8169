"""XmR control charts as values: the limits, what varies, and what the process can be expected to do.

Source: Shewhart; as used in NHS England, "Making Data Count" (variation and assurance shown apart).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Variation(IntEnum):
    """What the latest point shows about the process."""

    TOO_FEW = 0
    COMMON = 1
    IMPROVING = 2
    CONCERNING = 3

    @property
    def slug(self) -> str:
        """The word in machine files."""
        return self.name.lower()


class Assurance(IntEnum):
    """Where the target lies relative to the limits."""

    NONE = 0
    HITS = 1
    """The whole band is on the good side: the target will be met unless something changes."""
    MISSES = 2
    INCONSISTENT = 3
    """The target lies inside the limits: met or missed by chance."""

    @property
    def slug(self) -> str:
        """The word in machine files."""
        return self.name.lower()


class Signal(IntEnum):
    """The rule that fired at the latest point, the first that applies."""

    NONE = 0
    OUTSIDE = 1
    SEVEN_ON_ONE_SIDE = 2
    SEVEN_RISING_OR_FALLING = 3
    TWO_OF_THREE = 4

    @property
    def slug(self) -> str:
        """The word in machine files."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class ControlChart:
    """The chart of an indicator at a node in the reporting month; mean and limits as raw values."""

    points: int
    mean: float
    lower: float
    upper: float
    variation: Variation
    assurance: Assurance
    signal: Signal
