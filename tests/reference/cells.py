"""What a text cell says, read a second time, slowly: a number by trying every reading of it, a date by its parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from kpidsl.model.period import Month, month_number
from kpidsl.model.spec import ColumnSpec
from kpidsl.model.state import State
from kpidsl.project import SourceSettings

from .moment import Moment

NORWAY = ZoneInfo("Europe/Oslo")
NAMES = (
    *("jan januar january", "feb februar february", "mar mars march", "apr april", "mai may", "jun juni june"),
    *("jul juli july", "aug august", "sep sept september", "okt oktober oct october", "nov november"),
    "des desember dec december",
)
NUMBERS = ("integer", "decimal", "kroner", "seconds", "minutes", "hours")


def text_of(row: Mapping[str, str], column: ColumnSpec) -> str:
    return (row.get(column.name) or "").strip(" ")


def composed(text: str) -> str:
    """The text in NFC, without the signs that are not seen."""
    return "".join(x for x in unicodedata.normalize("NFC", text) if unicodedata.category(x) != "Cf").strip(" ")


def value_of(text: str, column: ColumnSpec, settings: SourceSettings) -> object:
    """What the cell says; None where it does not read, or says that there is none."""
    if column.type == "text":
        return composed(text) or None
    if column.type == "date":
        found = _day(text)
        if found is None or is_none(text, settings) or not 1901 <= found.year <= 2100:
            return None
        return moment_of(text, found) if column.clock else found
    if column.type in ("month", "year"):
        number = _month(text, column.year_starts if column.type == "year" else None)
        return None if number is None or not 1901 * 12 <= number < 2101 * 12 else number
    found = share_of(text, column, settings)
    if found is None or mark_of(text, column, settings) is not None:
        return None
    kept = rounded(found, column.decimals)
    if (column.decimals == 0 and kept != found) or abs(kept) * 10**column.decimals >= 2**63:
        return None
    if column.bounds is not None and not column.bounds[0] <= kept <= column.bounds[1]:
        return None
    return None if kept < 0 and column.role in ("numerator", "denominator") else kept


def share_of(text: str, column: ColumnSpec, settings: SourceSettings) -> Fraction | None:
    """The number; of a column of shares in per cent, whichever way it is written."""
    written = settings.shares.get(column.name)
    if written and text.endswith("%"):
        return number_of(text.rstrip("% "), settings)
    found = number_of(text, settings)
    if found is None and (length := re.fullmatch(r"(\d{1,4}):([0-5]\d):([0-5]\d(?:[.,]\d{1,6})?)", text, re.ASCII)):
        hours, minutes, seconds = (Fraction(part.replace(",", ".")) for part in length.groups())
        unit = {"seconds": 1, "minutes": 60, "hours": 3600}.get(column.type)
        return (hours * 3600 + minutes * 60 + seconds) / unit if unit else None
    if found is not None and written == "fraction":
        return found * 100 if abs(found) <= 10 else None
    return found


def is_none(text: str, settings: SourceSettings) -> bool:
    """Whether it is a date that means that there is none."""
    found = _day(text)
    return found is not None and (found.year == 9999 or found in settings.none)


def mark_of(text: str, column: ColumnSpec, settings: SourceSettings) -> State | None:
    """The state that a declared mark stands for: the same letters in either case, or the same number."""
    found = share_of(text, column, settings) if column.type in NUMBERS and not settings.shares else None
    found = number_of(text, settings) if found is None and column.type in NUMBERS else found
    for mark, state in settings.marks.items():
        if text.lower() == mark.lower() or (found is not None and found == number_of(mark, settings)):
            return State[state.upper()]
    return None


def rounded(number: Fraction, decimals: int) -> Fraction:
    """Half away from zero."""
    whole = int(abs(number) * 10**decimals + Fraction(1, 2))
    return Fraction(whole if number >= 0 else -whole, 10**decimals)


def is_moved(text: str, column: ColumnSpec, settings: SourceSettings) -> bool:
    """Whether it has decimals that are lost, and more than a float's noise."""
    found = share_of(text, column, settings)
    if found is None or value_of(text, column, settings) is None:
        return False
    return abs(found - rounded(found, column.decimals)) * 10**column.decimals > Fraction(1, 10**6)


def number_of(text: str, settings: SourceSettings) -> Fraction | None:
    """The only number that the cell may be; None where it is none, or may be two."""
    if re.fullmatch(r"-?\d+(\.\d+)?e[-+]?\d{1,2}", text, re.ASCII):
        return Fraction(text)
    readings = {_read(text, mark) for mark in (settings.decimal or ",.")} - {None}
    return readings.pop() if len(readings) == 1 else None


def decimal_marks(text: str) -> set[str]:
    """The decimal marks that it can be read with, where only one of the two is possible."""
    readings = {mark for mark in ",." if _read(text, mark) is not None}
    return readings if len(readings) == 1 else set()


def _read(text: str, decimal: str) -> Fraction | None:
    sign = -1 if text[:1] in ("-", "−") else 1
    whole, mark, decimals = text.removeprefix("-").removeprefix("−").partition(decimal)
    by_marks = bool(re.search("[.,]", whole))
    groups = re.split("[.,]" if by_marks else "[ \u00a0\u202f]", whole)
    parts = [*groups, decimals] if mark else groups
    if not all(re.fullmatch(r"\d*", part, re.ASCII) for part in parts) or not parts[-1]:
        return None
    if len(groups) > 1 and (any(len(g) != 3 for g in groups[1:]) or not 1 <= len(groups[0]) <= 3):
        return None
    return (
        None if by_marks and groups[0].startswith("0") else sign * Fraction(f"{''.join(groups) or 0}.{decimals or 0}")
    )


def _day(text: str) -> date | None:
    """The day in Norway."""

    def named() -> date:
        day, name, year = re.findall(r"\d+|[a-z]+", text.lower())
        return date(int(year), _named(name), int(day))

    clock = r"[T ]\d\d:\d\d(:\d\d(\.\d+)?)?"
    readings: list[tuple[str, Callable[[], date]]] = [
        (rf"\d{{4}}-\d\d-\d\d({clock})?", lambda: date.fromisoformat(text[:10])),
        (
            rf"\d{{4}}-\d\d-\d\d{clock} ?(Z|[+-]\d\d(:?\d\d)?)",
            lambda: datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-")).astimezone(NORWAY).date(),
        ),
        (
            r"\d{1,2}\.\d{1,2}\.\d{4}( (kl\.? ?)?\d{1,2}[:.]\d\d([:.]\d\d)?)?",
            lambda: date(*map(int, reversed(text.split(" ")[0].split(".")))),
        ),
        (r"\d{4}[/.]\d{1,2}[/.]\d{1,2}", lambda: date(*map(int, re.split("[/.]", text)))),
        (r"(19|20)\d{6}", lambda: datetime.strptime(text, "%Y%m%d").date()),
        (r"\d{1,2}[. -]{1,2}[A-Za-z]{3,}[. -]{1,2}\d{4}", named),
    ]
    for pattern, reading in readings:
        if re.fullmatch(pattern, text, re.ASCII):
            try:
                return reading()
            except ValueError:
                return None
    return None


def moment_of(text: str, day: date) -> Moment | None:
    """The day with its clock; None where the text has none, or one that was not once in Norway."""
    clock = r"(\d\d?)[:.](\d\d)(?:[:.](\d\d(?:\.\d+)?))?"
    iso = re.fullmatch(rf"\d{{4}}-\d\d-\d\d[T ]{clock} ?(Z|[+-]\d\d(?::?\d\d)?)?", text, re.ASCII)
    found = iso or re.fullmatch(rf"\d{{1,2}}\.\d{{1,2}}\.\d{{4}} (?:(?:kl\.? ?)?){clock}()", text, re.ASCII)
    if found is None:
        return None
    second = Fraction(found[3] or 0)
    if int(found[1]) > 23 or int(found[2]) > 59 or second >= 60:
        return None
    written = (date.fromisoformat(text[:10]) if iso else day, time(int(found[1]), int(found[2]), int(second)))
    if found[4]:
        signed = re.fullmatch(r"([+-])(\d\d):?(\d\d)?", found[4])
        ahead = int(signed[2]) * 60 + int(signed[3] or 0) if signed else 0
        whole = datetime.combine(*written, UTC) - timedelta(minutes=-ahead if signed and signed[1] == "-" else ahead)
    else:
        folds = {datetime.combine(*written, NORWAY).replace(fold=fold).utcoffset() for fold in (0, 1)}
        if len(folds) > 1:
            return None
        whole = datetime.combine(*written, NORWAY)
    return Moment(day.year, day.month, day.day, int(whole.timestamp()) + second % 1)


def _named(name: str) -> int:
    found = [at for at, forms in enumerate(NAMES, 1) if name in forms.split()]
    if not found:
        raise ValueError(name)
    return found[0]


def _month(text: str, year_starts: int | None) -> int | None:
    """The number of the month; of a year that of its first month."""
    if year_starts and re.fullmatch(r"\d{4}", text, re.ASCII):
        return int(text) * 12 + year_starts - 1
    found = _year_and_month(text)
    if found is not None:
        number = found[0] * 12 + found[1] - 1 if 1 <= found[1] <= 12 else None
    else:
        day = _day(text)
        number = month_number(day) if day else None
    return number if number is None or not year_starts else Month(number).year_start(year_starts).number


def _year_and_month(text: str) -> tuple[int, int] | None:
    forms = (
        (r"(?P<y>\d{4})[-m/.](?P<m>\d{1,2})", r"(?P<y>(19|20)\d\d)(?P<m>\d\d)"),
        (r"(?P<m>\d{1,2})[-/.](?P<y>\d{4})", r"(?P<m>0[1-9]|1[0-2])(?P<y>(19|20)\d\d)"),
        (r"(?P<n>[a-z]{3,})[. -]{0,2}(?P<y>\d\d|\d{4})", r"(?P<y>\d{4})[. -]?(?P<n>[a-z]{3,})\.?"),
    )
    for form in (form for pair in forms for form in pair):
        found = re.fullmatch(form, text.lower(), re.ASCII)
        if found:
            parts = found.groupdict()
            year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
            try:
                return year, int(parts["m"]) if "m" in parts else _named(parts["n"])
            except ValueError:
                return None
    return None
