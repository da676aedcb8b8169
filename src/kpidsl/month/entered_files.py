"""What units have entered in books of figures, written where the sources of those figures are read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kpidsl.followup.figures import FigureKey, entered_figures, sources_of
from kpidsl.followup.fold import fold
from kpidsl.language import Project
from kpidsl.model.form import NOT_READY
from kpidsl.model.spec import Source, Spec
from kpidsl.month.entered_sources import figure_columns
from kpidsl.month.store import acts_by_folder
from kpidsl.problems import Problem, Translated, problem
from kpidsl.project import ProjectFile, SourceSettings, read_settings
from kpidsl.rendering.shown.whole_files import write_whole
from kpidsl.sources.bind import NOT_READY_WORDS, bind
from kpidsl.sources.csv_files import SEPARATORS

_MONTH, _YEAR = re.compile(r"\d{4}-\d{2}"), re.compile(r"\d{4}")
_Row = tuple[str, str, tuple[str, ...]]
"""The unit, the month or year, and the cells that divide the unit's figures."""


@dataclass(frozen=True)
class WrittenFile:
    """The file of a source, and how many of its cells are otherwise than they were."""

    path: Path
    cells: int


def entered_in(root: Path) -> dict[FigureKey, str]:
    """The figures that the units have entered, by the ledgers below `root` that are whole."""
    acts, _ = acts_by_folder(root)
    return entered_figures(fold(of_unit) for of_unit in acts.values())


def write_entered(
    project: Project, spec: Spec, data: Path, root: Path, before: Mapping[FigureKey, str]
) -> tuple[tuple[WrittenFile, ...], tuple[Problem, ...]]:
    """The files of the sources in `data` with what is entered in books, those that are otherwise than they were; the
    rest of each file stays. `before` is what had been entered when that was last done.

    A file that is not written is said (F082), and a cell that somebody has written in since (F083); not where another
    figure has been entered, which goes before. Raises OSError where a file cannot be read or written.
    """
    settings, problems = read_settings(project.root)
    entered = entered_in(root)
    written = []
    for name in sources_of(entered):
        source = spec.sources.get(name)
        if source is None or not source.entered_by:
            problems += (_unwritten(name, _NO_SOURCE, _A_SOURCE),)
            continue
        own = {key: text for key, text in entered.items() if key.source == name}
        try:
            table = _Table.of(source, data, settings)
        except _NotWrittenError as error:
            problems += error.problems
            continue
        problems += tuple(table.enter(own, before))
        if table.changed:
            write_whole(table.path, table.write)
            written.append(WrittenFile(table.path, table.changed))
    return tuple(written), problems


_NO_SOURCE = Translated("ingen slik kilde i spesifikasjonen", "inga slik kjelde i spesifikasjonen", "no such source")
_A_SOURCE = Translated(
    "en kilde med «registreres av»", "ei kjelde med «blir registrert av»", "a source with “entered by”"
)
_CSV = Translated("én CSV-fil", "éi CSV-fil", "one CSV file")
_CODES = Translated("enhetenes koder", "kodane til einingane", "the units' codes")
_NAMES = Translated("enhetenes navn", "namna på einingane", "the units' names")
_UTF8 = Translated("en annen koding", "ei anna koding", "another encoding")
_ENCODING = Translated(
    "UTF-8, eller kodingen i kpidsl.toml",
    "UTF-8, eller kodinga i kpidsl.toml",
    "UTF-8, or the encoding in kpidsl.toml",
)


class _NotWrittenError(Exception):
    """Why nothing is written in a source's file."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def _unwritten(file: str, stands: Translated, expected: Translated) -> Problem:
    return problem("F082", file=file, found=stands, expected=expected)


def _as_written(text: str) -> Translated:
    """What stands in a file, the same in every language."""
    return Translated(text, text, text)


class _Table:
    """The file of a source, as lines of cells under a head."""

    def __init__(self, source: Source, path: Path, settings: SourceSettings) -> None:
        self.source, self.path, self.settings = source, path, settings
        unit, month = source.column("unit"), source.column("period")
        self.keys = [str(unit), str(month), *source.breakdown]
        self.figures = [column.name for column in figure_columns(source)]
        self.encoding, self.decimal = settings.encoding or "utf-8", ","
        self.separator: str = settings.separator or ";"
        self.head = [self._written(name) for name in (*self.keys, *self.figures)]
        self.lines: list[list[str]] = []
        self.changed = 0
        if path.exists():
            self._read()
        self.at = {name: self.head.index(self._written(name)) for name in (*self.keys, *self.figures)}
        self.rows = self._rows()
        self.decimal = settings.decimal or self._mark()

    @classmethod
    def of(cls, source: Source, data: Path, settings: ProjectFile) -> _Table:
        """The table as it stands, empty where there is no file yet. Raises _NotWrittenError where it is no CSV file of
        the form that is written here."""
        own = settings.sources.get(source.name, SourceSettings())
        bound, problems = bind({source.name: source}, data, settings)
        path = data / (own.path or f"{source.name}.csv")
        if bound:
            path = bound[source.name].files[0]
        elif any(one.code != "P003" for one in problems):
            raise _NotWrittenError(*problems)
        if path.suffix.lower() != ".csv" or (bound and len(bound[source.name].files) > 1):
            names = ", ".join(file.name for file in bound[source.name].files[:3]) if bound else path.name
            raise _NotWrittenError(_unwritten(source.name, _as_written(names), _CSV))
        if own.named_units:
            raise _NotWrittenError(_unwritten(path.name, _NAMES, _CODES))
        return cls(source, path, own)

    def enter(self, entered: Mapping[FigureKey, str], before: Mapping[FigureKey, str]) -> Iterator[Problem]:
        """Enter the figures; F083 for each cell that holds another, where what is entered is as it was `before`."""
        for key, text in entered.items():
            row = (key.unit, key.at, key.parts)
            if row not in self.rows:
                if not text:
                    continue
                self._add(row)
            line, at = self.rows[row], self.at[key.column]
            stands, wanted = self.lines[line][at], self._cell(key.column, text)
            if stands == wanted:
                continue
            if stands and key in before and before[key] == text:
                yield problem("F083", file=self.path.name, line=line + 2, found=stands, value=wanted, unit=key.unit)
            self.lines[line][at] = wanted
            self.changed += 1

    def write(self, path: Path) -> None:
        """Write the whole table there."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.separator, lineterminator="\n")
        writer.writerow(self.head)
        writer.writerows(self.lines)
        path.write_text(text.getvalue(), encoding=self.encoding, newline="")

    def _read(self) -> None:
        content = self.path.read_bytes()
        if content.startswith(b"\xef\xbb\xbf"):
            self.encoding = "utf-8-sig"
        try:
            text = content.decode(self.encoding)
        except (UnicodeDecodeError, LookupError):
            raise _NotWrittenError(_unwritten(self.path.name, _UTF8, _ENCODING)) from None
        first = text.partition("\n")[0]
        self.separator = self.settings.separator or max(SEPARATORS, key=first.count)
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=self.separator) if any(line)]
        if not lines:
            return
        self.head, self.lines = [cell.strip() for cell in lines[0]], lines[1:]
        if lacking := [name for name in map(self._written, (*self.keys, *self.figures)) if name not in self.head]:
            heads, expected = _as_written(", ".join(self.head)), _as_written(", ".join(lacking))
            raise _NotWrittenError(_unwritten(f"{self.path.name}:1", heads, expected))
        self.lines = [[*line, *[""] * (len(self.head) - len(line))] for line in self.lines]

    def _rows(self) -> dict[_Row, int]:
        """The lines by what tells rows apart."""
        form = _YEAR if self.source.grain == "unit_year" else _MONTH
        rows: dict[_Row, int] = {}
        for line, cells in enumerate(self.lines):
            unit, at, *parts = (cells[self.at[name]].strip() for name in self.keys)
            if not form.fullmatch(at):
                expected = "2026" if form is _YEAR else "2026-10"
                place = f"{self.path.name}:{line + 2}"
                raise _NotWrittenError(_unwritten(place, _as_written(at), _as_written(expected)))
            rows[unit, at, tuple(parts)] = line
        return rows

    def _add(self, row: _Row) -> None:
        unit, at, parts = row
        cells = [""] * len(self.head)
        for name, text in zip(self.keys, (unit, at, *parts), strict=True):
            cells[self.at[name]] = text
        self.rows[row] = len(self.lines)
        self.lines.append(cells)

    def _cell(self, column: str, text: str) -> str:
        """The figure as it is written in the file, so that it can only be read in one way."""
        if text == NOT_READY:
            marks = (mark for mark, state in self.settings.marks.items() if state == NOT_READY)
            return next(marks, NOT_READY_WORDS[0])
        whole, _, decimals = text.partition(".")
        decimals += "0" * (len(decimals) == 3)  # 1,234 may be a thousand
        number = f"{whole}{self.decimal}{decimals}" if decimals else whole
        return f"{number} %" if number and column in self.settings.shares else number

    def _mark(self) -> str:
        """The decimal mark of the figures that stand there: a comma where that is not seen."""
        cells = [line[self.at[name]] for line in self.lines for name in self.figures]
        return "." if any("." in cell for cell in cells) and not any("," in cell for cell in cells) else ","

    def _written(self, name: str) -> str:
        """The column's head in the file."""
        return self.settings.columns.get(name, name)
