"""Says why a cell is invalid without quoting it: the problem names the form that is expected."""

from __future__ import annotations

import re
from decimal import Decimal

from kpidsl.engines.engine import COUNTED, FIRST_YEAR, LAST_YEAR, NUMBERS, RawCell
from kpidsl.model.spec import ColumnSpec, Source
from kpidsl.problems import Problem, Span, problem
from kpidsl.project import SourceSettings

TYPES = {
    "integer": ("et helt tall", "a whole number"),
    "decimal": ("et tall", "a number"),
    "kroner": ("et beløp", "an amount"),
    "date": ("en dato", "a date"),
    "month": ("en måned", "a month"),
    "year": ("et år", "a year"),
}
"""What a column of each type holds, in Norwegian and English."""
_SIGN = "[-−]?"
_BLANK = "[ \u00a0\u202f]"
_NUMBER = f"{_SIGN}(\\d{{1,3}}(({_BLANK}|[.,])\\d{{3}})+|\\d*)([.,]\\d+)?"
_SUPPRESSED = re.compile(r"[<>≤≥]\s?\d{1,3}", re.ASCII)
"""A number that the source only tells a bound of (`<4`): a mark, whatever its digits."""


def is_mark(text: str) -> bool:
    """Return whether the cell looks like what a source writes in place of a figure."""
    return not any(ch.isdigit() for ch in text) or bool(_SUPPRESSED.fullmatch(text))


def why_unreadable(source: Source, column: ColumnSpec, settings: SourceSettings, cell: RawCell, span: Span) -> Problem:
    """Return the problem of a cell that is not a value of its column's type."""
    code = _code(column, settings, cell.text)
    word_nb, word_en = TYPES[column.type]
    shape_nb, shape_en = shape(cell.text)
    declared = settings.decimal or ","
    return problem(
        code, span, source=source.name, column=column.name, type_nb=word_nb, type_en=word_en, shape_nb=shape_nb,
        shape_en=shape_en, decimal=declared, other="," if declared == "." else ".", count=1,
    )  # fmt: skip


def _code(column: ColumnSpec, settings: SourceSettings, text: str) -> str:
    if column.type in NUMBERS:
        return _of_number(column, settings, text)
    if not any(ch.isdigit() for ch in text):
        return "D001"
    years = re.findall(r"(?<!\d)\d{4}(?!\d)", text)
    if len(years) == 1 and not FIRST_YEAR <= int(years[0]) <= LAST_YEAR:
        return "D088"
    return "D081" if column.type == "date" else "D091"


def _of_number(column: ColumnSpec, settings: SourceSettings, text: str) -> str:
    if re.fullmatch(rf"{_NUMBER}\s?%", text, re.ASCII):
        return "D085"
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


def shape(cell: str) -> tuple[str, str]:
    """Return what a cell looks like, never its text, in Norwegian and English: "4 sifre", "2 bokstaver, 3 sifre"."""
    digits, letters = sum(c.isdigit() for c in cell), sum(c.isalpha() for c in cell)
    rest = len(cell) - digits - letters
    counted = (
        (letters, ("bokstav", "bokstaver"), ("alphabetic character", "alphabetic characters")),
        (digits, ("siffer", "sifre"), ("digit", "digits")),
        (rest, ("annet tegn", "andre tegn"), ("other character", "other characters")),
    )
    nb = ", ".join(f"{n} {words[n > 1]}" for n, words, _ in counted if n)
    en = ", ".join(f"{n} {words[n > 1]}" for n, _, words in counted if n)
    return nb, en
