"""One filled book, read against what its unit has entered: what it amounts to, and what the next book answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from kpidsl.followup.figures import bounds_of, may_be_a_fraction, not_wanted
from kpidsl.followup.fold import Followed, Reading, after, with_remarks
from kpidsl.followup.matching import numbered, rearranged
from kpidsl.followup.own_risks import without_reason
from kpidsl.followup.row_numbers import is_number
from kpidsl.model.follow_up import Author, Event, Outcome, Remark
from kpidsl.model.form import COMMENTS, FIGURES, MEASURES, TABLES, CellKind, Form, FormKind, FormTable
from kpidsl.model.sheet import FilledBook, FilledSheet, NumberedRow
from kpidsl.model.spec import Indicator
from kpidsl.month.decisions import Decision, NotEntered, decisions_of, without_refused
from kpidsl.month.measure_cells import CANNOT_BE, asked_of_measure
from kpidsl.month.roles import Roles
from kpidsl.month.store import UnitFolder
from kpidsl.problems import Problem, Translated, numeral, problem
from kpidsl.sources.form_books import BookRead, CellFinding, Unread, read_form_book
from kpidsl.sources.form_cells import Private, RefusedCell
from kpidsl.wording.form_words import choices_of, form_words, head_of
from kpidsl.wording.own_risks import reason_asked
from kpidsl.wording.wanted_figure import wanted_figure

_TABLES = {table.name: table for table in TABLES}
_FOUND = {
    "macros": Translated("makroer", "makroar", "macros"),
    "links": Translated("lenker til andre arbeidsbøker", "lenkjer til andre arbeidsbøker", "links to other workbooks"),
    Private.ADDRESS: Translated("en e-postadresse", "ei e-postadresse", "an e-mail address"),
    Private.TELEPHONE: Translated("et telefonnummer", "eit telefonnummer", "a telephone number"),
}
_FORMULA = Translated("en formel eller en feilverdi", "ein formel eller ein feilverdi", "a formula or an error value")


@dataclass(frozen=True)
class _Said:
    """A problem of a filled book, and the cell of the next book that it is about (empty: none)."""

    problem: Problem
    place: str
    table: str = ""
    number: str = ""
    column: str = ""


@dataclass(frozen=True)
class BookResult:
    """What a book amounts to: the act of its reading, what is entered after it, and what it decides."""

    form: Form
    reading: Reading
    followed: Followed
    outcomes: Mapping[Outcome, int]
    problems: tuple[Problem, ...]
    has_eleven_digits: bool
    role: str
    """That of who has filled it in; empty where it is not known."""
    decisions: Sequence[Decision]


@dataclass(frozen=True)
class BookOfUnit:
    """A filled book, read against what the unit has entered."""

    folder: UnitFolder
    followed: Followed
    name: str
    on: date
    is_accepted: bool
    roles: Roles | None
    indicators: Sequence[Indicator] = ()
    """Those that the plan's measures are about."""

    def read(self, path: Path) -> BookResult | Problem:
        """What the book amounts to, or the problem for which nothing of it is read."""
        book_read = read_form_book(path, TABLES, form_words())
        if isinstance(book_read, Unread):
            return self._unread(book_read)
        book = book_read.book
        form = self.followed.forms.get(book.form or "")
        wrong_book = self._wrong_book(book_read, form)
        if wrong_book or form is None:
            return wrong_book or problem("F001", book=self.name, unit=self.folder.unit)
        author = Author(book.filled_by, self.on)
        rows = {name: self._numbered(sheet, _TABLES[name], form, author) for name, sheet in book.sheets.items()}
        if not self.is_accepted and (sorted_alone := self._rearranged(book, rows, form, author)):
            return sorted_alone
        role = self.roles(self.folder.unit, author.name) if self.roles is not None else ""
        is_stranger = self.roles is not None and not role and form.kind is not FormKind.FIGURES
        refusals = self._without_role(author) if is_stranger else []
        refusals += [*self._eleven(book_read), *self._of_cells(book_read, rows), *self._of_rows(book, rows, form)]
        of_kind, wrong = self._without_wrong(book, rows, form, author)
        reading = Reading(form.id, author, of_kind)
        followed, events = after(self.followed, reading)
        for name, of_table in events.items():
            wrong += self._of_events(book.sheets[name], _TABLES[name], of_table)
        decisions, undecided = self._decided(form, followed, author)
        refusals += [*wrong, *(self._of_row(book, (), one) for one in undecided)]
        reading = replace(reading, remarks=[self._remark(one, form.language) for one in refusals])
        return BookResult(
            form,
            reading,
            with_remarks(followed, reading),
            Counter(event.outcome for of_table in events.values() for event in of_table),
            (*(one.problem for one in refusals), *self._reasons(book, rows, form, followed)),
            bool(book_read.eleven_digits),
            role,
            decisions,
        )

    def _reasons(
        self, book: FilledBook, rows: Mapping[str, Sequence[NumberedRow]], form: Form, followed: Followed
    ) -> Iterator[Problem]:
        """F091 for the rows of the book; the next book asks whoever has it, for as long as the reason is lacking."""
        lines = {row.number: row.line for row in rows.get(COMMENTS.name, ())}
        for risk in without_reason(followed, form.period):
            if risk.number in lines:
                place = book.sheets[COMMENTS.name].cell(lines[risk.number], "reason")
                yield reason_asked(f"{self.name}!{place}", risk)

    def _wrong_book(self, book_read: BookRead, form: Form | None) -> Problem | None:
        """Why nothing is read of a book of that form; None where it is."""
        book, who = book_read.book, self._cell_of_name(book_read)
        strange = [sheet for name, sheet in book.sheets.items() if form is not None and name not in form.tables]
        if form is None or strange:
            place = f"{self.name}!{strange[0].title}" if strange else self.name
            return problem("F001", book=place, unit=self.folder.unit)
        if self.roles is None and form.kind is not FormKind.FOLLOW_UP:
            return problem("F085", book=self.name)
        if who:
            return problem("F010", cell=f"{self.name}!{who}")
        return None if book.filled_by else problem("F002", book=self.name)

    def _without_wrong(
        self, book: FilledBook, rows: Mapping[str, tuple[NumberedRow, ...]], form: Form, author: Author
    ) -> tuple[dict[str, tuple[NumberedRow, ...]], list[_Said]]:
        """The rows without the figures and the answers that are not entered, and why they are not."""
        table = form.kind.tables[0].name
        if table in rows and form.kind is FormKind.FOLLOW_UP:
            return self._measures(book, rows, form)
        if table not in rows or self.roles is None:
            return dict(rows), []
        if form.kind is FormKind.FIGURES and not self.roles(self.folder.unit, author.name):
            stranger = problem("F090", book=self.name, name=author.name, unit=self.folder.unit)
            kept, wrong = tuple(row.without("value") for row in rows[table]), [_Said(stranger, "")]
        elif form.kind is FormKind.FIGURES:
            kept, wrong = self._figures(book.sheets[table], rows[table], form)
        else:
            kept, refused = without_refused(self.folder, form, self.followed, rows[table], author, self.roles)
            wrong = [self._of_row(book, rows[table], one) for one in refused]
        return {**rows, table: kept}, wrong

    def _measures(
        self, book: FilledBook, rows: Mapping[str, tuple[NumberedRow, ...]], form: Form
    ) -> tuple[dict[str, tuple[NumberedRow, ...]], list[_Said]]:
        """The rows without the values that no measure can bring, and what is asked of the plan."""
        plan = rows[MEASURES.name]
        asked = [one for row in plan for one in asked_of_measure(row, form, self.indicators)]
        out = {(one.number, one.column) for one in asked if one.code == CANNOT_BE}
        kept = tuple(row.without("expected") if (row.number, "expected") in out else row for row in plan)
        return {**rows, MEASURES.name: kept}, [self._of_row(book, plan, one) for one in asked]

    def _decided(
        self, form: Form, followed: Followed, author: Author
    ) -> tuple[Sequence[Decision], Sequence[NotEntered]]:
        """What the book decides, and what it leaves undecided; nothing where roles are not known."""
        return decisions_of(form, self.followed, followed, author, self.roles) if self.roles is not None else ((), ())

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
        now = {n: {**given.get(n, {}), **cells} for n, cells in now.items() if table.is_open or n in given}
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

    def _lacking_columns(self, book: FilledBook) -> Iterator[_Said]:
        """F093 for the columns to fill in that a sheet does not have: they are gone, or their heads are; F095 and F096
        for what stands where no row or column of the form is."""
        for name, sheet in book.sheets.items():
            for column in _TABLES[name].asked:
                if column.name not in sheet.letters:
                    lacking = problem("F093", sheet=f"{self.name}!{sheet.title}", column=head_of(column))
                    yield _Said(lacking, f"{sheet.title}!A1")
            lacks = any(column.name not in sheet.letters for column in _TABLES[name].asked)
            for cell in sheet.headless:
                if not (cell.is_within and lacks):  # else it is the column that is said to lack
                    place = f"{sheet.title}!{cell.place}"
                    yield _Said(problem("F095", cell=f"{self.name}!{place}", count=cell.count), place)
            for place in (f"{sheet.title}!{cell}" for cell, text in sheet.only_numbers.items() if not is_number(text)):
                yield _Said(problem("F096", cell=f"{self.name}!{place}"), place)

    def _of_cells(self, book: BookRead, rows: Mapping[str, Sequence[NumberedRow]]) -> Iterator[_Said]:
        for one in book.findings:
            if one.what is RefusedCell.ELEVEN_DIGITS:  # said of every cell of the book
                continue
            place = book.book.sheets[one.table].cell(one.line, one.column)
            number = next((row.number for row in rows[one.table] if row.line == one.line), "")
            yield _Said(_of_cell(one, f"{self.name}!{place}"), place, one.table, number, one.column)

    def _of_rows(self, book: FilledBook, rows: Mapping[str, Sequence[NumberedRow]], form: Form) -> Iterator[_Said]:
        """Columns that lack, rows that are not asked for, and what was written in a column that is given."""
        yield from self._lacking_columns(book)
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

    def _figures(
        self, sheet: FilledSheet, rows: Sequence[NumberedRow], form: Form
    ) -> tuple[tuple[NumberedRow, ...], list[_Said]]:
        """The rows without the figures that are none of those they may be, and what is said of them."""
        refusals, kept = [], []
        for row in rows:
            place, value = sheet.cell(row.line, "value"), row.cells.get("value", "")
            cell = f"{self.name}!{place}"
            if not_wanted(row, form):
                given = form.tables[FIGURES.name][row.number]
                wanted = wanted_figure(given["type"], bounds_of(given))
                of_cell = problem("F080", cell=cell, value=numeral(Fraction(value)), wanted=wanted)
                refusals.append(_Said(of_cell, place, FIGURES.name, row.number, "value"))
                row = row.without("value")
            elif may_be_a_fraction(row, form):
                of_cell = problem("F081", cell=cell, value=numeral(Fraction(value)))
                refusals.append(_Said(of_cell, place, FIGURES.name, row.number, "value"))
            kept.append(row)
        return tuple(kept), refusals

    def _of_row(self, book: FilledBook, rows: Sequence[NumberedRow], one: NotEntered) -> _Said:
        """What is said of an answer that is not entered, or of the book as a whole."""
        line = next((row.line for row in rows if row.number == one.number), 0)
        place = book.sheets[one.table].cell(line, one.column) if line else ""
        cell = f"{self.name}!{place}" if place else self.name
        return _Said(problem(one.code, cell=cell, **one.words), place, one.table, one.number, one.column)

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
