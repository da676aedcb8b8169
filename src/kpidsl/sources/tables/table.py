"""Reads a table beside the rows as people keep it: CSV or a workbook, with Norwegian or English heads."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kpidsl.model.person_numbers import without_person_number
from kpidsl.problems import Problem, Span, Translated, problem
from kpidsl.problems.nearest import nearest, nearest_code
from kpidsl.problems.no_file import no_file
from kpidsl.project import SourceSettings
from kpidsl.sources.csv_files import csv_pages
from kpidsl.sources.file_kinds import not_read
from kpidsl.sources.head import TableHead, find_head, listed_heads
from kpidsl.sources.pages import Body, rows_left_out
from kpidsl.sources.refused import RefusedFileError
from kpidsl.sources.tables.unseen_signs import unseen, visible
from kpidsl.sources.xlsx_files import workbook_pages

Row = tuple[int, dict[str, str]]
"""A row's number in its file and its cells by column, stripped; every column of the table is there."""

ENDINGS = (".csv", ".xlsx")


class TableRows(list[Row]):
    """The rows of a table's file, and what its columns are called there, by their names."""

    heads: Mapping[str, str]

    def __init__(self, rows: Iterable[Row] = (), heads: Mapping[str, str] | None = None) -> None:
        super().__init__(rows)
        self.heads = heads or {}


def in_own_words(problems: Iterable[Problem], rows: Sequence[Row]) -> list[Problem]:
    """The problems of a table's rows, with each column (the fields `column` and `…_column`) called what the file calls
    it."""
    heads = rows.heads if isinstance(rows, TableRows) else {}

    def own_words(fields: Mapping[str, str]) -> dict[str, str]:
        return {key: heads.get(text, text) if key.endswith("column") else text for key, text in fields.items()}

    return [replace(one, fields=own_words(one.fields)) for one in problems]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its name in the program, and the other heads it may have (in any case)."""

    name: str
    forms: tuple[str, ...] = ()
    needed: bool = False
    nn: str = ""
    """The form that is nynorsk, where the first one is not."""

    @property
    def called(self) -> Translated:
        """What a message calls a column that the file does not have."""
        return Translated(self.forms[0], self.nn or self.forms[0], self.name)


@dataclass(frozen=True, slots=True)
class TableForm:
    """A kind of table: its name in messages (Norwegian, English), its usual file names without ending, and its
    columns."""

    called: Translated
    files: tuple[str, ...]
    columns: tuple[TableColumn, ...]

    def listed(self, names: Collection[str]) -> Translated:
        """Return the columns of these names as a message lists them."""
        called = [column.called for column in self.columns if column.name in names]
        return Translated(*(", ".join(words) for words in zip(*called, strict=True)))


def find_table(
    form: TableForm, named: str | None, data: Path, beside: Path | None = None
) -> tuple[Path | None, list[Problem]]:
    """Return the path of the table's file, and the problems; None if there is no file, or it is refused.

    A file named by the project file is in the data folder, otherwise in `beside` (the specification's folder). Without
    a name it is the file with one of the usual names, in any case and with any ending. Refused: a name without a file
    (P003), several candidates (P004), a path that leaves its folder, also through a link (P005), and what is not a file
    (R023).
    """
    wanted = {unicodedata.normalize("NFC", stem).casefold() for stem in form.files}
    if named is not None:
        folder = beside if beside is not None and not (data / named).is_file() and (beside / named).is_file() else data
        paths = [folder / named]
        if not paths[0].exists():
            return None, [_not_there(form, named, data)]
    else:
        folder = data
        paths = [path for path in sorted(data.iterdir()) if path.suffix.lower() in ENDINGS and _stem(path) in wanted]
    if not paths:
        of_other_kinds = [not_read(p) for p in sorted(data.iterdir()) if p.is_file() and _stem(p) in wanted]
        return None, [wrong for wrong in of_other_kinds if wrong is not None]
    if len(paths) > 1:
        return None, [problem("P004", source=form.files[0], files=", ".join(p.name for p in paths))]
    if not paths[0].resolve().is_relative_to(folder.resolve()):
        return None, [problem("P005", Span(str(paths[0]), 1), source=paths[0].name)]
    wrong = no_file(paths[0])
    return (paths[0], []) if wrong is None else (None, [wrong])


def _not_there(form: TableForm, named: str, data: Path) -> Problem:
    """P003 for a table's file that the project file names, with the nearest of the files that are there."""
    near = nearest(named, [path.name for path in sorted(data.iterdir()) if path.suffix.lower() in ENDINGS])
    looked = Translated(named, named, named)
    if near is not None:
        looked = Translated(
            f"{named} (nærmest er {near})", f"{named} (nærast er {near})", f"{named} (nearest is {near})"
        )
    return problem("P003", source=named, what=form.called, looked=looked, folder=data)


def _stem(path: Path) -> str:
    return unicodedata.normalize("NFC", path.stem).casefold()


def read_table(form: TableForm, path: Path) -> tuple[TableRows, list[Problem]]:
    """Return the rows with a cell that is not empty, and the problems.

    There are no rows if the file cannot be read, a row has more or fewer cells than the head, a needed column is
    absent, or a head is nearly that of a column.
    """
    try:
        return _rows(form, path)
    except RefusedFileError as refused:
        return TableRows(), list(refused.problems)


def _rows(form: TableForm, path: Path) -> tuple[TableRows, list[Problem]]:
    wanted = _TableColumns(form)
    settings = SourceSettings()
    pages = workbook_pages if path.suffix.lower() == ".xlsx" else csv_pages
    rows, heads = list[Row](), dict[str, str]()
    problems: list[Problem] = []
    for page in pages(path, settings, wanted):
        head, below = find_head(page.lines, wanted, None, page.path, page.merged)
        at, of_head = _bound(form, head, path)
        problems += [*page.notes, *of_head]
        if any(p.severity == "error" for p in of_head):
            return TableRows(), problems
        heads |= {column: head.names[position] for column, position in at.items()}
        body = Body(page, head, at)
        for number, cells in body.rows(below):
            bound = {c.name: cells[at[c.name]].strip() if c.name in at else "" for c in form.columns}
            rows.append((number, {column: visible(text) for column, text in bound.items()}))
            problems += [
                problem("D048", Span(str(page.path), number), table=form.files[0], column=heads[column], signs=signs)
                for column, text in bound.items()
                if (signs := unseen(text))
            ]
        body.refuse_unset()
        problems += rows_left_out(form.files[0], page.path, body.left_out)
    return TableRows(rows, heads), problems


@dataclass(frozen=True, slots=True)
class _TableColumns:
    """The columns of a table, each under any of its heads."""

    form: TableForm
    period: None = None
    is_source: bool = False

    @property
    def source(self) -> str:
        """The table's usual file name."""
        return self.form.files[0]

    @property
    def count(self) -> int:
        """The number of columns that must be present."""
        return sum(column.needed for column in self.form.columns)

    def number_in(self, names: Iterable[str]) -> int:
        """Return how many of the needed columns are among `names`."""
        heads = {name.casefold() for name in names}
        return sum(c.needed and any(h.casefold() in heads for h in (c.name, *c.forms)) for c in self.form.columns)


def rows_in_memory(form: TableForm, rows: Iterable[Mapping[str, str]]) -> list[Row]:
    """Return rows in memory as rows of the table, numbered from 2 as if below a head; an absent column is empty."""
    return [(at, {c.name: row.get(c.name, "") for c in form.columns}) for at, row in enumerate(rows, 2)]


def unknown_cell(code: str, span: Span, column: str, value: str, known: Sequence[str], **fields: str) -> Problem:
    """Return the problem of a cell that names something unknown, with the nearest known name if there is one."""
    near = nearest_code(value, known)
    listed = ", ".join(list(dict.fromkeys(known))[:8]) or "–"
    value, fields = without_person_number(value), {key: without_person_number(one) for key, one in fields.items()}
    values: dict[str, Any] = {"column": column, "value": value, "known": listed, "near": near or "–", **fields}
    return problem(code, span, fix=near, **values)


def _bound(form: TableForm, head: TableHead, path: Path) -> tuple[dict[str, int], list[Problem]]:
    """The position of each column, and the problems: heads that are no column (P041, P042), repeated (P040) or
    absent (P043)."""
    span = Span(str(path), head.line)
    heads = {name.casefold(): column.name for column in form.columns for name in (column.name, *column.forms)}
    at: dict[str, int] = {}
    problems: list[Problem] = []
    strangers: list[str] = []
    for position, written in enumerate(head.names):
        name = heads.get(written.casefold())
        if name is None:
            strangers += [written] if written else []
        elif name in at:
            problems.append(problem("P040", span, table=form.called, column=head.names[at[name]], head=written))
        else:
            at[name] = position
    lacking = [c.name for c in form.columns if c.name not in at]
    every = form.listed([c.name for c in form.columns])
    for stranger in strangers:
        near = nearest(stranger, [h for h in heads if heads[h] in lacking])
        values: dict[str, Any] = {"table": form.called, "head": stranger, "columns": every}
        problems.append(problem("P041", span, near=near, **values) if near else problem("P042", span, **values))
    missing = [c.name for c in form.columns if c.needed and c.name in lacking]
    if missing:
        present, lacks = listed_heads(head.names), form.listed(missing)
        problems.append(problem("P043", span, table=form.called, columns=lacks, found=present))
    return at, problems


def head_alone(form: TableForm, path: Path, rows: Sequence[Row], problems: Sequence[Problem]) -> list[Problem]:
    """Return D037 where the table was read and has no row, else nothing."""
    empty = not rows and not problems
    return [problem("D037", Span(str(path), 1), source=form.files[0], file=path.name)] if empty else []
