"""A cell of a filled book as the text that a form keeps, or why it is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from kpidsl.model.form import CellKind

FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Dates outside are slips."""
_ELEVEN = re.compile(r"(?<!\d)\d{6}[\s.-]?\d{5}(?!\d)")
_DATE = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})|(\d{4})-(\d{2})-(\d{2})")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_TELEPHONE = re.compile(
    r"(?<!\d)(?:\+47\s?)?[2-9]\d(?:\s?\d\d){3}(?!\d)|(?<!\d)(?:\+47\s?)?[49]\d\d\s\d\d\s\d{3}(?!\d)"
)


class RefusedCell(StrEnum):
    """Why a cell is not read."""

    ELEVEN_DIGITS = "F010"
    FORMULA = "F011"
    DATE = "F012"
    NUMBER = "F013"
    CHOICE = "F014"


class Private(StrEnum):
    """What a text seems to hold that is somebody's own."""

    ADDRESS = "address"
    TELEPHONE = "telephone"


@dataclass(frozen=True)
class BookCell:
    """A cell as a workbook holds it. `value` is what it shows, of a formula what was stored; None of an empty cell."""

    value: object
    is_formula: bool = False
    is_error: bool = False
    is_per_cent: bool = False


def has_eleven_digits(cell: BookCell) -> bool:
    """Whether the cell holds eleven digits in a row, or six and five: a national identity number is written so."""
    return _ELEVEN.search(shown(cell)) is not None


def read_cell(cell: BookCell, kind: CellKind, choices: dict[str, str]) -> str | RefusedCell:
    """The cell's text; empty for an empty cell. `choices` are the slugs by their words, in small letters."""
    if has_eleven_digits(cell):
        return RefusedCell.ELEVEN_DIGITS
    if cell.is_error or (cell.is_formula and (cell.value is None or kind in (CellKind.TEXT, CellKind.CHOICE))):
        return RefusedCell.FORMULA
    text = shown(cell)
    if not text or kind in (CellKind.TEXT, CellKind.GIVEN):
        return text
    if kind is CellKind.DATE:
        return _date(cell.value) or RefusedCell.DATE
    if kind is CellKind.FIGURE and text.casefold() in choices:
        return choices[text.casefold()]
    if kind in (CellKind.NUMBER, CellKind.FIGURE):
        return _number(cell) or RefusedCell.NUMBER
    return choices.get(text.casefold(), RefusedCell.CHOICE)


def private_in(text: str) -> tuple[Private, ...]:
    """What the text seems to hold: an address, a telephone number."""
    patterns = ((Private.ADDRESS, _ADDRESS), (Private.TELEPHONE, _TELEPHONE))
    return tuple(kind for kind, pattern in patterns if pattern.search(text))


def shown(cell: BookCell) -> str:
    """What the cell shows, nearly: a date as 11.12.2026, a number with all its decimals."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value.day:02}.{value.month:02}.{value.year}"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return _plain(Decimal(repr(value)))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def _date(value: object) -> str | None:
    as_day = value.date() if isinstance(value, datetime) else value
    if isinstance(value, str) and (parts := _DATE.fullmatch(value.strip())):
        day, month, year, iso_year, iso_month, iso_day = (int(part or 0) for part in parts.groups())
        try:
            as_day = date(year or iso_year, month or iso_month, day or iso_day)
        except ValueError:
            return None
    return as_day.isoformat() if isinstance(as_day, date) and FIRST_YEAR <= as_day.year <= LAST_YEAR else None


def _number(cell: BookCell) -> str | None:
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return _plain(Decimal(repr(cell.value)) * (100 if cell.is_per_cent else 1))
    if not isinstance(cell.value, str):
        return None
    text = re.sub(r"\s|%$", "", cell.value.strip()).replace("\u2212", "-")
    return _plain(Decimal(text.replace(",", "."))) if _NUMBER.fullmatch(text) else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"
