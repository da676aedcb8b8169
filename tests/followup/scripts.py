"""Random edits of a plan, as people make them in a spreadsheet, and what must be true of the merge after them.

The person's sheet is a list of rows that know which row they truly are: that is what the merge has to find out.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from kpidsl.followup.matching import numbered, rearranged
from kpidsl.followup.merging import merge
from kpidsl.followup.row_numbers import LETTERS, new_number
from kpidsl.model.follow_up import Author, Entries, EntryRow, Event, FilledCell
from kpidsl.model.form import MEASURES, STATUSES, Rows
from kpidsl.model.sheet import NumberedRow, SheetRow

COLUMNS = [column.name for column in MEASURES.asked]
SET_UP = Author("form", date(2026, 11, 1))

Numbering = Callable[[list[SheetRow], Rows, Rows, str], tuple[NumberedRow, ...]]
Merging = Callable[[Entries, Rows, tuple[NumberedRow, ...], Author], tuple[Entries, tuple[Event, ...]]]


@dataclass
class Row:
    """A row of a person's sheet; `truly` is the number of the row that it is or was copied from, None for a new one."""

    number: str
    cells: dict[str, str]
    truly: str | None
    typed: set[str] = field(default_factory=set)


@dataclass
class Tally:
    scripts: int = 0
    readings: int = 0
    held: int = 0
    cells: int = 0
    edits: int = 0
    lost: int = 0
    overwritten: int = 0
    otherwise: int = 0
    """Scripts of one person after which the plan is not what stands in the sheet."""
    second: int = 0
    """Changes by reading a sheet again."""
    faulty: list[int] = field(default_factory=list)
    """The seeds of the scripts with faults."""

    @property
    def faults(self) -> int:
        return self.lost + self.overwritten + self.otherwise + self.second


def numbering(rows: list[SheetRow], base: Rows, now: Rows, seed: str) -> tuple[NumberedRow, ...]:
    return numbered(rows, base, now, MEASURES, seed, ())


def merging(
    now: Entries, base: Rows, rows: tuple[NumberedRow, ...], author: Author
) -> tuple[Entries, tuple[Event, ...]]:
    return merge(now, base, rows, author, MEASURES)


def run(seeds: range, number: Numbering = numbering, merge_sheet: Merging = merging) -> Tally:
    tally = Tally()
    for seed in seeds:
        faults = tally.faults
        _script(random.Random(seed), tally, number, merge_sheet)
        if tally.faults > faults:
            tally.faulty.append(seed)
    return tally


def _script(chance: random.Random, tally: Tally, number: Numbering, merge_sheet: Merging) -> None:
    words = (f"ord{at}" for at in range(100_000))
    entries = _plan(chance, words)
    export = entries.texts
    people = [
        (Author(name, date(2026, 11, 12)), _edited(chance, export, words, tally))
        for name in "ABC"[: chance.randint(1, 3)]
    ]
    chance.shuffle(people)
    bases: dict[str, Rows] = {}
    held: set[str] = set()
    for again in (False, True):
        for author, sheet in people:
            base = bases.get(author.name, export)
            read = number([_as_read(at, row) for at, row in enumerate(sheet, 2)], base, _all(entries), author.name)
            tally.readings += 1
            tally.cells += sum(map(len, (row.cells for row in sheet)))
            if author.name in held or rearranged(read, base, MEASURES):
                held.add(author.name)
                tally.held += not again
                continue
            before = entries
            entries, _ = merge_sheet(entries, base, read, author)
            bases[author.name] = {**base, **{row.number: {**base.get(row.number, {}), **row.cells} for row in read}}
            bases[author.name] = {n: c for n, c in bases[author.name].items() if n in {row.number for row in read}}
            tally.second += again and entries != before
    tally.scripts += 1
    read_sheets = [sheet for author, sheet in people if author.name not in held]
    tally.lost += _lost(entries, export, read_sheets)
    tally.overwritten += _overwritten(entries, export, read_sheets)
    if len(people) == 1 and read_sheets:
        tally.otherwise += _shown(row.cells for row in read_sheets[0]) != _shown(entries.texts.values())


def _plan(chance: random.Random, words) -> Entries:
    rows: dict[str, EntryRow] = {}
    for _ in range(chance.randint(0, 12)):
        cells = _cells(chance, words, 0.7)
        cells["measure"] = next(words)
        number = new_number(cells["measure"], rows)
        rows[number] = EntryRow({column: FilledCell(text, SET_UP) for column, text in cells.items()})
    return Entries(rows)


def _cells(chance: random.Random, words, share: float) -> dict[str, str]:
    return {c: _word(chance, c, words) for c in COLUMNS if chance.random() < share}


def _word(chance: random.Random, column: str, words) -> str:
    return chance.choice(STATUSES) if column == "measure_status" else next(words)


def _edited(chance: random.Random, export: Rows, words, tally: Tally) -> list[Row]:
    sheet = [Row(number, dict(cells), number) for number, cells in export.items()]
    for _ in range(chance.randint(1, 29)):
        chance.choices((_type, _insert, _copy, _delete, _sort, _fill, _renumber), (9, 4, 2, 2, 1, 1, 2))[0](
            chance, sheet, words
        )
        tally.edits += 1
    return [row for row in sheet if any(row.cells.values())]


def _type(chance: random.Random, sheet: list[Row], words) -> None:
    if sheet:
        row, column = chance.choice(sheet), chance.choice(COLUMNS)
        row.cells[column] = "" if chance.random() < 0.1 else _word(chance, column, words)
        row.typed.add(column)


def _insert(chance: random.Random, sheet: list[Row], words) -> None:
    cells = _cells(chance, words, 0.4)
    sheet.insert(chance.randint(0, len(sheet)), Row("", cells, None, set(cells)))


def _copy(chance: random.Random, sheet: list[Row], words) -> None:
    if sheet:
        row = chance.choice(sheet)
        number = row.number if chance.random() < 0.6 else ""
        sheet.insert(chance.randint(0, len(sheet)), Row(number, dict(row.cells), row.truly))


def _delete(chance: random.Random, sheet: list[Row], words) -> None:
    if sheet:
        del sheet[chance.randrange(len(sheet))]


def _sort(chance: random.Random, sheet: list[Row], words) -> None:
    """By a column, with the numbers or without them."""
    numbers = [row.number for row in sheet]
    column = chance.choice(COLUMNS)
    sheet.sort(key=lambda row: row.cells.get(column, "\uffff"))
    if chance.random() < 0.3:
        for row, number in zip(sheet, numbers, strict=True):
            row.number = number


def _fill(chance: random.Random, sheet: list[Row], words) -> None:
    """Drag a cell down over the ones below it, a number as well."""
    if len(sheet) < 2:
        return
    start = chance.randrange(len(sheet) - 1)
    column = chance.choice([*COLUMNS, "number"])
    for row in sheet[start + 1 : start + 1 + chance.randint(1, 3)]:
        if column == "number":
            row.number = sheet[start].number
        elif column in sheet[start].cells:
            row.cells[column] = sheet[start].cells[column]
            row.typed.add(column)


def _renumber(chance: random.Random, sheet: list[Row], words) -> None:
    """Clear a number, mistype it, or write another row's."""
    if sheet:
        row = chance.choice(sheet)
        way = chance.random()
        if way < 0.4 or not row.number:
            row.number = ""
        elif way < 0.8:
            at = chance.randrange(5)
            row.number = row.number[:at] + chance.choice(LETTERS) + row.number[at + 1 :]
        else:
            row.number = chance.choice(sheet).number


def _as_read(line: int, row: Row) -> SheetRow:
    return SheetRow(line, row.number, {column: row.cells.get(column, "") for column in COLUMNS} | {"own": "note"})


def _all(entries: Entries) -> Rows:
    return {n: {column: entry.text for column, entry in row.entries.items()} for n, row in entries.rows.items()}


def _lost(entries: Entries, export: Rows, sheets: list[list[Row]]) -> int:
    """Typed cells that are neither in a row of the plan nor a proposal. What was typed as it stood is not typed."""
    kept: dict[str, set[str]] = {column: set() for column in COLUMNS}
    for cells in entries.texts.values():
        for column, text in cells.items():
            if column in kept:
                kept[column] |= {line.rpartition(": ")[2] for line in text.split("\n")}
    for proposal in entries.proposals:
        kept[proposal.column].add(proposal.text)
    return sum(
        row.cells[column] not in {"", export.get(row.truly or "", {}).get(column), *kept[column]}
        for sheet in sheets
        for row in sheet
        for column in row.typed
    )


def _overwritten(entries: Entries, export: Rows, sheets: list[list[Row]]) -> int:
    """Cells that nobody touched and that are not as they were: in their row, or in a row that took its place."""
    count = 0
    for number, cells in export.items():
        for column, text in cells.items():
            touched = any(not _has(sheet, number, column, text) for sheet in sheets)
            row = entries.rows.get(number)
            if touched or (row and row.text(column) == text and not row.is_removed):
                continue
            in_another = any(other.get(column) == text for other in entries.texts.values())
            count += not (in_another and row and row.is_removed and row.text(column) == text)
    return count


def _has(sheet: list[Row], number: str, column: str, text: str) -> bool:
    """Whether the row is in the sheet with that text, and in each of its copies: which of them it is nobody can say."""
    texts = {row.cells.get(column, "") for row in sheet if row.truly == number}
    return texts == {text}


def _shown(rows) -> Counter[frozenset[tuple[str, str]]]:
    """The rows by what stands in them, those that are equal in everything once."""
    shown = Counter(frozenset((c, text) for c, text in cells.items() if text and c in COLUMNS) for cells in rows)
    return Counter(shown.keys())
