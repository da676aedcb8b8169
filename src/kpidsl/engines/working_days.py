"""Norwegian working days: Monday to Friday without public holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version

FIRST, LAST = date(2000, 1, 1), date(2040, 12, 31)


def calendar_version() -> str:
    """The version of the calendar: the country, and the release of the `holidays` package."""
    return f"NO, holidays {version('holidays')}"


@cache
def _holidays() -> frozenset[date]:
    import holidays  # here: it takes long to load, and only working days need it

    years = range(FIRST.year - 1, LAST.year + 2)
    return frozenset(holidays.country_holidays("NO", years=years, include_sundays=False))


def is_working_day(day: date) -> bool:
    """Whether the day is Monday to Friday and no public holiday."""
    return day.weekday() < 5 and day not in _holidays()


def working_day_numbers() -> Iterator[tuple[date, int, date]]:
    """(day, number of working days from 2000 up to and including that day, that day or the next working day), for
    2000-2040.

    The difference of two numbers is the number of working days after the first, up to and including the second.
    """
    number, day = 0, FIRST
    while day <= LAST:
        number += is_working_day(day)
        yield day, number, next_working_day(day)
        day += timedelta(1)


def next_working_day(day: date) -> date:
    """The day itself if it is a working day, otherwise the next one."""
    while not is_working_day(day):
        day += timedelta(1)
    return day


def earliest_moved_to(day: date) -> date:
    """The first day from which a deadline moves to `day`: the day after the last working day before it."""
    while not is_working_day(day - timedelta(1)):
        day -= timedelta(1)
    return day
