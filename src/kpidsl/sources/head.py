"""Finds a table's head and the positions of the wanted columns in it.

CSV and workbooks follow one rule: empty, repeated and merged heads are errors only in columns that are wanted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Protocol

from kpidsl.problems import Problem, Span, problem
from kpidsl.sources.refused import RefusedFileError

Line = tuple[int, Sequence[str]]
"""A line's number in its file and its cells, stripped."""

Merged = tuple[int, int, int, int]
"""Cells merged into one: first and last line, first and last column (from 0). The first cell holds the text."""

_FIGURE = re.compile(r"[-−]?\d[\d .,:/-]*")

LONGEST_HEAD, MOST_HEADS = 60, 60
"""The letters and the number of heads that a message shows."""

LOOKED_AT = 50
"""How many lines may stand above the head."""


def head_name(cell: str) -> str:
    """Return the head in the form used for comparison: composed letters, single blanks (also for line breaks), no
    invisible characters."""
    visible = "".join(c for c in unicodedata.normalize("NFC", cell) if unicodedata.category(c) != "Cf")
    return " ".join(visible.split())


class WantedColumns(Protocol):
    """The columns to look for: those of a source, or those of a table beside the rows."""

    @property
    def source(self) -> str:
        """The name of the source or table in messages."""
        ...

    @property
    def is_source(self) -> bool:
        """Whether kpidsl.toml can have settings for it."""
        ...

    @property
    def period(self) -> str | None:
        """The column whose value the sheet's name may give; None if there is none."""
        ...

    @property
    def count(self) -> int:
        """The number of columns that must be present."""
        ...

    def number_in(self, names: Iterable[str]) -> int:
        """Return how many of the required columns are among `names`."""
        ...


@dataclass(frozen=True, slots=True)
class SourceColumns:
    """The columns of a source: their heads in the file, by their names in the specification.

    `period` is the column whose value the sheet's name may give; None if there is none.
    """

    source: str
    written: Mapping[str, str]
    period: str | None = None
    is_source: bool = True

    @property
    def heads(self) -> frozenset[str]:
        """The heads to look for."""
        return frozenset(head_name(name) for name in self.written.values())

    @property
    def count(self) -> int:
        """The number of heads."""
        return len(self.heads)

    def number_in(self, names: Iterable[str]) -> int:
        """Return how many of the heads are among `names`."""
        return len(self.heads & set(names))


@dataclass(frozen=True, slots=True)
class TableHead:
    """The line number of the head and its names, up to the last that is not empty."""

    line: int
    names: tuple[str, ...]

    @property
    def width(self) -> int:
        """The number of cells up to the last name."""
        return len(self.names)


def find_head(
    lines: Iterator[Line], wanted: WantedColumns, row: int | None, path: str, merged: Collection[Merged] = ()
) -> tuple[TableHead, Iterator[Line]]:
    """Return the head and an iterator over the lines below it: line `row`, otherwise the first line that is not blank.
    Each of `merged` cells gets the name in the first of them.

    Raises RefusedFileError if there is no head, or a row of figures in its place (P012), or if a line further down has
    more of a source's columns (P090). For a table beside the rows, which has no setting for this, that line is the
    head.
    """
    if row is not None:
        top = dict(_down_to(lines, row))
        head = _head(max(top, default=0), top, merged)  # a head with a line break ends further down than it begins
        if not head.names or head.line < row:
            raise RefusedFileError(problem("P012", Span(path, row)))
        return head, lines
    peeked = list(islice((line for line in lines if any(cell.strip() for cell in line[1])), LOOKED_AT))
    if not peeked:
        raise RefusedFileError(problem("P012", Span(path, 1)))
    top = dict(peeked)
    heads = [_head(number, top, merged) for number in top]
    best = max(heads, key=lambda head: wanted.number_in(head.names))
    first = heads[0].line
    if not wanted.number_in(best.names) and any(_FIGURE.fullmatch(name) for name in heads[0].names):
        raise RefusedFileError(problem("P012", Span(path, first)))  # its cells are no names, and are not to be quoted
    if wanted.number_in(best.names) > wanted.number_in(heads[0].names):
        if not wanted.is_source:
            at = heads.index(best)
            return best, chain(peeked[at + 1 :], lines)
        raise RefusedFileError(problem("P090", Span(path, first), source=wanted.source, head=best.line, first=first))
    return heads[0], chain(peeked[1:], lines)


def positions(head: TableHead, wanted: SourceColumns, path: str, sheet: str = "") -> dict[str, int]:
    """Return the position of each column, by its name in the specification. The period may be absent if the `sheet`'s
    name gives it.

    Raises RefusedFileError for each column that occurs twice (P013), otherwise for each that is absent (P019).
    """
    span = Span(path, head.line)
    heads = listed_heads(head.names)
    lacking: list[Problem] = []
    twice: list[Problem] = []
    at: dict[str, int] = {}
    for column, name in wanted.written.items():
        key = head_name(name)
        count = head.names.count(key)
        if count == 1:
            at[column] = head.names.index(key)
        elif count > 1:
            twice.append(problem("P013", span, column=name))
        elif column != wanted.period or not sheet:
            lacking.append(problem("P019", span, source=wanted.source, column=name, found=heads))
    if twice or lacking:
        raise RefusedFileError(*(twice or lacking))  # one of two heads of one name may be the one that is not there
    return at


def listed_heads(names: Iterable[str]) -> str:
    """Return the heads as a message lists them, shortened: a file read with the wrong separator may have all its
    rows in one head."""
    listed = [name if len(name) <= LONGEST_HEAD else f"{name[:LONGEST_HEAD]}…" for name in names if name]
    return ", ".join([*listed[:MOST_HEADS], *(["…"] if len(listed) > MOST_HEADS else [])])


def _down_to(lines: Iterator[Line], row: int) -> Iterator[Line]:
    """The lines up to and including that one."""
    for line in lines:
        yield line
        if line[0] >= row:
            return


def _head(number: int, top: Mapping[int, Sequence[str]], merged: Collection[Merged]) -> TableHead:
    """The head at line `number` of the lines at the top of the page."""
    cells = dict(enumerate(top.get(number, ())))
    for first, last, left, right in merged:
        above = top.get(first, ())
        if first <= number <= last and left < len(above):
            cells |= dict.fromkeys(range(left, right + 1), above[left])
    names = [head_name(cells.get(at, "")) for at in range(max(cells, default=-1) + 1)]
    while names and not names[-1]:
        names.pop()
    return TableHead(number, tuple(names))
