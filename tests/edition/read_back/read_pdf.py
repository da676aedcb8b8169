"""PDF, printed from the pages: test_pdf compares every number of it with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader

HOLDS = "figures"


def texts(path: Path) -> Iterator[str]:
    document = PdfReader(path)
    yield from (page.extract_text() for page in document.pages)
    yield repr(document.metadata)
    yield repr(document.outline)
