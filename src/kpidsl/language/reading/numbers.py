"""Reads numbers and dates in all forms that may be written (R10–R12), exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from kpidsl.language.reading.words import MONTH_NAMES

_MONTH = "|".join(sorted(MONTH_NAMES, key=len, reverse=True))
_NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d+)?(?![.,]?\d)|\d+(?:[.,]\d+)*(?![.,]?\d)")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)*")
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?![\d-])")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.]\d)")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})\.? +({_MONTH}) +(\d{{4}})(?!\d)", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"({_MONTH}) +(\d{{4}})(?!\d)", re.IGNORECASE)
_PART = re.compile(r"([1-4])(?:\.|st|nd|rd|th)? +(tertial|kvartal|quarter) +(?:i +|of +)?(\d{4})(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}(?![\d-])(?!\.\d)")
_SUSPECT = re.compile(r"\d{1,3}(?:[.,]\d{3})+")

Precision = Literal["day", "month", "quarter", "tertial", "year"]


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """The exact value of a number, and what is wrong with how it is written.

    With a fault, the value is the likeliest one, so that the fault is not reported again as a wrong amount. `fault` is
    "mark" for the other language's decimal mark (`fix`: the number rewritten), "two_readings" if 1.000 may be a
    thousand or one (`fix`: both, thousands first), and "form" for what is not a number.
    """

    value: Fraction
    end: int
    fault: Literal["mark", "two_readings", "form"] | None = None
    fix: tuple[str, ...] = ()


def read_number(text: str, start: int, comma: bool) -> tuple[WrittenNumber, ...]:
    """Return the readings of a number at `start`; empty if there is no digit. `comma`: a comma is the decimal mark."""
    readings: list[WrittenNumber] = []
    grouped, plain = _NUMBER.match(text, start), _PLAIN.match(text, start)
    for match in (plain, grouped):
        if match and all(r.end != match.end() for r in readings):
            readings.append(_number(match.group(), match.end(), comma))
    return tuple(readings)


def _number(written: str, end: int, comma: bool) -> WrittenNumber:
    mark, other = (",", ".") if comma else (".", ",")
    digits = written.replace(" ", "")
    whole, _, decimals = digits.replace(",", ".").partition(".")
    value = Fraction(f"{whole}.{decimals.partition('.')[0]}")
    if "." in decimals:
        return WrittenNumber(value, end, "form")
    if other in digits:
        if " " not in written and _SUSPECT.fullmatch(digits):
            fix = (digits.replace(other, " "), digits.replace(other, mark))
            return WrittenNumber(value, end, "two_readings", fix)
        return WrittenNumber(value, end, "mark", (written.replace(other, mark),))
    if " " not in written and len(whole) <= 3 and whole != "0" and decimals == "000":
        return WrittenNumber(value, end, "two_readings", (f"{whole} {decimals}", whole))
    return WrittenNumber(value, end)


def read_date(text: str, start: int) -> tuple[date, Precision, int] | None:
    """Return (first day of what is written, precision, end offset) of the date at `start`; None if there is none. A
    bare year is not a date."""
    if m := _ISO.match(text, start):
        year, month, day = m.groups()
        return _valid_date(int(year), int(month), int(day or 1), "day" if day else "month", m.end())
    if m := _DOTTED.match(text, start):
        return _valid_date(int(m[3]), int(m[2]), int(m[1]), "day", m.end())
    if m := _DAY_MONTH.match(text, start):
        return _valid_date(int(m[3]), MONTH_NAMES[m[2].casefold()], int(m[1]), "day", m.end())
    if m := _MONTH_YEAR.match(text, start):
        return _valid_date(int(m[2]), MONTH_NAMES[m[1].casefold()], 1, "month", m.end())
    if m := _PART.match(text, start):
        number, part = int(m[1]), m[2].casefold()
        if part == "tertial" and number < 4:
            return _valid_date(int(m[3]), 4 * number - 3, 1, "tertial", m.end())
        if part != "tertial":
            return _valid_date(int(m[3]), 3 * number - 2, 1, "quarter", m.end())
    return None


def read_year(text: str, start: int) -> tuple[date, Precision, int] | None:
    """Return (first day, precision, end offset) of the bare year at `start`; None if there is none."""
    m = _YEAR.match(text, start)
    return _valid_date(int(m.group()), 1, 1, "year", m.end()) if m else None


def _valid_date(year: int, month: int, day: int, precision: Precision, end: int) -> tuple[date, Precision, int] | None:
    try:
        return date(year, month, day), precision, end
    except ValueError:
        return None
