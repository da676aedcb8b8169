"""A day with a clock."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

NORWAY = ZoneInfo("Europe/Oslo")


class Moment(date):
    """A day in Norway, and the seconds since 1970 at which it is; without them it is a day like others, as what is
    some days after it is."""

    clock: Fraction | None

    def __new__(cls, year: int, month: int, day: int, clock: Fraction | None = None) -> Moment:
        made = super().__new__(cls, year, month, day)
        made.clock = clock
        return made

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and (not isinstance(other, Moment) or self.clock == other.clock)

    def __hash__(self) -> int:
        return super().__hash__()


def clocks(*days: object) -> tuple[Fraction, ...] | None:
    """The clocks of the days; None where one of them has none."""
    known = [day.clock for day in days if isinstance(day, Moment) and day.clock is not None]
    return tuple(known) if len(known) == len(days) else None


def at(clock: Fraction) -> Moment:
    """The moment at which the clock is."""
    day = datetime.fromtimestamp(int(clock // 1), NORWAY).date()
    return Moment(day.year, day.month, day.day, clock)
