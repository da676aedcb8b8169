"""Lengths of time that a deadline or a threshold is written with."""

from __future__ import annotations

from kpidsl.language.checking.scope import LONGEST_YEARS, refuse
from kpidsl.language.tree import phrases as tree
from kpidsl.model.condition import DeadlineUnit
from kpidsl.model.unit_of_measure import SECONDS_IN

_DAYS = {"days": 1, "weeks": 7}
_SECONDS = {unit.value: seconds for unit, seconds in SECONDS_IN.items()}
_MONTHS = {"months": 1, "years": 12}
_WORKING_DAYS_IN_A_YEAR = 261


def days_of(amount: tree.WrittenAmount) -> int:
    """Whole days of a length in days or weeks; months have no fixed number of days, and what is longer than any data is
    refused."""
    factor = _DAYS.get(amount.unit or "")
    if factor is None:
        raise refuse("T011", amount.span, found=amount.text)
    return _whole(amount, factor, 366)


def deadline_length(amount: tree.WrittenAmount) -> tuple[int, DeadlineUnit]:
    """The length of a deadline, and whether it is counted in seconds, in days, in working days or on the calendar of
    months.

    A minute is sixty seconds, a week seven days and a year twelve months. Raises Refused where the length
    is not whole or longer than any data.
    """
    unit = amount.unit or ""
    if unit == "working_days":
        length = _whole(amount, 1, _WORKING_DAYS_IN_A_YEAR)
        return length, "working_days" if length else "days"  # no time at all ends on the very day, worked or not
    if unit in _SECONDS:
        return _whole(amount, _SECONDS[unit], 366 * 24 * 60 * 60), "seconds"
    if unit in _MONTHS:
        return _whole(amount, _MONTHS[unit], 12), "months"
    return days_of(amount), "days"


def threshold_length(amount: tree.WrittenAmount) -> tuple[int, DeadlineUnit]:
    """The length that a duration is held against: as a deadline's, none of it being a limit as well."""
    return deadline_length(amount) if amount.value or amount.unit in _SECONDS else (0, "days")


def _whole(amount: tree.WrittenAmount, factor: int, in_a_year: int) -> int:
    """The amount times the factor; `in_a_year` is how many of them a year has at most."""
    length = amount.value * factor
    if length.denominator != 1:
        raise refuse("T011", amount.span, found=amount.text)
    if length > in_a_year * LONGEST_YEARS:
        raise refuse("T130", amount.span, length=amount.text, years=str(LONGEST_YEARS))
    return int(length)
