"""What a unit shows in place of a month that is hidden: the figure of whole months of its year together."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kpidsl.model.period import Month


@dataclass(frozen=True, slots=True)
class LongerWindow:
    """The figure of the months `first` to `last`, of `n` cases: a quarter, four months, half a year or the year, as the
    steering year has them, so that no two overlap. The raw value is numerator / denominator, exactly."""

    first: Month
    last: Month
    numerator: int
    denominator: int
    n: int

    @property
    def value(self) -> Fraction:
        """The raw value (times the indicator's scale: the number printed)."""
        return Fraction(self.numerator, self.denominator)
