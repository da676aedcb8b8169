"""A table beside the rows, as people keep it: CSV or a workbook, with Norwegian or English heads."""

from __future__ import annotations

import csv
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpidsl.problems import Problem, Span, problem
from kpidsl.problems.nearest import nearest, nearest_code
from kpidsl.problems.no_file import no_file
from kpidsl.project import SourceSettings
from kpidsl.sources import csv_files, xlsx_files

Row = tuple[int, dict[str, str]]
"""A row's number in its file and its cells by column, stripped; every column of the table is there."""

ENDINGS = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the name the program uses, and the other heads it may stand under (in any case)."""

    name: str
    forms: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class TableForm:
    """A kind of table: what it is called in messages (nb, en), its usual file names without ending, its columns."""

    nb: str
    en: str
    files: tuple[str, ...]
    columns: tuple[Column, ...]

    def names(self) -> str:
        """The columns as a message lists them."""
        return ", ".join(c.name for c in self.columns)


def find(
    form: TableForm, named: str | None, data: Path, beside: Path | None = None
) -> tuple[Path | None, list[Problem]]:
    """The table's file; None where there is none, or where it is refused.

    The file that the project file names lies in the data folder or, where it is not there, in `beside` (the
    specification's). Without a name, a file with one of the usual names, in any case and of any ending, is it. A path
    that leads out of its folder is refused (P005), also through a link, and so are two candidates (P004) and what is
    no file (R023).
    """
    if named is not None:
        folder = beside if beside is not None and not (data / named).is_file() and (beside / named).is_file() else data
        found = [folder / named]
        if not found[0].exists():
            return None, [problem("P003", source=named, looked=named, folder=data)]
    else:
        folder = data
        wanted = {unicodedata.normalize("NFC", stem).casefold() for stem in form.files}
        found = [
            path
            for path in sorted(data.iterdir())
            if path.suffix.lower() in ENDINGS and unicodedata.normalize("NFC", path.stem).casefold() in wanted
        ]
    if not found:
        return None, []
    if len(found) > 1:
        return None, [problem("P004", source=form.files[0], files=", ".join(p.name for p in found))]
    if not found[0].resolve().is_relative_to(folder.resolve()):
        return None, [problem("P005", Span(str(found[0]), 1), source=found[0].name)]
    wrong = no_file(found[0])
    return (found[0], []) if wrong is None else (None, [wrong])


def read(form: TableForm, path: Path) -> tuple[list[Row], list[Problem]]:
    """The rows with a cell that is not empty. A file that cannot be read, a row with more or fewer cells than the head,
    or a column that is needed and lacks, is a problem, and there are no rows then; so is a head that is nearly one."""
    with tempfile.TemporaryDirectory(prefix="kpidsl-") as folder:
        copy = Path(folder) / "table.csv"
        refused = _copied(path, copy)
        if refused:
            return [], refused
        with copy.open(encoding="utf-8", newline="") as file:
            header, *cells = list(csv.reader(file))
    at, problems = _bound(form, header[:-1], path)
    if any(p.severity == "error" for p in problems):
        return [], problems
    rows: list[Row] = []
    for *row, number in cells:
        bound = {column.name: row[at[column.name]].strip() if column.name in at else "" for column in form.columns}
        if any(cell.strip() for cell in row):
            rows.append((int(number), bound))
    return rows, problems


def numbered(form: TableForm, rows: Iterable[Mapping[str, str]]) -> list[Row]:
    """Rows in memory as rows of the table, from line 2 as if they stood under a head; a column that lacks is empty."""
    return [(at, {c.name: row.get(c.name, "") for c in form.columns}) for at, row in enumerate(rows, 2)]


def unknown_cell(code: str, span: Span, column: str, value: str, known: Sequence[str], **fields: str) -> Problem:
    """A cell that names nothing, with the near form where there is one."""
    near = nearest_code(value, known)
    listed = ", ".join(list(dict.fromkeys(known))[:8]) or "–"
    made: dict[str, Any] = {"column": column, "value": value, "known": listed, "near": near or "–", **fields}
    return problem(code, span, fix=near, **made)


def _copied(path: Path, copy: Path) -> list[Problem]:
    if path.suffix.lower() == ".xlsx":
        refused = xlsx_files.clean_copy(path, None, copy)
        return [refused] if refused else []
    shape, problems = csv_files.detect(path, SourceSettings())
    if shape is None:
        return list(problems)
    refused = csv_files.clean_copy(path, shape, copy)
    return [*problems, *([refused] if refused else [])]


def _bound(form: TableForm, header: Sequence[str], path: Path) -> tuple[dict[str, int], list[Problem]]:
    """Where each column stands; what of the head is no column, or lacks."""
    span = Span(str(path), 1)
    heads = {head.casefold(): column.name for column in form.columns for head in (column.name, *column.forms)}
    at: dict[str, int] = {}
    problems: list[Problem] = []
    strangers: list[str] = []
    for position, cell in enumerate(header):
        written = " ".join(cell.split())
        name = heads.get(written.casefold())
        if name is None:
            strangers += [written] if written else []
        elif name in at:
            problems.append(problem("P040", span, table_nb=form.nb, table_en=form.en, column=name, head=written))
        else:
            at[name] = position
    lacking = [c.name for c in form.columns if c.name not in at]
    for head in strangers:
        near = nearest(head, [h for h in heads if heads[h] in lacking])
        said: dict[str, Any] = {"table_nb": form.nb, "table_en": form.en, "head": head, "columns": form.names()}
        problems.append(problem("P041", span, near=near, **said) if near else problem("P042", span, **said))
    missing = [c.name for c in form.columns if c.needed and c.name in lacking]
    if missing:
        problems.append(
            problem(
                "P043", span, table_nb=form.nb, table_en=form.en, columns=", ".join(missing), found=", ".join(header)
            )
        )
    return at, problems
