"""What every stage after the checker has to know of a statistic, whichever it is.

Each statistic declares its own traits (`kpidsl.measures`), and an indicator carries those of its statistic. Stages
read the traits and never ask which statistic it is, so a new one needs no change in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """The kind of result, as definitions print it and as status rules name it (`for forholdstall`)."""

    SHARE = "share"
    RATIO = "ratio"
    RATE = "rate"
    COUNT = "count"
    MEAN = "mean"
    QUANTILE = "quantile"
    AMOUNT = "amount"
    INDEX = "index"
    CHANGE = "change"


Combined = Literal["quotient", "sum", "persons", "values", "sides", "components"]
"""How the figure of a parent, or of a year, is made of those of its units, or of its months.

quotient: numerators are added up, and denominators. sum: figures are added up. persons: each person is counted once.
values: computed again from all rows. sides: numerator and denominator each as it is itself made. components: from
other indicators.
"""

Targets = Literal["weighted", "summed", "latest"]
"""How the target of a parent or of a year is made where it has none of its own.

weighted: by the denominators of its units or months. summed: added up. latest: a year has that of its last month.
"""

Numerator = Literal["part", "values", "apart"]
"""What the numerator is beside the denominator.

part: some of the rows of the denominator, so it is never above it. values: something of each of those rows. apart:
other rows, so that it may be above zero over nothing.
"""

HiddenBy = Literal["parts", "cases", "nothing"]
"""A small number of what may give a person away: of either part (and their difference), of the cases behind, of
nothing."""

Noise = Literal["proportions", "counts", "means", "none"]
"""By which formula chance alone may have made a change; with none only an equal value is unchanged."""

Draws = Literal["proportions", "counts", "none"]
"""From which distribution a place in a ranking is drawn to find its interval; with none a rank has no interval."""

Forecast = Literal["share", "mean", "ratio", "count", "rate", "amount", "none"]
"""By which model the rest of the year is forecast; with none there is no risk at the year's end."""


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of a statistic.

    `in_per_cent`: what is missing from a numerator lies between zero and what is missing from its denominator.
    `is_average`: it is so much for each of the rows, on average: a mean of them, or a number per one of them.
    `base`: whether the denominator (of a sum: the sum itself) counts cases, or adds up columns that may be amounts.
    """

    kind: Kind
    combined: Combined
    targets: Targets
    hidden_by: HiddenBy
    numerator: Numerator = "values"
    in_per_cent: bool = False
    base: Literal["cases", "columns"] = "cases"
    noise: Noise = "none"
    draws: Draws = "none"
    forecast: Forecast = "none"
    is_average: bool = False

    @property
    def adds_up(self) -> bool:
        """Whether a parent's figure is made of its units' and a year's of its months'."""
        return self.combined in ("quotient", "sum")
