"""Days and months in raw cells → dates and month numbers, in DuckDB's SQL; NULL where a cell is none.

A form is read where only one reading is possible: `10/11/2026` may be two days, and `01.09.26` of two centuries.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpidsl.engines.engine import FIRST_YEAR, LAST_YEAR, Written

_NAMES = (
    "jan(uar|uary)?|feb(ruar|ruary)?|mars?|march|apr(il)?|ma[iy]|jun[ie]?|jul[iy]?|aug(ust)?|sept?(ember)?"
    "|o[kc]t(ober)?|nov(ember)?|de[sc](ember)?"
)
"""The months in Norwegian (either form) and English, whole or cut to three or four letters."""
_FIRST_LETTERS = "janfebmaraprmaijunjulaugsepoktnovdes"
_CLOCK = "[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?"
_ISO = "\\d{4}-\\d{2}-\\d{2}"
_ZONE = " ?(Z|[+-]\\d{2}(:?\\d{2})?)"
_LOCAL_CLOCK = " (kl\\.? ?)?\\d{1,2}[:.]\\d{2}([:.]\\d{2})?"
_SHORTEST_DAY = len("1.1.2026")


def day(cell: str) -> str:
    """The day in Norway: a time without zone is local, one with a zone is moved to Europe/Oslo first."""
    named = f"\\d{{1,2}}[. -]{{1,2}}({_NAMES})[. -]{{1,2}}\\d{{4}}"
    numbers = f"regexp_extract_all({cell}, '\\d+')"
    forms = (
        (f"{_ISO}({_CLOCK})?", f"TRY_CAST(substr({cell}, 1, 10) AS DATE)"),
        (
            f"\\d{{1,2}}\\.\\d{{1,2}}\\.\\d{{4}}({_LOCAL_CLOCK})?",
            f"CAST(try_strptime(split_part({cell}, ' ', 1), '%d.%m.%Y') AS DATE)",
        ),
        (
            f"{_ISO}{_CLOCK}{_ZONE}",
            f"CAST(TRY_CAST({cell} AS TIMESTAMPTZ) AT TIME ZONE 'Europe/Oslo' AS DATE)",
        ),
        ("\\d{4}[/.]\\d{1,2}[/.]\\d{1,2}", f"CAST(try_strptime(replace({cell}, '.', '/'), '%Y/%m/%d') AS DATE)"),
        ("(19|20)\\d{6}", f"CAST(try_strptime({cell}, '%Y%m%d') AS DATE)"),
        (
            f"(?i){named}",
            f"TRY_CAST({numbers}[2] || '-' || {_month_of_name(cell)} || '-' || {numbers}[1] AS DATE)",
        ),
    )
    # six patterns on each of ten million months, none of which is a day, is most of what reading them costs
    return f"CASE WHEN length({cell}) >= {_SHORTEST_DAY} THEN {_case(cell, forms)} END"


def _case(cell: str, forms: tuple[tuple[str, str], ...]) -> str:
    return f"CASE {' '.join(_when(cell, *one) for one in forms)} END"


def _when(cell: str, form: str, value: str) -> str:
    return f"WHEN regexp_full_match({cell}, '{form}') THEN {value}"


def _month_of_name(cell: str) -> str:
    """1–12, of the first word in the cell."""
    first = f"substr(regexp_extract(lower({cell}), '[a-z]{{3,}}'), 1, 3)"
    norwegian = f"replace(replace(replace({first}, 'may', 'mai'), 'oct', 'okt'), 'dec', 'des')"
    return f"CAST((strpos('{_FIRST_LETTERS}', {norwegian}) + 2) // 3 AS INTEGER)"


def stored_day(name: str, written: Written) -> str:
    """The day in Norway of a column that is stored as days or moments."""
    return f"CAST({name} AT TIME ZONE 'Europe/Oslo' AS DATE)" if written == "instant" else f"CAST({name} AS DATE)"


def clock(cell: str) -> str:
    """The moment in a text cell, in microseconds since 1970; NULL where it has no time of day, or none that a clock in
    Norway has shown once: one without zone is local."""
    parts = f"regexp_extract_all({cell}, '\\d+')"
    seconds = f"CASE WHEN len({parts}) = 6 THEN TRY_CAST({parts}[6] AS INTEGER) ELSE 0 END"
    numbers = ", ".join(f"TRY_CAST({parts}[{at}] AS INTEGER)" for at in (3, 2, 1, 4, 5))
    forms = (
        (f"{_ISO}{_CLOCK}", _local(f"TRY_CAST({cell} AS TIMESTAMP)")),
        (f"{_ISO}{_CLOCK}{_ZONE}", f"epoch_us(TRY_CAST({cell} AS TIMESTAMPTZ))"),
        (
            f"\\d{{1,2}}\\.\\d{{1,2}}\\.\\d{{4}}{_LOCAL_CLOCK}",
            _local(f"TRY(make_timestamp({numbers}, {seconds}))"),
        ),
    )
    return _case(cell, forms)


def stored_clock(name: str, written: Written) -> str:
    """`clock` of a column that is stored as moments."""
    return f"epoch_us({name})" if written == "instant" else _local(f"CAST({name} AS TIMESTAMP)")


def _local(moment: str) -> str:
    """Of a moment by the clock in Norway; NULL where that never was, or was twice, as the clock was moved."""
    known = f"timezone('Europe/Oslo', {moment})"
    others = [f"timezone('Europe/Oslo', {known} {sign} INTERVAL 1 HOUR) = {moment}" for sign in "+-"]
    once = f"timezone('Europe/Oslo', {known}) = {moment} AND NOT ({' OR '.join(others)})"
    return f"CASE WHEN {once} THEN epoch_us({known}) END"


def is_plausible(day: str) -> str:
    """True where the day lies in a year that rows can be of; else it is a slip, or a program's word for none."""
    return f"{day} BETWEEN DATE '{FIRST_YEAR}-01-01' AND DATE '{LAST_YEAR}-12-31'"


def is_none(day: str, none: Sequence[date]) -> str:
    """True where the day is declared to mean that there is none; any of the year 9999 is."""
    listed = "".join(f" OR {day} = DATE '{one}'" for one in none)
    return f"(year({day}) = 9999{listed})"


def month(cell: str, found_day: str, year_starts: int | None) -> str:
    """The month's number, from a text or the day that stands in it; with `year_starts` that of the first month of the
    year, which is named by that month's."""
    late = (year_starts or 1) - 1
    numbers = f"regexp_extract_all({cell}, '\\d+')"
    year = f"CASE WHEN length({numbers}[1]) = 2 THEN 2000 ELSE 0 END + TRY_CAST({numbers}[1] AS INTEGER)"
    forms = (
        *((("\\d{4}", f"TRY_CAST({cell} AS INTEGER) * 12 + {late}"),) if year_starts else ()),
        ("\\d{4}[-M/.]\\d{1,2}", _number_of(f"substr({cell}, 1, 4)", f"substr({cell}, 6)")),
        ("(19|20)\\d{4}", _number_of(f"substr({cell}, 1, 4)", f"substr({cell}, 5)")),
        ("\\d{1,2}[-/.]\\d{4}", _number_of(f"{numbers}[2]", f"{numbers}[1]")),
        ("(0[1-9]|1[0-2])(19|20)\\d{2}", _number_of(f"substr({cell}, 3)", f"substr({cell}, 1, 2)")),
        (f"(?i)({_NAMES})[. -]{{0,2}}(\\d{{2}}|\\d{{4}})", _number_of(f"({year})", _month_of_name(cell))),
        (f"(?i)\\d{{4}}[. -]?({_NAMES})\\.?", _number_of(f"({year})", _month_of_name(cell))),
    )
    other = f"coalesce({_case(cell, forms)}, {_number_of_day(found_day)})"
    if year_starts:
        return _of_year(other, year_starts)
    # 2026-09 is nearly every month of nearly every file, and a cast costs a twentieth of a pattern
    first = f"TRY_CAST({cell} || '-01' AS DATE)"
    return f"CASE WHEN {is_plausible(first)} THEN {_number_of_day(first)} ELSE CAST({other} AS INTEGER) END"


def month_of_day(found_day: str, year_starts: int | None) -> str:
    """`month` of a column that is stored as days."""
    return _of_year(_number_of_day(found_day), year_starts)


def _number_of_day(found_day: str) -> str:
    return f"year({found_day}) * 12 + month({found_day}) - 1"


def _of_year(number: str, year_starts: int | None) -> str:
    late = (year_starts or 1) - 1
    return (
        f"CAST((({number}) - {late}) // 12 * 12 + {late} AS INTEGER)" if year_starts else f"CAST({number} AS INTEGER)"
    )


def _number_of(year: str, month_of_year: str) -> str:
    """The month's number; NULL where there is no such month."""
    number = f"TRY_CAST({month_of_year} AS INTEGER)"
    return f"CASE WHEN {number} BETWEEN 1 AND 12 THEN TRY_CAST({year} AS INTEGER) * 12 + {number} - 1 END"
