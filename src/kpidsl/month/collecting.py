"""Filled books read back: what stands in them goes into the ledger, and what does not is answered."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kpidsl.followup import exclusive_files
from kpidsl.followup.fold import READING, Followed, Reading, after, said_of_reading, with_remarks
from kpidsl.followup.ledger import append
from kpidsl.followup.matching import numbered, rearranged
from kpidsl.left_behind import is_left_behind
from kpidsl.model.act import ActHeader
from kpidsl.model.follow_up import Author, Event, Outcome, Remark
from kpidsl.model.form import FOLLOW_UP, CellKind, Form, FormTable
from kpidsl.model.sheet import FilledBook, FilledSheet, NumberedRow
from kpidsl.month.giving import renewed
from kpidsl.month.late_books import LockedCards
from kpidsl.month.roles import RoleOf
from kpidsl.month.store import UnitFolder, is_open, unit_folders
from kpidsl.problems import Problem, Translated, problem
from kpidsl.sources.form_books import BookRead, CellFinding, Unread, read_form_book
from kpidsl.sources.form_cells import Private, RefusedCell
from kpidsl.wording.form_words import choices_of, form_words, head_of

_TABLES = {table.name: table for table in FOLLOW_UP}
_FOUND = {
    "macros": Translated("makroer", "makroar", "macros"),
    "links": Translated("lenker til andre arbeidsbøker", "lenkjer til andre arbeidsbøker", "links to other workbooks"),
    Private.ADDRESS: Translated("en e-postadresse", "ei e-postadresse", "an e-mail address"),
    Private.TELEPHONE: Translated("et telefonnummer", "eit telefonnummer", "a telephone number"),
}
_FORMULA = Translated("en formel eller en feilverdi", "ein formel eller ein feilverdi", "a formula or an error value")


@dataclass(frozen=True)
class Collected:
    """What became of a book. `outcomes` counts its rows and cells; None where nothing of it was read."""

    book: str
    outcomes: Mapping[Outcome, int] | None
    problems: tuple[Problem, ...] = ()
    is_known: bool = False
    """Whether the book had been read before."""


@dataclass(frozen=True)
class _Said:
    """A problem of a filled book, and the cell of the next book that it is about (empty: none)."""

    problem: Problem
    place: str
    table: str = ""
    number: str = ""
    column: str = ""


def collect(
    root: Path, on: date, *, dry_run: bool = False, accept: Sequence[Path] = (), role_of: RoleOf | None = None
) -> Iterator[Collected]:
    """Read every book in every unit's `in`, in the order of their names, and yield what became of each.

    Acts are appended, originals kept in `read`, and the unit's book in `out` is written again, with the answers; in a
    dry run nothing is. The books of `accept` are read although a column of theirs is rearranged. A unit whose ledger
    is not whole is one result, with F031. The act says the role of who has filled in the book, by `role_of` (F033 where
    it is none); without `role_of` no role. A book that comes after the lock of its month is read, and said (F059).
    Raises OSError where a file cannot be read or written.
    """
    locked = LockedCards(root)
    for folder in unit_folders(root):
        yield from _of_unit(folder, on, dry_run, {path.resolve() for path in accept}, role_of, locked)


def _of_unit(
    folder: UnitFolder, on: date, dry_run: bool, accept: set[Path], role_of: RoleOf | None, locked: LockedCards
) -> Iterator[Collected]:
    followed, wrong = folder.followed()
    if followed is None:
        yield Collected(folder.unit, None, wrong)
        return
    read = set()
    for path in sorted(folder.filled.iterdir()) if folder.filled.is_dir() else ():
        name = f"{folder.unit}/in/{path.name}"
        if not path.is_file() or is_left_behind(path):
            continue
        if is_open(path):
            yield Collected(name, None, (problem("F006", book=name),))
            continue
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if digest in followed.files:
            yield Collected(name, None, is_known=True)
            continue
        one = _BookOfUnit(folder, followed, name, on, path.resolve() in accept, role_of).read(path)
        if isinstance(one, Problem):
            yield Collected(name, None, (one,))
            continue
        followed = replace(one.followed, files=followed.files | {digest})
        if not dry_run:
            who, period = one.reading.author.name, one.form.period
            header = ActHeader(folder.unit, period, READING, who, one.role, on, one.form.id, digest)
            append(folder.ledger(period), header, said_of_reading(one.reading))
            if not one.has_eleven_digits:
                exclusive_files.create(folder.original(digest), content)
        read.add(one.form.period)
        late = locked.after(name, folder.unit, one.form.period)
        yield Collected(name, one.outcomes, (*one.problems, *late))
    if not dry_run:
        for period in sorted(read):
            now, wrong = folder.followed()
            _, of_book = renewed(folder, period, now, on) if now is not None else (None, wrong)
            if of_book:
                yield Collected(f"{folder.unit}/out", None, of_book)


@dataclass(frozen=True)
class _Result:
    form: Form
    reading: Reading
    followed: Followed
    outcomes: Mapping[Outcome, int]
    problems: tuple[Problem, ...]
    has_eleven_digits: bool
    role: str
    """That of who has filled it in; empty where it is not known."""


@dataclass(frozen=True)
class _BookOfUnit:
    """A filled book, read against what the unit has entered."""

    folder: UnitFolder
    followed: Followed
    name: str
    on: date
    is_accepted: bool
    role_of: RoleOf | None

    def read(self, path: Path) -> _Result | Problem:
        """What the book amounts to, or the problem for which nothing of it is read."""
        book_read = read_form_book(path, FOLLOW_UP, form_words())
        if isinstance(book_read, Unread):
            return self._unread(book_read)
        book = book_read.book
        form = self.followed.forms.get(book.form or "")
        if form is None:
            return problem("F001", book=self.name, unit=self.folder.unit)
        who = self._cell_of_name(book_read)
        if not book.filled_by or who:
            return problem("F010", cell=f"{self.name}!{who}") if who else problem("F002", book=self.name)
        author = Author(book.filled_by, self.on)
        rows = {name: self._numbered(sheet, _TABLES[name], form, author) for name, sheet in book.sheets.items()}
        if not self.is_accepted and (sorted_alone := self._rearranged(book, rows, form, author)):
            return sorted_alone
        role = self.role_of(self.folder.unit, author.name) if self.role_of is not None else ""
        refusals = self._without_role(author) if self.role_of is not None and not role else []
        refusals += [*self._eleven(book_read), *self._of_cells(book_read, rows), *self._of_rows(book, rows, form)]
        reading = Reading(form.id, author, rows)
        followed, events = after(self.followed, reading)
        for name, of_table in events.items():
            refusals += self._of_events(book.sheets[name], _TABLES[name], of_table)
        reading = replace(reading, remarks=[self._remark(one, form.language) for one in refusals])
        outcomes = Counter(event.outcome for of_table in events.values() for event in of_table)
        problems = tuple(one.problem for one in refusals)
        return _Result(
            form, reading, with_remarks(followed, reading), outcomes, problems, bool(book_read.eleven_digits), role
        )

    def _unread(self, unread: Unread) -> Problem:
        words: dict[str, Any] = {key: _FOUND.get(text, text) for key, text in unread.words.items()}
        return problem(unread.code, book=self.name, **words)

    def _without_role(self, author: Author) -> list[_Said]:
        return [_Said(problem("F033", book=self.name, name=author.name, unit=self.folder.unit), "")]

    def _cell_of_name(self, book: BookRead) -> str:
        """Where eleven digits stand in place of a name."""
        digits = sum(map(str.isdecimal, book.book.filled_by))
        return next(iter(book.eleven_digits), "") if digits > 10 else ""

    def _numbered(self, sheet: FilledSheet, table: FormTable, form: Form, author: Author) -> tuple[NumberedRow, ...]:
        entries = self.followed.of(table, form.period)
        now = {n: {c: entry.text for c, entry in row.entries.items()} for n, row in entries.rows.items()}
        given = form.tables.get(table.name, {})
        now = {number: {**given.get(number, {}), **cells} for number, cells in now.items()}
        taken = [number for rows in form.tables.values() for number in rows]
        return numbered(sheet.rows, self.followed.base(form, author.name, table), now, table, form.id, taken)

    def _rearranged(
        self, book: FilledBook, rows: Mapping[str, Sequence[NumberedRow]], form: Form, author: Author
    ) -> Problem | None:
        for name, sheet in book.sheets.items():
            column = rearranged(rows[name], self.followed.base(form, author.name, _TABLES[name]), _TABLES[name])
            if column is not None:
                head = head_of(_TABLES[name].column(column))
                return problem("F030", book=self.name, sheet=f"{self.name}!{sheet.title}", column=head)
        return None

    def _eleven(self, book: BookRead) -> Iterator[_Said]:
        for cell in book.eleven_digits:
            yield _Said(problem("F010", cell=f"{self.name}!{cell}"), cell)

    def _of_cells(self, book: BookRead, rows: Mapping[str, Sequence[NumberedRow]]) -> Iterator[_Said]:
        for one in book.findings:
            if one.what is RefusedCell.ELEVEN_DIGITS:  # said of every cell of the book
                continue
            place = book.book.sheets[one.table].cell(one.line, one.column)
            number = next((row.number for row in rows[one.table] if row.line == one.line), "")
            yield _Said(_of_cell(one, f"{self.name}!{place}"), place, one.table, number, one.column)

    def _of_rows(self, book: FilledBook, rows: Mapping[str, Sequence[NumberedRow]], form: Form) -> Iterator[_Said]:
        """Rows that are not asked for, and what was written in a column that is given."""
        for name, sheet in book.sheets.items():
            table, given = _TABLES[name], form.tables.get(name, {})
            for row in rows[name]:
                if not row.number:
                    place = sheet.cell(row.line, table.asked[0].name)
                    yield _Said(problem("F018", cell=f"{self.name}!{place}"), place)
                    continue
                for column in table.columns:
                    text = row.cells.get(column.name, "")
                    is_given = column.kind is CellKind.GIVEN and row.number in given
                    if is_given and text and text != given[row.number].get(column.name, ""):
                        place = sheet.cell(row.line, column.name)
                        of_column = problem("F017", cell=f"{self.name}!{place}", value=text, column=head_of(column))
                        yield _Said(of_column, place, name, row.number, column.name)

    def _of_events(self, sheet: FilledSheet, table: FormTable, events: Sequence[Event]) -> Iterator[_Said]:
        for event in events:
            if event.outcome is Outcome.PROPOSED:
                place = sheet.cell(event.line, event.column)
                author = event.stands.author if event.stands else None
                both = problem(
                    "F021",
                    cell=f"{self.name}!{place}",
                    column=head_of(table.column(event.column)),
                    stands=event.stands.text if event.stands else "",
                    author=f"{author.name}, {author.on:%d.%m.%Y}" if author else "–",
                    value=event.text,
                )
                yield _Said(both, place, table.name, event.number, event.column)
            elif event.outcome is Outcome.KEPT:
                kept = problem("F022", sheet=f"{self.name}!{sheet.title}", number=event.number)
                yield _Said(kept, sheet.title, table.name, event.number)

    def _remark(self, one: _Said, language: str) -> Remark:
        """What the unit's next book says about it: the message without the place before it."""
        place = f"{self.name}!{one.place}" if one.place else self.name
        text = one.problem.message(language).removeprefix(f"{place}: ")
        return Remark(one.place, text, one.problem.help(language), one.table, one.number, one.column)


def _of_cell(one: CellFinding, cell: str) -> Problem:
    """What is said of a cell that was refused, or that was read with a doubt."""
    if isinstance(one.what, Private):
        return problem("F016", cell=cell, found=_FOUND[one.what])
    if one.what is None:
        return problem("F015", cell=cell, value=one.shown)
    if one.what is RefusedCell.FORMULA:
        return problem("F011", cell=cell, found=_FORMULA)
    if one.what is RefusedCell.CHOICE:
        column = _TABLES[one.table].column(one.column)
        return problem("F014", cell=cell, value=one.shown, choices=choices_of(column))
    return problem(one.what.value, cell=cell, value=one.shown)
