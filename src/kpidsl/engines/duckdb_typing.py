"""Raw cells → typed columns, in DuckDB's SQL. A cell that does not read becomes NULL and is listed, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kpidsl.engines.duckdb_dates import clock, day, is_none, is_plausible, month, month_of_day, stored_clock, stored_day
from kpidsl.engines.duckdb_numbers import length, moved, moved_length, number, stored_number
from kpidsl.engines.engine import COUNTED, FIRST_YEAR, LARGEST_FRACTION, LAST_YEAR, Written
from kpidsl.model.spec import NUMBERS, ColumnSpec
from kpidsl.model.unit_of_measure import SECONDS_IN, UnitOfMeasure
from kpidsl.project import SourceSettings

_STATE = {"not_ready": 1, "missing": 2, "not_relevant": 3, "withheld_by_source": 4}
_STORED_NUMBERS = ("integer", "decimal", "float", "double")
_UNSEEN = r"'\p{Cf}'"
"""The signs without a form of their own (Unicode's category Cf), as a regular expression in SQL."""
_STORED_DAYS = ("date", "moment", "instant")


def quoted(name: str) -> str:
    """A quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def state_column(figure: str) -> str:
    """The column, in quotes, that holds the state of a ready-made figure's cell."""
    return quoted(figure + "__state")


def month_of(day: str) -> str:
    """The month of a date, as its number."""
    return f"year({day}) * 12 + month({day}) - 1"


def literal(text: str) -> str:
    """A quoted text literal."""
    return "'" + text.replace("'", "''") + "'"


def stored(column: ColumnSpec) -> str:
    """The cell as the file stores it, a column of `read_rows`."""
    return quoted(f"stored {column.name}")


def text(column: ColumnSpec) -> str:
    """The trimmed cell as text, NULL where blank, a column of `read_rows`."""
    return quoted(f"text {column.name}")


def is_shortened(cell: str) -> str:
    """Whether the text is a number as a spreadsheet or a float shows long ones, `2,02E+11`: the sign is asked for
    first, since hardly any code has it."""
    return f"(contains({cell}, '+') AND regexp_full_match({cell}, '[0-9]([.,][0-9]+)?[eE][+][0-9]+'))"


def plain_text(column: ColumnSpec) -> str:
    """The text in the cell as texts are compared: composed (NFC), and without signs that nobody sees, such as a soft
    hyphen or a blank of no width; NULL where nothing is left. A legal text, and one of ASCII alone, one byte a sign, is
    as it is: that is asked first, as the rest takes ten times as long."""
    composed = f"nfc_normalize({text(column)})"
    seen = f"NULLIF(trim(regexp_replace({composed}, {_UNSEEN}, '', 'g')), '')"
    as_it_is = f"strlen({text(column)}) = length({text(column)})"
    if column.legal:
        as_it_is = f"{text(column)} IN ({legal_texts(column)}) OR {as_it_is}"
    unseen = f"regexp_matches({text(column)}, {_UNSEEN})"
    return f"CASE WHEN {as_it_is} THEN {text(column)} WHEN {unseen} THEN {seen} ELSE {composed} END"


def legal_texts(column: ColumnSpec) -> str:
    """The column's legal texts as a list in SQL; a specification's texts are composed, and without unseen signs."""
    return ", ".join(map(literal, column.legal))


def _day(column: ColumnSpec) -> str:
    """The day in the cell of a date, month or year, NULL where it does not read, a column of `read_rows`."""
    return quoted(f"day {column.name}")


def _number(column: ColumnSpec) -> str:
    """The scaled number in the cell, or the number of its month, NULL where it does not read, a column of
    `read_rows`."""
    return quoted(f"number {column.name}")


def clock_column(date_column: str) -> str:
    """The column, in quotes, that holds the clock of a date with a time of day, in microseconds since 1970."""
    return quoted(date_column + "__clock")


def _clock(column: ColumnSpec) -> str:
    """The clock in the cell, NULL where it does not read, a column of `read_rows`."""
    return quoted(f"clock {column.name}")


def read_rows(raw_table: str, columns: Sequence[tuple[ColumnSpec, Written]], settings: SourceSettings) -> str:
    """A subquery: the raw rows' own "#" and "@", and of each column `stored`, `text`, and as its type is `_day` or
    `_number`, and `_clock` where it has one.

    In steps, since DuckDB plans an expression again wherever it is named, and once where a step has made it a column.
    """
    names = [quoted(settings.columns.get(c.name, c.name)) for c, _ in columns]
    own = ['"#"', '"@"'] + [f"{name} AS {stored(c)}" for name, (c, _) in zip(names, columns, strict=True)]
    texts = [f"NULLIF(trim(CAST({stored(c)} AS VARCHAR)), '') AS {text(c)}" for c, _ in columns]
    days = [f"{_day_in(c, w)} AS {_day(c)}" for c, w in columns if c.type not in ("text", *NUMBERS)]
    days += [f"{_clock_in(c, w)} AS {_clock(c)}" for c, w in columns if c.clock]
    months = [f"{_month_in(c, w)} AS {_number(c)}" for c, w in columns if c.type not in ("text", "date", *NUMBERS)]
    numbers = [f"{_number_in(c, settings, w)} AS {_number(c)}" for c, w in columns if c.type in NUMBERS]
    rows = f"SELECT {', '.join(own)} FROM {raw_table}"
    for step in (texts, days, [*months, *numbers]):
        rows = f"SELECT {', '.join(['*', *step])} FROM ({rows})"
    return f"({rows})"


@dataclass(frozen=True, slots=True)
class Cells:
    """A column's cells in SQL: `value` as it is typed; true where it holds what is neither a value nor a mark (`bad`),
    where it is a number outside the column's bounds (`outside`), where rounding has `moved` it, and where it is a date
    that means none (`none`)."""

    value: str
    bad: str
    outside: str = "false"
    moved: str = "false"
    none: str = "false"


def is_empty(column: ColumnSpec, settings: SourceSettings, written: Written) -> str:
    """True where the cell is empty; of a date, month or year also where it is a declared mark: what a mark means is
    said of figures alone."""
    if column.type in ("text", *NUMBERS):
        return f"{text(column) if written in ('text', 'other') else stored(column)} IS NULL"
    return f"NOT ({_is_dated(column, settings, written)})"


def _is_dated(column: ColumnSpec, settings: SourceSettings, written: Written) -> str:
    """True where the cell of a date, month or year is neither empty nor a declared mark."""
    return f"{stored(column)} IS NOT NULL" if written in _STORED_DAYS else _is_filled(text(column), settings)


def cells(column: ColumnSpec, settings: SourceSettings, written: Written) -> Cells:
    """The column's cells, of a file that stores them so; the SQL speaks of the columns of `read_rows`."""
    if column.type == "text":
        return Cells(_text(column, written), "false")
    if column.type in NUMBERS:
        return _numbers(column, settings, written)
    is_filled = _is_dated(column, settings, written)
    if column.type == "date":
        one = _day(column)
        none = f"coalesce({is_none(one, settings.none)}, false)"
        has_clock = f" AND {_clock(column)} IS NOT NULL" if column.clock else ""
        value = f"CASE WHEN {is_plausible(one)} AND NOT {none}{has_clock} THEN {one} END"
        return Cells(value, f"({is_filled} AND ({value}) IS NULL AND NOT {none})", none=none)
    month_sql = _number(column)
    value = f"CASE WHEN {month_sql} BETWEEN {FIRST_YEAR * 12} AND {LAST_YEAR * 12 + 11} THEN {month_sql} END"
    return Cells(value, f"({is_filled} AND ({value}) IS NULL)")


def _day_in(column: ColumnSpec, written: Written) -> str:
    return stored_day(stored(column), written) if written in _STORED_DAYS else day(text(column))


def _clock_in(column: ColumnSpec, written: Written) -> str:
    return stored_clock(stored(column), written) if written in _STORED_DAYS else clock(text(column))


def clock_of(column: ColumnSpec, value: str) -> str:
    """The clock of a date whose typed cell is `value`; NULL where that is."""
    return f"CASE WHEN ({value}) IS NOT NULL THEN {_clock(column)} END"


def _month_in(column: ColumnSpec, written: Written) -> str:
    year_starts = column.year_starts if column.type == "year" else None
    if written in _STORED_DAYS:
        return month_of_day(_day(column), year_starts)
    return month(text(column), _day(column), year_starts)


def _text(column: ColumnSpec, written: Written) -> str:
    if column.role in ("person", "case") and written == "integer":
        return f"CAST({stored(column)} AS BIGINT)"
    return plain_text(column)


@dataclass(frozen=True, slots=True)
class _Number:
    """A column of numbers in SQL: true where the cell holds something (`is_filled`), the scaled number in it (`value`),
    and the declared marks that it may be, each with what is true where it is that."""

    is_filled: str
    value: str
    marks: tuple[tuple[str, str], ...]

    @property
    def is_mark(self) -> str:
        """True where the cell is a declared mark."""
        return f"coalesce({' OR '.join(is_it for _, is_it in self.marks)}, false)" if self.marks else "false"


def _number_cells(column: ColumnSpec, settings: SourceSettings, written: Written) -> _Number:
    is_stored, cell, number_sql = written in _STORED_NUMBERS, text(column), _number(column)
    marks = []
    for mark in sorted(settings.marks):
        scaled = _scaled_mark(mark, column.decimals)
        ways = [f"lower({cell}) = lower({literal(mark)})"] if mark and not is_stored else []
        ways += [f"{number_sql} = {scaled}"] if scaled is not None else []
        if ways:
            marks.append((mark, " OR ".join(ways)))
    return _Number(f"{stored(column) if is_stored else cell} IS NOT NULL", number_sql, tuple(marks))


def _number_in(column: ColumnSpec, settings: SourceSettings, written: Written) -> str:
    cell, scale = text(column), _scale(column, settings)
    if written in _STORED_NUMBERS:
        return _within_a_share(stored_number(stored(column), scale, written), column, settings)
    if settings.shares.get(column.name) is None:
        plain, seconds = number(cell, scale, settings), _seconds(column)
        return f"coalesce({plain}, {length(cell, scale, seconds)})" if seconds else plain
    # 85 % is 85, however the column's other cells are written
    in_per_cent = number(f"rtrim({cell}, '% ')", column.decimals, settings)
    as_written = _within_a_share(number(cell, scale, settings), column, settings)
    return f"CASE WHEN {cell} LIKE '%\\%' ESCAPE '\\' THEN {in_per_cent} ELSE {as_written} END"


def _within_a_share(value: str, column: ColumnSpec, settings: SourceSettings) -> str:
    """The number of a share; NULL where it is written as a fraction and is none."""
    if settings.shares.get(column.name) != "fraction":
        return value
    most = LARGEST_FRACTION * 10 ** _scale(column, settings)
    return f"CASE WHEN abs({value}) <= {most} THEN {value} END"


def _seconds(column: ColumnSpec) -> int:
    """How many seconds one of the column's unit is; 0 where it holds no lengths below a day."""
    return SECONDS_IN.get(column.unit_of_measure or UnitOfMeasure.COUNT, 0)


def _scale(column: ColumnSpec, settings: SourceSettings) -> int:
    """The decimals that are read: of a fraction two more, which makes it per cent."""
    return column.decimals + (2 if settings.shares.get(column.name) == "fraction" else 0)


def _scaled_mark(mark: str, scale: int) -> int | None:
    """The number that a mark is, times 10 ** scale, since it is the same mark however many decimals it has: 0 and 0,00.
    None where it is no number of the column's."""
    digits = re.fullmatch(r"([-−]?)(\d+)(?:[.,](\d+))?", mark, re.ASCII)
    decimals = (digits[3] or "").rstrip("0") if digits else ""
    if digits is None or len(decimals) > scale:
        return None
    return int(f"{'-' if digits[1] else ''}{digits[2]}{decimals.ljust(scale, '0')}")


def _numbers(column: ColumnSpec, settings: SourceSettings, written: Written) -> Cells:
    one = _number_cells(column, settings, written)
    value = f"CASE WHEN {one.value} >= 0 THEN {one.value} END" if column.role in COUNTED else one.value
    if one.marks:
        value = f"CASE WHEN NOT {one.is_mark} THEN {value} END"
    rounded = moved(text(column), stored(column), _number(column), _scale(column, settings), settings, written)
    if written == "text" and (seconds := _seconds(column)):
        rounded = f"({rounded} OR {moved_length(text(column), column.decimals, seconds)})"
    if rounded != "false" and one.marks:
        rounded = f"({rounded} AND NOT {one.is_mark})"
    bad = f"({one.is_filled} AND NOT {one.is_mark} AND ({value}) IS NULL)"
    if column.scaled_bounds is None:
        return Cells(value, bad, moved=rounded)
    low, high = column.scaled_bounds
    outside = f"coalesce(({value}) NOT BETWEEN {low} AND {high}, false)"
    return Cells(f"CASE WHEN NOT {outside} THEN {value} END", bad, outside, rounded)


def _is_filled(cell: str, settings: SourceSettings) -> str:
    """True where the cell is not blank and no declared mark, in whatever letters."""
    marks = "".join(f" AND lower({cell}) <> lower({literal(m)})" for m in sorted(settings.marks) if m)
    return f"{cell} IS NOT NULL{marks}"


def state(column: ColumnSpec, settings: SourceSettings, written: Written) -> str:
    """The SQL expression of a ready-made figure's state (model.state.State)."""
    one = _number_cells(column, settings, written)
    marks = "".join(f" WHEN {is_it} THEN {_STATE[settings.marks[mark]]}" for mark, is_it in one.marks)
    unread = f"WHEN {cells(column, settings, written).value} IS NULL THEN 2"
    blank = _STATE[settings.marks.get("", "missing")]
    return f"CAST(CASE WHEN NOT ({one.is_filled}) THEN {blank}{marks} {unread} ELSE 0 END AS TINYINT)"
