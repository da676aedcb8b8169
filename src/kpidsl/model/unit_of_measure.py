"""The units that figures, targets and tolerances are in."""

from __future__ import annotations

from enum import StrEnum


class UnitOfMeasure(StrEnum):
    """Units of results, targets and tolerances."""

    PERCENT = "percent"
    PERCENTAGE_POINTS = "percentage_points"
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    COUNT = "count"
    PER = "per"
    SCORE = "score"
    KRONER = "kroner"
    INDEX = "index"

    @property
    def decimals(self) -> int:
        """The number of decimals printed, where telling on which side of the target a value lies does not require
        more."""
        whole = (UnitOfMeasure.COUNT, UnitOfMeasure.KRONER)
        return 0 if self in whole else 2 if self is UnitOfMeasure.SCORE else 1


SECONDS_IN = {UnitOfMeasure.SECONDS: 1, UnitOfMeasure.MINUTES: 60, UnitOfMeasure.HOURS: 3600}
"""Units of time below a day, and how many seconds one of each is; they convert exactly, and never to days."""
DURATIONS = (*SECONDS_IN, UnitOfMeasure.DAYS, UnitOfMeasure.WORKING_DAYS)
"""Units of time."""
