"""Reads CSV files: encoding, separator and quoting are detected from the file itself."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kpidsl.problems import Problem, Span, problem
from kpidsl.project import SourceSettings
from kpidsl.sources.encodings import encoding_of, garbled_text
from kpidsl.sources.file_kinds import no_text, refusal
from kpidsl.sources.head import LOOKED_AT, Line, WantedColumns, head_name
from kpidsl.sources.pages import MAX_COLUMNS, Page
from kpidsl.sources.refused import RefusedFileError

SEPARATORS: tuple[str, ...] = (";", ",", "\t", "|")
MAX_BYTES = 4 << 30
MAX_LINE = 1 << 20

_SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(.)"?[;,\t|]*\s*', re.IGNORECASE)
"""The line that tells Excel what stands between cells."""


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a CSV file is written. `says_separator`: its first line is `sep=…`."""

    encoding: str
    separator: str
    says_separator: bool = False


def csv_pages(path: Path, settings: SourceSettings, wanted: WantedColumns) -> Iterator[Page]:
    """Yield the file's only page.

    Raises RefusedFileError if the file is too large (P010) or its encoding cannot be determined. Iterating the page's
    lines raises it for bytes that do not decode (P011), an unclosed quote (P015) and too many columns (P020).
    """
    if path.stat().st_size > MAX_BYTES:
        raise RefusedFileError(problem("P010", Span(str(path), 1), size=path.stat().st_size))
    form = form_of(path, settings, wanted)
    note = garbled_text(path, form.encoding)
    yield Page(str(path), _lines(path, form), is_exact=True, notes=(note,) if note else ())


def form_of(path: Path, settings: SourceSettings, wanted: WantedColumns) -> CsvForm:
    """Return the file's encoding and separator, detected unless the settings give them.

    The separator is the one by which a line near the top has the most of the wanted columns; of equals, the most
    frequent one in the first line. Raises RefusedFileError if the file is no text (P093), or the
    text does not decode (P011, P092, P095).
    """
    kind = no_text(path)
    if kind is not None:
        raise RefusedFileError(refusal(path, kind))
    encoding = settings.encoding or encoding_of(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            top = list(islice(iter(lambda: file.readline(MAX_LINE), ""), LOOKED_AT + 1))
    except UnicodeError as error:
        raise RefusedFileError(_not_text(path, encoding, error)) from None
    match = _SEPARATOR_LINE.fullmatch(top[0]) if top else None
    if match:
        return CsvForm(encoding, settings.separator or match[1], says_separator=True)
    if settings.separator:
        return CsvForm(encoding, settings.separator)
    first = next((line for line in top if line.strip()), "")

    def fits(separator: str) -> tuple[int, int, int]:
        held = max((wanted.number_in(_names(line, separator)) for line in top), default=0)
        return held, first.count(separator), -SEPARATORS.index(separator)

    return CsvForm(encoding, max(SEPARATORS, key=fits))


def _names(line: str, separator: str) -> list[str]:
    return [head_name(cell.strip().strip('"')) for cell in line.split(separator)[:MAX_COLUMNS]]


def _lines(path: Path, form: CsvForm) -> Iterator[Line]:
    with path.open(encoding=form.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=form.separator, strict=True)
        try:
            if form.says_separator:
                next(reader, None)
            for cells in reader:
                if len(cells) > MAX_COLUMNS:
                    raise RefusedFileError(problem("P020", Span(str(path), reader.line_num)))
                yield reader.line_num, cells
        except UnicodeDecodeError as error:
            raise RefusedFileError(_not_text(path, form.encoding, error)) from None
        except csv.Error:
            raise RefusedFileError(problem("P015", Span(str(path), reader.line_num))) from None


def _not_text(path: Path, encoding: str, error: UnicodeError) -> Problem:
    """P011 at the first line with a byte that does not decode."""
    number = 1
    if isinstance(error, UnicodeDecodeError):
        with path.open(encoding=encoding, errors="replace") as file:
            number = next((at for at, line in enumerate(file, 1) if "\ufffd" in line), 1)
    return problem("P011", Span(str(path), number), encoding=encoding)
