"""Tables to files, in every form that people write them in and that means the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import xlsxwriter

from .agency import KINDS, Agency, Rows


@dataclass(slots=True)
class Form:
    """How one table is written."""

    ending: str = "csv"
    encoding: str = "utf-8"
    separator: str = ";"
    quoting: int = csv.QUOTE_MINIMAL
    newline: str = "\n"
    date: str = "%Y-%m-%d"
    month: str = "{year}-{month}"
    decimal: str = "."
    thousands: str = ""
    padding: str = ""
    blank_lines: tuple[int, ...] = ()
    typed: bool = True  # cells of a workbook or a Parquet file have types
    name: str = ""
    settings: dict[str, str] = field(default_factory=dict)


def cell(column: str, text: str, form: Form) -> str:
    """The canonical text as the form writes it."""
    if not text:
        return text
    if column in KINDS["date"]:
        text = date.fromisoformat(text).strftime(form.date)
    elif column in KINDS["month"]:
        text = form.month.format(year=text[:4], month=text[5:])
    elif column in KINDS["number"]:
        whole, point, rest = text.partition(".")
        if form.thousands and whole.isdigit():
            whole = f"{int(whole):,}".replace(",", form.thousands)
        text = whole + point.replace(".", form.decimal) + rest
    return form.padding + text + form.padding


def write(agency: Agency, forms: Mapping[str, Form], folder: Path) -> None:
    """Every table of the agency into the folder, which is there; a project file where a form needs one."""
    for table, rows in agency.tables.items():
        form = forms.get(table, Form())
        columns = agency.columns[table]
        path = folder / f"{form.name or table}.{form.ending}"
        if form.ending == "csv":
            path.write_bytes(_csv(rows, columns, form))
        elif form.ending == "xlsx":
            _workbook(rows, columns, form, path)
        else:
            _parquet(rows, columns, form, path)


def _csv(rows: Rows, columns: tuple[str, ...], form: Form) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=form.separator, quoting=form.quoting, lineterminator=form.newline)  # type: ignore[arg-type]
    writer.writerow(columns)
    for at, row in enumerate(rows):
        if at in form.blank_lines:
            text.write(form.newline)
        writer.writerow([cell(c, row[c], form) for c in columns])
    return text.getvalue().encode(form.encoding)


def _typed(column: str, text: str) -> object:
    if text and column in KINDS["number"]:
        return float(text) if "." in text else int(text)
    return date.fromisoformat(text) if text and column in KINDS["date"] else text


def _workbook(rows: Rows, columns: tuple[str, ...], form: Form, path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Ark1")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, columns)
        line = 0
        for at, row in enumerate(rows):
            line += 1 + (at in form.blank_lines)
            for place, column in enumerate(columns):
                value = _typed(column, row[column]) if form.typed else cell(column, row[column], form)
                if isinstance(value, date):
                    sheet.write_datetime(line, place, value, day)
                elif isinstance(value, int | float):
                    sheet.write_number(line, place, value)
                elif value:
                    sheet.write_string(line, place, str(value))


def _parquet(rows: Rows, columns: tuple[str, ...], form: Form, path: Path) -> None:
    def kind(column: str) -> str:
        if form.typed and column in KINDS["number"]:
            return "DECIMAL(18,2)" if any("." in row[column] for row in rows) else "BIGINT"
        return "DATE" if form.typed and column in KINDS["date"] else "VARCHAR"

    with duckdb.connect() as connection:
        names = ", ".join(f'"{c}" {kind(c)}' for c in columns)
        connection.execute(f"CREATE TABLE t ({names})")
        marks = ", ".join("?" for _ in columns)
        listed = [
            [
                (row[c] or None) if form.typed and c in KINDS["date"] | KINDS["number"] else cell(c, row[c], form)
                for c in columns
            ]
            for row in rows
        ]
        if listed:
            connection.executemany(f"INSERT INTO t VALUES ({marks})", listed)
        connection.execute("COPY t TO '" + str(path).replace("'", "''") + "' (FORMAT parquet)")
