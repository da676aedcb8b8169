"""Months as numpy dates, and the agency's season."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

# Twelve factors from January; each row has the mean 1. People find work less often in July, more often in August.
EXIT_SEASON = (1.00, 0.95, 1.05, 1.05, 1.05, 1.05, 0.60, 1.25, 1.15, 1.05, 0.95, 0.85)
# More people come in January and August.
ENTRY_SEASON = (1.40, 1.00, 0.95, 0.90, 0.90, 1.00, 0.90, 1.15, 1.00, 0.95, 0.95, 0.90)


@dataclass(frozen=True, slots=True)
class SyntheticMonth:
    """One calendar month."""

    start: np.datetime64

    @property
    def name(self) -> str:
        """Return the month as YYYY-MM."""
        return str(self.start)

    @property
    def number(self) -> int:
        """Return 1 for January to 12 for December."""
        return int(self.name[5:])

    @property
    def first_day(self) -> np.datetime64:
        """Return the month's first day."""
        day: np.datetime64 = self.start.astype("datetime64[D]")
        return day

    @property
    def last_day(self) -> np.datetime64:
        """Return the month's last day."""
        day: np.datetime64 = (self.start + np.timedelta64(1, "M")).astype("datetime64[D]")
        return day - np.timedelta64(1, "D")

    @property
    def days(self) -> int:
        """Return the number of days in the month."""
        return int(str(self.last_day)[8:])


def months_until(last: str, count: int) -> tuple[SyntheticMonth, ...]:
    """Return `count` months, the last of which is `last` (YYYY-MM); ValueError when either is unusable."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", last):
        raise ValueError(f"last must be a month as YYYY-MM, found {last!r}")
    if count < 1:
        raise ValueError(f"months must be at least 1, found {count}")
    end = np.datetime64(last, "M")
    return tuple(SyntheticMonth(end - np.timedelta64(back, "M")) for back in range(count - 1, -1, -1))
