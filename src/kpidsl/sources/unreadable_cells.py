"""Says why a cell is invalid without quoting it: the problem names the form that is expected."""

from __future__ import annotations

import re
from decimal import Decimal

from kpidsl.engines.engine import COUNTED, FIRST_YEAR, LARGEST_FRACTION, LAST_YEAR, RawCell
from kpidsl.model.spec import NUMBERS, ColumnSpec, Source
from kpidsl.problems import LANGUAGES, Problem, Span, Translated, problem
from kpidsl.project import SourceSettings

TYPES = {
    "integer": Translated("et helt tall", "eit heilt tal", "a whole number"),
    "decimal": Translated("et tall", "eit tal", "a number"),
    "kroner": Translated("et beløp", "eit beløp", "an amount"),
    "seconds": Translated("et antall sekunder", "eit tal på sekund", "a number of seconds"),
    "minutes": Translated("et antall minutter", "eit tal på minutt", "a number of minutes"),
    "hours": Translated("et antall timer", "eit tal på timar", "a number of hours"),
    "date": Translated("en dato", "ein dato", "a date"),
    "month": Translated("en måned", "ein månad", "a month"),
    "year": Translated("et år", "eit år", "a year"),
}
"""What a column of each type holds."""
_CLOCK = Translated("et tidspunkt", "eit tidspunkt", "a time of day on a date")
_SIGN = "[-−]?"
_BLANK = "[ \u00a0\u202f]"
_NUMBER = f"{_SIGN}(\\d{{1,3}}(({_BLANK}|[.,])\\d{{3}})+|\\d*)([.,]\\d+)?"
_SUPPRESSED = re.compile(r"[<>≤≥]\s?\d{1,3}", re.ASCII)
"""A number that the source only tells a bound of (`<4`): a mark, whatever its digits."""

_NUMBER_CELL = "e0"
"""What a reader of workbooks puts behind a number with decimals; nobody wrote it."""
_SERIAL = re.compile(r"[1-7]\d{4}([.,]\d+)?", re.ASCII)
"""The number that a spreadsheet keeps a day as, with the time of day as decimals: five digits from 1927 on."""


def held_in(column: ColumnSpec) -> Translated:
    """Return what the column holds, in words."""
    return _CLOCK if column.clock else TYPES[column.type]


def is_mark(text: str) -> bool:
    """Return whether the cell looks like what a source writes in place of a figure."""
    return not any(ch.isdigit() for ch in text) or bool(_SUPPRESSED.fullmatch(text))


def why_unreadable(source: Source, column: ColumnSpec, settings: SourceSettings, cell: RawCell, span: Span) -> Problem:
    """Return the problem of a cell that is not a value of its column's type."""
    text = cell.text.removesuffix(_NUMBER_CELL)
    code = _code(column, settings, cell.text)
    declared = settings.decimal or ","
    return problem(
        code, span, source=source.name, column=column.name, type=held_in(column),
        shape=shape(text), decimal=declared, other="," if declared == "." else ".", count=1,
    )  # fmt: skip


def _code(column: ColumnSpec, settings: SourceSettings, text: str) -> str:
    if column.type in NUMBERS:
        return _of_number(column, settings, text)
    if column.type != "month" and not any(ch.isdigit() for ch in text):
        return "D001"
    years = re.findall(r"(?<!\d)\d{4}(?!\d)", text)
    if len(years) == 1 and not FIRST_YEAR <= int(years[0]) <= LAST_YEAR:
        return "D088"
    if column.clock:
        return "D099"
    if column.type == "date":
        return "D095" if _SERIAL.fullmatch(text.removesuffix(_NUMBER_CELL)) else "D081"
    return "D091"


def _of_number(column: ColumnSpec, settings: SourceSettings, text: str) -> str:
    if re.fullmatch(r"\d+(:\d+){1,2}([.,]\d+)?", text, re.ASCII):
        return "D101"
    if re.fullmatch(rf"{_NUMBER}\s?%", text, re.ASCII):
        return "D085"
    if settings.shares.get(column.name) == "fraction" and _size(text.removesuffix(_NUMBER_CELL)) >= LARGEST_FRACTION:
        return "D108"
    if settings.decimal is None and re.fullmatch(rf"{_SIGN}[1-9]\d{{0,2}}[.,]\d{{3}}", text, re.ASCII):
        return "D080"
    if not re.fullmatch(_NUMBER, text, re.ASCII):
        return "D082" if re.fullmatch(r"-?\d(\.\d+)?e\+\d+", text, re.ASCII) else "D001"
    if text[:1] in "-−" and column.role in COUNTED:
        return "D086"
    if _size(text) >= Decimal(2**63 - 1) / 10**column.decimals:
        return "D082"
    return "D083" if settings.decimal else "D001"


def _size(text: str) -> Decimal:
    """The least number that the text can mean, read with either decimal mark."""
    whole = re.sub(r"[.,]\d+$", "", text) if len(re.findall("[.,]", text)) == 1 else text
    return Decimal(re.sub(r"\D", "", whole) or 0)


_LETTERS = (
    ("bokstav", "bokstaver"),
    ("bokstav", "bokstavar"),
    ("alphabetic character", "alphabetic characters"),
)
_DIGITS = ("siffer", "sifre"), ("siffer", "siffer"), ("digit", "digits")
_OTHERS = ("annet tegn", "andre tegn"), ("anna teikn", "andre teikn"), ("other character", "other characters")


def shape(cell: str) -> Translated:
    """Return what a cell looks like, never its text: "4 sifre", "2 bokstaver, 3 sifre"."""
    digits, letters = sum(c.isdigit() for c in cell), sum(c.isalpha() for c in cell)
    rest = len(cell) - digits - letters
    counted = (
        (letters, _LETTERS),
        (digits, _DIGITS),
        (rest, _OTHERS),
    )
    by_language = (
        [f"{n} {one_and_several[at][n > 1]}" for n, one_and_several in counted if n] for at in range(len(LANGUAGES))
    )
    return Translated(*map(", ".join, by_language))
