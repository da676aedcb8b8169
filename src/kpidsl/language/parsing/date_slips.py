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
_ORDINALS = {"første": 1, "fyrste": 1, "first": 1, "andre": 2, "annet": 2, "second": 2, "tredje": 3, "third": 3}
_ORDINALS |= {"fjerde": 4, "fourth": 4}
_WORD = rf"(?P<word>{'|'.join(_ORDINALS)}) +"
_OF = r" +(?:i +|of +)?(?P<year>\d{4})(?!\d)"
_HALF = re.compile(rf"(?:(?P<number>[12])(?:\.|st|nd)? *|{_WORD})(?:halvår(?:et)?|half(?:[ -]year)?|h){_OF}", re.I)
_HALF_BY_LETTER = re.compile(rf"h ?(?P<number>[12]){_OF}", re.I)
_PART_BY_WORD = re.compile(rf"{_WORD}(?P<part>[kqt])(?:vartal(?:et)?|uarter|ertial(?:et)?){_OF}", re.I)
_PART_BY_LETTER = re.compile(rf"(?:(?P<part>[kq]) ?(?P<number>[1-4])|(?P<third>t) ?(?P<of_three>[1-3])){_OF}", re.I)
_WITHIN = re.compile(
    r"(?:(?:^|[(,]) *(?P<target>[^(,]+? (?:i|in|i løpet av|in the course of))|(?<!\w)(?:i|in|i løpet av)) +$", re.I
)
_BARE_MONTH = re.compile(rf"(?P<month>{'|'.join(MONTH_NAMES)})(?! *\.? *\d)(?!\w)", re.I)
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
_OWN_MONTH = Translated(
    "et halvår skrives med måneden det begynner eller slutter i",
    "eit halvår skal skrivast med månaden det begynner eller sluttar i",
    "half a year is written by the month that it begins or ends in",
)
_TWO_QUARTERS = Translated(
    "et halvår skrives som sine to kvartaler, eller fra sin første måned",
    "eit halvår skal skrivast som dei to kvartala sine, eller frå den første månaden sin",
    "half a year is written as its two quarters, or from its first month on",
)
_BY_NUMBER = Translated(
    "det skrives med tall og hele ordet", "det skal skrivast med tal og heile ordet", "it is written in full"
)
_YEAR_LACKS = Translated("året mangler", "året manglar", "the year lacks")
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
    if (part := part_of_year(text, at)) is not None:
        return part
    if m := _BARE_MONTH.match(text, at):
        return DateSlip(m.group(), _YEAR_LACKS)
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


def part_of_year_at(text: str, at: int) -> int | None:
    """Where a part of a year begins that is no date and that the place `at` lies in; None without any."""
    starts = (m.end() for m in re.finditer(r"(?<!\w)(?:i|in|fra|frå|from) +", text[: at + 1], re.I))
    slips = ((start, part_of_year(text, start)) for start in starts)
    return next((start for start, slip in slips if slip is not None and at <= start + len(slip.text)), None)


def part_of_year(text: str, at: int) -> DateSlip | None:
    """Half a year, or a quarter or a tertial that is written by its letter or with an ordinal."""
    for pattern in (_HALF, _HALF_BY_LETTER):
        if m := pattern.match(text, at):
            return _half(m, text[:at])
    for pattern in (_PART_BY_WORD, _PART_BY_LETTER):
        if m := pattern.match(text, at):
            parts = m.groupdict()
            tertial = (parts.get("third") or parts["part"]).casefold() == "t"
            number = _ORDINALS[parts["word"].casefold()] if "word" in parts else int(parts["number"] or m["of_three"])
            if number > (3 if tertial else 4):
                return DateSlip(m.group(), _THREE_TERTIALS)
            named = "tertial" if tertial else "quarter" if "quarter" in m.group().casefold() else "kvartal"
            return DateSlip(m.group(), _BY_NUMBER, f"{_numbered(number, named)} {m['year']}")
    return None


def _numbered(number: int, named: str) -> str:
    ending = ("st", "nd", "rd", "th")[number - 1] if named == "quarter" else "."
    return f"{number}{ending} {named}"


def _half(m: re.Match[str], before: str) -> DateSlip:
    """Half a year. What holds from it holds from the month that it begins in, what is to be by its end by the month
    that it ends in; a target that holds in it holds in two quarters: what is written before it, back to a bracket or a
    comma, stands before each of them."""
    parts, is_english = m.groupdict(), "half" in m.group().casefold()
    second = parts["number"] == "2" or _ORDINALS.get((parts.get("word") or "").casefold()) == 2
    if (within := _WITHIN.search(before)) is not None:
        quarters = (3, 4) if second else (1, 2)
        one, two = (f"{_numbered(n, 'quarter' if is_english else 'kvartal')} {m['year']}" for n in quarters)
        meant = f"{one}, {within['target']} {two}" if within["target"] else None
        return DateSlip(m.group(), _TWO_QUARTERS, meant)
    if re.search(r"(?:fra|frå|from)(?: og med)? +$", before, re.I):
        return DateSlip(m.group(), _FIRST_MONTH, _month_of_half(second * 6 + 1, m["year"], is_english))
    by_end = re.search(r"(?:utgangen av|slutten av|end of) +$", before, re.I)
    meant = _month_of_half(second * 6 + 6, m["year"], is_english) if by_end else None
    return DateSlip(m.group(), _OWN_MONTH, meant)


def _month_of_half(number: int, year: str, is_english: bool) -> str:
    return f"{_ENGLISH[number] if is_english else list(MONTH_NAMES)[number - 1]} {year}"


def _near(word: str) -> str | None:
    """The month that a word is the beginning of (three letters at least), or nearly is."""
    lowered = word.casefold()
    begun = [name for name in MONTH_NAMES if len(lowered) >= 3 and name.startswith(lowered)]
    return begun[0] if begun else nearest(lowered, MONTH_NAMES)


def _month(word: str) -> int | None:
    return MONTH_NAMES.get(word.casefold()) or (MONTH_NAMES[near] if (near := _near(word)) else None)
