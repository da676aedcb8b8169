"""CSV as offices send it: encoding, separator and quoting detected on the file itself, and reported."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from kpidsl.problems import Problem, Span, problem
from kpidsl.project import SourceSettings

SEPARATORS: tuple[str, ...] = (";", ",", "\t", "|")
MAX_BYTES = 4 << 30


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a file is written, and its header."""

    encoding: str
    separator: str
    header: tuple[str, ...]


def detect(path: Path, settings: SourceSettings) -> tuple[CsvForm | None, tuple[Problem, ...]]:
    """The file's form; a file that cannot be read as text, or has no header, is refused."""
    span = Span(str(path), 1)
    if path.stat().st_size > MAX_BYTES:
        return None, (problem("P010", span, size=path.stat().st_size),)
    encoding = settings.encoding or _encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            first = file.readline()
    except (UnicodeError, LookupError) as error:
        return None, (_not_text(path, encoding, error),)
    separator: str = settings.separator or max(SEPARATORS, key=lambda s: (first.count(s), -SEPARATORS.index(s)))
    header = next(csv.reader(io.StringIO(first), delimiter=separator), [])
    names = tuple(h.strip() for h in header)
    if not any(names):
        return None, (problem("P012", span),)
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        return None, (problem("P013", span, column=twice[0]),)
    return CsvForm(encoding, separator, names), ()


def _not_text(path: Path, encoding: str, error: UnicodeError | LookupError) -> Problem:
    """The problem of a file that is not written so, at its first line with a byte that does not read."""
    number = 1
    if isinstance(error, UnicodeDecodeError):
        with path.open(encoding=encoding, errors="replace") as file:
            number = next((at for at, line in enumerate(file, 1) if "\ufffd" in line), 1)
    return problem("P011", Span(str(path), number), encoding=encoding, reason=str(error))


def _encoding(path: Path) -> str:
    """UTF-8 where the bytes are, a byte order mark's own, else cp1252 (Latin-1 where that has a hole)."""
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith(b"\xef\xbb\xbf"):
            return "utf-8-sig"
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        file.seek(0)
        for codec in ("utf-8", "cp1252"):
            file.seek(0)
            try:
                reader = io.TextIOWrapper(file, encoding=codec, newline="")
                while reader.read(1 << 20):
                    pass
                reader.detach()
                return codec
            except UnicodeDecodeError:
                reader.detach()
    return "latin-1"


def clean_copy(path: Path, form: CsvForm, target: Path) -> Problem | None:
    """Write the file as UTF-8, comma-separated, quoted; a ragged row or an open quote is refused with its line."""
    width = len(form.header)
    with path.open(encoding=form.encoding, newline="") as file, target.open("w", encoding="utf-8", newline="") as out:
        reader = csv.reader(file, delimiter=form.separator, strict=True)
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        try:
            for number, row in enumerate(reader):
                if not row or (len(row) == 1 and not row[0].strip() and width > 1):
                    continue
                if len(row) != width:
                    span = Span(str(path), reader.line_num)
                    return problem("P014", span, found=len(row), expected=width)
                writer.writerow([*row, "#" if number == 0 else reader.line_num])
        except UnicodeDecodeError as error:
            return _not_text(path, form.encoding, error)
        except csv.Error as error:
            return problem("P015", Span(str(path), reader.line_num), reason=str(error))
    return None
