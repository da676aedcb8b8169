"""Raw cells → typed columns, in DuckDB's SQL. A cell that does not read becomes NULL and is listed, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kpidsl.engines.duckdb_dates import day, is_none, is_plausible, month, month_of_day, stored_day
from kpidsl.engines.duckdb_numbers import moved, number, stored_number
from kpidsl.engines.engine import COUNTED, FIRST_YEAR, LAST_YEAR, NUMBERS, Written
from kpidsl.model.spec import ColumnSpec
from kpidsl.project import SourceSettings

_STATE = {"not_ready": 1, "missing": 2, "not_relevant": 3, "withheld_by_source": 4}
_STORED_NUMBERS = ("integer", "decimal", "float", "double")
_STORED_DAYS = ("date", "moment", "instant")


def quoted(name: str) -> str:
    """A quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A quoted text literal."""
    return "'" + text.replace("'", "''") + "'"


def raw(column: ColumnSpec, settings: SourceSettings) -> str:
    """The trimmed cell as text, NULL where blank."""
    name = quoted(settings.columns.get(column.name, column.name))
    return f"NULLIF(trim(CAST({name} AS VARCHAR)), '')"


@dataclass(frozen=True, slots=True)
class Cells:
    """A column's cells in SQL: `value` as it is typed; true where it holds what is neither a value nor a mark (`bad`),
    where rounding has `moved` it, and where it is a date that means none (`none`)."""

    value: str
    bad: str
    moved: str = "false"
    none: str = "false"


def cells(column: ColumnSpec, settings: SourceSettings, written: Written) -> Cells:
    """The column's cells, of a file that stores them so."""
    name = quoted(settings.columns.get(column.name, column.name))
    if column.type == "text":
        return Cells(_text(column, name, raw(column, settings), written), "false")
    if column.type in NUMBERS:
        return _numbers(column, settings, written)
    stored = written in _STORED_DAYS
    date_sql = stored_day(name, written) if stored else day(raw(column, settings))
    is_filled = f"{name} IS NOT NULL" if stored else _is_filled(raw(column, settings), settings)
    if column.type == "date":
        none = f"coalesce({is_none(date_sql, settings.none)}, false)"
        value = f"CASE WHEN {is_plausible(date_sql)} AND NOT {none} THEN {date_sql} END"
        return Cells(value, f"({is_filled} AND ({value}) IS NULL AND NOT {none})", none=none)
    year_starts = column.year_starts if column.type == "year" else None
    number_sql = month_of_day(date_sql, year_starts)
    if not stored:
        number_sql = month(raw(column, settings), date_sql, year_starts)
    value = f"CASE WHEN {number_sql} BETWEEN {FIRST_YEAR * 12} AND {LAST_YEAR * 12 + 11} THEN {number_sql} END"
    return Cells(value, f"({is_filled} AND ({value}) IS NULL)")


def _text(column: ColumnSpec, name: str, cell: str, written: Written) -> str:
    if column.role in ("person", "case") and written == "integer":
        return f"CAST({name} AS BIGINT)"
    return f"nfc_normalize({cell})"


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


def _number(column: ColumnSpec, settings: SourceSettings, written: Written) -> _Number:
    name, cell = quoted(settings.columns.get(column.name, column.name)), raw(column, settings)
    stored = written in _STORED_NUMBERS
    scale, share = _scale(column, settings), settings.shares.get(column.name)
    number_sql = stored_number(name, scale, written) if stored else number(cell, scale, settings)
    if share is not None and not stored:  # 85 % is 85, however the column's other cells are written
        in_per_cent = number(f"rtrim({cell}, '% ')", column.decimals, settings)
        number_sql = f"CASE WHEN {cell} LIKE '%\\%' ESCAPE '\\' THEN {in_per_cent} ELSE {number_sql} END"
    marks = []
    for mark in sorted(settings.marks):
        scaled = _scaled_mark(mark, column.decimals)
        ways = [f"lower({cell}) = lower({literal(mark)})"] if mark and not stored else []
        ways += [f"{number_sql} = {scaled}"] if scaled is not None else []
        if ways:
            marks.append((mark, " OR ".join(ways)))
    return _Number(f"{name if stored else cell} IS NOT NULL", number_sql, tuple(marks))


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
    one = _number(column, settings, written)
    value = f"CASE WHEN {one.value} >= 0 THEN {one.value} END" if column.role in COUNTED else one.value
    if one.marks:
        value = f"CASE WHEN NOT {one.is_mark} THEN {value} END"
    name = quoted(settings.columns.get(column.name, column.name))
    rounded = moved(raw(column, settings), name, _scale(column, settings), settings, written)
    if rounded != "false" and one.marks:
        rounded = f"({rounded} AND NOT {one.is_mark})"
    return Cells(value, f"({one.is_filled} AND NOT {one.is_mark} AND ({value}) IS NULL)", rounded)


def _is_filled(cell: str, settings: SourceSettings) -> str:
    """True where the cell is not blank and no declared mark, in whatever letters."""
    marks = "".join(f" AND lower({cell}) <> lower({literal(m)})" for m in sorted(settings.marks) if m)
    return f"{cell} IS NOT NULL{marks}"


def state(column: ColumnSpec, settings: SourceSettings, written: Written) -> str:
    """The SQL expression of a ready-made figure's state (model.state.State)."""
    one = _number(column, settings, written)
    marks = "".join(f" WHEN {is_it} THEN {_STATE[settings.marks[mark]]}" for mark, is_it in one.marks)
    unread = f"WHEN {cells(column, settings, written).value} IS NULL THEN 2"
    blank = _STATE[settings.marks.get("", "missing")]
    return f"CAST(CASE WHEN NOT ({one.is_filled}) THEN {blank}{marks} {unread} ELSE 0 END AS TINYINT)"
