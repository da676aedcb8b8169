"""Norwegian working days: Monday to Friday without public holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

FIRST, LAST = date(2000, 1, 1), date(2040, 12, 31)


def working_day_numbers() -> Iterator[tuple[date, int]]:
    """(day, number of working days from 2000 to and with that day), every day of 2000-2040.

    The difference of two numbers is the working days after the first up to and with the second.
    """
    import holidays

    free = holidays.country_holidays("NO", years=range(FIRST.year, LAST.year + 1), include_sundays=False)
    number, day = 0, FIRST
    while day <= LAST:
        number += day.weekday() < 5 and day not in free
        yield day, number
        day += timedelta(1)
