"""Kinds of file that hold tables but are not read, with their names for messages."""

from __future__ import annotations

import zipfile
from pathlib import Path

from kpidsl.problems import Problem, Span, Translated, problem

FileKind = Translated
"""What a kind of file is called in messages."""

OLD_EXCEL = FileKind("en eldre Excel-bok (.xls)", "ei eldre Excel-bok (.xls)", "an older Excel workbook (.xls)")
LOCKED = FileKind("en arbeidsbok med passord", "ei arbeidsbok med passord", "a workbook with a password")
BINARY = FileKind("en binær Excel-bok (.xlsb)", "ei binær Excel-bok (.xlsb)", "a binary Excel workbook (.xlsb)")
MACROS = FileKind(
    "en Excel-bok med makroer (.xlsm)", "ei Excel-bok med makroar (.xlsm)", "an Excel workbook with macros (.xlsm)"
)
OPEN_DOCUMENT = FileKind(
    "et regneark fra LibreOffice (.ods)", "eit rekneark frå LibreOffice (.ods)", "a LibreOffice spreadsheet (.ods)"
)
WEB_PAGE = FileKind(
    "en nettside med ending for arbeidsbok",
    "ei nettside med ending for arbeidsbok",
    "a web page with a workbook's ending",
)
TEXT = FileKind("en tekstfil", "ei tekstfil", "a text file")
PACKED = FileKind("en pakket fil", "ei pakka fil", "a packed file")
RENAMED = FileKind(
    "en arbeidsbok med en annen ending enn .xlsx",
    "ei arbeidsbok med ei anna ending enn .xlsx",
    "a workbook with another ending than .xlsx",
)
PARQUET = FileKind(
    "en Parquet-fil med en annen ending", "ei Parquet-fil med ei anna ending", "a Parquet file with another ending"
)
DOCUMENT = FileKind("en PDF", "ein PDF", "a PDF")
NUMBERS = FileKind("et regneark fra Numbers", "eit rekneark frå Numbers", "a Numbers spreadsheet")

BY_ENDING = {
    ".xls": OLD_EXCEL,
    ".xlsb": BINARY,
    ".xlsm": MACROS,
    ".ods": OPEN_DOCUMENT,
    ".numbers": NUMBERS,
    ".tsv": TEXT,
    ".txt": TEXT,
    ".zip": PACKED,
    ".gz": PACKED,
}
"""Endings of files that hold tables and are not read."""

ALWAYS_DATA = frozenset(BY_ENDING) - {".txt"}
"""Those that hold tables wherever they lie: a folder of monthly files may well have a .txt for people to read."""


BROKEN_ZIP = (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError)
"""What a damaged packed file is met with: a directory that is not whole, a version or a method that nobody has."""


def not_read(path: Path) -> Problem | None:
    """P093 if the file's ending is that of a table that is not read; otherwise None."""
    kind = BY_ENDING.get(path.suffix.lower())
    return refusal(path, kind) if kind is not None else None


def refusal(path: Path, kind: FileKind) -> Problem:
    """P093, which names the kind of file."""
    return problem("P093", Span(str(path), 1), file=path.name, kind=kind)


def kind_of(path: Path) -> FileKind | None:
    """Return the kind of a file that has a workbook's ending, from its first bytes; None if they do not identify it."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return LOCKED if "EncryptedPackage".encode("utf-16-le") in path.read_bytes() else OLD_EXCEL
    if head.lstrip()[:5].lower() in (b"<html", b"<!doc", b"<tabl", b"<?xml"):
        return WEB_PAGE
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except BROKEN_ZIP:
        return None
    if "xl/workbook.bin" in names:
        return BINARY
    return OPEN_DOCUMENT if "content.xml" in names else None


_NO_TEXT = (
    (b"\x1f\x8b", PACKED),
    (b"BZh", PACKED),
    (b"7z\xbc\xaf", PACKED),
    (b"PAR1", PARQUET),
    (b"%PDF", DOCUMENT),
    (b"\xd0\xcf\x11\xe0", OLD_EXCEL),
)


def no_text(path: Path) -> FileKind | None:
    """Return the kind of a file that has a text's ending and is no text, from its first bytes; None for a text."""
    with path.open("rb") as file:
        head = file.read(1 << 12)
    if b"\x00" not in head and not head.startswith(b"%PDF"):
        return None
    if head.startswith(b"PK\x03\x04"):
        return RENAMED if b"xl/" in head or b"[Content_Types]" in head else PACKED
    return next((kind for sign, kind in _NO_TEXT if head.startswith(sign)), None)
