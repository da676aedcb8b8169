"""The paragraphs of a letter's file: plain text, or a Word document."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from kpidsl.tooling.letters.sentences import Paragraph, paragraphs_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

EXTRA = "docx"


class UnreadableLetterError(Exception):
    """The file cannot be read as what its name says; `why` is a key of `cli.read`'s messages."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def paragraphs(name: str, content: bytes) -> list[Paragraph]:
    """The paragraphs of a file by its name's ending: `.docx` is a Word document, anything else is text in UTF-8.

    A row of a table with two cells is one paragraph, `what is measured: target`; of other rows each cell is one. A
    document's paragraphs and rows are counted from 1. UnreadableLetterError where the bytes are neither, or where the
    library that reads documents is not installed.
    """
    if Path(name).suffix.casefold() == ".docx":
        return list(_of_document(content))
    try:
        return paragraphs_of(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableLetterError("encoding") from None


def _of_document(content: bytes) -> Iterator[Paragraph]:
    try:
        import docx  # here: python-docx is an optional extra
    except ImportError:
        raise UnreadableLetterError("extra") from None
    from docx.opc.exceptions import PackageNotFoundError  # here: part of the extra
    from docx.table import Table  # here: part of the extra

    try:
        document: Document = docx.Document(BytesIO(content))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError):
        raise UnreadableLetterError("document") from None
    number = 0
    for block in document.iter_inner_content():
        texts = _rows(block) if isinstance(block, Table) else [block.text]
        for text in texts:
            number += 1
            for line in text.split("\n"):
                if line.strip():
                    yield Paragraph(number, line.strip())


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells = [" ".join(cell.text.split()) for cell in row.cells]
        cells = list(dict.fromkeys(cell for cell in cells if cell))  # a merged cell is given once for each column
        yield ": ".join(cells) if len(cells) == 2 else "\n".join(cells)
