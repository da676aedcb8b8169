"""Mutations that keep the meaning: another way to write the same."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

from .agency import MONTHS, SOURCES, Agency
from .mutation import mutation, settings, some_form
from .writing import Form, write


@mutation("keeps")
def encodings(agency: Agency, chance: Random, folder: Path) -> None:
    encoding = chance.choice(("utf-8-sig", "cp1252", "utf-16", "iso-8859-1", "utf-16-le", "utf-16-be"))
    write(agency, some_form(agency, chance, encoding=encoding)[1], folder)


@mutation("keeps")
def separators(agency: Agency, chance: Random, folder: Path) -> None:
    write(agency, some_form(agency, chance, separator=chance.choice(";,\t|"))[1], folder)


@mutation("keeps")
def quotes(agency: Agency, chance: Random, folder: Path) -> None:
    quoting = chance.choice((csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC))
    write(agency, some_form(agency, chance, quoting=quoting, separator=chance.choice(";,"))[1], folder)


@mutation("keeps")
def line_ends(agency: Agency, chance: Random, folder: Path) -> None:
    write(agency, some_form(agency, chance, newline=chance.choice(("\r\n", "\r", "\n\n", "\r\n\r\n")))[1], folder)


@mutation("keeps")
def formats(agency: Agency, chance: Random, folder: Path) -> None:
    table = chance.choice(sorted(agency.tables))
    forms = {table: Form(ending="parquet" if table in SOURCES and chance.random() < 0.5 else "xlsx")}
    forms[table].typed = chance.random() < 0.5
    write(agency, forms, folder)


@mutation("keeps")
def order_of_rows(agency: Agency, chance: Random, folder: Path) -> None:
    table, forms = some_form(agency, chance)
    rows = list(agency.tables[table])
    chance.shuffle(rows)
    write(Agency({**agency.tables, table: rows}, agency.columns), forms, folder)


@mutation("keeps")
def order_of_columns(agency: Agency, chance: Random, folder: Path) -> None:
    table, forms = some_form(agency, chance)
    columns = list(agency.columns[table])
    chance.shuffle(columns)
    write(Agency(agency.tables, {**agency.columns, table: tuple(columns)}), forms, folder)


@mutation("keeps")
def blanks(agency: Agency, chance: Random, folder: Path) -> None:
    padding = chance.choice((" ", "  ", "\u00a0", "\t"))
    write(agency, some_form(agency, chance, padding=padding)[1], folder)


@mutation("keeps")
def blank_lines(agency: Agency, chance: Random, folder: Path) -> None:
    table, forms = some_form(agency, chance, ending=chance.choice(("csv", "xlsx")))
    forms[table].blank_lines = tuple(chance.sample(range(len(agency.tables[table])), 1))
    write(agency, forms, folder)


@mutation("keeps")
def forms_of_dates(agency: Agency, chance: Random, folder: Path) -> None:
    form = chance.choice(
        ("%d.%m.%Y", "%Y-%m-%dT00:00:00", "%Y-%m-%d 12:30", "%d.%m.%Y %H:%M", "%d/%m/%Y", "%Y%m%d", "%d.%m.%y")
    )
    write(agency, some_form(agency, chance, date=form)[1], folder)


@mutation("keeps")
def forms_of_months(agency: Agency, chance: Random, folder: Path) -> None:
    form = chance.choice(
        ("{year}{month}", "{year}M{month}", "{year}-{month}-01", "01.{month}.{year}", "{month}.{year}")
    )
    write(agency, some_form(agency, chance, month=form)[1], folder)


@mutation("keeps")
def forms_of_numbers(agency: Agency, chance: Random, folder: Path) -> None:
    thousands = chance.choice(("", " ", "\u00a0", "\u202f", ".", "'"))
    decimal = chance.choice(",.") if thousands != "." else ","
    write(
        agency,
        some_form(
            agency, chance, thousands=thousands, decimal=decimal, ending=chance.choice(("csv", "xlsx")), typed=False
        )[1],
        folder,
    )


@mutation("keeps")
def columns_that_nobody_asked_for(agency: Agency, chance: Random, folder: Path) -> None:
    table, forms = some_form(agency, chance)
    head = chance.choice(("merknad", "x", "", "#", "sum", table))
    rows = [{**row, head: chance.choice(("", "nei", "12", '"', ";"))} for row in agency.tables[table]]
    columns = list(agency.columns[table])
    columns.insert(chance.randint(0, len(columns)), head)
    write(Agency({**agency.tables, table: rows}, {**agency.columns, table: tuple(columns)}), forms, folder)


@mutation("keeps")
def monthly_files(agency: Agency, chance: Random, folder: Path) -> None:
    table = chance.choice(("tall", "regnskap"))
    write(agency, {}, folder)
    (folder / f"{table}.csv").unlink()
    (folder / table).mkdir()
    for month in MONTHS:
        rows = [row for row in agency.tables[table] if row["periode"] == month]
        form = Form(name=f"{table}/{month}", separator=chance.choice(";,"), encoding=chance.choice(("utf-8", "cp1252")))
        write(Agency({table: rows}, agency.columns), {table: form}, folder)


@mutation("keeps")
def names_of_files(agency: Agency, chance: Random, folder: Path) -> None:
    write(agency, {}, folder)
    table = chance.choice(("enheter", "maal", "endringer", "risikovurderinger"))
    (folder / f"{table}.csv").rename(folder / f"{chance.choice((table.upper(), table.capitalize()))}.CSV")


@mutation("keeps")
def litter(agency: Agency, chance: Random, folder: Path) -> None:
    write(agency, {}, folder)
    name = chance.choice(
        ("~$tall.xlsx", "._tall.csv", ".DS_Store", "Thumbs.db", "les meg.txt", "gammelt.csv", "tall.csv~")
    )
    (folder / name).write_bytes(chance.randbytes(40))


@mutation("keeps")
def settings_that_say_what_is(agency: Agency, chance: Random, folder: Path) -> None:
    encoding, separator = chance.choice(("utf-8", "cp1252", "latin-1")), chance.choice(";,")
    table = chance.choice(SOURCES)
    forms = {table: Form(encoding=encoding, separator=separator, name="annet")}
    write(agency, forms, folder)
    settings(
        folder,
        f'register = "enheter.csv"\ntargets = "maal.csv"\n[sources.{table}]\npath = "annet.csv"\n'
        f'encoding = "{encoding}"\nseparator = "{separator}"\ndecimal = "."\n',
    )


@mutation("keeps")
def columns_by_other_names(agency: Agency, chance: Random, folder: Path) -> None:
    table = chance.choice(SOURCES)
    column = chance.choice(agency.columns[table])
    head = chance.choice(("Kolonne A", "kolonne;b", 'sitat"', "æøå", "UNIT", "select"))
    rows = [{head if c == column else c: text for c, text in row.items()} for row in agency.tables[table]]
    columns = tuple(head if c == column else c for c in agency.columns[table])
    write(Agency({**agency.tables, table: rows}, {**agency.columns, table: columns}), {}, folder)
    escaped = head.replace('"', '\\"')
    settings(folder, f'[sources.{table}]\ncolumns = {{ {column} = "{escaped}" }}\n')
