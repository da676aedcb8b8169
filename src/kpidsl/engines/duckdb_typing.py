"""Raw cells → typed columns, in DuckDB's SQL. A cell that does not read becomes NULL and is listed, never guessed."""

from __future__ import annotations

from kpidsl.engines.engine import COUNTED, Written
from kpidsl.model.spec import ColumnSpec
from kpidsl.project import SourceSettings

_STATE = {"not_ready": 1, "missing": 2, "not_relevant": 3, "withheld_by_source": 4}


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


def typed(column: ColumnSpec, settings: SourceSettings, written: Written) -> str:
    """The SQL expression of the typed column; `written`: how the file stores it."""
    name = quoted(settings.columns.get(column.name, column.name))
    cell = raw(column, settings)
    if column.role in ("person", "case") and written == "integer":
        return f"CAST({name} AS BIGINT)"
    if column.type == "text":
        return f"nfc_normalize({cell})"
    if column.type == "date":
        return f"CAST({name} AS DATE)" if written == "date" else _date(cell)
    if column.type in ("month", "year"):
        return _month(cell, column.year_starts if column.type == "year" else None)
    counted = column.role in COUNTED
    if written == "integer" and column.type == "integer" and not counted:
        return f"CAST({name} AS BIGINT)"
    return _number(cell, column.decimals, settings, signed=not counted)


def state(column: ColumnSpec, settings: SourceSettings) -> str:
    """The SQL expression of a ready-made figure's state (model.state.State)."""
    cell = raw(column, settings)
    marks = "".join(f" WHEN {cell} = {literal(m)} THEN {_STATE[w]}" for m, w in sorted(settings.marks.items()))
    unread = f"WHEN {typed(column, settings, 'text')} IS NULL THEN 2"
    blank = _STATE[settings.marks.get("", "missing")]
    return f"CAST(CASE WHEN {cell} IS NULL THEN {blank}{marks} {unread} ELSE 0 END AS TINYINT)"


def bad(column: ColumnSpec, settings: SourceSettings, written: Written) -> str:
    """True where the cell holds something that is neither a value of the type nor a declared mark."""
    cell = raw(column, settings)
    marks = "".join(f" AND {cell} <> {literal(m)}" for m in sorted(settings.marks))
    return f"({cell} IS NOT NULL{marks} AND ({typed(column, settings, written)}) IS NULL)"


def _date(cell: str) -> str:
    """The day in Norway: a time without zone is local, one with a zone is moved to Europe/Oslo first."""
    day, clock = "\\d{4}-\\d{2}-\\d{2}", "[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?"
    zone = " ?(Z|[+-]\\d{2}(:?\\d{2})?)"
    return (
        f"CASE WHEN regexp_full_match({cell}, '{day}({clock})?')"
        f" THEN TRY_CAST(substr({cell}, 1, 10) AS DATE)"
        f" WHEN regexp_full_match({cell}, '{day}{clock}{zone}')"
        f" THEN CAST(TRY_CAST({cell} AS TIMESTAMPTZ) AT TIME ZONE 'Europe/Oslo' AS DATE)"
        f" WHEN regexp_full_match({cell}, '\\d{{1,2}}\\.\\d{{1,2}}\\.\\d{{4}}')"
        f" THEN CAST(try_strptime({cell}, '%d.%m.%Y') AS DATE) END"
    )


def _month(cell: str, year_starts: int | None) -> str:
    """The month's number; with `year_starts` that of the first month of the year, which is named by that month's."""
    digits = f"regexp_replace({cell}, '[^0-9]', '', 'g')"
    iso = f"CAST(substr({digits}, 1, 4) AS INTEGER) * 12"
    month = f"TRY_CAST(substr({digits}, 5, 2) AS INTEGER)"
    day = _date(cell)
    late = (year_starts or 1) - 1
    whole_year = f" WHEN regexp_full_match({cell}, '\\d{{4}}') THEN {iso} + {late}" if year_starts else ""
    number = f"CASE WHEN {month} BETWEEN 1 AND 12 THEN {iso} + {month} - 1 END"
    found = (
        f"CASE{whole_year} WHEN regexp_full_match({cell}, '\\d{{4}}[-M]?\\d{{2}}') THEN {number}"
        f" WHEN {day} IS NOT NULL THEN year({day}) * 12 + month({day}) - 1 END"
    )
    return f"CAST((({found}) - {late}) // 12 * 12 + {late} AS INTEGER)" if year_starts else f"CAST({found} AS INTEGER)"


def _number(cell: str, scale: int, settings: SourceSettings, *, signed: bool) -> str:
    """An exact integer: the number times 10 ** scale. `1.000` is refused unless the decimal mark is declared.

    What is counted is not `signed`: a negative count does not read.
    """
    spaces = f"regexp_replace({cell}, '[ \\x{{00A0}}\\x{{202F}}]', '', 'g')"
    grouped = "\\d{1,3}([ \\x{00A0}\\x{202F}]\\d{3})+"
    mark = {",": ",", ".": "\\."}.get(settings.decimal or "", "[,.]")
    fraction = f"({mark}\\d{{1,{scale}}}0*)?" if scale else f"({mark}0)?"
    pattern = f"{'[-−]?' if signed else ''}(\\d+|{grouped}){fraction}"
    ambiguous = "" if settings.decimal else f" AND NOT regexp_full_match({cell}, '[-−]?[1-9]\\d{{0,2}}\\.\\d{{3}}')"
    plain = f"replace(replace({spaces}, ',', '.'), '−', '-')"
    return (
        f"CASE WHEN regexp_full_match({cell}, {literal(pattern)}){ambiguous}"
        f" THEN CAST(TRY_CAST({plain} AS DECIMAL(30,{max(scale, 1)})) * {10**scale} AS BIGINT) END"
    )
