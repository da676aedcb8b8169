"""Reporting periods: (frequency, number), counted from year 0, so arithmetic is on integers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Frequency(StrEnum):
    """How often a figure is produced."""

    MONTH = "month"
    QUARTER = "quarter"
    TERTIAL = "tertial"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Length in months."""
        return {"month": 1, "quarter": 3, "tertial": 4, "half_year": 6, "year": 12}[self.value]


def month_number(day: date) -> int:
    """The number of the month that `day` lies in: year * 12 + month - 1."""
    return day.year * 12 + day.month - 1


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; `number` is year * 12 + month - 1."""

    number: int

    @staticmethod
    def of(year: int, month: int) -> Month:
        """The month `month` (1-12) of `year`."""
        return Month(year * 12 + month - 1)

    @staticmethod
    def parse(text: str) -> Month:
        """`2026-10` as a month; ValueError otherwise."""
        year, dash, month = text.partition("-")
        if dash and len(year) == 4 and len(month) == 2 and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12:
            return Month.of(int(year), int(month))
        raise ValueError(f"{text!r} is not a month (YYYY-MM)")

    @property
    def year(self) -> int:
        """Calendar year."""
        return self.number // 12

    @property
    def month(self) -> int:
        """1-12."""
        return self.number % 12 + 1

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return (self + 1).first_day - timedelta(days=1)

    def __add__(self, months: int) -> Month:
        return Month(self.number + months)

    def __sub__(self, months: int) -> Month:
        return Month(self.number - months)

    def year_start(self, starts: int = 1) -> Month:
        """First month of the reporting year that holds this month, when years start in month `starts`."""
        return Month(self.number - (self.number - (starts - 1)) % 12)

    def period_start(self, frequency: Frequency, starts: int = 1) -> Month:
        """First month of the quarter, tertial, half-year or year that holds this month."""
        into = (self.number - (starts - 1)) % frequency.months
        return Month(self.number - into)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
