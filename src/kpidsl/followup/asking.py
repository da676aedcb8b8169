"""The form that a unit gets for a period: what is asked, and what had been entered before."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpidsl.followup.fold import Followed
from kpidsl.followup.row_numbers import new_number
from kpidsl.followup.row_texts import code_in
from kpidsl.model.form import (
    COMMENTS,
    MEASURES,
    PROPOSALS,
    REPORT,
    AskedIndicator,
    Cells,
    Form,
    FormKind,
    FormTable,
    Rows,
)
from kpidsl.model.period import Month


def form_of(
    unit: str,
    name: str,
    period: Month,
    asked: Sequence[AskedIndicator],
    followed: Followed,
    words: Mapping[str, str],
    language: str,
    cases: Mapping[str, str],
    came: Mapping[str, str],
    last_lock: str = "",
    lines: Sequence[str] = (),
) -> Form:
    """The leader's form.

    The plan has every measure that is entered, and a row to begin for each deviation without one. `asked` are the
    indicators that deviate or are red: a comment is asked for on each. `words` are those of the language, and `cases`
    what is to be read of each indicator's case, by its code; `came` what became of each measure's promise, by number.
    Of `lines`, the unit's steering lines, each has texts of its own besides those for all of them, if they are several.
    """
    entered = followed.of(MEASURES, period).texts
    tables: dict[str, Rows] = {
        MEASURES.name: {
            **{number: {**cells, "came": came.get(number, "")} for number, cells in entered.items()},
            **_begun(asked, followed, period),
        },
        COMMENTS.name: {
            new_number(f"comment {period} {one.code}", ()): {
                "indicator": _named(one),
                "figure": one.figure,
                "status": one.status,
            }
            for one in asked
        },
        REPORT.name: _report(period, lines, words),
    }
    return with_entered(Form("", unit, name, period, language, tables, "", last_lock), followed, words, cases)


def with_entered(form: Form, followed: Followed, words: Mapping[str, str], cases: Mapping[str, str] = {}) -> Form:
    """The form with what is entered now, the cases as they stand now (by indicator code), and the id that goes with it:
    what is sent back when a book is read."""
    last = followed.form(form.kind, form.period)
    form = replace(form, salt=last.salt if last is not None else "")
    tables = _follow_up(form, followed, cases) if form.kind is FormKind.FOLLOW_UP else _given_rows(form, followed)
    tables[PROPOSALS.name] = _proposals(form.kind, followed, form.period, words)
    return _with_id(replace(form, tables={table.name: tables[table.name] for table in form.kind.tables}))


def _given_rows(form: Form, followed: Followed) -> dict[str, Rows]:
    """The rows of a form that says which rows there are, with what is entered in them now in place of what was."""
    table = form.kind.tables[0]
    entered = followed.of(table, form.period).texts
    rows = {n: {**cells, **_texts(entered.get(n, {}), table)} for n, cells in form.tables[table.name].items()}
    return {table.name: rows}


def _follow_up(form: Form, followed: Followed, cases: Mapping[str, str]) -> dict[str, Rows]:
    """The rows of the leader's form, but for proposals."""
    begun = {
        n: cells for n, cells in form.tables[MEASURES.name].items() if n not in _all(followed, MEASURES, form.period)
    }
    tables: dict[str, Rows] = {
        MEASURES.name: {
            **_with_came(followed.of(MEASURES, form.period).texts, form.tables[MEASURES.name]),
            **_still_to_begin(begun, followed, form.period),
        },
    }
    for table in (COMMENTS, REPORT):
        entered = followed.of(table, form.period).texts
        asked = {column.name for column in table.asked}
        tables[table.name] = {
            number: {**{c: cells[c] for c in cells if c not in asked}, **_texts(entered.get(number, {}), table)}
            for number, cells in form.tables[table.name].items()
        }
    tables[COMMENTS.name] = _with_cases(tables[COMMENTS.name], cases)
    return tables


def _report(period: Month, lines: Sequence[str], words: Mapping[str, str]) -> Rows:
    """The texts of the report: those for every line, then those of each line, which its heading names."""
    keys, rows = ("report_summary", "report_help"), dict[str, Cells]()
    for key in keys:
        rows[new_number(f"report {period} {key}", rows)] = {"heading": words[key]}
    for line in lines if len(lines) > 1 else ():
        for key in keys:
            heading = words["report_for_line"].format(heading=words[key], line=line)
            rows[new_number(f"report {period} {key} {line}", rows)] = {"heading": heading, "line": line}
    return rows


def newly_salted(form: Form) -> Form:
    """The form as one that is given out for the first time, with a salt and an id of its own."""
    return _with_id(replace(form, salt=secrets.token_hex(16)))


def _with_cases(rows: Rows, cases: Mapping[str, str]) -> dict[str, Cells]:
    """The comments' rows, each with the case of its indicator where it has one."""
    cells_by_row: dict[str, Cells] = {}
    for number, cells in rows.items():
        rest = {column: text for column, text in cells.items() if column != "case"}
        case = cases.get(code_in(cells.get("indicator", ""), cases))
        cells_by_row[number] = {**rest, "case": case} if case else rest
    return cells_by_row


def _with_came(entered: Rows, given: Rows) -> dict[str, Cells]:
    """The measures that are entered, each with what the form says became of its promise; nothing where the promise is
    another now."""
    cells_by_row: dict[str, Cells] = {}
    for number, cells in entered.items():
        before = given.get(number, {})
        is_same = all(cells.get(column, "") == before.get(column, "") for column in ("expected", "by_month"))
        cells_by_row[number] = {**cells, "came": came} if is_same and (came := before.get("came", "")) else cells
    return cells_by_row


def _begun(asked: Sequence[AskedIndicator], followed: Followed, period: Month) -> Rows:
    """A row to begin for each deviation. Its number is the same in each book of the period."""
    taken = _all(followed, MEASURES, period)
    numbers = {one.code: new_number(f"measure {period} {one.code}", ()) for one in asked if one.is_deviation}
    return {
        numbers[one.code]: {"indicator": _named(one)}
        for one in asked
        if one.is_deviation and numbers[one.code] not in taken
    }


def _still_to_begin(begun: Rows, followed: Followed, period: Month) -> Rows:
    """Those whose indicator no measure is about yet."""
    about = {cells.get("indicator") for cells in followed.of(MEASURES, period).texts.values()}
    return {number: cells for number, cells in begun.items() if cells.get("indicator") not in about}


def _proposals(kind: FormKind, followed: Followed, period: Month, words: Mapping[str, str]) -> Rows:
    rows = {}
    for number, (table, proposal) in followed.proposals(kind, period).items():
        row = followed.of(table, period).rows.get(proposal.number)
        place = f"{words[f'sheet_{table.name}']}, {proposal.number}, {words[f'head_{proposal.column}']}"
        rows[number] = {
            "place": place,
            "stands": row.text(proposal.column) if row else "",
            "proposal": f"{proposal.text} ({proposal.author.name})",
        }
    return rows


def _texts(cells: Cells, table: FormTable) -> Cells:
    return {column.name: cells[column.name] for column in table.asked if column.name in cells}


def _all(followed: Followed, table: FormTable, period: Month) -> set[str]:
    return set(followed.of(table, period).rows)


def _named(one: AskedIndicator) -> str:
    return f"{one.code} {one.title}"


def _with_id(form: Form) -> Form:
    """The form with the id of all that is in it and its salt: the same form is given out once, however often it is
    asked for."""
    tables = {name: list(rows.items()) for name, rows in form.tables.items()}
    content = json.dumps([form.unit, str(form.period), form.language, tables])
    digest = hashlib.sha256(form.salt.encode() + content.encode()).hexdigest()
    return replace(form, id=f"{new_number(digest, ())}-{new_number(f'{digest} 2', ())}")
