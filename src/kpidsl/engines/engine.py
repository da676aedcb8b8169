"""What a run asks of an engine: raw rows in, answers about them, and the three tables out.

`sources` decides what is asked and turns the answers into problems; how it is answered is the engine's own. A source is
known by its name: it is read first (as written), then typed, and every later question is about its typed rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, Protocol

from kpidsl.model.plan import Plan
from kpidsl.model.spec import NUMBERS, ColumnSpec, Source
from kpidsl.model.tables import Delivery, Tables
from kpidsl.project import SourceSettings

Written = Literal["text", "integer", "decimal", "float", "double", "date", "moment", "instant", "other"]
"""How a column is stored where the rows come from: all is text in a CSV file, Parquet has types. A moment is of the
local clock, an instant has a zone."""

FIRST_YEAR, LAST_YEAR = 1901, 2100
"""Years that a date or a month of a row can be of. Before them lies what a spreadsheet's zero looks like, after them
slips of the pen and programs' words for none."""

COUNTED = ("numerator", "denominator")
"""Roles of columns that hold counts: they cannot be negative."""


LARGEST_FRACTION = 10
"""The most that a share written as a fraction can be: a thousand per cent. What is above is per cent already."""


@dataclass(frozen=True, slots=True)
class TextFiles:
    """CSV files in one form: UTF-8, commas, every cell quoted, a header; the last column, "#", is the row's line."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ParquetFiles:
    """Parquet files; a row is known by its number in the file, from 1."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class TextRows:
    """Rows in memory, a text by column; an empty or absent one is an empty cell. A row is known by its number, from
    1."""

    rows: Sequence[Mapping[str, str]]


Raw = TextFiles | ParquetFiles | TextRows


@dataclass(frozen=True, slots=True)
class RawTable:
    """What was read: how each column is stored, and the number of rows."""

    columns: Mapping[str, Written]
    rows: int
    by_file: tuple[tuple[str, ...], ...] = ()
    """The columns of each file, where files may differ in them; empty where a reader has held them to the same."""


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as written, with the position of its file among those read and its line there."""

    file: int
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class SomeCells:
    """Cells of a column: the first ones, by file and line, and the number of all."""

    first: tuple[RawCell, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class ColumnCells:
    """What stands out in a column: cells that do not read, numbers outside the column's bounds, numbers that are
    rounded by more than a float's noise, dates that mean that there is none, cells that are empty although the column
    is required, and codes whose last digits a spreadsheet has left out."""

    unread: SomeCells = SomeCells()
    outside: SomeCells = SomeCells()
    rounded: SomeCells = SomeCells()
    none: SomeCells = SomeCells()
    empty: SomeCells = SomeCells()
    shortened: SomeCells = SomeCells()


@dataclass(frozen=True, slots=True)
class TwoScales:
    """A column that seems to hold shares on two scales, or on another than it is taken for: how many lie within 0 and
    1, the first of them, their mean, and how many lie above (none: the whole column is fractions)."""

    fractions: SomeCells
    per_cents: int
    mean: Fraction


@dataclass(frozen=True, slots=True)
class OutsideCells:
    """Cells of one file that hold another text than the column may: the first one's line, and how many there are."""

    file: int
    line: int
    count: int


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Rows left out because an equal one stands, and keys left without a figure because their rows differ: how many,
    the first row left out, and of the first keys (by the place of their second row) the cells of their rows in the
    key's first column."""

    equal: SomeCells = SomeCells()
    conflicting: int = 0
    first: tuple[SomeCells, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonsMet:
    """The persons of a source, those of them that another source has too, and those that it has but for leading zeros,
    case and punctuation; with the rows of the latter and of all."""

    persons: int
    met: int
    nearly: int
    nearly_rows: int
    rows: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell on which two sources differ by more than the tolerance: unit, month number, and the columns that do."""

    unit: str
    month: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Succession:
    """A former code and the code after it, in the years that begin from month number `first` to `last`."""

    former: str
    unit: str
    first: int
    last: int


class UnreadableRowsError(Exception):
    """The engine cannot read a source's files, which may show when the rows are first asked for. The message says why;
    it quotes no cell."""


class Engine(Protocol):
    """One run's work place. Every question about typed rows may be asked once `type_rows` has been called. Until then
    each may raise UnreadableRowsError."""

    def read(self, source: Source, raw: Raw) -> RawTable:
        """Take in the source's raw rows, those of several files below each other.

        Raises UnreadableRowsError where a file cannot be read.
        """
        ...

    def cells(
        self, source: Source, settings: SourceSettings, listed: int, required: Collection[str] = ()
    ) -> Mapping[str, ColumnCells]:
        """The raw cells that stand out, by column (of texts only the empty ones): of those that are neither a value of
        the column's type, nor empty, nor a declared mark, and of the numbers outside the column's bounds, the first
        `listed` in full; of the others the first one.
        Empty cells only of the columns that are `required`."""
        ...

    def decimal_marks(self, source: Source, settings: SourceSettings) -> Collection[str]:
        """The marks ("," and ".") that some text cell of the columns of numbers can only have as its decimal mark."""
        ...

    def outside_cells(self, source: Source, column: ColumnSpec, settings: SourceSettings) -> Sequence[OutsideCells]:
        """For each file that has some, in order: the raw cells with a text that is not among `column.legal`."""
        ...

    def type_rows(self, source: Source, settings: SourceSettings) -> None:
        """Make the typed rows of the raw ones. A cell that does not read is empty; of a ready-made figure the state is
        kept beside it."""
        ...

    def two_scales(self, source: Source, column: ColumnSpec, settings: SourceSettings) -> TwoScales | None:
        """The typed numbers of the column, where they look like fractions among per cents: all within 0 and 100, some
        decimals within 1 and the others, if any, at least twice as large as any of those, of about a hundred times
        their mean. None elsewhere. Of a column that is declared to hold fractions the numbers are taken as they were
        written. Right after `type_rows`."""
        ...

    def early_ends(
        self, source: Source, settings: SourceSettings, pairs: Sequence[tuple[str, str]], listed: int
    ) -> Sequence[SomeCells]:
        """For each pair of date columns (start, end): the cells of the ends that lie before their starts in the typed
        rows, the first `listed` in full. Right after `type_rows`."""
        ...

    def settle_duplicates(self, source: Source, settings: SourceSettings, listed: int) -> Duplicates:
        """Keep equal rows once. Where rows of one key (`source.key`) differ, a ready-made figure becomes one missing
        row, and the rows of persons and cases are left out. A source without a key is left as it is.

        At most `listed` keys are listed with their rows, and of each key at most `listed` rows in full. Right after
        `type_rows`: no text of the key has been replaced."""
        ...

    def repeated_rows(self, source: Source, settings: SourceSettings) -> SomeCells:
        """The rows that are equal in every column to an earlier one of the source: the first of them, and how many. An
        engine may answer that there is none where, of very many rows, few are repeated. No text has been replaced."""
        ...

    def counts(self, source: Source, columns: Sequence[str]) -> Mapping[tuple[object, ...], int]:
        """The number of rows by the values in `columns` (None: empty); without columns the number of all by ()."""
        ...

    def months(self, source: Source, columns: Sequence[str]) -> Sequence[tuple[int, int]]:
        """(month number, how many), ascending, of the months and dates in `columns`; empty cells do not count."""
        ...

    def dated_row(
        self, source: Source, settings: SourceSettings, columns: Sequence[str], months: Collection[int]
    ) -> RawCell | None:
        """The first raw row, by file and line, that has one of the months (by number) in one of `columns`; None without
        any."""
        ...

    def replace_texts(self, source: Source, column: str, texts: Mapping[str, str]) -> None:
        """Put other texts in the column; those that `texts` does not name stay."""
        ...

    def first_row(
        self, source: Source, settings: SourceSettings, column: str, texts: Collection[str | None]
    ) -> RawCell | None:
        """The first raw row, by file and line, whose column of texts holds one of `texts` (None: is empty); None
        without any. No text of the column has been replaced."""
        ...

    def drop(self, source: Source, column: str, texts: Collection[str | None]) -> int:
        """Drop the rows whose column holds one of `texts` (None: is empty); how many were dropped."""
        ...

    def sums(
        self, source: Source, columns: Sequence[str], figures: Sequence[str]
    ) -> Mapping[tuple[object, ...], tuple[int | None, ...]]:
        """The sums of a ready-made source's `figures`, exact, by the values in `columns` (None: empty); None where no
        row has the figure."""
        ...

    def persons_met(self, source: Source, other: Source) -> PersonsMet:
        """How many persons of `source` stand in `other`. Where one of them stores numbers and the other digits alone
        the two are compared as numbers; else as texts."""
        ...

    def in_several_units(self, source: Source, month: int) -> int:
        """How many persons have rows of more than one unit in the month, of a source about persons by month."""
        ...

    def differences(self, first: Source, other: Source) -> Sequence[Difference]:
        """Cells that have every figure in both sources, more than `first.tolerance` per cent of the other's apart; by
        month and unit. Both have the key and the figures of `other`."""
        ...

    def put_over(self, first: Source, other: Source) -> None:
        """Write the rows of `first` over those of `other`, in the rows of `other`: one that has all its figures takes
        the place of the row with its key, and any other fills a key that has none."""
        ...

    def doubled_years(self, source: Source, successions: Collection[Succession]) -> Sequence[tuple[str, int, str]]:
        """(unit, first month of the year, former code) of years in which both codes have a row, ascending."""
        ...

    def make_missing(self, source: Source, cells: Collection[tuple[str, int]]) -> None:
        """Every figure of these units and months (by number) is missing."""
        ...

    def reduce(self, plan: Plan, deliveries: Mapping[str, Delivery], content: Mapping[str, str]) -> Tables:
        """The three tables for `plan`, from the typed rows of its sources.

        `deliveries` and `content` (what the figures rest on) are handed on; the version of the calendar of working
        days joins the content where the plan asks for it. A block's rows are ordered by month, unit and category; an
        empty source gives an empty block. Sums are exact: a column of them is a list where one does not fit in 64 bits.
        """
        ...


class OpenEngine(Protocol):
    """An engine, opened in an empty folder `work` that it may write in; it reads files in `data` and `work` alone."""

    def __call__(self, work: Path, data: Sequence[Path]) -> AbstractContextManager[Engine]:
        """The engine, for as long as the context lasts."""
        ...


def have_clocks(source: Source, *names: str) -> bool:
    """Whether each of the columns of dates has a time of day."""
    return all(column.clock for column in source.columns if column.name in names)


def figures_of(source: Source) -> tuple[str, ...]:
    """The columns of a ready-made source that hold figures; each has a state."""
    return tuple(c.name for c in source.columns if c.type in NUMBERS)
