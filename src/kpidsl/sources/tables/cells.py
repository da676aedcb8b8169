"""Parses the cells of tables beside the rows, exactly: dates, numbers and units of measure. Nothing is guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction

from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Month, month_number
from kpidsl.model.unit_of_measure import SECONDS_IN

_NORWEGIAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?$")
_NUMBER = re.compile(r"([+\-−]?)(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:([.,])(\d+))?$")

_CLOCK = {
    **dict.fromkeys(("sekunder", "sekund", "sek", "seconds", "second", "sec"), UnitOfMeasure.SECONDS),
    **dict.fromkeys(("minutter", "minutt", "min", "minutes", "minute"), UnitOfMeasure.MINUTES),
    **dict.fromkeys(("timer", "time", "timar", "hours", "hour"), UnitOfMeasure.HOURS),
}
"""Words for units below a day, each of which can stand for any other of them."""
_WORDS: dict[str, tuple[UnitOfMeasure, int]] = {
    **dict.fromkeys(("%", "prosent", "percent", "per cent", "pst", "pst."), (UnitOfMeasure.PERCENT, 1)),
    **dict.fromkeys(("prosentpoeng", "percentage points"), (UnitOfMeasure.PERCENTAGE_POINTS, 1)),
    **dict.fromkeys(("dager", "dag", "dagar", "døgn", "days", "day"), (UnitOfMeasure.DAYS, 1)),
    **dict.fromkeys(("uker", "uke", "veker", "veke", "weeks", "week"), (UnitOfMeasure.DAYS, 7)),
    **dict.fromkeys(
        ("virkedager", "virkedag", "virkedagar", "arbeidsdager", "working days", "working day"),
        (UnitOfMeasure.WORKING_DAYS, 1),
    ),
    **dict.fromkeys(("antall", "tal", "stk", "stk.", "saker", "personer", "count", "number"), (UnitOfMeasure.COUNT, 1)),
    **dict.fromkeys(("poeng", "score", "points", "skår"), (UnitOfMeasure.SCORE, 1)),
    **dict.fromkeys(("kroner", "kr", "kr.", "nok"), (UnitOfMeasure.KRONER, 1)),
    **dict.fromkeys(("tusen kroner", "1000 kroner", "1 000 kroner", "1000 kr", "tkr"), (UnitOfMeasure.KRONER, 1_000)),
    **dict.fromkeys(
        ("mill. kroner", "mill. kr", "mill kr", "mill kroner", "millioner kroner", "million kroner", "mnok"),
        (UnitOfMeasure.KRONER, 1_000_000),
    ),
}
"""What stands in a column of units of measure: the unit, and how many of it one is."""

_ALSO = {UnitOfMeasure.INDEX: UnitOfMeasure.SCORE, UnitOfMeasure.PER: UnitOfMeasure.COUNT}
"""Units that are written with another's words: an index in points; a rate as a number."""


def day_of(text: str) -> date | None:
    """Return the date of a cell: `2026-10-31`, `31.10.2026`, a workbook's date. None for an empty cell. Raises
    ValueError for any other text."""
    if not text:
        return None
    iso, norwegian = _ISO.match(text), _NORWEGIAN.match(text)
    if iso:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if norwegian:
        return date(int(norwegian[3]), int(norwegian[2]), int(norwegian[1]))
    raise ValueError(text)


def day_after(text: str) -> date | None:
    """Return the end of a period, exclusive, from its last day as written: the day after, if it is the last day of a
    month; otherwise the day itself. None and ValueError as in `day_of`."""
    day = day_of(text)
    if day is not None and (day + timedelta(days=1)).day == 1:
        return day + timedelta(days=1)
    return day


def month_start(day: date | None) -> Month | None:
    """Return the month that starts on the day; None for None. Raises ValueError for a day within a month: targets
    apply to whole months."""
    if day is not None and day.day != 1:
        raise ValueError(day.isoformat())
    return Month(month_number(day)) if day is not None else None


def number_of(text: str) -> Fraction | None:
    """Return the number of a cell, with decimal comma or point, blanks between thousands, and perhaps a per cent sign.

    None if it is not a number, or is ambiguous: `1.000` may be one or a thousand, `3/4` is not a number.
    """
    written = text.removesuffix("%").strip()
    plain = written.removesuffix("e0")  # so a number of a workbook is copied: it has decimals, not thousands
    match = _NUMBER.match(plain)
    if match is None:
        return None
    sign, whole, mark, decimals = match.groups()
    digits = re.sub(r"\D", "", whole)
    if plain == written and mark and len(decimals) == 3 and len(digits) <= 3 and digits != "0":
        return None
    value = Fraction(f"{digits}.{decimals or 0}")
    return -value if sign in ("-", "−") else value


def in_unit(word: str, wanted: UnitOfMeasure, scale: Fraction) -> Fraction | int | None:
    """Return the factor from the unit named by `word` to the wanted unit; 1 for an empty word; None if it is another
    unit.

    A rate is written as a number, or as `per N` with N its own scale.
    """
    written = " ".join(word.casefold().split())
    if not written:
        return 1
    if wanted is UnitOfMeasure.PER and written.replace(" ", "") == f"per{scale}":
        return 1
    if wanted in SECONDS_IN:
        return Fraction(SECONDS_IN[_CLOCK[written]], SECONDS_IN[wanted]) if written in _CLOCK else None
    unit, factor = _WORDS.get(written, (None, 0))
    return factor if unit is not None and unit in (wanted, _ALSO.get(wanted)) else None


def unit_words(wanted: UnitOfMeasure) -> str:
    """Return the words that name the unit, as a message lists them."""
    if wanted in SECONDS_IN:
        return ", ".join(_CLOCK)
    return ", ".join(w for w, (unit, _) in _WORDS.items() if unit in (wanted, _ALSO.get(wanted)))
