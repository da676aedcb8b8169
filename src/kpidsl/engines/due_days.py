"""When cases began that fall due from a day on, or from a midnight in Norway."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kpidsl.engines.working_days import earliest_moved_to, is_working_day
from kpidsl.model.condition import MICROSECONDS, DeadlineUnit

_NORWAY = ZoneInfo("Europe/Oslo")


def earliest_start(day: date, length: int, unit: DeadlineUnit, moves: bool) -> date | int:
    """The first day on which a case may begin that falls due on `day` or later.

    `length` (at least 1 in working days, else at least 0) and `unit` are the deadline's, `moves` that it ends on a
    working day. In seconds it is the first moment, in microseconds since 1970.
    """
    if moves:
        day = earliest_moved_to(day)
    match unit:
        case "days":
            return day - timedelta(length)
        case "months":
            return _months_before(day, length)
        case "working_days":
            while length:
                day -= timedelta(1)
                length -= is_working_day(day)
            return day
        case "seconds":
            midnight = datetime.combine(day, time(), _NORWAY)
            return (int(midnight.timestamp()) - length) * MICROSECONDS


def _months_before(day: date, months: int) -> date:
    """The same day of the month; where that month has no such day the first of the next, since all its own days fall
    due earlier."""
    number = day.year * 12 + day.month - 1 - months
    try:
        return date(number // 12, number % 12 + 1, day.day)
    except ValueError:
        return date((number + 1) // 12, (number + 1) % 12 + 1, 1)
