"""Mutations of cells, rows and heads that change the meaning."""

from __future__ import annotations

from pathlib import Path
from random import Random

from .agency import KINDS, SOURCES, Agency
from .mutation import mutation, some_form, with_cell
from .writing import Form, write

ODD = (
    "NULL", "n/a", "#N/A", "#DIV/0!", "=1+1", "-", "–", "...", ":", ".", "1e3", "1E400", "NaN", "inf",
    "٣", "½", "1/2", "ca. 80", "1.000", "1,000", "1.000,50", "1,000.50", "9" * 20, "9" * 40, "-0", "+5",
    "0x10", "1_000", "12 %", "0,333333333", "true", "31.02.2026", "2026-13-01", "2026-02-30",
    "0000-00-00", "9999-12-31", "1899-12-30", "2206-01-01", "46000", "okt.26", "2026-W05", "\u200b",
    "\ufeff", "a\u0308", "\x00", "\x1b[31m", "😀", "x" * 40_000, "\"", "'", ";", "\n", "a\nb", "{0}",
    "%s", "{source}",
)  # fmt: skip
"""Cells as they come: marks, forms of numbers and dates that may mean several things, and signs that are not seen."""


def _other_cell(agency: Agency, chance: Random, column: str, text: str) -> str:
    """Another text that the column may well hold."""
    if column in ("kontor", "unit", "parent", "old", "new"):
        return chance.choice((*agency.offices, "01", "02", "NO", "0199", "0999", text.lstrip("0"), ""))
    if column in KINDS["number"]:
        return chance.choice(
            (str(chance.randint(0, 3000)), "0", f"{chance.randint(0, 90)}.{chance.randint(10, 99)}", "-5")
        )
    if column in KINDS["date"]:
        return f"2026-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}"
    if column in KINDS["month"]:
        return f"2026-{chance.randint(1, 8):02}"
    if column == "slag":
        return chance.choice(("vanlig", "klage", "Klage", "annet"))
    return chance.choice(("S.1", "R.1", "kontor", "fylke", "land", "statlig", "%", "kroner", "høy", "lav", "noe"))


@mutation("changes")
def another_cell(agency: Agency, chance: Random, folder: Path) -> None:
    table, forms = some_form(agency, chance, ending=chance.choice(("csv", "xlsx")))
    at, column = chance.randrange(len(agency.tables[table])), chance.choice(agency.columns[table])
    if (table, column) in (("enheter", "from"), ("enheter", "to")):
        column = "parent"  # when units begin and end has a mutation of its own
    text = _other_cell(agency, chance, column, agency.tables[table][at][column])
    write(with_cell(agency, table, at, column, text), forms if column not in KINDS["number"] else {}, folder)


@mutation("changes")
def another_cell_in_parquet(agency: Agency, chance: Random, folder: Path) -> None:
    table = chance.choice(SOURCES)
    at, column = chance.randrange(len(agency.tables[table])), chance.choice(agency.columns[table])
    text = _other_cell(agency, chance, column, agency.tables[table][at][column])
    if column in ("ja", "alle"):
        text = text.partition(".")[0]
    write(
        with_cell(agency, table, at, column, text),
        {table: Form(ending="parquet", typed=chance.random() < 0.7)},
        folder,
    )


@mutation("changes")
def an_odd_cell(agency: Agency, chance: Random, folder: Path) -> None:
    table, forms = some_form(agency, chance, ending=chance.choice(("csv", "xlsx", "parquet")), typed=False)
    if table not in SOURCES:
        forms[table].ending = "csv"
    at, column = chance.randrange(len(agency.tables[table])), chance.choice(agency.columns[table])
    text = chance.choice(ODD)
    mangled = with_cell(agency, table, at, column, text)
    forms[table].date, forms[table].month = "%Y-%m-%d", "{year}-{month}"
    _write_raw(mangled, table, at, column, text, forms, folder)


def _write_raw(
    agency: Agency, table: str, at: int, column: str, text: str, forms: dict[str, Form], folder: Path
) -> None:
    """Write a table with a cell that is not of its column's form: as text, so that no writer refuses it."""
    others = {name: rows for name, rows in agency.tables.items() if name != table}
    write(Agency(others, agency.columns), forms, folder)
    words = {c: f"{c}" for c in agency.columns[table]}
    form = forms[table]
    plain = Form(ending=form.ending, typed=False)
    # the columns are called otherwise while they are written, so that no cell is taken for a number or a date
    rows = [{f"{c} ": row[c] for c in words} for row in agency.tables[table]]
    columns = tuple(f"{c} " for c in words)
    write(Agency({table: rows}, {table: columns}), {table: plain}, folder)


@mutation("changes")
def a_row_less(agency: Agency, chance: Random, folder: Path) -> None:
    table, forms = some_form(agency, chance)
    rows = list(agency.tables[table])
    del rows[chance.randrange(len(rows))]
    write(Agency({**agency.tables, table: rows}, agency.columns), forms, folder)


@mutation("changes")
def a_row_more(agency: Agency, chance: Random, folder: Path) -> None:
    table, forms = some_form(agency, chance)
    rows = [dict(row) for row in agency.tables[table]]
    row = dict(chance.choice(rows))
    if chance.random() < 0.7:
        column = chance.choice(agency.columns[table])
        row[column] = _other_cell(agency, chance, column, row[column])
    rows.insert(chance.randint(0, len(rows)), row)
    write(Agency({**agency.tables, table: rows}, agency.columns), {**forms, table: Form()}, folder)


@mutation("changes")
def two_heads_swapped(agency: Agency, chance: Random, folder: Path) -> None:
    table, forms = some_form(agency, chance)
    one, other = chance.sample(agency.columns[table], 2)
    swapped = {one: other, other: one}
    columns = tuple(swapped.get(c, c) for c in agency.columns[table])
    write(agency, {**forms, table: Form()}, folder)
    path = folder / f"{table}.csv"
    _, _, body = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(";".join(columns) + "\n" + body, encoding="utf-8")


@mutation("changes")
def two_cells_swapped(agency: Agency, chance: Random, folder: Path) -> None:
    table, forms = some_form(agency, chance)
    column = chance.choice(agency.columns[table])
    rows = [dict(row) for row in agency.tables[table]]
    one, other = chance.choice(rows), chance.choice(rows)
    one[column], other[column] = other[column], one[column]
    write(Agency({**agency.tables, table: rows}, agency.columns), forms, folder)


@mutation("changes")
def a_total_row(agency: Agency, chance: Random, folder: Path) -> None:
    table, forms = some_form(agency, chance)
    rows = list(agency.tables[table])
    words = (chance.choice(("I alt", "Sum", "Totalt", "Hele landet", "", "Kilde: økonomisystemet")),)
    total = dict.fromkeys(agency.columns[table], "") | dict(zip(agency.columns[table], words, strict=False))
    total |= {c: "1000" for c in agency.columns[table] if c in KINDS["number"] and chance.random() < 0.8}
    rows.append(total)
    write(Agency({**agency.tables, table: rows}, agency.columns), {**forms, table: Form()}, folder)


@mutation("changes")
def an_office_under_another_county(agency: Agency, chance: Random, folder: Path) -> None:
    at = chance.randrange(3, len(agency.tables["enheter"]))
    parent = chance.choice(("01", "02", "NO"))
    write(with_cell(agency, "enheter", at, "parent", parent), some_form(agency, chance)[1], folder)


@mutation("changes")
def another_target(agency: Agency, chance: Random, folder: Path) -> None:
    at = chance.randrange(len(agency.tables["maal"]))
    column, text = chance.choice(
        (
            ("value", str(chance.randint(1, 99))),
            ("unit", "0101"),
            ("from", "2026-06-01"),
            ("from", "2026-02-15"),
            ("indicator", "R.1"),
            ("level", "fylke"),
        )
    )
    write(with_cell(agency, "maal", at, column, text), some_form(agency, chance)[1], folder)
