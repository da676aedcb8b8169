"""People of the synthetic agency who fill in their books, each in a way of their own, with openpyxl in place of Excel.

An act is a function of a desk, and most save a book in the unit's `in`. `WAYS` has the acts of each way by day.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl

FIRST_ROW = 4
MEASURES = (
    "Faste samtaler hver tredje måned", "Egen gruppe for saker over fristen", "Møte med de fem største arbeidsgiverne",
    "Ukentlig gjennomgang av nye saker", "Opplæring av to nye medarbeidere", "Felles kveldsåpent med kommunen",
)  # fmt: skip
WHY_RISK = "Prognosen kjenner ikke tiltakene som er satt i gang."
REASONS = ("To stillinger har stått tomme siden august.", "Flere saker enn i fjor.", "Ny rutine er ikke innarbeidet.")
REPORTS = ("Vi følger planen.", "Bedring på de fleste områder.", "Sykefraværet i kontoret merkes.")


@dataclass(frozen=True)
class Desk:
    """Where a person works: the unit's folder, the name that the person writes, a colleague's, and chance."""

    folder: Path
    name: str
    colleague: str
    chance: random.Random

    @property
    def given(self) -> Path:
        """The book that was last given out: that of the month before may lie in `out` still."""
        return self.last("oppfolging")

    def last(self, kind: str) -> Path:
        """The last book of the kind, by how its file begins."""
        return max((self.folder / "out").glob(f"{kind}-*.xlsx"))

    def has_book(self, kind: str = "oppfolging") -> bool:
        return (self.folder / "out").is_dir() and any((self.folder / "out").glob(f"{kind}-*.xlsx"))

    def at_home(self) -> Path:
        """Where a copy of the book lies that someone took on another day."""
        return self.folder / "hjemme.xlsx"


class Book:
    """An opened book, by the words at the heads of its columns."""

    def __init__(self, path: Path) -> None:
        self.book = openpyxl.load_workbook(path)

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        """The cells of each row that has a number, by head."""
        if sheet not in self.book.sheetnames:
            return []
        heads = [cell.value for cell in self.book[sheet][FIRST_ROW - 1]]
        rows = (dict(zip(heads, cells, strict=False)) for cells in self.book[sheet].iter_rows(min_row=FIRST_ROW))
        return [row for row in rows if row["Nr"].value]

    def save(self, desk: Desk, name: str, by: str = "") -> None:
        self.book["Start"]["B3"] = by or desk.name
        self.book.save(desk.folder / "in" / name)


def plan(book: Book, desk: Desk) -> None:
    """A measure for each deviation that has none, some of them with what they are to bring. A deadline that was not
    taken last time is written again."""
    for at, row in enumerate(book.rows("Tiltak")):
        if row["Tiltak"].value:
            row["Frist"].value = row["Frist"].value or datetime(2026, 12, 11)
            continue
        row["Tiltak"].value = desk.chance.choice(MEASURES)
        row["Ansvarlig"].value = desk.chance.choice((desk.name, desk.colleague))
        row["Frist"].value = datetime.combine(date(2026, 12, 1) + timedelta(desk.chance.randrange(60)), time.min)
        row["Status"].value = desk.chance.choice(("planlagt", "pågår", "pågår"))
        figure = figures(book).get(row["Indikator"].value)
        if figure is not None and at % 2 == 0:
            row["Ventet verdi"].value = round(figure * desk.chance.uniform(1.01, 1.05), 1)
            row["Innen dato"].value = datetime(2026, 12, 31)


def figures(book: Book) -> dict[str, float]:
    """What the book says of each indicator that is in per cent."""
    shown = {row["Indikator"].value: str(row["Hittil i år"].value) for row in book.rows("Kommentar og risiko")}
    return {of: float(text.split("\u00a0")[0].replace(",", ".")) for of, text in shown.items() if text.endswith("%")}


def comment(book: Book, desk: Desk) -> None:
    """A comment and an own risk for each indicator without; who says *middels* does not say why."""
    for row in book.rows("Kommentar og risiko"):
        if not row["Kommentar"].value:
            row["Kommentar"].value = desk.chance.choice(REASONS)
            row["Egen risiko"].value = desk.chance.choice(("lav", "middels", "høy"))
            if row["Egen risiko"].value != "middels":
                row["Begrunnelse"].value = WHY_RISK


def report(book: Book, desk: Desk) -> None:
    for row in book.rows("Rapport"):
        row["Tekst"].value = row["Tekst"].value or desk.chance.choice(REPORTS)


def answer_findings(desk: Desk, name: str) -> None:
    """Each finding in the extract is right, but for one that is to be corrected."""
    book = Book(desk.last("kontroll"))
    for at, row in enumerate(book.rows("Funn")):
        row["Riktig eller rettes"].value = "rettes" if at == 1 else "riktig"
    book.save(desk, name)


def answer_reports(desk: Desk, name: str) -> None:
    """The first report is returned, the others are approved."""
    book = Book(desk.last("godkjenning"))
    for at, row in enumerate(book.rows("Rapporter")):
        row["Godkjent eller i retur"].value = "godkjent" if at else "i retur"
        row["Merknad"].value = None if at else "Skriv hva dere trenger hjelp til."
    book.save(desk, name)


def promise(desk: Desk, name: str) -> None:
    """A plan in which each measure promises a little more, or a little less, than there is, by the end of October."""
    book = Book(desk.given)
    plan(book, desk)
    for row in book.rows("Tiltak"):
        figure = figures(book).get(row["Indikator"].value)
        row["Ventet verdi"].value = round(figure * desk.chance.uniform(0.97, 1.03), 1) if figure else None
        row["Innen dato"].value = datetime(2026, 10, 31)
    book.save(desk, name)


def everything(desk: Desk, name: str) -> None:
    """The plan, the comments and the report, in the book that lies in `out`."""
    book = Book(desk.given)
    for fill in (plan, comment, report):
        fill(book, desk)
    book.save(desk, name)


def plan_alone(desk: Desk, name: str) -> None:
    book = Book(desk.given)
    plan(book, desk)
    comment(book, desk)
    book.save(desk, name)


def report_alone(desk: Desk, name: str) -> None:
    book = Book(desk.given)
    report(book, desk)
    book.save(desk, name)


def no_date(desk: Desk, name: str) -> None:
    """A plan with a deadline that is no date."""
    _plan_with(desk, name, "Tiltak", "Frist", "uke 50")


def eleven_digits(desk: Desk, name: str) -> None:
    """A comment that names a user by number."""
    _plan_with(desk, name, "Kommentar og risiko", "Kommentar", "Gjelder særlig 010190 12345")


def _plan_with(desk: Desk, name: str, sheet: str, column: str, text: str) -> None:
    """A plan with that text in the first row of a sheet."""
    book = Book(desk.given)
    plan(book, desk)
    for row in book.rows(sheet)[:1]:
        row[column].value = text
    book.save(desk, name)


def one_column_sorted(desk: Desk, name: str) -> None:
    """The measures are sorted, and nothing else of their rows."""
    book = Book(desk.given)
    rows = [row for row in book.rows("Tiltak") if row["Tiltak"].value]
    for row, text in zip(rows, sorted((row["Tiltak"].value for row in rows), reverse=True), strict=True):
        row["Tiltak"].value = text
    if len({row["Tiltak"].value for row in rows}) > 2:
        book.save(desk, name)


def rows_turned(desk: Desk, name: str) -> None:
    """Whole rows are turned about, the first is copied below them, and the last is deleted."""
    book = Book(desk.given)
    sheet = book.book["Tiltak"]
    rows = [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=FIRST_ROW) if cells[0].value]
    turned = [*rows[::-1][:-1], rows[-1][:]] if len(rows) > 1 else [*rows, rows[0][:]] if rows else []
    for at, cells in enumerate(turned, FIRST_ROW):
        for column, value in enumerate(cells, 1):
            sheet.cell(at, column).value = value
    for at in range(FIRST_ROW + len(turned), FIRST_ROW + len(rows)):
        for column in range(1, len(rows[0]) + 1):
            sheet.cell(at, column).value = None
    book.save(desk, name)


def take_home(desk: Desk, name: str) -> None:
    """A colleague takes a copy of the book home."""
    shutil.copyfile(desk.given, desk.at_home())


def the_colleague_too(desk: Desk, name: str) -> None:
    """The colleague changes the copy from home, where the leader has written otherwise since."""
    book = Book(desk.at_home())
    for row in book.rows("Tiltak")[:1]:
        row["Tiltak"].value = "Ringerunde til alle som venter"
        row["Ansvarlig"].value = desk.colleague
    book.save(desk, name, desk.colleague)
    desk.at_home().unlink()


def answer(desk: Desk, name: str) -> None:
    """What waits is answered: the first is taken, the rest refused. The report is written too."""
    book = Book(desk.given)
    for at, row in enumerate(book.rows("Forslag")):
        row["Svar"].value = "avvises" if at else "tas"
    report(book, desk)
    book.save(desk, name)


def left_open(desk: Desk, name: str) -> None:
    """The book is filled in, and still open in Excel."""
    everything(desk, name)
    (desk.folder / "in" / f"~${name}").write_bytes(b"\x05Leder")


def closed(desk: Desk, name: str) -> None:
    for lock in (desk.folder / "in").glob("~$*"):
        lock.unlink()


Act = Callable[[Desk, str], None]
WAYS: Mapping[str, Mapping[int, Sequence[Act]]] = {
    "all at once": {5: (everything,)},
    "the plan first, the report later": {9: (plan_alone,), 17: (report_alone,)},
    "a deadline that is no date": {5: (no_date,), 9: (everything,)},
    "eleven digits in a comment": {5: (eleven_digits,), 9: (everything,)},
    "two change one measure": {2: (take_home,), 5: (plan_alone,), 9: (the_colleague_too,), 13: (answer,)},
    "one column sorted alone": {5: (plan_alone,), 9: (one_column_sorted,), 13: (everything,)},
    "rows turned, copied and deleted": {5: (everything,), 13: (rows_turned,)},
    "the book is left open": {9: (left_open,), 13: (closed,)},
    "too late": {17: (everything,)},
    "after the lock": {23: (everything,)},
    "does not come": {},
}
"""By day of November: what is done on it."""
USUAL = ("all at once", "the plan first, the report later")
