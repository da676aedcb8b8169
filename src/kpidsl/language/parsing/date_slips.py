"""Dates that do not exist, and months that are written short or nearly: what is wrong, and how to write them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from kpidsl.language.reading.numbers import read_date
from kpidsl.language.reading.words import MONTH_NAMES
from kpidsl.problems import Translated
from kpidsl.problems.nearest import nearest

_DAY = re.compile(r"(?P<day>\d{1,2})\.? +(?P<month>[^\W\d]+)\.? +(?P<year>\d{4})(?!\d)")
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?(?!\d)")
_MONTH = re.compile(r"(?P<month>[^\W\d]+)\.? +(?P<year>\d{4})(?!\d)")
_MONTH_DOTTED = re.compile(r"(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)")
_PART = re.compile(
    r"(?P<number>\d+)(?:\.|st|nd|rd|th)? +(?P<part>tertial|kvartal|quarter) +(?:i +|of +)?\d{4}(?!\d)", re.I
)
_DOTTED_SHORT = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{2})(?![\d.])")
_HALF = re.compile(
    r"(?P<number>[12])(?:\.|st|nd)? *(?:halvår(?:et)?(?: +i)?|half(?:[ -]year)?(?: +of)?|h) +(?P<year>\d{4})(?!\d)"
    r"|(?P<word>first|second|første|andre) +(?:halvår(?:et)?|half(?:[ -]year)?(?: +of)?) +(?:i +)?(?P<of>\d{4})(?!\d)",
    re.I,
)
_SHORT_YEAR = re.compile(r"(?:\d{1,2}\.? +)?(?P<month>[^\W\d]+) +(?P<year>\d{2})(?!\d)")
_ENGLISH = {number: name.capitalize() for name, number in MONTH_NAMES.items()}

_THREE_TERTIALS = Translated("et år har 3 tertialer", "eit år har 3 tertial", "a year has 3 tertials")
_FOUR_QUARTERS = Translated("et år har 4 kvartaler", "eit år har 4 kvartal", "a year has 4 quarters")
_FOUR_DIGITS = Translated(
    "året skrives med fire sifre", "året skal skrivast med fire siffer", "the year is written with four digits"
)
_TWELVE_MONTHS = Translated("et år har tolv måneder", "eit år har tolv månader", "a year has twelve months")
_FIRST_MONTH = Translated(
    "et halvår skrives med sin første måned",
    "eit halvår skal skrivast med den første månaden sin",
    "half a year is written by its first month",
)
_NO_SUCH_YEAR = Translated("året finnes ikke", "året finst ikkje", "there is no such year")
_BY_NAME = Translated("måneden skrives med navn", "månaden skal skrivast med namn", "the month is written by its name")
_IN_FULL = Translated("måneden skrives helt ut", "månaden skal skrivast heilt ut", "the month is written in full")


@dataclass(frozen=True, slots=True)
class DateSlip:
    """What stands there (`text`), what is wrong with it, and what was meant (None where
    that is anyone's guess), for `sure` where nothing else can be."""

    text: str
    why: Translated
    meant: str | None = None
    sure: bool = False


def date_slip(text: str, at: int) -> DateSlip | None:
    """The slip in what begins at `at` as a date does; None where it is no date at all, or is in order."""
    if read_date(text, at) is not None:
        return None
    for pattern in (_DAY, _DOTTED, _ISO, _MONTH, _MONTH_DOTTED):
        if (m := pattern.match(text, at)) and (slip := _slip(m)) is not None:
            return slip
    if m := _PART.match(text, at):
        most = 3 if m["part"].casefold() == "tertial" else 4
        return DateSlip(m.group(), _THREE_TERTIALS if most == 3 else _FOUR_QUARTERS)
    if m := _HALF.match(text, at):
        return _half(m)
    if (m := _DOTTED_SHORT.match(text, at)) and 1 <= int(m["month"]) <= 12 and 1 <= int(m["day"]) <= 31:
        return DateSlip(m.group(), _FOUR_DIGITS, f"{m['day']}.{m['month']}.20{m['year']}")
    if (m := _SHORT_YEAR.match(text, at)) and _month(m["month"]) is not None:
        meant = f"{m.group()[: m.start('year') - m.start()]}20{m['year']}"
        return DateSlip(m.group(), _FOUR_DIGITS, meant)
    return None


def _slip(m: re.Match[str]) -> DateSlip | None:
    matched, parts = m.group(), m.groupdict()
    number = int(parts["month"]) if parts["month"].isdigit() else _month(parts["month"])
    if number is None:
        return None
    year, day = int(parts["year"]), int(parts["day"]) if parts.get("day") else None
    if not 1 <= number <= 12:
        swapped = f"{number}.{day:02d}.{year}" if day is not None and 1 <= day <= 12 and "." in matched else None
        return DateSlip(matched, _TWELVE_MONTHS, swapped)
    if not 1 <= year <= 9999:
        return DateSlip(matched, _NO_SUCH_YEAR)
    name, english = list(MONTH_NAMES)[number - 1], _ENGLISH[number]
    days = monthrange(year, number)[1]
    if day is not None and not 1 <= day <= days:
        has = f"{name} {year} har {days}"
        return DateSlip(matched, Translated(f"{has} dager", f"{has} dagar", f"{english} {year} has {days} days"))
    if parts["month"].isdigit():
        return DateSlip(matched, _BY_NAME, f"{name} {year}")
    start, end = m.start("month") - m.start(), m.end("month") - m.start()
    rest = matched[end:].removeprefix(".")
    meant = matched[:start] + (_near(parts["month"]) or name) + rest
    return DateSlip(matched, _IN_FULL, meant, sure=True)


def _half(m: re.Match[str]) -> DateSlip:
    """Half a year, with the month that it begins in: a target holds from the first month of what is written."""
    first = m["number"] == "1" or (m["word"] or "").casefold() in ("first", "første")
    number = 1 if first else 7
    name = _ENGLISH[number] if "half" in m.group().casefold() else list(MONTH_NAMES)[number - 1]
    return DateSlip(m.group(), _FIRST_MONTH, f"{name} {m['year'] or m['of']}")


def _near(word: str) -> str | None:
    """The month that a word is the beginning of (three letters at least), or nearly is."""
    lowered = word.casefold()
    begun = [name for name in MONTH_NAMES if len(lowered) >= 3 and name.startswith(lowered)]
    return begun[0] if begun else nearest(lowered, MONTH_NAMES)


def _month(word: str) -> int | None:
    return MONTH_NAMES.get(word.casefold()) or (MONTH_NAMES[near] if (near := _near(word)) else None)
