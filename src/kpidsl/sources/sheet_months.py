"""The month that a sheet's name gives."""

from __future__ import annotations

import re

_NAMES = (
    ("januar", "january"),
    ("februar", "february"),
    ("mars", "march"),
    ("april",),
    ("mai", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("august",),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("desember", "december"),
)
_SHORT = {"sept": 9}
_ISO = re.compile(r"(\d{4})[-./ ]?(?:m)?(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})[-./ ](\d{4})")
_WORD = re.compile(r"([^\W\d_]+)[. \-_/]*(?:(\d{4})|'?(\d{2}))")
_WORD_LAST = re.compile(r"(\d{4})[. \-_/]*([^\W\d_]+)\.?")


def month_named(name: str) -> str | None:
    """Return `2026-10` for `2026-10`, `202610`, `10.2026`, `oktober 2026`, `okt.26` and `Oct 2026`; a year alone is
    returned unchanged. None for any other name, also for a month without a year."""
    text = " ".join(name.casefold().split())
    if re.fullmatch(r"\d{4}", text):
        return text
    if match := _ISO.fullmatch(text):
        return _month(match[1], int(match[2]))
    if match := _NUMBERS.fullmatch(text):
        return _month(match[2], int(match[1]))
    if match := _WORD.fullmatch(text):
        return _month(match[2] or f"20{match[3]}", _number(match[1]))
    if match := _WORD_LAST.fullmatch(text):
        return _month(match[1], _number(match[2]))
    return None


def _month(year: str, number: int) -> str | None:
    return f"{year}-{number:02}" if 1 <= number <= 12 else None


def _number(word: str) -> int:
    """The month's number, from its name or the first three letters of it; 0 for any other word."""
    if word in _SHORT:
        return _SHORT[word]
    return next((at for at, names in enumerate(_NAMES, 1) if any(word in (n, n[:3]) for n in names)), 0)
